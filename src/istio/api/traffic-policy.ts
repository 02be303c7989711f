import type { Duration } from 'cdk8s';
import type { ClientTls } from './client-tls';
import connectionPoolWriters, { type ConnectionPool } from './connection-pool';
import type { LoadBalancer } from './load-balancer';
import outlierDetection, { type OutlierDetection } from './outlier-detection';
import { durationOrZero, host, percent, port, portReference, uint32 } from '../write/check';
import { atMostOne, constant, given, list, refuse, struct, value } from '../write/json';

/** The versions of the PROXY protocol. */
export enum ProxyProtocolVersion {
  /** Text. */
  V1 = 'V1',

  /** Binary. */
  V2 = 'V2',
}

/** The PROXY protocol to a host. */
export interface ProxyProtocol {
  /**
   * The version.
   *
   * @default ProxyProtocolVersion.V1
   */
  readonly version?: ProxyProtocolVersion;
}

/** Limit of concurrent retries, as a percentage of the requests. */
export interface RetryBudget {
  /**
   * The percentage of active and pending requests.
   *
   * @default 20
   */
  readonly percent?: number;

  /**
   * Minimum number of concurrent retries that are always allowed.
   *
   * @default 3
   */
  readonly minRetryConcurrency?: number;

  /**
   * The time window in which requests are counted; zero counts current requests only.
   *
   * @default - zero
   */
  readonly budgetInterval?: Duration;
}

/** Sends TCP and TLS connections through an HTTP proxy that is the host of the rule. */
export interface Tunnel {
  /** The target host of the tunnel. */
  readonly targetHost: string;

  /** The target port of the tunnel. */
  readonly targetPort: number;

  /**
   * The method that opens the tunnel.
   *
   * @default TunnelProtocol.CONNECT
   */
  readonly protocol?: TunnelProtocol;
}

/** The HTTP method that opens a tunnel. */
export enum TunnelProtocol {
  /** CONNECT. */
  CONNECT = 'CONNECT',

  /** POST. */
  POST = 'POST',
}

/** The policy of one port, which replaces the policy of the host for that port. */
export interface PortTrafficPolicy {
  /** The port of the service. */
  readonly port: number;

  /**
   * The load-balancing algorithm.
   *
   * @default - Istio's default
   */
  readonly loadBalancer?: LoadBalancer;

  /**
   * Limits of connections and requests.
   *
   * @default - Istio's default
   */
  readonly connectionPool?: ConnectionPool;

  /**
   * When a failing endpoint is ejected.
   *
   * @default - never
   */
  readonly outlierDetection?: OutlierDetection;

  /**
   * TLS settings of clients for the port.
   *
   * @default - mutual TLS of the mesh if the endpoint has a proxy, otherwise none
   */
  readonly tls?: ClientTls;
}

/**
 * How clients connect to the endpoints of a host.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#TrafficPolicy
 */
export interface TrafficPolicy {
  /**
   * The load-balancing algorithm.
   *
   * @default - least request
   */
  readonly loadBalancer?: LoadBalancer;

  /**
   * Limits of connections and requests.
   *
   * @default - the default of each limit
   */
  readonly connectionPool?: ConnectionPool;

  /**
   * When a failing endpoint is ejected.
   *
   * @default - never
   */
  readonly outlierDetection?: OutlierDetection;

  /**
   * TLS settings of clients for the host.
   *
   * @default - mutual TLS of the mesh if the endpoint has a proxy, otherwise none
   */
  readonly tls?: ClientTls;

  /**
   * Policies of individual ports, which replace this one.
   *
   * @default - none
   */
  readonly portLevelSettings?: PortTrafficPolicy[];

  /**
   * A tunnel through the host; can't be combined with `proxyProtocol`.
   *
   * @default - none
   */
  readonly tunnel?: Tunnel;

  /**
   * The PROXY protocol to the host.
   *
   * @default - not used
   */
  readonly proxyProtocol?: ProxyProtocol;

  /**
   * Limit of concurrent retries, as a percentage of the requests.
   *
   * @default - none
   */
  readonly retryBudget?: RetryBudget;
}

const proxyProtocol = struct<ProxyProtocol>((p, at) => ({
  version: constant(p.version, at, 'version'),
}));

const retryBudget = struct<RetryBudget>((p, at) => ({
  percent: percent(p.percent, at, 'percent'),
  minRetryConcurrency: uint32(p.minRetryConcurrency, at, 'minRetryConcurrency'),
  budgetInterval: durationOrZero(p.budgetInterval, at, 'budgetInterval'),
}));

const tunnel = struct<Tunnel>((p, at) => ({
  targetHost: host(p.targetHost, at, 'targetHost'),
  targetPort: port(p.targetPort, at, 'targetPort'),
  protocol: constant(p.protocol, at, 'protocol'),
}));

const portTrafficPolicy = struct<PortTrafficPolicy>((p, at) => {
  if (given(p, 'loadBalancer', 'connectionPool', 'outlierDetection', 'tls').length === 0) {
    refuse(at, `the policy of port ${p.port} sets nothing; set loadBalancer, connectionPool, outlierDetection or tls`);
  }
  return {
    port: portReference(p.port, at, 'port'),
    loadBalancer: value(p.loadBalancer, at, 'loadBalancer'),
    connectionPool: connectionPoolWriters.connectionPool(p.connectionPool, at, 'connectionPool'),
    outlierDetection: outlierDetection(p.outlierDetection, at, 'outlierDetection'),
    tls: value(p.tls, at, 'tls'),
  };
});

const trafficPolicy = struct<TrafficPolicy>((p, at) => {
  atMostOne(p, at, 'tunnel', 'proxyProtocol');
  const ports = (p.portLevelSettings ?? []).map((s) => s.port);
  const repeated = ports.find((n, i) => ports.indexOf(n) !== i);
  if (repeated !== undefined) {
    refuse(at, `port ${repeated} has more than one policy in portLevelSettings; merge them into one`);
  }
  return {
    loadBalancer: value(p.loadBalancer, at, 'loadBalancer'),
    connectionPool: connectionPoolWriters.connectionPool(p.connectionPool, at, 'connectionPool'),
    outlierDetection: outlierDetection(p.outlierDetection, at, 'outlierDetection'),
    tls: value(p.tls, at, 'tls'),
    portLevelSettings: list(p.portLevelSettings, at, 'portLevelSettings', portTrafficPolicy),
    tunnel: tunnel(p.tunnel, at, 'tunnel'),
    proxyProtocol: proxyProtocol(p.proxyProtocol, at, 'proxyProtocol'),
    retryBudget: retryBudget(p.retryBudget, at, 'retryBudget'),
  };
});

export default trafficPolicy;
