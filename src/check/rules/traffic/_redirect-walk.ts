import type { Sample } from './_sample-requests';
import type { CompiledMesh } from '../../../compiled/compile';
import type { Ask } from '../../../compiled/evaluate/evaluate';
import { finalsOf, journey, legsOf } from '../../../compiled/evaluate/journey';
import type { Outcome } from '../../../compiled/evaluate/outcome';
import { whyNot } from '../../../compiled/evaluate/route-table';
import type { CompiledProxy, Route, SourceObject } from '../../../compiled/form';

export type Scheme = 'http' | 'https';
/** Where a connection arrives at a proxy. */
interface Entrance { readonly port: number; readonly tls: boolean; readonly atListener: boolean }

/** How clients reach a proxy: the connection that a URL leads to. */
export interface Door {
  readonly mesh: CompiledMesh;
  readonly proxy: CompiledProxy;
  /** the destination of URLs without a port */
  readonly ports: Readonly<Partial<Record<Scheme, Entrance>>>;
  /** the client port at which something in front of the proxy terminates TLS, and where it sends the plaintext */
  readonly ended?: { readonly servicePort: number; readonly port: number };
}

/** A redirect in a loop. */
export interface Hop {
  readonly url: string;
  readonly outcome: Outcome;
  /** objects with a route for the request that might win if they were older */
  readonly rivals: readonly SourceObject[];
}

const DEFAULT: Readonly<Record<Scheme, number>> = { http: 80, https: 443 };
const URL_PARTS = /^(https?):\/\/([^/?#]+)([^#]*)/i;
/** Browsers give up after twenty. */
const MOST = 20;

/** The redirects that a client follows forever; undefined if they end. */
export function circleFrom(door: Door, url: string, { method, headers }: Sample): readonly Hop[] | undefined {
  const hops: Hop[] = [];
  for (let next = url; hops.length < MOST;) {
    const first = hops.findIndex((h) => h.url === next);
    if (first >= 0) return hops.slice(first);
    const ask = askOf(door, next, { method, headers });
    const hop = ask && hopOf(door, next, ask);
    if (!hop) return undefined;
    hops.push(hop);
    next = normalized(hop.outcome.location!);
  }
  return undefined;
}

/** The redirect that answers a request, if one does whatever fractions and ages decide. */
function hopOf({ proxy, mesh }: Door, url: string, ask: Ask): Hop | undefined {
  const leg = journey(proxy, ask, (at, cluster) => mesh.behind(at, cluster));
  const finals = finalsOf(leg);
  if (finals.length !== 1 || finals[0].outcome.kind !== 'redirected' || !URL_PARTS.test(finals[0].outcome.location ?? '')) return undefined;
  const { outcome } = finals[0];
  return { url, outcome, get rivals() { return legsOf(leg).flatMap(({ evaluated: { http } }) => rivalsOf(outcome.route, http)); } };
}

function rivalsOf(taken: Route | undefined, http: ReturnType<typeof legsOf>[number]['evaluated']['http']): readonly SourceObject[] {
  if (!http?.seen || !http.found) return [];
  const { seen, found } = http;
  return found.prepared.routes.filter((r) => r.route.origin && r.route.origin.object !== taken?.origin?.object && whyNot(r, seen) === undefined).map((r) => r.route.origin!.object);
}

/** Whether a port is the pod port behind the default port of a scheme: clients outside do not reach it. */
const isInside = ({ proxy }: Door, port: number): boolean =>
  Object.values(DEFAULT).some((usual) => usual !== port && proxy.listeningPort?.(usual) === port) && proxy.listeningPort?.(port) === port;

function askOf(door: Door, url: string, { method, headers }: Pick<Sample, 'method' | 'headers'>): Ask | undefined {
  const [, scheme, authority, path] = URL_PARTS.exec(url)! as unknown as [string, Scheme, string, string];
  const written = /:(\d+)$/.exec(authority)?.[1];
  const host = written === undefined ? authority : authority.slice(0, -written.length - 1);
  const port = written === undefined ? undefined : Number(written);
  const { ports, ended } = door;
  const decrypted = ended && scheme === 'https' && (port ?? DEFAULT.https) === ended.servicePort;
  const entrance = decrypted ? { port: ended.port, tls: false, atListener: true } : port === undefined ? ports[scheme] : { port, tls: scheme === 'https', atListener: false };
  if (!entrance || (port !== undefined && !decrypted && isInside(door, port))) return undefined;
  const { tls, atListener } = entrance;
  return {
    connection: { address: '', port: entrance.port, tls, ...(tls ? { serverName: host } : {}), protocols: ['http/1.1'] },
    host,
    http: { method, tls, authority, path: path.startsWith('/') ? path : `/${path}`, headers },
    atListener,
  };
}

/** A URL as browsers normalize it: scheme and host in lower case, without the scheme's default port. */
function normalized(url: string): string {
  const [, scheme, authority, path] = URL_PARTS.exec(url)!;
  const [lower, host] = [scheme.toLowerCase() as Scheme, authority.toLowerCase()];
  const usual = `:${DEFAULT[lower]}`;
  return `${lower}://${host.endsWith(usual) ? host.slice(0, -usual.length) : host}${path}`;
}
