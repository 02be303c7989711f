import type { Duration } from 'cdk8s';

/** Probes of idle connections (`SO_KEEPALIVE`). */
export interface TcpKeepalive {
  /**
   * How many probes without an answer until the connection counts as dead.
   *
   * @default - the system's, 9 on Linux
   */
  readonly probes?: number;

  /**
   * How long a connection is idle until the first probe.
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

/** Limits of the connections to a host, for HTTP too. */
export interface TcpConnectionPool {
  /**
   * The most connections.
   *
   * @default - 2³²−1
   */
  readonly maxConnections?: number;

  /**
   * The time to make a connection, at least 1 ms.
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
   * The longest life of a connection, at least 1 ms.
   *
   * @default - no limit
   */
  readonly maxConnectionDuration?: Duration;

  /**
   * How long a connection may be idle, of TCP alone; zero means forever.
   *
   * @default - 1 h
   */
  readonly idleTimeout?: Duration;
}

/** Pings over idle HTTP/2 connections. */
export interface Http2KeepAlive {
  /** The time between pings, at least 1 ms. */
  readonly interval: Duration;

  /** How long to wait for the answer, at least 1 ms. */
  readonly timeout: Duration;
}

/** Are HTTP/1.1 connections to a host made HTTP/2? */
export enum H2UpgradePolicy {
  /** As the mesh says. */
  DEFAULT = 'DEFAULT',

  /** Never. */
  DO_NOT_UPGRADE = 'DO_NOT_UPGRADE',

  /** Always. */
  UPGRADE = 'UPGRADE',
}

/** Limits of the HTTP requests to a host. */
export interface HttpConnectionPool {
  /**
   * The most requests that wait for a connection, of HTTP/2 too.
   *
   * @default - 2³²−1
   */
  readonly http1MaxPendingRequests?: number;

  /**
   * The most requests at a time, of HTTP/1.1 too.
   *
   * @default - 2³²−1
   */
  readonly http2MaxRequests?: number;

  /**
   * The most requests over one connection; 1 switches keep-alive off, 0 means no limit.
   *
   * @default 0
   */
  readonly maxRequestsPerConnection?: number;

  /**
   * The most retries at a time to the whole host.
   *
   * @default - 2³²−1
   */
  readonly maxRetries?: number;

  /**
   * How long a connection may have no request, at least 1 ms.
   *
   * @default - 1 h
   */
  readonly idleTimeout?: Duration;

  /**
   * Are HTTP/1.1 connections made HTTP/2?.
   *
   * @default H2UpgradePolicy.DEFAULT
   */
  readonly h2UpgradePolicy?: H2UpgradePolicy;

  /**
   * Speak the caller's version of HTTP to the host; then nothing is upgraded.
   *
   * @default false
   */
  readonly useClientProtocol?: boolean;

  /**
   * The most streams over one HTTP/2 connection.
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
 * Limits of connections and requests: the circuit breaker. Above a limit, requests fail at once with 503.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#ConnectionPoolSettings
 */
export interface ConnectionPool {
  /**
   * Limits of connections, for HTTP too.
   *
   * @default - none but the defaults
   */
  readonly tcp?: TcpConnectionPool;

  /**
   * Limits of HTTP requests.
   *
   * @default - none but the defaults
   */
  readonly http?: HttpConnectionPool;
}
