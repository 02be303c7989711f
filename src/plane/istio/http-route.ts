import { destination, ifSet, nonEmpty, stringMatch, time } from './values';
import { literal } from '../../grammar/literal';
import { Delegate, HttpBody, RedirectPort } from '../../istio/api/http-actions';
import type { HttpRedirect, HttpRewrite } from '../../istio/api/http-actions';
import type { GrpcStatus, HttpFault } from '../../istio/api/http-fault';
import { FaultAbort, FaultDelay } from '../../istio/api/http-fault';
import type { HeaderOperations, HttpHeaders } from '../../istio/api/http-headers';
import type { HttpMatch } from '../../istio/api/http-match';
import type { HttpRetry } from '../../istio/api/http-retry';
import { RetryOn } from '../../istio/api/http-retry';
import type { HttpRoute } from '../../istio/api/http-route';
import { Percentage } from '../../istio/api/percentage';
import { StringMatch } from '../../istio/api/string-match';
import type { Input } from '../../istio/write/json';
import type {
  BackendModel, CorsModel, FaultModel, HeaderChangeModel, HttpMatchModel, HttpRuleModel, PathMatchModel, RedirectModel, RetryModel, RewriteModel,
} from '../../model/route';

/** The conditions that apply to all matches of a rule. */
export interface SharedConditions {
  readonly port?: number;
  /** Excluded hosts, some with a wildcard. */
  readonly exceptHosts?: readonly string[];
}

type Match = HttpMatchModel & SharedConditions;

/** The http routes for a rule: usually one, but one for each path if the rule rewrites the path, and two if it redirects a prefix that matches whole segments. */
export function httpRoutes(
  rule: HttpRuleModel, matches: readonly HttpMatchModel[], backends: readonly BackendModel[], extra: SharedConditions = {},
): Array<Input<HttpRoute>> {
  const prefix = rule.redirect?.prefix;
  if (prefix === undefined) {
    return rule.rewrite?.path === undefined ? [httpRoute(rule, matches, backends, extra)] : byPath(matches).map((group) => httpRoute(rule, group, backends, extra));
  }
  const bare = prefix.replace(/\/$/, '');
  const withPaths = (path: (p: PathMatchModel) => PathMatchModel) => matches.map((m) => ({ ...m, path: path(m.path!) }));
  return [
    httpRoute({ ...rule, redirect: { ...rule.redirect, prefix: undefined, path: bare || '/' } }, withPaths((p) => ({ ...p, kind: 'exact', value: p.value.replace(/\/$/, '') || '/' })), [], extra),
    httpRoute({ ...rule, redirect: { ...rule.redirect, prefix: `${bare}/` } }, withPaths((p) => ({ ...p, value: `${p.value.replace(/\/$/, '')}/` })), [], extra),
  ];
}

/** Groups matches by path, because a rewrite in Istio can replace only one path. */
function byPath(matches: readonly HttpMatchModel[]): ReadonlyArray<readonly HttpMatchModel[]> {
  const groups = new Map<string, HttpMatchModel[]>();
  for (const m of matches) {
    const key = JSON.stringify(m.path?.kind === 'prefix' ? m.path : m.path?.kind);
    groups.set(key, [...groups.get(key) ?? [], m]);
  }
  return groups.size === 0 ? [matches] : [...groups.values()];
}

function httpRoute(rule: HttpRuleModel, matches: readonly HttpMatchModel[], backends: readonly BackendModel[], extra: SharedConditions): Input<HttpRoute> {
  const patterns = matches.length === 0 && Object.keys(extra).length > 0 ? [extra] : matches.map((m) => ({ ...m, ...extra }));
  return {
    name: rule.name,
    match: nonEmpty(patterns.flatMap(httpMatches)),
    delegate: rule.delegate && Delegate.named(rule.delegate.name, rule.delegate.namespace),
    redirect: rule.redirect && redirect(rule.redirect),
    directResponse: rule.directResponse && { status: rule.directResponse.status, body: rule.directResponse.body === undefined ? undefined : HttpBody.text(rule.directResponse.body) },
    route: nonEmpty(backends.map((b) => ({ destination: destination(b), weight: b.weight, headers: headers(b.requestHeaders, b.responseHeaders) }))),
    rewrite: rule.rewrite && rewrite(rule.rewrite, matches),
    mirrors: nonEmpty(rule.mirrors?.map((m) => ({ destination: destination(m.backend), percentage: Percentage.of(m.percentage) }))),
    fault: rule.fault && fault(rule.fault),
    retries: rule.retries && retries(rule.retries),
    timeout: time(rule.timeoutMs),
    headers: headers(rule.requestHeaders, rule.responseHeaders),
    corsPolicy: rule.cors && cors(rule.cors),
  };
}

/** Converts a match of the model to an Istio match, or to two if a prefix that matches whole segments also needs an exact path. */
function httpMatches(m: Match): Array<Input<HttpMatch>> {
  const given = [...Object.entries(m.headers ?? {}), ...Object.entries(m.claims ?? {}).map(([name, v]) => [claimHeader(name), v] as const)];
  const rest: Input<HttpMatch> = {
    method: m.method === undefined ? undefined : StringMatch.exact(m.method),
    headers: nonEmpty(Object.fromEntries(given.filter(([, v]) => v.kind !== 'absent').map(([k, v]) => [k, stringMatch(v)]))),
    withoutHeaders: nonEmpty({
      ...Object.fromEntries(given.filter(([, v]) => v.kind === 'absent').map(([k, v]) => [k, stringMatch(v)])),
      ...(m.exceptHosts ? { ':authority': authorityOf(m.exceptHosts) } : {}),
    }),
    queryParams: nonEmpty(Object.fromEntries(Object.entries(m.query ?? {}).map(([k, v]) => [k, v.kind === 'present' ? StringMatch.regex('.*') : stringMatch(v)]))),
    authority: m.authority && stringMatch(m.authority),
    scheme: m.scheme && stringMatch(m.scheme),
    port: m.port,
    sourceNamespace: m.sourceNamespace,
    sourceLabels: nonEmpty(m.sourceLabels),
    ignoreUriCase: m.path?.ignoreCase,
  };
  return m.path ? uris(m.path).map((uri) => ({ ...rest, uri })) : [rest];
}

/** Matches any of some hosts as clients send them: in upper or lower case, with or without a port. */
function authorityOf(hosts: readonly string[]): StringMatch {
  return StringMatch.regex(`(?i)(${hosts.map((h) => literal(h).replace(/^\\\*/, '.*')).join('|')})(:[0-9]+)?`);
}

/** The header name under which Istio matches a claim. */
function claimHeader(name: string): string {
  return /^[\w.-]+$/.test(name) ? `@request.auth.claims.${name}` : `@request.auth.claims[${name}]`;
}

/** Istio's prefix compares characters: `/api` would match `/apis`. Whole segments are `/api` itself and paths that start with `/api/`. */
function uris(path: PathMatchModel): StringMatch[] {
  return path.kind !== 'prefix' || path.value.endsWith('/')
    ? [StringMatch[path.kind](path.value)]
    : [StringMatch.exact(path.value), StringMatch.prefix(`${path.value}/`)];
}

function redirect(r: RedirectModel): Input<HttpRedirect> {
  return {
    uri: r.path,
    prefixRewrite: r.prefix,
    authority: r.authority,
    scheme: r.scheme,
    port: r.port === undefined ? undefined : RedirectPort.number(r.port),
    redirectCode: r.status,
  };
}

/**
 * Istio replaces the matched characters with the new path. For a prefix that matches whole segments, the matched characters end before or after the slash, so the path is replaced by
 * a regular expression that handles both.
 */
function rewrite(r: RewriteModel, matches: readonly HttpMatchModel[]): Input<HttpRewrite> {
  const path = matches[0]?.path ?? { kind: 'prefix', value: '/' };
  if (r.path === undefined || path.kind !== 'prefix') {
    return { uri: r.path, authority: r.authority, uriRegexRewrite: r.pathRegex };
  }
  const bare = r.path.replace(/\/$/, '');
  if (path.value === '/') return { uri: `${bare}/`, authority: r.authority };
  const start = `${path.ignoreCase ? '(?i)' : ''}^${literal(path.value.replace(/\/$/, ''))}`;
  const uriRegexRewrite = bare === ''
    ? { match: `${start}/?(.*)$`, rewrite: '/\\1' }
    : { match: `${start}(/.*)?$`, rewrite: `${bare.replace(/\\/g, '\\\\')}\\1` };
  return { authority: r.authority, uriRegexRewrite };
}

function fault({ delay, abort }: FaultModel): Input<HttpFault> {
  return {
    delay: delay && FaultDelay.fixed(time(delay.durationMs)!, Percentage.of(delay.percentage)),
    abort: abort && (abort.httpStatus === undefined
      ? FaultAbort.grpcStatus(abort.grpcStatus as GrpcStatus, Percentage.of(abort.percentage))
      : FaultAbort.httpStatus(abort.httpStatus, Percentage.of(abort.percentage))),
  };
}

function retries(r: RetryModel): Input<HttpRetry> {
  return {
    attempts: r.attempts,
    perTryTimeout: time(r.perTryTimeoutMs),
    retryOn: nonEmpty(r.on?.map((condition) => RetryOn.custom(condition))),
    backoff: time(r.backoffMs),
    retryRemoteLocalities: r.otherLocalities,
    retryIgnorePreviousHosts: r.avoidPreviousHosts,
  };
}

function headers(request: HeaderChangeModel | undefined, response: HeaderChangeModel | undefined): Input<HttpHeaders> | undefined {
  return request || response ? ifSet({ request: request && operations(request), response: response && operations(response) }) : undefined;
}

function operations(change: HeaderChangeModel): Input<HeaderOperations> | undefined {
  return ifSet({ set: nonEmpty(change.set), add: nonEmpty(change.add), remove: nonEmpty(change.remove) });
}

function cors(c: CorsModel): Input<HttpRoute>['corsPolicy'] {
  return {
    allowOrigins: c.origins.map(stringMatch),
    allowMethods: nonEmpty(c.methods),
    allowHeaders: nonEmpty(c.allowHeaders),
    exposeHeaders: nonEmpty(c.exposeHeaders),
    maxAge: time(c.maxAgeMs),
    allowCredentials: c.allowCredentials,
    unmatchedPreflights: c.unmatchedPreflights === undefined ? undefined : c.unmatchedPreflights === 'forward' ? 'FORWARD' : 'IGNORE',
  };
}
