import type { FleetCluster } from './cluster';
import type { Fleet } from './fleet';
import { CloudResource } from '../google/cloud-resource';

/** Grants a service agent of the fleet's project a role on a project. */
export function agent(fleet: Fleet, domain: string, role: string, project: string): void {
  fleet._grants.to(`serviceAccount:service-${fleet.project.number}@${domain}.iam.gserviceaccount.com`, domain, role, CloudResource.project(project));
}

/** A fleet accesses clusters in other projects, and the firewall of a shared network's host project, through its service agents. */
export function meshAgents(fleet: Fleet, cluster: FleetCluster): void {
  if (cluster.project.id !== fleet.project.id) {
    agent(fleet, 'gcp-sa-gkehub', 'roles/gkehub.serviceAgent', cluster.project.id);
    agent(fleet, 'gcp-sa-servicemesh', 'roles/anthosservicemesh.serviceAgent', cluster.project.id);
  }
  const host = networkHost(cluster);
  if (host !== undefined && host !== fleet.project.id) {
    // otherwise provisioning stops with SHARED_VPC_MISSING_PERMISSIONS
    agent(fleet, 'gcp-sa-servicemesh', 'roles/compute.securityAdmin', host);
  }
}

/** The roles for imported services to reach endpoints in other projects, and on a shared network. */
export function discoveryAgents(fleet: Fleet, cluster: FleetCluster): void {
  const host = networkHost(cluster);
  for (const project of new Set([cluster.project.id, ...(host === undefined ? [] : [host, cluster.project.id])])) {
    if (cluster.isGke && (project !== fleet.project.id || host !== undefined)) {
      agent(fleet, 'gcp-sa-mcsd', 'roles/multiclusterservicediscovery.serviceAgent', project);
    }
  }
}

/** The host project of a cluster's network, if it is not the cluster's project. */
function networkHost(cluster: FleetCluster): string | undefined {
  const host = cluster._network?.split('/')[1];
  return host === cluster.project.id ? undefined : host;
}
