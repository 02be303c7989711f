import type { Assumption, Cluster, CompiledProxy, Endpoint, UpstreamTls } from '../form';
import { evaluate, type Ask, type Evaluated } from './evaluate';
import type { Headers } from './header-changes';
import { withoutPort } from './host';
import type { Outcome } from './outcome';
import { REQUEST_ID } from './seen';

/** A proxy behind a cluster that forwards what it receives: a gateway or a waypoint. */
export interface Peer {
  readonly proxy: CompiledProxy;
  /** port at which the proxy listens */
  readonly port: number;
  readonly tlsMode?: Endpoint['tlsMode'];
  /** host of the Service whose workloads no file contains: they are assumed to be gateways, as a Gateway selects their labels */
  readonly foreseen?: string;
  /** for a waypoint, the address of the requested service, which determines the route */
  readonly address?: string;
  /** for a waypoint, its share of the requests, from 0 to 1 */
  readonly share?: number;
}
/** The workloads behind a cluster. */
export interface Behind {
  /** the different proxies that forward; an undefined element stands for workloads that don't forward; an empty list means that none does */
  readonly peers: readonly (Peer | undefined)[];
  /** why it is unknown */
  readonly unknown?: string;
  /** why the workloads refuse the connection */
  readonly refused?: string;
  /** assumptions about the path to it */
  readonly assumptions: readonly Assumption[];
}
export type BehindOf = (proxy: CompiledProxy, cluster: Cluster) => Behind;

/** A proxy on the path of a request, what it does with the request, and the next proxies. */
export interface Leg {
  readonly proxy: CompiledProxy;
  readonly ask: Ask;
  readonly evaluated: Evaluated;
  /** the assumptions of this leg */
  readonly assumptions: readonly Assumption[];
  readonly ends: readonly End[];
}
/** One outcome of a leg. */
export interface End {
  readonly outcome: Outcome;
  /** the next proxy of the request */
  readonly next?: Leg;
}
/** The final outcome for some of the requests, and the legs on the path there. */
export interface Final {
  readonly outcome: Outcome;
  /** share of the sent requests */
  readonly share: number;
  /** the outcomes that led there, first to last */
  readonly hops: readonly Hop[];
}
export interface Hop {
  readonly outcome: Outcome;
  readonly to: CompiledProxy;
}

/** The maximum number of proxies on a path; beyond that the path is unknown. */
const MOST = 10;

/** The path of a request from one proxy to the next, as far as the objects show. */
export function journey(proxy: CompiledProxy, ask: Ask, behindOf: BehindOf): Leg {
  return legOf({ proxy, ask, behindOf, before: [] });
}

function legOf(way: Way, also: readonly Assumption[] = []): Leg {
  const evaluated = evaluate(way.proxy, way.ask);
  return new EvaluatedLeg(way, evaluated, evaluated.outcomes.flatMap((outcome) => endsOf(way, outcome)), also);
}

/** A leg whose assumptions are computed on demand: those about the workloads take longer to find than the answer. */
class EvaluatedLeg implements Leg {
  public readonly proxy: CompiledProxy;
  public readonly ask: Ask;

  public constructor(private readonly way: Way, public readonly evaluated: Evaluated, public readonly ends: readonly End[], private readonly also: readonly Assumption[]) {
    this.proxy = way.proxy;
    this.ask = way.ask;
  }

  public get assumptions(): readonly Assumption[] {
    const { outcomes, assumptions } = this.evaluated;
    return [...assumptions, ...this.also, ...outcomes.flatMap((o) => behind(this.way, o)?.assumptions ?? [])];
  }
}

/** A request at a proxy, and its path so far. */
interface Way {
  readonly proxy: CompiledProxy;
  readonly ask: Ask;
  readonly behindOf: BehindOf;
  /** the requests at the previous proxies */
  readonly before: readonly string[];
}

const clusterOf = ({ proxy }: Way, { kind, cluster }: Outcome): Cluster | undefined =>
  ((kind === 'routed' || kind === 'noEndpoint') && cluster !== undefined ? proxy.cluster(cluster) : undefined);

const NOTHING: Behind = { peers: [], assumptions: [] };

function behind(way: Way, outcome: Outcome): Behind | undefined {
  const cluster = clusterOf(way, outcome);
  return cluster && way.behindOf(way.proxy, cluster);
}

function endsOf(way: Way, outcome: Outcome): readonly End[] {
  const { peers, unknown: why, refused } = behind(way, outcome) ?? NOTHING;
  if (why !== undefined) return [{ outcome: unknown(outcome, why) }];
  if (refused !== undefined) return [{ outcome: { ...plain(outcome), kind: 'refused', why: refused, ...(way.ask.http ? { status: 503 } : {}) } }];
  if (!peers.length) return [{ outcome }];
  const cluster = clusterOf(way, outcome)!;
  const before = [...way.before, fingerprint(way.proxy, way.ask)];
  if (before.length >= MOST) return [{ outcome: unknown(outcome, `it passes more than ${MOST} proxies`) }];
  if (peers.every((p) => p?.share !== undefined)) return peers.map((p) => onward(way, withShare(outcome, outcome.share * p!.share!), cluster, p!, before));
  const found = peers.map((peer) => peer && onward(way, outcome, cluster, peer, before));
  const texts = new Set(found.map((end) => (end ? finals(end).map(endText).sort().join('\n') : '')));
  if (texts.size > 1) return [{ outcome: unknown(outcome, `the workloads of ${cluster.name} handle it differently, and which of them gets it is unknown`) }];
  return [found[0] ?? { outcome }];
}

/** An outcome, for a different share of the requests. */
const withShare = (outcome: Outcome, share: number): Outcome => (share === outcome.share ? outcome : Object.create(outcome, { share: { value: share, enumerable: true } }) as Outcome);

function onward({ ask, behindOf }: Way, outcome: Outcome, cluster: Cluster, peer: Peer, before: readonly string[]): End {
  const next = arriving(ask, outcome, cluster, peer);
  if (before.includes(fingerprint(peer.proxy, next))) {
    return { outcome: { ...plain(outcome), kind: 'looped', why: `it returns unchanged to ${nameOf(peer.proxy)}` } };
  }
  return { outcome, next: legOf({ proxy: peer.proxy, ask: next, behindOf, before }, peer.foreseen === undefined ? [] : [foreseen(peer.foreseen)]) };
}

const foreseen = (host: string): Assumption => ({ kind: 'gateway', text: `the files contain no workloads of ${host}; its workloads are assumed to be gateways because the selector of a Gateway matches their labels` });
const unknown = (outcome: Outcome, why: string): Outcome => ({ ...plain(outcome), kind: 'unknown', why });
const plain = ({ share, cluster, service, workloads, route, virtualHost }: Outcome): Omit<Outcome, 'kind'> => ({ share, cluster, service, workloads, route, virtualHost });

/** The request as the next proxy receives it. */
function arriving(ask: Ask, outcome: Outcome, cluster: Cluster, { port, tlsMode, address = '' }: Peer): Ask {
  const { path, authority, headers } = outcome;
  // requests to a waypoint are tunnelled: the waypoint receives them unchanged
  const tls = address ? undefined : cluster.tls ?? (tlsMode === 'istio' ? cluster.autoTls : undefined);
  const http = path === undefined || !ask.http ? ask.http : { ...ask.http, tls: tls !== undefined, authority: authority ?? ask.http.authority, path, headers: passedOn(headers) };
  const stream = path === undefined;
  return {
    connection: {
      address,
      port,
      ...(tls ? encrypted(tls, http?.authority, cluster) : stream ? still(ask) : { tls: false, protocols: [cluster.httpProtocol === 'http2' ? 'h2c' : 'http/1.1'] }),
    },
    host: ask.host ?? http?.authority,
    http,
    atListener: true,
    // connections that the client encrypted stay encrypted inside the mesh's TLS
    ...(stream && tls && ask.connection.tls ? { inner: { serverName: ask.connection.serverName, protocols: ask.connection.protocols } } : {}),
  };
}

type Layer = Pick<Ask['connection'], 'tls' | 'serverName' | 'protocols' | 'certificate'>;

const still = ({ connection: { tls, serverName, protocols, certificate } }: Ask): Layer => ({ tls, serverName, protocols, certificate });

function encrypted({ mode, sni, autoSni, alpn }: UpstreamTls, authority: string | undefined, cluster: Cluster): Layer {
  const serverName = sni ?? (autoSni && authority !== undefined ? withoutPort(authority) : undefined);
  return { tls: true, protocols: alpn ?? (cluster.httpProtocol === 'http2' ? ['h2'] : []), certificate: mode !== 'SIMPLE', ...(serverName === undefined ? {} : { serverName }) };
}

/** An identifier generated by a proxy is unknown at the next one too. */
function passedOn(headers: Headers = new Map()): Headers {
  if (headers.get('x-request-id')?.[0] !== REQUEST_ID) return headers;
  const out = new Map(headers);
  out.delete('x-request-id');
  return out;
}

/** The final outcomes of a journey. */
export function finalsOf(leg: Leg): readonly Final[] {
  return leg.ends.flatMap(finals);
}

function finals({ outcome, next }: End): readonly Final[] {
  if (!next) return [{ outcome, share: outcome.share, hops: [] }];
  return finalsOf(next).map((f) => ({ outcome: f.outcome, share: outcome.share * f.share, hops: [{ outcome, to: next.proxy }, ...f.hops] }));
}

/** All legs, in the order of traversal. */
export function legsOf(leg: Leg): readonly Leg[] {
  return [leg, ...leg.ends.flatMap((e) => (e.next ? legsOf(e.next) : []))];
}

/** `NAMESPACE/WORKLOAD` of a proxy. */
export const nameOf = ({ class: { namespace, workloads, labels } }: CompiledProxy): string => `${namespace}/${workloads.join(', ') || JSON.stringify(labels)}`;

const fingerprint = (proxy: CompiledProxy, { connection: { port, tls, serverName }, http }: Ask): string =>
  JSON.stringify([nameOf(proxy), port, tls, serverName, http && [http.method, http.authority, http.path, [...passedOn(http.headers)].filter(([name]) => name !== 'x-forwarded-proto').sort()]]);

function endText({ outcome: { kind, status, location, cluster, path, authority, why }, share }: Final): string {
  return JSON.stringify([kind, share, status, location, cluster, path, authority, why]);
}
