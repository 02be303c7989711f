import type { Assumption, Cluster, ClusterService, CompiledProxy, FilterChain, ForwardAction, HttpConnectionManager, Listener, Route, RouteConfiguration, TcpProxy, VirtualHost } from '../form';
import { answer, type Branch, type HttpAnswer } from './answer';
import { chainOf, type Connection, type Sieved } from './filter-chain';
import type { Headers } from './header-changes';
import { lowerCase, withoutPort } from './host';
import type { HttpRequest } from './seen';

/** What becomes of a part of the requests that look alike. */
export type OutcomeKind =
  /** some workload gets it */
  | 'routed'
  | 'redirected'
  /** the proxy answers itself: a direct response, a fault, a preflight, a request that it refuses */
  | 'answered'
  /** 404: no virtual host or no route */
  | 'noRoute'
  /** 503: the proxy doesn't know the cluster that the route names */
  | 'noCluster'
  /** 503: nothing is behind the cluster */
  | 'noEndpoint'
  /** 502, or the connection is closed: traffic to unknown destinations is blocked */
  | 'blackHoled'
  /** it goes where the client sent it, unchanged */
  | 'passedThrough'
  /** no listener or filter chain takes the connection */
  | 'refused'
  | 'unknown';

export interface Outcome {
  readonly kind: OutcomeKind;
  /** of the requests; all outcomes together are 1 */
  readonly share: number;
  readonly status?: number;
  readonly location?: string;
  /** Envoy's response code details, of what the proxy answers itself */
  readonly details?: string;
  readonly cluster?: string;
  readonly service?: ClusterService;
  /** workloads behind the cluster, by namespace and name, where they are known */
  readonly workloads?: readonly string[];
  /** what the service sees */
  readonly path?: string;
  readonly authority?: string;
  readonly headers?: Headers;
  /** milliseconds; 0: none */
  readonly timeout?: number;
  /** tries in all */
  readonly tries?: number;
  readonly mirrors?: readonly { readonly cluster: string; readonly share: number }[];
  readonly delay?: { readonly milliseconds: number; readonly share: number };
  readonly virtualHost?: VirtualHost;
  readonly route?: Route;
  /** why it isn't known, or refused */
  readonly why?: string;
}

/** What a proxy does with a request, and the parts that decided it. */
export interface Evaluated {
  readonly outcomes: readonly Outcome[];
  readonly listener?: Listener;
  readonly sieved?: Sieved;
  readonly routes?: RouteConfiguration;
  readonly http?: HttpAnswer;
  /** what the answer takes for granted */
  readonly assumptions: readonly Assumption[];
}

/** A request and the connection that brings it. Without a request it is a stream of bytes. */
export interface Ask {
  readonly connection: Connection;
  /** the name that the client looked up; that of the request where missing */
  readonly host?: string;
  readonly http?: HttpRequest;
}

/** What a proxy does with a request that leaves the workload beside it, or arrives at a gateway. */
export function evaluate(proxy: CompiledProxy, ask: Ask): Evaluated {
  const listener = listenerOf(proxy, ask);
  if (!listener) return only(proxy, { kind: 'refused', share: 1, why: `no listener serves port ${ask.connection.port}` });
  const sieved = chainOf(listener, ask.connection);
  const { chain } = sieved;
  if (!chain) return { ...only(proxy, { kind: 'refused', share: 1, why: `no filter chain of the listener ${listener.name} takes the connection` }), listener, sieved };
  const mismatch = chain.tls && !ask.connection.tls ? 'the listener speaks TLS, and the client does not' : undefined;
  if (mismatch !== undefined) return { ...only(proxy, { kind: 'refused', share: 1, why: mismatch }), listener, sieved };
  if (chain.filter.kind === 'tcp') return { outcomes: stream(proxy, chain.filter), listener, sieved, assumptions: about(proxy, listener, chain) };
  if (!ask.http || (ask.connection.tls && !chain.tls)) {
    return { ...only(proxy, { kind: 'refused', share: 1, why: 'the listener speaks HTTP, and the client sends bytes of another protocol' }), listener, sieved };
  }
  return request(proxy, listener, sieved, chain.filter, ask.http);
}

function only(proxy: CompiledProxy, outcome: Outcome): Evaluated {
  return { outcomes: [outcome], assumptions: proxy.assumptions };
}

/** The listener of the original destination: its address and port, else any address of the port, else the one that takes what no other does. */
function listenerOf(proxy: CompiledProxy, ask: Ask): Listener | undefined {
  return proxy.class.kind === 'gateway' ? gatewayListener(proxy, ask) : sidecarListener(proxy, ask);
}

/** A gateway takes no connection that is not meant for it: its Service's port leads to the port where it listens. */
function gatewayListener(proxy: CompiledProxy, { connection }: Ask): Listener | undefined {
  const port = proxy.listeningPort?.(connection.port) ?? connection.port;
  const candidates = proxy.listeners.filter((l) => l.port === port && l.transport !== 'UDP');
  return candidates.find((l) => l.address === connection.address) ?? candidates.find((l) => isAny(l.address)) ?? (connection.address === '' ? candidates[0] : undefined);
}

function sidecarListener(proxy: CompiledProxy, { connection, http, host = http?.authority }: Ask): Listener | undefined {
  const candidates = proxy.listeners.filter((l) => l.trafficDirection !== 'INBOUND' && l.port === connection.port && l.transport !== 'UDP');
  const addresses = (l: Listener) => [l.address, ...l.additionalAddresses ?? []];
  const exact = candidates.find((l) => addresses(l).includes(connection.address));
  if (exact) return exact;
  const named = host !== undefined && connection.address === '' ? candidates.find((l) => !isAny(l.address) && leadsTo(l, namesOf(proxy, host), connection.port)) : undefined;
  return named ?? candidates.find((l) => addresses(l).some(isAny)) ?? proxy.listeners.find((l) => l.useOriginalDst && l.trafficDirection === 'OUTBOUND');
}

const isAny = (address: string): boolean => address === '0.0.0.0' || address === '::';

/** The full names that a host may stand for. */
function namesOf({ class: { namespace } }: CompiledProxy, authority: string): readonly string[] {
  const host = lowerCase(withoutPort(authority)).replace(/\.$/, '');
  return [host, `${host}.${namespace}.svc.cluster.local`, `${host}.svc.cluster.local`, `${host}.cluster.local`];
}

/** Whether a listener of one address is that of a host. */
function leadsTo(listener: Listener, names: readonly string[], port: number): boolean {
  const chains = [...listener.filterChains, ...(listener.defaultFilterChain ? [listener.defaultFilterChain] : [])];
  return chains.some(({ filter }) => (filter.kind === 'http' ? names.some((n) => filter.routeConfigName === `${n}:${port}`) : filter.clusters.some((c) => names.some((n) => c.name.endsWith(`|${n}`)))));
}

function about(proxy: CompiledProxy, listener: Listener, chain: FilterChain, routes?: RouteConfiguration): readonly Assumption[] {
  const parts = new Set([listener.name, chain.name, routes?.name]);
  return proxy.assumptions.filter((a) => !a.affects || a.affects.some((name) => parts.has(name)));
}

function request(proxy: CompiledProxy, listener: Listener, sieved: Sieved, manager: HttpConnectionManager, http: HttpRequest): Evaluated {
  const routes = manager.routeConfig ?? (manager.routeConfigName === undefined ? undefined : proxy.routeConfiguration(manager.routeConfigName));
  const base = { listener, sieved, routes, assumptions: about(proxy, listener, sieved.chain!, routes) };
  if (!routes) return { ...base, outcomes: [{ kind: 'noRoute', share: 1, status: 404, why: `the control plane sends no routes named ${manager.routeConfigName ?? '(inline)'}` }] };
  try {
    const answered = answer(manager, routes, http);
    return { ...base, http: answered, outcomes: answered.branches.map((b) => outcomeOf(proxy, b)) };
  } catch (e) {
    return { ...base, outcomes: [{ kind: 'unknown', share: 1, why: `Envoy refuses the routes ${routes.name}, and keeps those it had before: ${(e as Error).message}` }] };
  }
}

function outcomeOf(proxy: CompiledProxy, b: Branch): Outcome {
  const { share, status, details, location, virtualHost, route, why } = b;
  const made = { share, status, details, virtualHost, route };
  switch (b.result) {
    case 'redirect': return { kind: 'redirected', ...made, location };
    case 'direct': return { kind: virtualHost?.name === 'block_all' ? 'blackHoled' : 'answered', ...made };
    case 'abort': case 'preflight': case 'refused': return { kind: 'answered', ...made };
    case 'noRoute': return { kind: 'noRoute', ...made };
    case 'unknown': return { kind: 'unknown', ...made, why };
    case 'forward': return forwarded(proxy, b);
  }
}

function forwarded(proxy: CompiledProxy, { share, virtualHost, route, cluster, path, authority, headers }: Branch): Outcome {
  const action = route!.action as ForwardAction;
  const { name } = cluster!;
  const fault = route!.fault?.delay;
  return {
    ...reached(proxy, name, share, action.clusterNotFoundResponseCode),
    virtualHost,
    route,
    path,
    authority,
    headers,
    timeout: action.timeout ?? 15_000,
    tries: 1 + (action.retryPolicy?.numRetries ?? 0),
    ...(action.mirrors?.length && { mirrors: action.mirrors.map((m) => ({ cluster: m.cluster, share: m.fraction ? m.fraction.numerator / m.fraction.denominator : 1 })) }),
    ...(fault && { delay: { milliseconds: fault.fixedDelay, share: fault.percentage.numerator / fault.percentage.denominator } }),
  };
}

/** What is behind a cluster. */
function reached(proxy: CompiledProxy, name: string, share: number, notFound = 503): Outcome {
  const cluster = proxy.cluster(name);
  if (!cluster) return { kind: 'noCluster', share, status: notFound, details: 'cluster_not_found', cluster: name };
  if (name === 'PassthroughCluster') return { kind: 'passedThrough', share, cluster: name };
  if (name === 'BlackHoleCluster') return { kind: 'blackHoled', share, cluster: name };
  const made = { share, cluster: name, service: cluster.service };
  if (cluster.endpoints.length === 0 && cluster.endpointsKnown && cluster.type !== 'ORIGINAL_DST' && cluster.type !== 'DYNAMIC_FORWARD_PROXY') {
    return { kind: 'noEndpoint', status: 503, details: 'no_healthy_upstream', ...made };
  }
  return { kind: 'routed', ...made, workloads: workloadsOf(cluster) };
}

function workloadsOf(cluster: Cluster): readonly string[] {
  return [...new Set(cluster.endpoints.map((e) => (e.workload === undefined ? e.address : `${e.namespace}/${e.workload}`)))].sort();
}

function stream(proxy: CompiledProxy, { clusters }: TcpProxy): Outcome[] {
  const total = clusters.reduce((sum, c) => sum + (c.weight ?? 0), 0);
  return clusters.map((c) => reached(proxy, c.name, clusters.length === 1 || total === 0 ? 1 / clusters.length : (c.weight ?? 0) / total));
}
