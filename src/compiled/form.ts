/**
 * The compiled form of one class of proxies: what its control plane sends to Envoy, reduced to what decides about a request.
 * Fields have the meaning of the Envoy fields of the same name (`camelCase` for `snake_case`), so that the form can be written as static Envoy configuration.
 * Durations are milliseconds; a field that is missing has Envoy's default.
 */

/** The object and the place in it that made a node. */
export interface Source {
  readonly object: SourceObject;
  /** JSON pointer into the object; '' for the object as a whole */
  readonly pointer: string;
}
export interface SourceObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** construct of the app that made it */
  readonly constructPath?: string;
  readonly file?: string;
  /** line of a place in the object, counted from 1 */
  readonly lineOf?: (pointer: string) => number | undefined;
}

/** A node that an object made; without one it is what the control plane adds of its own accord. */
export interface Made {
  readonly origin?: Source;
}

/** Proxies that get the same configuration. */
export interface ProxyClass {
  /** `ztunnel`: the proxy of the node, which passes on what workloads of ambient mode send */
  readonly kind: 'sidecar' | 'gateway' | 'waypoint' | 'ztunnel';
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly serviceAccount: string;
  /** workloads of the class, by name; empty where the class was asked for and no manifest has a workload of it */
  readonly workloads: readonly string[];
}

/** Something that the form takes for granted, because the manifests don't decide it or the compiler doesn't read it. */
export interface Assumption {
  /** short, stable name of the kind of assumption: 'envoy-filter', 'wasm', 'creation-order', … */
  readonly kind: string;
  /** the sentence for people */
  readonly text: string;
  readonly about?: Source;
  /**
   * what it may change: everything of the proxy where nothing is named
   * (a listener by name, a route configuration by name, a cluster by name)
   */
  readonly affects?: readonly string[];
}

/** Objects that compete for something, where the older one wins and the manifests don't say which is older. */
export interface Contest {
  /** what they compete for: a domain of a route configuration, the DestinationRule of a host, … */
  readonly about: string;
  /** in the order that the form assumes: the first one wins */
  readonly objects: readonly Source[];
}

/** The configuration of one class of proxies. Parts are compiled when asked for, and remembered. */
export interface CompiledProxy {
  readonly class: ProxyClass;
  readonly listeners: readonly Listener[];
  readonly routeConfigurationNames: readonly string[];
  readonly clusterNames: readonly string[];
  readonly assumptions: readonly Assumption[];
  /** contests that the order of creation decides; what was compiled so far tells of them, so read it after the parts */
  readonly contests: readonly Contest[];
  /** why nothing is known of what the proxy does; missing: it is compiled */
  readonly opaque?: string;
  /** a route configuration by the name that a listener refers to; undefined where the control plane would send none */
  routeConfiguration(name: string): RouteConfiguration | undefined;
  /** a cluster by its name; undefined: the proxy doesn't know it (503 with flag NC) */
  cluster(name: string): Cluster | undefined;
  /** why a cluster that the proxy doesn't know may exist nonetheless: the files don't have what would make it; undefined where they do */
  unseen(name: string): string | undefined;
  /** of a gateway: the port at which it listens for what comes to a port of its Service */
  listeningPort?(servicePort: number): number;
  /** address that a host (with a port or without) resolves to for the workload beside the proxy, where objects give one; short names are of its namespace */
  resolve(authority: string): string | undefined;
  /** the same proxy, if one object of a contest were older than all others */
  ifOldest(object: SourceObject): CompiledProxy;
}

// ---------------------------------------------------------------- listeners

export interface Listener extends Made {
  readonly name: string;
  /** IP address, or a path of a Unix socket (then the port is 0) */
  readonly address: string;
  readonly port: number;
  /** further addresses that the listener serves, on the same port */
  readonly additionalAddresses?: readonly string[];
  readonly trafficDirection: 'INBOUND' | 'OUTBOUND' | 'UNSPECIFIED';
  /** false: connections come by interception (the virtual listeners hand them over) */
  readonly bindToPort?: boolean;
  /** hands connections to the listener of their original destination */
  readonly useOriginalDst?: boolean;
  /** UDP listeners carry QUIC alone */
  readonly transport?: 'TCP' | 'UDP';
  readonly filterChains: readonly FilterChain[];
  readonly defaultFilterChain?: FilterChain;
  readonly listenerFilters?: readonly ListenerFilter[];
  /** of the listener filters; 0: they wait as long as it takes */
  readonly listenerFiltersTimeout?: number;
  readonly continueOnListenerFiltersTimeout?: boolean;
}

export interface ListenerFilter {
  /** e.g. `envoy.filters.listener.tls_inspector` */
  readonly name: string;
  /** inclusive start, exclusive end: destination ports at which the filter is off */
  readonly disabledPorts?: readonly (readonly [number, number])[];
  /** the same for the only ports at which the filter is on */
  readonly enabledPorts?: readonly (readonly [number, number])[];
}

export interface FilterChain extends Made {
  readonly name?: string;
  readonly match: FilterChainMatch;
  /** missing: the chain takes plain text */
  readonly tls?: DownstreamTls;
  readonly filter: NetworkFilter;
}

/** All fields that are set must match. Envoy's sieve: port, then the longest prefix, SNI, transport, application protocol, source. */
export interface FilterChainMatch {
  readonly destinationPort?: number;
  /** CIDRs of the destination */
  readonly prefixRanges?: readonly string[];
  /** exact names, or `*.` in front */
  readonly serverNames?: readonly string[];
  readonly transportProtocol?: 'tls' | 'raw_buffer' | 'quic' | '';
  readonly applicationProtocols?: readonly string[];
  readonly directSourcePrefixRanges?: readonly string[];
  readonly sourcePrefixRanges?: readonly string[];
}

export interface DownstreamTls extends Made {
  /** whether a client must present a certificate */
  readonly requireClientCertificate?: boolean;
  /** SDS name or file of the server's certificate: 'default' is the workload's own */
  readonly certificates: readonly string[];
  /** SDS name or file of the authorities that clients' certificates are validated with */
  readonly validation?: string;
  /** names that a client's certificate must have one of */
  readonly subjectAltNames?: readonly StringMatch[];
  readonly alpn?: readonly string[];
  readonly minimumVersion?: string;
  readonly maximumVersion?: string;
  readonly cipherSuites?: readonly string[];
}

export type NetworkFilter = HttpConnectionManager | TcpProxy;

export interface TcpProxy extends Made {
  readonly kind: 'tcp';
  /** one target: no weights. Several: shares of the sum */
  readonly clusters: readonly WeightedCluster[];
  readonly idleTimeout?: number;
  readonly maxDownstreamConnectionDuration?: number;
  readonly hashPolicy?: readonly HashPolicy[];
}

export interface HttpConnectionManager extends Made {
  readonly kind: 'http';
  /** name of a route configuration; else it is inline */
  readonly routeConfigName?: string;
  readonly routeConfig?: RouteConfiguration;
  /** names of the HTTP filters in order, the router last */
  readonly httpFilters: readonly string[];
  readonly normalizePath?: boolean;
  readonly mergeSlashes?: boolean;
  readonly pathWithEscapedSlashesAction?: string;
  readonly useRemoteAddress?: boolean;
  readonly xffNumTrustedHops?: number;
  readonly forwardClientCertDetails?: string;
  readonly codecType?: 'AUTO' | 'HTTP1' | 'HTTP2' | 'HTTP3';
  readonly stripAnyHostPort?: boolean;
  readonly upgradeTypes?: readonly string[];
  readonly streamIdleTimeout?: number;
  readonly idleTimeout?: number;
}

// ---------------------------------------------------------------- routes

export interface RouteConfiguration extends Made {
  readonly name: string;
  readonly virtualHosts: readonly VirtualHost[];
  /** ports in Host headers play no part when a virtual host is looked for */
  readonly ignorePortInHostMatching?: boolean;
  readonly maxDirectResponseBodySizeBytes?: number;
  readonly requestHeaders?: HeaderMutations;
  readonly responseHeaders?: HeaderMutations;
  /** the virtual host that has a domain (exact in lower case, `*suffix` or `*`), without making the others; missing where there is no such way */
  find?(domain: string): VirtualHost | undefined;
}

export interface VirtualHost extends Made {
  readonly name: string;
  /** exact, `*.suffix`, `prefix.*` or `*`; lower case */
  readonly domains: readonly string[];
  readonly routes: readonly Route[];
  readonly requireTls?: 'ALL' | 'EXTERNAL_ONLY';
  readonly requestHeaders?: HeaderMutations;
  readonly responseHeaders?: HeaderMutations;
  readonly includeRequestAttemptCount?: boolean;
  readonly cors?: Cors;
}

export interface Route extends Made {
  readonly name?: string;
  readonly match: RouteMatch;
  readonly action: RouteAction;
  readonly requestHeaders?: HeaderMutations;
  readonly responseHeaders?: HeaderMutations;
  readonly fault?: Fault;
  readonly cors?: Cors;
  /** `metadata.filterMetadata.istio.config`: the object that Istio names as the maker of the route */
  readonly config?: string;
  /** several objects made it: a delegate and its root */
  readonly alsoFrom?: readonly Source[];
  /** what the route does beyond this form: filters configured for it alone, by name */
  readonly otherFilters?: readonly string[];
}

export interface RouteMatch {
  readonly path: PathMatch;
  readonly headers?: readonly HeaderMatch[];
  readonly queryParameters?: readonly QueryParameterMatch[];
  readonly dynamicMetadata?: readonly MetadataMatch[];
  readonly runtimeFraction?: FractionalPercent;
  /** gRPC requests alone */
  readonly grpc?: boolean;
}

export interface PathMatch {
  /** `prefix` compares bytes, `pathSeparatedPrefix` whole segments, `regex` is RE2 for the whole path, `template` has `*`, `**` and `{name=…}` for segments; `connect` matches CONNECT requests */
  readonly kind: 'exact' | 'prefix' | 'pathSeparatedPrefix' | 'regex' | 'template' | 'connect';
  readonly value: string;
  /** plays no part for `regex` and `template` */
  readonly ignoreCase?: boolean;
}

export interface StringMatch {
  readonly kind: 'exact' | 'prefix' | 'suffix' | 'contains' | 'regex';
  readonly value: string;
  readonly ignoreCase?: boolean;
}

export interface HeaderMatch {
  /** lower case; pseudo headers (`:method`, `:authority`, `:scheme`, `:path`) among them */
  readonly name: string;
  /** missing: the header must be there (`presentMatch: true`), or must not (`presentMatch: false`) */
  readonly match?: StringMatch;
  readonly presentMatch?: boolean;
  readonly invertMatch?: boolean;
  readonly treatMissingHeaderAsEmpty?: boolean;
}

export interface QueryParameterMatch {
  readonly name: string;
  readonly match?: StringMatch;
  readonly presentMatch?: boolean;
}

export interface MetadataMatch {
  /** name of the filter that wrote the metadata */
  readonly filter: string;
  readonly path: readonly string[];
  /** missing: must be present */
  readonly match?: StringMatch;
  /** the value may also be a list that holds a match */
  readonly orInList?: boolean;
  readonly invert?: boolean;
}

export type RouteAction = ForwardAction | RedirectAction | DirectResponseAction;

export interface ForwardAction {
  readonly kind: 'forward';
  /** one cluster has no weight; of several each gets weight / sum */
  readonly clusters: readonly WeightedCluster[];
  /** the header whose value names the cluster, in place of `clusters` */
  readonly clusterHeader?: string;
  readonly clusterNotFoundResponseCode?: number;
  readonly prefixRewrite?: string;
  readonly regexRewrite?: RegexRewrite;
  readonly pathTemplateRewrite?: string;
  readonly hostRewrite?: string;
  readonly hostRewriteHeader?: string;
  readonly hostRewritePathRegex?: RegexRewrite;
  readonly autoHostRewrite?: boolean;
  readonly appendXForwardedHost?: boolean;
  /** 0: none */
  readonly timeout?: number;
  readonly idleTimeout?: number;
  /** of `maxStreamDuration` */
  readonly maxStreamDuration?: number;
  readonly grpcTimeoutHeaderMax?: number;
  readonly retryPolicy?: RetryPolicy;
  readonly mirrors?: readonly Mirror[];
  readonly hashPolicy?: readonly HashPolicy[];
  readonly upgradeTypes?: readonly string[];
}

export interface WeightedCluster extends Made {
  readonly name: string;
  readonly weight?: number;
  readonly requestHeaders?: HeaderMutations;
  readonly responseHeaders?: HeaderMutations;
  readonly hostRewrite?: string;
}

export interface RegexRewrite {
  /** RE2 */
  readonly pattern: string;
  readonly substitution: string;
}

export interface RedirectAction {
  readonly kind: 'redirect';
  readonly hostRedirect?: string;
  readonly portRedirect?: number;
  readonly schemeRedirect?: string;
  readonly httpsRedirect?: boolean;
  readonly pathRedirect?: string;
  readonly prefixRewrite?: string;
  readonly regexRewrite?: RegexRewrite;
  readonly stripQuery?: boolean;
  /** 301 where missing */
  readonly responseCode?: number;
}

export interface DirectResponseAction {
  readonly kind: 'directResponse';
  readonly status: number;
  readonly body?: string;
}

export interface HeaderMutations {
  readonly add?: readonly HeaderValue[];
  readonly remove?: readonly string[];
}
export interface HeaderValue {
  readonly name: string;
  /** with Envoy's substitutions (`%REQ(…)%`) */
  readonly value: string;
  readonly append: 'APPEND_IF_EXISTS_OR_ADD' | 'ADD_IF_ABSENT' | 'OVERWRITE_IF_EXISTS_OR_ADD' | 'OVERWRITE_IF_EXISTS';
}

export interface RetryPolicy extends Made {
  readonly retryOn: string;
  /** retries after the first try */
  readonly numRetries: number;
  readonly perTryTimeout?: number;
  readonly perTryIdleTimeout?: number;
  readonly retriableStatusCodes?: readonly number[];
  readonly retriableHeaders?: readonly HeaderMatch[];
  /** names: `envoy.retry_host_predicates.previous_hosts` */
  readonly retryHostPredicate?: readonly string[];
  readonly hostSelectionRetryMaxAttempts?: number;
  readonly retryBackOff?: { readonly baseInterval: number; readonly maxInterval?: number };
  /** name of the retry priority, e.g. `envoy.retry_priorities.previous_priorities` */
  readonly retryPriority?: string;
}

export interface Mirror extends Made {
  readonly cluster: string;
  /** missing: all */
  readonly fraction?: FractionalPercent;
  readonly disableShadowHostSuffixAppend?: boolean;
}

export interface FractionalPercent {
  readonly numerator: number;
  readonly denominator: 100 | 10000 | 1000000;
}

export interface HashPolicy {
  readonly kind: 'header' | 'cookie' | 'sourceIp' | 'queryParameter';
  /** of the header, cookie or parameter */
  readonly name?: string;
  readonly terminal?: boolean;
  /** of the cookie; missing: Envoy makes none */
  readonly ttl?: number;
  readonly path?: string;
}

export interface Fault extends Made {
  readonly delay?: { readonly fixedDelay: number; readonly percentage: FractionalPercent };
  readonly abort?: { readonly httpStatus?: number; readonly grpcStatus?: number; readonly percentage: FractionalPercent };
}

export interface Cors extends Made {
  readonly allowOriginStringMatch?: readonly StringMatch[];
  readonly allowMethods?: string;
  readonly allowHeaders?: string;
  readonly exposeHeaders?: string;
  /** seconds, as the header says it */
  readonly maxAge?: string;
  readonly allowCredentials?: boolean;
  readonly forwardNotMatchingPreflights?: boolean;
  readonly filterEnabled?: FractionalPercent;
}

// ---------------------------------------------------------------- clusters

export interface Cluster extends Made {
  readonly name: string;
  readonly type: 'EDS' | 'STATIC' | 'STRICT_DNS' | 'LOGICAL_DNS' | 'ORIGINAL_DST' | 'DYNAMIC_FORWARD_PROXY';
  /** the service behind it; missing for clusters of the proxy's own (`BlackHoleCluster`, `PassthroughCluster`, inbound ones) */
  readonly service?: ClusterService;
  /** of `EDS`: what the workloads are asked by, where it is not the cluster's name */
  readonly edsServiceName?: string;
  readonly endpoints: readonly Endpoint[];
  /** whether the endpoints are all there are: otherwise an empty list says nothing */
  readonly endpointsKnown: boolean;
  readonly connectTimeout?: number;
  readonly lbPolicy?: string;
  readonly ringHash?: { readonly minimumRingSize?: number };
  readonly maglev?: { readonly tableSize?: number };
  readonly leastRequest?: { readonly activeRequestBias?: number };
  readonly slowStart?: { readonly window: number; readonly aggression?: number; readonly minWeightPercent?: number };
  readonly localityWeighted?: boolean;
  readonly panicThreshold?: number;
  readonly circuitBreakers?: CircuitBreakers;
  readonly outlierDetection?: OutlierDetection;
  /** for all endpoints; `tlsByEndpoint` where endpoints differ */
  readonly tls?: UpstreamTls;
  /** auto mTLS: Istio mutual TLS to endpoints that have a proxy, plain text to others */
  readonly autoTls?: UpstreamTls;
  /** `http1`: the default; `http2`; `auto`: as the client came (useDownstreamProtocolConfig); `alpn`: by TLS's ALPN */
  readonly httpProtocol?: 'http1' | 'http2' | 'useDownstream' | 'alpn';
  readonly maxRequestsPerConnection?: number;
  readonly idleTimeout?: number;
  readonly maxConnectionDuration?: number;
  readonly tcpKeepalive?: { readonly probes?: number; readonly time?: number; readonly interval?: number };
  readonly proxyProtocol?: 'V1' | 'V2';
  readonly dnsLookupFamily?: string;
  readonly dnsRefreshRate?: number;
  readonly respectDnsTtl?: boolean;
}

export interface ClusterService {
  readonly host: string;
  readonly namespace: string;
  readonly port: number;
  /** '' for all endpoints of the host */
  readonly subset: string;
  /** labels that endpoints of the subset have */
  readonly labels?: Readonly<Record<string, string>>;
  /** DestinationRules that were merged into its policy, the first one leading */
  readonly rules?: readonly Source[];
}

/** Workloads that answer behind a cluster: a template of pods stands for all of its pods. */
export interface Endpoint extends Made {
  /** IP address or DNS name, where one is known (ServiceEntry, WorkloadEntry); '' for pods */
  readonly address: string;
  readonly port: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly weight?: number;
  readonly locality?: string;
  readonly network?: string;
  readonly serviceAccount?: string;
  /** name of the workload: where its own proxy is looked up */
  readonly workload?: string;
  readonly namespace?: string;
  /** whether a proxy takes mutual TLS there */
  readonly tlsMode?: 'istio' | 'disabled';
}

export interface UpstreamTls extends Made {
  readonly mode: 'ISTIO_MUTUAL' | 'MUTUAL' | 'SIMPLE';
  readonly sni?: string;
  /** SNI is the Host header of the request */
  readonly autoSni?: boolean;
  /** the certificate must have the name of the SNI */
  readonly autoSanValidation?: boolean;
  readonly alpn?: readonly string[];
  readonly subjectAltNames?: readonly StringMatch[];
  /** SDS name or file of the client's certificate */
  readonly certificate?: string;
  /** SDS name or file of the authorities */
  readonly validation?: string;
}

/** Of the default priority. */
export interface CircuitBreakers {
  readonly maxConnections?: number;
  readonly maxPendingRequests?: number;
  readonly maxRequests?: number;
  readonly maxRetries?: number;
  readonly retryBudget?: { readonly budgetPercent: number; readonly minRetryConcurrency?: number };
}

export interface OutlierDetection {
  readonly consecutive5xx?: number;
  readonly enforcingConsecutive5xx?: number;
  readonly consecutiveGatewayFailure?: number;
  readonly enforcingConsecutiveGatewayFailure?: number;
  readonly splitExternalLocalOriginErrors?: boolean;
  readonly consecutiveLocalOriginFailure?: number;
  readonly enforcingConsecutiveLocalOriginFailure?: number;
  readonly enforcingLocalOriginSuccessRate?: number;
  readonly interval?: number;
  readonly baseEjectionTime?: number;
  readonly maxEjectionPercent?: number;
  readonly enforcingSuccessRate?: number;
}
