import { canonical } from './canonical';
import { clusterOf, fleetFacts, membersOf, referred } from './facts';
import type { Check } from '../engine/check';
import type { Item, ItemOf } from '../engine/item';
import { text } from '../engine/path';
import type { World } from '../engine/world';
import { Severity } from '../finding';
import { managed } from '../managed/facts';
import { injected } from '../workload/in-mesh';

type Namespace = ItemOf<'Namespace'>;
const OWNER = ['owner', 'team'];
/** Labels that say something of the cluster, not of the namespace; injection is compared by its meaning. */
const OF_THE_CLUSTER = new Set(['istio-injection', 'istio.io/rev', 'topology.istio.io/network', 'kubernetes.io/metadata.name']);
const own = (key: string): boolean => !OF_THE_CLUSTER.has(key) && !OWNER.includes(key);

/** Each namespace with the clusters that define it, if there are several. */
function* shared(worlds: readonly World[]): Iterable<[Namespace, World, Namespace, World]> {
  const first = new Map<string, [Namespace, World]>();
  for (const world of membersOf(worlds)) {
    for (const ns of world.all('Namespace')) {
      const before = first.get(ns.name);
      if (before) yield [...before, ns, world];
      else first.set(ns.name, [ns, world]);
    }
  }
}

function injection(ns: Namespace, world: World): string {
  if (!injected(ns)) return 'not injected';
  return managed(world) ? `injected by ${ns.labels['istio.io/rev'] ?? 'the default revision'}` : 'injected';
}

export const namespaceMeaning: Check = {
  code: 'MESH921',
  title: 'namespace that means different things',
  aliases: ['R-NS1'],
  severity: Severity.ERROR,
  explanation: 'A namespace of one name is the same namespace in every cluster of a fleet: its identities, services and policies are one. Labels, injection and the policies of the namespace as a whole are to be equal.',
  runFleet(worlds, report) {
    for (const [a, where, b, here] of shared(worlds)) {
      const keys = [...new Set([...Object.keys(a.labels), ...Object.keys(b.labels)])].filter((k) => own(k) && a.labels[k] !== b.labels[k]);
      const owners = OWNER.filter((k) => a.labels[k] !== undefined && b.labels[k] !== undefined && a.labels[k] !== b.labels[k]);
      const [ia, ib] = [injection(a, where), injection(b, here)];
      const sameKind = (managed(where) === undefined) === (managed(here) === undefined);
      const differ = [
        ...[...owners, ...keys].map((k) => `label ${k} is ${b.labels[k] ?? 'missing'} here and ${a.labels[k] ?? 'missing'} there`),
        ...((sameKind ? ia !== ib : (ia === 'not injected') !== (ib === 'not injected')) ? [`it is ${ib} here and ${ia} there`] : []),
        ...policies(a.name, where, here),
      ];
      if (differ.length > 0) {
        report(b, {
          pointer: '/metadata/labels',
          message: `namespace ${a.name} is not the same in ${clusterOf(here)} and ${clusterOf(where)}, and the fleet takes it for one: ${differ.join('; ')}`,
          fix: 'enroll it alike in every cluster, or give it another name where it means something else',
          related: [a],
        });
      }
    }
  },
};

/** Policies of a namespace as a whole. */
function policies(name: string, a: World, b: World): string[] {
  const of = (world: World): ReadonlyMap<string, string> => new Map((['PeerAuthentication', 'AuthorizationPolicy', 'RequestAuthentication'] as const).flatMap((kind) => world.all(kind))
    .filter((i) => i.namespace === name && ['selector', 'targetRefs', 'targetRef'].every((f) => (i.object as any).spec?.[f] === undefined))
    .map((i: Item) => [`${i.kind} ${i.name}`, canonical((i.object as any).spec ?? {})]));
  const [pa, pb] = [of(a), of(b)];
  return [...new Set([...pa.keys(), ...pb.keys()])].filter((k) => pa.get(k) !== pb.get(k))
    .map((k) => (pa.has(k) && pb.has(k) ? `${k} differs` : `${k} is only in ${clusterOf(pa.has(k) ? a : b)}`));
}

export const namespaceOwner: Check = {
  code: 'MESH922',
  title: 'namespace with an owner in some clusters',
  aliases: ['R-NS2'],
  severity: Severity.ERROR,
  explanation: 'A namespace that a team owns in one cluster is nobody\'s in another: whoever makes it there takes the team\'s identities, services and roles.',
  runFleet(worlds, report) {
    for (const [a, where, b, here] of shared(worlds)) {
      for (const key of OWNER) {
        if ((a.labels[key] === undefined) === (b.labels[key] === undefined)) continue;
        const [item, cluster, other] = a.labels[key] === undefined ? [a, where, b] : [b, here, a];
        report(item, {
          pointer: '/metadata/labels',
          message: `namespace ${a.name} has no ${key} in ${clusterOf(cluster)}, and elsewhere its ${key} is ${other.labels[key]}: whoever makes it there acts as that ${key}`,
          fix: `label it ${key}: ${other.labels[key]}, or leave it out of ${clusterOf(cluster)}`,
          related: [other],
        });
      }
    }
  },
};

export const oneScope: Check = {
  code: 'MESH923',
  title: 'fleet namespace in two scopes',
  aliases: ['R-NS3'],
  severity: Severity.ERROR,
  explanation: 'A fleet namespace belongs to one scope. Google refuses the second.',
  runFleet(worlds, report) {
    const first = new Map<string, Item>();
    for (const item of fleetFacts(worlds).of('GKEHubNamespace')) {
      const id = text(item.object, 'spec.namespaceID') ?? item.name;
      const before = first.get(id);
      if (!before) {first.set(id, item);} else if (referred(before, 'spec.scopeRef') !== referred(item, 'spec.scopeRef')) {
        report(item, {
          pointer: '/spec/scopeRef',
          message: `fleet namespace ${id} belongs to scopes ${referred(before, 'spec.scopeRef')} and ${referred(item, 'spec.scopeRef')}; it can have one owner`,
          fix: 'leave it to one scope, and give the other a namespace of its own',
          related: [before],
        });
      }
    }
  },
};

export const boundScope: Check = {
  code: 'MESH924',
  title: 'fleet namespace in a cluster outside its scope',
  aliases: ['R-NS4'],
  severity: Severity.ERROR,
  explanation: 'A fleet namespace is in the clusters that its scope is bound to. In another cluster a namespace of that name takes the team\'s identities without the team\'s roles.',
  runFleet(worlds, report) {
    const facts = fleetFacts(worlds);
    const bound = new Set(facts.of('GKEHubMembershipBinding').map((b) => `${referred(b, 'spec.scopeRef')}/${referred(b, 'spec.membershipRef')}`));
    for (const fleetNamespace of facts.of('GKEHubNamespace')) {
      const scope = referred(fleetNamespace, 'spec.scopeRef');
      for (const world of membersOf(worlds)) {
        const ns = world.namespace(text(fleetNamespace.object, 'spec.namespaceID') ?? fleetNamespace.name);
        if (ns && facts.members.some((m) => m.name === clusterOf(world)) && !bound.has(`${scope}/${clusterOf(world)}`)) {
          report(ns, {
            message: `namespace ${ns.name} belongs to scope ${scope}, which is not bound to ${clusterOf(world)}: here it has the team's identities, and none of its roles`,
            fix: `bind the scope to the cluster (scope.bind(cluster)), or leave the namespace out of ${clusterOf(world)}`,
            related: [fleetNamespace],
          });
        }
      }
    }
  },
};

export const namespaceChecks = [namespaceMeaning, namespaceOwner, oneScope, boundScope];
