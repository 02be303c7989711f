import type { IDestination } from './destination';
import type { IGatewayRef } from './gateway-ref';

/** One destination of a TCP or TLS route and its share. */
export interface RouteDestination {
  /** Where the connections go: a `Destination`, a `Subset`, a `ServiceEntry`. */
  readonly destination: IDestination;

  /**
   * The share, relative to the sum of the route's weights.
   *
   * @default - all, of a single destination
   */
  readonly weight?: number;
}

/** What a TCP connection must be like for a route to take it. */
export interface TcpMatch {
  /**
   * The IP addresses or blocks that it goes to.
   *
   * @default - any
   */
  readonly destinationSubnets?: string[];

  /**
   * The port of the host that it goes to.
   *
   * @default - any
   */
  readonly port?: number;

  /**
   * Labels that the calling workload must have.
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
   * The IP address or block that it comes from; today's Istio has no effect for it.
   *
   * @default - any
   */
  readonly sourceSubnet?: string;

  /**
   * The gateways that this match is for, instead of the VirtualService's.
   *
   * @default - the VirtualService's
   */
  readonly gateways?: IGatewayRef[];
}

/** Where TCP connections go. */
export interface TcpRoute {
  /**
   * The connections that this route takes: any of these matches.
   *
   * @default - every connection
   */
  readonly match?: TcpMatch[];

  /** The destinations. */
  readonly route: RouteDestination[];
}

/** What a TLS connection must be like for a route to take it; it is not decrypted. */
export interface TlsMatch {
  /** The server names (SNI) that the client asks for; each within the hosts of the VirtualService. */
  readonly sniHosts: string[];

  /**
   * The IP addresses or blocks that it goes to.
   *
   * @default - any
   */
  readonly destinationSubnets?: string[];

  /**
   * The port of the host that it goes to.
   *
   * @default - any
   */
  readonly port?: number;

  /**
   * Labels that the calling workload must have.
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
   * The gateways that this match is for, instead of the VirtualService's.
   *
   * @default - the VirtualService's
   */
  readonly gateways?: IGatewayRef[];
}

/** Where TLS connections go that are not decrypted here. */
export interface TlsRoute {
  /** The connections that this route takes: any of these matches. */
  readonly match: TlsMatch[];

  /** The destinations. */
  readonly route: RouteDestination[];
}
