/**
 * The compiled form of one class of proxies: the configuration that its control plane sends to Envoy, reduced to what affects a request.
 * Fields have the meaning of the Envoy fields of the same name (`camelCase` for `snake_case`), so that the form can be written as static Envoy
 * configuration.
 * Durations are milliseconds; a field that is missing has Envoy's default.
 */

/** The object and the place in it that produced a node. */
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
  /** the app's construct that created it */
  readonly constructPath?: string;
  readonly file?: string;
  /** line of a place in the object, counted from 1 */
  readonly lineOf?: (pointer: string) => number | undefined;
}

/** A node produced by an object; without one, it is a default of the control plane. */
export interface Made {
  readonly origin?: Source;
}

/** Proxies with the same configuration. */
export interface ProxyClass {
  /** `ztunnel`: the node's proxy, which forwards what workloads in ambient mode send */
  readonly kind: 'sidecar' | 'gateway' | 'waypoint' | 'ztunnel';
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly serviceAccount: string;
  /** workloads of the class, by name; empty if the class was requested and no manifest has a workload in it */
  readonly workloads: readonly string[];
}

/** An assumption of the form, because the manifests don't decide it or the compiler doesn't read it. */
export interface Assumption {
  /** short, stable name of the kind of assumption: 'envoy-filter', 'wasm', 'creation-order', … */
  readonly kind: string;
  /** the sentence for people */
  readonly text: string;
  readonly about?: Source;
  /**
   * the names of the parts that it may affect: listeners, route configurations, clusters; the whole proxy if empty
   */
  readonly affects?: readonly string[];
}

/** Objects that compete for something: the oldest wins, and the manifests don't contain their age. */
export interface Contest {
  /** the object of the conflict: a domain of a route configuration, the DestinationRule of a host, … */
  readonly about: string;
  /** the candidates in the assumed order: the first one takes precedence */
  readonly objects: readonly Source[];
}

/** The configuration of one class of proxies. Parts are compiled on demand, and cached. */
export interface CompiledProxy {
  readonly class: ProxyClass;
  readonly listeners: readonly Listener[];
  readonly routeConfigurationNames: readonly string[];
  readonly clusterNames: readonly string[];
  readonly assumptions: readonly Assumption[];
  /** contests decided by the order of creation; includes only parts compiled so far, so read it after the parts */
  readonly contests: readonly Contest[];
  /** why the proxy's behaviour is unknown; undefined: it is compiled */
  readonly opaque?: string;
  /** a route configuration by the name that a listener refers to; undefined if the control plane would send none */
  routeConfiguration(name: string): RouteConfiguration | undefined;
  /** a cluster by its name; undefined: the proxy doesn't know it (503 with flag NC) */
  cluster(name: string): Cluster | undefined;
  /** why a cluster that the proxy doesn't know may still exist: the files lack the objects for it; undefined if they don't */
  unseen(name: string): string | undefined;
  /** for a gateway, its listening port for a port of its Service */
  listeningPort?(servicePort: number): number;
  /**
   * the address that a host (with or without a port) resolves to for the proxy's workload, if objects define one; short names belong to its
   * namespace
   */
  resolve(authority: string): string | undefined;
  /** the listener for the pods of a headless Service, whose addresses no object gives, by the Service's host or that of a pod */
  podListener?(authority: string, port: number): Listener | undefined;
  /** the same proxy, if one object of a contest were older than all others */
  ifOldest(object: SourceObject): CompiledProxy;
}

// ---------------------------------------------------------------- listeners

export interface Listener extends Made {
  readonly name: string;
  /** IP address, or path of a Unix socket (then the port is 0) */
  readonly address: string;
  readonly port: number;
  /** further addresses that the listener serves, on the same port */
  readonly additionalAddresses?: readonly string[];
  readonly trafficDirection: 'INBOUND' | 'OUTBOUND' | 'UNSPECIFIED';
  /** false: connections arrive by interception (from the virtual listeners) */
  readonly bindToPort?: boolean;
  /** passes connections to the listener of their original destination */
  readonly useOriginalDst?: boolean;
  /** UDP listeners only carry QUIC */
  readonly transport?: 'TCP' | 'UDP';
  readonly filterChains: readonly FilterChain[];
  readonly defaultFilterChain?: FilterChain;
  readonly listenerFilters?: readonly ListenerFilter[];
  /** the timeout of the listener filters; 0 means no timeout */
  readonly listenerFiltersTimeout?: number;
  readonly continueOnListenerFiltersTimeout?: boolean;
}

export interface ListenerFilter {
  /** e.g. `envoy.filters.listener.tls_inspector` */
  readonly name: string;
  /** inclusive start, exclusive end: destination ports for which the filter is disabled */
  readonly disabledPorts?: readonly (readonly [number, number])[];
  /** the same, for the only ports for which the filter is enabled */
  readonly enabledPorts?: readonly (readonly [number, number])[];
}

export interface FilterChain extends Made {
  readonly name?: string;
  readonly match: FilterChainMatch;
  /** undefined: the chain accepts plaintext */
  readonly tls?: DownstreamTls;
  readonly filter: NetworkFilter;
}

/** All fields that are set must match. Envoy's order: port, then the longest prefix, SNI, transport, application protocol, source. */
export interface FilterChainMatch {
  readonly destinationPort?: number;
  /** CIDRs of the destination */
  readonly prefixRanges?: readonly string[];
  /** exact names, or with a leading `*.` */
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
  /** SDS name or file of the CAs that validate client certificates */
  readonly validation?: string;
  /** allowed names: a client's certificate must have one of them */
  readonly subjectAltNames?: readonly StringMatch[];
  readonly alpn?: readonly string[];
  readonly minimumVersion?: string;
  readonly maximumVersion?: string;
  readonly cipherSuites?: readonly string[];
}

export type NetworkFilter = HttpConnectionManager | TcpProxy;

export interface TcpProxy extends Made {
  readonly kind: 'tcp';
  /** a single target has no weight; several have shares of the sum */
  readonly clusters: readonly WeightedCluster[];
  readonly idleTimeout?: number;
  readonly maxDownstreamConnectionDuration?: number;
  readonly hashPolicy?: readonly HashPolicy[];
}

export interface HttpConnectionManager extends Made {
  readonly kind: 'http';
  /** name of a route configuration; otherwise it is inline */
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
  /** whether virtual host lookup ignores ports in Host headers */
  readonly ignorePortInHostMatching?: boolean;
  readonly maxDirectResponseBodySizeBytes?: number;
  readonly requestHeaders?: HeaderMutations;
  readonly responseHeaders?: HeaderMutations;
  /** the virtual host with a domain (exact in lower case, `*suffix` or `*`), without creating the others; undefined if that is not possible */
  find?(domain: string): VirtualHost | undefined;
}

export interface VirtualHost extends Made {
  readonly name: string;
  /** exact, `*.suffix`, `prefix.*` or `*`; in lower case */
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
  /** `metadata.filterMetadata.istio.config`: the object that Istio records as the route's origin */
  readonly config?: string;
  /** the sources of a route from several objects: a delegate and its root */
  readonly alsoFrom?: readonly Source[];
  /** behaviour beyond this form: names of filters configured only for this route */
  readonly otherFilters?: readonly string[];
}

export interface RouteMatch {
  readonly path: PathMatch;
  readonly headers?: readonly HeaderMatch[];
  readonly queryParameters?: readonly QueryParameterMatch[];
  readonly dynamicMetadata?: readonly MetadataMatch[];
  readonly runtimeFraction?: FractionalPercent;
  /** matches gRPC requests only */
  readonly grpc?: boolean;
}

export interface PathMatch {
  /**
   * `prefix` compares characters, `pathSeparatedPrefix` whole segments, `regex` is RE2 for the whole path, `template` has `*`, `**` and `{name=…}`
   * for segments; `connect` matches CONNECT requests
   */
  readonly kind: 'exact' | 'prefix' | 'pathSeparatedPrefix' | 'regex' | 'template' | 'connect';
  readonly value: string;
  /** ignored for `regex` and `template` */
  readonly ignoreCase?: boolean;
}

export interface StringMatch {
  readonly kind: 'exact' | 'prefix' | 'suffix' | 'contains' | 'regex';
  readonly value: string;
  readonly ignoreCase?: boolean;
}

export interface HeaderMatch {
  /** lower case; includes pseudo headers (`:method`, `:authority`, `:scheme`, `:path`) */
  readonly name: string;
  /** undefined: the header must be present (`presentMatch: true`) or absent (`presentMatch: false`) */
  readonly match?: StringMatch;
  /** the value must be an integer from `start` to `end`, without `end` */
  readonly rangeMatch?: { readonly start: number; readonly end: number };
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
  /** undefined: must be present */
  readonly match?: StringMatch;
  /** whether the value may also be a list that contains a match */
  readonly orInList?: boolean;
  readonly invert?: boolean;
}

export type RouteAction = ForwardAction | RedirectAction | DirectResponseAction;

export interface ForwardAction {
  readonly kind: 'forward';
  /** a single cluster has no weight; of several, each gets weight / sum */
  readonly clusters: readonly WeightedCluster[];
  /** the header whose value names the cluster, instead of `clusters` */
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
  /** 301 if omitted */
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
  /** retries after the first attempt */
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
  /** undefined: all */
  readonly fraction?: FractionalPercent;
  readonly disableShadowHostSuffixAppend?: boolean;
}

export interface FractionalPercent {
  readonly numerator: number;
  readonly denominator: 100 | 10000 | 1000000;
}

export interface HashPolicy {
  readonly kind: 'header' | 'cookie' | 'sourceIp' | 'queryParameter';
  /** the name of the header, cookie or parameter */
  readonly name?: string;
  readonly terminal?: boolean;
  /** the lifetime of the cookie; if undefined, Envoy creates none */
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
  /** the duration in seconds, as in the header */
  readonly maxAge?: string;
  readonly allowCredentials?: boolean;
  readonly forwardNotMatchingPreflights?: boolean;
  readonly filterEnabled?: FractionalPercent;
}

// ---------------------------------------------------------------- clusters

export interface Cluster extends Made {
  readonly name: string;
  readonly type: 'EDS' | 'STATIC' | 'STRICT_DNS' | 'LOGICAL_DNS' | 'ORIGINAL_DST' | 'DYNAMIC_FORWARD_PROXY';
  /** the service to which the cluster belongs; undefined for the proxy's own clusters (`BlackHoleCluster`, `PassthroughCluster`, inbound ones) */
  readonly service?: ClusterService;
  /** for `EDS`, the name used to request endpoints, if it is not the cluster's name */
  readonly edsServiceName?: string;
  readonly endpoints: readonly Endpoint[];
  /** whether the list of endpoints is complete: otherwise an empty list means nothing */
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
  /** the TLS settings of all endpoints; see `tlsByEndpoint` if endpoints differ */
  readonly tls?: UpstreamTls;
  /** auto mTLS: Istio mutual TLS to endpoints with a proxy, plaintext to others */
  readonly autoTls?: UpstreamTls;
  /** `http1`: the default; `http2`; `auto`: the client's version (useDownstreamProtocolConfig); `alpn`: negotiated by TLS */
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
  /** labels of the subset's endpoints */
  readonly labels?: Readonly<Record<string, string>>;
  /** DestinationRules merged into its policy, the leading one first */
  readonly rules?: readonly Source[];
}

/** Workloads behind a cluster: a pod template represents all of its pods. */
export interface Endpoint extends Made {
  /** IP address or DNS name, if known (ServiceEntry, WorkloadEntry); '' for pods */
  readonly address: string;
  readonly port: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly weight?: number;
  readonly locality?: string;
  readonly network?: string;
  readonly serviceAccount?: string;
  /** name of the workload, to look up its own proxy */
  readonly workload?: string;
  readonly namespace?: string;
  /** whether a proxy accepts mutual TLS there */
  readonly tlsMode?: 'istio' | 'disabled';
}

export interface UpstreamTls extends Made {
  readonly mode: 'ISTIO_MUTUAL' | 'MUTUAL' | 'SIMPLE';
  readonly sni?: string;
  /** whether the SNI is the request's Host header */
  readonly autoSni?: boolean;
  /** whether the certificate must contain the SNI name */
  readonly autoSanValidation?: boolean;
  readonly alpn?: readonly string[];
  readonly subjectAltNames?: readonly StringMatch[];
  /** SDS name or file of the client's certificate */
  readonly certificate?: string;
  /** SDS name or file of the CAs */
  readonly validation?: string;
}

/** For the default priority. */
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
