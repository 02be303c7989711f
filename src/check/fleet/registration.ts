import { fleetFacts, meshMemberships, membersOf, referred, type Member } from './facts';
import type { Check } from '../engine/check';
import type { Item } from '../engine/item';
import { at, text } from '../engine/path';
import { Severity } from '../finding';

const FEATURES = new Set([
  'servicemesh', 'multiclusterservicediscovery', 'multiclusteringress', 'configmanagement', 'policycontroller', 'fleetobservability', 'workloadidentity', 'rbacrolebindingactuation',
  'clusterupgrade', 'dataplanev2', 'identityservice', 'authorizer', 'cloudauditlogging', 'appdevexperience', 'anthosvm', 'workloadmigration', 'metering', 'namespaceactuation',
]);

export const membershipLocation: Check = {
  code: 'MESH911',
  title: 'regional membership without its location',
  aliases: ['G-FL1'],
  severity: Severity.ERROR,
  explanation: '`location` of a feature membership is the feature\'s, always `global`. A membership in a region is found by `membershipLocation`; without it Config Connector looks for a global one and fails.',
  runFleet(worlds, report) {
    const facts = fleetFacts(worlds);
    for (const item of facts.of('GKEHubFeatureMembership')) {
      const name = referred(item, 'spec.membershipRef');
      const external = /\/locations\/([^/]+)\/memberships\//.exec(text(item.object, 'spec.membershipRef.external') ?? '')?.[1];
      const location = external ?? facts.members.find((m) => m.name === name)?.location;
      const said = text(item.object, 'spec.membershipLocation');
      if (location !== undefined && location !== 'global' && said !== location) {
        report(item, {
          pointer: '/spec',
          message: `membership ${name} is in ${location}, and the feature membership looks for it in ${said ?? 'global'}: it is not found`,
          fix: `membershipLocation: ${location}; location stays global, as it is the feature's`,
        });
      }
    }
  },
};

export const zonalIssuer: Check = {
  code: 'MESH912',
  title: 'issuer with zones',
  aliases: ['G-FL2'],
  severity: Severity.ERROR,
  explanation: 'The issuer of a GKE cluster is `https://container.googleapis.com/v1/projects/P/locations/L/clusters/C`, also for a zonal cluster. Tokens never match one with `/zones/`.',
  runFleet(worlds, report) {
    for (const item of fleetFacts(worlds).of('GKEHubMembership')) {
      const issuer = text(item.object, 'spec.authority.issuer');
      if (issuer?.includes('/zones/')) {
        report(item, { pointer: '/spec/authority/issuer', message: `no token has the issuer ${issuer}`, fix: issuer.replace('/zones/', '/locations/') });
      }
    }
  },
};

export const twoFleets: Check = {
  code: 'MESH913',
  title: 'clusters of one project in two fleets',
  aliases: ['G-FL3', 'R-FL2'],
  severity: Severity.ERROR,
  explanation: 'Workloads of a project share one pool of identities. Clusters of one project in two fleets would have one identity with two meanings; Google refuses the second registration for a mesh.',
  runFleet(worlds, report) {
    const first = new Map<string, Member>();
    for (const m of fleetFacts(worlds).members) {
      if (m.project === undefined || m.fleet === undefined) continue;
      const before = first.get(m.project);
      if (!before) {first.set(m.project, m);} else if (before.fleet !== m.fleet) {
        report(m.item, {
          pointer: '/metadata/annotations/cnrm.cloud.google.com~1project-id',
          message: `clusters of project ${m.project} are in fleets ${before.fleet} and ${m.fleet}; clusters of one project belong to one fleet`,
          fix: `register ${m.name} with fleet ${before.fleet}, or move it to a project of its own`,
          related: [before.item],
        });
      }
    }
  },
};

export const unknownFeature: Check = {
  code: 'MESH914',
  title: 'unknown fleet feature',
  aliases: ['G-FL4'],
  severity: Severity.ERROR,
  explanation: 'The resource id of a GKEHubFeature is the feature. Google knows no other names.',
  runFleet(worlds, report) {
    for (const item of fleetFacts(worlds).of('GKEHubFeature')) {
      const id = text(item.object, 'spec.resourceID') ?? item.name;
      if (!FEATURES.has(id)) {
        report(item, { pointer: '/spec/resourceID', message: `there is no fleet feature '${id}'`, fix: `one of ${[...FEATURES].slice(0, 11).join(', ')}` });
      }
    }
  },
};

/** Every member of an IAM object. */
export function iamMembers(item: Item): readonly { readonly pointer: string; readonly member: string }[] {
  const paths = item.kind === 'IAMPolicyMember' ? ['spec.member'] : item.kind === 'IAMPartialPolicy' ? ['spec.bindings[*].members[*].member'] : ['spec.bindings[*].members[*]'];
  return paths.flatMap((p) => at(item.object, p)).flatMap(({ pointer, value }) => (typeof value === 'string' ? [{ pointer, member: value }] : []));
}
export const IAM = ['IAMPolicyMember', 'IAMPartialPolicy', 'IAMPolicy'];
export const PRINCIPAL = /^principal(?:Set)?:\/\/iam\.googleapis\.com\/projects\/([^/]+)\/locations\/global\/workloadIdentityPools\/([^/]+)\/(.+)$/;

export const projectNumber: Check = {
  code: 'MESH915',
  title: 'project id where its number belongs',
  aliases: ['G-FL5'],
  severity: Severity.ERROR,
  explanation: 'A principal names the project of its pool by number, and the pool by the project\'s id: `principal://iam.googleapis.com/projects/NUMBER/…/workloadIdentityPools/ID.svc.id.goog/…`. The other way round it is nobody.',
  runFleet(worlds, report) {
    for (const item of iamItems(worlds)) {
      for (const { pointer, member } of iamMembers(item)) {
        const [, project, pool] = PRINCIPAL.exec(member) ?? [];
        if (project !== undefined && !/^[0-9]+$/.test(project)) {
          report(item, { pointer, message: `principals name a project by its number, and '${project}' is an id: ${member} is nobody`, fix: 'the project\'s number; GoogleProject.of(id, number) keeps both' });
        } else if (pool !== undefined && /^[0-9]+\.svc\.id\.goog$/.test(pool)) {
          report(item, { pointer, message: `a pool is named by its project's id, and '${pool}' begins with a number: ${member} is nobody`, fix: 'ID.svc.id.goog' });
        }
      }
    }
  },
};

/** Everything that gives roles. */
export const iamItems = (worlds: readonly { readonly items: readonly Item[] }[]): readonly Item[] =>
  worlds.flatMap((w) => w.items.filter((i) => i.group === 'iam.cnrm.cloud.google.com' && IAM.includes(i.kind)));

export const oneMeshTwoFleets: Check = {
  code: 'MESH916',
  title: 'mesh across fleets',
  aliases: ['R-FL1'],
  severity: Severity.ERROR,
  explanation: 'All clusters of a mesh are in one fleet: it gives the trust domain, and its control plane sees no others.',
  runFleet(worlds, report) {
    const facts = fleetFacts(worlds);
    const items = meshMemberships(facts);
    const fleet = (i: Item) => text(i.object, 'spec.projectRef.external') ?? text(i.object, 'spec.projectRef.name');
    for (const item of items.slice(1)) {
      if (fleet(item) !== fleet(items[0])) {
        report(item, {
          pointer: '/spec/projectRef',
          message: `the mesh of ${referred(item, 'spec.membershipRef')} is that of fleet ${fleet(item)}, and that of ${referred(items[0], 'spec.membershipRef')} is in ${fleet(items[0])}: they are two meshes`,
          fix: 'register all clusters of a mesh with one fleet',
          related: [items[0]],
        });
      }
    }
  },
};

export const networks: Check = {
  code: 'MESH917',
  title: 'clusters of a mesh on different networks',
  aliases: ['R-FL3'],
  severity: Severity.WARNING,
  explanation: 'Proxies of one cluster call pods of another by their addresses. That needs one VPC network (shared, across projects); elsewhere an east-west gateway takes the calls.',
  runFleet(worlds, report) {
    const facts = fleetFacts(worlds);
    const inMesh = new Set(meshMemberships(facts).map((i) => referred(i, 'spec.membershipRef')));
    const eastWest = membersOf(worlds).some((w) => w.all('Gateway').some((g) => g.spec.selector?.istio === 'eastwestgateway'));
    const members = facts.members.filter((m) => m.network !== undefined && inMesh.has(m.name));
    for (const m of eastWest ? [] : members.slice(1)) {
      if (m.network !== members[0].network) {
        report(m.item, {
          message: `${m.name} is on network ${m.network} and ${members[0].name} on ${members[0].network}: pods of one can't reach pods of the other, and calls that go there fail`,
          fix: 'put the clusters on one (shared) VPC network, or run east-west gateways',
          related: [members[0].item],
        });
      }
    }
  },
};

export const registrationChecks = [membershipLocation, zonalIssuer, twoFleets, unknownFeature, projectNumber, oneMeshTwoFleets, networks];
