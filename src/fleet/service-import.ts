import type { Construct } from 'constructs';
import { ClusterSetService } from './cluster-set-service';
import { given, guarded } from '../guard/guard';
import type { IMeshService } from '../service';

/** A service that other clusters export. */
export interface ServiceImportProps {
  /** The service, from `MeshService.fromAttributes`. Its rules and policies apply to its callers here. */
  readonly service: IMeshService;
}

/**
 * A service that other clusters of the fleet export, in a cluster that doesn't run it: its callers here use its multi-cluster host. The cluster imports it
 * automatically, so this construct creates no ServiceImport; it makes the host known to the mesh. Allow the callers where the service runs: their identity is
 * the same in every cluster.
 *
 * @see https://cloud.google.com/kubernetes-engine/docs/how-to/multi-cluster-services
 *
 * @example
 * declare const chart: Chart; // of a cluster without the checkout, in the fleet of those that export it
 * declare const frontend: mesh.MeshService;
 * const checkout = mesh.MeshService.fromAttributes(chart, 'checkout', { serviceName: 'checkoutservice', namespace: 'checkout', ports: [mesh.ServicePort.grpc(5050)] });
 * frontend.calls(new mesh.ServiceImport(chart, 'checkout-import', { service: checkout }));
 */
export class ServiceImport extends ClusterSetService {
  public constructor(scope: Construct, id: string, props: ServiceImportProps) {
    super(scope, given('ServiceImport', scope, id, props), props.service, 'import');
    if (this._state.owned) {
      throw new Error(`${this._what}: the service is created in this cluster; export it with ServiceExport, or import a service of another cluster: MeshService.fromAttributes(…)`);
    }
    this._known();
    this._state.changed();
  }
}
guarded(ServiceImport, 'ServiceImport');
