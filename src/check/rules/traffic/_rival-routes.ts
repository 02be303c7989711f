import { gatewayProxies, withGatewaysOf } from './_compiled';
import { gatewaysOf, splitName } from './_destinations';
import { created, sourceOf } from '../../../compiled/age';
import type { CompiledProxy, Route } from '../../../compiled/form';
import { isCatchAll } from '../../../compiled/match';
import { Coverings } from '../../../compiled/match-covers';
import { push } from '../../../world/collect';
import { isWildcard } from '../../../world/hosts';
import type { ItemOf } from '../../../world/item';
import type { World } from '../../../world/world';

type VirtualService = ItemOf<'VirtualService'>;
export type KubeRoute = ItemOf<'HTTPRoute'> | ItemOf<'GRPCRoute'>;
export type Owner = VirtualService | KubeRoute;

/** A route at a gateway, and the object that has it. */
export interface Claim {
  readonly owner: Owner;
  /** the location of the match, or of the rule if it has none; for a delegate, the rule of its root */
  readonly pointer: string;
  readonly route: Route;
  /** the host that the gateway serves it for */
  readonly host: string;
}
/** Routes of several objects for one host of a gateway. */
export interface Rivals {
  /** claims with the same match */
  readonly same: readonly (readonly Claim[])[];
  /** claims that match all requests of another claim, and more */
  readonly wider: readonly { readonly inner: Claim; readonly outer: Claim }[];
}

/** Where VirtualServices meet at a gateway, as its compiled proxies have them. */
export const rivalServices = (world: World): readonly Rivals[] => world.once(rivalServices, () => {
  const bound = world.all('VirtualService', 'gateways').filter((vs) => boundTo(vs).length > 0);
  return mayMeet(world, bound) ? [...proxiesOf(world, bound)].flatMap((proxy) => ofProxy(world, proxy, ['VirtualService'])) : [];
});

/** Where routes of the Gateway API meet at a gateway, as its compiled proxies have them. */
export const rivalRoutes = (world: World): readonly Rivals[] => world.once(rivalRoutes, () => {
  if (routesOf(world).length < 2) return [];
  const proxies = gatewayProxies(world);
  return [...proxies.flatMap((proxy) => ofProxy(world, proxy, ['HTTPRoute', 'GRPCRoute'])), { same: proxies.flatMap((proxy) => catchAlls(world, proxy)), wider: [] }];
});

const routesOf = (world: World): readonly KubeRoute[] => [...world.all('HTTPRoute'), ...world.all('GRPCRoute')];

/** How many of the routes for all requests of one hostname are compared; further ones are ignored. */
const CROWD = 20;

/** A gateway uses only the oldest of the routes for all requests of a hostname, so each route is compiled as if it were the oldest. */
function catchAlls(world: World, proxy: CompiledProxy): Claim[][] {
  const byHost = new Map<string, KubeRoute[]>();
  for (const route of routesOf(world)) {
    if (!route.spec.rules?.some(({ matches }) => !matches?.length || matches.some(({ path }) => (path?.value ?? '/') === '/'))) continue;
    for (const { namespace = route.namespace, name = '' } of route.spec.parentRefs ?? []) for (const host of route.spec.hostnames ?? ['']) push(byHost, `${namespace}/${name} ${host}`, route);
  }
  const members = new Set([...byHost.values()].filter((routes) => new Set(routes).size > 1).flatMap((routes) => routes.slice(0, CROWD)));
  const claims = new Map<string, Claim[]>();
  for (const member of members) {
    for (const { name, virtualHosts } of httpConfigurations(proxy.ifOldest(sourceOf(member).object))) {
      for (const host of virtualHosts) {
        const claim = host.routes.filter(({ match }) => isCatchAll(match)).flatMap((route) => claimOf(world, route, host.domains[0], ['HTTPRoute', 'GRPCRoute'])).find(({ owner }) => owner === member);
        if (claim) push(claims, `${name} ${host.name}`, claim);
      }
    }
  }
  return [...claims.values()].filter((group) => group.length > 1);
}

const boundTo = (vs: VirtualService): readonly string[] => gatewaysOf(vs).filter((g) => g !== 'mesh').map((g) => splitName(g, vs.namespace)).map(({ namespace, name }) => `${namespace}/${name}`);

/** Whether two of the VirtualServices can have a host in common; if not, nothing needs to be compiled. */
function mayMeet(world: World, bound: readonly VirtualService[]): boolean {
  const hosts = bound.flatMap((vs) => [...new Set((vs.spec.hosts ?? []).map((h) => world.registry.resolve(h, vs.namespace).toLowerCase()))]);
  return new Set(hosts).size < hosts.length || (bound.length > 1 && hosts.some((h) => h !== '*' && isWildcard(h)));
}

/** The gateways of a world, and stand-ins for those that no file has. */
function* proxiesOf(world: World, bound: readonly VirtualService[]): Iterable<CompiledProxy> {
  yield* gatewayProxies(world);
  const unknown = bound.filter((vs) => boundTo(vs).some((g) => !world.find('Gateway', ...(g.split('/') as [string, string]))));
  if (mayMeet(world, unknown)) yield* gatewayProxies(withGatewaysOf(world, unknown));
}

function* httpConfigurations(proxy: CompiledProxy) {
  for (const name of proxy.routeConfigurationNames) {
    const config = proxy.routeConfiguration(name);
    if (config) yield config;
  }
}

function ofProxy(world: World, proxy: CompiledProxy, kinds: readonly Owner['key'][]): Rivals[] {
  const out: Rivals[] = [];
  for (const { virtualHosts } of httpConfigurations(proxy)) {
    for (const { domains, routes } of virtualHosts) {
      const claims = routes.flatMap((route): Claim[] => claimOf(world, route, domains[0], kinds));
      if (claims.some(({ owner }) => owner !== claims[0].owner)) out.push(meeting(claims));
    }
  }
  return out;
}

function claimOf(world: World, route: Route, host: string, kinds: readonly Owner['key'][]): Claim[] {
  const { object, pointer } = route.alsoFrom?.[0] ?? route.origin ?? {};
  const kind = kinds.find((k) => k === object?.kind);
  const owner = kind && world.find(kind, object!.namespace, object!.name);
  return owner && pointer !== undefined ? [{ owner, pointer, route, host }] : [];
}

function meeting(claims: readonly Claim[]): Rivals {
  const byMatch = new Map<string, Claim[]>();
  const coverings = new Coverings<Claim>();
  for (const claim of claims) {
    push(byMatch, keyOf(claim), claim);
    if (!isCatchAll(claim.route.match)) coverings.add(claim.route.match, claim);
  }
  const same = [...byMatch.values()].filter((group) => group.some(({ owner }) => owner !== group[0].owner));
  const wider = claims.flatMap((inner) => {
    for (const outer of coverings.of(inner.route.match)) if (outer.owner !== inner.owner && keyOf(outer) !== keyOf(inner) && mayPrecede(outer.owner, inner.owner)) return [{ inner, outer }];
    return [];
  });
  return { same, wider };
}

const keyOf = ({ route: { match } }: Claim): string => (isCatchAll(match) ? '' : JSON.stringify(match));

/** Whether one object may be older than another. */
export function mayPrecede(one: Owner, other: Owner): boolean {
  const [a, b] = [created(one), created(other)];
  return a === undefined || b === undefined || a <= b;
}

/** Gateways that two VirtualServices are bound to, as `namespace/name`. */
export const commonGateways = (one: VirtualService, other: VirtualService): readonly string[] => boundTo(one).filter((g) => boundTo(other).includes(g));
