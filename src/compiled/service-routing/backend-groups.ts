import type { GroupMembers, PortOfService } from './group-members';
import { ofUrl, type Resource, type Resources } from './resources';
import type { BackendServiceSpec, BackendSpec } from './specs';
import type { Endpoint } from '../form';

/** The endpoints of a backend. */
export interface Group {
  /** ports of Services whose pods are in it */
  readonly ports: readonly PortOfService[];
  /** endpoints outside Kubernetes */
  readonly endpoints: readonly Endpoint[];
  /** the host of endpoints on the internet */
  readonly host?: string;
  readonly known: boolean;
}

/** The groups of a backend service: those that it lists, and those that autoneg attaches. */
export function groupsOf(resource: Resource<BackendServiceSpec>, resources: Resources, members: GroupMembers): readonly Group[] {
  const { backend = [], backends = [] } = resource.spec;
  const attached = members.attachedTo(resource.name);
  const listed = [...backend, ...backends].flatMap(({ group }) => (group === undefined ? [] : [groupOf(group, resource, resources, members)]));
  return attached.length > 0 ? [...listed, ofPorts(attached)] : listed;
}

function groupOf(group: NonNullable<BackendSpec['group']>, { project }: Resource, resources: Resources, members: GroupMembers): Group {
  const { url, instances } = urlOf(group);
  const { name } = ofUrl(url);
  if (instances) return outside([elsewhere(`instanceGroups/${name}`, 0)]);
  if (url.includes('/global/networkEndpointGroups/')) return internet({ name, project }, resources);
  if (/\/regions\/[^/]+\/networkEndpointGroups\//.test(url)) return outside([elsewhere(`networkEndpointGroups/${name}`, 0)]);
  return ofPorts(members.of(name));
}

function urlOf(group: NonNullable<BackendSpec['group']>): { readonly url: string; readonly instances: boolean } {
  const reference = typeof group === 'string' ? group : group.instanceGroupRef ?? group.networkEndpointGroupRef;
  const url = typeof reference === 'string' ? reference : reference?.external ?? reference?.name ?? '';
  return { url, instances: url.includes('/instanceGroups/') || (typeof group !== 'string' && group.instanceGroupRef !== undefined) };
}

const elsewhere = (address: string, port: number): Endpoint => ({ address, port, labels: {} });
const outside = (endpoints: readonly Endpoint[]): Group => ({ ports: [], endpoints, known: endpoints.length > 0 });
const ofPorts = (ports: readonly PortOfService[]): Group => ({ ports, endpoints: ports.flatMap((p) => p.endpoints), known: ports.length > 0 && ports.every((p) => p.known) });

interface InternetGroup { readonly defaultPort?: number }
interface InternetEndpoint { readonly globalNetworkEndpointGroup?: string; readonly fqdn?: string; readonly ipAddress?: string; readonly port?: number }

function internet(group: { readonly name: string; readonly project?: string }, resources: Resources): Group {
  const port = resources.find<InternetGroup>('GlobalNetworkEndpointGroup', group)?.spec.defaultPort ?? 0;
  const members = resources.all<InternetEndpoint>('GlobalNetworkEndpoint').map((r) => r.spec).filter((s) => s.globalNetworkEndpointGroup === group.name);
  return { ...outside(members.map((s) => elsewhere(s.fqdn ?? s.ipAddress ?? '', s.port ?? port))), host: members.at(0)?.fqdn };
}
