import type { Construct } from 'constructs';
import { gatewayApiPlane } from './gateway-api';
import { type ImplementationModel, ISTIO } from '../../capability/implementation/model';
import { SharedChart } from '../../emit/shared';
import { type ManagedModel, managedRevision } from '../../model/managed';
import { ManagedPlane } from '../../plane/managed';
import { markPhase } from '../../synth/place';
import { managedClusterSet } from '../cluster-set';
import { type Driver, WITHOUT_ISTIOD } from '../driver';
import { type ManagedControlPlaneProps, managedModel } from '../managed';
import { providerHosts } from '../providers';

const NAMESPACE = 'istio-system';
/** The phase in which a cluster gets the objects that its control plane reads at start. */
const OPTIONS_PHASE = 2;

/** The control plane that Google runs for GKE clusters. */
export function managedDriver(props: ManagedControlPlaneProps): Driver {
  const managed = managedModel(props);
  const edge = props.gatewayImplementation?._model(false);
  if (edge) refuseGateways(edge, managed);
  const plane = new ManagedPlane(managed, edge && gatewayApiPlane(false, new Set(), { mesh: ISTIO, gateways: edge }));
  return {
    ...WITHOUT_ISTIOD,
    plane: plane.name,
    namespace: NAMESPACE,
    revision: managed.namesRevision ? managedRevision(managed.channel) : undefined,
    managed,
    edge,
    hasSidecars: true,
    proxyNeeds: { ...WITHOUT_ISTIOD.proxyNeeds, providers: providerHosts(managed.extensionProviders) },
    pathNormalization: managed.pathNormalization ?? 'UNKNOWN',
    target: (mesh, owned) => ({ plane, elsewhere: owned ? optionsChart(mesh) : undefined }),
    clusterSet: (host) => managedClusterSet(managed, host),
  };
}

/** The chart of objects that must exist before the control plane starts. */
function optionsChart(mesh: Construct): SharedChart {
  return markPhase(SharedChart.in(mesh.node.scope as Construct, `${mesh.node.id}-before`, NAMESPACE), OPTIONS_PHASE);
}

/** Throws for gateways for which the managed control plane has no proxies. */
function refuseGateways(gateways: ImplementationModel, managed: ManagedModel): void {
  if (gateways.dialect === 'istio') {
    throw new Error('ControlPlane.managed: a managed control plane deploys no proxies for Gateways of class istio; omit gatewayImplementation to run your own proxies, or use load balancers: GatewayImplementation.gke()');
  }
  if (gateways.proxiesInMesh && managed.implementation !== 'istiod') {
    throw new Error(`${gateways.title} (class ${gateways.className}) is served by managed istiod only, not by Traffic Director; set expect: ManagedImplementation.ISTIOD, or use GatewayImplementation.gke()`);
  }
}
