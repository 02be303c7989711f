import type { VirtualServiceProps } from '../virtual-service';
import { host } from './check';
import { gatewayName } from './gateway-ref';
import { httpRoute } from './http-route';
import { list, struct, value } from './json';
import { tcpRoute, tlsRoute } from './l4-route';

export const virtualServiceSpec = struct<VirtualServiceProps>((p, at) => ({
  hosts: list(p.hosts, at, 'hosts', host),
  gateways: list(p.gateways, at, 'gateways', gatewayName),
  http: list(p.http, at, 'http', httpRoute),
  tls: list(p.tls, at, 'tls', tlsRoute),
  tcp: list(p.tcp, at, 'tcp', tcpRoute),
  exportTo: list(p.exportTo, at, 'exportTo', value),
}));
