import { NO_DESTINATION, type Backends } from './actions';
import { groupsOf, type Group } from './backend-groups';
import type { GroupMembers } from './group-members';
import { isSame, ofUrl, type Resource, type ResourceName, type Resources } from './resources';
import type { BackendServiceSpec, DestinationSpec } from './specs';
import type { Cluster, ClusterService, Endpoint, UpstreamTls } from '../form';

/** Google's default timeout of a backend service. */
const TIMEOUT_SECONDS = 30;
const MUTUAL: UpstreamTls = { mode: 'MUTUAL' };
const HTTP2: ReadonlySet<string | undefined> = new Set(['GRPC', 'HTTP2', 'H2C']);

/** The backend services of a mesh as clusters. A cluster has the name of its backend service. */
export class BackendServices {
  private readonly clusters = new Map<string, Cluster | undefined>();
  private readonly names = new Map<string, ResourceName>();

  public constructor(private readonly resources: Resources, private readonly members: GroupMembers) {}

  /** The backend services that a route refers to. */
  public seenFrom(route: Resource): Backends {
    return {
      cluster: ({ serviceRef, serviceName }: DestinationSpec) => {
        const name = this.resources.nameOf(route, 'BackendService', serviceRef ?? serviceName);
        return name && this.clusterName(name);
      },
      timeout: (cluster) => (this.resource(cluster)?.spec.timeoutSec ?? TIMEOUT_SECONDS) * 1000,
    };
  }

  public cluster(name: string): Cluster | undefined {
    if (!this.clusters.has(name)) this.clusters.set(name, this.compile(name));
    return this.clusters.get(name);
  }

  public get clusterNames(): readonly string[] {
    return this.resources.all('BackendService').map((r) => this.clusterName(r));
  }

  /** Why a cluster may exist that the files don't contain. */
  public unseen(cluster: string): string {
    return cluster === NO_DESTINATION ? 'the rule has no destination that gets requests' : `the files don't contain the backend service ${cluster}`;
  }

  /** The name alone, unless other projects have a backend service of that name. */
  private clusterName(name: ResourceName): string {
    const known = this.names.get(name.name);
    if (!known) this.names.set(name.name, name);
    return !known || isSame(known, name) ? name.name : `projects/${name.project}/global/backendServices/${name.name}`;
  }

  private resource(cluster: string): Resource<BackendServiceSpec> | undefined {
    return this.resources.find('BackendService', this.names.get(cluster) ?? ofUrl(cluster));
  }

  private compile(name: string): Cluster | undefined {
    const resource = this.resource(name);
    if (!resource) return undefined;
    const { spec } = resource;
    const groups = groupsOf(resource, this.resources, this.members);
    const endpoints = unique(groups.flatMap((g) => g.endpoints));
    return {
      name,
      type: 'EDS',
      service: serviceOf(resource, groups, endpoints),
      endpoints,
      endpointsKnown: groups.length > 0 && groups.every((g) => g.known),
      ...(spec.securitySettings?.clientTLSPolicyRef ?? spec.securitySettings?.clientTlsPolicy ? { tls: MUTUAL } : {}),
      ...(HTTP2.has(spec.protocol) ? { httpProtocol: 'http2' as const } : {}),
      origin: resource.sourceOf(''),
    };
  }
}

/** What clients call it: the Service of its pods, a host on the internet, or else the name of the backend service. */
function serviceOf({ name }: Resource, groups: readonly Group[], [endpoint]: readonly Endpoint[]): ClusterService {
  const [pods] = groups.flatMap((g) => g.ports);
  if (pods) return { host: pods.host, namespace: pods.namespace, port: pods.port, subset: '' };
  return { host: groups.find((g) => g.host !== undefined)?.host ?? name, namespace: '', port: endpoint?.port ?? 0, subset: '' };
}

const unique = (endpoints: readonly Endpoint[]): readonly Endpoint[] =>
  [...new Map(endpoints.map((e) => [e.workload === undefined ? `${e.address}:${e.port}` : `${e.namespace}/${e.workload} ${e.port}`, e])).values()];
