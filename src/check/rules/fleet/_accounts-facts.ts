import { membersOf } from './_facts';
import { serviceAccountOf } from '../../../world/pods';
import type { World } from '../../../world/world';

/** Service accounts of a cluster, `NAMESPACE/NAME`: those that are objects, and those that pods use. */
export function accountsOf(world: World): ReadonlySet<string> {
  return world.once(accountsOf, () => new Set([
    ...world.all('ServiceAccount').map((a) => `${a.namespace}/${a.name}`),
    ...world.pods(undefined).filter((pod) => !pod.made).map((pod) => `${pod.namespace}/${serviceAccountOf(pod)}`),
  ]));
}

/** Service accounts of any member of the fleet. */
export const fleetAccounts = (worlds: readonly World[]): ReadonlySet<string> => new Set(membersOf(worlds).flatMap((w) => [...accountsOf(w)]));
