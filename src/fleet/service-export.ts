import { Chart } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import { FleetFeature } from './feature';
import { Fleet } from './fleet';
import { emit } from '../emit/emit';
import { Mesh } from '../mesh';
import { hostOf } from '../mesh/host';
import type { BackendModel } from '../model/route';
import type { ICallTarget, IMeshService } from '../service';
import type { ServiceState } from '../service/state';
import { Backend, type IBackend } from '../traffic/backend';

/** A service that the whole fleet can call. */
export interface ServiceExportProps {
  /** The service. Its namespace is the chart's. */
  readonly service: IMeshService;
}

const GKE = 'net.gke.io/v1';

/**
 * Exports a service to the fleet: it gets the host `NAME.NAMESPACE.svc.clusterset.local`, with the endpoints of every cluster that
 * exports it. Clusters import it by themselves where the namespace is.
 *
 * Services of its cluster call it by that host, and rules and gateways lead to it: `frontend.calls(exported)`, `{ to: [exported] }`. Whatever
 * is said of the service (rules, versions, policies, access) holds for both of its hosts.
 *
 * It is made in a GKE cluster of a fleet; or in any cluster whose istiod reads exports (`ENABLE_MCS_SERVICE_DISCOVERY`).
 *
 * @see https://cloud.google.com/kubernetes-engine/docs/how-to/multi-cluster-services
 *
 * @example
 * declare const frontend: mesh.MeshService;
 * declare const checkout: mesh.MeshService; // both in a GKE cluster of a fleet
 * const exported = new mesh.ServiceExport(Chart.of(checkout), 'export', { service: checkout });
 * frontend.calls(exported);
 */
export class ServiceExport extends Construct implements ICallTarget, IBackend {
  /** Name of the service, and of its import in every cluster. */
  public readonly serviceName: string;

  /** Its namespace, the same in every cluster. */
  public readonly namespace: string;

  /** Its host in every cluster of the fleet. */
  public readonly host: string;

  private readonly what: string;
  private readonly state: ServiceState;

  public constructor(scope: Construct, id: string, props: ServiceExportProps) {
    super(scope, id);
    const { serviceName, namespace } = props.service;
    this.what = `the export of service '${props.service.node.path}'`;
    if (namespace === 'default' || namespace === 'kube-system') {
      throw new Error(`${this.what}: services of namespace '${namespace}' can't be exported, as that namespace means something else in every cluster; move it to a namespace of its own`);
    }
    if (Chart.of(this).namespace !== namespace) {
      throw new Error(`${this.what} belongs into the service's namespace '${namespace}', got: '${Chart.of(this).namespace ?? ''}'; make it in the service's chart`);
    }
    this.serviceName = serviceName;
    this.namespace = namespace;
    this.host = `${serviceName}.${namespace}.svc.clusterset.local`;
    this.state = props.service._callee();
    const { by, refused, exports } = Mesh.containing(this).controlPlane._clusterSet(this.state.hosts[0]);
    this.state.clusterSet = { host: this.host, by, group: exports?.split('/')[0], refused: refused ?? (this.state.headless ? 'a headless service is called by the names of its pods; give it an address (headless: false)' : undefined) };
    emit(this, { id: 'ServiceExport', apiVersion: this.apiVersion(exports), kind: 'ServiceExport', name: serviceName, namespace, render: () => ({}) });
    this.state.changed();
  }

  /**
   * The service, with a share of the requests of another one.
   *
   * @param parts a whole number; the share is this number over the sum of all
   */
  public weight(parts: number): Backend {
    return Backend._weighted(this._backend(), parts);
  }

  /** @internal */
  public _backend(): BackendModel {
    this.refuse(`a rule that leads to ${this.what}`);
    return { service: this.state, clusterSet: true };
  }

  /** @internal */
  public _callee(): ServiceState {
    return this.state;
  }

  /** @internal */
  public _clusterSet(what: string, caller: IConstruct): void {
    this.refuse(what);
    const [here, there] = [Mesh.containing(this), Mesh.containing(caller)];
    if (here !== there) {
      throw new Error(`${what}: the export is of mesh '${here.node.path}', and the caller in '${there.node.path}', where proxies aren't told of its host; call the export that is made there`);
    }
  }

  /** Which exports are read here: GKE's own, or those of an istiod. */
  private apiVersion(istiod: string | undefined): string {
    const cluster = hostOf(this);
    if (cluster?.gke) {
      if (istiod !== undefined && istiod !== GKE) {
        throw new Error(`${this.what}: GKE reads exports of ${GKE}, and the istiod of this cluster those of ${istiod}, so that it would find no endpoints elsewhere; give it env MCS_API_GROUP: 'net.gke.io' and MCS_API_VERSION: 'v1'`);
      }
      Fleet.of(this).enable(FleetFeature.MULTI_CLUSTER_SERVICES);
      return GKE;
    }
    if (istiod === undefined) {
      throw new Error(cluster
        ? `${this.what}: multi-cluster services are of GKE clusters in Google Cloud, and '${cluster.name}' is attached; leave the export out there, or tell of an istiod that reads exports (env ENABLE_MCS_SERVICE_DISCOVERY)`
        : `${this.what}: nobody reads exports in this cluster; make it in a GKE cluster of a fleet, or tell of an istiod that does: ControlPlane.inCluster({ istiod: { env: { ENABLE_MCS_SERVICE_DISCOVERY: 'true', ENABLE_MCS_HOST: 'true' } } })`);
    }
    return istiod;
  }

  private refuse(what: string): void {
    const { clusterSet } = this.state;
    if (clusterSet?.refused !== undefined) {
      throw new Error(`${what}: '${this.host}' leads into this cluster only; use the service's own host, or mend why: ${clusterSet.refused}`);
    }
  }
}
