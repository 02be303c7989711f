import { cidrOf, isIp, maskedKey } from './address';
import { order, sourceOf, type Contests } from './age';
import { forWorkload, type MergedRule } from './destination-rules';
import type { Endpoints } from './endpoints';
import type { FilterChain, FilterChainMatch, HashPolicy, Listener, ListenerFilter, RouteConfiguration, Source, TcpProxy } from './form';
import { connectionManager, HTTP_ALPN, HTTP_INSPECTOR, MAX_BODY, TLS_INSPECTOR } from './http-filters';
import type { MeshSettings } from './mesh';
import { catchAll, isHttpOrSniffed, isSniffed, shortNames } from './outbound-routes';
import type { Destination, L4Destination, L4Match, Labels, OutboundPolicySpec } from './resources';
import { cluster, destinationCluster } from './route';
import type { Egress } from './scope';
import { isDynamic, UNSPECIFIED, type MeshPort, type MeshService } from './services';
import { MESH, type MeshVirtualService } from './virtual-services';
import { milliseconds } from '../world/duration';
import { hostsMatch } from '../world/hosts';
import { parseProtocol, type Protocol } from '../world/protocol';
import { matches } from '../world/selector';

export interface ListenerContext {
  readonly mesh: MeshSettings;
  readonly namespace: string;
  readonly labels: Labels;
  readonly egress: readonly Egress[];
  readonly policy: OutboundPolicySpec | undefined;
  readonly contests: Contests;
  /** addresses of the proxy itself, if known */
  readonly addresses: readonly string[];
  service(host: string): MeshService | undefined;
  rules(host: string): readonly MergedRule[];
  endpoints(service: MeshService, port: MeshPort): Endpoints;
}

interface Port { readonly port: number; readonly protocol: Protocol }

/** A filter chain before it is known whether it is the only one. */
interface Chain {
  readonly sni?: readonly string[];
  readonly cidrs?: readonly string[];
  readonly alpn?: readonly string[];
  readonly raw?: boolean;
  readonly filter: FilterChain['filter'];
  readonly origin?: Source;
}
interface Entry {
  readonly port: Port;
  readonly bind: string;
  readonly bindToPort: boolean;
  locked: boolean;
  chains: Chain[];
  protocol: Protocol;
  readonly owner: MeshService;
}
interface Binding { readonly bind: string; readonly bindToPort: boolean; readonly cidrs?: readonly string[] }

const isTls = (p: Protocol): boolean => p === 'HTTPS' || p === 'TLS';
export const isTcp = (p: Protocol): boolean => isTls(p) || p === 'TCP' || p === 'Mongo' || p === 'Redis' || p === 'MySQL';
const isHttp = (p: Protocol): boolean => isHttpOrSniffed(p) && !isSniffed(p);
/** Ports of the agent's own listeners. */
const RESERVED: ReadonlySet<number> = new Set([15021, 15090]);

/** Listeners for outbound traffic, in addition to the one that receives all connections. */
export function outboundListeners(context: ListenerContext): Listener[] {
  const entries = new Map<string, Entry>();
  for (const egress of context.egress) {
    const { spec } = egress;
    const bindToPort = spec?.captureMode === 'NONE' || !!spec?.bind?.startsWith('unix://');
    const bind = spec?.bind || (bindToPort ? '127.0.0.1' : '');
    if (spec?.port) {
      const port: Port = { port: spec.port.number ?? 0, protocol: parseProtocol(spec.port.protocol ?? '') };
      if (reserved(bind, port, context.mesh)) continue;
      for (const service of egress.services) add(entries, service, port, { bind, bindToPort }, egress, context);
    } else {
      for (const entry of entries.values()) entry.locked = true;
      for (const service of egress.services) {
        for (const port of service.ports) if (!reserved(bind, port, context.mesh)) addService(entries, service, port, { bind, bindToPort }, egress, context);
      }
    }
  }
  return [...entries.values()].map((e) => toListener(e, context));
}

/** Listeners on all addresses can't use the proxy's own ports. */
function reserved(bind: string, { port, protocol }: Port, mesh: MeshSettings): boolean {
  if (bind ? bind !== UNSPECIFIED : !isHttp(protocol)) return false;
  return RESERVED.has(port) || port === mesh.listenPort || port === mesh.inboundListenPort;
}

/** A non-HTTP port of a headless Service has a listener for each of its workloads. */
function addService(entries: Map<string, Entry>, service: MeshService, port: MeshPort, binding: Binding, egress: Egress, context: ListenerContext): void {
  if (binding.bind !== '' || !isPerPod(service, port)) {
    add(entries, service, port, binding, egress, context);
    return;
  }
  const { list } = context.endpoints(service, port);
  if (!service.kubernetes && !list.length && service.selector === undefined) {
    add(entries, service, port, binding, egress, context);
    return;
  }
  for (const { address } of list) {
    if (isIp(address) && address !== context.addresses[0]) add(entries, service, port, { ...binding, bind: address }, egress, context);
  }
}

/** Whether a port has no listener for the Service, but one for each of its workloads. */
function isPerPod(service: MeshService, port: Port): boolean {
  return service.resolution === 'PASSTHROUGH' && service.address === UNSPECIFIED && (isTcp(port.protocol) || isSniffed(port.protocol));
}

/**
 * The listener for the workloads of a headless Service, by the number of its port. Addresses of pods are rarely in manifests, and all of these listeners
 * are alike, so this one is named after the Service.
 */
export function podListener(host: string, number: number, context: ListenerContext): Listener | undefined {
  for (const egress of context.egress.filter((e) => !e.spec?.port && !e.spec?.bind && e.spec?.captureMode !== 'NONE')) {
    const service = egress.services.find((s) => s.host === host);
    const port = service?.ports.find((p) => p.port === number);
    if (!service || !port || !isPerPod(service, port)) continue;
    const { list, known } = context.endpoints(service, port);
    if (list.length === 0 && known) continue;
    const entries = new Map<string, Entry>();
    add(entries, service, port, { bind: host, bindToPort: false }, egress, context);
    return toListener([...entries.values()][0], context);
  }
  return undefined;
}

type Conflict = 'none' | 'http-over-tcp' | 'tcp-over-http' | 'tcp-over-tcp' | 'tcp-over-auto' | 'auto-over-http' | 'auto-over-tcp';

function add(entries: Map<string, Entry>, service: MeshService, port: Port, given: Binding, egress: Egress, context: ListenerContext): void {
  if (service.resolution === 'ALIAS') return;
  const http = isHttp(port.protocol);
  const sniffed = isSniffed(port.protocol);
  if (!http && !sniffed && !isTcp(port.protocol)) return;
  const binding = bindingFor(service, given, http);
  const key = `${binding.bind} ${port.port}`;
  const current = entries.get(key);
  if (current?.locked) return;
  let conflict: Conflict = 'none';
  let protocol = port.protocol;
  let chains: Chain[];
  if (port.protocol === 'HTTP_PROXY') {
    chains = httpChains(service, port, binding, context);
  } else if (http) {
    if (current) {
      if (!isTcp(current.protocol)) return;
      conflict = 'http-over-tcp';
    }
    chains = httpChains(service, port, binding, context);
    if (binding.bind === UNSPECIFIED) {
      chains = chains.map((c) => ({ ...c, alpn: HTTP_ALPN, raw: true }));
      protocol = 'Unsupported';
    }
  } else if (sniffed) {
    if (current) {
      if (isHttp(current.protocol)) conflict = 'auto-over-http';
      else if (isTcp(current.protocol)) conflict = 'auto-over-tcp';
      else return;
    }
    chains = [...tcpChains(service, port, binding, egress, context), ...httpChains(service, port, binding, context).map((c) => ({ ...c, alpn: HTTP_ALPN, raw: true }))];
  } else {
    chains = tcpChains(service, port, binding, egress, context);
    if (current) conflict = isHttp(current.protocol) ? 'tcp-over-http' : isTcp(current.protocol) ? 'tcp-over-tcp' : 'tcp-over-auto';
  }
  if (current && conflict !== 'none' && port.protocol !== current.protocol && [port.protocol, current.protocol].some((p) => p === 'Mongo' || p === 'MySQL')) return;
  if (!current || conflict === 'none' || conflict === 'auto-over-http') {
    entries.set(key, { port, bind: binding.bind, bindToPort: binding.bindToPort, locked: false, chains, protocol, owner: service });
    return;
  }
  context.contests.add(`listener ${binding.bind}:${port.port}`, current.owner.item, service.item);
  current.chains = merged(current.chains, chains);
  if (conflict === 'http-over-tcp' || conflict === 'tcp-over-http' || conflict === 'auto-over-tcp') current.protocol = 'Unsupported';
}

function bindingFor(service: MeshService, given: Binding, http: boolean): Binding {
  if (given.bind) return given;
  if (http) return { ...given, bind: UNSPECIFIED };
  if (!service.address) return given;
  if (!service.address.includes('/')) return { ...given, bind: service.address };
  return { ...given, bind: UNSPECIFIED, cidrs: [service.address] };
}

/** Of chains with the same conditions, the first one stays. */
function merged(current: readonly Chain[], incoming: readonly Chain[]): Chain[] {
  const out = [...current];
  for (const chain of incoming) if (!out.some((c) => conflicts(c, chain))) out.push(chain);
  return out;
}
const setOf = (list: readonly (string | undefined)[] | undefined): string => [...new Set((list ?? []).filter((x) => x !== undefined))].sort().join(' ');
const sniKey = (c: Chain): string => setOf(c.sni?.filter((s) => s !== '*'));
const cidrKey = (c: Chain): string => setOf(c.cidrs?.filter((x) => !x.startsWith(UNSPECIFIED)).map(maskedKey));
function conflicts(a: Chain, b: Chain): boolean {
  return !!a.raw === !!b.raw && (a.alpn ?? []).join() === (b.alpn ?? []).join() && sniKey(a) === sniKey(b) && cidrKey(a) === cidrKey(b);
}

function httpChains(service: MeshService, { port, protocol }: Port, { bind }: Binding, context: ListenerContext): Chain[] {
  const name = port === 0 ? bind : isSniffed(protocol) && bind !== UNSPECIFIED ? `${service.host}:${port}` : String(port);
  return [{ filter: connectionManager({ kind: 'outbound', protocol, mesh: context.mesh, dynamicDns: isDynamicDns(context) || isDynamic(service) }, { routeConfigName: name }) }];
}
export const isDynamicDns = ({ policy, mesh }: Pick<ListenerContext, 'policy' | 'mesh'>): boolean => (policy?.mode ?? mesh.outboundMode) === 'ALLOW_ANY_DYNAMIC_DNS';

function tcpChains(service: MeshService, port: Port, binding: Binding, egress: Egress, context: ListenerContext): Chain[] {
  const own = egress.virtualServices.filter((v) => v.hosts.some((h) => hostsMatch(h, service.host)));
  return isTls(port.protocol) ? tlsRoutes(own, service, port, binding, context) : tcpRoutes(own, service, port, binding, context);
}

/** Whether a match can hold for the proxy: by gateways, labels, port and namespace. */
export function l4Applies(match: L4Match, gateways: ReadonlySet<string>, port: number, { labels, namespace }: { readonly labels: Labels; readonly namespace: string }): boolean {
  return (!match.gateways?.length || match.gateways.some((g) => gateways.has(g)))
    && matches(match.sourceLabels, labels)
    && (!match.port || match.port === port)
    && (!match.sourceNamespace || match.sourceNamespace === namespace);
}
const MESH_ONLY: ReadonlySet<string> = new Set([MESH]);

function tlsRoutes(services: readonly MeshVirtualService[], service: MeshService, port: Port, binding: Binding, context: ListenerContext): Chain[] {
  const handled = new Set<string>();
  const out: Chain[] = [];
  let { cidrs } = binding;
  let found = false;
  for (const vs of services) {
    for (const { spec, origin } of vs.tls) {
      if (!spec.route?.length) continue;
      (spec.match ?? []).forEach((match, i) => {
        if (!l4Applies(match, MESH_ONLY, port.port, context)) return;
        // subnets of one match also apply to the following ones
        if (match.destinationSubnets?.length && port.port > 0) cidrs = match.destinationSubnets;
        const key = `${(match.sniHosts ?? []).join()}|${(match.destinationSubnets ?? []).join()}`;
        if (!handled.has(key)) {
          found = true;
          out.push({
            sni: match.sniHosts ?? [],
            cidrs,
            filter: routed(spec.route!, port.port, origin, context),
            origin: { object: origin.object, pointer: `${origin.pointer}/match/${i}` },
          });
        }
        handled.add(key);
      });
    }
  }
  return found ? out : [unrouted(service, port, { ...binding, cidrs }, true, context)];
}

function tcpRoutes(services: readonly MeshVirtualService[], service: MeshService, port: Port, binding: Binding, context: ListenerContext): Chain[] {
  const out: Chain[] = [];
  const sameAs = [...binding.cidrs ?? []].sort().join();
  let all = false;
  for (const vs of services) {
    for (const { spec, origin } of vs.tcp) {
      if (!spec.route?.length) continue;
      const filter = routed(spec.route, port.port, origin, context);
      const whole = (at: string): Chain => ({ cidrs: binding.cidrs, filter, origin: { object: origin.object, pointer: origin.pointer + at } });
      if (!spec.match?.length) return [...out, whole('')];
      const subnets: string[] = [];
      for (let i = 0; i < spec.match.length; i++) {
        const match = spec.match[i];
        if (!l4Applies(match, MESH_ONLY, port.port, context)) continue;
        if (!match.destinationSubnets?.length || port.port === 0) return [...out, whole(`/match/${i}`)];
        subnets.push(...match.destinationSubnets);
      }
      if (!subnets.length) continue;
      out.push({ cidrs: subnets, filter: routed(spec.route, port.port, origin, context), origin });
      if ([...subnets].sort().join() === sameAs) all = true;
    }
  }
  return all ? out : [...out, unrouted(service, port, binding, false, context)];
}

/** A port without VirtualService routes: leads to the service, selected by its TLS server name if the address does not identify it. */
function unrouted(service: MeshService, { port }: Port, { cidrs, bind }: Binding, tls: boolean, context: ListenerContext): Chain {
  const at = service.ports.length === 1 ? service.ports[0].port : port;
  const origin = sourceOf(service.item, service.ports.find((p) => p.port === at)?.pointer ?? '');
  const rule = forWorkload(context.rules(service.host), context.namespace, context.labels);
  const anonymous = !!cidrs?.length || (service.address.includes('/') || (service.address === UNSPECIFIED && bind === UNSPECIFIED))
    || isDynamic(service);
  const names = tls && anonymous ? [service.host, ...service.aliases.flatMap((a) => [a.host, ...shortNames(a.host, 0, context)])] : undefined;
  return {
    ...(names ? { sni: names } : {}),
    cidrs,
    filter: { kind: 'tcp', clusters: [{ name: cluster(service.host, at), origin }], ...tcpPolicy(rule, ''), origin },
    origin,
  };
}

type TcpPolicy = Pick<TcpProxy, 'idleTimeout' | 'maxDownstreamConnectionDuration' | 'hashPolicy'>;

/** A DestinationRule's settings for the connections of a TCP proxy. */
export function tcpPolicy(rule: MergedRule | undefined, subset: string): TcpPolicy {
  const policy = rule?.trafficPolicy?.spec;
  const pool = policy?.connectionPool?.tcp;
  const idle = milliseconds(pool?.idleTimeout);
  const duration = milliseconds(pool?.maxConnectionDuration);
  const own = rule?.subsets.find((s) => (s.spec.name ?? '') === subset)?.spec.trafficPolicy?.loadBalancer;
  const bySource = own ? own.consistentHash?.useSourceIp === true : policy?.loadBalancer?.consistentHash?.useSourceIp === true;
  const hash: HashPolicy[] = bySource ? [{ kind: 'sourceIp' }] : [];
  return {
    ...(idle === undefined ? {} : { idleTimeout: idle }),
    ...(duration === undefined ? {} : { maxDownstreamConnectionDuration: duration }),
    ...(hash.length ? { hashPolicy: hash } : {}),
  };
}

export interface L4Context extends Pick<ListenerContext, 'namespace' | 'labels' | 'service' | 'rules'> {}

/** The proxy of a TCP or TLS route; the rule of the first destination applies to its connections. */
export function routed(routes: readonly L4Destination[], port: number, origin: Source, context: L4Context): TcpProxy {
  const to = (d: Destination | undefined): string => destinationCluster(d ?? {}, context.service(d?.host ?? ''), port);
  const first = routes[0].destination ?? {};
  const known = context.service(first.host ?? '');
  const rule = known && forWorkload(context.rules(known.host), context.namespace, context.labels);
  const at = (i: number): Source => ({ object: origin.object, pointer: `${origin.pointer}/route/${i}` });
  if (routes.length === 1) return { kind: 'tcp', clusters: [{ name: to(first), origin: at(0) }], ...tcpPolicy(rule, first.subset ?? ''), origin };
  const clusters = routes.flatMap((r, i) => (r.weight && r.weight > 0 ? [{ name: to(r.destination), weight: r.weight, origin: at(i) }] : []));
  return { kind: 'tcp', clusters, ...tcpPolicy(rule, ''), origin };
}

const isMatchAll = (c: Chain): boolean => (!c.sni?.length || c.sni.includes('*')) && !c.alpn?.length && !c.raw && !c.cidrs?.length;

export function chainMatch(c: Chain): FilterChainMatch {
  if (isMatchAll(c)) return {};
  const names = c.sni?.length && !c.sni.includes('*') ? [...c.sni].sort(order) : undefined;
  const ranges = [...c.cidrs ?? []].sort(order).flatMap((x) => cidrOf(x) ?? []).filter((x) => !x.startsWith(`${UNSPECIFIED}/`));
  return {
    ...(names ? { serverNames: names } : {}),
    ...(ranges.length ? { prefixRanges: ranges } : {}),
    ...(c.alpn?.length ? { applicationProtocols: c.alpn } : {}),
    ...(c.raw ? { transportProtocol: 'raw_buffer' as const } : {}),
  };
}

function toListener(entry: Entry, context: ListenerContext): Listener {
  const { bind, port, chains } = entry;
  const filters: ListenerFilter[] = [];
  if (chains.some((c) => c.sni?.length)) filters.push({ name: TLS_INSPECTOR });
  const http = chains.some((c) => c.alpn?.length);
  if (http) filters.push({ name: HTTP_INSPECTOR });
  const matched: FilterChain[] = [];
  let fallback: FilterChain | undefined;
  for (const c of chains) {
    const chain: FilterChain = { match: chainMatch(c), filter: c.filter, ...(c.origin ? { origin: c.origin } : {}) };
    if (isMatchAll(c)) fallback = chain; else matched.push(chain);
  }
  const only = fallback && !matched.length;
  return {
    name: `${bind}_${port.port}`,
    address: bind.replace(/^unix:\/\//, ''),
    port: port.port,
    trafficDirection: 'OUTBOUND',
    ...(entry.bindToPort ? {} : { bindToPort: false }),
    filterChains: only ? [fallback!] : matched,
    ...(only ? {} : { defaultFilterChain: fallback ?? passthrough(context) }),
    ...(filters.length ? { listenerFilters: filters } : {}),
    listenerFiltersTimeout: http ? context.mesh.protocolDetectionTimeout : 0,
    continueOnListenerFiltersTimeout: true,
    origin: sourceOf(entry.owner.item),
  };
}

const passthrough = (context: ListenerContext): FilterChain => ({ name: 'PassthroughFilterChain', match: {}, filter: unknownTraffic(context) });

/** The destination of unknown connections. */
function unknownTraffic({ policy, mesh }: ListenerContext): TcpProxy {
  const mode = policy?.mode ?? mesh.outboundMode;
  const open = mode === 'ALLOW_ANY' || mode === 'ALLOW_ANY_DYNAMIC_DNS';
  const name = !open ? 'BlackHoleCluster' : policy?.egressProxy ? destinationCluster(policy.egressProxy, undefined, 0) : 'PassthroughCluster';
  return { kind: 'tcp', clusters: [{ name }] };
}

/** The listener that receives all outbound connections: it passes them to the others by their original destination. */
export function virtualOutbound(context: ListenerContext): Listener {
  const { mesh } = context;
  const dynamic = isDynamicDns(context);
  const blackHole: FilterChain = {
    name: 'virtualOutbound-blackhole', match: { destinationPort: mesh.listenPort }, filter: { kind: 'tcp', clusters: [{ name: 'BlackHoleCluster' }] },
  };
  return {
    name: 'virtualOutbound',
    address: UNSPECIFIED,
    port: mesh.listenPort,
    trafficDirection: 'OUTBOUND',
    useOriginalDst: true,
    filterChains: [blackHole, ...(dynamic ? [unknownHttp(context)] : []), { name: 'virtualOutbound-catchall-tcp', match: {}, filter: unknownTraffic(context) }],
    ...(dynamic ? { listenerFilters: [{ name: HTTP_INSPECTOR }] } : {}),
  };
}

/** With ALLOW_ANY_DYNAMIC_DNS, plain HTTP to unknown destinations is sent to the host in its Host header. */
function unknownHttp(context: ListenerContext): FilterChain {
  const { mesh } = context;
  const routeConfig: RouteConfiguration = { name: 'allow_any_dynamic_dns', virtualHosts: [catchAll(context)], ignorePortInHostMatching: true, maxDirectResponseBodySizeBytes: MAX_BODY };
  return {
    name: 'virtualOutbound-catchall-tcp-http',
    match: { applicationProtocols: HTTP_ALPN },
    filter: connectionManager({ kind: 'outbound', protocol: 'HTTP', mesh, dynamicDns: true }, { routeConfig }),
  };
}

/** The listener of the HTTP proxy port for all hosts, if the mesh has one. */
export function httpProxyListener(context: ListenerContext): Listener | undefined {
  const { mesh } = context;
  if (!mesh.httpProxyPort) return undefined;
  return {
    name: `127.0.0.1_${mesh.httpProxyPort}`,
    address: '127.0.0.1',
    port: mesh.httpProxyPort,
    trafficDirection: 'OUTBOUND',
    filterChains: [{ match: {}, filter: connectionManager({ kind: 'outbound', protocol: 'HTTP_PROXY', mesh, dynamicDns: isDynamicDns(context) }, { routeConfigName: 'http_proxy' }) }],
    listenerFiltersTimeout: 0,
    continueOnListenerFiltersTimeout: true,
  };
}
