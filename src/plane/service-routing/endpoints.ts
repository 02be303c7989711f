import { backendServiceName, connector, endpointGroupName, type Json, resourceName } from './names';
import { ownerOf } from './parts';
import { compact } from '../../grammar/json';
import { trimEnd } from '../../grammar/trim';
import { carriesHttp, type EndpointGroupModel, type PortModel, type ServiceModel, type VersionModel } from '../../model/service';
import type { ServiceRoutingModel } from '../../model/service-routing';
import type { Slot } from '../plane';

/** The kind of groups of a backend service, which supports only one. */
export type GroupKind = EndpointGroupModel['kind'] | 'internet';

const COMPUTE = 'https://www.googleapis.com/compute/v1';

/** The explicitly declared groups of a service or version. */
export function namedGroups(s: ServiceModel, v: VersionModel | undefined): readonly EndpointGroupModel[] {
  return (v ?? s).endpointGroups;
}

/** Whether a service or version has pods in this cluster. */
export function hasPods(s: ServiceModel, v: VersionModel | undefined): boolean {
  if (s.kind !== 'kubernetes') {
    return false;
  }
  if (v) {
    return v.namesPods || v.endpointGroups.length === 0;
  }
  return s.namesPods || (s.endpointGroups.length === 0 && (s.versions.length === 0 || s.versions.some((one) => hasPods(s, one))));
}

/** All kinds of groups requested for one backend service. */
export function kindsOf(s: ServiceModel, v: VersionModel | undefined): ReadonlySet<GroupKind> {
  return new Set<GroupKind>([
    ...(s.kind === 'external' ? ['internet' as const] : []), ...(hasPods(s, v) ? ['network-endpoints' as const] : []), ...namedGroups(s, v).map((g) => g.kind),
  ]);
}

/** The backends of a port. */
export function backends(r: ServiceRoutingModel, s: ServiceModel, v: VersionModel | undefined, p: PortModel): Json[] {
  if (s.kind === 'external') {
    return [{ group: { networkEndpointGroupRef: { external: `${COMPUTE}/projects/${r.project.id}/global/networkEndpointGroups/${backendServiceName(s, v, p)}` } } }];
  }
  const pods = hasPods(s, v) ? r.cluster.zones.map((zone) => ({
    group: { networkEndpointGroupRef: { external: endpointGroup(r.cluster.project.id, zone, endpointGroupName(r, s, v, p)) } }, ...mode(p, 'PerEndpoint', r.maxRatePerEndpoint, undefined),
  })) : [];
  return [...pods, ...namedGroups(s, v).flatMap((g) => named(r, g, p))];
}

function named(r: ServiceRoutingModel, g: EndpointGroupModel, p: PortModel): Json[] {
  const project = g.project ?? r.project.id;
  const most = g.capacity?.maxRate ?? r.maxRatePerEndpoint;
  switch (g.kind) {
    case 'network-endpoints':
      return g.locations.map((zone) => ({ group: { networkEndpointGroupRef: { external: endpointGroup(project, zone, g.name) } }, ...mode(p, 'PerEndpoint', most, g.capacity?.scale) }));
    case 'instance-group': {
      const [at] = g.locations;
      const place = /-[a-z]$/.test(at) ? `zones/${at}` : `regions/${at}`;
      return [{ group: { instanceGroupRef: { external: `projects/${project}/${place}/instanceGroups/${g.name}` } }, ...mode(p, 'PerInstance', most, g.capacity?.scale) }];
    }
    default:
      return [{ group: { networkEndpointGroupRef: { external: `${COMPUTE}/projects/${r.project.id}/regions/${g.locations[0]}/networkEndpointGroups/${serverlessName(g)}` } } }];
  }
}

function endpointGroup(project: string, zone: string, name: string): string {
  return `projects/${project}/zones/${zone}/networkEndpointGroups/${name}`;
}

function mode(p: PortModel, each: 'PerEndpoint' | 'PerInstance', most: number, scale: number | undefined): Json {
  return compact({ ...(carriesHttp(p) ? { balancingMode: 'RATE', [`maxRate${each}`]: most } : { balancingMode: 'CONNECTION', [`maxConnections${each}`]: most }), capacityScaler: scale });
}

function serverlessName(g: EndpointGroupModel): string {
  return trimEnd([g.name, g.tag, 'run'].filter(Boolean).join('-').slice(0, 63), '-');
}

/** The groups created here: for Cloud Run services, and for external hosts. */
export function groupSlots(r: ServiceRoutingModel, s: ServiceModel, v: VersionModel | undefined, ports: readonly PortModel[]): readonly Slot[] {
  const runs = namedGroups(s, v).filter((g) => g.kind === 'cloud-run');
  return [
    ...runs.map((g) => connector(r, 'compute', 'ComputeRegionNetworkEndpointGroup', serverlessName(g), () => ({
      region: g.locations[0],
      networkEndpointType: 'SERVERLESS',
      cloudRun: compact({ serviceRef: { external: g.name }, tag: g.tag }),
    }))),
    ...runs.flatMap((g) => (g.invokers ?? []).map((account) => connector(r, 'iam', 'IAMPolicyMember', resourceName(g.name, g.locations[0], 'invoker', account.replace('.iam.gserviceaccount.com', '')), () => ({
      member: `serviceAccount:${account}`,
      role: 'roles/run.invoker',
      resourceRef: { apiVersion: 'run.cnrm.cloud.google.com/v1beta1', kind: 'RunService', external: `projects/${g.project ?? r.project.id}/locations/${g.locations[0]}/services/${g.name}` },
    })))),
    ...(s.kind === 'external' ? ports.flatMap((p) => internet(r, s, p)) : []),
  ];
}

function internet(r: ServiceRoutingModel, s: ServiceModel, p: PortModel): readonly Slot[] {
  const name = backendServiceName(s, undefined, p);
  const more = { version: 'v1alpha1', owner: ownerOf(s) };
  const projectRef = { external: `projects/${r.project.id}` };
  const byAddress = s.external!.resolution === 'static';
  const address = s.external!.endpoints[0]?.address ?? s.hosts[0];
  return [
    connector(r, 'compute', 'ComputeGlobalNetworkEndpointGroup', name, () => ({
      projectRef, networkEndpointType: byAddress ? 'INTERNET_IP_PORT' : 'INTERNET_FQDN_PORT', defaultPort: s.external!.endpoints[0]?.ports?.[p.name] ?? (typeof p.targetPort === 'number' ? p.targetPort : p.port),
    }), more),
    connector(r, 'compute', 'ComputeGlobalNetworkEndpoint', name, () => ({ projectRef, globalNetworkEndpointGroup: name, ...(byAddress ? { ipAddress: address } : { fqdn: address }) }), more),
  ];
}
