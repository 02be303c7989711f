import { Construct } from 'constructs';
import { Mesh } from '../mesh';
import { GatewayWorkload, type GatewayWorkloadModel, requireOpen, unfilled } from './workload';
import * as names from '../model/names';
import { egressPort, type EgressModel, type PortModel } from '../model/service';

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
  private readonly workload: GatewayWorkloadModel;

  public constructor(scope: Construct, id: string, props: EgressGatewayProps = {}) {
    super(scope, id);
    const mesh = Mesh.containing(this);
    const workload = (props.workload ?? GatewayWorkload.existing())._model('egress', this);
    if (workload.deployed && !workload.deployed.ports()) {
      throw new Error(`egress gateway '${this.node.path}': gateway '${workload.deployed.path}' has no Service, by which calls would reach it; give it one, service.type CLUSTER_IP`);
    }
    this.workload = workload;
    this.model = {
      path: this.node.path,
      name: names.dnsLabel(`the name of egress gateway '${this.node.path}'`, id),
      namespace: workload.namespace,
      selector: workload.labels,
      identity: { trustDomain: mesh.trustDomain, namespace: workload.namespace, serviceAccount: workload.serviceAccount },
      host: `${workload.serviceName}.${workload.namespace}.svc.${mesh.clusterDomain}`,
    };
    this.node.addValidation({ validate: () => unfilled(workload, mesh) });
  }

  /**
   * What leaves by it.
   *
   * @internal
   */
  public _egress(what: string, ports: readonly PortModel[]): EgressModel {
    for (const port of ports) requireOpen(what, this.workload, egressPort(port));
    return this.model;
  }
}
