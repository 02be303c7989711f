import { clusterName, extension, fraction, type Json, portOfBackend, stringMatch, typed } from './values';
import { compact, compactOrNone, seconds } from '../../grammar/json';
import { literal } from '../../grammar/literal';
import type { HashModel } from '../../model/policy';
import type { BackendModel, CorsModel, FaultModel, HeaderChangeModel, HttpMatchModel, HttpRuleModel, PathMatchModel, RetryModel, StringMatchModel } from '../../model/route';

const HTTP = 'envoy.extensions.filters.http';

/** Envoy's routes for a rule: one for each of its matches. */
export function routes(rule: HttpRuleModel, matches: readonly HttpMatchModel[], backends: readonly BackendModel[], near: number): Json[] {
  return (matches.length > 0 ? matches : [{}]).map((m) => compact({
    name: rule.name,
    match: routeMatch(m),
    redirect: rule.redirect && redirect(rule),
    direct_response: rule.directResponse && compact({
      status: rule.directResponse.status,
      body: rule.directResponse.body === undefined ? undefined : { inline_string: rule.directResponse.body },
    }),
    route: rule.redirect || rule.directResponse ? undefined : action(rule, m, backends, near),
    typed_per_filter_config: compactOrNone({
      'envoy.filters.http.fault': rule.fault && typed(`${HTTP}.fault.v3.HTTPFault`, fault(rule.fault)),
      'envoy.filters.http.cors': rule.cors && typed(`${HTTP}.cors.v3.CorsPolicy`, cors(rule.cors)),
    }),
    ...headerChanges(rule.requestHeaders, rule.responseHeaders),
  }));
}

function routeMatch(m: HttpMatchModel): Json {
  return compact({
    ...path(m.path),
    case_sensitive: m.path?.ignoreCase ? false : undefined,
    headers: [
      ...(m.method ? [{ name: ':method', string_match: { exact: m.method } }] : []),
      ...(m.authority ? [{ name: ':authority', string_match: stringMatch(m.authority) }] : []),
      ...(m.scheme ? [{ name: ':scheme', string_match: stringMatch(m.scheme) }] : []),
      ...Object.entries(m.headers ?? {}).map(([name, v]) => headerMatch(name, v)),
    ],
    query_parameters: Object.entries(m.query ?? {}).map(([name, v]) => (v.kind === 'present' ? { name, present_match: true } : { name, string_match: stringMatch(v) })),
  });
}

function path(p: PathMatchModel | undefined): Json {
  if (!p || (p.kind === 'prefix' && p.value === '/')) {
    return { prefix: '/' };
  }
  if (p.kind === 'prefix') {
    // with a trailing slash only paths below it match; otherwise the path itself matches too
    return p.value.endsWith('/') ? { prefix: p.value } : { path_separated_prefix: p.value };
  }
  return p.kind === 'exact' ? { path: p.value } : { safe_regex: { regex: p.value } };
}

function headerMatch(name: string, v: StringMatchModel): Json {
  return v.kind === 'present' ? { name, present_match: true } : v.kind === 'absent' ? { name, present_match: true, invert_match: true } : { name, string_match: stringMatch(v) };
}

function redirect(rule: HttpRuleModel): Json {
  const r = rule.redirect!;
  const code = { 301: 'MOVED_PERMANENTLY', 302: 'FOUND', 303: 'SEE_OTHER', 307: 'TEMPORARY_REDIRECT', 308: 'PERMANENT_REDIRECT' }[r.status ?? 301];
  return compact({ scheme_redirect: r.scheme, host_redirect: r.authority, port_redirect: r.port, path_redirect: r.path, prefix_rewrite: r.prefix, response_code: code });
}

function action(rule: HttpRuleModel, m: HttpMatchModel, backends: readonly BackendModel[], near: number): Json {
  const cluster = (b: BackendModel) => clusterName(b.service, b.version, portOfBackend(b, near));
  const single = backends.length === 1 && !backends[0].requestHeaders && !backends[0].responseHeaders;
  return compact({
    ...(single ? { cluster: cluster(backends[0]) } : {
      weighted_clusters: { clusters: backends.map((b) => compact({ name: cluster(b), weight: b.weight ?? 1, ...headerChanges(b.requestHeaders, b.responseHeaders) })) },
    }),
    ...rewrite(rule, m),
    // overrides Envoy's default of 15 s
    timeout: seconds(rule.timeoutMs ?? 0),
    retry_policy: rule.retries && rule.retries.attempts > 0 ? retry(rule.retries) : undefined,
    request_mirror_policies: rule.mirrors?.map((mirror) => ({ cluster: cluster(mirror.backend), runtime_fraction: { default_value: fraction(mirror.percentage) } })),
    hash_policy: hashes(backends, near),
  });
}

function rewrite(rule: HttpRuleModel, m: HttpMatchModel): Json {
  const r = rule.rewrite;
  if (!r) {
    return {};
  }
  const regex = r.pathRegex ?? (r.path === undefined ? undefined : prefixRewrite(r.path, m.path));
  return compact({
    host_rewrite_literal: r.authority,
    prefix_rewrite: r.path === undefined || regex ? undefined : isRoot(m.path) ? `${r.path.replace(/\/$/, '')}/` : r.path,
    regex_rewrite: regex && { pattern: { regex: regex.match }, substitution: regex.rewrite },
  });
}

const isRoot = (p: PathMatchModel | undefined): boolean => p === undefined || (p.kind === 'prefix' && p.value === '/');

/** The rewrite of a prefix that matches whole segments, with or without the slash after the prefix. */
function prefixRewrite(to: string, p: PathMatchModel | undefined): { match: string; rewrite: string } | undefined {
  if (p?.kind !== 'prefix' || isRoot(p)) {
    return undefined;
  }
  const prefix = literal(p.value.replace(/\/$/, ''));
  const bare = to.replace(/\/$/, '').replace(/\\/g, '\\\\');
  const start = p.ignoreCase ? '(?i)' : '';
  return bare === '' ? { match: `${start}^${prefix}/?(.*)$`, rewrite: '/\\1' } : { match: `${start}^${prefix}(/.*)?$`, rewrite: `${bare}\\1` };
}

function retry(r: RetryModel): Json {
  const on = r.on ?? ['connect-failure', 'refused-stream', 'unavailable', 'cancelled'];
  const codes = on.filter((c) => /^\d+$/.test(c)).map(Number);
  return compact({
    retry_on: [...on.filter((c) => !/^\d+$/.test(c)), ...(codes.length > 0 ? ['retriable-status-codes'] : [])].join(','),
    retriable_status_codes: codes,
    num_retries: r.attempts,
    per_try_timeout: r.perTryTimeoutMs === undefined ? undefined : seconds(r.perTryTimeoutMs),
    retry_back_off: r.backoffMs === undefined ? undefined : { base_interval: seconds(r.backoffMs) },
    ...(r.avoidPreviousHosts ?? true ? {
      retry_host_predicate: [extension('envoy.retry_host_predicates.previous_hosts', 'envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate')],
      host_selection_retry_max_attempts: 5,
    } : {}),
  });
}

const GRPC_STATUS = [
  'OK', 'CANCELLED', 'UNKNOWN', 'INVALID_ARGUMENT', 'DEADLINE_EXCEEDED', 'NOT_FOUND', 'ALREADY_EXISTS', 'PERMISSION_DENIED', 'RESOURCE_EXHAUSTED', 'FAILED_PRECONDITION', 'ABORTED',
  'OUT_OF_RANGE', 'UNIMPLEMENTED', 'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS', 'UNAUTHENTICATED',
];

function fault(f: FaultModel): Json {
  return compact({
    delay: f.delay && { fixed_delay: seconds(f.delay.durationMs), percentage: fraction(f.delay.percentage) },
    abort: f.abort && compact({
      http_status: f.abort.httpStatus,
      grpc_status: f.abort.grpcStatus === undefined ? undefined : GRPC_STATUS.indexOf(f.abort.grpcStatus),
      percentage: fraction(f.abort.percentage),
    }),
  });
}

function cors(c: CorsModel): Json {
  return compact({
    allow_origin_string_match: c.origins.map(stringMatch),
    allow_methods: c.methods?.join(',') || undefined,
    allow_headers: c.allowHeaders?.join(',') || undefined,
    expose_headers: c.exposeHeaders?.join(',') || undefined,
    max_age: c.maxAgeMs === undefined ? undefined : String(Math.round(c.maxAgeMs / 1000)),
    allow_credentials: c.allowCredentials,
    forward_not_matching_preflights: c.unmatchedPreflights === undefined ? undefined : c.unmatchedPreflights === 'forward',
  });
}

/** Header changes; a percent sign starts a command in Envoy, so a literal one is doubled. */
function headerChanges(request: HeaderChangeModel | undefined, response: HeaderChangeModel | undefined): Json {
  const list = (h: HeaderChangeModel | undefined) => [
    ...Object.entries(h?.set ?? {}).map(([key, value]) => ({ header: { key, value: value.replace(/%/g, '%%') }, append_action: 'OVERWRITE_IF_EXISTS_OR_ADD' })),
    ...Object.entries(h?.add ?? {}).map(([key, value]) => ({ header: { key, value: value.replace(/%/g, '%%') }, append_action: 'APPEND_IF_EXISTS_OR_ADD' })),
  ];
  return compact({
    request_headers_to_add: list(request), request_headers_to_remove: request?.remove, response_headers_to_add: list(response), response_headers_to_remove: response?.remove,
  });
}

/** In Envoy, session affinity belongs to the route: the hash inputs of the backends' policies are set here. */
function hashes(backends: readonly BackendModel[], near: number): Json[] {
  const keys = backends.map((b) => {
    const port = b.service.portPolicies.get(portOfBackend(b, near).port);
    return (port?.loadBalancer ?? b.version?.policy?.loadBalancer ?? b.service.policy?.loadBalancer)?.hash;
  }).filter((h): h is HashModel => h !== undefined);
  return [...new Map(keys.map((h) => [JSON.stringify(h), hashPolicy(h)])).values()];
}

function hashPolicy(h: HashModel): Json {
  switch (h.by) {
    case 'header':
      return { header: { header_name: h.name } };
    case 'cookie':
      return { cookie: compact({ name: h.name, path: h.cookiePath, ttl: h.cookieTtlMs === undefined ? undefined : seconds(h.cookieTtlMs) }) };
    case 'query':
      return { query_parameter: { name: h.name } };
    default:
      return { connection_properties: { source_ip: true } };
  }
}
