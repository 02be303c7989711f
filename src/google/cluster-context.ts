import type { Construct, IConstruct } from 'constructs';
import type { CloudResource } from './cloud-resource';
import type { GrantOptions } from './grant-options';
import type { GoogleProject } from './project';
import type { ManagedModel } from '../model/managed';
import type { IdentityModel } from '../model/mesh';

/** A mesh as seen by the cluster that contains it. */
export interface GuestMesh {
  readonly path: string;
  /** Facts about the control plane that Google runs for the mesh, if any. */
  readonly managed?: ManagedModel;
  /** Whether the mesh is Google's Gateway API mesh (GAMMA), which the fleet enables. */
  readonly gatewayApi?: boolean;
  readonly trustDomain: string;
  readonly clusterDomain: string;
  /** Path normalization of the mesh's proxies, if known from the control plane. */
  readonly pathNormalization?: string;
}

/** A GKE cluster, as Google Cloud knows it. */
export interface GkeHost {
  readonly name: string;
  readonly project: GoogleProject;
  readonly fleetProject: GoogleProject;
  /** Region or zone of the cluster. */
  readonly location: string;
  /** VPC network of the cluster: `projects/P/global/networks/N`. */
  readonly network: string;
  /** The scope for objects of the cluster that runs Config Connector. */
  readonly management: Construct;
}

/** The fleet cluster that contains a mesh: the facts that the mesh reads from it, and its notifications. */
export interface MeshHost {
  readonly name: string;
  /** Trust domain of all clusters of the fleet. */
  readonly trustDomain: string;
  /** The GKE facts; undefined for a cluster outside GKE. */
  readonly gke?: GkeHost;
  join(mesh: GuestMesh): void;
  /** Grants a workload of this cluster a role outside it. */
  grant(identity: IdentityModel, by: IConstruct | undefined, role: string, resource: CloudResource, options: GrantOptions): void;
}

const HOST = Symbol.for('cdk8s-mesh.MeshHost');

export function markHost(scope: Construct, host: MeshHost): void {
  Object.defineProperty(scope, HOST, { value: host });
}

/** The fleet cluster of this app that contains a construct, if any. */
export function hostOf(scope: IConstruct): MeshHost | undefined {
  let at: IConstruct | undefined = scope;
  for (; at; at = at.node.scope) {
    const host = (at as any)[HOST];
    if (host) {
      return host;
    }
  }
  return undefined;
}
