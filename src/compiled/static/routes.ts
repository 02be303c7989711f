import { defined } from '../../grammar/plain';
import { milliseconds } from '../../world/duration';
import type {
  Cors, Fault, ForwardAction, FractionalPercent, HeaderMatch, HeaderMutations, HeaderValue, HttpConnectionManager, PathMatch, QueryParameterMatch, RedirectAction, RegexRewrite, RetryPolicy,
  Route, RouteAction, RouteConfiguration, Source, StringMatch, VirtualHost, WeightedCluster,
} from '../form';

/** An Envoy configuration message as JSON, with protobuf field names. */
export type Json = { readonly [key: string]: any };

/** An HTTP connection manager with inline routes. Throws for what the compiled form can't represent. */
export function managerOf(m: Json, origin: Source): HttpConnectionManager {
  return defined<HttpConnectionManager>({
    kind: 'http',
    routeConfig: m.route_config && routeConfiguration(m.route_config, origin),
    httpFilters: (m.http_filters ?? []).map((f: Json) => f.name as string),
    normalizePath: m.normalize_path,
    mergeSlashes: m.merge_slashes,
    pathWithEscapedSlashesAction: m.path_with_escaped_slashes_action,
    useRemoteAddress: m.use_remote_address,
    xffNumTrustedHops: m.xff_num_trusted_hops,
    stripAnyHostPort: m.strip_any_host_port ?? m.strip_matching_host_port,
    codecType: m.codec_type,
    origin,
  }) as HttpConnectionManager;
}

export function routeConfiguration(c: Json, origin?: Source): RouteConfiguration {
  return defined<RouteConfiguration>({
    name: c.name,
    ignorePortInHostMatching: c.ignore_port_in_host_matching,
    requestHeaders: mutations(c),
    virtualHosts: (c.virtual_hosts ?? []).map((h: Json) => virtualHost(h, origin)),
    origin,
  }) as RouteConfiguration;
}

const CORS = 'envoy.filters.http.cors';
const FAULT = 'envoy.filters.http.fault';

function virtualHost(h: Json, origin: Source | undefined): VirtualHost {
  return defined<VirtualHost>({
    name: h.name,
    domains: h.domains,
    requireTls: h.require_tls,
    requestHeaders: mutations(h),
    includeRequestAttemptCount: h.include_request_attempt_count,
    cors: h.typed_per_filter_config?.[CORS] && cors(h.typed_per_filter_config[CORS]),
    routes: (h.routes ?? []).map((r: Json) => route(r, origin)),
    origin,
  }) as VirtualHost;
}

function route(r: Json, origin: Source | undefined): Route {
  const filters = r.typed_per_filter_config ?? {};
  const { match } = r;
  return defined<Route>({
    name: r.name,
    match: defined({
      path: path(match),
      headers: match.headers?.map(header),
      queryParameters: match.query_parameters?.map(queryParameter),
      grpc: match.grpc && true,
      runtimeFraction: match.runtime_fraction && percent(match.runtime_fraction.default_value),
    }) as Route['match'],
    action: action(r),
    requestHeaders: mutations(r),
    config: r.metadata?.filter_metadata?.istio?.config,
    fault: filters[FAULT] && fault(filters[FAULT]),
    cors: filters[CORS] && cors(filters[CORS]),
    origin,
  }) as Route;
}

function path(m: Json): PathMatch {
  const ignoreCase = m.case_sensitive === false ? { ignoreCase: true } : {};
  if (m.path !== undefined) return { kind: 'exact', value: m.path, ...ignoreCase };
  if (m.prefix !== undefined) return { kind: 'prefix', value: m.prefix, ...ignoreCase };
  if (m.path_separated_prefix !== undefined) return { kind: 'pathSeparatedPrefix', value: m.path_separated_prefix, ...ignoreCase };
  if (m.safe_regex) return { kind: 'regex', value: m.safe_regex.regex };
  if (m.connect_matcher) return { kind: 'connect', value: '' };
  const template = m.path_match_policy?.typed_config?.path_template;
  if (typeof template === 'string') return { kind: 'template', value: template };
  throw new Error(`the path of a route must match by path, prefix, path_separated_prefix, safe_regex, connect_matcher or a template, got: ${Object.keys(m).join(', ') || 'nothing'}`);
}

const KINDS = ['exact', 'prefix', 'suffix', 'contains'] as const;

function text(m: Json): StringMatch {
  if (m.safe_regex) return { kind: 'regex', value: m.safe_regex.regex };
  const kind = KINDS.find((k) => m[k] !== undefined);
  if (!kind) throw new Error(`a string must match by exact, prefix, suffix, contains or safe_regex, got: ${Object.keys(m).join(', ') || 'nothing'}`);
  return defined<StringMatch>({ kind, value: m[kind], ignoreCase: m.ignore_case }) as StringMatch;
}

const header = (h: Json): HeaderMatch => defined<HeaderMatch>({
  name: h.name,
  match: h.string_match && text(h.string_match),
  rangeMatch: h.range_match && { start: Number(h.range_match.start ?? 0), end: Number(h.range_match.end ?? 0) },
  presentMatch: h.present_match,
  invertMatch: h.invert_match,
  treatMissingHeaderAsEmpty: h.treat_missing_header_as_empty,
}) as HeaderMatch;

const queryParameter = (q: Json): QueryParameterMatch =>
  defined<QueryParameterMatch>({ name: q.name, match: q.string_match && text(q.string_match), presentMatch: q.present_match }) as QueryParameterMatch;

function action(r: Json): RouteAction {
  if (r.direct_response) return defined<RouteAction>({ kind: 'directResponse', status: r.direct_response.status, body: r.direct_response.body?.inline_string }) as RouteAction;
  if (r.redirect) return redirect(r.redirect);
  if (r.route) return forward(r.route);
  throw new Error(`a route must have direct_response, redirect or route, got: ${Object.keys(r).join(', ') || 'nothing'}`);
}

const CODES: Readonly<Record<string, number>> = { MOVED_PERMANENTLY: 301, FOUND: 302, SEE_OTHER: 303, TEMPORARY_REDIRECT: 307, PERMANENT_REDIRECT: 308 };

const redirect = (a: Json): RedirectAction => defined<RedirectAction>({
  kind: 'redirect',
  hostRedirect: a.host_redirect,
  portRedirect: a.port_redirect,
  schemeRedirect: a.scheme_redirect,
  httpsRedirect: a.https_redirect,
  pathRedirect: a.path_redirect,
  prefixRewrite: a.prefix_rewrite,
  regexRewrite: regexRewrite(a.regex_rewrite),
  stripQuery: a.strip_query,
  responseCode: a.response_code && CODES[a.response_code],
}) as RedirectAction;

const regexRewrite = (r: Json | undefined): RegexRewrite | undefined => r && { pattern: r.pattern.regex, substitution: r.substitution };
const NOT_FOUND: Readonly<Record<string, number>> = { INTERNAL_SERVER_ERROR: 500, NOT_FOUND: 404 };

const forward = (a: Json): ForwardAction => defined<ForwardAction>({
  kind: 'forward',
  clusters: a.cluster !== undefined ? [{ name: a.cluster }] : (a.weighted_clusters?.clusters ?? []).map(weighted),
  clusterHeader: a.cluster_header,
  prefixRewrite: a.prefix_rewrite,
  regexRewrite: regexRewrite(a.regex_rewrite),
  pathTemplateRewrite: a.path_rewrite_policy?.typed_config?.path_template_rewrite,
  hostRewrite: a.host_rewrite_literal,
  hostRewriteHeader: a.host_rewrite_header,
  hostRewritePathRegex: regexRewrite(a.host_rewrite_path_regex),
  appendXForwardedHost: a.append_x_forwarded_host,
  timeout: milliseconds(a.timeout),
  clusterNotFoundResponseCode: a.cluster_not_found_response_code && NOT_FOUND[a.cluster_not_found_response_code],
  retryPolicy: a.retry_policy && retryPolicy(a.retry_policy),
  mirrors: a.request_mirror_policies?.map((m: Json) => defined({ cluster: m.cluster, fraction: m.runtime_fraction && percent(m.runtime_fraction.default_value) })),
}) as ForwardAction;

const weighted = (c: Json): WeightedCluster =>
  defined<WeightedCluster>({ name: c.name, weight: c.weight, requestHeaders: mutations(c), hostRewrite: c.host_rewrite_literal }) as WeightedCluster;

const retryPolicy = (r: Json): RetryPolicy => defined<RetryPolicy>({
  retryOn: r.retry_on, numRetries: r.num_retries ?? 1, perTryTimeout: milliseconds(r.per_try_timeout), retriableStatusCodes: r.retriable_status_codes,
}) as RetryPolicy;

function mutations({ request_headers_to_add: add, request_headers_to_remove: remove }: Json): HeaderMutations | undefined {
  if (!add?.length && !remove?.length) return undefined;
  const value = (h: Json): HeaderValue => ({ name: h.header.key, value: h.header.value, append: h.append_action ?? 'APPEND_IF_EXISTS_OR_ADD' });
  return defined<HeaderMutations>({ add: add?.map(value), remove }) as HeaderMutations;
}

const DENOMINATORS: Readonly<Record<string, FractionalPercent['denominator']>> = { HUNDRED: 100, TEN_THOUSAND: 10000, MILLION: 1000000 };
const percent = ({ numerator = 0, denominator = 'HUNDRED' }: Json): FractionalPercent => ({ numerator, denominator: DENOMINATORS[denominator] });

const fault = ({ delay, abort }: Json): Fault => defined<Fault>({
  delay: delay && { fixedDelay: milliseconds(delay.fixed_delay), percentage: percent(delay.percentage) },
  abort: abort && defined({ httpStatus: abort.http_status, grpcStatus: abort.grpc_status, percentage: percent(abort.percentage) }),
}) as Fault;

const cors = (c: Json): Cors => defined<Cors>({
  allowOriginStringMatch: c.allow_origin_string_match?.map(text),
  allowMethods: c.allow_methods,
  allowHeaders: c.allow_headers,
  exposeHeaders: c.expose_headers,
  maxAge: c.max_age,
  allowCredentials: c.allow_credentials,
  forwardNotMatchingPreflights: c.forward_not_matching_preflights,
  filterEnabled: c.filter_enabled && percent(c.filter_enabled.default_value),
}) as Cors;
