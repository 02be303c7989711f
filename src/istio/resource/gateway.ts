import type { Construct } from 'constructs';
import { IstioResource } from './resource';
import { given, guarded } from '../../guard/guard';
import type { GatewayProps } from '../api/gateway';
import type { IGatewayRef } from '../api/gateway-ref';
import { described } from '../api/kinds';
import type { Server } from '../api/server';
import { value } from '../write/json';

/**
 * The ports and hosts that proxies at the edge of the mesh serve: an Istio Gateway (not one of Gateway API).
 *
 * @see https://istio.io/latest/docs/reference/config/networking/gateway/
 *
 * @example
 * declare const chart: Chart;
 * const gateway = new mesh.istio.Gateway(chart, 'edge', {
 *   selector: { istio: 'ingressgateway' },
 *   servers: [mesh.istio.Server.https({
 *     hosts: ['shop.example.com'],
 *     tls: mesh.istio.ServerTls.simple(mesh.istio.ServerCertificate.secret('shop-cert')),
 *   })],
 * });
 * new mesh.istio.VirtualService(chart, 'shop', {
 *   hosts: ['shop.example.com'],
 *   gateways: [gateway],
 *   http: [{ route: [{ destination: mesh.istio.Destination.host('shop') }] }],
 * });
 */
export class Gateway extends IstioResource implements IGatewayRef {
  public constructor(scope: Construct, id: string, props: GatewayProps = {}) {
    super(scope, given('istio.Gateway', scope, id, props), described('Gateway', props));
  }

  /** Adds a port, and the hosts that are served on it. */
  public addServer(server: Server): void {
    this._append('servers', (at) => value(server, '', at));
  }

  /** Returns the gateway's name, with its namespace if known: `namespace/name`. */
  public toGatewayName(): string {
    return this.namespace === undefined ? this.name : `${this.namespace}/${this.name}`;
  }
}
guarded(Gateway, 'istio.Gateway');
