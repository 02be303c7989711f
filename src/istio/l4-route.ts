import type { IDestination } from './destination';
import type { IGatewayRef } from './gateway-ref';

/** A destination of a TCP or TLS route with its weight. */
export interface RouteDestination {
  /** The destination: a `Destination`, a `Subset` or a `ServiceEntry`. */
  readonly destination: IDestination;

  /**
   * The weight, relative to the sum of the route's weights.
   *
   * @default - all requests, for a single destination
   */
  readonly weight?: number;
}

/** The conditions of a TCP connection for a route. */
export interface TcpMatch {
  /**
   * The destination IP addresses or CIDR ranges.
   *
   * @default - any
   */
  readonly destinationSubnets?: string[];

  /**
   * The destination port.
   *
   * @default - any
   */
  readonly port?: number;

  /**
   * Labels of the calling workload.
   *
   * @default - any caller
   */
  readonly sourceLabels?: { [label: string]: string };

  /**
   * The namespace of the calling workload.
   *
   * @default - any namespace
   */
  readonly sourceNamespace?: string;

  /**
   * The source IP address or CIDR range; currently ignored by Istio.
   *
   * @default - any
   */
  readonly sourceSubnet?: string;

  /**
   * The gateways that this match applies to, instead of those of the VirtualService.
   *
   * @default - the VirtualService's
   */
  readonly gateways?: IGatewayRef[];
}

/** A TCP route. */
export interface TcpRoute {
  /**
   * The connections to match: those that meet any of these conditions.
   *
   * @default - every connection
   */
  readonly match?: TcpMatch[];

  /** The destinations. */
  readonly route: RouteDestination[];
}

/** The conditions of a TLS connection, which is not decrypted, for a route. */
export interface TlsMatch {
  /** The server names (SNI); each must be within the hosts of the VirtualService. */
  readonly sniHosts: string[];

  /**
   * The destination IP addresses or CIDR ranges.
   *
   * @default - any
   */
  readonly destinationSubnets?: string[];

  /**
   * The destination port.
   *
   * @default - any
   */
  readonly port?: number;

  /**
   * Labels of the calling workload.
   *
   * @default - any caller
   */
  readonly sourceLabels?: { [label: string]: string };

  /**
   * The namespace of the calling workload.
   *
   * @default - any namespace
   */
  readonly sourceNamespace?: string;

  /**
   * The gateways that this match applies to, instead of those of the VirtualService.
   *
   * @default - the VirtualService's
   */
  readonly gateways?: IGatewayRef[];
}

/** A route for TLS connections that are not decrypted (passthrough). */
export interface TlsRoute {
  /** The connections to match: those that meet any of these conditions. */
  readonly match: TlsMatch[];

  /** The destinations. */
  readonly route: RouteDestination[];
}
