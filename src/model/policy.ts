import { defined } from '../grammar/plain';

/** How requests are balanced over the endpoints of a service. */
export interface LoadBalancerModel {
  readonly kind: 'round-robin' | 'random' | 'least-request' | 'passthrough' | 'consistent-hash';
  readonly hash?: HashModel;
  readonly locality?: LocalityModel;
  readonly warmup?: WarmupModel;
}

/** The input and the algorithm of a consistent hash. */
export interface HashModel {
  readonly by: 'header' | 'cookie' | 'source-ip' | 'query';
  readonly name?: string;
  readonly cookiePath?: string;
  readonly cookieTtlMs?: number;
  readonly algorithm?: 'ring-hash' | 'maglev';
  readonly ringSize?: number;
  readonly tableSize?: number;
}

/** Preference among regions, zones and sub-zones. */
export interface LocalityModel {
  readonly kind: 'failover' | 'distribute' | 'priority';
  readonly failover?: ReadonlyArray<{ readonly from: string; readonly to: string }>;
  readonly distribute?: ReadonlyArray<{ readonly from: string; readonly to: { readonly [locality: string]: number } }>;
  readonly priority?: readonly string[];
}

/** Slow start of a new endpoint. */
export interface WarmupModel {
  readonly durationMs: number;
  readonly minimumPercent?: number;
  readonly aggression?: number;
}

/** Limits of the connections that one proxy opens to a service. */
export interface ConnectionPoolModel {
  readonly maxConnections?: number;
  readonly connectTimeoutMs?: number;
  readonly maxConnectionDurationMs?: number;
  readonly tcpIdleTimeoutMs?: number;
  readonly keepalive?: { readonly timeMs?: number; readonly intervalMs?: number; readonly probes?: number };
  readonly maxPendingRequests?: number;
  readonly maxRequests?: number;
  readonly maxRequestsPerConnection?: number;
  readonly maxConcurrentStreams?: number;
  readonly maxRetries?: number;
  readonly idleTimeoutMs?: number;
  readonly http2?: 'upgrade' | 'never' | 'as-client';
}

/** When an endpoint is ejected. */
export interface OutlierDetectionModel {
  readonly consecutive5xxErrors?: number;
  readonly consecutiveGatewayErrors?: number;
  readonly consecutiveLocalOriginFailures?: number;
  readonly splitExternalLocalOriginErrors?: boolean;
  readonly intervalMs?: number;
  readonly baseEjectionTimeMs?: number;
  readonly maxEjectionPercent?: number;
  readonly minHealthPercent?: number;
}

/** How a client's proxy uses TLS to a service. */
export interface UpstreamTlsModel {
  readonly kind: 'disable' | 'mesh' | 'simple' | 'mutual';
  readonly sni?: string;
  readonly credentialName?: string;
  readonly caFile?: string;
  /** ConfigMap of the service's namespace with the CA certificates. */
  readonly caConfigMap?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly subjectAltNames?: readonly string[];
  readonly insecureSkipVerify?: boolean;
}

/** All client-side settings for a service, a version or a port. */
export interface TrafficPolicyModel {
  readonly loadBalancer?: LoadBalancerModel;
  readonly connectionPool?: ConnectionPoolModel;
  readonly outlierDetection?: OutlierDetectionModel;
  readonly tls?: UpstreamTlsModel;
  readonly proxyProtocol?: 'v1' | 'v2';
}

/** Overrides the less specific policy with the more specific one, part by part. */
export function overlayPolicy(wide: TrafficPolicyModel | undefined, narrow: TrafficPolicyModel | undefined): TrafficPolicyModel {
  return { ...wide, ...defined(narrow) };
}
