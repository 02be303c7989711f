import { nonEmpty } from './values';
import type { SpecInput } from '../../istio/api/kinds';
import { Protocol } from '../../istio/api/protocol';
import { ExportTo } from '../../istio/api/visibility';
import type { TrafficPolicyModel } from '../../model/policy';
import { arrivingCalls, type PortModel, type ProtocolModel, type ServiceModel } from '../../model/service';
import { waypointOf } from '../../model/waypoint';

const PROTOCOL: { readonly [P in ProtocolModel]: Protocol } = {
  'http': Protocol.HTTP,
  'http2': Protocol.HTTP2,
  'grpc': Protocol.GRPC,
  'grpc-web': Protocol.GRPC_WEB,
  'https': Protocol.HTTPS,
  'tls': Protocol.TLS,
  'tcp': Protocol.TCP,
  'mongo': Protocol.MONGO,
  'redis': Protocol.REDIS,
  'mysql': Protocol.MYSQL,
  'udp': Protocol.UDP,
};

const RESOLUTION = { 'none': 'NONE', 'static': 'STATIC', 'dns': 'DNS', 'dns-round-robin': 'DNS_ROUND_ROBIN', 'dynamic-dns': 'DYNAMIC_DNS' } as const;

/** The ServiceEntry of an external service, visible only to its declared callers. */
export function serviceEntry(s: ServiceModel): SpecInput<'ServiceEntry'> {
  const e = s.external!;
  return {
    hosts: s.hosts,
    addresses: nonEmpty(e.addresses),
    ports: nonEmpty(s.ports.map((p) => ({ number: p.port, name: p.name, protocol: PROTOCOL[p.protocol], targetPort: targetPort(s, p) }))),
    location: e.internal ? 'MESH_INTERNAL' : 'MESH_EXTERNAL',
    resolution: RESOLUTION[e.resolution],
    endpoints: nonEmpty(e.endpoints.map((p) => ({ ...p, ports: nonEmpty(p.ports), labels: nonEmpty(p.labels) }))),
    exportTo: exportTo(s),
  };
}

/** Defines a host whose ports a VirtualService routes elsewhere: its DNS endpoint is never used. */
export function namedEntry(host: string, ports: readonly PortModel[]): SpecInput<'ServiceEntry'> {
  return {
    hosts: [host],
    ports: ports.map((p) => ({ number: p.port, name: p.name, protocol: PROTOCOL[p.protocol] })),
    location: 'MESH_EXTERNAL', // the only one that Traffic Director takes
    resolution: 'DNS',
  };
}

function targetPort(s: ServiceModel, p: PortModel): number | undefined {
  const target = typeof p.targetPort === 'number' ? p.targetPort : undefined;
  return target ?? (s.external!.originateTls && isPlain(p) ? 443 : undefined);
}

function isPlain(p: PortModel): boolean {
  return p.protocol === 'http' || p.protocol === 'http2' || p.protocol === 'grpc';
}

/** The namespaces in which an external service is visible: its own, its callers', and its gateway's or waypoint's. */
export function exportTo(s: ServiceModel): ExportTo[] {
  const via = s.external?.via?.namespace ?? waypointOf(s)?.namespace;
  const others = new Set([...callersElsewhere(s), ...(via === undefined || via === s.namespace ? [] : [via])]);
  return [ExportTo.sameNamespace(), ...[...others].sort().map((n) => ExportTo.namespace(n))];
}

/** The namespaces of its callers, except its own. */
export function callersElsewhere(s: ServiceModel): readonly string[] {
  const callers = arrivingCalls(s).map((c) => c.caller?.namespace).filter((n): n is string => n !== undefined);
  return [...new Set(callers)].filter((n) => n !== s.namespace).sort();
}

/** Istio's keyword for the system's public CAs; without it, the proxy decides whether to verify a certificate. */
const SYSTEM_CA = 'system';

/** Policies of the ports, with TLS if the proxy originates it. */
export function externalPortPolicies(s: ServiceModel, host = s.hosts[0]): ReadonlyMap<number, TrafficPolicyModel> {
  if (!s.external?.originateTls) {
    return s.portPolicies;
  }
  const result = new Map(s.portPolicies);
  for (const p of s.ports.filter(isPlain)) {
    result.set(p.port, { tls: { kind: 'simple', sni: host, subjectAltNames: [host], caFile: SYSTEM_CA }, ...result.get(p.port) });
  }
  return result;
}
