import type { HttpConnectionManager } from '../form';
import { withoutPort } from './host';
import { normalizePath, withoutQuery } from './path';

/** A request as a client sends it over HTTP/1.1 or HTTP/2. */
export interface HttpRequest {
  readonly method: string;
  /** whether the connection is encrypted, as the proxy sees it */
  readonly tls: boolean;
  /** the Host header, with a port where the client writes one */
  readonly authority: string;
  /** with its query */
  readonly path: string;
  /** by lower-case name; several values in the order in which they are sent */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** claims of the token that the proxy accepted: '' for none; missing: not known */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** A request as routes see it: after the HTTP connection manager. */
export interface Seen {
  readonly method: string;
  readonly scheme: string;
  /** what stands in `x-forwarded-proto` */
  readonly forwardedProto: string;
  readonly authority: string;
  readonly path: string;
  /** without the query */
  readonly justPath: string;
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** headers whose values the proxy draws, so that only their presence is known */
  readonly drawn?: ReadonlySet<string>;
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** Envoy's answer where no route is looked for. */
export interface Refused {
  readonly status: number;
  /** Envoy's `%RESPONSE_CODE_DETAILS%` */
  readonly details: string;
  readonly location?: string;
}

const HOP_BY_HOP = ['connection', 'upgrade', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'x-envoy-internal'];
/** Headers that steer Envoy: it takes them from inside the mesh alone. */
const INTERNAL_ONLY = [
  'x-envoy-retry-on', 'x-envoy-retry-grpc-on', 'x-envoy-max-retries', 'x-envoy-upstream-alt-stat-name', 'x-envoy-upstream-rq-timeout-ms',
  'x-envoy-upstream-rq-per-try-timeout-ms', 'x-envoy-upstream-rq-timeout-alt-response', 'x-envoy-expected-rq-timeout-ms', 'x-envoy-force-trace', 'x-envoy-ip-tags',
  'x-envoy-retriable-status-codes', 'x-envoy-retriable-header-names', 'x-envoy-original-url', 'x-envoy-hedge-on-per-try-timeout',
];
const REMOVED = new Set([...HOP_BY_HOP, ...INTERNAL_ONLY]);

/** A request as routes see it. Its headers are gathered when something asks for them. */
class Received implements Seen {
  public readonly method: string;
  public readonly drawn?: ReadonlySet<string>;
  public readonly claims?: Readonly<Record<string, unknown>>;
  private gathered?: ReadonlyMap<string, readonly string[]>;

  public constructor(
    private readonly request: HttpRequest,
    public readonly scheme: string,
    public readonly forwardedProto: string,
    public readonly authority: string,
    public readonly path: string,
    public readonly justPath: string,
  ) {
    this.method = request.method;
    this.claims = request.claims;
    if (!request.headers.has('x-request-id')) this.drawn = DRAWN;
  }

  public get headers(): ReadonlyMap<string, readonly string[]> {
    return this.gathered ??= carried(this.request.headers, this.forwardedProto);
  }
}

/** What the HTTP connection manager makes of a request before a route is looked for. */
export function see(request: HttpRequest, manager: HttpConnectionManager): Seen | Refused {
  if (!/^[\x21-\x7e]+$/.test(request.path)) return { status: 400, details: 'http1.codec_error' };
  const normal = normalizePath(request.path, manager);
  if (normal.rejected) return { status: 400, details: 'path_normalization_failed' };
  if (normal.redirected) return { status: 307, details: 'path_normalization_failed', location: normal.path };
  const transport = request.tls ? 'https' : 'http';
  // behind a trusted proxy the header tells; at an edge the connection does
  const forwarded = manager.useRemoteAddress && !manager.xffNumTrustedHops ? undefined : request.headers.get('x-forwarded-proto')?.join(',');
  const forwardedProto = forwarded || transport;
  const scheme = /^https?$/i.test(forwardedProto) ? forwardedProto.toLowerCase() : transport;
  const authority = manager.stripAnyHostPort && /:\d+$/.test(request.authority) ? withoutPort(request.authority) : request.authority;
  return new Received(request, scheme, forwardedProto, authority, normal.path, withoutQuery(normal.path));
}

function carried(sent: ReadonlyMap<string, readonly string[]>, forwardedProto: string): ReadonlyMap<string, readonly string[]> {
  const headers = new Map(sent);
  for (const [name, values] of sent) {
    if (REMOVED.has(name)) headers.delete(name);
    else if (values.length > 1 && ONE_LINE.has(name)) headers.set(name, [values.join(',')]);
  }
  headers.set('x-forwarded-proto', [forwardedProto]);
  if (!headers.has('x-request-id')) headers.set('x-request-id', [REQUEST_ID]);
  return headers;
}

/** Headers of which Envoy keeps one line. */
export const ONE_LINE: ReadonlySet<string> = new Set([
  'user-agent', 'x-request-id', 'x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'content-type', 'via', 'expect', 'te', 'grpc-timeout', 'content-length', 'x-client-trace-id',
  'x-envoy-original-path', 'x-envoy-attempt-count', 'x-envoy-downstream-service-cluster', 'x-envoy-downstream-service-node', 'x-envoy-external-address', 'x-envoy-decorator-operation',
]);

const DRAWN: ReadonlySet<string> = new Set(['x-request-id']);
/** Stands for the identifier that Envoy draws. */
export const REQUEST_ID = '00000000-0000-4000-8000-000000000000';

/** The values of a header that matches are tried on, each by itself (Envoy 1.39 and later); undefined where it is missing. */
export function valuesOf(seen: Seen, name: string): readonly string[] | undefined {
  switch (name) {
    case ':method': return [seen.method];
    case ':authority': case 'host': return [seen.authority];
    case ':path': return [seen.path];
    case ':scheme': return [seen.scheme];
  }
  return seen.headers.get(name);
}

/** The value of a header, several joined by a comma; undefined where it is missing. */
export function headerOf(seen: Seen, name: string): string | undefined {
  const values = valuesOf(seen, name);
  return values && (values.length === 1 ? values[0] : values.join(','));
}

/** The first value of a query parameter, as it is written; undefined where it is missing. */
export function queryParameterOf(path: string, name: string): string | undefined {
  const at = path.indexOf('?');
  if (at < 0) return undefined;
  for (const part of path.slice(at + 1).split('&')) {
    const equal = part.indexOf('=');
    if ((equal < 0 ? part : part.slice(0, equal)) === name) return equal < 0 ? '' : part.slice(equal + 1);
  }
  return undefined;
}
