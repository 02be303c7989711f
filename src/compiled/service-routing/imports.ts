import type { ResourceKind } from './resources';
import { isObject } from '../../grammar/json';

type Fields = Readonly<Record<string, unknown>>;

/** The kind of resource in a file for `gcloud … import`, which only the command names: by its fields. */
export function kindOfImport(file: Fields): ResourceKind | undefined {
  if (Array.isArray(file.rules) && (file.meshes !== undefined || file.gateways !== undefined || file.hostnames !== undefined)) return kindOfRoute(file, file.rules);
  if (file.scope !== undefined && file.ports !== undefined) return 'Gateway';
  if (file.endpointMatcher !== undefined) return 'EndpointPolicy';
  if (file.loadBalancingScheme !== undefined) return 'BackendService';
  if (file.mtlsPolicy !== undefined || file.serverCertificate !== undefined) return 'ServerTLSPolicy';
  const others = Object.keys(file).filter((key) => !OF_MESHES.has(key));
  return others.length === 0 ? 'Mesh' : undefined;
}
const OF_MESHES: ReadonlySet<string> = new Set(['name', 'description', 'labels', 'interceptionPort', 'envoyHeaders']);

function kindOfRoute({ hostnames }: Fields, rules: readonly unknown[]): ResourceKind {
  const matches = rules.flatMap((rule) => (isObject(rule) && Array.isArray(rule.matches) ? rule.matches as unknown[] : [])).filter(isObject);
  const matchesBy = (field: string) => matches.some((m) => m[field] !== undefined);
  if (hostnames === undefined) return matchesBy('sniHost') || matchesBy('alpn') ? 'TLSRoute' : 'TCPRoute';
  const metadata = matches.flatMap((m) => (Array.isArray(m.headers) ? m.headers as unknown[] : [])).some((h) => isObject(h) && h.key !== undefined);
  return matchesBy('method') || metadata ? 'GRPCRoute' : 'HTTPRoute';
}
