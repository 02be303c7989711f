import type { Duration } from 'cdk8s';
import type { ClientTls } from './client-tls';
import type { ConnectionPool } from './connection-pool';
import type { LoadBalancer } from './load-balancer';
import type { OutlierDetection } from './outlier-detection';

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

/** A limit of the retries that go on at a time, as a share of the requests. */
export interface RetryBudget {
  /**
   * The share of active and waiting requests, in percent.
   *
   * @default 20
   */
  readonly percent?: number;

  /**
   * So many retries are allowed in any case.
   *
   * @default 3
   */
  readonly minRetryConcurrency?: number;

  /**
   * Count the requests of so long a time too; zero counts those of this moment alone.
   *
   * @default - zero
   */
  readonly budgetInterval?: Duration;
}

/** Sends TCP and TLS connections through an HTTP proxy that is the host of the rule. */
export interface Tunnel {
  /** The host at the end of the tunnel. */
  readonly targetHost: string;

  /** The port at the end of the tunnel. */
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

/** The policy of one port; for that port it replaces the policy of the host as a whole. */
export interface PortTrafficPolicy {
  /** The port of the service. */
  readonly port: number;

  /**
   * How an endpoint is chosen.
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
   * When an endpoint that fails is left out.
   *
   * @default - never
   */
  readonly outlierDetection?: OutlierDetection;

  /**
   * How clients speak TLS to the port.
   *
   * @default - as its proxies can
   */
  readonly tls?: ClientTls;
}

/**
 * How clients talk to the endpoints of a host.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#TrafficPolicy
 */
export interface TrafficPolicy {
  /**
   * How an endpoint is chosen.
   *
   * @default - least request
   */
  readonly loadBalancer?: LoadBalancer;

  /**
   * Limits of connections and requests.
   *
   * @default - none but the defaults
   */
  readonly connectionPool?: ConnectionPool;

  /**
   * When an endpoint that fails is left out.
   *
   * @default - never
   */
  readonly outlierDetection?: OutlierDetection;

  /**
   * How clients speak TLS to the host.
   *
   * @default - mutual TLS of the mesh where the endpoint has a proxy, else none
   */
  readonly tls?: ClientTls;

  /**
   * Policies of single ports, each instead of this one.
   *
   * @default - none
   */
  readonly portLevelSettings?: PortTrafficPolicy[];

  /**
   * A tunnel through the host; not beside `proxyProtocol`.
   *
   * @default - none
   */
  readonly tunnel?: Tunnel;

  /**
   * The PROXY protocol to the host.
   *
   * @default - not spoken
   */
  readonly proxyProtocol?: ProxyProtocol;

  /**
   * A limit of the retries as a share of the requests.
   *
   * @default - none
   */
  readonly retryBudget?: RetryBudget;
}
