import type { Construct } from 'constructs';
import type { IGatewayRef } from './gateway-ref';
import { given, guarded } from '../guard/guard';
import { value } from './render/json';
import { described } from './render/kinds';
import { IstioResource } from './resource';
import type { ResourceProps } from './resource-props';
import type { Server } from './server';

/** Properties of `Gateway`. */
export interface GatewayProps extends ResourceProps {
  /**
   * The ports and their hosts; `addServer` adds more.
   *
   * @default - none
   */
  readonly servers?: Server[];

  /**
   * The labels of the gateway's pods; `Labels.of` reads them from a workload.
   *
   * @default - every proxy, which is rarely intended
   */
  readonly selector?: { [label: string]: string };
}

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
