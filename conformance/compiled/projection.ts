/** istiod's xDS, as protobuf's JSON, in the terms of the compiled form: what the form has, and nothing else. */
import type {
  CircuitBreakers, Cluster, Cors, DownstreamTls, Endpoint, Fault, FilterChain, FractionalPercent, HashPolicy, HeaderMatch, HeaderMutations, HttpConnectionManager, Listener,
  ListenerFilter, MetadataMatch, Mirror, PathMatch, QueryParameterMatch, RetryPolicy, Route, RouteAction, RouteConfiguration, StringMatch, TcpProxy, UpstreamTls, VirtualHost,
  WeightedCluster,
} from '../../src/compiled/form';

type Json = any;

/** Milliseconds of a duration. */
const ms = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number((Number(text.replace(/s$/, '')) * 1000).toFixed(6)));
const some = <T>(list: readonly T[] | undefined): readonly T[] | undefined => (list?.length ? list : undefined);
const number = (x: Json): number | undefined => (x === undefined ? undefined : Number(x));
const address = (a: Json): { address: string; port: number } =>
  (a?.pipe ? { address: a.pipe.path, port: 0 } : { address: a?.socketAddress?.address ?? '', port: a?.socketAddress?.portValue ?? 0 });

export function listener(l: Json): Listener {
  const at = address(l.address);
  return clean({
    name: l.name,
    ...at,
    additionalAddresses: some((l.additionalAddresses ?? []).map((a: Json) => address(a.address).address)),
    trafficDirection: l.trafficDirection ?? 'UNSPECIFIED',
    bindToPort: l.bindToPort,
    useOriginalDst: l.useOriginalDst,
    transport: l.udpListenerConfig ? 'UDP' : undefined,
    filterChains: (l.filterChains ?? []).map(filterChain),
    defaultFilterChain: l.defaultFilterChain && filterChain(l.defaultFilterChain),
    listenerFilters: some((l.listenerFilters ?? []).map(listenerFilter)),
    listenerFiltersTimeout: ms(l.listenerFiltersTimeout),
    continueOnListenerFiltersTimeout: l.continueOnListenerFiltersTimeout,
  }) as Listener;
}

function listenerFilter(f: Json): ListenerFilter {
  const range = (r: Json): [number, number] => [r.destinationPortRange.start ?? 0, r.destinationPortRange.end];
  const ranges = (r: Json): [number, number][] | undefined => (r === undefined ? undefined : r.orMatch ? r.orMatch.rules.map(range) : [range(r)]);
  const off = f.filterDisabled;
  return clean({ name: f.name, disabledPorts: off && !off.notMatch ? ranges(off) : undefined, enabledPorts: off?.notMatch ? ranges(off.notMatch) : undefined }) as ListenerFilter;
}

function filterChain(c: Json): FilterChain {
  const m = c.filterChainMatch ?? {};
  const cidr = (r: Json): string => `${r.addressPrefix}/${r.prefixLen ?? 0}`;
  return clean({
    name: c.name,
    match: clean({
      destinationPort: m.destinationPort,
      prefixRanges: some((m.prefixRanges ?? []).map(cidr)),
      serverNames: some(m.serverNames),
      transportProtocol: m.transportProtocol,
      applicationProtocols: some(m.applicationProtocols),
      directSourcePrefixRanges: some((m.directSourcePrefixRanges ?? []).map(cidr)),
      sourcePrefixRanges: some((m.sourcePrefixRanges ?? []).map(cidr)),
    }),
    tls: c.transportSocket && downstreamTls(c.transportSocket.typedConfig),
    filter: networkFilter(c.filters ?? []),
  }) as FilterChain;
}

function networkFilter(filters: Json[]): HttpConnectionManager | TcpProxy {
  const config = filters[filters.length - 1]?.typedConfig ?? {};
  return config.routeConfig || config.rds ? httpManager(config) : tcpProxy(config);
}

function tcpProxy(t: Json): TcpProxy {
  const weighted = (t.weightedClusters?.clusters ?? []).map((c: Json): WeightedCluster => ({ name: c.name, weight: c.weight }));
  return clean({
    kind: 'tcp',
    clusters: t.cluster === undefined ? weighted : [{ name: t.cluster }],
    idleTimeout: ms(t.idleTimeout),
    maxDownstreamConnectionDuration: ms(t.maxDownstreamConnectionDuration),
    hashPolicy: some((t.hashPolicy ?? []).map(() => ({ kind: 'sourceIp' }))),
  }) as TcpProxy;
}

/** Filters for statistics, security and extensions, which the form leaves out so far. */
const OTHER_FILTERS = /^(istio\.stats|envoy\.filters\.http\.(rbac|jwt_authn|ext_authz|wasm))/;

function httpManager(h: Json): HttpConnectionManager {
  return clean({
    kind: 'http',
    routeConfigName: h.rds?.routeConfigName,
    routeConfig: h.routeConfig && routeConfiguration(h.routeConfig),
    httpFilters: (h.httpFilters ?? []).map((f: Json) => f.name).filter((n: string) => !OTHER_FILTERS.test(n)),
    normalizePath: h.normalizePath,
    mergeSlashes: h.mergeSlashes || undefined,
    pathWithEscapedSlashesAction: h.pathWithEscapedSlashesAction === 'KEEP_UNCHANGED' ? undefined : h.pathWithEscapedSlashesAction,
    useRemoteAddress: h.useRemoteAddress,
    xffNumTrustedHops: h.xffNumTrustedHops,
    forwardClientCertDetails: h.forwardClientCertDetails,
    codecType: h.codecType ?? 'AUTO',
    stripAnyHostPort: h.stripAnyHostPort,
    upgradeTypes: some((h.upgradeConfigs ?? []).map((u: Json) => u.upgradeType)),
    streamIdleTimeout: ms(h.streamIdleTimeout),
    idleTimeout: ms(h.commonHttpProtocolOptions?.idleTimeout),
  }) as HttpConnectionManager;
}

const sds = (c: Json): string => c.name;

function validation(c: Json): { validation?: string; names?: StringMatch[] } {
  const combined = c.combinedValidationContext;
  if (combined) {
    return {
      validation: combined.validationContextSdsSecretConfig?.name,
      names: some((combined.defaultValidationContext?.matchSubjectAltNames ?? []).map(stringMatch)) as StringMatch[] | undefined,
    };
  }
  return { validation: c.validationContextSdsSecretConfig?.name, names: some((c.validationContext?.matchSubjectAltNames ?? []).map(stringMatch)) as StringMatch[] | undefined };
}

function downstreamTls(t: Json): DownstreamTls {
  const c = (t.downstreamTlsContext ?? t).commonTlsContext ?? {};
  const { validation: authorities, names } = validation(c);
  return clean({
    requireClientCertificate: (t.downstreamTlsContext ?? t).requireClientCertificate,
    certificates: (c.tlsCertificateSdsSecretConfigs ?? []).map(sds),
    validation: authorities,
    subjectAltNames: names,
    alpn: some(c.alpnProtocols),
    minimumVersion: c.tlsParams?.tlsMinimumProtocolVersion,
    maximumVersion: c.tlsParams?.tlsMaximumProtocolVersion,
    cipherSuites: some(c.tlsParams?.cipherSuites),
  }) as DownstreamTls;
}

// ---------------------------------------------------------------- routes

export function routeConfiguration(r: Json): RouteConfiguration {
  return clean({
    name: r.name,
    virtualHosts: (r.virtualHosts ?? []).map(virtualHost),
    ignorePortInHostMatching: r.ignorePortInHostMatching,
    maxDirectResponseBodySizeBytes: r.maxDirectResponseBodySizeBytes,
    requestHeaders: mutations(r.requestHeadersToAdd, r.requestHeadersToRemove),
    responseHeaders: mutations(r.responseHeadersToAdd, r.responseHeadersToRemove),
  }) as RouteConfiguration;
}

function virtualHost(v: Json): VirtualHost {
  return clean({
    name: v.name,
    domains: v.domains,
    routes: (v.routes ?? []).map(route),
    requireTls: v.requireTls,
    requestHeaders: mutations(v.requestHeadersToAdd, v.requestHeadersToRemove),
    responseHeaders: mutations(v.responseHeadersToAdd, v.responseHeadersToRemove),
    includeRequestAttemptCount: v.includeRequestAttemptCount,
  }) as VirtualHost;
}

function route(r: Json): Route {
  const filters = r.typedPerFilterConfig ?? {};
  const others = Object.keys(filters).filter((n) => n !== 'envoy.filters.http.fault' && n !== 'envoy.filters.http.cors');
  return clean({
    name: r.name,
    match: clean({
      path: path(r.match),
      headers: some((r.match.headers ?? []).map(header)),
      queryParameters: some((r.match.queryParameters ?? []).map(query)),
      dynamicMetadata: some((r.match.dynamicMetadata ?? []).map(metadata)),
    }),
    action: action(r),
    requestHeaders: mutations(r.requestHeadersToAdd, r.requestHeadersToRemove),
    responseHeaders: mutations(r.responseHeadersToAdd, r.responseHeadersToRemove),
    fault: filters['envoy.filters.http.fault'] && fault(filters['envoy.filters.http.fault']),
    cors: filters['envoy.filters.http.cors'] && cors(filters['envoy.filters.http.cors']),
    config: r.metadata?.filterMetadata?.istio?.config,
    otherFilters: some(others),
  }) as Route;
}

function path(m: Json): PathMatch {
  const ignoreCase = m.caseSensitive === false ? { ignoreCase: true } : {};
  if (m.path !== undefined) return { kind: 'exact', value: m.path, ...ignoreCase };
  if (m.pathSeparatedPrefix !== undefined) return { kind: 'pathSeparatedPrefix', value: m.pathSeparatedPrefix, ...ignoreCase };
  if (m.safeRegex) return { kind: 'regex', value: m.safeRegex.regex ?? '', ...ignoreCase };
  if (m.connectMatcher) return { kind: 'connect', value: '' };
  return { kind: 'prefix', value: m.prefix, ...ignoreCase };
}

function stringMatch(s: Json): StringMatch {
  const ignoreCase = s.ignoreCase ? { ignoreCase: true } : {};
  for (const kind of ['exact', 'prefix', 'suffix', 'contains'] as const) if (s[kind] !== undefined) return { kind, value: s[kind], ...ignoreCase };
  return { kind: 'regex', value: s.safeRegex?.regex ?? '', ...ignoreCase };
}

const header = (h: Json): HeaderMatch => clean({
  name: h.name,
  match: h.stringMatch && stringMatch(h.stringMatch),
  presentMatch: h.presentMatch,
  invertMatch: h.invertMatch,
  treatMissingHeaderAsEmpty: h.treatMissingHeaderAsEmpty,
}) as HeaderMatch;
const query = (q: Json): QueryParameterMatch => clean({ name: q.name, match: q.stringMatch && stringMatch(q.stringMatch), presentMatch: q.presentMatch }) as QueryParameterMatch;

function metadata(m: Json): MetadataMatch {
  const one = m.value?.orMatch?.valueMatchers?.find((v: Json) => v.stringMatch) ?? m.value;
  return clean({
    filter: m.filter,
    path: m.path.map((p: Json) => p.key),
    // without a value Envoy refuses the whole route configuration
    match: one?.stringMatch && Object.keys(one.stringMatch).length ? stringMatch(one.stringMatch) : undefined,
    orInList: true,
    invert: m.invert,
  }) as MetadataMatch;
}

function mutations(add: Json[] | undefined, remove: string[] | undefined): HeaderMutations | undefined {
  if (!add?.length && !remove?.length) return undefined;
  return clean({
    add: some((add ?? []).map((h) => ({ name: h.header.key, value: h.header.value ?? '', append: h.appendAction ?? 'APPEND_IF_EXISTS_OR_ADD' }))),
    remove: some(remove),
  }) as HeaderMutations;
}

const CODES: Record<string, number> = { FOUND: 302, SEE_OTHER: 303, TEMPORARY_REDIRECT: 307, PERMANENT_REDIRECT: 308 };

function action(r: Json): RouteAction {
  if (r.redirect) {
    return clean({
      kind: 'redirect',
      hostRedirect: r.redirect.hostRedirect || undefined,
      portRedirect: r.redirect.portRedirect,
      schemeRedirect: r.redirect.schemeRedirect,
      httpsRedirect: r.redirect.httpsRedirect,
      pathRedirect: r.redirect.pathRedirect || undefined,
      prefixRewrite: r.redirect.prefixRewrite,
      responseCode: CODES[r.redirect.responseCode],
    }) as RouteAction;
  }
  if (r.directResponse) {
    const { status = 0, body } = r.directResponse;
    return clean({ kind: 'directResponse', status, body: body?.inlineString ?? (body?.inlineBytes === undefined ? undefined : Buffer.from(body.inlineBytes, 'base64').toString('latin1')) }) as RouteAction;
  }
  if (!r.route) return { kind: 'directResponse', status: 0 };
  const a = r.route;
  const weighted = (a.weightedClusters?.clusters ?? []).map((c: Json) => clean({
    name: c.name,
    weight: c.weight,
    requestHeaders: mutations(c.requestHeadersToAdd, c.requestHeadersToRemove),
    responseHeaders: mutations(c.responseHeadersToAdd, c.responseHeadersToRemove),
    hostRewrite: c.hostRewriteLiteral,
  }) as unknown as WeightedCluster);
  return clean({
    kind: 'forward',
    clusters: a.cluster === undefined ? weighted : [{ name: a.cluster }],
    clusterNotFoundResponseCode: a.clusterNotFoundResponseCode === 'INTERNAL_SERVER_ERROR' ? 500 : undefined,
    prefixRewrite: a.prefixRewrite,
    regexRewrite: a.regexRewrite && { pattern: a.regexRewrite.pattern?.regex ?? '', substitution: a.regexRewrite.substitution ?? '' },
    hostRewrite: a.hostRewriteLiteral,
    autoHostRewrite: a.autoHostRewrite,
    appendXForwardedHost: a.appendXForwardedHost,
    timeout: ms(a.timeout),
    maxStreamDuration: ms(a.maxStreamDuration?.maxStreamDuration),
    grpcTimeoutHeaderMax: ms(a.maxStreamDuration?.grpcTimeoutHeaderMax ?? a.maxGrpcTimeout),
    retryPolicy: a.retryPolicy && retryPolicy(a.retryPolicy),
    mirrors: some((a.requestMirrorPolicies ?? []).map(mirror)),
    hashPolicy: some((a.hashPolicy ?? []).flatMap(hashPolicy)),
  }) as RouteAction;
}

function retryPolicy(p: Json): RetryPolicy {
  return clean({
    retryOn: p.retryOn ?? '',
    numRetries: p.numRetries,
    perTryTimeout: ms(p.perTryTimeout),
    retriableStatusCodes: some(p.retriableStatusCodes),
    retryHostPredicate: some((p.retryHostPredicate ?? []).map((x: Json) => x.name)),
    hostSelectionRetryMaxAttempts: number(p.hostSelectionRetryMaxAttempts),
    retryBackOff: p.retryBackOff && clean({ baseInterval: ms(p.retryBackOff.baseInterval), maxInterval: ms(p.retryBackOff.maxInterval) }),
    retryPriority: p.retryPriority?.name,
  }) as unknown as RetryPolicy;
}

const DENOMINATORS: Record<string, 100 | 10000 | 1000000> = { TEN_THOUSAND: 10000, MILLION: 1000000 };
const fraction = (f: Json): FractionalPercent => ({ numerator: f?.numerator ?? 0, denominator: DENOMINATORS[f?.denominator] ?? 100 });
const mirror = (m: Json): Mirror => clean({
  cluster: m.cluster, fraction: m.runtimeFraction && fraction(m.runtimeFraction.defaultValue), disableShadowHostSuffixAppend: m.disableShadowHostSuffixAppend,
}) as Mirror;

function hashPolicy(h: Json): HashPolicy[] {
  if (h.header) return [{ kind: 'header', name: h.header.headerName ?? '' }];
  if (h.cookie) return [clean({ kind: 'cookie', name: h.cookie.name ?? '', ttl: ms(h.cookie.ttl), path: h.cookie.path || undefined }) as unknown as HashPolicy];
  if (h.connectionProperties) return h.connectionProperties.sourceIp ? [{ kind: 'sourceIp' }] : [];
  return h.queryParameter ? [{ kind: 'queryParameter', name: h.queryParameter.name ?? '' }] : [];
}

function fault(f: Json): Fault {
  return clean({
    delay: f.delay && { fixedDelay: ms(f.delay.fixedDelay), percentage: fraction(f.delay.percentage) },
    abort: f.abort && clean({ httpStatus: f.abort.httpStatus, grpcStatus: f.abort.grpcStatus, percentage: fraction(f.abort.percentage) }),
  }) as unknown as Fault;
}

function cors(c: Json): Cors {
  return clean({
    allowOriginStringMatch: some((c.allowOriginStringMatch ?? []).map(stringMatch)),
    allowMethods: c.allowMethods,
    allowHeaders: c.allowHeaders,
    exposeHeaders: c.exposeHeaders,
    maxAge: c.maxAge,
    allowCredentials: c.allowCredentials,
    forwardNotMatchingPreflights: c.forwardNotMatchingPreflights,
    filterEnabled: c.filterEnabled && fraction(c.filterEnabled.defaultValue),
  }) as Cors;
}

// ---------------------------------------------------------------- clusters

export function cluster(c: Json, assignment: Json | undefined): Cluster {
  const options = c.typedExtensionProtocolOptions?.['envoy.extensions.upstreams.http.v3.HttpProtocolOptions'] ?? {};
  const lb = c.leastRequestLbConfig ?? c.roundRobinLbConfig;
  const proxied = (s: Json): Json => s?.typedConfig?.transportSocket ?? s;
  const wrapped = (s: Json): boolean => !!s?.typedConfig?.transportSocket;
  const matches: Json[] = c.transportSocketMatches ?? [];
  const auto = matches.find((m) => m.name === 'tlsMode-istio')?.transportSocket;
  const proxyProtocol = [c.transportSocket, ...matches.map((m) => m.transportSocket)].find(wrapped)?.typedConfig.config;
  const tlsSocket = proxied(c.transportSocket);
  return clean({
    name: c.name,
    type: c.clusterType ? 'DYNAMIC_FORWARD_PROXY' : c.type ?? 'STATIC',
    endpoints: endpoints(assignment ?? c.loadAssignment),
    connectTimeout: ms(c.connectTimeout),
    lbPolicy: c.lbPolicy ?? 'ROUND_ROBIN',
    ringHash: c.ringHashLbConfig && clean({ minimumRingSize: number(c.ringHashLbConfig.minimumRingSize) }),
    maglev: c.maglevLbConfig && clean({ tableSize: number(c.maglevLbConfig.tableSize) }),
    slowStart: lb?.slowStartConfig && clean({
      window: ms(lb.slowStartConfig.slowStartWindow), aggression: lb.slowStartConfig.aggression?.defaultValue, minWeightPercent: lb.slowStartConfig.minWeightPercent?.value,
    }),
    localityWeighted: c.commonLbConfig?.localityWeightedLbConfig ? true : undefined,
    panicThreshold: c.commonLbConfig?.healthyPanicThreshold && (c.commonLbConfig.healthyPanicThreshold.value ?? 0),
    circuitBreakers: c.circuitBreakers && breakers(c.circuitBreakers.thresholds[0]),
    outlierDetection: c.outlierDetection && clean({
      ...c.outlierDetection,
      interval: ms(c.outlierDetection.interval),
      baseEjectionTime: ms(c.outlierDetection.baseEjectionTime),
      consecutive5xx: c.outlierDetection.consecutive5xx,
    }),
    tls: tlsSocket?.name === 'envoy.transport_sockets.tls' ? upstreamTls(tlsSocket.typedConfig, options) : undefined,
    autoTls: auto && upstreamTls(proxied(auto).typedConfig, options),
    httpProtocol: options.useDownstreamProtocolConfig ? 'useDownstream' : options.explicitHttpConfig?.http2ProtocolOptions ? 'http2' : undefined,
    maxRequestsPerConnection: options.commonHttpProtocolOptions?.maxRequestsPerConnection,
    idleTimeout: ms(options.commonHttpProtocolOptions?.idleTimeout),
    maxConnectionDuration: ms(options.commonHttpProtocolOptions?.maxConnectionDuration),
    tcpKeepalive: c.upstreamConnectionOptions?.tcpKeepalive && clean({
      probes: c.upstreamConnectionOptions.tcpKeepalive.keepaliveProbes,
      time: c.upstreamConnectionOptions.tcpKeepalive.keepaliveTime,
      interval: c.upstreamConnectionOptions.tcpKeepalive.keepaliveInterval,
    }),
    proxyProtocol: proxyProtocol && (proxyProtocol.version ?? 'V1'),
    dnsLookupFamily: c.dnsLookupFamily,
    dnsRefreshRate: ms(c.dnsRefreshRate),
    respectDnsTtl: c.respectDnsTtl,
  }) as unknown as Cluster;
}

function endpoints(assignment: Json | undefined): Pick<Endpoint, 'address' | 'port'>[] {
  return (assignment?.endpoints ?? []).flatMap((l: Json) => (l.lbEndpoints ?? []).map((e: Json) => address(e.endpoint.address)));
}

const breakers = (t: Json): CircuitBreakers => clean({
  maxConnections: t.maxConnections,
  maxPendingRequests: t.maxPendingRequests,
  maxRequests: t.maxRequests,
  maxRetries: t.maxRetries,
  retryBudget: t.retryBudget && clean({ budgetPercent: t.retryBudget.budgetPercent?.value ?? 0, minRetryConcurrency: t.retryBudget.minRetryConcurrency }),
}) as CircuitBreakers;

function upstreamTls(t: Json, options: Json): UpstreamTls {
  const c = t.commonTlsContext ?? {};
  const { validation: authorities, names } = validation(c);
  const certificate = c.tlsCertificateSdsSecretConfigs?.[0]?.name;
  const mode = certificate === 'default' ? 'ISTIO_MUTUAL' : certificate ? 'MUTUAL' : 'SIMPLE';
  return clean({
    mode,
    sni: t.sni,
    autoSni: options.upstreamHttpProtocolOptions?.autoSni,
    autoSanValidation: options.upstreamHttpProtocolOptions?.autoSanValidation,
    alpn: some(c.alpnProtocols),
    subjectAltNames: names,
    certificate,
    validation: authorities,
  }) as UpstreamTls;
}

/** Without members that are undefined. */
function clean<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T;
}
