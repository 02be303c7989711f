/** A randomly generated world, as sent to istiod and as read by our index. */
import type { WorldAsked } from './oracle';
import type { Drawn } from './worlds/draw';
import type { Manifest } from '../../src/world/manifest';
import { World } from '../../src/world/world';

const ISTIO = /(^|\.)istio\.io\//;

export const manifestsOf = (drawn: Drawn): Manifest[] => drawn.objects.map((object) => ({ object, origin: {} }));
export const worldOf = (drawn: Drawn): World => new World(manifestsOf(drawn), { complete: true, meshConfig: drawn.meshConfig });

/** Without the objects that istiod's webhook rejects. */
export function accepted(drawn: Drawn, refused: readonly number[] = []): Drawn {
  const bad = new Set(refused.map((i) => drawn.objects.filter((o) => ISTIO.test(o.apiVersion))[i]));
  return { ...drawn, objects: drawn.objects.filter((o) => !bad.has(o)) };
}

export interface Pair { readonly cert: string; readonly key: string }

/** The certificate stands for all of them: the same in every Secret. */
export function asked(drawn: Drawn, pair: Pair): WorldAsked {
  const istio = drawn.objects.filter((o) => ISTIO.test(o.apiVersion));
  const kubernetes = [...drawn.objects.filter((o) => !ISTIO.test(o.apiVersion)).map((o) => filled(defaulted(o), pair)), ...namespaces(drawn), ...slices(drawn)];
  return {
    id: drawn.id,
    kubernetes: kubernetes.map((o) => JSON.stringify(o)).join('\n---\n'),
    istio: istio.map((o) => JSON.stringify(o)),
    meshConfig: JSON.stringify(drawn.meshConfig),
    proxies: drawn.proxies,
  };
}

function filled(o: any, { cert, key }: Pair): any {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  if (o.kind === 'Secret') return { ...o, data: { 'tls.crt': base64(cert), 'tls.key': base64(key), 'ca.crt': base64(cert) } };
  return o.kind === 'ConfigMap' ? { ...o, data: { 'ca.crt': cert } } : o;
}

/** As stored by an API server. */
function defaulted(o: any): any {
  if (o.kind === 'Service' && o.spec.ports) return { ...o, spec: { ...o.spec, ports: o.spec.ports.map((p: any) => ({ ...p, protocol: p.protocol ?? 'TCP', targetPort: p.targetPort ?? p.port })) } };
  if (o.kind === 'HTTPRoute') return { ...o, spec: { ...o.spec, rules: (o.spec.rules ?? [{}]).map(httpRule) } };
  if (o.kind === 'Gateway' || o.kind === 'ListenerSet') return { ...o, spec: { ...o.spec, listeners: o.spec.listeners.map(listener) } };
  return o;
}
const SLASH = { type: 'PathPrefix', value: '/' };
const httpRule = (rule: any): any => ({
  ...rule,
  matches: (rule.matches ?? [{}]).map((m: any) => ({ ...m, path: { ...SLASH, ...m.path } })),
  ...(rule.filters ? { filters: rule.filters.map(filter) } : {}),
});
const filter = (f: any): any => (f.type === 'RequestRedirect' ? { ...f, requestRedirect: { statusCode: 302, ...f.requestRedirect } }
  : f.type === 'CORS' ? { ...f, cors: { maxAge: 5, ...f.cors } } : f);
const listener = (l: any): any => (l.tls ? { ...l, tls: { mode: 'Terminate', ...l.tls } } : l);

function namespaces(drawn: Drawn): any[] {
  const there = new Set(drawn.objects.filter((o) => o.kind === 'Namespace').map((o) => o.metadata.name));
  return [...new Set(drawn.objects.map((o) => o.metadata.namespace as string).filter((n) => n && !there.has(n)))].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
}

/** What the endpoint controller would write: a slice for the pods whose ports have the same numbers. */
function slices(drawn: Drawn): any[] {
  const pods = drawn.objects.filter((o) => o.kind === 'Pod');
  return drawn.objects.filter((o) => o.kind === 'Service' && o.spec.selector).flatMap((service) => {
    const { name, namespace } = service.metadata;
    const byPorts = new Map<string, any[]>();
    for (const pod of pods) {
      if (pod.metadata.namespace !== namespace || !Object.entries(service.spec.selector).every(([k, v]) => pod.metadata.labels[k] === v)) continue;
      const ports = JSON.stringify(service.spec.ports.flatMap((p: any) => portOf(p, pod)));
      byPorts.set(ports, [...byPorts.get(ports) ?? [], pod]);
    }
    return [...byPorts].filter(([ports]) => ports !== '[]').map(([ports, chosen], i) => ({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: `${name}-${i}`, namespace, labels: { 'kubernetes.io/service-name': name } },
      addressType: 'IPv4',
      ports: JSON.parse(ports),
      endpoints: chosen.map((p) => ({ addresses: [p.status.podIP], conditions: { ready: true }, targetRef: { kind: 'Pod', name: p.metadata.name, namespace } })),
    }));
  });
}

/** The pod port of a Service port; undefined for a name that none of its containers has. */
function portOf({ name, port, targetPort = port, protocol = 'TCP' }: any, pod: any): any[] {
  if (typeof targetPort !== 'string') return [{ name, protocol, port: targetPort }];
  const found = pod.spec.containers.flatMap((c: any) => c.ports ?? []).find((p: any) => p.name === targetPort && p.protocol === protocol);
  return found ? [{ name, protocol, port: found.containerPort }] : [];
}
