import type { VirtualServiceProps } from '../virtual-service';
import { host } from './check';
import { gatewayName } from './gateway-ref';
import { httpRoute } from './http-route';
import { filled, list, struct, value } from './json';
import { tcpRoute, tlsRoute } from './l4-route';

export const virtualServiceSpec = struct<VirtualServiceProps>((p, at) => ({
  hosts: filled(p.hosts, at, 'hosts', host),
  gateways: filled(p.gateways, at, 'gateways', gatewayName),
  http: list(p.http, at, 'http', httpRoute),
  tls: list(p.tls, at, 'tls', tlsRoute),
  tcp: list(p.tcp, at, 'tcp', tcpRoute),
  exportTo: filled(p.exportTo, at, 'exportTo', value),
}));
