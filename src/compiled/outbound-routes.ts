import { isIp } from './address';
import { order, sourceOf, type Contests } from './age';
import { forWorkload } from './destination-rules';
import type { Route, RouteConfiguration, VirtualHost } from './form';
import { MAX_BODY } from './http-filters';
import { ANY_PATH } from './match';
import { bracketed, OutboundHosts } from './outbound-hosts';
import { PortServices, wildcardsOf, type Registry } from './port-services';
import type { OutboundPolicySpec } from './resources';
import { cluster, destinationCluster, routesOf, type RouteContext } from './route';
import { hashPolicy, retryPolicy } from './route-parts';
import type { Egress } from './scope';
import { UNSPECIFIED, type MeshPort, type MeshService } from './services';
import { MESH, type MeshVirtualService } from './virtual-services';
import { once } from '../grammar/once';
import { hostsMatch, isWildcard } from '../world/hosts';
import { parseProtocol, type Protocol } from '../world/protocol';

export const isHttpOrSniffed = (p: Protocol): boolean => p === 'HTTP' || p === 'HTTP2' || p === 'GRPC' || p === 'GRPC-Web' || p === 'HTTP_PROXY' || isSniffed(p);
export const isSniffed = (p: Protocol): boolean => p === 'Unsupported' || p === 'Auto';

/** The input for a sidecar's virtual hosts. */
export interface OutboundContext extends Omit<RouteContext, 'port' | 'gateways' | 'tls' | 'service'> {
  readonly egress: readonly Egress[];
  readonly policy: OutboundPolicySpec | undefined;
  readonly contests: Contests;
}

/** Name of the route configuration for the HTTP proxy port. */
export const HTTP_PROXY = 'http_proxy';


/** The route configuration of an outbound listener: `PORT`, `HOST:PORT` for a sniffed port, `http_proxy`, or the path of a Unix socket. */
export function outboundRoutes(name: string, context: OutboundContext): RouteConfiguration {
  const unix = name.startsWith('unix://');
  const colon = unix ? -1 : name.indexOf(':');
  const listenPort = unix || name === HTTP_PROXY ? 0 : Number(name.slice(colon + 1));
  const egress = egressFor(context.egress, listenPort, name);
  const port = egress?.spec?.port && parseProtocol(egress.spec.port.protocol ?? '') === 'HTTP_PROXY' ? 0 : listenPort;
  const sniffed = colon >= 0;
  const rest = sniffed ? [] : [catchAll(context)];
  const common = { name, ignorePortInHostMatching: true, maxDirectResponseBodySizeBytes: MAX_BODY };
  if (!egress) return { ...common, virtualHosts: rest };
  const making = new Making(egress, port, context);
  if (sniffed) return { ...common, virtualHosts: sorted(ofOneHost(making, name)) };
  const { search } = making;
  const all = once(() => [...sorted(making.all), ...rest]);
  return { ...common, get virtualHosts() { return all(); }, ...(search ? { find: (domain) => search.of(domain) ?? (domain === '*' ? rest[0] : undefined) } : {}) };
}

const sorted = (hosts: readonly VirtualHost[]): readonly VirtualHost[] => [...hosts].sort((a, b) => order(a.name, b.name));

/** A sniffed port has its own listener: whatever the Host header, requests are for its service. */
function ofOneHost(making: Making, name: string): VirtualHost[] {
  const host = name.slice(0, name.lastIndexOf(':'));
  const found = (making.search && !host.includes(':') ? making.search.rivals(host.toLowerCase()) : making.all).filter((h) => h.domains.includes(name) || h.domains.includes(host));
  return found.length === 1 ? [{ ...found[0], domains: ['*'] }] : found;
}

function egressFor(egress: readonly Egress[], port: number, bind: string): Egress | undefined {
  return egress.find(({ spec }) => !spec?.port || ((spec.port.number ?? 0) === port && (port !== 0 || spec.bind === bind)));
}

interface Wrapper {
  readonly port: number;
  readonly services: readonly MeshService[];
  readonly otherHosts: readonly string[];
  readonly routes: readonly Route[];
  readonly from?: MeshVirtualService;
}

/** Generates the virtual hosts of a listener: all of them, or those of a few VirtualServices and services. */
class Making {
  /** finds individual virtual hosts; undefined for listeners of all ports, and if they can't be searched */
  public readonly search?: OutboundHosts;
  private readonly registry: Registry;
  private readonly wrappers = new Map<MeshVirtualService, readonly Wrapper[]>();
  private readonly touches: (vs: MeshVirtualService) => boolean;

  public constructor(private readonly egress: Egress, private readonly listenPort: number, private readonly context: OutboundContext) {
    const registry = listenPort === 0 ? undefined : new PortServices(egress.services, listenPort);
    this.registry = registry ?? new Map(egress.services.map((s) => [s.host, s]));
    this.touches = listenPort === 80 ? () => true : touching(this.registry);
    const { namespace, mesh: { domain } } = context;
    const search = registry && new OutboundHosts(registry, egress, (virtualServices, services) => this.of(virtualServices, services), { namespace, domain });
    if (search?.searchable) this.search = search;
  }

  public get all(): readonly VirtualHost[] {
    return this.of(this.egress.virtualServices, [...this.registry.values()]);
  }

  private of(virtualServices: readonly MeshVirtualService[], services: readonly MeshService[]): VirtualHost[] {
    const { listenPort, context } = this;
    const wrappers = virtualServices.filter(this.touches).flatMap((v) => this.wrappersOf(v));
    const taken = new Set(wrappers.flatMap((w) => w.services.map((s) => s.host)));
    for (const service of services) {
      if (taken.has(service.host) || service.resolution === 'ALIAS') continue;
      for (const port of service.ports) if (isHttpOrSniffed(port.protocol)) wrappers.push(ofService(service, port, context));
    }
    return hostsOf(wrappers, listenPort, context);
  }

  private wrappersOf(vs: MeshVirtualService): readonly Wrapper[] {
    let found = this.wrappers.get(vs);
    if (!found) this.wrappers.set(vs, found = ofVirtualService(vs, this.registry, this.listenPort, this.egress, this.context));
    return found;
  }
}

/** Whether a VirtualService has a host of the listener's services, or one that overlaps. */
function touching(registry: Registry): (vs: MeshVirtualService) => boolean {
  const all = once(() => [...registry.keys()]);
  const wild = once(() => wildcardsOf(registry));
  return ({ hosts }) => hosts.some((given) => {
    const host = given.toLowerCase();
    if (registry.has(host)) return true;
    return isWildcard(host) ? all().some((h) => hostsMatch(host, h)) : wild().some((w) => hostsMatch(host, w));
  });
}

function ofVirtualService(vs: MeshVirtualService, registry: Registry, listenPort: number, egress: Egress, context: OutboundContext): Wrapper[] {
  const routes = routesOf(vs, {
    mesh: context.mesh,
    namespace: context.namespace,
    labels: context.labels,
    port: listenPort,
    gateways: MESH_ONLY,
    tls: false,
    service: (host) => registry.get(host),
    rules: context.rules,
  });
  if (!routes.length) return [];
  const { hosts, services } = split(vs, registry, egress);
  if (vs.gatewaySemantics && !services.some((s) => s.namespace === vs.namespace || context.namespace === vs.namespace)) return [];
  const byPort = new Map<number, MeshService[]>();
  for (const service of services) {
    for (const { port, protocol } of service.ports) {
      if (!isHttpOrSniffed(protocol)) continue;
      if (!byPort.has(port)) byPort.set(port, []);
      byPort.get(port)!.push(service);
    }
  }
  // hosts that the mesh doesn't know only work on port 80
  if (!byPort.size && listenPort === 80) byPort.set(80, []);
  return [...byPort].map(([port, list]) => ({ port, services: list, otherHosts: hosts, routes, from: vs }));
}
const MESH_ONLY: ReadonlySet<string> = new Set([MESH]);

/** Splits the hosts of a VirtualService into services of the listener and others. */
function split(vs: MeshVirtualService, registry: Registry, egress: Egress): { hosts: string[]; services: MeshService[] } {
  const hosts: string[] = [];
  const services: MeshService[] = [];
  const wild: string[] = [];
  for (const given of vs.hosts) {
    const host = given.toLowerCase();
    const service = registry.get(host);
    if (isWildcard(host)) wild.push(host);
    else if (service) services.push(service);
    else hosts.push(given);
  }
  for (const host of wild) {
    if (vs.gatewaySemantics) {
      hosts.push(host);
      continue;
    }
    const covered = [...registry.values()].filter((s) => hostsMatch(s.host, host));
    if (!covered.length) hosts.push(host);
    for (const service of covered) {
      const chosen = egress.mostSpecific(service.host);
      if (chosen && chosen.name === vs.name && chosen.namespace === vs.namespace) services.push(service);
    }
  }
  return { hosts, services };
}

function ofService(service: MeshService, port: MeshPort, context: OutboundContext): Wrapper {
  return { port: port.port, services: [service], otherHosts: [], routes: [defaultRoute(service, port, context)] };
}

/** The default route of a service without VirtualService: to the service. */
export function defaultRoute(service: MeshService, port: MeshPort, context: Pick<RouteContext, 'mesh' | 'namespace' | 'labels' | 'rules'>): Route {
  const policy = forWorkload(context.rules(service.host), context.namespace, context.labels)?.trafficPolicy?.spec;
  const atThisPort = policy?.portLevelSettings?.find((p) => (p.port?.number ?? 0) === port.port)?.loadBalancer?.consistentHash;
  const hash = hashPolicy(atThisPort ?? policy?.loadBalancer?.consistentHash);
  const retries = retryPolicy(context.mesh.defaultRetry, false);
  return {
    name: 'default',
    match: { path: ANY_PATH },
    action: {
      kind: 'forward',
      clusters: [{ name: cluster(service.host, port.port), origin: sourceOf(service.item, port.pointer) }],
      timeout: 0,
      grpcTimeoutHeaderMax: 0,
      ...(retries ? { retryPolicy: retries } : {}),
      ...(hash ? { hashPolicy: [hash] } : {}),
    },
    origin: sourceOf(service.item, port.pointer),
  };
}

const withPort = (host: string, port: number): string => `${bracketed(host)}:${port}`;

/** All virtual hosts; the first one to claim a domain gets it. */
function hostsOf(wrappers: readonly Wrapper[], listenPort: number, context: OutboundContext): VirtualHost[] {
  const full = new Set<string>();
  for (const { services, port } of wrappers) for (const { host } of services) full.add(host).add(withPort(host, port));
  const names = new Map<string, Wrapper>();
  const domains = new Map<string, Wrapper>();
  const byPort = new Map<number, VirtualHost[]>();
  for (const wrapper of wrappers) {
    if (!wrapper.routes.length) continue;
    const claims: [string, MeshService | undefined][] = [
      ...wrapper.otherHosts.map((h): [string, undefined] => [h.toLowerCase(), undefined]),
      ...wrapper.services.map((s): [string, MeshService] => [s.host, s]),
    ];
    for (const [host, service] of claims) {
      const name = withPort(host, wrapper.port);
      const before = names.get(name);
      if (before) {
        contest(context.contests, name, before, wrapper);
        continue;
      }
      names.set(name, wrapper);
      const claimed = service ? serviceDomains(service, listenPort, wrapper.port, context) : { all: [bracketed(host)], short: new Set<string>() };
      const free = claimed.all.filter((d) => {
        const key = d.toLowerCase();
        const owner = domains.get(key);
        if (owner) {
          contest(context.contests, d, owner, wrapper);
          return false;
        }
        if (claimed.short.has(d) && full.has(d)) return false;
        domains.set(key, wrapper);
        return true;
      });
      if (!free.length) continue;
      const list = byPort.get(wrapper.port) ?? [];
      byPort.set(wrapper.port, list);
      list.push({
        name,
        domains: free,
        routes: wrapper.routes,
        includeRequestAttemptCount: true,
        origin: wrapper.from?.origin ?? (service && sourceOf(service.item)),
      });
    }
  }
  return listenPort === 0 ? ofAllPorts(byPort) : byPort.get(listenPort) ?? [];
}

function contest(contests: Contests, domain: string, first: Wrapper, second: Wrapper): void {
  const [a, b] = [first.from?.item ?? first.services[0]?.item, second.from?.item ?? second.services[0]?.item];
  if (a && b && a !== b) contests.add(`domain ${domain}`, a, b);
}

/** If one listener covers all ports, only port 80 may be omitted. */
function ofAllPorts(byPort: ReadonlyMap<number, readonly VirtualHost[]>): VirtualHost[] {
  const out: VirtualHost[] = [];
  for (const [port, hosts] of byPort) {
    for (const host of hosts) {
      const domains = port === 80 ? host.domains : host.domains.filter((d) => d.includes(':'));
      if (domains.length) out.push({ ...host, domains });
    }
  }
  return out;
}

/** Names of a service, with short ones separate. */
function serviceDomains(service: MeshService, listenPort: number, port: number, context: OutboundContext): { all: string[]; short: ReadonlySet<string> } {
  const suffix = listenPort === 0 ? port : 0;
  const both = (name: string): string[] => (suffix ? [bracketed(name), withPort(name, suffix)] : [bracketed(name)]);
  const all: string[] = [];
  const short: string[] = [];
  for (const host of [service.host, ...service.aliases.map((a) => a.host)]) {
    const alternatives = shortNames(host, suffix, context);
    all.push(...both(host), ...alternatives);
    short.push(...alternatives);
  }
  if (service.resolution === 'PASSTHROUGH' && service.kubernetes) all.push(...all.map((d) => `*.${d}`));
  for (const address of service.addresses) if (address && address !== UNSPECIFIED) all.push(...both(address));
  return { all, short: new Set(short) };
}

export function shortNames(host: string, port: number, { namespace, mesh }: { readonly namespace: string; readonly mesh: { readonly domain: string } }): string[] {
  const both = (name: string): string[] => (port ? [name, `${name}:${port}`] : [name]);
  const absolute = [...(isIp(host) ? [] : [`${host}.`]), ...(port ? [`${host}.:${port}`] : [])];
  const at = host.indexOf('.svc.');
  if (!host.endsWith(`.svc.${mesh.domain}`) || at <= 0) return absolute;
  const dot = host.indexOf('.');
  if (dot + 1 > at) return absolute;
  const front = host.slice(0, at);
  return host.slice(dot + 1, at) === namespace
    ? [...absolute, ...both(host.slice(0, dot)), ...both(`${front}.svc`), ...both(front)]
    : [...absolute, ...both(front), ...both(`${front}.svc`)];
}

/** The route of requests for unknown hosts. */
export function catchAll({ policy, mesh }: Pick<OutboundContext, 'policy' | 'mesh'>): VirtualHost {
  const mode = policy?.mode ?? mesh.outboundMode;
  const to = (name: string, clusterName: string): VirtualHost => ({
    name,
    domains: ['*'],
    routes: [{ name, match: { path: ANY_PATH }, action: { kind: 'forward', clusters: [{ name: clusterName }], timeout: 0, grpcTimeoutHeaderMax: 0 } }],
    includeRequestAttemptCount: true,
  });
  if (mode === 'ALLOW_ANY_DYNAMIC_DNS') return to('allow_any_dynamic_dns', 'AllowAnyDynamicDNSCluster');
  if (mode === 'ALLOW_ANY') return to('allow_any', policy?.egressProxy ? destinationCluster(policy.egressProxy, undefined, 0) : 'PassthroughCluster');
  return {
    name: 'block_all',
    domains: ['*'],
    routes: [{ name: 'block_all', match: { path: ANY_PATH }, action: { kind: 'directResponse', status: 502 } }],
    includeRequestAttemptCount: true,
  };
}
