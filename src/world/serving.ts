import { push } from './collect';
import type { ItemOf } from './item';
import type { Pod } from './pods';
import { isEmpty } from './selector';
import type { World } from './world';

type Service = ItemOf<'Service'>;
const NONE: readonly Service[] = [];

/** The Services that route to a pod, in the given order. */
export const servicesOf = (world: World, pod: Pod): readonly Service[] => byPod(world).get(pod) ?? NONE;

const byPod = (world: World): ReadonlyMap<Pod, readonly Service[]> => world.once(byPod, () => {
  const out = new Map<Pod, Service[]>();
  for (const service of world.all('Service')) {
    const { selector } = service.spec;
    if (!isEmpty(selector)) for (const pod of world.pods(selector, service.namespace)) push(out, pod, service);
  }
  return out;
});

/** Services in a namespace without a selector: their endpoints are managed separately. */
export const unselective = (world: World, namespace: string): readonly Service[] => world.once(unselective, () => {
  const out = new Map<string, Service[]>();
  for (const service of world.all('Service')) if (isEmpty(service.spec.selector)) push(out, service.namespace, service);
  return out;
}).get(namespace) ?? NONE;
