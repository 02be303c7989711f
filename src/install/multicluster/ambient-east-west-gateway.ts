import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import * as names from '../../grammar/names';
import { given } from '../../guard/guard';
import { emit, revisionOf } from '../chart-objects';

/** Properties of `AmbientEastWestGateway`. */
export interface AmbientEastWestGatewayProps {
  /** Network that the gateway exposes. */
  readonly network: string;
  /**
   * Name of the Gateway.
   *
   * @default ambient-eastwestgateway
   */
  readonly gatewayName?: string;
  /**
   * Revision, or tag, of the istiod that deploys the gateway.
   *
   * @default - the default revision
   */
  readonly revision?: string;
  /**
   * Namespace of the gateway.
   *
   * @default istio-system
   */
  readonly namespace?: string;
  /**
   * Annotations of the Gateway; `networking.istio.io/service-type` sets the type of its Service.
   *
   * @default - none: a load balancer
   */
  readonly annotations?: { readonly [name: string]: string };
}

/**
 * The east-west gateway of a network in ambient mode: a Gateway of class `istio-east-west`, which istiod deploys, and which accepts the
 * tunnels of ztunnels and waypoints (HBONE, port 15008). For sidecars, use `EastWestGateway`. istiod needs
 * `AMBIENT_ENABLE_MULTI_NETWORK: 'true'` in its environment, which a cluster of `MultiCluster` with `ambient` has.
 *
 * Services can be called from other networks if they are labelled `istio.io/global: "true"`.
 *
 * @see https://istio.io/latest/docs/ambient/install/multicluster/
 *
 * @example
 * const app = new App();
 * new mesh.install.AmbientEastWestGateway(new Chart(app, 'east-west'), 'gateway', { network: 'network-1' });
 */
export class AmbientEastWestGateway extends Construct {
  /** Name of the Gateway. */
  public readonly gatewayName: string;

  /** Network that the gateway exposes. */
  public readonly network: string;

  /** The Gateway. */
  public readonly gateway: ApiObject;

  /** @throws when a name is invalid */
  public constructor(scope: Construct, id: string, props: AmbientEastWestGatewayProps) {
    super(scope, given('install.AmbientEastWestGateway', scope, id, props));
    const what = `ambient east-west gateway '${this.node.path}'`;
    this.network = names.dnsLabel(`the network of ${what}`, props.network);
    this.gatewayName = names.dnsLabel(`the name of ${what}`, props.gatewayName ?? 'ambient-eastwestgateway');
    const revision = revisionOf(props.revision);
    [this.gateway] = emit(this, [{
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: {
        name: this.gatewayName,
        namespace: names.dnsLabel(`the namespace of ${what}`, props.namespace ?? 'istio-system'),
        labels: { 'topology.istio.io/network': this.network, ...revision === undefined ? {} : { 'istio.io/rev': revision } },
        ...props.annotations ? { annotations: { ...props.annotations } } : {},
      },
      spec: {
        gatewayClassName: 'istio-east-west',
        listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE', tls: { mode: 'Terminate', options: { 'gateway.istio.io/tls-terminate-mode': 'ISTIO_MUTUAL' } } }],
      },
    }]);
  }
}
