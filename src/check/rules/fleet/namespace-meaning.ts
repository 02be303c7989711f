import { canonical } from './_canonical';
import { clusterOf } from './_facts';
import { type Namespace, OWNER, shared } from './_namespaces-facts';
import type { Item } from '../../../world/item';
import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { managed } from '../managed/_facts';
import { injected } from '../workload/_in-mesh';

/** Labels about the cluster rather than the namespace; injection is compared by its effect. */
const OF_THE_CLUSTER = new Set(['istio-injection', 'istio.io/rev', 'topology.istio.io/network', 'kubernetes.io/metadata.name']);

const own = (key: string): boolean => !OF_THE_CLUSTER.has(key) && !OWNER.includes(key);

function injection(ns: Namespace, world: World): string {
  if (!injected(ns)) return 'not injected';
  return managed(world) ? `injected by ${ns.labels['istio.io/rev'] ?? 'the default revision'}` : 'injected';
}

export const namespaceMeaning: Check = {
  code: 'MESH921',
  title: 'namespace that differs between clusters',
  aliases: ['R-NS1'],
  severity: Severity.ERROR,
  explanation: 'A namespace of one name is the same namespace in every cluster of a fleet: its identities, services and policies are shared. Its labels, injection and namespace-wide policies should be the same.',
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
          message: `namespace ${a.name} is not the same in ${clusterOf(here)} and ${clusterOf(where)}, but the fleet treats it as one: ${differ.join('; ')}`,
          fix: 'enroll it identically in every cluster, or use a different name if it is a different namespace',
          related: [a],
        });
      }
    }
  },
};

/** Namespace-wide policies. */
function policies(name: string, a: World, b: World): string[] {
  const of = (world: World): ReadonlyMap<string, string> => new Map((['PeerAuthentication', 'AuthorizationPolicy', 'RequestAuthentication'] as const).flatMap((kind) => world.all(kind))
    .filter((i) => i.namespace === name && ['selector', 'targetRefs', 'targetRef'].every((f) => (i.object as any).spec?.[f] === undefined))
    .map((i: Item) => [`${i.kind} ${i.name}`, canonical((i.object as any).spec ?? {})]));
  const [pa, pb] = [of(a), of(b)];
  return [...new Set([...pa.keys(), ...pb.keys()])].filter((k) => pa.get(k) !== pb.get(k))
    .map((k) => (pa.has(k) && pb.has(k) ? `${k} differs` : `${k} is only in ${clusterOf(pa.has(k) ? a : b)}`));
}
