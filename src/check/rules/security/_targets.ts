import type { Item } from '../../../world/item';
import type { PolicyAttachment } from '../../../world/shapes/istio';
import type { World } from '../../../world/world';
import { pointer } from '../../engine/check';

type TargetRef = NonNullable<PolicyAttachment['targetRef']>;
export interface Target { readonly policy: Item; readonly ref: TargetRef; readonly at: string }

/** The kinds of Istio that apply to the targets that they name. */
type TargetingKind = 'AuthorizationPolicy' | 'RequestAuthentication' | 'WasmPlugin' | 'TrafficExtension' | 'Telemetry' | 'EnvoyFilter';

/** The targets of all policies of these kinds. */
export function* targetsOf(world: World, kinds: readonly TargetingKind[]): Iterable<Target> {
  for (const kind of kinds) {
    for (const policy of world.all(kind) as readonly Item<PolicyAttachment>[]) {
      const { targetRef, targetRefs } = policy.spec;
      if (targetRefs) for (const [i, ref] of targetRefs.entries()) yield { policy, ref, at: pointer('spec', 'targetRefs', i) };
      else if (targetRef) yield { policy, ref: targetRef, at: pointer('spec', 'targetRef') };
    }
  }
}
