import type { Construct } from 'constructs';
import { type ClusterSetFacts, istiodClusterSet } from './cluster-set';
import { proxyNeeds, type ProxyNeeds } from './providers';
import type { ImplementationModel } from '../capability/implementation/model';
import type { Target } from '../emit/target';
import type { Injector } from '../injection/engine/injector';
import type { IstioInstall } from '../install/istio-install';
import type { ManagedModel } from '../model/managed';

/** The domains of a mesh that its istiod must know. */
export interface MeshDomains {
  readonly trustDomain: string;
  readonly clusterDomain: string;
}

/** The result of a control plane for one mesh. */
export interface MeshTarget extends Target {
  /** Path of the Mesh, if it is a Google Cloud resource. */
  readonly meshResource?: string;
}

/** The properties of one kind of control plane, and the objects that it creates for its meshes. */
export interface Driver {
  /** The name of its plane. */
  readonly plane: string;
  readonly namespace: string;
  /** Revision, or revision tag, whose proxies are injected. */
  readonly revision?: string;
  /** The control plane that Google runs. */
  readonly managed?: ManagedModel;
  /** The implementation that provides the proxies of gateways, if neither the app nor Istio does. */
  readonly edge?: ImplementationModel;
  /** Whether the mesh is Google's Gateway API mesh. */
  readonly cloudServiceMesh?: boolean;
  /** Trust domain of the workloads, if the control plane determines it. */
  readonly trustDomain?: string;
  /** Whether the mesh's proxies read Istio's annotations. */
  readonly hasSidecars: boolean;
  /** The hosts that its proxies call in addition to the calls of their services. */
  readonly proxyNeeds: ProxyNeeds;
  /** How paths are normalized before policies are evaluated, if the app's objects do not set it; `UNKNOWN` if not set. */
  readonly pathNormalization?: string;
  /** Called once for each mesh that uses it, created or imported. */
  target(mesh: Construct, owned: boolean): MeshTarget;
  /** Creates the objects that are installed with the mesh, in its scope. */
  install?(mesh: Construct, domains: MeshDomains): IstioInstall;
  /** The injector of its istiod. Absent if no istiod is known here. */
  injector?(domains: MeshDomains): Injector;
  /** The missing requirements for ambient mode, as far as known. Absent if it is not istiod. */
  missingForAmbient?(): readonly string[];
  /** How it handles the multi-cluster host of a service, by the service's own host. */
  clusterSet(host: string): ClusterSetFacts;
}

/** The properties of control planes that are not istiod. */
export const WITHOUT_ISTIOD: Pick<Driver, 'hasSidecars' | 'proxyNeeds' | 'clusterSet'> = {
  hasSidecars: false,
  proxyNeeds: proxyNeeds(undefined),
  clusterSet: () => istiodClusterSet(),
};

/**
 * The injector of an istiod.
 * @throws when the control plane has no injector that is known here
 */
export function injectorOf(driver: Driver, domains: MeshDomains): Injector {
  if (!driver.injector) {
    throw new Error('ControlPlane: sidecars can\'t be injected at synthesis, as no istiod of this control plane is known; use mesh.inject with ControlPlane.inCluster or ControlPlane.existing');
  }
  return driver.injector(domains);
}

/**
 * Throws for a construct that needs ambient mode if the control plane is known to lack it.
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
 * Throws for NetworkPolicies if the needs of the pods' proxies are unknown.
 * @param what the construct that requests them, as the error names it
 */
export function requireNetworkPolicies(driver: Driver, what: string): void {
  if (!driver.hasSidecars) {
    throw new Error(`${what}: networkPolicies is not supported on plane '${driver.plane}', as the policies allow the traffic that Istio's proxies need; omit networkPolicies, and write NetworkPolicies yourself`);
  }
}
