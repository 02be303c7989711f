import { membersOf } from './_facts';
import type { ItemOf } from '../../../world/item';
import type { World } from '../../../world/world';

export type Namespace = ItemOf<'Namespace'>;

export const OWNER = ['owner', 'team'];

/** Each namespace with the clusters that define it, if there are several. */
export function* shared(worlds: readonly World[]): Iterable<[Namespace, World, Namespace, World]> {
  const first = new Map<string, [Namespace, World]>();
  for (const world of membersOf(worlds)) {
    for (const ns of world.all('Namespace')) {
      const before = first.get(ns.name);
      if (before) yield [...before, ns, world];
      else first.set(ns.name, [ns, world]);
    }
  }
}
