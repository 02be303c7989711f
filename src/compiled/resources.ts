/**
 * The fields of Istio's kinds that the compiler reads. Any may be missing; the index has removed values of a wrong type where the checks read
 * them.
 */
export type Labels = Readonly<Record<string, string>>;

export interface StringMatchSpec { readonly exact?: string; readonly prefix?: string; readonly regex?: string }
export interface PortSelector { readonly number?: number }
export interface Destination { readonly host?: string; readonly subset?: string; readonly port?: PortSelector }
export interface HeaderOperations { readonly set?: Labels; readonly add?: Labels; readonly remove?: readonly string[] }
export interface HeadersSpec { readonly request?: HeaderOperations; readonly response?: HeaderOperations }

export interface HttpMatchSpec {
  readonly name?: string;
  readonly uri?: StringMatchSpec;
  readonly scheme?: StringMatchSpec;
  readonly method?: StringMatchSpec;
  readonly authority?: StringMatchSpec;
  readonly headers?: Readonly<Record<string, StringMatchSpec>>;
  readonly withoutHeaders?: Readonly<Record<string, StringMatchSpec>>;
  readonly queryParams?: Readonly<Record<string, StringMatchSpec>>;
  readonly ignoreUriCase?: boolean;
  readonly port?: number;
  readonly sourceLabels?: Labels;
  readonly sourceNamespace?: string;
  readonly gateways?: readonly string[];
}
export interface HttpDestination {
  readonly destination?: Destination;
  readonly weight?: number;
  readonly headers?: HeadersSpec;
  /** its index in the original list, if different */
  readonly index?: number;
}
export interface Percent { readonly value?: number }
export interface RetrySpec {
  readonly attempts?: number;
  readonly perTryTimeout?: string;
  readonly retryOn?: string;
  readonly retryRemoteLocalities?: boolean;
  readonly retryIgnorePreviousHosts?: boolean;
  readonly backoff?: string;
}
export interface FaultSpec {
  readonly delay?: { readonly percent?: number; readonly percentage?: Percent; readonly fixedDelay?: string };
  readonly abort?: { readonly httpStatus?: number; readonly grpcStatus?: string; readonly percentage?: Percent };
}
export interface CorsSpec {
  readonly allowOrigins?: readonly StringMatchSpec[];
  readonly allowOrigin?: readonly string[];
  readonly allowMethods?: readonly string[];
  readonly allowHeaders?: readonly string[];
  readonly exposeHeaders?: readonly string[];
  readonly maxAge?: string;
  readonly allowCredentials?: boolean;
  readonly unmatchedPreflights?: string;
}
export interface RedirectSpec {
  readonly uri?: string;
  readonly authority?: string;
  readonly port?: number;
  readonly derivePort?: string;
  readonly scheme?: string;
  readonly redirectCode?: number;
  /** the rewritten prefix, of Gateway API routes only */
  readonly prefixRewrite?: string;
}
export interface RewriteSpec { readonly uri?: string; readonly authority?: string; readonly uriRegexRewrite?: { readonly match?: string; readonly rewrite?: string } }
export interface MirrorSpec { readonly destination?: Destination; readonly percentage?: Percent }
export interface HttpRouteSpec {
  readonly name?: string;
  readonly match?: readonly HttpMatchSpec[];
  readonly route?: readonly HttpDestination[];
  readonly redirect?: RedirectSpec;
  readonly directResponse?: { readonly status?: number; readonly body?: { readonly string?: string; readonly bytes?: string } };
  readonly delegate?: { readonly name?: string; readonly namespace?: string };
  readonly rewrite?: RewriteSpec;
  readonly timeout?: string;
  readonly retries?: RetrySpec;
  readonly fault?: FaultSpec;
  readonly corsPolicy?: CorsSpec;
  readonly mirror?: Destination;
  readonly mirrorPercent?: number;
  readonly mirrorPercentage?: Percent;
  readonly mirrors?: readonly MirrorSpec[];
  readonly headers?: HeadersSpec;
}
export interface L4Match {
  readonly destinationSubnets?: readonly string[];
  readonly port?: number;
  readonly sourceLabels?: Labels;
  readonly gateways?: readonly string[];
  readonly sourceNamespace?: string;
}
export interface L4Destination { readonly destination?: Destination; readonly weight?: number }
export interface TcpRouteSpec { readonly match?: readonly L4Match[]; readonly route?: readonly L4Destination[] }
export interface TlsRouteSpec { readonly match?: readonly (L4Match & { readonly sniHosts?: readonly string[] })[]; readonly route?: readonly L4Destination[] }
export interface VirtualServiceSpec {
  readonly hosts?: readonly string[];
  readonly gateways?: readonly string[];
  readonly http?: readonly HttpRouteSpec[];
  readonly tls?: readonly TlsRouteSpec[];
  readonly tcp?: readonly TcpRouteSpec[];
  readonly exportTo?: readonly string[];
}

export interface ConsistentHashSpec {
  readonly httpHeaderName?: string;
  readonly httpCookie?: { readonly name?: string; readonly path?: string; readonly ttl?: string };
  readonly useSourceIp?: boolean;
  readonly httpQueryParameterName?: string;
  readonly minimumRingSize?: number | string;
  readonly ringHash?: { readonly minimumRingSize?: number | string };
  readonly maglev?: { readonly tableSize?: number | string };
}
export interface LoadBalancerSpec {
  readonly simple?: string;
  readonly consistentHash?: ConsistentHashSpec;
  readonly localityLbSetting?: {
    readonly enabled?: boolean;
    readonly distribute?: readonly unknown[];
    readonly failover?: readonly unknown[];
    readonly failoverPriority?: readonly string[];
  };
  readonly warmupDurationSecs?: string;
  readonly warmup?: { readonly duration?: string; readonly aggression?: number; readonly minimumPercent?: number };
}
export interface TcpKeepaliveSpec { readonly probes?: number; readonly time?: string; readonly interval?: string }
export interface ConnectionPoolSpec {
  readonly tcp?: {
    readonly maxConnections?: number;
    readonly connectTimeout?: string;
    readonly tcpKeepalive?: TcpKeepaliveSpec;
    readonly maxConnectionDuration?: string;
    readonly idleTimeout?: string;
  };
  readonly http?: {
    readonly http1MaxPendingRequests?: number;
    readonly http2MaxRequests?: number;
    readonly maxRequestsPerConnection?: number;
    readonly maxRetries?: number;
    readonly idleTimeout?: string;
    readonly h2UpgradePolicy?: string;
    readonly useClientProtocol?: boolean;
    readonly maxConcurrentStreams?: number;
  };
}
export interface OutlierSpec {
  readonly consecutiveErrors?: number;
  readonly splitExternalLocalOriginErrors?: boolean;
  readonly consecutiveLocalOriginFailures?: number;
  readonly consecutiveGatewayErrors?: number;
  readonly consecutive5xxErrors?: number;
  readonly interval?: string;
  readonly baseEjectionTime?: string;
  readonly maxEjectionPercent?: number;
  readonly minHealthPercent?: number;
}
export interface ClientTlsSpec {
  readonly mode?: string;
  readonly clientCertificate?: string;
  readonly privateKey?: string;
  readonly caCertificates?: string;
  readonly credentialName?: string;
  readonly subjectAltNames?: readonly string[];
  readonly sni?: string;
  readonly insecureSkipVerify?: boolean;
}
export interface PolicySettings {
  readonly loadBalancer?: LoadBalancerSpec;
  readonly connectionPool?: ConnectionPoolSpec;
  readonly outlierDetection?: OutlierSpec;
  readonly tls?: ClientTlsSpec;
}
export interface TrafficPolicySpec extends PolicySettings {
  readonly portLevelSettings?: readonly (PolicySettings & { readonly port?: PortSelector })[];
  readonly tunnel?: unknown;
  readonly proxyProtocol?: { readonly version?: string };
  readonly retryBudget?: { readonly percent?: Percent | number; readonly minRetryConcurrency?: number };
}
export interface SubsetSpec { readonly name?: string; readonly labels?: Labels; readonly trafficPolicy?: TrafficPolicySpec }
export interface DestinationRuleSpec {
  readonly host?: string;
  readonly trafficPolicy?: TrafficPolicySpec;
  readonly subsets?: readonly SubsetSpec[];
  readonly exportTo?: readonly string[];
  readonly workloadSelector?: { readonly matchLabels?: Labels };
}

export interface WorkloadEntrySpec {
  readonly address?: string;
  readonly ports?: Readonly<Record<string, number>>;
  readonly labels?: Labels;
  readonly network?: string;
  readonly locality?: string;
  readonly weight?: number;
  readonly serviceAccount?: string;
}
export interface ServiceEntrySpec {
  readonly hosts?: readonly string[];
  readonly addresses?: readonly string[];
  readonly ports?: readonly { readonly number?: number; readonly name?: string; readonly protocol?: string; readonly targetPort?: number }[];
  readonly location?: string;
  readonly resolution?: string;
  readonly endpoints?: readonly WorkloadEntrySpec[];
  readonly workloadSelector?: { readonly labels?: Labels };
  readonly exportTo?: readonly string[];
  readonly subjectAltNames?: readonly string[];
}

export interface SidecarPort { readonly number?: number; readonly protocol?: string; readonly name?: string }
export interface EgressSpec { readonly port?: SidecarPort; readonly bind?: string; readonly captureMode?: string; readonly hosts?: readonly string[] }
export interface IngressSpec {
  readonly port?: SidecarPort;
  readonly bind?: string;
  readonly captureMode?: string;
  readonly defaultEndpoint?: string;
  readonly tls?: unknown;
  readonly connectionPool?: ConnectionPoolSpec;
}
export interface OutboundPolicySpec { readonly mode?: string; readonly egressProxy?: Destination }
export interface SidecarSpec {
  readonly workloadSelector?: { readonly labels?: Labels };
  readonly egress?: readonly EgressSpec[];
  readonly ingress?: readonly IngressSpec[];
  readonly outboundTrafficPolicy?: OutboundPolicySpec;
  readonly inboundConnectionPool?: ConnectionPoolSpec;
}

export interface ServerTlsSpec {
  readonly httpsRedirect?: boolean;
  readonly mode?: string;
  readonly serverCertificate?: string;
  readonly privateKey?: string;
  readonly caCertificates?: string;
  readonly credentialName?: string;
  readonly credentialNames?: readonly string[];
  readonly caCertCredentialName?: string;
  readonly tlsCertificates?: readonly { readonly serverCertificate?: string; readonly privateKey?: string }[];
  readonly subjectAltNames?: readonly string[];
  readonly minProtocolVersion?: string;
  readonly maxProtocolVersion?: string;
  readonly cipherSuites?: readonly string[];
}
export interface ServerSpec {
  readonly port?: { readonly number?: number; readonly protocol?: string; readonly name?: string; readonly targetPort?: number };
  readonly bind?: string;
  readonly hosts?: readonly string[];
  readonly tls?: ServerTlsSpec;
  readonly name?: string;
  readonly defaultEndpoint?: string;
}
export interface GatewaySpec { readonly servers?: readonly ServerSpec[]; readonly selector?: Labels }

export interface PeerAuthenticationSpec {
  readonly selector?: { readonly matchLabels?: Labels };
  readonly mtls?: { readonly mode?: string };
  readonly portLevelMtls?: Readonly<Record<string, { readonly mode?: string }>>;
}
