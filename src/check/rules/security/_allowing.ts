import type { ItemOf } from '../../../world/item';
import type { Pod } from '../../../world/pods';
import { matches } from '../../../world/selector';
import type { World } from '../../../world/world';

type Policy = ItemOf<'AuthorizationPolicy'>;

export const actionOf = (policy: Policy): string => policy.spec.action ?? 'ALLOW';
export const targetsOf = ({ spec: { targetRef, targetRefs } }: Policy) => (targetRefs?.length ? targetRefs : targetRef ? [targetRef] : []);
const dryRun = (policy: Policy): boolean => policy.annotations['istio.io/dry-run'] === 'true';

/** The policies without a target that apply to a pod: those of its namespace and of the root namespace, by selector. */
export const policiesOf = (world: World, pod: Pod): readonly Policy[] => {
  const byNamespace = world.once(policiesOf, () => {
    const out = new Map<string, Policy[]>();
    for (const p of world.all('AuthorizationPolicy')) if (!targetsOf(p).length && !dryRun(p)) out.set(p.namespace, [...out.get(p.namespace) ?? [], p]);
    return out;
  });
  const root = world.mesh.rootNamespace;
  return [...byNamespace.get(pod.namespace) ?? [], ...(pod.namespace === root ? [] : byNamespace.get(root) ?? [])].filter((p) => matches(p.spec.selector?.matchLabels, pod.labels));
};
