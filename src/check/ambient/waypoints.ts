import type { Item } from '../engine/item';
import type { Labels } from '../engine/selector';
import type { Registered } from '../engine/services';
import type { World } from '../engine/world';
import { ambientNamespace, inAmbient } from '../workload/in-mesh';

export const USE = 'istio.io/use-waypoint';

/** The waypoint that labels name; `none` stands for no waypoint, also against what the namespace says. */
function named(labels: Labels, namespace: string): { name: string; namespace: string } | 'none' | undefined {
  const name = labels[USE];
  if (!name) return undefined;
  return name.toLowerCase() === 'none' ? 'none' : { name, namespace: labels[`${USE}-namespace`] || namespace };
}

/** The waypoint of a Service or ServiceEntry: by its own label, else by its namespace's. */
export function waypointOf(world: World, item: Pick<Item, 'labels' | 'namespace'>): { name: string; namespace: string } | undefined {
  const own = named(item.labels, item.namespace) ?? named(world.namespace(item.namespace)?.labels ?? {}, item.namespace);
  return own === 'none' ? undefined : own;
}

/** Whether clients reach a service through ambient mode, and not through sidecars, as far as its pods and its namespace tell. */
export function ambientService(world: World, service: Registered): boolean {
  if (service.kind !== 'Service') return false;
  const pods = service.selector ? world.pods(service.selector, service.namespace) : [];
  return pods.length ? pods.some((p) => inAmbient(world, p)) : ambientNamespace(world.namespace(service.namespace));
}

/** Whether the world has anything of ambient mode at all. */
export const anyAmbient = (world: World): boolean => world.once('anyAmbient', () =>
  world.all('Namespace').some(ambientNamespace) || world.pods(undefined).some((p) => p.labels['istio.io/dataplane-mode'] === 'ambient'));

/** Whether gateways send requests for a service over its waypoint. */
export function ingressWaypoint(world: World, item: Pick<Item, 'labels' | 'namespace'>): boolean {
  const label = 'istio.io/ingress-use-waypoint';
  return waypointOf(world, item) !== undefined && (item.labels[label] ?? world.namespace(item.namespace)?.labels[label])?.toLowerCase() === 'true';
}
