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
}
/** Finds the different proxies behind a cluster; undefined among them stands for workloads that keep what they get. */
export type PeersOf = (cluster: Cluster) => readonly (Peer | undefined)[];

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
export function journey(proxy: CompiledProxy, ask: Ask, peersOf: PeersOf): Leg {
  return legOf({ proxy, ask, peersOf, before: [] });
}

function legOf(way: Way, also: readonly Assumption[] = []): Leg {
  const { proxy, ask } = way;
  const evaluated = evaluate(proxy, ask);
  return { proxy, ask, evaluated, assumptions: [...evaluated.assumptions, ...also], ends: evaluated.outcomes.map((outcome) => endOf(way, outcome)) };
}

/** A request at a proxy, and where it was before. */
interface Way {
  readonly proxy: CompiledProxy;
  readonly ask: Ask;
  readonly peersOf: PeersOf;
  /** what the proxies before were asked */
  readonly before: readonly string[];
}

function endOf(way: Way, outcome: Outcome): End {
  const cluster = outcome.kind === 'routed' && outcome.cluster !== undefined ? way.proxy.cluster(outcome.cluster) : undefined;
  const peers = cluster && way.peersOf(cluster);
  if (!cluster || !peers?.length) return { outcome };
  const before = [...way.before, fingerprint(way.proxy, way.ask)];
  if (before.length >= MOST) return { outcome: unknown(outcome, `it passes more than ${MOST} proxies`) };
  const found = peers.map((peer) => peer && onward(way, outcome, cluster, peer, before));
  const texts = new Set(found.map((end) => (end ? finals(end).map(endText).sort().join('\n') : '')));
  if (texts.size > 1) return { outcome: unknown(outcome, `the workloads behind ${cluster.name} treat it differently, and which of them gets it is not known`) };
  return found[0] ?? { outcome };
}

function onward({ ask, peersOf }: Way, outcome: Outcome, cluster: Cluster, peer: Peer, before: readonly string[]): End {
  const next = arriving(ask, outcome, cluster, peer);
  if (before.includes(fingerprint(peer.proxy, next))) {
    return { outcome: { ...plain(outcome), kind: 'looped', why: `it comes back to ${nameOf(peer.proxy)} as it was there before` } };
  }
  return { outcome, next: legOf({ proxy: peer.proxy, ask: next, peersOf, before }, peer.foreseen === undefined ? [] : [foreseen(peer.foreseen)]) };
}

const foreseen = (host: string): Assumption => ({ kind: 'gateway', text: `no file has the workloads of ${host}; they are taken for gateways, because a Gateway selects their labels` });
const unknown = (outcome: Outcome, why: string): Outcome => ({ ...plain(outcome), kind: 'unknown', why });
const plain = ({ share, cluster, service, workloads, route, virtualHost }: Outcome): Omit<Outcome, 'kind'> => ({ share, cluster, service, workloads, route, virtualHost });

/** The request as the next proxy gets it. */
function arriving(ask: Ask, outcome: Outcome, cluster: Cluster, { port, tlsMode }: Peer): Ask {
  const { path, authority, headers } = outcome;
  const tls = cluster.tls ?? (tlsMode === 'istio' ? cluster.autoTls : undefined);
  const http = path === undefined || !ask.http ? ask.http : { ...ask.http, tls: tls !== undefined, authority: authority ?? ask.http.authority, path, headers: passedOn(headers) };
  const stream = path === undefined;
  return {
    connection: {
      address: '',
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
