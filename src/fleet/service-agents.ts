import type { FleetCluster } from './cluster';
import type { Fleet } from './fleet';
import { CloudResource } from '../google/cloud-resource';

/** Gives a role on a project to a service agent of the fleet's project. */
export function agent(fleet: Fleet, domain: string, role: string, project: string): void {
  fleet._grants.to(`serviceAccount:service-${fleet.project.number}@${domain}.iam.gserviceaccount.com`, domain, role, CloudResource.project(project));
}

/** A fleet reaches clusters in other projects by its service agents, and the firewall of a shared network in the project that hosts it. */
export function meshAgents(fleet: Fleet, cluster: FleetCluster): void {
  if (cluster.project.id !== fleet.project.id) {
    agent(fleet, 'gcp-sa-gkehub', 'roles/gkehub.serviceAgent', cluster.project.id);
    agent(fleet, 'gcp-sa-servicemesh', 'roles/anthosservicemesh.serviceAgent', cluster.project.id);
  }
  const host = networkHost(cluster);
  if (host !== undefined && host !== fleet.project.id) {
    // else provisioning stops with SHARED_VPC_MISSING_PERMISSIONS
    agent(fleet, 'gcp-sa-servicemesh', 'roles/compute.securityAdmin', host);
  }
}

/** What makes imported services reach endpoints in other projects, and on a network that another one hosts. */
export function discoveryAgents(fleet: Fleet, cluster: FleetCluster): void {
  const host = networkHost(cluster);
  for (const project of new Set([cluster.project.id, ...(host === undefined ? [] : [host, cluster.project.id])])) {
    if (cluster.isGke && (project !== fleet.project.id || host !== undefined)) {
      agent(fleet, 'gcp-sa-mcsd', 'roles/multiclusterservicediscovery.serviceAgent', project);
    }
  }
}

/** The project that hosts the network of a cluster, where it is another than the cluster's. */
function networkHost(cluster: FleetCluster): string | undefined {
  const host = cluster._network?.split('/')[1];
  return host === cluster.project.id ? undefined : host;
}
