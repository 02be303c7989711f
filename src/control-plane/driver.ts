import type { Construct } from 'constructs';
import { type ClusterSetFacts, istiodClusterSet } from './cluster-set';
import { proxyNeeds, type ProxyNeeds } from './providers';
import type { ImplementationModel } from '../capability/implementation/model';
import type { Target } from '../emit/target';
import type { Injector } from '../injection/engine/injector';
import type { IstioInstall } from '../install/istio-install';
import type { ManagedModel } from '../model/managed';

/** The domains of a mesh, which its istiod has to know. */
export interface MeshDomains {
  readonly trustDomain: string;
  readonly clusterDomain: string;
}

/** What a control plane gives to one mesh. */
export interface MeshTarget extends Target {
  /** Path of the Mesh, where it is a resource of Google Cloud. */
  readonly meshResource?: string;
}

/** What is known of one kind of control plane, and what it makes for its meshes. */
export interface Driver {
  /** The name of its plane. */
  readonly plane: string;
  readonly namespace: string;
  /** Revision, or revision tag, whose proxies are injected. */
  readonly revision?: string;
  /** The control plane that Google runs. */
  readonly managed?: ManagedModel;
  /** The implementation that brings the proxies of gateways, where neither the app nor Istio does. */
  readonly edge?: ImplementationModel;
  /** Whether it is Google's mesh, which reads Gateway API. */
  readonly cloudServiceMesh?: boolean;
  /** Trust domain of the workloads, where the control plane determines it. */
  readonly trustDomain?: string;
  /** Whether its proxies read Istio's annotations. */
  readonly hasSidecars: boolean;
  /** What its proxies call besides the calls of their services. */
  readonly proxyNeeds: ProxyNeeds;
  /** How paths are normalized before policies are evaluated, if the app's objects do not set it; `UNKNOWN` if not set. */
  readonly pathNormalization?: string;
  /** Called once for each mesh that is made with it, or imported. */
  target(mesh: Construct, owned: boolean): MeshTarget;
  /** Creates what is installed with the mesh, under it. */
  install?(mesh: Construct, domains: MeshDomains): IstioInstall;
  /** The injector of its istiod. Absent where no istiod runs that is known here. */
  injector?(domains: MeshDomains): Injector;
  /** What it lacks for ambient mode, as far as is known. Absent where it is no istiod. */
  missingForAmbient?(): readonly string[];
  /** What it makes of the host that a service has in all clusters, by the service's own host. */
  clusterSet(host: string): ClusterSetFacts;
}

/** The answers of control planes that are not an istiod. */
export const WITHOUT_ISTIOD: Pick<Driver, 'hasSidecars' | 'proxyNeeds' | 'clusterSet'> = {
  hasSidecars: false,
  proxyNeeds: proxyNeeds(undefined),
  clusterSet: () => istiodClusterSet(),
};

/**
 * The injector of an istiod.
 *
 * @throws when the control plane has none that is known here
 */
export function injectorOf(driver: Driver, domains: MeshDomains): Injector {
  if (!driver.injector) {
    throw new Error('ControlPlane: sidecars can\'t be injected at synthesis, as no istiod of this control plane is known; use mesh.inject with ControlPlane.inCluster or ControlPlane.existing');
  }
  return driver.injector(domains);
}

/**
 * Refuses what needs ambient mode, where the control plane is known to lack it.
 *
 * @param what the construct that needs it, as the error names it
 */
export function requireAmbient(driver: Driver, what: string): void {
  if (!driver.missingForAmbient) {
    throw new Error(`${what} is in ambient mode, which only istiod supports; use ControlPlane.inCluster({ ambient: true }), or ControlPlane.existing() where it is installed`);
  }
  const lacks = driver.missingForAmbient();
  if (lacks.length > 0) {
    throw new Error(`${what} is in ambient mode, and the control plane was installed without ${lacks.join(', ')}; install it with ambient: true`);
  }
}

/**
 * Refuses NetworkPolicies if the needs of the pods' proxies are not known.
 *
 * @param what the construct that asks for them, as the error names it
 */
export function requireNetworkPolicies(driver: Driver, what: string): void {
  if (!driver.hasSidecars) {
    throw new Error(`${what}: networkPolicies is not supported on plane '${driver.plane}', as the policies allow the traffic that Istio's proxies need; omit networkPolicies, and write NetworkPolicies yourself`);
  }
}
