import { Construct } from 'constructs';
import { Mesh } from '../mesh';
import { GatewayWorkload } from './workload';
import * as names from '../model/names';
import type { EgressModel } from '../model/service';

/** A gateway by which traffic leaves. */
export interface EgressGatewayProps {
  /**
   * The proxies behind it.
   *
   * @default GatewayWorkload.existing()
   */
  readonly workload?: GatewayWorkload;
}

/**
 * An Envoy by which traffic leaves the mesh, so that one place sees it and one address range is let through a firewall.
 * External services name it with `via`.
 */
export class EgressGateway extends Construct {
  private readonly model: EgressModel;

  public constructor(scope: Construct, id: string, props: EgressGatewayProps = {}) {
    super(scope, id);
    const mesh = Mesh.containing(this);
    const workload = (props.workload ?? GatewayWorkload.existing())._model('egress');
    this.model = {
      path: this.node.path,
      name: names.dnsLabel(`the name of egress gateway '${this.node.path}'`, id),
      namespace: workload.namespace,
      selector: workload.labels,
      identity: { trustDomain: mesh.trustDomain, namespace: workload.namespace, serviceAccount: workload.serviceAccount },
      host: `${workload.serviceName}.${workload.namespace}.svc.${mesh.clusterDomain}`,
    };
  }

  /** @internal */
  public _egress(): EgressModel {
    return this.model;
  }
}
