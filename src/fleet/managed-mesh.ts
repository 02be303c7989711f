import type { FleetCluster } from './cluster';
import { FleetFeature } from './feature';
import type { Fleet } from './fleet';
import { meshAgents } from './service-agents';
import { CloudResource } from '../google/cloud-resource';
import type { GuestMesh } from '../google/cluster-context';
import { CloudPrincipal } from '../google/principal';
import type { AuthorityModel, CaPoolModel, ManagedModel } from '../model/managed';

/**
 * Whether the folders of a fleet are applied in phases: a control plane with a custom CA must find its options in the cluster when it starts, or it silently
 * uses Mesh CA.
 */
export function needsPhases(fleet: Fleet): boolean {
  return fleet.clusters.some((c) => c._mesh?.managed?.automatic && c._mesh.managed.authority.kind !== 'mesh-ca');
}

/** Called when a mesh with a managed control plane is created in a cluster: the fleet enables it there, and grants the roles that it needs. */
export function joinManaged(fleet: Fleet, cluster: FleetCluster, mesh: GuestMesh, managed: ManagedModel): void {
  refuse(fleet, cluster, mesh, managed);
  fleet._features.setUp(FleetFeature.SERVICE_MESH, cluster, () => ({ mesh: { management: managed.automatic ? 'MANAGEMENT_AUTOMATIC' : 'MANAGEMENT_MANUAL' } }));
  grantAuthority(fleet, cluster, managed.authority);
  meshAgents(fleet, cluster);
}

/** Called when a Gateway API mesh is created in a cluster: the fleet enables the feature there, and gcloud sets what Config Connector has no field for. */
export function joinGatewayApi(fleet: Fleet, cluster: FleetCluster, mesh: GuestMesh): void {
  if (!cluster.isGke) {
    throw new Error(`mesh '${mesh.path}': Google's mesh is for GKE clusters in Google Cloud, and '${cluster.clusterName}' is an attached cluster; run a control plane in that cluster: ControlPlane.existing()`);
  }
  fleet._features.setUp(FleetFeature.SERVICE_MESH, cluster, () => ({ mesh: { management: 'MANAGEMENT_AUTOMATIC' } }));
  fleet._hub.command(`gcloud container fleet mesh update --config-api=gateway --memberships=${cluster.clusterName} --location=${cluster._membershipLocation} --project=${fleet.project.id}`);
  meshAgents(fleet, cluster);
}

function refuse(fleet: Fleet, cluster: FleetCluster, mesh: GuestMesh, managed: ManagedModel): void {
  const what = `mesh '${mesh.path}'`;
  if (!cluster.isGke) {
    throw new Error(`${what}: Google runs control planes only for GKE clusters in Google Cloud, and '${cluster.clusterName}' is an attached cluster; run a control plane in that cluster, with the fleet's trust domain: ControlPlane.existing({ revision: … })`);
  }
  if (mesh.trustDomain !== fleet.trustDomain) {
    throw new Error(`${what}: with a managed control plane, trustDomain must be that of the fleet, '${fleet.trustDomain}', got: '${mesh.trustDomain}'; omit it`);
  }
  if (mesh.clusterDomain !== 'cluster.local') {
    throw new Error(`${what}: with a managed control plane, clusterDomain must be 'cluster.local', got: '${mesh.clusterDomain}'; omit it`);
  }
  for (const other of fleet.clusters) {
    const theirs = other._mesh?.managed;
    if (other === cluster || !theirs) {
      continue;
    }
    if (theirs.implementation !== managed.implementation) {
      throw new Error(`${what} sets a different expect than '${other._mesh!.path}'; set the same implementation for all clusters, as Google chooses one per fleet`);
    }
    if (JSON.stringify(theirs.authority) !== JSON.stringify(managed.authority)) {
      throw new Error(`${what} has a different certificate authority than '${other._mesh!.path}', and workloads of different authorities don't trust each other; use one certificate authority for the whole fleet`);
    }
  }
}

/** Grants the roles on a CA pool to the requester of certificates. */
export function grantAuthority(fleet: Fleet, cluster: FleetCluster, { kind, pool, root, template }: AuthorityModel): void {
  if (!pool) {
    return;
  }
  fleet._hub.api('privateca.googleapis.com');
  if (kind === 'workload-certificates') {
    // GKE itself requests the certificates, as the service agent of the cluster's project
    const agent = (role: string, of: typeof pool) => fleet._grants.to(
      `serviceAccount:service-${cluster.project.number}@container-engine-robot.iam.gserviceaccount.com`, `gke-${cluster.project.id}`, role, poolResource(of));
    agent('roles/privateca.certificateManager', pool);
    agent('roles/privateca.auditor', root ?? pool);
    return;
  }
  const all = CloudPrincipal.pool(fleet.project);
  const resource = poolResource(pool);
  fleet.grant(all, 'roles/privateca.workloadCertificateRequester', resource);
  fleet.grant(all, 'roles/privateca.auditor', resource);
  if (template) {
    // Config Connector has no IAM policies for templates, so the role is granted on their project
    fleet.grant(all, 'roles/privateca.templateUser', CloudResource.project(template.split('/')[1]));
  }
}

function poolResource({ project, location, name, objectName }: CaPoolModel): CloudResource {
  return CloudResource.caPool(project, location, name, objectName);
}
