/** Small meshes that were written by hand: what no generator draws. Each file has the objects beside two Services with their workloads, and a gateway. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Drawn, DrawnProxy } from './worlds/draw';
import { parseManifests } from '../../src/check/files/yaml';

const FOLDER = join(__dirname, 'written');
const WRITTEN = '2026-01-02T00:00:00Z';
const BEFORE = '2026-01-01T00:00:00Z';

export const writtenMeshes = (): Drawn[] => readdirSync(FOLDER).sort().map((file) => {
  const own = parseManifests(file, readFileSync(join(FOLDER, file), 'utf8'), undefined, (e) => { throw e; })
    .map(({ object }) => object as any).map((o) => ({ ...o, metadata: { namespace: 'a', creationTimestamp: WRITTEN, ...o.metadata } }));
  const keys = new Set(own.map(keyOf));
  const objects = [...BASE.filter((o) => !keys.has(keyOf(o))), ...own];
  return { id: file.replace('.yaml', ''), objects, meshConfig: {}, proxies: objects.filter((o) => o.kind === 'Pod').map(proxyOf) };
});

const keyOf = ({ kind, metadata: { namespace, name } }: any): string => `${kind} ${namespace}/${name}`;

const pod = (namespace: string, app: string, version: string, podIP: string, more: Record<string, string> = {}): any => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: `${app}-${version}`, namespace, labels: { app, version, 'security.istio.io/tlsMode': 'istio', ...more }, creationTimestamp: BEFORE },
  spec: { serviceAccountName: app, containers: [{ name: 'main', image: 'main', ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }] }] },
  status: { podIP, podIPs: [{ ip: podIP }], phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
});
const service = (namespace: string, app: string, clusterIP: string): any => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: app, namespace, creationTimestamp: BEFORE },
  spec: { selector: { app }, clusterIP, ports: [{ name: 'http', port: 80, targetPort: 8080 }, { name: 'tcp', port: 9090, targetPort: 9090 }, { name: 'https', port: 443, targetPort: 8443 }] },
});
const BASE: readonly any[] = [
  pod('a', 'web', 'v1', '10.1.0.1'), pod('a', 'web', 'v2', '10.1.0.2'), service('a', 'web', '10.96.0.11'),
  pod('b', 'cart', 'v1', '10.1.0.3'), pod('b', 'cart', 'v2', '10.1.0.4'), service('b', 'cart', '10.96.0.12'),
  pod('istio-system', 'gw', 'v1', '10.1.0.5', { istio: 'ingress' }), service('istio-system', 'gw', '10.96.0.13'),
];

const proxyOf = ({ metadata: { name, namespace, labels }, spec, status }: any): DrawnProxy =>
  ({ name, type: labels.istio === 'ingress' ? 'router' : 'sidecar', namespace, labels, serviceAccount: spec.serviceAccountName, ip: status.podIP });
