import type { Item } from '../../../world/item';
import type { World } from '../../../world/world';
import { text } from '../../engine/path';

const HUB = 'gkehub.cnrm.cloud.google.com';
const CLUSTER = /^https:\/\/container\.googleapis\.com\/v1\/projects\/([^/]+)\/(locations|zones)\/([^/]+)\/clusters\/([^/]+)$/;

/** A member cluster, as the fleet's objects describe it. */
export interface Member {
  readonly name: string;
  readonly item: Item;
  /** id of the project that hosts the fleet */
  readonly fleet?: string;
  /** project of the cluster, if it is a GKE cluster */
  readonly project?: string;
  readonly issuer?: string;
  readonly location?: string;
  readonly gke: boolean;
  readonly network?: string;
  readonly trust?: string;
}

/** The Config Connector objects of all worlds. */
export interface FleetFacts {
  readonly members: readonly Member[];
  of(kind: string): readonly Item[];
}

export function fleetFacts(worlds: readonly World[]): FleetFacts {
  const first = worlds[0];
  return first ? first.once(fleetFacts, () => read(worlds)) : read(worlds);
}

/** The fleet of a world. */
export const fleetOf = (world: World): FleetFacts => fleetFacts([world, ...world.siblings]);

function read(worlds: readonly World[]): FleetFacts {
  const of = (kind: string, group = HUB) => worlds.flatMap((w) => w.ofKind(group, kind));
  const members = of('GKEHubMembership').map((item): Member => {
    const issuer = text(item.object, 'spec.authority.issuer');
    const cluster = CLUSTER.exec(issuer ?? '');
    return {
      name: item.name,
      item,
      fleet: item.annotations['cnrm.cloud.google.com/project-id'],
      project: cluster?.[1],
      issuer,
      location: text(item.object, 'spec.location'),
      gke: cluster !== null,
      network: item.annotations['cdk8s-mesh.dev/network'],
      trust: item.labels['trust-level'],
    };
  });
  const attached = of('ContainerAttachedCluster', 'containerattached.cnrm.cloud.google.com').map((item): Member => ({
    name: item.name, item, issuer: text(item.object, 'spec.oidcConfig.issuerUrl'), location: 'global', gke: false, trust: item.labels['trust-level'],
  }));
  return { members: [...members, ...attached], of: (kind) => of(kind) };
}

/** The name in a Config Connector reference. */
export function referred(item: Item, path: string): string | undefined {
  return text(item.object, `${path}.name`) ?? text(item.object, `${path}.external`)?.split('/').pop();
}

/** The fleet's mesh feature memberships, which hold the mesh settings of each cluster. */
export function meshMemberships(facts: FleetFacts): readonly Item[] {
  return facts.of('GKEHubFeatureMembership').filter((i) => (i.object as any).spec?.mesh !== undefined || referred(i, 'spec.featureRef') === 'servicemesh');
}

/** Worlds of member clusters. */
export const membersOf = (worlds: readonly World[]): readonly World[] => worlds.filter((w) => w.options.cluster && w.options.role !== 'management');

/** Trust domains of the workloads in a world's fleet: the current one, and the older `hub.id.goog` one. */
export function fleetDomains(world: World): readonly string[] {
  return world.once(fleetDomains, () => [...new Set(fleetOf(world).members.flatMap(({ fleet }) => (fleet ? [`${fleet}.svc.id.goog`, `${fleet}.hub.id.goog`] : [])))]);
}

/** The name of a world, for messages. */
export const clusterOf = (world: World): string => world.options.cluster ?? '';
