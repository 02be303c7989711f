import { effectsOf } from './actions';
import type { BackendServices } from './backend-services';
import { grpcMatch, httpMatch } from './matches';
import type { Resource } from './resources';
import type { GrpcMatchSpec, HttpMatchSpec, RouteSpec, RuleSpec } from './specs';
import { lowerCase, withoutPort } from '../evaluate/host';
import type { Route, RouteConfiguration, RouteMatch, VirtualHost } from '../form';

type RequestRoute = Resource<RouteSpec<RuleSpec<HttpMatchSpec & GrpcMatchSpec>>>;

/** The virtual host of an HTTPRoute or GRPCRoute: its hostnames are the domains, and the first rule that matches decides. */
export function virtualHostOf(route: RequestRoute, services: BackendServices): VirtualHost {
  const { hostnames = [], rules = [] } = route.spec;
  const backends = services.seenFrom(route);
  const matchOf: (match: HttpMatchSpec & GrpcMatchSpec) => RouteMatch = route.kind === 'GRPCRoute' ? grpcMatch : httpMatch;
  const routes = rules.flatMap(({ matches, action = {} }, i): Route[] => {
    const effects = effectsOf(action, backends);
    const given = matches?.length ? matches : [{}];
    return given.map((match, m) => ({ name: `${route.name}.${i}`, match: matchOf(match), ...effects, origin: route.sourceOf(`/rules/${i}${matches?.length ? `/matches/${m}` : ''}`) }));
  });
  return { name: route.name, domains: hostnames.map(lowerCase), routes, origin: route.sourceOf('') };
}

/**
 * The routes of a mesh, or of a port of a gateway. A hostname with a port is for that port only, one without is for all.
 * @param others the cluster for hosts without a route
 */
export function routesOf(name: string, routes: readonly RequestRoute[], services: BackendServices, others?: string): RouteConfiguration {
  const virtualHosts = [...routes.map((r) => virtualHostOf(r, services)), ...(others === undefined ? [] : [anyHost(others)])];
  const byDomain = new Map<string, VirtualHost>();
  // hostnames are unique: Google refuses the route that is attached later
  for (const host of virtualHosts) for (const domain of host.domains) if (!byDomain.has(domain)) byDomain.set(domain, host);
  return { name, virtualHosts, find: (domain) => byDomain.get(domain) ?? byDomain.get(withoutPort(domain)) };
}

const anyHost = (cluster: string): VirtualHost =>
  ({ name: 'hosts without a route', domains: ['*'], routes: [{ match: { path: { kind: 'prefix', value: '/' } }, action: { kind: 'forward', clusters: [{ name: cluster }], timeout: 0 } }] });
