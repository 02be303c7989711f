import type { Assumption, CompiledProxy, FilterChain, HttpConnectionManager, Listener, RouteConfiguration, TcpProxy } from '../form';
import { answer, type HttpAnswer } from './answer';
import { chainOf, type Connection, type Sieved } from './filter-chain';
import { listenerOf } from './listener';
import { outcomeOf, targetOf, type Outcome } from './outcome';
import type { HttpRequest } from './seen';

/** The handling of a request by a proxy, and the parts of the configuration that determined it. */
export interface Evaluated {
  readonly outcomes: readonly Outcome[];
  readonly listener?: Listener;
  readonly sieved?: Sieved;
  readonly routes?: RouteConfiguration;
  readonly http?: HttpAnswer;
  /** assumptions behind the answer */
  readonly assumptions: readonly Assumption[];
}

/** A request and its connection. Without a request, the connection is plain TCP. */
export interface Ask {
  readonly connection: Connection;
  /** the name that the client looked up; that of the request if omitted */
  readonly host?: string;
  readonly http?: HttpRequest;
  /** whether the connection's port is that of a listener, rather than of a gateway's Service */
  readonly atListener?: boolean;
  /** the client's TLS inside the TLS of the connection */
  readonly inner?: Pick<Connection, 'serverName' | 'protocols'>;
}

/** Evaluates a request that leaves the proxy's workload, or arrives at a gateway. */
export function evaluate(proxy: CompiledProxy, ask: Ask): Evaluated {
  if (proxy.opaque !== undefined) return { outcomes: [{ kind: 'unknown', share: 1, why: proxy.opaque }], assumptions: proxy.assumptions };
  const address = () => addressOf(proxy, ask);
  const listener = podListenerOf(proxy, ask) ?? listenerOf(proxy, ask, address);
  if (!listener) return { outcomes: [refused(`no listener handles port ${ask.connection.port}`)], assumptions: proxy.assumptions };
  const sieved = chainOf(listener, ask.connection, address);
  const { chain } = sieved;
  if (!chain) return { outcomes: [refused(`no filter chain of listener ${listener.name} matches the connection`)], listener, sieved, assumptions: proxy.assumptions };
  const why = mismatch(chain, ask);
  if (why !== undefined) return { outcomes: [refused(why)], listener, sieved, assumptions: proxy.assumptions };
  if (chain.filter.kind === 'tcp') return { outcomes: stream(proxy, chain.filter), listener, sieved, assumptions: about(proxy, listener, chain, ask) };
  return request(proxy, listener, sieved, chain.filter, ask);
}

const refused = (why: string): Outcome => ({ kind: 'refused', share: 1, why });

/** The address that a client connects to: workloads resolve the name. */
function addressOf(proxy: CompiledProxy, { connection: { address }, http, host = http?.authority }: Ask): string {
  return address !== '' || host === undefined || proxy.class.kind === 'gateway' ? address : proxy.resolve(host) ?? '';
}

/** The listener for the pods of a headless Service, if the client connects to one by a name. */
function podListenerOf(proxy: CompiledProxy, { connection: { address, port }, http, host = http?.authority }: Ask): Listener | undefined {
  return address !== '' || host === undefined ? undefined : proxy.podListener?.(host, port);
}

/** Why a client and a filter chain are incompatible. */
function mismatch(chain: FilterChain, { connection, http, inner }: Ask): string | undefined {
  if (chain.tls && !connection.tls) return 'the listener expects TLS, but the client sends plaintext';
  if (chain.tls?.requireClientCertificate && connection.certificate === false) return 'the listener requires a client certificate, but the client presents none';
  if (chain.filter.kind === 'http' && (!http || inner || (connection.tls && !chain.tls))) return 'the listener expects HTTP, but the client sends a different protocol';
  return undefined;
}

/** The assumptions about these parts of a proxy. */
function about(proxy: CompiledProxy, listener: Listener, chain: FilterChain, { connection }: Ask, routes?: RouteConfiguration): readonly Assumption[] {
  const certificate = chain.tls?.requireClientCertificate && connection.certificate === undefined;
  const assumptions = certificate ? [...proxy.assumptions, { kind: 'certificate', text: 'the client presents a certificate that the server accepts', about: chain.tls!.origin }] : proxy.assumptions;
  if (!assumptions.some((a) => a.affects)) return assumptions;
  const parts = new Set([listener.name, chain.name, routes?.name]);
  return assumptions.filter((a) => !a.affects || a.affects.some((name) => parts.has(name)));
}

function request(proxy: CompiledProxy, listener: Listener, sieved: Sieved, manager: HttpConnectionManager, ask: Ask): Evaluated {
  const routes = manager.routeConfig ?? (manager.routeConfigName === undefined ? undefined : proxy.routeConfiguration(manager.routeConfigName));
  const assumptions = about(proxy, listener, sieved.chain!, ask, routes);
  if (!routes) {
    return { listener, sieved, assumptions, outcomes: [{ kind: 'noRoute', share: 1, status: 404, why: `the control plane sends no routes named ${manager.routeConfigName ?? '(inline)'}` }] };
  }
  let answered: HttpAnswer;
  try {
    answered = answer(manager, routes, ask.http!);
  } catch (e) {
    return { listener, sieved, routes, assumptions, outcomes: [{ kind: 'unknown', share: 1, why: `Envoy refuses the routes ${routes.name} and keeps its previous ones: ${(e as Error).message}` }] };
  }
  return { listener, sieved, routes, assumptions, http: answered, outcomes: answered.branches.map((b) => outcomeOf(proxy, b)) };
}

function stream(proxy: CompiledProxy, { clusters }: TcpProxy): Outcome[] {
  const total = clusters.reduce((sum, c) => sum + (c.weight ?? 0), 0);
  return clusters.map((c) => ({ ...targetOf(proxy, c.name), share: clusters.length === 1 || total === 0 ? 1 / clusters.length : (c.weight ?? 0) / total }));
}
