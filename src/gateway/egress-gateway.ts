import { Construct, type IConstruct } from 'constructs';
import { given } from '../guard/guard';
import { Mesh } from '../mesh';
import { type GatewayWorkload, type GatewayWorkloadModel, requireOpen, unfilled, usualWorkload } from './workload';
import { checkState } from '../check/attach';
import * as names from '../grammar/names';
import { egressPort, type EgressModel, type PortModel } from '../model/service';
import type { IEgressGateway } from '../service/egress-gateway';

/** A gateway for traffic that leaves the mesh. */
export interface EgressGatewayProps {
  /**
   * The gateway's proxies.
   *
   * @default GatewayWorkload.existing(); required with a managed control plane, which has no gateway proxies
   */
  readonly workload?: GatewayWorkload;
}

/**
 * A gateway through which traffic leaves the mesh, so that it can be observed in one place and a firewall needs to allow only one address range. External
 * services refer to it with `via`.
 */
export class EgressGateway extends Construct implements IEgressGateway {
  /** Full host of the Service of the gateway's proxies: `NAME.NAMESPACE.svc.CLUSTER_DOMAIN`. */
  public readonly host: string;

  private readonly model: EgressModel;
  private readonly workload: GatewayWorkloadModel;
  private readonly assumed: boolean;

  /** @throws when its proxies have no Service, and with a managed control plane when `workload` is not set */
  public constructor(scope: Construct, id: string, props: EgressGatewayProps = {}) {
    super(scope, given('EgressGateway', scope, id, props));
    const mesh = Mesh.containing(this);
    const workload = (props.workload ?? usualWorkload('egress', this, mesh))._model('egress', this, id);
    if (workload.deployed && !workload.deployed.ports()) {
      throw new Error(`egress gateway '${this.node.path}': gateway '${workload.deployed.path}' has no Service, so no workload can reach it; set its service.type to CLUSTER_IP`);
    }
    this.workload = workload;
    this.host = `${workload.serviceName}.${workload.namespace}.svc.${mesh.clusterDomain}`;
    this.assumed = props.workload === undefined;
    this.model = {
      path: this.node.path,
      name: names.dnsLabel(`the name of egress gateway '${this.node.path}'`, id),
      namespace: workload.namespace,
      selector: workload.labels,
      identity: { trustDomain: mesh.trustDomain, namespace: workload.namespace, serviceAccount: workload.serviceAccount },
      podPorts: workload.podPorts,
      guarded: () => mesh._guards(workload.namespace),
      host: this.host,
    };
    this.node.addValidation({ validate: () => unfilled(workload, mesh) });
  }

  /**
   * The model of the traffic that leaves through the gateway.
   *
   * @internal
   */
  public _egress(what: string, service: IConstruct, ports: readonly PortModel[]): EgressModel {
    if (this.assumed) checkState(this).show('MESH301', service);
    for (const port of ports) requireOpen(what, this.workload, egressPort(port, ports));
    return this.model;
  }
}
