import { connector, resourceName } from './names';
import { CloudResource } from '../../google/cloud-resource';
import { binding } from '../../google/gcloud-grant';
import type { MeshModel } from '../../model/mesh';
import type { ServiceRoutingModel } from '../../model/service-routing';
import { workloadCertificates } from '../managed/workload-certificates';
import type { Slot } from '../plane';

interface PoolRole {
  readonly role: string;
  readonly resource: CloudResource;
}

/** The objects that make GKE add certificates to the cluster's pods: its configuration, and roles on the pools. */
export function certificateSlots(r: ServiceRoutingModel, m: MeshModel): readonly Slot[] {
  if (r.authority?.kind !== 'workload-certificates') return [];
  const api = 'privateca.googleapis.com';
  return [
    ...workloadCertificates(r.authority, m),
    ...(r.apis ? [{
      ...connector(r, 'serviceusage', 'Service', api, () => ({ resourceID: api })),
      annotations: { 'cnrm.cloud.google.com/project-id': r.project.id, 'cnrm.cloud.google.com/deletion-policy': 'abandon' },
    }] : []),
    ...poolRoles(r).filter(({ resource }) => resource._gcloudGrant() === undefined).map(({ role, resource }) => connector(
      r, 'iam', 'IAMPolicyMember', resourceName(r.mesh, role.split('.').pop(), r.cluster.project.id), () => ({ member: agent(r), role, resourceRef: { ...resource._reference() } }),
    )),
  ];
}

/** The roles that Config Connector can't grant, as gcloud commands. */
export function authorityCommands(r: ServiceRoutingModel): readonly string[] {
  return poolRoles(r).flatMap(({ role, resource }) => {
    const command = resource._gcloudGrant();
    return command === undefined ? [] : [binding(command, agent(r), role)];
  });
}

/** GKE itself requests the certificates, as the service agent of the cluster's project. */
function agent(r: ServiceRoutingModel): string {
  return `serviceAccount:service-${r.cluster.project.number}@container-engine-robot.iam.gserviceaccount.com`;
}

function poolRoles({ authority }: ServiceRoutingModel): readonly PoolRole[] {
  if (authority?.kind !== 'workload-certificates' || !authority.pool) return [];
  const of = ({ project, location, name, objectName }: NonNullable<typeof authority.pool>) => CloudResource.caPool(project, location, name, objectName);
  return [
    { role: 'roles/privateca.certificateManager', resource: of(authority.pool) },
    { role: 'roles/privateca.auditor', resource: of(authority.root ?? authority.pool) },
  ];
}
