import type { Construct, IConstruct } from 'constructs';
import type { CloudResource } from './cloud-resource';
import type { GrantOptions } from './grant-options';
import type { GoogleProject } from './project';
import type { ManagedModel } from '../model/managed';
import type { IdentityModel } from '../model/mesh';

/** A mesh as the cluster sees it in which it is made. */
export interface GuestMesh {
  readonly path: string;
  /** What is known of the control plane that Google runs for it, where one does. */
  readonly managed?: ManagedModel;
  /** Whether it is Google's mesh by Gateway API (GAMMA), which the fleet turns on. */
  readonly gatewayApi?: boolean;
  readonly trustDomain: string;
  readonly clusterDomain: string;
  /** Path normalization of its proxies, if known from the control plane. */
  readonly pathNormalization?: string;
}

/** A GKE cluster, as Google Cloud knows it. */
export interface GkeHost {
  readonly name: string;
  readonly project: GoogleProject;
  readonly fleetProject: GoogleProject;
  /** Its region or zone. */
  readonly location: string;
  /** Its VPC network: `projects/P/global/networks/N`. */
  readonly network: string;
  /** Beneath this go the objects for the cluster that runs Config Connector. */
  readonly management: Construct;
}

/** The fleet cluster that contains a mesh: the facts that the mesh reads from it, and its notifications. */
export interface MeshHost {
  readonly name: string;
  /** Trust domain of all clusters of the fleet. */
  readonly trustDomain: string;
  /** What Google Cloud knows of it; undefined for a cluster elsewhere. */
  readonly gke?: GkeHost;
  join(mesh: GuestMesh): void;
  /** Gives a workload of this cluster a role outside it. */
  grant(identity: IdentityModel, by: IConstruct | undefined, role: string, resource: CloudResource, options: GrantOptions): void;
}

const HOST = Symbol.for('cdk8s-mesh.MeshHost');

export function markHost(scope: Construct, host: MeshHost): void {
  Object.defineProperty(scope, HOST, { value: host });
}

/** The cluster that a construct is in, if that is a cluster of a fleet of this app. */
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
