import { clusterLocal } from './_cluster-local';
import { membersOf } from './_facts';
import type { ItemOf } from '../../../world/item';
import type { World } from '../../../world/world';

export type Service = ItemOf<'Service'>;

export interface Place { readonly service: Service; readonly world: World }

/** Services with the same name in several clusters, except cluster-local ones. */
export function* merged(worlds: readonly World[]): Iterable<readonly Place[]> {
  const byName = new Map<string, Place[]>();
  for (const world of membersOf(worlds)) {
    for (const service of world.all('Service')) {
      if (clusterLocal(world, service)) continue;
      const key = `${service.namespace}/${service.name}`;
      const list = byName.get(key);
      if (list) list.push({ service, world }); else byName.set(key, [{ service, world }]);
    }
  }
  for (const places of byName.values()) if (places.length > 1) yield places;
}
