import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { ClusterSetService } from './cluster-set-service';
import { FleetFeature } from './feature';
import { Fleet } from './fleet';
import { emit } from '../emit/emit';
import { hostOf } from '../google/cluster-context';
import { given, guarded } from '../guard/guard';
import type { IMeshService } from '../service';

/** A service that the whole fleet can call. */
export interface ServiceExportProps {
  /** The service. Its namespace is the chart's. */
  readonly service: IMeshService;
}

const GKE = 'net.gke.io/v1';

/**
 * Exports a service to the fleet: it gets the host `NAME.NAMESPACE.svc.clusterset.local`, with the endpoints of every cluster that exports it. Clusters with
 * the namespace import it automatically. Services of its cluster can call it by that host, and rules and gateways can route to it:
 * `frontend.calls(exported)`, `{ to: [exported] }`. Rules, versions, policies and access rules of the service apply to both of its hosts. Create it in a GKE
 * cluster of a fleet, or in any cluster whose istiod reads exports (`ENABLE_MCS_SERVICE_DISCOVERY`).
 *
 * @see https://cloud.google.com/kubernetes-engine/docs/how-to/multi-cluster-services
 *
 * @example
 * declare const frontend: mesh.MeshService;
 * declare const checkout: mesh.MeshService; // both in a GKE cluster of a fleet
 * const exported = new mesh.ServiceExport(Chart.of(checkout), 'export', { service: checkout });
 * frontend.calls(exported);
 */
export class ServiceExport extends ClusterSetService {
  public constructor(scope: Construct, id: string, props: ServiceExportProps) {
    super(scope, given('ServiceExport', scope, id, props), props.service, 'export');
    const { serviceName, namespace } = this;
    if (namespace === 'default' || namespace === 'kube-system') {
      throw new Error(`${this._what}: services of namespace '${namespace}' can't be exported, as that namespace is not the same in every cluster; move the service to a namespace of its own`);
    }
    if (Chart.of(this).namespace !== namespace) {
      throw new Error(`${this._what} must be in the service's namespace '${namespace}', got: '${Chart.of(this).namespace ?? ''}'; create it in the service's chart`);
    }
    emit(this, { id: 'ServiceExport', apiVersion: this.apiVersion(this._known()), kind: 'ServiceExport', name: serviceName, namespace, render: () => ({}) });
    this._state.changed();
  }

  /** Which exports the cluster reads: GKE's own, or those of istiod. */
  private apiVersion(istiod: string | undefined): string {
    const cluster = hostOf(this);
    if (cluster?.gke) {
      if (istiod !== undefined && istiod !== GKE) {
        throw new Error(`${this._what}: GKE uses the ServiceExports of ${GKE}, but the istiod of this cluster reads those of ${istiod} and would find no endpoints in other clusters; set its env MCS_API_GROUP: 'net.gke.io' and MCS_API_VERSION: 'v1'`);
      }
      Fleet.of(this).enable(FleetFeature.MULTI_CLUSTER_SERVICES);
      return GKE;
    }
    if (istiod === undefined) {
      throw new Error(cluster
        ? `${this._what}: multi-cluster Services are for GKE clusters in Google Cloud, and '${cluster.name}' is an attached cluster; remove the export, or configure an istiod that reads exports (env ENABLE_MCS_SERVICE_DISCOVERY)`
        : `${this._what}: no controller in this cluster reads ServiceExports; create it in a GKE cluster of a fleet, or configure an istiod that reads them: ControlPlane.inCluster({ istiod: { env: { ENABLE_MCS_SERVICE_DISCOVERY: 'true', ENABLE_MCS_HOST: 'true' } } })`);
    }
    return istiod;
  }
}
guarded(ServiceExport, 'ServiceExport');
