import { order } from './age';
import type { Route, RouteConfiguration, Source, VirtualHost } from './form';
import type { MergedGateways, Server } from './gateways';
import { MAX_BODY } from './http-filters';
import { isCatchAll } from './match';
import { routesOf, type RouteContext } from './route';
import type { MeshService } from './services';
import type { MeshVirtualService } from './virtual-services';
import { forNamespace, isSubsetOf, isWildcard } from '../world/hosts';

export interface GatewayRouteContext extends Omit<RouteContext, 'port' | 'gateways' | 'tls' | 'service'> {
  /** VirtualServices of a Gateway, by the Gateway's name */
  virtualServices(gateway: string): readonly MeshVirtualService[];
  /** the service that a VirtualService in a namespace refers to */
  service(host: string, from: string): MeshService | undefined;
}

interface Host {
  readonly name: string;
  readonly domains: string[];
  routes: Route[];
  requireTls: boolean;
  readonly origin: Source;
}

/** The route configuration of a gateway's servers; undefined for a name that no server has. */
export function gatewayRoutes(name: string, merged: MergedGateways, context: GatewayRouteContext): RouteConfiguration | undefined {
  const servers = merged.byRouteName.get(name);
  if (!servers) return undefined;
  const hosts = new Map<string, Host>();
  // a VirtualService's routes are created once per Gateway, for the first server that uses them
  const made = new Map<string, Route[]>();
  for (const server of servers) {
    const redirect = server.spec.tls?.httpsRedirect === true;
    for (const vs of context.virtualServices(server.gateway)) {
      const shared = intersection(forNamespace(server.hosts, vs.namespace), vs.hosts);
      if (!shared.length) continue;
      const key = `${server.gateway} ${vs.namespace}/${vs.name}`;
      let routes = made.get(key);
      if (!routes) {
        routes = routesFor(vs, server, context);
        if (!routes.length) continue;
        made.set(key, routes);
      }
      for (const given of shared) add(hosts, given.toLowerCase(), server, routes, redirect, vs.origin);
    }
    // hosts that are redirected to HTTPS need no routes
    if (redirect) for (const host of server.hosts) add(hosts, host.toLowerCase(), server, [], true, server.origin);
  }
  return {
    name,
    virtualHosts: hosts.size ? collapsed(hosts) : [{ name: `blackhole:${servers[0].port}`, domains: ['*'], routes: [] }],
    ignorePortInHostMatching: true,
    maxDirectResponseBodySizeBytes: MAX_BODY,
  };
}

function routesFor(vs: MeshVirtualService, server: Server, context: GatewayRouteContext): Route[] {
  const { mesh, namespace, labels } = context;
  return routesOf(vs, {
    mesh, namespace, labels, port: server.port, gateways: new Set([server.gateway]), tls: !!server.spec.tls, service: (host) => context.service(host, vs.namespace), rules: context.rules,
  });
}

function add(hosts: Map<string, Host>, host: string, server: Server, routes: readonly Route[], requireTls: boolean, origin: Source): void {
  const known = hosts.get(host);
  if (!known) {
    hosts.set(host, { name: `${host}:${server.port}`, domains: [host], routes: [...routes], requireTls, origin });
    return;
  }
  known.routes.push(...routes);
  known.requireTls ||= requireTls;
}

/** Names in both lists; of two that overlap, the more specific one. */
function intersection(ours: readonly string[], theirs: readonly string[]): string[] {
  const out = new Set<string>();
  for (const a of ours) for (const b of theirs) if (isSubsetOf(a, b)) out.add(a); else if (isSubsetOf(b, a)) out.add(b);
  return [...out];
}

/** Merges hosts with the same routes, named after the most specific host; catch-all routes come last. */
function collapsed(hosts: ReadonlyMap<string, Host>): VirtualHost[] {
  const out = new Map<string, Host>();
  const byRoutes = new Map<string, string>();
  const ids = new Map<Route, number>();
  const idOf = (route: Route): number => {
    let id = ids.get(route);
    if (id === undefined) ids.set(route, id = ids.size);
    return id;
  };
  for (const name of [...hosts.keys()].sort(bySpecificity)) {
    const host = hosts.get(name)!;
    const key = host.routes.map(idOf).join();
    const first = byRoutes.get(key);
    const twin = first === undefined ? undefined : out.get(first)!;
    if (twin && twin.requireTls === host.requireTls) {
      twin.domains.push(...host.domains);
    } else {
      byRoutes.set(key, name);
      out.set(name, host);
    }
  }
  return [...out.values()].sort((a, b) => order(a.name, b.name)).map(({ name, domains, routes, requireTls, origin }) => ({
    name,
    domains,
    routes: [...routes.filter((r) => !isCatchAll(r.match)), ...routes.filter((r) => isCatchAll(r.match))],
    ...(requireTls ? { requireTls: 'ALL' as const } : {}),
    includeRequestAttemptCount: true,
    origin,
  }));
}

function bySpecificity(a: string, b: string): number {
  if (isWildcard(a) !== isWildcard(b)) return isWildcard(a) ? 1 : -1;
  return a.length === b.length ? order(a, b) : b.length - a.length;
}
