import destinationOf, { type IDestination } from './destination';
import gatewayName, { type IGatewayRef } from './gateway-ref';
import httpRouteWriters from './http-route';
import { cidr, dnsLabel, host, int32, labels, port } from '../write/check';
import { filled, list, path, refuse, selection, struct } from '../write/json';

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

const routeDestination = struct<RouteDestination>((p, at) => ({
  destination: destinationOf(p.destination, at, 'destination'),
  weight: int32(p.weight, at, 'weight'),
}));

const tcpMatch = selection<TcpMatch>((p, at) => ({
  destinationSubnets: filled(p.destinationSubnets, at, 'destinationSubnets', cidr),
  port: port(p.port, at, 'port'),
  sourceLabels: labels(p.sourceLabels, at, 'sourceLabels'),
  sourceNamespace: dnsLabel(p.sourceNamespace, at, 'sourceNamespace'),
  sourceSubnet: cidr(p.sourceSubnet, at, 'sourceSubnet'),
  gateways: filled(p.gateways, at, 'gateways', gatewayName),
}));

const tcpRoute = struct<TcpRoute>((p, at) => {
  httpRouteWriters.weights(p.route, path(at, 'route'));
  return {
    match: filled(p.match, at, 'match', tcpMatch),
    route: list(p.route, at, 'route', routeDestination),
  };
});

const tlsMatch = selection<TlsMatch>((p, at) => {
  if (p.sniHosts.length === 0) {
    refuse(at, 'sniHosts must contain at least one host');
  }
  return {
    sniHosts: list(p.sniHosts, at, 'sniHosts', host),
    destinationSubnets: filled(p.destinationSubnets, at, 'destinationSubnets', cidr),
    port: port(p.port, at, 'port'),
    sourceLabels: labels(p.sourceLabels, at, 'sourceLabels'),
    sourceNamespace: dnsLabel(p.sourceNamespace, at, 'sourceNamespace'),
    gateways: filled(p.gateways, at, 'gateways', gatewayName),
  };
});

const tlsRoute = struct<TlsRoute>((p, at) => {
  if (p.match.length === 0) {
    refuse(at, 'match must contain at least one match');
  }
  httpRouteWriters.weights(p.route, path(at, 'route'));
  return {
    match: filled(p.match, at, 'match', tlsMatch),
    route: list(p.route, at, 'route', routeDestination),
  };
});

export default { tcpRoute, tlsRoute };
