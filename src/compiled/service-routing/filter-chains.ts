import { weightedClusters } from './actions';
import type { BackendServices } from './backend-services';
import type { Resource } from './resources';
import type { RouteSpec, RuleSpec, TcpMatchSpec, TlsMatchSpec } from './specs';
import type { FilterChain, FilterChainMatch, NetworkFilter } from '../form';

export type TcpRoute = Resource<RouteSpec<RuleSpec<TcpMatchSpec>>>;
export type TlsRoute = Resource<RouteSpec<RuleSpec<TlsMatchSpec>>>;

/** Where connections keep their original destination. */
export const PASSTHROUGH = 'PassthroughCluster';

/** The chains of TLSRoutes: by server name, and by ALPN. */
export function tlsChains(routes: readonly TlsRoute[], services: BackendServices): readonly FilterChain[] {
  return routes.flatMap((route) => chainsOf(route, services, ({ sniHost, alpn }) => ({
    transportProtocol: 'tls', ...(sniHost?.length ? { serverNames: sniHost } : {}), ...(alpn?.length ? { applicationProtocols: alpn } : {}),
  })));
}

/** The chains of TCPRoutes: by the port and address of the destination. */
export function tcpChains(routes: readonly TcpRoute[], services: BackendServices): readonly FilterChain[] {
  return routes.flatMap((route) => chainsOf(route, services, ({ address = ANYWHERE, port }) => ({
    ...(port === undefined ? {} : { destinationPort: Number(port) }), ...(address === ANYWHERE ? {} : { prefixRanges: [address] }),
  })));
}
const ANYWHERE = '0.0.0.0/0';

/** Whether a chain takes all connections. */
export const takesAll = ({ match }: FilterChain): boolean => Object.keys(match).length === 0;

function chainsOf<M>(route: Resource<RouteSpec<RuleSpec<M>>>, services: BackendServices, matchOf: (match: Partial<M>) => FilterChainMatch): FilterChain[] {
  const backends = services.seenFrom(route);
  return (route.spec.rules ?? []).flatMap(({ matches, action = {} }, i) => {
    const origin = route.sourceOf(`/rules/${i}`);
    const filter: NetworkFilter = { kind: 'tcp', clusters: action.originalDestination ? [{ name: PASSTHROUGH }] : weightedClusters(action.destinations, backends), origin };
    const given: readonly Partial<M>[] = matches?.length ? matches : [{}];
    return given.map((match): FilterChain => ({ name: `${route.name}.${i}`, match: matchOf(match), filter, origin }));
  });
}
