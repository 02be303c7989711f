import type { RouteDestination, TcpMatch, TcpRoute, TlsMatch, TlsRoute } from '../l4-route';
import { cidr, dnsLabel, host, int32, labels, port } from './check';
import { destination } from './destination';
import { gatewayName } from './gateway-ref';
import { weights } from './http-route';
import { filled, list, path, refuse, selection, struct } from './json';

export const routeDestination = struct<RouteDestination>((p, at) => ({
  destination: destination(p.destination, at, 'destination'),
  weight: int32(p.weight, at, 'weight'),
}));

export const tcpMatch = selection<TcpMatch>((p, at) => ({
  destinationSubnets: filled(p.destinationSubnets, at, 'destinationSubnets', cidr),
  port: port(p.port, at, 'port'),
  sourceLabels: labels(p.sourceLabels, at, 'sourceLabels'),
  sourceNamespace: dnsLabel(p.sourceNamespace, at, 'sourceNamespace'),
  sourceSubnet: cidr(p.sourceSubnet, at, 'sourceSubnet'),
  gateways: filled(p.gateways, at, 'gateways', gatewayName),
}));

export const tcpRoute = struct<TcpRoute>((p, at) => {
  weights(p.route, path(at, 'route'));
  return {
    match: filled(p.match, at, 'match', tcpMatch),
    route: list(p.route, at, 'route', routeDestination),
  };
});

export const tlsMatch = selection<TlsMatch>((p, at) => {
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

export const tlsRoute = struct<TlsRoute>((p, at) => {
  if (p.match.length === 0) {
    refuse(at, 'match must contain at least one match');
  }
  weights(p.route, path(at, 'route'));
  return {
    match: filled(p.match, at, 'match', tlsMatch),
    route: list(p.route, at, 'route', routeDestination),
  };
});
