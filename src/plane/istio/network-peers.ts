import { compact } from '../../grammar/json';
import { byKey } from '../../grammar/order';
import type { MeshModel } from '../../model/mesh';
import type { AccessRuleModel, CallModel, SourceModel } from '../../model/security';
import { arrivingCalls, carriesDatagrams, egressPort, type ExternalModel, type PortModel, reachOf, type ServiceModel } from '../../model/service';
import { dataPlaneOf, waypointOf, type WaypointModel } from '../../model/waypoint';

/** A peer in a rule of a NetworkPolicy. */
export type Peer = { readonly [field: string]: unknown };

/** A port of a rule: a number, or the name of a container's port. */
export interface NetworkPort {
  readonly port: number | string;
  readonly protocol: 'TCP' | 'UDP';
}

/** A rule of a NetworkPolicy in either direction: no peers means all of them, and no ports means all of them. */
export interface NetworkRule {
  readonly peers?: readonly Peer[];
  readonly ports?: readonly NetworkPort[];
}

/** The port of the tunnels between pods in ambient mode. */
export const HBONE = 15008;

/** All addresses, inside the cluster and outside. */
export const ANYWHERE: readonly Peer[] = [{ ipBlock: { cidr: '0.0.0.0/0' } }, { ipBlock: { cidr: '::/0' } }];

/** Pods of all namespaces. */
export const ALL_PODS: readonly Peer[] = [{ namespaceSelector: {} }];

export const tcp = (...ports: ReadonlyArray<number | string>): NetworkPort[] => ports.map((port) => ({ port, protocol: 'TCP' }));

/** Pods in a namespace: those with labels, or all. */
export function pods(namespace: string, labels: { readonly [name: string]: string } = {}): Peer {
  return compact({
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
    podSelector: Object.keys(labels).length > 0 ? { matchLabels: labels } : undefined,
  });
}

/** Labels of the pods that istiod deploys for a waypoint. */
export const waypointLabels = (w: WaypointModel): { readonly [name: string]: string } => ({ 'gateway.networking.k8s.io/gateway-name': w.name });

/** The pods that istiod deploys for a waypoint. */
const waypointPods = (w: WaypointModel): Peer => pods(w.namespace, waypointLabels(w));

/** The container ports of Service ports; undefined (meaning all ports) if unknown. */
export function podPorts(s: ServiceModel, ports: readonly PortModel[], tunnelled: boolean): readonly NetworkPort[] | undefined {
  if (ports.some((p) => p.targetPort === undefined && !s.owned && !s.adopted)) return undefined;
  const own = ports.map((p): NetworkPort => ({ port: p.targetPort ?? p.port, protocol: carriesDatagrams(p) ? 'UDP' : 'TCP' }));
  return distinct([...own, ...tunnelled ? tcp(HBONE) : []]);
}

/** Who may connect to the pods of a service. AuthorizationPolicies then decide on each connection. */
export function callersOf(s: ServiceModel): readonly NetworkRule[] {
  const tunnelled = (c?: ServiceModel) => dataPlaneOf(s) === 'ambient' || (c !== undefined && dataPlaneOf(c) === 'ambient');
  const waypoint = waypointOf(s);
  const called = arrivingCalls(s).map((c): NetworkRule => ({ peers: [callerPods(c)], ports: podPorts(s, portsOf(s, c.target === s ? c.ports : []), tunnelled(c.caller)) }));
  const allowed = s.access.filter((r) => r.action === 'allow' && !r.dryRun).map((r): NetworkRule => ({ peers: sources(r), ports: podPorts(s, portsOf(s, r.operation?.ports ?? []), tunnelled()) }));
  const everybody = s.hosts.some((h) => s.mesh.providers.includes(h)) ? [{ peers: ALL_PODS, ports: podPorts(s, s.ports, tunnelled()) }] : [];
  return merged([...called, ...allowed, ...everybody, ...waypoint ? [{ peers: [waypointPods(waypoint)], ports: podPorts(s, s.ports, true) }] : []]);
}

/** The possible destinations of a call: pods of the called service, and of those to which its rules route. */
export function calledFrom(from: { readonly tunnels: boolean }, target: ServiceModel, ports: readonly number[] = []): readonly NetworkRule[] {
  return [...reachOf(target)].flatMap((s): NetworkRule[] => {
    const wanted = portsOf(s, s === target ? ports : []);
    const waypoint = waypointOf(s);
    const over = waypoint ? [{ peers: [waypointPods(waypoint)], ports: tcp(HBONE) }] : [];
    const elsewhere = s.clusterSet ? [{ peers: ANYWHERE, ports: tcp(15443) }] : [];
    return [...s.external ? outside(s, s.external, wanted) : [{ peers: [pods(s.namespace, s.selector)], ports: podPorts(s, wanted, from.tunnels || dataPlaneOf(s) === 'ambient') }], ...over, ...elsewhere];
  });
}

/** Hosts that proxies call in addition to declared calls: `NAMESPACE/HOST`. */
export function imported(hosts: readonly string[], mesh: MeshModel): readonly NetworkRule[] {
  return hosts.map((entry) => {
    const [namespace, host] = [entry.slice(0, entry.indexOf('/')), entry.slice(entry.indexOf('/') + 1)];
    const inside = host.endsWith(`.svc.${mesh.clusterDomain}`) && !host.startsWith('*');
    return { peers: inside ? [pods(host.split('.')[1])] : namespace === '*' ? ANYWHERE : [pods(namespace), ...ANYWHERE] };
  });
}

/** Merges rules for the same ports, and rules for the same peers; the order of declaration does not matter. */
export function merged(rules: readonly NetworkRule[]): readonly NetworkRule[] {
  const everything = rules.find((r) => !r.peers && !r.ports);
  if (everything) return [everything];
  const byPorts = new Map<string, { readonly ports: NetworkRule['ports']; peers: readonly Peer[] | undefined }>();
  for (const { peers, ports } of rules) {
    const key = JSON.stringify(ports ?? 'all');
    const known = byPorts.get(key);
    if (known) known.peers = known.peers && peers && distinct([...known.peers, ...peers]);
    else byPorts.set(key, { ports, peers: peers && distinct(peers) });
  }
  return [...byPorts].sort(byKey).map(([, rule]) => rule);
}

function portsOf(s: ServiceModel, numbers: readonly number[]): readonly PortModel[] {
  return numbers.length === 0 ? s.ports : s.ports.filter((p) => numbers.includes(p.port));
}

/** The pods of a caller; for gateways and services with unknown labels, all pods of their namespace. */
function callerPods({ caller, identity }: CallModel): Peer {
  return caller ? pods(caller.namespace, caller.selector) : pods(identity!.namespace);
}

/** The sources that an access rule allows, as far as addresses show. */
function sources({ sources: from }: AccessRuleModel): readonly Peer[] | undefined {
  const each = from.map(sourcePeers);
  return each.length === 0 || each.some((peers) => peers === undefined) ? undefined : each.flatMap((peers) => peers!);
}

function sourcePeers(s: SourceModel): readonly Peer[] | undefined {
  if (s.ipBlocks) return s.ipBlocks.map((cidr) => ({ ipBlock: { cidr: cidr.includes('/') ? cidr : `${cidr}/${cidr.includes(':') ? 128 : 32}` } }));
  const namespaces = s.namespaces ?? s.principals?.map((p) => /\/ns\/([^/]+)\/sa\//.exec(p)?.[1] ?? '*');
  return namespaces === undefined || namespaces.some((n) => n.includes('*')) ? undefined : [...new Set(namespaces)].map((n) => pods(n));
}

/** The egress gateway for calls to an external service, or the service's addresses. */
function outside(s: ServiceModel, external: ExternalModel, ports: readonly PortModel[]): NetworkRule[] {
  const { via } = external;
  return via ? [{ peers: [pods(via.namespace, via.selector)], ports: distinct(tcp(...ports.flatMap((p) => via.podPorts(egressPort(p, s.ports))))) }] : addressesOf(external, ports);
}

/** The addresses of an external service; all addresses if it is resolved by DNS. */
export function addressesOf({ endpoints, addresses, originateTls }: ExternalModel, ports: readonly PortModel[]): NetworkRule[] {
  if (endpoints.some((e) => e.address.startsWith('unix:'))) return [];
  const listed = endpoints.length > 0 ? endpoints.map((e) => e.address) : addresses;
  const known = listed.length > 0 && listed.every((a) => /^[\d.]+(\/\d+)?$/.test(a) || a.includes(':'));
  const peers = known ? listed.map((a) => ({ ipBlock: { cidr: a.includes('/') ? a : `${a}/${a.includes(':') ? 128 : 32}` } })) : ANYWHERE;
  const own = (p: PortModel) => (typeof p.targetPort === 'number' ? p.targetPort : originateTls && ['http', 'http2', 'grpc'].includes(p.protocol) ? 443 : p.port);
  const numbers = ports.flatMap((p) => [own(p), ...endpoints.flatMap((e) => e.ports?.[p.name] ?? [])].map((port): NetworkPort => ({ port, protocol: carriesDatagrams(p) ? 'UDP' : 'TCP' })));
  return [{ peers, ports: distinct(numbers) }];
}

function distinct<T>(list: readonly T[]): readonly T[] {
  return [...new Map(list.map((one) => [JSON.stringify(one), one])).entries()].sort(byKey).map(([, one]) => one);
}
