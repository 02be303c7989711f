import gatewayName, { type IGatewayRef } from './gateway-ref';
import httpRouteWriters, { type HttpRoute } from './http-route';
import l4RouteWriters, { type TcpRoute, type TlsRoute } from './l4-route';
import type { ResourceProps } from './resource-props';
import type { ExportTo } from './visibility';
import { host } from '../write/check';
import { filled, list, struct, value } from '../write/json';

/** Properties of `VirtualService`. */
export interface VirtualServiceProps extends ResourceProps {
  /**
   * The hosts that callers address: short or full names, wildcards, IP addresses.
   *
   * @default - none, for a delegate
   */
  readonly hosts?: string[];

  /**
   * The gateways that the routes apply to; includes sidecars if `GatewayRef.mesh()` is among them.
   *
   * @default - all sidecars, no gateway
   */
  readonly gateways?: IGatewayRef[];

  /**
   * HTTP routes; the first that matches is used.
   *
   * @default - none
   */
  readonly http?: HttpRoute[];

  /**
   * Routes of TLS connections that are not decrypted.
   *
   * @default - none
   */
  readonly tls?: TlsRoute[];

  /**
   * Routes of other TCP connections.
   *
   * @default - none
   */
  readonly tcp?: TcpRoute[];

  /**
   * The namespaces in which the VirtualService is visible.
   *
   * @default - the mesh's setting, which is everywhere unless changed
   */
  readonly exportTo?: ExportTo[];
}

const virtualServiceSpec = struct<VirtualServiceProps>((p, at) => ({
  hosts: filled(p.hosts, at, 'hosts', host),
  gateways: filled(p.gateways, at, 'gateways', gatewayName),
  http: list(p.http, at, 'http', httpRouteWriters.httpRoute),
  tls: list(p.tls, at, 'tls', l4RouteWriters.tlsRoute),
  tcp: list(p.tcp, at, 'tcp', l4RouteWriters.tcpRoute),
  exportTo: filled(p.exportTo, at, 'exportTo', value),
}));

export default virtualServiceSpec;
