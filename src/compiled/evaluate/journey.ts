import type { Assumption, Cluster, CompiledProxy, Endpoint, UpstreamTls } from '../form';
import { evaluate, type Ask, type Evaluated } from './evaluate';
import type { Headers } from './header-changes';
import { withoutPort } from './host';
import type { Outcome } from './outcome';
import { REQUEST_ID } from './seen';

/** A proxy behind a cluster that does not keep what it gets: a gateway or a waypoint. */
export interface Peer {
  readonly proxy: CompiledProxy;
  /** port at which the proxy listens */
  readonly port: number;
  readonly tlsMode?: Endpoint['tlsMode'];
  /** host of the Service whose workloads no file has: that they are gateways is concluded from a Gateway that selects their labels */
  readonly foreseen?: string;
  /** of a waypoint: the address of the service that is meant, which it goes by */
  readonly address?: string;
  /** of a waypoint: the share of the requests that it gets, 0 to 1 */
  readonly share?: number;
}
/** What is behind a cluster. */
export interface Behind {
  /** the different proxies that pass on what they get; undefined among them stands for workloads that keep it; an empty list: nothing but such */
  readonly peers: readonly (Peer | undefined)[];
  /** why it isn't known */
  readonly unknown?: string;
  /** what the way to it takes for granted */
  readonly assumptions: readonly Assumption[];
}
export type BehindOf = (proxy: CompiledProxy, cluster: Cluster) => Behind;

/** A proxy on the way of a request, what it does with it, and where that leads. */
export interface Leg {
  readonly proxy: CompiledProxy;
  readonly ask: Ask;
  readonly evaluated: Evaluated;
  /** what this leg takes for granted */
  readonly assumptions: readonly Assumption[];
  readonly ends: readonly End[];
}
/** One outcome of a leg. */
export interface End {
  readonly outcome: Outcome;
  /** the proxy that the request comes to next */
  readonly next?: Leg;
}
/** What becomes of a part of the requests in the end, and the legs on the way there. */
export interface Final {
  readonly outcome: Outcome;
  /** of the requests that were sent */
  readonly share: number;
  /** the outcomes that led on, first to last */
  readonly hops: readonly Hop[];
}
export interface Hop {
  readonly outcome: Outcome;
  readonly to: CompiledProxy;
}

/** How many proxies a request passes at most; beyond that its way is not known. */
const MOST = 10;

/** The way of a request from one proxy to the next, as far as the objects tell. */
export function journey(proxy: CompiledProxy, ask: Ask, behindOf: BehindOf): Leg {
  return legOf({ proxy, ask, behindOf, before: [] });
}

function legOf(way: Way, also: readonly Assumption[] = []): Leg {
  const { proxy, ask } = way;
  const evaluated = evaluate(proxy, ask);
  const { outcomes, assumptions } = evaluated;
  return {
    proxy,
    ask,
    evaluated,
    // few ask for them, and to find those of the workloads takes longer than the answer
    get assumptions() { return [...assumptions, ...also, ...outcomes.flatMap((o) => behind(way, o)?.assumptions ?? [])]; },
    ends: outcomes.flatMap((outcome) => endsOf(way, outcome)),
  };
}

/** A request at a proxy, and where it was before. */
interface Way {
  readonly proxy: CompiledProxy;
  readonly ask: Ask;
  readonly behindOf: BehindOf;
  /** what the proxies before were asked */
  readonly before: readonly string[];
}

const clusterOf = ({ proxy }: Way, { kind, cluster }: Outcome): Cluster | undefined =>
  ((kind === 'routed' || kind === 'noEndpoint') && cluster !== undefined ? proxy.cluster(cluster) : undefined);

function behind(way: Way, outcome: Outcome): Behind | undefined {
  const cluster = clusterOf(way, outcome);
  return cluster && way.behindOf(way.proxy, cluster);
}

function endsOf(way: Way, outcome: Outcome): readonly End[] {
  const { peers = [], unknown: why } = behind(way, outcome) ?? {};
  if (why !== undefined) return [{ outcome: unknown(outcome, why) }];
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

/** The same outcome for another part of the requests. */
const withShare = (outcome: Outcome, share: number): Outcome => (share === outcome.share ? outcome : Object.create(outcome, { share: { value: share, enumerable: true } }) as Outcome);

function onward({ ask, behindOf }: Way, outcome: Outcome, cluster: Cluster, peer: Peer, before: readonly string[]): End {
  const next = arriving(ask, outcome, cluster, peer);
  if (before.includes(fingerprint(peer.proxy, next))) {
    return { outcome: { ...plain(outcome), kind: 'looped', why: `it returns unchanged to ${nameOf(peer.proxy)}` } };
  }
  return { outcome, next: legOf({ proxy: peer.proxy, ask: next, behindOf, before }, peer.foreseen === undefined ? [] : [foreseen(peer.foreseen)]) };
}

const foreseen = (host: string): Assumption => ({ kind: 'gateway', text: `the files contain no workloads of ${host}; they are assumed to be gateways because a Gateway selects their labels` });
const unknown = (outcome: Outcome, why: string): Outcome => ({ ...plain(outcome), kind: 'unknown', why });
const plain = ({ share, cluster, service, workloads, route, virtualHost }: Outcome): Omit<Outcome, 'kind'> => ({ share, cluster, service, workloads, route, virtualHost });

/** The request as the next proxy gets it. */
function arriving(ask: Ask, outcome: Outcome, cluster: Cluster, { port, tlsMode, address = '' }: Peer): Ask {
  const { path, authority, headers } = outcome;
  // what goes to a waypoint is tunnelled: the waypoint gets it as it was
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
    // what the client encrypted stays so inside the TLS of the mesh
    ...(stream && tls && ask.connection.tls ? { inner: { serverName: ask.connection.serverName, protocols: ask.connection.protocols } } : {}),
  };
}

type Layer = Pick<Ask['connection'], 'tls' | 'serverName' | 'protocols' | 'certificate'>;

const still = ({ connection: { tls, serverName, protocols, certificate } }: Ask): Layer => ({ tls, serverName, protocols, certificate });

function encrypted({ mode, sni, autoSni, alpn }: UpstreamTls, authority: string | undefined, cluster: Cluster): Layer {
  const serverName = sni ?? (autoSni && authority !== undefined ? withoutPort(authority) : undefined);
  return { tls: true, protocols: alpn ?? (cluster.httpProtocol === 'http2' ? ['h2'] : []), certificate: mode !== 'SIMPLE', ...(serverName === undefined ? {} : { serverName }) };
}

/** An identifier that a proxy drew is not known to the next one either. */
function passedOn(headers: Headers = new Map()): Headers {
  if (headers.get('x-request-id')?.[0] !== REQUEST_ID) return headers;
  const out = new Map(headers);
  out.delete('x-request-id');
  return out;
}

/** Where the legs of a journey end. */
export function finalsOf(leg: Leg): readonly Final[] {
  return leg.ends.flatMap(finals);
}

function finals({ outcome, next }: End): readonly Final[] {
  if (!next) return [{ outcome, share: outcome.share, hops: [] }];
  return finalsOf(next).map((f) => ({ outcome: f.outcome, share: outcome.share * f.share, hops: [{ outcome, to: next.proxy }, ...f.hops] }));
}

/** All legs, in the order in which they are come to. */
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
