/** The inputs of Istio's own tests of the Gateway API, as worlds that istiod and our compiler are asked about. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Drawn, DrawnProxy } from './worlds/draw';
import { parseManifests } from '../../src/check/files/yaml';

const FOLDER = 'pilot/pkg/config/kube/gateway';
/** What the compiler names as an assumption, and doesn't compile. */
const KINDS = new Set(['BackendTLSPolicy', 'XBackendTrafficPolicy', 'InferencePool']);
const CLASSES = new Set(['istio-waypoint', 'istio-east-west', 'istio-remote']);

export interface Golden {
  readonly name: string;
  readonly drawn: Drawn;
  /** why it is no question to the compiler */
  readonly outside?: string;
}

export function goldens(istio: string): Golden[] {
  const folder = join(istio, FOLDER, 'testdata');
  const services = servicesOf(readFileSync(join(istio, FOLDER, 'conversion_test.go'), 'utf8'));
  return readdirSync(folder).filter((f) => f.endsWith('.yaml.golden') && !f.endsWith('.status.yaml.golden')).sort().map((file) => {
    const name = file.replace('.yaml.golden', '');
    // the tests have a domain of their own
    const text = readFileSync(join(folder, `${name}.yaml`), 'utf8').replaceAll('domain.suffix', 'cluster.local');
    const objects = parseManifests(name, text, undefined, (e) => { throw e; }).map(({ object }) => object as any);
    return { name, drawn: drawnOf(name, objects, services), ...reasonOf(objects) };
  });
}

function reasonOf(objects: readonly any[]): { readonly outside?: string } {
  const kind = objects.find((o) => KINDS.has(o.kind))?.kind as string | undefined;
  if (kind !== undefined) return { outside: kind };
  const of = objects.find((o) => CLASSES.has(o.spec?.gatewayClassName))?.spec.gatewayClassName as string | undefined;
  if (of !== undefined) return { outside: `class ${of}` };
  return objects.some((o) => o.metadata?.labels?.['istio.io/use-waypoint'] !== undefined) ? { outside: 'a service behind a waypoint' } : {};
}

const PORTS = [80, 443, 8080, 15443, 34000, 34001].map((port) => ({ name: port === 80 || port === 8080 ? `http-${port}` : `tcp-${port}`, port }));

/** The Services that the test gives istiod. */
function servicesOf(test: string): any[] {
  const names = new Set([...test.matchAll(/Hostname:\s+"([\w-]+\.[\w-]+)\.svc\.domain\.suffix"/g)].map(([, name]) => name));
  return [...names].map((text) => text.split('.')).map(([name, namespace], i) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace, creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: { clusterIP: `10.96.0.${i + 1}`, ports: PORTS, ...(name === 'istio-ingressgateway' ? { selector: { istio: 'ingressgateway' } } : {}) },
  }));
}

function drawnOf(id: string, objects: readonly any[], services: readonly any[]): Drawn {
  const gateways = objects.filter((o) => o.kind === 'Gateway' && o.spec?.gatewayClassName === 'istio');
  const made = gateways.map((g, i) => deployment(g, i));
  const edge = pod('ingress', 'istio-system', { istio: 'ingressgateway' }, '10.1.3.1');
  const client = pod('client', 'default', { app: 'client' }, '10.1.4.1');
  const own = new Set(objects.filter((o) => o.kind === 'Service').map((o) => `${o.metadata.namespace}/${o.metadata.name}`));
  return {
    id,
    objects: [
      ...objects.map((o) => (o.metadata ? { ...o, metadata: { creationTimestamp: '2026-01-02T00:00:00Z', ...o.metadata } } : o)),
      ...services.filter((s) => !own.has(`${s.metadata.namespace}/${s.metadata.name}`)), ...made.flatMap((m) => m.objects), edge, client, ...secrets(objects),
    ],
    meshConfig: {},
    proxies: [...made.map((m) => m.proxy), proxyOf(edge, 'router'), proxyOf(client, 'sidecar')],
  };
}

const pod = (name: string, namespace: string, labels: Record<string, string>, podIP: string): any => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace, labels, creationTimestamp: '2026-01-01T00:00:00Z' },
  spec: { serviceAccountName: name, containers: [{ name: 'main', image: 'main' }] },
  status: { podIP, podIPs: [{ ip: podIP }], phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
});
const proxyOf = ({ metadata: { name, namespace, labels }, status }: any, type: DrawnProxy['type']): DrawnProxy => ({ name, type, namespace, labels, serviceAccount: name, ip: status.podIP });

/** What Istio's controller would make for a Gateway. */
function deployment({ metadata: { name, namespace }, spec }: any, i: number): { objects: any[]; proxy: DrawnProxy } {
  const labels = { 'gateway.networking.k8s.io/gateway-name': name as string };
  const made = pod(`${name}-istio`, namespace, labels, `10.1.2.${i + 1}`);
  const ports = [...new Set<number>([15021, ...spec.listeners.map((l: any) => l.port)])].map((port) => ({ port, name: `p-${port}` }));
  const service = {
    apiVersion: 'v1', kind: 'Service', metadata: { name: `${name}-istio`, namespace, creationTimestamp: '2026-01-01T00:00:00Z' }, spec: { selector: labels, clusterIP: `10.96.8.${i + 1}`, ports },
  };
  return { objects: [made, service], proxy: proxyOf(made, 'router') };
}

/** A certificate for each Secret that a listener names. */
function secrets(objects: readonly any[]): any[] {
  const named = objects.flatMap((o) => (o.spec?.listeners ?? []).flatMap((l: any) => (l.tls?.certificateRefs ?? []).map((ref: any) => `${ref.namespace ?? o.metadata.namespace}/${ref.name}`)));
  return [...new Set<string>(named)].map((text) => text.split('/')).map(([namespace, name]) => ({ apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/tls', metadata: { name, namespace } }));
}
