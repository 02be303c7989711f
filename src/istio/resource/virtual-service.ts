import type { Construct } from 'constructs';
import { IstioResource } from './resource';
import { checkState } from '../../check/attach';
import { given, guarded } from '../../guard/guard';
import gatewayName, { type IGatewayRef } from '../api/gateway-ref';
import httpRouteWriters, { type HttpRoute } from '../api/http-route';
import { described } from '../api/kinds';
import l4RouteWriters, { type TcpRoute, type TlsRoute } from '../api/l4-route';
import type { VirtualServiceProps } from '../api/virtual-service';
import type { ExportTo } from '../api/visibility';
import { inHost } from '../write/check';
import { value } from '../write/json';

/**
 * Routes the traffic of hosts: an Istio VirtualService. Use one per host: with several, their
 * order is not defined.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/
 *
 * @example
 * declare const chart: Chart;
 * new mesh.istio.VirtualService(chart, 'reviews', {
 *   hosts: ['reviews'],
 *   http: [{
 *     match: [{ headers: { 'end-user': mesh.istio.StringMatch.exact('jason') } }],
 *     route: [{ destination: mesh.istio.Destination.host('reviews', { subset: 'v2' }) }],
 *   }, {
 *     route: [{ destination: mesh.istio.Destination.host('reviews', { subset: 'v1' }) }],
 *   }],
 * });
 */
export class VirtualService extends IstioResource {
  public constructor(scope: Construct, id: string, props: VirtualServiceProps = {}) {
    super(scope, given('istio.VirtualService', scope, id, props), described('VirtualService', props));
    checkState(this).show('MESH201', this);
  }

  /** Adds a host that callers address. */
  public addHost(host: string): void {
    this._append('hosts', (at) => inHost(host, '', at));
  }

  /** Adds a gateway that the routes apply to. */
  public addGateway(gateway: IGatewayRef): void {
    this._append('gateways', (at) => gatewayName(gateway, '', at));
  }

  /** Appends an HTTP route. */
  public addHttpRoute(route: HttpRoute): void {
    this._append('http', (at) => httpRouteWriters.httpRoute(route, '', at));
  }

  /** Appends a TLS route. */
  public addTlsRoute(route: TlsRoute): void {
    this._append('tls', (at) => l4RouteWriters.tlsRoute(route, '', at));
  }

  /** Appends a TCP route. */
  public addTcpRoute(route: TcpRoute): void {
    this._append('tcp', (at) => l4RouteWriters.tcpRoute(route, '', at));
  }

  /** Adds a namespace in which the VirtualService is visible. */
  public addExportTo(scope: ExportTo): void {
    this._append('exportTo', (at) => value(scope, '', at));
  }
}
guarded(VirtualService, 'istio.VirtualService');
