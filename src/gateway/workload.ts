import * as names from '../model/names';

/** The proxies of a gateway that are there already. */
export interface ExistingGatewayProps {
  /**
   * Namespace in which its pods run; its certificates must be there too.
   *
   * @default istio-ingress, or istio-egress for an egress gateway
   */
  readonly namespace?: string;
  /**
   * Labels that its pods carry.
   *
   * @default - `istio: ingress`, or `istio: egress` for an egress gateway, as Istio's gateway chart sets them for a release of the namespace's name
   */
  readonly labels?: { readonly [name: string]: string };
  /**
   * Service account as which its pods run. Services take requests from it.
   *
   * @default - the namespace's name, as Istio's gateway chart does for a release of that name
   */
  readonly serviceAccount?: string;
  /**
   * Name of its Kubernetes Service.
   *
   * @default - the namespace's name
   */
  readonly serviceName?: string;
}

/** @internal */
export interface GatewayWorkloadModel {
  readonly namespace: string;
  readonly labels: { readonly [name: string]: string };
  readonly serviceAccount: string;
  readonly serviceName: string;
}

/** The proxies behind a gateway. */
export class GatewayWorkload {
  /**
   * Proxies that are in the cluster already.
   *
   * @see https://istio.io/latest/docs/setup/additional-setup/gateway/
   */
  public static existing(props: ExistingGatewayProps = {}): GatewayWorkload {
    return new GatewayWorkload(props);
  }

  private constructor(private readonly props: ExistingGatewayProps) {}

  /** @internal */
  public _model(role: 'ingress' | 'egress'): GatewayWorkloadModel {
    const namespace = names.dnsLabel('the namespace of a gateway\'s pods', this.props.namespace ?? `istio-${role}`);
    return {
      namespace,
      labels: this.props.labels ?? { istio: role },
      serviceAccount: names.dnsName('the service account of a gateway', this.props.serviceAccount ?? namespace),
      serviceName: names.dnsLabel('the Service of a gateway', this.props.serviceName ?? namespace),
    };
  }
}
