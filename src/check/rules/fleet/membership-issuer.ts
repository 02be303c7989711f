import { fleetFacts, type Member } from './_facts';
import type { Item } from '../../../world/item';
import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { text } from '../../engine/path';
import { Severity } from '../../finding';

const RESOURCE = 'spec.endpoint.gkeCluster.resourceRef';
const ISSUER = /^https:\/\/container\.googleapis\.com\/v1\/(projects\/[^/]+\/(?:locations|zones)\/[^/]+\/clusters\/[^/]+)$/;
/** A cluster, by its path; zones and regions are locations. */
const pathOf = (path: string): string => path.replace(/^\/\/container\.googleapis\.com\//, '').replace('/zones/', '/locations/');

export const membershipIssuer: Check = {
  code: 'MESH728',
  title: 'membership with the issuer of another cluster',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'The `authority.issuer` of a fleet membership is the issuer of the cluster that it registers: `https://container.googleapis.com/v1/projects/PROJECT/locations/LOCATION/clusters/CLUSTER` for GKE. With that of another cluster, Google refuses the membership, or the identities of its workloads are not accepted.',
  runFleet(worlds, report) {
    for (const member of fleetFacts(worlds).members) {
      const issuer = member.issuer ?? '';
      const named = registered(worlds, member);
      if (member.item.kind !== 'GKEHubMembership' || named === undefined || issuer === '') continue;
      const issued = ISSUER.exec(issuer)?.[1];
      if (issued !== undefined && named.test(pathOf(issued))) continue;
      report(member.item, {
        pointer: '/spec/authority/issuer',
        message: issued === undefined
          ? `issuer '${issuer}' is not the one of a GKE cluster, but the membership registers ${named.what}: Google refuses it`
          : `the issuer is the one of ${issued}, but the membership registers ${named.what}: the identities of its workloads are not accepted`,
        fix: `use https://container.googleapis.com/v1/${named.path}`,
        related: named.cluster ? [named.cluster] : [],
      });
    }
  },
};

/** The cluster that a membership registers, as far as its reference and the cluster's object show. */
interface Registered {
  readonly what: string;
  readonly path: string;
  readonly cluster?: Item;
  /** whether a cluster's path can be its own */
  readonly test: (path: string) => boolean;
}

function registered(worlds: readonly World[], { item }: Member): Registered | undefined {
  const external = text(item.object, `${RESOURCE}.external`);
  if (external !== undefined) {
    const path = pathOf(external);
    return /^projects\/[^/]+\/locations\/[^/]+\/clusters\/[^/]+$/.test(path) ? { what: path, path, test: (issued) => issued === path } : undefined;
  }
  const name = text(item.object, `${RESOURCE}.name`);
  const namespace = text(item.object, `${RESOURCE}.namespace`) ?? item.namespace;
  const cluster = worlds.flatMap((world) => world.ofKind('container.cnrm.cloud.google.com', 'ContainerCluster')).find((c) => c.name === name && c.namespace === namespace);
  if (!cluster) return undefined;
  const suffix = `locations/${text(cluster.object, 'spec.location') ?? ''}/clusters/${text(cluster.object, 'spec.resourceID') ?? cluster.name}`;
  const project = cluster.annotations['cnrm.cloud.google.com/project-id'];
  return { what: `ContainerCluster ${namespace}/${name}`, path: `projects/${project ?? 'PROJECT'}/${suffix}`, cluster, test: (issued) => (project === undefined ? issued.endsWith(`/${suffix}`) : issued === `projects/${project}/${suffix}`) };
}
