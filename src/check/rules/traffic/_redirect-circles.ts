import { compiledMesh, gatewayProxies, sidecarOf, withGatewaysOf } from './_compiled';
import { gatewaysOf, onMesh, splitName } from './_destinations';
import { circleFrom, type Door, type Hop, type Scheme } from './_redirect-walk';
import { samplesOf } from './_sample-requests';
import type { CompiledProxy, FilterChain, Listener, Route, RouteConfiguration, SourceObject } from '../../../compiled/form';
import type { ItemOf } from '../../../world/item';
import type { World } from '../../../world/world';
import { endedTls, type EndedTls } from '../gateway/_tls-in-front';
import { trustedProxies } from '../gateway/_trusted-proxies';

/** A redirect that leads a client back to itself. */
export interface Circle {
  /** the redirect, as written in a VirtualService or an HTTPRoute */
  readonly route: Route;
  /** the redirects on the way, this one first */
  readonly hops: readonly Hop[];
  /** the load balancer that completes the loop */
  readonly ended?: EndedTls;
}

/** Whether a single redirect that only changes the scheme leads to itself. */
export const isSameScheme = ({ hops, route: { action } }: Circle): boolean =>
  hops.length === 1 && action.kind === 'redirect' && action.schemeRedirect !== undefined && action.pathRedirect === undefined && action.prefixRewrite === undefined;

/** The redirects of a world that lead back to themselves, each once, with a sample request. */
export const circles = (world: World): readonly Circle[] => world.once(circles, () => {
  if (!hasRedirects(world)) return [];
  const out = new Map<string, Circle>();
  for (const place of placesOf(world)) {
    const { object, pointer } = place.route.origin!;
    const key = `${place.ended ? 'ended ' : ''}${object.kind} ${object.namespace}/${object.name} ${pointer.replace(/\/match(es)?\/\d+$/, '')}`;
    if (out.has(key)) continue;
    const hops = circleAt(place);
    if (hops) out.set(key, { route: place.route, hops, ended: place.ended });
  }
  return [...out.values()];
});

const hasRedirects = (world: World): boolean => world.all('VirtualService', 'http.redirect').length > 0
  || world.all('HTTPRoute', 'rules.filters').some((r) => r.spec.rules?.some((rule) => rule.filters?.some((f) => f.type === 'RequestRedirect')));

/** A redirect at a proxy, and how clients get there. */
interface Place {
  readonly door: Door;
  readonly route: Route;
  readonly domain: string;
  /** the scheme, and the port if it is not the one that the scheme leads to */
  readonly scheme: Scheme;
  readonly port?: number;
  readonly ended?: EndedTls;
}

function* placesOf(world: World): Iterable<Place> {
  for (const proxy of gatewayProxies(world)) {
    yield* atGateway(doorOf(world, proxy));
    for (const ended of balancersOf(world, proxy)) yield* behindBalancer({ ...doorOf(world, proxy), ended }, ended);
  }
  const services = world.all('VirtualService', 'http.redirect');
  for (const namespace of new Set(services.filter(onMesh).map((vs) => vs.namespace))) yield* inMesh({ mesh: compiledMesh(world), proxy: sidecarOf(world, namespace), ports: {} });
  for (const vs of services.filter((s) => isOfUnknownGateways(world, s))) {
    const alone = withGatewaysOf(world, [vs]);
    for (const proxy of gatewayProxies(alone)) yield* atGateway(doorOf(alone, proxy));
  }
}

const doorOf = (world: World, proxy: CompiledProxy): Door => ({ mesh: compiledMesh(world), proxy, ports: entrances(proxy) });

function isOfUnknownGateways(world: World, vs: ItemOf<'VirtualService'>): boolean {
  const refs = gatewaysOf(vs).filter((g) => g !== 'mesh').map((g) => splitName(g, vs.namespace));
  return refs.length > 0 && refs.every(({ namespace, name }) => !world.find('Gateway', namespace, name));
}

const schemeOf = ({ tls }: FilterChain): Scheme => (tls ? 'https' : 'http');
const httpChains = ({ filterChains }: Listener): readonly FilterChain[] => filterChains.filter(({ filter }) => filter.kind === 'http');
const configOf = (proxy: CompiledProxy, { filter }: FilterChain): RouteConfiguration | undefined =>
  (filter.kind !== 'http' ? undefined : filter.routeConfig ?? (filter.routeConfigName === undefined ? undefined : proxy.routeConfiguration(filter.routeConfigName)));

/** Where URLs without a port lead: to the default port of their scheme, or else to the single listener for it. */
function entrances(proxy: CompiledProxy): Door['ports'] {
  const entrance = (scheme: Scheme, usual: number) => {
    const serving = proxy.listeners.filter((l) => httpChains(l).some((c) => schemeOf(c) === scheme));
    const port = proxy.listeningPort?.(usual) ?? usual;
    const found = serving.find((l) => l.port === port) ?? (serving.length === 1 ? serving[0] : undefined);
    return found && { port: found.port, tls: scheme === 'https', atListener: true };
  };
  return { http: entrance('http', 80), https: entrance('https', 443) };
}

function* atGateway(door: Door): Iterable<Place> {
  for (const listener of door.proxy.listeners) {
    for (const chain of httpChains(listener)) {
      const scheme = schemeOf(chain);
      for (const at of redirectsOf(configOf(door.proxy, chain))) yield { ...at, door, scheme, ...(door.ports[scheme]?.port === listener.port ? {} : { port: listener.port }) };
    }
  }
}

/** Load balancers that terminate TLS in front of a gateway which does not know it. */
function balancersOf(world: World, { class: { namespace, labels, workloads } }: CompiledProxy): readonly EndedTls[] {
  const pod = world.pods(labels, namespace).find((p) => workloads.includes(p.name));
  return pod ? [...endedTls(world, pod)].filter((e) => !(e.readsRequests && trustedProxies(world, pod) >= 1)) : [];
}

function* behindBalancer(door: Door, ended: EndedTls): Iterable<Place> {
  const { proxy } = door;
  for (const listener of proxy.listeners.filter((l) => l.port === ended.port)) {
    for (const chain of httpChains(listener).filter((c) => !c.tls)) {
      for (const at of redirectsOf(configOf(proxy, chain))) yield { ...at, door, scheme: 'https', ended, ...(ended.servicePort === 443 ? {} : { port: ended.servicePort }) };
    }
  }
}

function* inMesh(door: Door): Iterable<Place> {
  for (const name of door.proxy.routeConfigurationNames) {
    const port = Number(name);
    if (!Number.isInteger(port)) continue;
    for (const at of redirectsOf(door.proxy.routeConfiguration(name))) yield { ...at, door, scheme: 'http', port };
  }
}

function* redirectsOf(config: RouteConfiguration | undefined): Iterable<Pick<Place, 'route' | 'domain'>> {
  for (const { domains, routes } of config?.virtualHosts ?? []) {
    for (const route of routes) if (route.action.kind === 'redirect' && route.origin) yield { route, domain: domains[0].replace(/^\*\.?/, 'any.').replace(/\.$/, '.example') };
  }
}

/** The redirects that a request to a route follows until it returns there, whatever the age of the objects. */
function circleAt({ door, route, domain, scheme, port }: Place): readonly Hop[] | undefined {
  const authority = port === undefined || /:\d+$/.test(domain) ? domain : `${domain}:${port}`;
  for (const sample of samplesOf(route)) {
    const hops = circleFrom(door, `${scheme}://${authority}${sample.path}`, sample);
    const first = hops?.findIndex((h) => h.outcome.route === route) ?? -1;
    if (!hops || first < 0) continue;
    const turned = [...hops.slice(first), ...hops.slice(0, first)];
    const rivals = new Set<SourceObject>(turned.flatMap((h) => h.rivals));
    if ([...rivals].every((oldest) => circleFrom({ ...door, proxy: door.proxy.ifOldest(oldest) }, turned[0].url, sample))) return turned;
  }
  return undefined;
}
