import { isSubsetOf, isWildcard } from '../../../world/hosts';
import type { ItemOf } from '../../../world/item';
import { scopes, visible, type Registered } from '../../../world/services';
import type { World } from '../../../world/world';

/** A service that a DestinationRule applies to: its host, a host matched by its wildcard, or a wildcard that contains it. */
export function target(world: World, dr: ItemOf<'DestinationRule'>): Registered | undefined {
  const known = world.once(target, () => new Map<ItemOf<'DestinationRule'>, Registered | undefined>());
  const found = known.get(dr);
  if (found || known.has(dr)) return found;
  const service = lookUp(world, dr);
  known.set(dr, service);
  return service;
}
function lookUp(world: World, dr: ItemOf<'DestinationRule'>): Registered | undefined {
  const host = world.registry.resolve(dr.spec.host ?? '', dr.namespace);
  const from = dr.spec.exportTo?.length ? scopes(dr.spec.exportTo, dr.namespace) : [dr.namespace];
  const seen = (r: Registered) => r.exportTo.includes('*') || from.some((ns) => visible(r, ns));
  for (const w of [world, ...world.siblings]) {
    const found = w.registry.covering(host).find(seen);
    if (found) return found;
    if (isWildcard(host)) {
      const under = w.registry.all().find((r) => isSubsetOf(r.host, host) && seen(r));
      if (under) return under;
    }
  }
  return undefined;
}
