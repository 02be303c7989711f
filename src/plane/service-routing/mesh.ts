import { connector, globally, type Json, resourceName } from './names';
import { compact } from '../../grammar/json';
import type { MeshModel } from '../../model/mesh';
import type { ServiceRoutingModel } from '../../model/service-routing';
import type { Slot } from '../plane';

/** APIs that this plane's objects need. */
const APIS = ['compute', 'networksecurity', 'networkservices', 'trafficdirector'] as const;

/** The source ranges of Google's health checks. */
const PROBES = ['35.191.0.0/16', '130.211.0.0/22'];

/** The mesh itself, and the project-level objects that its clients need. */
export function meshSlots(r: ServiceRoutingModel, m: MeshModel): readonly Slot[] {
  const slots: Slot[] = [connector(r, 'networkservices', 'NetworkServicesMesh', r.mesh, () => ({ ...globally(r), interceptionPort: r.interceptionPort }), { id: 'Mesh' })];
  if (m.outbound === 'allow-any') {
    slots.push(connector(r, 'networkservices', 'NetworkServicesTCPRoute', resourceName(r.mesh, 'passthrough'), () => ({
      ...globally(r),
      meshes: [{ name: r.mesh }],
      rules: [{ action: { originalDestination: true } }],
    })));
  }
  if (r.apis) {
    for (const api of r.domain ? [...APIS, 'dns'] : APIS) {
      slots.push({
        ...connector(r, 'serviceusage', 'Service', `${api}.googleapis.com`, () => ({ resourceID: `${api}.googleapis.com` })),
        annotations: { 'cnrm.cloud.google.com/project-id': r.project.id, 'cnrm.cloud.google.com/deletion-policy': 'abandon' },
      });
    }
  }
  if (r.firewall) {
    slots.push(connector(r, 'compute', 'ComputeFirewall', resourceName(r.mesh, 'health-checks'), () => ({
      networkRef: { external: r.network },
      direction: 'INGRESS',
      sourceRanges: PROBES,
      allow: [{ protocol: 'tcp' }],
    })));
  }
  slots.push(...clientGrants(r));
  if (r.domain) {
    slots.push(...domain(r, r.domain));
  }
  return slots;
}

/** Allows the workloads of the cluster, and additional accounts, to fetch their routes. */
function clientGrants(r: ServiceRoutingModel): readonly Slot[] {
  const pool = `${r.cluster.project.id}.svc.id.goog`;
  return [
    ...(r.grants ? [grant(r, pool, `group:${pool}:/allAuthenticatedUsers/`)] : []),
    ...r.clientAccounts.flatMap((account) => [clientGrant(r, account), traceGrant(r, account)]),
  ];
}

/** Allows a Google service account to fetch its routes. */
export function clientGrant(r: ServiceRoutingModel, account: string): Slot {
  return grant(r, account.replace('.iam.gserviceaccount.com', ''), `serviceAccount:${account}`);
}

/** Allows a client outside Kubernetes to write its own traces. */
function traceGrant(r: ServiceRoutingModel, account: string): Slot {
  return connector(r, 'iam', 'IAMPolicyMember', resourceName(r.mesh, 'traces', account.replace('.iam.gserviceaccount.com', '')), () => ({
    member: `serviceAccount:${account}`,
    role: 'roles/cloudtrace.agent',
    resourceRef: { apiVersion: 'resourcemanager.cnrm.cloud.google.com/v1beta1', kind: 'Project', external: `projects/${r.project.id}` },
  }));
}

function grant(r: ServiceRoutingModel, name: string, member: string): Slot {
  return connector(r, 'iam', 'IAMPolicyMember', resourceName(r.mesh, 'clients', name), () => ({
    member,
    role: 'roles/trafficdirector.client',
    resourceRef: { apiVersion: 'resourcemanager.cnrm.cloud.google.com/v1beta1', kind: 'Project', external: `projects/${r.project.id}` },
  }));
}

/** Clients outside Kubernetes resolve any name of the domain to one address, which their proxy intercepts. */
function domain(r: ServiceRoutingModel, name: string): readonly Slot[] {
  const zone = resourceName(r.mesh, 'dns');
  return [
    connector(r, 'dns', 'DNSManagedZone', zone, () => ({
      dnsName: `${name}.`,
      visibility: 'private',
      privateVisibilityConfig: { networks: [{ networkRef: { external: r.network } }] },
    })),
    connector(r, 'dns', 'DNSRecordSet', resourceName(zone, 'any'), (): Json => compact({
      name: `*.${name}.`, type: 'A', ttl: 300, managedZoneRef: { name: zone }, rrdatas: ['10.0.0.1'],
    })),
  ];
}
