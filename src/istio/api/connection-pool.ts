import type { Duration } from 'cdk8s';
import { bool, duration, durationOrZero, int32, uint32 } from '../write/check';
import { constant, given, refuse, struct } from '../write/json';

/** Probes of idle connections (`SO_KEEPALIVE`). */
export interface TcpKeepalive {
  /**
   * Number of unanswered probes after which the connection is considered dead.
   *
   * @default - the system's, 9 on Linux
   */
  readonly probes?: number;

  /**
   * Idle time before the first probe.
   *
   * @default - the system's, 2 hours on Linux
   */
  readonly time?: Duration;

  /**
   * The time between probes.
   *
   * @default - the system's, 75 s on Linux
   */
  readonly interval?: Duration;
}

/** Limits on connections to a host, both TCP and HTTP. */
export interface TcpConnectionPool {
  /**
   * Maximum number of connections.
   *
   * @default - 2³²−1
   */
  readonly maxConnections?: number;

  /**
   * Connection timeout; at least 1 ms.
   *
   * @default - 10 s
   */
  readonly connectTimeout?: Duration;

  /**
   * Probes of idle connections.
   *
   * @default - none
   */
  readonly tcpKeepalive?: TcpKeepalive;

  /**
   * Maximum lifetime of a connection; at least 1 ms.
   *
   * @default - no limit
   */
  readonly maxConnectionDuration?: Duration;

  /**
   * Idle timeout of TCP connections; zero disables the timeout.
   *
   * @default - 1 h
   */
  readonly idleTimeout?: Duration;
}

/** Pings over idle HTTP/2 connections. */
export interface Http2KeepAlive {
  /** The time between pings, at least 1 ms. */
  readonly interval: Duration;

  /** Time to wait for the answer; at least 1 ms. */
  readonly timeout: Duration;
}

/** Whether HTTP/1.1 connections to a host are upgraded to HTTP/2. */
export enum H2UpgradePolicy {
  /** Use the mesh default. */
  DEFAULT = 'DEFAULT',

  /** Never. */
  DO_NOT_UPGRADE = 'DO_NOT_UPGRADE',

  /** Always. */
  UPGRADE = 'UPGRADE',
}

/** Limits of HTTP requests to a host. */
export interface HttpConnectionPool {
  /**
   * Maximum number of requests that wait for a connection, for both HTTP/1.1 and HTTP/2.
   *
   * @default - 2³²−1
   */
  readonly http1MaxPendingRequests?: number;

  /**
   * Maximum number of concurrent requests, for both HTTP/1.1 and HTTP/2.
   *
   * @default - 2³²−1
   */
  readonly http2MaxRequests?: number;

  /**
   * Maximum number of requests per connection; 1 disables keep-alive, 0 means unlimited.
   *
   * @default 0
   */
  readonly maxRequestsPerConnection?: number;

  /**
   * Maximum number of concurrent retries to the host.
   *
   * @default - 2³²−1
   */
  readonly maxRetries?: number;

  /**
   * Idle timeout: how long a connection may have no active request; at least 1 ms.
   *
   * @default - 1 h
   */
  readonly idleTimeout?: Duration;

  /**
   * Whether HTTP/1.1 connections are upgraded to HTTP/2.
   *
   * @default H2UpgradePolicy.DEFAULT
   */
  readonly h2UpgradePolicy?: H2UpgradePolicy;

  /**
   * Whether the caller's HTTP version is also used to the host, without upgrades.
   *
   * @default false
   */
  readonly useClientProtocol?: boolean;

  /**
   * Maximum number of concurrent streams per HTTP/2 connection.
   *
   * @default - 2³¹−1
   */
  readonly maxConcurrentStreams?: number;

  /**
   * Pings over idle HTTP/2 connections.
   *
   * @default - none
   */
  readonly http2KeepAlive?: Http2KeepAlive;
}

/**
 * Limits of connections and requests: the circuit breaker. Above a limit, requests fail immediately with 503.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#ConnectionPoolSettings
 */
export interface ConnectionPool {
  /**
   * Limits on connections, both TCP and HTTP.
   *
   * @default - the default of each limit
   */
  readonly tcp?: TcpConnectionPool;

  /**
   * Limits of HTTP requests.
   *
   * @default - the default of each limit
   */
  readonly http?: HttpConnectionPool;
}

const tcpKeepalive = struct<TcpKeepalive>((p, at) => ({
  probes: uint32(p.probes, at, 'probes'),
  time: duration(p.time, at, 'time'),
  interval: duration(p.interval, at, 'interval'),
}));

const tcpConnectionPool = struct<TcpConnectionPool>((p, at) => ({
  maxConnections: int32(p.maxConnections, at, 'maxConnections'),
  connectTimeout: duration(p.connectTimeout, at, 'connectTimeout'),
  tcpKeepalive: tcpKeepalive(p.tcpKeepalive, at, 'tcpKeepalive'),
  maxConnectionDuration: duration(p.maxConnectionDuration, at, 'maxConnectionDuration'),
  idleTimeout: durationOrZero(p.idleTimeout, at, 'idleTimeout'),
}));

const http2KeepAlive = struct<Http2KeepAlive>((p, at) => ({
  interval: duration(p.interval, at, 'interval'),
  timeout: duration(p.timeout, at, 'timeout'),
}));

const httpConnectionPool = struct<HttpConnectionPool>((p, at) => {
  if (p.useClientProtocol && p.h2UpgradePolicy === 'UPGRADE') {
    refuse(at, 'h2UpgradePolicy UPGRADE has no effect with useClientProtocol; set one of them');
  }
  return {
    http1MaxPendingRequests: int32(p.http1MaxPendingRequests, at, 'http1MaxPendingRequests'),
    http2MaxRequests: int32(p.http2MaxRequests, at, 'http2MaxRequests'),
    maxRequestsPerConnection: int32(p.maxRequestsPerConnection, at, 'maxRequestsPerConnection'),
    maxRetries: int32(p.maxRetries, at, 'maxRetries'),
    idleTimeout: duration(p.idleTimeout, at, 'idleTimeout'),
    h2UpgradePolicy: constant(p.h2UpgradePolicy, at, 'h2UpgradePolicy'),
    useClientProtocol: bool(p.useClientProtocol, at, 'useClientProtocol'),
    maxConcurrentStreams: int32(p.maxConcurrentStreams, at, 'maxConcurrentStreams'),
    http2KeepAlive: http2KeepAlive(p.http2KeepAlive, at, 'http2KeepAlive'),
  };
});

const connectionPool = struct<ConnectionPool>((p, at) => {
  if (given(p, 'tcp', 'http').length === 0) {
    refuse(at, 'tcp or http must be set, got: neither');
  }
  return {
    tcp: tcpConnectionPool(p.tcp, at, 'tcp'),
    http: httpConnectionPool(p.http, at, 'http'),
  };
});

export default { tcpKeepalive, connectionPool };
