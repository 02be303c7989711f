import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { FleetFeature } from './feature';
import { Fleet } from './fleet';
import { emit } from '../emit/emit';
import type { IMeshService } from '../service';

/** A service that the whole fleet can call. */
export interface ServiceExportProps {
  /** The service. Its namespace is the chart's. */
  readonly service: IMeshService;
}

/**
 * Exports a service to the fleet: it gets the host `NAME.NAMESPACE.svc.clusterset.local`, with the endpoints of every cluster that
 * exports it. Clusters import it by themselves where the namespace is.
 *
 * @see https://cloud.google.com/kubernetes-engine/docs/how-to/multi-cluster-services
 */
export class ServiceExport extends Construct {
  /** Name of the service, and of its import in every cluster. */
  public readonly serviceName: string;

  /** Its namespace, the same in every cluster. */
  public readonly namespace: string;

  /** Its host in every cluster of the fleet. */
  public readonly host: string;

  public constructor(scope: Construct, id: string, props: ServiceExportProps) {
    super(scope, id);
    const { serviceName, namespace } = props.service;
    const what = `the export of service '${props.service.node.path}'`;
    if (namespace === 'default' || namespace === 'kube-system') {
      throw new Error(`${what}: services of namespace '${namespace}' can't be exported, as that namespace means something else in every cluster; move it to a namespace of its own`);
    }
    if (Chart.of(this).namespace !== namespace) {
      throw new Error(`${what} belongs into its namespace '${namespace}', got one in '${Chart.of(this).namespace ?? ''}'; make it in the service's chart`);
    }
    const fleet = Fleet.of(this);
    const outside = fleet.clusters.find((c) => !c.isGke && this.node.scopes.includes(c));
    if (outside) {
      throw new Error(`${what}: multi-cluster services are of GKE clusters in Google Cloud, and '${outside.clusterName}' is attached; leave the export out there`);
    }
    this.serviceName = serviceName;
    this.namespace = namespace;
    this.host = `${serviceName}.${namespace}.svc.clusterset.local`;
    fleet.enable(FleetFeature.MULTI_CLUSTER_SERVICES);
    emit(this, { id: 'ServiceExport', apiVersion: 'net.gke.io/v1', kind: 'ServiceExport', name: serviceName, namespace, render: () => ({}) });
  }
}
