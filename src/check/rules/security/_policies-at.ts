import { push } from '../../../world/collect';
import type { ItemOf } from '../../../world/item';
import type { Pod } from '../../../world/pods';
import { matches } from '../../../world/selector';
import type { PolicyAttachment } from '../../../world/shapes/istio';
import type { World } from '../../../world/world';

type Kind = 'AuthorizationPolicy' | 'RequestAuthentication';
const NONE: readonly never[] = [];

const byNamespace = (world: World, kind: Kind) => world.once(`byNamespace ${kind}`, () => {
  const out = new Map<string, ItemOf<Kind>[]>();
  for (const policy of world.all(kind)) push(out, policy.namespace, policy);
  return { policies: out, pods: new Map<Pod, readonly ItemOf<Kind>[]>() };
});

/**
 * Policies of a kind that apply to a pod: by selector, for its namespace, or by the Gateway that it serves; those of the root namespace apply
 * everywhere.
 */
export function policiesAt<K extends Kind>(world: World, kind: K, pod: Pod): readonly ItemOf<K>[] {
  const { policies, pods } = byNamespace(world, kind);
  let found = pods.get(pod);
  if (!found) {
    const homes = new Set([pod.namespace, world.mesh.rootNamespace]);
    found = [...homes].flatMap((home): readonly ItemOf<Kind>[] => policies.get(home) ?? NONE).filter((policy) => holds(policy, pod));
    pods.set(pod, found);
  }
  return found as readonly ItemOf<K>[];
}

function holds(policy: ItemOf<Kind>, pod: Pod): boolean {
  const { targetRef, targetRefs = targetRef ? [targetRef] : [], selector } = policy.spec as PolicyAttachment;
  if (!targetRefs.length) return matches(selector?.matchLabels, pod.labels);
  return policy.namespace === pod.namespace && targetRefs.some((r) => r.kind === 'Gateway' && r.name === pod.labels['gateway.networking.k8s.io/gateway-name']);
}
