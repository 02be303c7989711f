import type { Construct } from 'constructs';
import type { IGatewayRef } from './gateway-ref';
import type { HttpRoute } from './http-route';
import type { TcpRoute, TlsRoute } from './l4-route';
import { given, guarded } from '../guard/guard';
import { inHost } from './render/check';
import { gatewayName } from './render/gateway-ref';
import { httpRoute } from './render/http-route';
import { value } from './render/json';
import { described } from './render/kinds';
import { tcpRoute, tlsRoute } from './render/l4-route';
import { IstioResource } from './resource';
import type { ResourceProps } from './resource-props';
import type { ExportTo } from './visibility';
import { checkState } from '../check/attach';

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
    this._append('http', (at) => httpRoute(route, '', at));
  }

  /** Appends a TLS route. */
  public addTlsRoute(route: TlsRoute): void {
    this._append('tls', (at) => tlsRoute(route, '', at));
  }

  /** Appends a TCP route. */
  public addTcpRoute(route: TcpRoute): void {
    this._append('tcp', (at) => tcpRoute(route, '', at));
  }

  /** Adds a namespace in which the VirtualService is visible. */
  public addExportTo(scope: ExportTo): void {
    this._append('exportTo', (at) => value(scope, '', at));
  }
}
guarded(VirtualService, 'istio.VirtualService');
