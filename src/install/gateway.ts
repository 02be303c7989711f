import { Construct } from 'constructs';
import { given } from '../guard/guard';
import { isSet } from './chart/manifest';
import { namespaceOf } from './chart-objects';
import { IstioPart } from './istio-part';
import type { IstioGatewayProps } from './props/gateway';
import { GATEWAY } from './props/tables';

/**
 * The proxies of a gateway: Envoys that istiod configures, for Istio's own Gateway kind. The webhook injects the proxy when the pods are created.
 *
 * @example
 * const app = new App();
 * new mesh.install.IstioGateway(new Chart(app, 'edge'), 'istio-ingress', {
 *   namespace: 'istio-ingress',
 *   service: { type: mesh.install.GatewayServiceType.CLUSTER_IP },
 * });
 */
export class IstioGateway extends IstioPart {
  /** Name of the gateway, and of its Service. */
  public readonly name: string;

  /** Service account of the gateway's pods. */
  public readonly serviceAccountName: string;

  /** Labels of the gateway's pods. */
  public readonly selector: { readonly [name: string]: string };

  /** Revision or tag that injects the gateway's pods; undefined for the default revision. */
  public readonly revision?: string;

  /** Network that the gateway exposes; undefined if it is not an east-west gateway. */
  public readonly network?: string;

  /** @throws when a disruption budget is set for a single replica, which would block every node drain */
  public constructor(scope: Construct, id: string, props: IstioGatewayProps = {}) {
    super(scope, given('install.IstioGateway', scope, id, props), namespaceOf(props));
    this._render({ chart: 'gateway', mapping: GATEWAY, name: id }, props);
    if (isSet(props.podDisruptionBudget) && !this.objects.some((object) => object.kind === 'PodDisruptionBudget')) {
      throw new Error(`'${this.node.path}': a disruption budget needs more than one replica; set autoscaling.minReplicas or replicas to at least 2`);
    }
    const { metadata, spec } = this.objects.find((object) => object.kind === 'Deployment' || object.kind === 'DaemonSet')!.toJson();
    const pod = spec.template;
    this.name = metadata.name;
    this.serviceAccountName = pod.spec.serviceAccountName;
    this.selector = spec.selector.matchLabels;
    this.revision = pod.metadata.labels['istio.io/rev'];
    this.network = pod.spec.containers[0].env?.find((e: any) => e.name === 'ISTIO_META_REQUESTED_NETWORK_VIEW')?.value;
  }
}
