import { sourceOf } from './age';
import type { WorkloadMtls, PortMode } from './authentication';
import { isHttp, isHttp2 } from './cluster';
import type { MergedRule } from './destination-rules';
import type { Cluster, DownstreamTls, FilterChain, FilterChainMatch, Listener, ListenerFilter, RouteConfiguration, Source } from './form';
import { connectionManager, HTTP_ALPN, HTTP_INSPECTOR, ORIGINAL_DST, TLS_INSPECTOR } from './http-filters';
import { ANY_PATH } from './match';
import type { MeshSettings } from './mesh';
import { isSniffed } from './outbound-routes';
import type { IngressSpec, SidecarSpec } from './resources';
import { UNSPECIFIED, type MeshService } from './services';
import { circuitBreakers, policyAt, poolFields, type Policy } from './traffic-policy';
import type { Item } from '../world/item';
import { parseProtocol, type Protocol } from '../world/protocol';

/** A workload port that a service sends to. */
export interface Target {
  readonly service: MeshService;
  readonly servicePort: number;
  readonly protocol: Protocol;
  readonly targetPort: number;
  readonly pointer: string;
}

export interface InboundContext {
  readonly mesh: MeshSettings;
  readonly mtls: WorkloadMtls;
  /** oldest service first */
  readonly targets: readonly Target[];
  /** addresses of the proxy, if known */
  readonly addresses: readonly string[];
  readonly sidecar?: { readonly item: Item; readonly spec: SidecarSpec };
  rule(host: string): MergedRule | undefined;
}

interface Port {
  readonly port: number;
  readonly protocol: Protocol;
  readonly bind: string;
  readonly bindToPort: boolean;
  readonly cluster: string;
  readonly servicePort: number;
  readonly passthrough?: boolean;
  readonly origin?: Source;
}

const cluster = (port: number): string => `inbound|${port}||`;
const ingressOf = ({ sidecar }: InboundContext): readonly IngressSpec[] => sidecar?.spec.ingress ?? [];

/** The inbound listeners of a workload's proxy: the one that receives all connections, and those of custom ports. */
export function inboundListeners(context: InboundContext): Listener[] {
  const ports = portsOf(context);
  const chains: FilterChain[] = [];
  const own: Listener[] = [];
  for (const port of ports) {
    const made = chainsOf(port, modeAt(context, port.port));
    if (port.bindToPort) own.push(listener(`${port.bind}_${port.port}`, port.bind, port.port, true, made.map((c) => built(c, port, context)), context, port.origin));
    else chains.push(...made.map((c) => built(c, port, context)));
  }
  const { mesh } = context;
  const first: FilterChain[] = [
    { name: 'virtualInbound-blackhole', match: { destinationPort: mesh.inboundListenPort }, filter: { kind: 'tcp', clusters: [{ name: 'BlackHoleCluster' }] } },
    ...passthroughPorts(context).flatMap((port) => chainsOf(port, modeAt(context, port.port)).map((c) => built(c, port, context))),
  ];
  return [listener('virtualInbound', UNSPECIFIED, mesh.inboundListenPort, false, [...first, ...chains], context), ...own];
}

const modeAt = ({ mtls }: InboundContext, port: number): PortMode => mtls.ports.get(port) ?? mtls;

/** Ports of services, or those of the Sidecar if it lists some. */
function portsOf(context: InboundContext): Port[] {
  const out = new Map<number, Port>();
  if (!context.sidecar || !ingressOf(context).length) {
    for (const { targetPort, servicePort, protocol, service, pointer } of context.targets) {
      if (out.has(targetPort) || targetPort === 15021 || targetPort === 15090 || targetPort === context.mesh.listenPort || targetPort === context.mesh.inboundListenPort) continue;
      out.set(targetPort, { port: targetPort, protocol, bind: UNSPECIFIED, bindToPort: false, cluster: cluster(targetPort), servicePort, origin: sourceOf(service.item, pointer) });
    }
  }
  ingressOf(context).forEach((spec, i) => {
    const port = spec.port?.number ?? 0;
    const protocol = parseProtocol(spec.port?.protocol ?? '');
    const onAll = spec.bind ? spec.bind === UNSPECIFIED : isHttp(protocol);
    if (out.has(port) || (onAll && (port === 15021 || port === 15090))) return;
    out.set(port, {
      port, protocol, bind: spec.bind || own(context), bindToPort: spec.captureMode === 'NONE', cluster: cluster(port), servicePort: port, origin: sourceOf(context.sidecar!.item, `/spec/ingress/${i}`),
    });
  });
  return [...out.values()].sort((a, b) => a.port - b.port);
}

/** All other ports; those with their own mode separately. */
function passthroughPorts(context: InboundContext): Port[] {
  const at = (port: number): Port => ({ port, protocol: 'Unsupported', bind: UNSPECIFIED, bindToPort: false, cluster: 'InboundPassthroughCluster', servicePort: 0, passthrough: true });
  const known = (port: number): boolean => (ingressOf(context).length ? ingressOf(context).some((i) => i.port?.number === port) : context.targets.some((t) => t.targetPort === port));
  return [at(0), ...[...context.mtls.ports.keys()].filter((p) => !known(p)).map(at)];
}

interface Chain { readonly http: boolean; readonly tls: boolean; readonly alpn?: readonly string[]; readonly transport: 'tls' | 'raw_buffer'; readonly mode: PortMode }

const MTLS_HTTP = ['istio-http/1.0', 'istio-http/1.1', 'istio-h2'];
const ALL_MTLS = ['istio', 'istio-peer-exchange', ...MTLS_HTTP];
const MTLS_TCP = ['istio-peer-exchange', 'istio'];

/** Chains that separate mutual TLS from other traffic, and HTTP from TCP if the protocol isn't declared. */
function chainsOf({ protocol }: Port, mode: PortMode): Chain[] {
  const tls = (http: boolean, alpn?: readonly string[]): Chain => ({ http, tls: true, transport: 'tls', alpn, mode });
  const plain = (http: boolean, alpn?: readonly string[]): Chain => ({ http, tls: false, transport: 'raw_buffer', alpn, mode });
  const foreign: Chain = { http: false, tls: false, transport: 'tls', mode };
  if (isSniffed(protocol)) {
    if (mode.mode === 'STRICT') return [tls(true, MTLS_HTTP), tls(false)];
    if (mode.mode === 'DISABLE') return [plain(true, HTTP_ALPN), plain(false)];
    return [tls(true, MTLS_HTTP), plain(true, HTTP_ALPN), tls(false, MTLS_TCP), plain(false), foreign];
  }
  if (isHttp(protocol)) {
    if (mode.mode === 'STRICT') return [tls(true)];
    return mode.mode === 'DISABLE' ? [plain(true)] : [tls(true, ALL_MTLS), plain(true)];
  }
  if (mode.mode === 'STRICT') return [tls(false)];
  return mode.mode === 'DISABLE' ? [plain(false)] : [tls(false, ALL_MTLS), foreign, plain(false)];
}

function built(chain: Chain, port: Port, { mesh }: InboundContext): FilterChain {
  const match: FilterChainMatch = {
    ...(port.port ? { destinationPort: port.port } : {}),
    transportProtocol: chain.transport,
    ...(chain.alpn ? { applicationProtocols: chain.alpn } : {}),
  };
  const origin = port.origin ? { origin: port.origin } : {};
  return {
    name: port.passthrough ? (chain.http ? 'virtualInbound-catchall-http' : 'virtualInbound') : `${port.bind}_${port.port}`,
    match,
    ...(chain.tls ? { tls: mutual(chain, mesh) } : {}),
    filter: chain.http
      ? connectionManager({ kind: 'inbound', protocol: port.protocol, mesh }, { routeConfig: routes(port) })
      : { kind: 'tcp', clusters: [{ name: port.cluster, ...origin }], ...origin },
    ...origin,
  };
}

const CIPHERS: readonly string[] = [
  'ECDHE-ECDSA-AES256-GCM-SHA384', 'ECDHE-RSA-AES256-GCM-SHA384', 'ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES128-GCM-SHA256', 'AES256-GCM-SHA384', 'AES128-GCM-SHA256',
];

const mutual = ({ http, mode }: Chain, mesh: MeshSettings): DownstreamTls => ({
  requireClientCertificate: true,
  certificates: ['default'],
  validation: 'ROOTCA',
  subjectAltNames: [{ kind: 'prefix', value: `spiffe://${mesh.trustDomain}/` }],
  alpn: http ? ['h2', 'http/1.1'] : ['istio-peer-exchange', 'h2', 'http/1.1'],
  minimumVersion: 'TLSv1_2',
  maximumVersion: 'TLSv1_3',
  cipherSuites: CIPHERS,
  ...(mode.origin ? { origin: mode.origin } : {}),
});

function routes(port: Port): RouteConfiguration {
  const grpc = port.protocol === 'GRPC' || port.protocol === 'GRPC-Web';
  const origin = port.origin ? { origin: port.origin } : {};
  return {
    name: port.cluster,
    virtualHosts: [{
      name: `inbound|http|${port.servicePort}`,
      domains: ['*'],
      routes: [{
        name: 'default',
        match: { path: ANY_PATH },
        action: {
          kind: 'forward',
          clusters: [{ name: port.cluster, ...origin }],
          timeout: 0,
          maxStreamDuration: 0,
          grpcTimeoutHeaderMax: 0,
          ...(grpc ? {} : { retryPolicy: { retryOn: 'reset-before-request', numRetries: 2 } }),
        },
        ...origin,
      }],
      ...origin,
    }],
  };
}

function listener(name: string, address: string, port: number, bindToPort: boolean, chains: readonly FilterChain[], { mesh }: InboundContext, origin?: Source): Listener {
  const filters = [...(bindToPort ? [] : [{ name: ORIGINAL_DST }]), ...inspectors(chains)];
  return {
    name,
    address,
    port,
    trafficDirection: 'INBOUND',
    filterChains: chains,
    ...(filters.length ? { listenerFilters: filters } : {}),
    listenerFiltersTimeout: mesh.protocolDetectionTimeout,
    continueOnListenerFiltersTimeout: true,
    ...(origin ? { origin } : {}),
  };
}

/** The inspectors that some chain needs; disabled on ports where none does. */
function inspectors(chains: readonly FilterChain[]): ListenerFilter[] {
  const ports = new Map<number, { tls: boolean; http: boolean }>();
  for (const { match } of chains) {
    const at = match.destinationPort ?? 0;
    const now = ports.get(at) ?? { tls: false, http: false };
    ports.set(at, {
      tls: now.tls || match.transportProtocol === 'tls',
      http: now.http || !!match.applicationProtocols?.some((a) => HTTP_ALPN.includes(a)),
    });
  }
  const all = [...ports];
  const out: ListenerFilter[] = [];
  const ranges = (list: readonly number[]): readonly (readonly [number, number])[] => [...list].sort((a, b) => a - b).map((p) => [p, p + 1] as const);
  if (all.some(([, i]) => i.tls)) {
    const byDefault = ports.get(0)?.tls ?? false;
    const others = all.filter(([p, i]) => p !== 0 && i.tls !== byDefault).map(([p]) => p);
    out.push({ name: TLS_INSPECTOR, ...(others.length ? (byDefault ? { disabledPorts: ranges(others) } : { enabledPorts: ranges(others) }) : {}) });
  }
  if (all.some(([, i]) => i.http)) {
    const off = all.filter(([, i]) => !i.http).map(([p]) => p);
    out.push({ name: HTTP_INSPECTOR, ...(off.length ? { disabledPorts: ranges(off) } : {}) });
  }
  return out;
}

/** Clusters for a workload's own ports. */
export function inboundClusters(context: InboundContext): Cluster[] {
  const out = new Map<number, Cluster>();
  if (!context.sidecar || !ingressOf(context).length) {
    for (const t of context.targets) {
      if (!out.has(t.targetPort)) out.set(t.targetPort, inbound(t.targetPort, t.protocol, context.mesh.inboundPassthrough ? undefined : { address: '127.0.0.1', port: t.targetPort }, t, context));
    }
  } else {
    ingressOf(context).forEach((spec, i) => {
      const port = spec.port?.number ?? 0;
      const endpoint = spec.defaultEndpoint ? endpointOf(spec.defaultEndpoint, context) : undefined;
      if (endpoint === null || out.has(port)) return;
      const target = context.targets.find((t) => t.targetPort === port);
      out.set(port, inbound(port, parseProtocol(spec.port?.protocol ?? ''), endpoint, target, context, sourceOf(context.sidecar!.item, `/spec/ingress/${i}`)));
    });
  }
  return [...out.values()];
}

interface Address { readonly address: string; readonly port: number }
function endpointOf(text: string, context: InboundContext): Address | null | undefined {
  if (text.startsWith('unix://')) return { address: text.slice('unix://'.length), port: 0 };
  const colon = text.lastIndexOf(':');
  const port = text.slice(colon + 1);
  if (colon < 0 || !/^\d+$/.test(port)) return null;
  const host = text.slice(0, colon);
  if (host === UNSPECIFIED) return { address: own(context), port: Number(port) };
  return host === '127.0.0.1' || host === '[::1]' ? { address: '127.0.0.1', port: Number(port) } : undefined;
}
const own = ({ addresses }: InboundContext): string => addresses[0] ?? SELF;
/** Placeholder for the address of the workload itself. */
export const SELF = '<own address>';

function inbound(port: number, protocol: Protocol, to: Address | undefined, target: Target | undefined, context: InboundContext, origin?: Source): Cluster {
  const { mesh, sidecar } = context;
  const rule = target && context.rule(target.service.host);
  let policy: Policy | undefined = rule?.trafficPolicy ? policyAt(rule, target!.servicePort, mesh) : policyAt(undefined, 0, mesh);
  const pool = (sidecar?.spec.ingress ?? []).find((i) => i.port?.number === port && i.connectionPool)?.connectionPool ?? sidecar?.spec.inboundConnectionPool;
  if (pool) policy = { ...policy, connectionPool: pool };
  const client = policy?.connectionPool?.http?.useClientProtocol;
  const http = client || (!isHttp2(protocol) && isSniffed(protocol)) ? 'useDownstream' as const : isHttp2(protocol) ? 'http2' as const : undefined;
  return {
    name: cluster(port),
    type: to ? 'STATIC' : 'ORIGINAL_DST',
    endpoints: to ? [{ ...to, labels: {} }] : [],
    endpointsKnown: true,
    ...poolFields(policy?.connectionPool, mesh),
    lbPolicy: to ? 'ROUND_ROBIN' : 'CLUSTER_PROVIDED',
    circuitBreakers: circuitBreakers(policy?.connectionPool, policy?.retryBudget),
    ...(http ? { httpProtocol: http } : {}),
    origin: origin ?? (target ? sourceOf(target.service.item, target.pointer) : undefined),
  };
}
