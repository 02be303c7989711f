import { type Here, policy } from './access';
import { clusterName, extension, type Json, typed } from './values';
import { compact } from '../../grammar/json';
import { aboutRequests } from '../../model/edge/access';
import type { AccessRuleModel } from '../../model/security';
import type { ServiceModel } from '../../model/service';

/** An external authorizer that rules can refer to. */
export interface Authorizer {
  readonly name: string;
  readonly protocol: 'http' | 'grpc';
  readonly host: string;
  readonly port: number;
  /** The other options, as in Istio's mesh config. */
  readonly options: Json;
}

const KINDS: { readonly [kind: string]: Authorizer['protocol'] } = { envoyExtAuthzHttp: 'http', envoyExtAuthzGrpc: 'grpc' };

/** The extension providers as authorizers; each of them must be one. */
export function authorizers(providers: readonly Json[]): readonly Authorizer[] {
  const found = providers.map(({ name, ...rest }): Authorizer => {
    const [kind] = Object.keys(rest);
    if (!KINDS[kind]) {
      throw new Error(`ControlPlane.static: extension provider '${name}' is of kind '${kind}', which is not supported without a control plane; remove it, as only external authorizers are supported`);
    }
    const { service, port, ...options } = rest[kind];
    return { name, protocol: KINDS[kind], host: service.slice(service.indexOf('/') + 1), port, options };
  });
  const repeated = found.find((a, i) => found.findIndex((b) => b.name === a.name) !== i);
  if (repeated) {
    throw new Error(`ControlPlane.static: two extension providers are named '${repeated.name}'; rename one of them`);
  }
  return found;
}

/** The authorizers, and how a proxy reaches them. */
export interface Asking {
  readonly known: readonly Authorizer[];
  /** The services that the proxy already calls: an authorizer among them uses the same cluster settings. */
  readonly called: readonly ServiceModel[];
}

/** The authorizers that rules refer to, without duplicates. */
export function authorizersOf(rules: readonly AccessRuleModel[], known: readonly Authorizer[]): readonly Authorizer[] {
  return [...new Set(rules.filter((r) => r.action === 'custom').map((r) => named(r, known)))];
}

function named(r: AccessRuleModel, known: readonly Authorizer[]): Authorizer {
  const found = known.find((a) => a.name === r.provider);
  if (!found) {
    const names = known.length > 0 ? `it knows ${known.map((a) => `'${a.name}'`).join(', ')}` : 'it knows none';
    throw new Error(`${r.path}: the static control plane has no authorizer '${r.provider}' (${names}); add it to ControlPlane.static({ extensionProviders })`);
  }
  return found;
}

/**
 * The filters that call authorizers for requests to a port. A shadow filter marks the requests that a rule covers, and only these are sent to the authorizer;
 * if a rule covers everything, all are.
 */
export function authorizerFilters(layer: 'http' | 'network', rules: readonly AccessRuleModel[], here: Here, asking: Asking): Json[] {
  return authorizersOf(rules, asking.known).flatMap((a) => {
    // connections have no request attributes: a rule on those applies to the ports that carry requests
    const own = rules.filter((r) => r.action === 'custom' && r.provider === a.name && (layer === 'http' || !aboutRequests(r)));
    if (own.length === 0) {
      return [];
    }
    return layer === 'http' ? onRequests(a, own, here, asking) : onConnections(a, own, here, asking);
  });
}

function onRequests(a: Authorizer, rules: readonly AccessRuleModel[], here: Here, asking: Asking): Json[] {
  const o = a.options;
  return marked('http', a, rules, here, (only) => extension('envoy.filters.http.ext_authz', 'envoy.extensions.filters.http.ext_authz.v3.ExtAuthz', compact({
    stat_prefix: a.name,
    transport_api_version: 'V3',
    ...(a.protocol === 'grpc' ? { grpc_service: grpcService(a, asking) } : { http_service: httpService(a, asking) }),
    failure_mode_allow: o.failOpen ? true : undefined,
    clear_route_cache: o.clearRouteCache ? true : undefined,
    status_on_error: o.statusOnError === undefined ? undefined : { code: Number(o.statusOnError) },
    with_request_body: o.includeRequestBodyInCheck && compact({
      max_request_bytes: o.includeRequestBodyInCheck.maxRequestBytes,
      allow_partial_message: o.includeRequestBodyInCheck.allowPartialMessage,
      pack_as_bytes: o.includeRequestBodyInCheck.packAsBytes,
    }),
    allowed_headers: headers(o.includeRequestHeadersInCheck),
    filter_enabled_metadata: only,
  })));
}

function onConnections(a: Authorizer, rules: readonly AccessRuleModel[], here: Here, asking: Asking): Json[] {
  if (a.protocol === 'grpc') {
    return marked('network', a, rules, here, (only) => extension('envoy.filters.network.ext_authz', 'envoy.extensions.filters.network.ext_authz.v3.ExtAuthz', compact({
      stat_prefix: a.name,
      transport_api_version: 'V3',
      grpc_service: grpcService(a, asking),
      failure_mode_allow: a.options.failOpen ? true : undefined,
      filter_enabled_metadata: only,
    })));
  }
  const blind = rules.find((r) => !r.operation?.ports.length || r.operation.ports.includes(here.port));
  if (blind) {
    throw new Error(`${blind.path}: the authorizer '${a.name}' is called over HTTP, which authorizes requests only, but port ${here.port} is a TCP port; list the HTTP ports in the rule, or use an authorizer over gRPC`);
  }
  return [];
}

/** A filter for the marked requests, after the one that marks them. */
function marked(layer: 'http' | 'network', a: Authorizer, rules: readonly AccessRuleModel[], here: Here, filter: (only: Json | undefined) => Json): Json[] {
  if (rules.some((r) => r.sources.length === 0 && r.when.length === 0 && r.operation === undefined)) {
    return [filter(undefined)];
  }
  const name = `envoy.filters.${layer}.rbac`;
  const prefix = `authorizer.${a.name}.`;
  return [
    extension(name, `envoy.extensions.filters.${layer}.rbac.v3.RBAC`, {
      ...(layer === 'network' ? { stat_prefix: 'custom' } : {}),
      shadow_rules: { action: 'DENY', policies: Object.fromEntries(rules.map((r, i) => [`custom-${i + 1}`, policy(r, here)])) },
      shadow_rules_stat_prefix: prefix,
    }),
    filter({ filter: name, path: [{ key: `${prefix}shadow_engine_result` }], value: { string_match: { exact: 'denied' } } }),
  ];
}

const timeout = (a: Authorizer): string => a.options.timeout ?? '600s'; // as in Istio

function grpcService(a: Authorizer, asking: Asking): Json {
  return { envoy_grpc: { cluster_name: clusterOf(a, asking), authority: a.host }, timeout: timeout(a) };
}

function httpService(a: Authorizer, asking: Asking): Json {
  const o = a.options;
  const added = Object.entries(o.includeAdditionalHeadersInCheck ?? {}).map(([key, value]) => ({ key, value }));
  return compact({
    server_uri: { uri: `http://${a.host}`, cluster: clusterOf(a, asking), timeout: timeout(a) },
    path_prefix: o.pathPrefix,
    authorization_request: compact({ headers_to_add: added }),
    authorization_response: compact({
      allowed_upstream_headers: headers(o.headersToUpstreamOnAllow),
      allowed_client_headers: headers(o.headersToDownstreamOnDeny),
      allowed_client_headers_on_success: headers(o.headersToDownstreamOnAllow),
    }),
  });
}

/** Header names, with an asterisk at one end. */
function headers(names: readonly string[] | undefined): Json | undefined {
  const one = (n: string) => (n.startsWith('*') ? { suffix: n.slice(1) } : n.endsWith('*') ? { prefix: n.slice(0, -1) } : { exact: n });
  return names && names.length > 0 ? { patterns: names.map((n) => ({ ...one(n), ignore_case: true })) } : undefined;
}

/** The service that is the authorizer, among those that a proxy calls. */
function calledCluster(a: Authorizer, services: readonly ServiceModel[]): string | undefined {
  const service = services.find((t) => t.hosts.includes(a.host));
  const port = service?.ports.find((p) => p.port === a.port);
  if (!service || !port) {
    return undefined;
  }
  if (a.protocol === 'grpc' && !['grpc', 'http2'].includes(port.protocol)) {
    throw new Error(`authorizer '${a.name}' is called over gRPC, but port ${a.port} of service '${service.path}' uses '${port.protocol}'; declare the port as ServicePort.grpc`);
  }
  return clusterName(service, undefined, port);
}

function clusterOf(a: Authorizer, { called }: Asking): string {
  return calledCluster(a, called) ?? `authorizer|${a.port}|${a.host}`;
}

/** The authorizers that have their own clusters. */
export function apart(list: readonly Authorizer[], called: readonly ServiceModel[]): readonly Authorizer[] {
  return list.filter((a) => calledCluster(a, called) === undefined);
}

/** The cluster of an authorizer that is not among the called services: plaintext, to the address of its name. */
export function authorizerCluster(a: Authorizer): Json {
  const name = `authorizer|${a.port}|${a.host}`;
  return compact({
    name,
    type: 'STRICT_DNS',
    dns_lookup_family: 'V4_PREFERRED',
    respect_dns_ttl: true,
    connect_timeout: '10s',
    load_assignment: { cluster_name: name, endpoints: [{ lb_endpoints: [{ endpoint: { address: { socket_address: { address: a.host, port_value: a.port } } } }] }] },
    typed_extension_protocol_options: a.protocol === 'http' ? undefined : {
      'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': typed('envoy.extensions.upstreams.http.v3.HttpProtocolOptions', { explicit_http_config: { http2_protocol_options: {} } }),
    },
  });
}
