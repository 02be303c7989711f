import { accessFilters } from './access';
import { authorizersOf, type Authorizer, authorizerCluster, authorizerFilters } from './authorizer';
import { clusters, keysCluster } from './cluster';
import { bootstrap, EDGE_BUFFER, httpManager, listener, serverTls, tcpProxy } from './listener';
import { routes } from './route';
import { keyServers, tokenFilters } from './token';
import { clusterName, type Json, portOfBackend } from './values';
import { compact } from '../../grammar/json';
import { composeAtEdge } from '../../model/compose';
import { composeTcpAtEdge, composeTlsAtEdge } from '../../model/compose-connections';
import { edgeAccess, tokensOf } from '../../model/edge/access';
import type { GatewayModel, ListenerModel } from '../../model/gateway';
import { perHost } from '../../model/per-host';
import type { BackendModel } from '../../model/route';
import type { AccessRuleModel, JwtModel } from '../../model/security';
import { carriesBytes, carriesTls, type PortModel, reachOf } from '../../model/service';

/** Where the certificate of a listener is mounted. */
export function certificateFolder(l: ListenerModel): string {
  return `/etc/mesh/listeners/${l.name}`;
}

/** The pod's listening port: ports below 1024 need a capability that the proxy does not have. */
export function containerPort(port: number): number {
  return port < 1024 ? port + 10_000 : port;
}

/** The bootstrap of a gateway. */
export function edgeBootstrap(g: GatewayModel, known: readonly Authorizer[] = []): string {
  const byPort = new Map<number, ListenerModel[]>();
  g.listeners.forEach((l) => byPort.set(l.port, [...(byPort.get(l.port) ?? []), l]));
  const backends = g.listeners.flatMap((l): BackendModel[] => [
    ...l.httpRules.flatMap((r) => [...r.backends, ...(r.mirrors ?? []).map((m) => m.backend)]), ...l.tlsRules.flatMap((r) => r.backends), ...l.tcpRules.flatMap((r) => r.backends),
  ]);
  const reached = new Set(backends.flatMap((b) => [...reachOf(b.service)]));
  const backendClusters = [...reached].flatMap(perHost).flatMap(clusters).map((c) => ({ ...c, per_connection_buffer_limit_bytes: EDGE_BUFFER }));
  return bootstrap(`gateway~${g.name}.${g.workloadNamespace}`, `${g.name}.${g.workloadNamespace}`, [...byPort].map(([port, list]) => edgeListener(g, port, list, known)), [
    ...backendClusters, ...keyServers(tokensOf(g)).map(keysCluster), ...authorizersOf([...g.access, ...g.listeners.flatMap((l) => l.access)], known).map(authorizerCluster),
  ]);
}

function edgeListener(g: GatewayModel, port: number, list: readonly ListenerModel[], known: readonly Authorizer[]): Json {
  const plain = list.filter((l) => l.protocol === 'http' || l.protocol === 'http2' || l.protocol === 'grpc');
  const chains = list.filter((l) => !plain.includes(l)).flatMap((l) => chain(g, l, known));
  if (plain.length > 0) {
    chains.push({ filters: [httpManager(`edge_${port}`, plain.flatMap(virtualHosts), access(g, 'http', plain, known), { edge: true })] });
  }
  return listener(`edge_${port}`, '0.0.0.0', containerPort(port), chains, list.some((l) => l.tls !== undefined || l.protocol === 'tls-passthrough'), EDGE_BUFFER);
}

/** Access rules of the gateway and of its listeners, when only these listeners are served. */
function access(g: GatewayModel, layer: 'http' | 'network', [l, ...more]: readonly ListenerModel[], known: readonly Authorizer[]): Json[] {
  const here = { port: l.port, target: l.port };
  const asking = { known, called: [] };
  const filters = (jwt: readonly JwtModel[], rules: readonly AccessRuleModel[]) => [
    ...(layer === 'http' ? tokenFilters(jwt) : []), ...authorizerFilters(layer, rules, here, asking), ...accessFilters(layer, rules, [], false, here),
  ];
  if ([l, ...more].every((one) => one.access.length + one.jwt.length === 0) || more.length === 0) {
    return filters([...g.jwt, ...l.jwt], [...g.access, ...l.access]);
  }
  // several listeners share the filters, and their rules are matched by request host
  const alone = { ...g, listeners: [l, ...more], listenerSets: [] };
  const { deny, token, custom } = edgeAccess(alone);
  return filters(tokensOf(alone).map((j) => ({ ...j, required: false })), [...custom, ...token, ...deny]);
}

function chain(g: GatewayModel, l: ListenerModel, known: readonly Authorizer[]): Json[] {
  const names = l.hosts.includes('*') ? undefined : l.hosts;
  const name = `edge_${l.name}`;
  const tcp = (backends: readonly BackendModel[], fits: (p: PortModel) => boolean) => [
    ...access(g, 'network', [l], known),
    tcpProxy(name, backends.map((b) => ({ name: clusterName(b.service, b.version, portOfBackend(b, l.port, fits)), weight: b.weight }))),
  ];
  const socket = l.tls && serverTls(certificateFolder(l), l.tls);
  const match = (sni: readonly string[] | undefined) => (sni ? { server_names: sni } : undefined);
  switch (l.protocol) {
    case 'https':
      return [compact({ filter_chain_match: match(names), transport_socket: socket, filters: [httpManager(name, virtualHosts(l), access(g, 'http', [l], known), { edge: true })] })];
    case 'tls-passthrough':
      return l.tlsRules.flatMap((r) => composeTlsAtEdge(r, l.port)).map((r) => compact({ filter_chain_match: match(r.sniHosts.includes('*') ? undefined : r.sniHosts), filters: tcp(r.backends, carriesTls) }));
    default:
      return l.tcpRules.map((own) => composeTcpAtEdge(own, l.port, carriesBytes)).map((r) => compact({
        filter_chain_match: l.tls && match(names), transport_socket: socket, filters: tcp(r.backends, carriesBytes),
      }));
  }
}

function virtualHosts(l: ListenerModel): Json[] {
  return [compact({
    name: l.name,
    domains: l.hosts,
    require_tls: l.redirectToHttps ? 'ALL' : undefined,
    routes: composeAtEdge(l.httpRules, l.port).flatMap((r) => routes(r, r.matches, r.backends, l.port)),
  })];
}
