import { order } from './age';
import type { Cors, Fault, FractionalPercent, HashPolicy, HeaderMutations, HeaderValue, RedirectAction, RetryPolicy } from './form';
import { stringMatch } from './match';
import type { ConsistentHashSpec, CorsSpec, FaultSpec, HeaderOperations, HeadersSpec, Labels, Percent, RedirectSpec, RetrySpec } from './resources';
import { milliseconds } from '../world/duration';

const PREVIOUS_HOSTS = 'envoy.retry_host_predicates.previous_hosts';
const RETRY_ON = 'connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes';

/** Retries of a route: its own, else Istio's defaults. `sticky`: with consistent hashing, retries use the same host. */
export function retryPolicy(spec: RetrySpec | undefined, sticky: boolean): RetryPolicy | undefined {
  const base: RetryPolicy = {
    retryOn: RETRY_ON, numRetries: 2, hostSelectionRetryMaxAttempts: 5, ...(sticky ? {} : { retryHostPredicate: [PREVIOUS_HOSTS] }),
  };
  if (!spec) return base;
  if ((spec.attempts ?? 0) <= 0) return undefined;
  const { retryHostPredicate, ...rest } = base;
  const predicate = spec.retryIgnorePreviousHosts === undefined ? retryHostPredicate : spec.retryIgnorePreviousHosts ? [PREVIOUS_HOSTS] : undefined;
  const perTry = milliseconds(spec.perTryTimeout);
  const back = milliseconds(spec.backoff);
  return {
    ...rest,
    numRetries: spec.attempts!,
    ...(spec.retryOn ? retryOn(spec.retryOn) : {}),
    ...(perTry === undefined ? {} : { perTryTimeout: perTry }),
    ...(predicate ? { retryHostPredicate: predicate } : {}),
    ...(spec.retryRemoteLocalities ? { retryPriority: 'envoy.retry_priorities.previous_priorities' } : {}),
    ...(back === undefined ? {} : { retryBackOff: { baseInterval: back } }),
  };
}

/** Numbers that are HTTP status codes are codes to retry on. */
function retryOn(text: string): Pick<RetryPolicy, 'retryOn' | 'retriableStatusCodes'> {
  const codes: number[] = [];
  const words: string[] = [];
  for (const part of text.split(',').map((p) => p.trim()).filter((p) => p)) {
    if (/^[+-]?\d+$/.test(part) && STATUS.has(Number(part))) codes.push(Number(part)); else words.push(part);
  }
  const on = words.join(',');
  if (!codes.length) return { retryOn: on };
  return { retryOn: on.includes('retriable-status-codes') ? on : `${on},retriable-status-codes`, retriableStatusCodes: codes };
}
/** Codes for which Go's net/http has a text. */
const STATUS: ReadonlySet<number> = new Set([
  100, 101, 102, 103, 200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303, 304, 305, 307, 308, 400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411,
  412, 413, 414, 415, 416, 417, 418, 421, 422, 423, 424, 425, 426, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511,
]);

const internal = (name: string): boolean => name.startsWith(':') || name.toLowerCase() === 'host';
const names = (list: readonly string[] | undefined): string[] => (list ?? []).filter((n) => !internal(n));

interface HeaderEffects { readonly request?: HeaderMutations; readonly response?: HeaderMutations; readonly authority?: string }

/** The header changes of a route. The authority is set by rewriting the host. */
export function headerEffects(spec: HeadersSpec | undefined): HeaderEffects {
  if (!spec) return {};
  const authority = authorityOf(spec.request?.set) || authorityOf(spec.request?.add);
  return { request: mutations(spec.request), response: mutations(spec.response), ...(authority ? { authority } : {}) };
}
function mutations(spec: HeaderOperations | undefined): HeaderMutations | undefined {
  const add = [...values(spec?.set, 'OVERWRITE_IF_EXISTS_OR_ADD'), ...values(spec?.add, 'APPEND_IF_EXISTS_OR_ADD')];
  const remove = names(spec?.remove);
  return add.length || remove.length ? { ...(add.length ? { add } : {}), ...(remove.length ? { remove } : {}) } : undefined;
}
const values = (map: Labels | undefined, append: HeaderValue['append']): HeaderValue[] =>
  Object.entries(map ?? {}).filter(([name]) => !internal(name)).map(([name, value]) => ({ name, value, append })).sort((a, b) => order(a.name, b.name));
const authorityOf = (map: Labels | undefined): string | undefined =>
  Object.entries(map ?? {}).find(([name]) => name.toLowerCase() === ':authority' || name.toLowerCase() === 'host')?.[1];

/** Concatenates two lists of changes. */
export function joinMutations(a: HeaderMutations | undefined, b: HeaderMutations | undefined): HeaderMutations | undefined {
  if (!a || !b) return a ?? b;
  const add = [...a.add ?? [], ...b.add ?? []];
  const remove = [...a.remove ?? [], ...b.remove ?? []];
  return { ...(add.length ? { add } : {}), ...(remove.length ? { remove } : {}) };
}

export const millionths = (percent: Percent): FractionalPercent => ({ numerator: Math.trunc((percent.value ?? 0) * 10000), denominator: 1000000 });
export const hundredths = (percent: number): FractionalPercent => ({ numerator: percent, denominator: 100 });

const GRPC_STATUS: Readonly<Record<string, number>> = {
  OK: 0,
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
};

export function fault({ delay, abort }: FaultSpec): Fault | undefined {
  const fixed = milliseconds(delay?.fixedDelay);
  const delays = delay && fixed !== undefined
    ? { fixedDelay: fixed, percentage: delay.percentage ? millionths(delay.percentage) : hundredths(delay.percent ?? 0) }
    : undefined;
  const percentage = abort?.percentage ? millionths(abort.percentage) : hundredths(0);
  const aborts = abort?.httpStatus !== undefined ? { httpStatus: abort.httpStatus, percentage }
    : abort?.grpcStatus !== undefined ? { grpcStatus: GRPC_STATUS[abort.grpcStatus] ?? 0, percentage } : undefined;
  return delays || aborts ? { ...(delays ? { delay: delays } : {}), ...(aborts ? { abort: aborts } : {}) } : undefined;
}

export function cors(spec: CorsSpec): Cors {
  const origins = spec.allowOrigins?.length ? spec.allowOrigins.flatMap((o) => stringMatch(o) ?? []) : (spec.allowOrigin ?? []).map((value) => ({ kind: 'exact' as const, value }));
  const joined = (list: readonly string[] | undefined) => (list?.length ? list.join(',') : undefined);
  const age = milliseconds(spec.maxAge);
  const [allowMethods, allowHeaders, exposeHeaders] = [spec.allowMethods, spec.allowHeaders, spec.exposeHeaders].map(joined);
  return {
    ...(origins.length ? { allowOriginStringMatch: origins } : {}),
    ...(allowMethods ? { allowMethods } : {}),
    ...(allowHeaders ? { allowHeaders } : {}),
    ...(exposeHeaders ? { exposeHeaders } : {}),
    ...(age === undefined ? {} : { maxAge: String(Math.trunc(age / 1000)) }),
    ...(spec.allowCredentials === undefined ? {} : { allowCredentials: spec.allowCredentials }),
    forwardNotMatchingPreflights: spec.unmatchedPreflights !== 'IGNORE',
    filterEnabled: hundredths(100),
  };
}

const REDIRECT_CODES: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** A redirect; undefined for a code that Envoy doesn't know. Default ports are omitted. */
export function redirect(spec: RedirectSpec, listenPort: number, tls: boolean): RedirectAction | undefined {
  const code = spec.redirectCode || 301;
  if (!REDIRECT_CODES.has(code)) return undefined;
  let port = spec.derivePort === 'FROM_REQUEST_PORT' ? listenPort : spec.port ?? 0;
  const scheme = spec.scheme || (tls ? 'https' : 'http');
  if ((port === 80 && scheme === 'http') || (port === 443 && scheme === 'https')) port = 0;
  return {
    kind: 'redirect',
    ...(spec.authority ? { hostRedirect: spec.authority } : {}),
    ...(spec.prefixRewrite ? { prefixRewrite: spec.prefixRewrite } : spec.uri ? { pathRedirect: spec.uri } : {}),
    ...(spec.scheme ? { schemeRedirect: spec.scheme } : {}),
    ...(port ? { portRedirect: port } : {}),
    ...(code === 301 ? {} : { responseCode: code }),
  };
}

export function hashPolicy(spec: ConsistentHashSpec | undefined): HashPolicy | undefined {
  if (spec?.httpHeaderName !== undefined) return { kind: 'header', name: spec.httpHeaderName };
  if (spec?.httpCookie) {
    const { name = '', path, ttl } = spec.httpCookie;
    const time = milliseconds(ttl);
    return { kind: 'cookie', name, ...(time === undefined ? {} : { ttl: time }), ...(path ? { path } : {}) };
  }
  if (spec?.useSourceIp !== undefined) return spec.useSourceIp ? { kind: 'sourceIp' } : undefined;
  return spec?.httpQueryParameterName === undefined ? undefined : { kind: 'queryParameter', name: spec.httpQueryParameterName };
}
