import type { Duration } from 'cdk8s';
import type { LoadBalancer } from './load-balancer';
import type { UpstreamTls } from './upstream-tls';
import { millisOf } from '../grammar/given';
import * as names from '../grammar/names';
import type { ConnectionPoolModel, OutlierDetectionModel, TrafficPolicyModel } from '../model/policy';

/** Whether a proxy uses HTTP/2 to a service. */
export enum Http2Upgrade {
  /** HTTP/1.1 requests are upgraded to HTTP/2. */
  ALWAYS = 'ALWAYS',
  /** HTTP/1.1 requests stay HTTP/1.1. */
  NEVER = 'NEVER',
  /** The proxy uses the same protocol as the client. */
  AS_CLIENT = 'AS_CLIENT',
}

/** TCP keep-alive probes. */
export interface TcpKeepalive {
  /**
   * Idle time before the first probe.
   *
   * @default - the operating system's setting
   */
  readonly time?: Duration;
  /**
   * Time between probes.
   *
   * @default - the operating system's setting
   */
  readonly interval?: Duration;
  /**
   * Probes without an answer until the connection counts as dead.
   *
   * @default - the operating system's setting
   */
  readonly probes?: number;
}

/**
 * Circuit breaker: limits of one proxy's connections and requests to a service. Beyond them, requests fail immediately (status 503).
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#ConnectionPoolSettings
 */
export interface ConnectionPool {
  /**
   * Maximum number of connections, at least 1.
   *
   * @default - no limit
   */
  readonly maxConnections?: number;
  /**
   * Connection timeout.
   *
   * @default 10 seconds
   */
  readonly connectTimeout?: Duration;
  /**
   * Time after which a connection is closed, even while it is in use.
   *
   * @default - no limit
   */
  readonly maxConnectionDuration?: Duration;
  /**
   * Time after which an idle TCP connection is closed.
   *
   * @default 1 hour
   */
  readonly tcpIdleTimeout?: Duration;
  /**
   * TCP keep-alive.
   *
   * @default - off
   */
  readonly keepalive?: TcpKeepalive;
  /**
   * Maximum number of requests that wait for a connection.
   *
   * @default - no limit
   */
  readonly maxPendingRequests?: number;
  /**
   * Maximum number of concurrent requests (streams, for HTTP/2).
   *
   * @default - no limit
   */
  readonly maxRequests?: number;
  /**
   * Requests after which a connection is closed; 1 turns keep-alive off.
   *
   * @default - no limit
   */
  readonly maxRequestsPerConnection?: number;
  /**
   * Maximum number of concurrent streams of one HTTP/2 connection.
   *
   * @default - no limit
   */
  readonly maxConcurrentStreams?: number;
  /**
   * Maximum number of concurrent retries, over all endpoints.
   *
   * @default - no limit
   */
  readonly maxRetries?: number;
  /**
   * Time after which a connection without requests is closed.
   *
   * @default 1 hour
   */
  readonly idleTimeout?: Duration;
  /**
   * HTTP/2 to the service.
   *
   * @default - according to the port's protocol
   */
  readonly http2?: Http2Upgrade;
}

/**
 * When an endpoint is ejected from load balancing for a while.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#OutlierDetection
 */
export interface OutlierDetection {
  /**
   * Consecutive errors of 500 to 599 (and broken connections) before ejection; 0 turns this count off.
   *
   * @default 5
   */
  readonly consecutive5xxErrors?: number;
  /**
   * Consecutive errors of 502, 503 and 504 before ejection; 0 turns this count off.
   *
   * @default - off
   */
  readonly consecutiveGatewayErrors?: number;
  /**
   * Consecutive connection failures before ejection; only with `splitExternalLocalOriginErrors`.
   *
   * @default 5
   */
  readonly consecutiveLocalOriginFailures?: number;
  /**
   * Whether connection failures are counted separately from error responses.
   *
   * @default false
   */
  readonly splitExternalLocalOriginErrors?: boolean;
  /**
   * Time between evaluations.
   *
   * @default 10 seconds
   */
  readonly interval?: Duration;
  /**
   * Ejection time, multiplied by the number of ejections so far.
   *
   * @default 30 seconds
   */
  readonly baseEjectionTime?: Duration;
  /**
   * Maximum percentage of ejected endpoints, 0 to 100.
   *
   * @default 10
   */
  readonly maxEjectionPercent?: number;
  /**
   * Minimum percentage of healthy endpoints, 0 to 100; below it, all endpoints are used.
   *
   * @default 0
   */
  readonly minHealthPercent?: number;
}

/** The PROXY protocol in front of a connection. */
export enum ProxyProtocol {
  /** Version 1, text. */
  V1 = 'V1',
  /** Version 2, binary. */
  V2 = 'V2',
}

/** Traffic policy of callers' proxies for a service, a version or a port. Omitted settings are inherited from the less specific policy. */
export interface TrafficPolicy {
  /**
   * How requests are distributed.
   *
   * @default - the plane's, least request in Istio
   */
  readonly loadBalancer?: LoadBalancer;
  /**
   * Limits of connections and requests.
   *
   * @default - no limits
   */
  readonly connectionPool?: ConnectionPool;
  /**
   * Ejection of failing endpoints.
   *
   * @default - never
   */
  readonly outlierDetection?: OutlierDetection;
  /**
   * TLS to the service.
   *
   * @default - the mesh's mutual TLS, if the service has a proxy
   */
  readonly tls?: UpstreamTls;
  /**
   * The PROXY protocol, for services that need the caller's address.
   *
   * @default - off
   */
  readonly proxyProtocol?: ProxyProtocol;
}


/** @internal */
export function trafficPolicyModel(what: string, policy: TrafficPolicy): TrafficPolicyModel {
  if ((policy.loadBalancer ?? policy.connectionPool ?? policy.outlierDetection ?? policy.tls ?? policy.proxyProtocol) === undefined) {
    throw new Error(`${what}: the traffic policy sets nothing; set loadBalancer, connectionPool, outlierDetection, tls or proxyProtocol`);
  }
  return {
    loadBalancer: policy.loadBalancer?._model(),
    connectionPool: policy.connectionPool && poolModel(what, policy.connectionPool),
    outlierDetection: policy.outlierDetection && outlierModel(what, policy.outlierDetection),
    tls: policy.tls?._model(),
    proxyProtocol: policy.proxyProtocol === undefined ? undefined : policy.proxyProtocol === ProxyProtocol.V1 ? 'v1' : 'v2',
  };
}

function poolModel(what: string, pool: ConnectionPool): ConnectionPoolModel {
  const ms = (name: string, d: Duration | undefined) => d && names.millis(`${what}: ${name}`, millisOf(`${what}: ${name}`, d));
  const count = (name: string, n: number | undefined, min: number = 0) => (n === undefined ? undefined : names.integer(`${what}: ${name}`, n, min, 2_147_483_647));
  const model: ConnectionPoolModel = {
    maxConnections: count('maxConnections', pool.maxConnections, 1),
    connectTimeoutMs: ms('connectTimeout', pool.connectTimeout),
    maxConnectionDurationMs: ms('maxConnectionDuration', pool.maxConnectionDuration),
    tcpIdleTimeoutMs: ms('tcpIdleTimeout', pool.tcpIdleTimeout),
    keepalive: pool.keepalive && {
      timeMs: ms('keepalive time', pool.keepalive.time),
      intervalMs: ms('keepalive interval', pool.keepalive.interval),
      probes: count('keepalive probes', pool.keepalive.probes, 1),
    },
    maxPendingRequests: count('maxPendingRequests', pool.maxPendingRequests),
    maxRequests: count('maxRequests', pool.maxRequests),
    maxRequestsPerConnection: count('maxRequestsPerConnection', pool.maxRequestsPerConnection),
    maxConcurrentStreams: count('maxConcurrentStreams', pool.maxConcurrentStreams),
    maxRetries: count('maxRetries', pool.maxRetries),
    idleTimeoutMs: ms('idleTimeout', pool.idleTimeout),
    http2: pool.http2 === undefined ? undefined : ({ ALWAYS: 'upgrade', NEVER: 'never', AS_CLIENT: 'as-client' } as const)[pool.http2],
  };
  if (Object.values(model).every((v) => v === undefined)) {
    throw new Error(`${what}: connectionPool sets no limit; set one, or remove it`);
  }
  return model;
}

function outlierModel(what: string, o: OutlierDetection): OutlierDetectionModel {
  if (o.consecutiveLocalOriginFailures !== undefined && !o.splitExternalLocalOriginErrors) {
    throw new Error(`${what}: consecutiveLocalOriginFailures has no effect without splitExternalLocalOriginErrors; set that to true, or remove it`);
  }
  const count = (name: string, n: number | undefined, max: number = 2_147_483_647) => (n === undefined ? undefined : names.integer(`${what}: ${name}`, n, 0, max));
  return {
    consecutive5xxErrors: count('consecutive5xxErrors', o.consecutive5xxErrors),
    consecutiveGatewayErrors: count('consecutiveGatewayErrors', o.consecutiveGatewayErrors),
    consecutiveLocalOriginFailures: count('consecutiveLocalOriginFailures', o.consecutiveLocalOriginFailures),
    splitExternalLocalOriginErrors: o.splitExternalLocalOriginErrors,
    intervalMs: o.interval && names.millis(`${what}: the interval of outlier detection`, millisOf(`${what}: the interval of outlier detection`, o.interval)),
    baseEjectionTimeMs: o.baseEjectionTime && names.millis(`${what}: baseEjectionTime`, millisOf(`${what}: baseEjectionTime`, o.baseEjectionTime)),
    maxEjectionPercent: count('maxEjectionPercent', o.maxEjectionPercent, 100),
    minHealthPercent: count('minHealthPercent', o.minHealthPercent, 100),
  };
}
