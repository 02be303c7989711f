import type * as form from '../../../src/compiled/form';

/*
 * The compiled form as static configuration of Envoy. Every route tells who it is by metadata, and Envoy's own answers say, as JSON, what it decided:
 * clusters are empty, so no request goes anywhere.
 */

/** What Envoy says about a request, as `BODY` writes it. */
export interface Told {
  /** index of the virtual host and of the route: `2/0` */
  readonly id: string | null;
  readonly name: string | null;
  readonly config: string | null;
  readonly cluster: string | null;
  readonly status: number;
  readonly details: string;
  readonly flags: string;
  readonly path: string | null;
  readonly host: string | null;
  readonly location: string | null;
  readonly timeout: string | null;
  /** all values of the headers x-a, x-b, x-c */
  readonly a: string | null;
  readonly b: string | null;
  readonly c: string | null;
}

const BODY = {
  id: '%METADATA(ROUTE:lab:id)%',
  name: '%ROUTE_NAME%',
  config: '%METADATA(ROUTE:istio:config)%',
  cluster: '%UPSTREAM_CLUSTER%',
  status: '%RESPONSE_CODE%',
  details: '%RESPONSE_CODE_DETAILS%',
  flags: '%RESPONSE_FLAGS%',
  path: '%REQ(:PATH)%',
  host: '%REQ(:AUTHORITY)%',
  location: '%RESP(LOCATION)%',
  timeout: '%REQ(X-ENVOY-EXPECTED-RQ-TIMEOUT-MS)%',
  a: '%CEL(request.headers["x-a"])%',
  b: '%CEL(request.headers["x-b"])%',
  c: '%CEL(request.headers["x-c"])%',
};

/** Lets `BODY` have all values of a header, joined by commas. */
const CEL = { name: 'envoy.formatter.cel', typed_config: { '@type': 'type.googleapis.com/envoy.extensions.formatter.cel.v3.Cel' } };

/** An answer to a gRPC request has no body, so a header tells. */
const GRPC = {
  filter: { header_filter: { header: { name: 'content-type', string_match: { prefix: 'application/grpc' } } } },
  headers_to_add: [{ header: { key: 'x-told', value: '%METADATA(ROUTE:lab:id)% %UPSTREAM_CLUSTER% %RESPONSE_CODE_DETAILS%' } }],
};

/** What an answer tells; undefined when it tells nothing. */
export function toldBy({ status, body, header: line }: { readonly status: number; readonly body: string; readonly header?: string }): Partial<Told> | undefined {
  if (line !== undefined) {
    const [id, cluster, details] = line.split(' ').map((v) => (v === '-' || v === '' ? null : v));
    return { id, cluster, details: details ?? '' };
  }
  if (body === '') return { status };
  try {
    return JSON.parse(body) as Told;
  } catch {
    return undefined;
  }
}

const HTTP = 'type.googleapis.com/envoy.extensions.filters.http';

/** The configuration of a manager as a network filter. */
export function managerOf(manager: form.HttpConnectionManager, routes: form.RouteConfiguration): object {
  return {
    name: 'envoy.filters.network.http_connection_manager',
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
      'stat_prefix': 'lab',
      'normalize_path': manager.normalizePath,
      'merge_slashes': manager.mergeSlashes,
      'path_with_escaped_slashes_action': manager.pathWithEscapedSlashesAction,
      'use_remote_address': manager.useRemoteAddress,
      'xff_num_trusted_hops': manager.xffNumTrustedHops,
      'strip_any_host_port': manager.stripAnyHostPort,
      'local_reply_config': { body_format: { json_format: BODY, formatters: [CEL] }, mappers: [GRPC] },
      'http_filters': manager.httpFilters.map(filter),
      'route_config': routeConfiguration(routes),
    },
  };
}

function filter(name: string): object {
  switch (name) {
    case 'envoy.filters.http.fault': return { name, typed_config: { '@type': `${HTTP}.fault.v3.HTTPFault` } };
    case 'envoy.filters.http.cors': return { name, typed_config: { '@type': `${HTTP}.cors.v3.Cors` } };
    case 'envoy.filters.http.router': return { name, typed_config: { '@type': `${HTTP}.router.v3.Router` } };
    default: throw new Error(`the lab does not know the filter ${name}`);
  }
}

function routeConfiguration(c: form.RouteConfiguration): object {
  return {
    name: c.name,
    validate_clusters: false,
    ignore_port_in_host_matching: c.ignorePortInHostMatching,
    ...mutations(c.requestHeaders),
    virtual_hosts: c.virtualHosts.map((host, h) => ({
      name: host.name,
      domains: host.domains,
      require_tls: host.requireTls,
      ...mutations(host.requestHeaders),
      include_request_attempt_count: host.includeRequestAttemptCount,
      ...(host.cors && { typed_per_filter_config: { 'envoy.filters.http.cors': cors(host.cors) } }),
      routes: host.routes.map((r, i) => route(r, `${h}/${i}`)),
    })),
  };
}

function route(r: form.Route, id: string): object {
  const filters = { ...(r.fault && { 'envoy.filters.http.fault': fault(r.fault) }), ...(r.cors && { 'envoy.filters.http.cors': cors(r.cors) }) };
  return {
    name: r.name,
    match: match(r.match),
    ...action(r),
    ...mutations(r.requestHeaders),
    metadata: { filter_metadata: { lab: { id }, ...(r.config && { istio: { config: r.config } }) } },
    ...(Object.keys(filters).length > 0 && { typed_per_filter_config: filters }),
  };
}

function match(m: form.RouteMatch): object {
  return {
    ...path(m.path),
    ...((m.path.kind === 'exact' || m.path.kind === 'prefix' || m.path.kind === 'pathSeparatedPrefix') && m.path.ignoreCase && { case_sensitive: false }),
    headers: m.headers?.map(header),
    query_parameters: m.queryParameters?.map((q) => ({ name: q.name, ...(q.match ? { string_match: text(q.match) } : { present_match: q.presentMatch ?? true }) })),
    ...(m.grpc && { grpc: {} }),
    ...(m.runtimeFraction && { runtime_fraction: { default_value: percent(m.runtimeFraction) } }),
  };
}

function path({ kind, value }: form.PathMatch): object {
  switch (kind) {
    case 'exact': return { path: value };
    case 'prefix': return { prefix: value };
    case 'pathSeparatedPrefix': return { path_separated_prefix: value };
    case 'regex': return { safe_regex: { regex: value } };
    case 'connect': return { connect_matcher: {} };
    case 'template': return {
      path_match_policy: {
        name: 'envoy.path.match.uri_template.uri_template_matcher',
        typed_config: { '@type': 'type.googleapis.com/envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig', 'path_template': value },
      },
    };
  }
}

function header(h: form.HeaderMatch): object {
  return {
    name: h.name,
    ...(h.rangeMatch ? { range_match: h.rangeMatch } : h.match ? { string_match: text(h.match) } : { present_match: h.presentMatch ?? true }),
    invert_match: h.invertMatch,
    treat_missing_header_as_empty: h.treatMissingHeaderAsEmpty,
  };
}

function text(m: form.StringMatch): object {
  return m.kind === 'regex' ? { safe_regex: { regex: m.value } } : { [m.kind]: m.value, ignore_case: m.ignoreCase };
}

function action({ action: a, match: m }: form.Route): object {
  switch (a.kind) {
    case 'directResponse': return { direct_response: { status: a.status, ...(a.body !== undefined && { body: { inline_string: a.body } }) } };
    case 'redirect': return { redirect: redirect(a) };
    case 'forward': return { route: forward(a, m) };
  }
}

const CODES: Readonly<Record<number, string>> = { 301: 'MOVED_PERMANENTLY', 302: 'FOUND', 303: 'SEE_OTHER', 307: 'TEMPORARY_REDIRECT', 308: 'PERMANENT_REDIRECT' };

function redirect(a: form.RedirectAction): object {
  return {
    host_redirect: a.hostRedirect,
    port_redirect: a.portRedirect,
    scheme_redirect: a.schemeRedirect,
    https_redirect: a.httpsRedirect,
    path_redirect: a.pathRedirect,
    prefix_rewrite: a.prefixRewrite,
    regex_rewrite: a.regexRewrite && regexRewrite(a.regexRewrite),
    strip_query: a.stripQuery,
    response_code: a.responseCode && CODES[a.responseCode],
  };
}

function regexRewrite(r: form.RegexRewrite): object {
  return { pattern: { regex: r.pattern }, substitution: r.substitution };
}

function forward(a: form.ForwardAction, m: form.RouteMatch): object {
  const [first] = a.clusters;
  const single = a.clusters.length === 1;
  return {
    ...(a.clusterHeader ? { cluster_header: a.clusterHeader } : single && !first.requestHeaders && !first.hostRewrite ? { cluster: first.name } : {
      weighted_clusters: {
        clusters: a.clusters.map((c) => ({ name: c.name, weight: single ? c.weight ?? 1 : c.weight, ...mutations(c.requestHeaders), host_rewrite_literal: c.hostRewrite })),
      },
    }),
    prefix_rewrite: a.prefixRewrite,
    regex_rewrite: a.regexRewrite && regexRewrite(a.regexRewrite),
    ...(a.pathTemplateRewrite && m.path.kind === 'template' && {
      path_rewrite_policy: {
        name: 'envoy.path.rewrite.uri_template.uri_template_rewriter',
        typed_config: { '@type': 'type.googleapis.com/envoy.extensions.path.rewrite.uri_template.v3.UriTemplateRewriteConfig', 'path_template_rewrite': a.pathTemplateRewrite },
      },
    }),
    host_rewrite_literal: a.hostRewrite,
    host_rewrite_header: a.hostRewriteHeader,
    host_rewrite_path_regex: a.hostRewritePathRegex && regexRewrite(a.hostRewritePathRegex),
    append_x_forwarded_host: a.appendXForwardedHost,
    timeout: a.timeout === undefined ? undefined : `${a.timeout / 1000}s`,
    cluster_not_found_response_code: a.clusterNotFoundResponseCode === 500 ? 'INTERNAL_SERVER_ERROR' : a.clusterNotFoundResponseCode === 404 ? 'NOT_FOUND' : undefined,
    retry_policy: a.retryPolicy && { retry_on: a.retryPolicy.retryOn, num_retries: a.retryPolicy.numRetries },
  };
}

function mutations(m: form.HeaderMutations | undefined): object {
  if (!m) return {};
  return {
    request_headers_to_add: m.add?.map((h) => ({ header: { key: h.name, value: h.value }, append_action: h.append })),
    request_headers_to_remove: m.remove,
  };
}

function percent(p: form.FractionalPercent): object {
  return { numerator: p.numerator, denominator: { 100: 'HUNDRED', 10000: 'TEN_THOUSAND', 1000000: 'MILLION' }[p.denominator] };
}

function fault(f: form.Fault): object {
  return {
    '@type': `${HTTP}.fault.v3.HTTPFault`,
    ...(f.abort && { abort: { http_status: f.abort.httpStatus, grpc_status: f.abort.grpcStatus, percentage: percent(f.abort.percentage) } }),
  };
}

function cors(c: form.Cors): object {
  return {
    '@type': `${HTTP}.cors.v3.CorsPolicy`,
    'allow_origin_string_match': c.allowOriginStringMatch?.map(text),
    'allow_methods': c.allowMethods,
    'forward_not_matching_preflights': c.forwardNotMatchingPreflights,
    ...(c.filterEnabled && { filter_enabled: { default_value: percent(c.filterEnabled) } }),
  };
}

/** What is served where. */
export interface Served {
  readonly address: string;
  readonly port: number;
  readonly manager: form.HttpConnectionManager;
  readonly routes: form.RouteConfiguration;
}

/** One manager for each loopback address and port, and the clusters that are known. */
export function bootstrapOf(listeners: readonly Served[], clusters: readonly string[]): object {
  return {
    layered_runtime: { layers: [{ name: 'istio', static_layer: { 're2.max_program_size.error_level': 32768, 'envoy.reloadable_features.http_reject_path_with_fragment': false } }] },
    static_resources: {
      clusters: clusters.map((name) => ({ name, type: 'STATIC', load_assignment: { cluster_name: name } })),
      listeners: listeners.map((l) => ({
        name: `${l.address}_${l.port}`,
        address: { socket_address: { address: l.address, port_value: l.port } },
        filter_chains: [{ filters: [managerOf(l.manager, l.routes)] }],
        enable_reuse_port: false,
      })),
    },
  };
}
