import type { TrafficPolicyModel } from '../../model/policy';
import type { PortModel, ServiceModel } from '../../model/service';
import { compact } from '../json';

type Json = { [k: string]: any };

const PROTOCOL: { readonly [protocol: string]: string } = { 'http': 'HTTP', 'http2': 'HTTP2', 'grpc': 'GRPC', 'grpc-web': 'GRPC-Web', 'https': 'HTTPS', 'tls': 'TLS', 'tcp': 'TCP', 'mongo': 'MONGO', 'redis': 'Redis', 'mysql': 'MySQL', 'udp': 'UDP' };

const RESOLUTION = { 'none': 'NONE', 'static': 'STATIC', 'dns': 'DNS', 'dns-round-robin': 'DNS_ROUND_ROBIN' } as const;

/** The ServiceEntry of an external service, seen only where a call to it was declared. */
export function serviceEntry(s: ServiceModel): Json {
  const e = s.external!;
  return compact({
    hosts: s.hosts,
    addresses: e.addresses,
    ports: s.ports.map((p) => compact({ number: p.port, name: p.name, protocol: PROTOCOL[p.protocol], targetPort: targetPort(s, p) })),
    location: e.internal ? 'MESH_INTERNAL' : 'MESH_EXTERNAL',
    resolution: RESOLUTION[e.resolution],
    endpoints: e.endpoints.map((p) => compact({ ...p })),
    exportTo: exportTo(s),
  });
}

function targetPort(s: ServiceModel, p: PortModel): number | undefined {
  const target = typeof p.targetPort === 'number' ? p.targetPort : undefined;
  return target ?? (s.external!.originateTls && isPlain(p) ? 443 : undefined);
}

function isPlain(p: PortModel): boolean {
  return p.protocol === 'http' || p.protocol === 'http2' || p.protocol === 'grpc';
}

/** The namespaces that see an external service: its own, its callers', and its gateway's. */
export function exportTo(s: ServiceModel): string[] {
  const callers = [...s.callers, ...[...s.routedFrom].flatMap((r) => r.callers)].map((c) => c.caller?.namespace).filter((n): n is string => n !== undefined);
  const via = s.external?.via?.namespace;
  const others = new Set([...callers, ...(via === undefined ? [] : [via])]);
  others.delete(s.namespace);
  return ['.', ...[...others].sort()];
}

/** Istio's word for the certificates of public authorities; without it, whether a certificate is checked is left to the proxy. */
const SYSTEM_CA = 'system';

/** Policies of the ports, with TLS where the proxy adds it. */
export function externalPortPolicies(s: ServiceModel): ReadonlyMap<number, TrafficPolicyModel> {
  if (!s.external?.originateTls) {
    return s.portPolicies;
  }
  const result = new Map(s.portPolicies);
  for (const p of s.ports.filter(isPlain)) {
    result.set(p.port, { tls: { kind: 'simple', sni: s.hosts[0], subjectAltNames: [s.hosts[0]], caFile: SYSTEM_CA }, ...result.get(p.port) });
  }
  return result;
}
