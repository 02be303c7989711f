import type { Item } from '../../../world/item';
import type { Registered } from '../../../world/services';
import { USE } from '../../../world/waypoints';
import type { World } from '../../../world/world';
import { ambientNamespace, inAmbient } from '../workload/_in-mesh';

export * from '../../../world/waypoints';

/** Namespaces, Services and ServiceEntries whose label names a waypoint. */
export const naming = (world: World): readonly Item[] => world.once(naming, () =>
  ([...world.all('Namespace'), ...world.all('Service'), ...world.all('ServiceEntry')] as readonly Item[]).filter((item) => item.labels[USE] !== undefined));

/** Whether clients reach a service through ambient mode rather than sidecars, as far as its pods and its namespace show. */
export function ambientService(world: World, service: Registered): boolean {
  if (service.kind !== 'Service') return false;
  const pods = service.selector ? world.pods(service.selector, service.namespace) : [];
  return pods.length ? pods.some((p) => inAmbient(world, p)) : ambientNamespace(world.namespace(service.namespace));
}

/** Whether the world uses ambient mode at all. */
export const anyAmbient = (world: World): boolean => world.once('anyAmbient', () =>
  world.all('Namespace').some(ambientNamespace) || world.podsLabelled('istio.io/dataplane-mode').some((p) => p.labels['istio.io/dataplane-mode'] === 'ambient'));
