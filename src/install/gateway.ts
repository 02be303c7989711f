import { Construct } from 'constructs';
import { isSet } from './chart/manifest';
import { namespaceOf } from './chart-objects';
import { IstioPart } from './istio-part';
import type { IstioGatewayProps } from './props/gateway';
import { GATEWAY } from './props/tables';

/**
 * A gateway by itself: an Envoy that istiod configures, for Istio's own Gateway kind. Its pods are filled in when they are made.
 *
 * @example
 * const app = new App();
 * new mesh.install.IstioGateway(new Chart(app, 'edge'), 'istio-ingress', {
 *   namespace: 'istio-ingress',
 *   service: { type: mesh.install.GatewayServiceType.CLUSTER_IP },
 * });
 */
export class IstioGateway extends IstioPart {
  /** Its name, and that of its Service. */
  public readonly name: string;

  /** The account that its pods run as. */
  public readonly serviceAccountName: string;

  /** Labels by which its pods are known. */
  public readonly selector: { readonly [name: string]: string };

  /** The revision, or tag, that fills in its pods; undefined for the default one. */
  public readonly revision?: string;

  /** The network that it leads to; undefined for one that is no east-west gateway. */
  public readonly network?: string;

  /** @throws when a disruption budget is asked for and there is but one replica: it would block every drain of a node */
  public constructor(scope: Construct, id: string, props: IstioGatewayProps = {}) {
    super(scope, id, namespaceOf(props));
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
