import type { ItemOf } from './item';
import type { Pod } from './pods';
import { matches, Pairs } from './selector';
import type { World } from './world';

type Service = ItemOf<'Service'>;
interface Selecting {
  /** services by the rarest label pair of their selector */
  readonly byPair: Pairs<Service>;
  /** services that select nothing by label */
  readonly unselective: readonly Service[];
}

/** Services of a namespace, found by the pods that they select. */
const selecting = (world: World, namespace: string): Selecting | undefined => world.once('selecting', () => {
  const out = new Map<string, { byPair: Pairs<Service>; unselective: Service[] }>();
  const several: Service[] = [];
  for (const s of world.all('Service')) {
    let entry = out.get(s.namespace);
    if (!entry) out.set(s.namespace, entry = { byPair: new Pairs(), unselective: [] });
    const keys = Object.keys(s.spec.selector ?? {});
    if (!keys.length) entry.unselective.push(s);
    else if (keys.length > 1) several.push(s);
    else entry.byPair.add(keys[0], s.spec.selector![keys[0]], s);
  }
  // of several pairs the rarest, so that a pair that all share makes no long list
  const frequency = new Map<string, number>();
  const name = (s: Service, key: string) => `${s.namespace} ${key}=${s.spec.selector![key]}`;
  for (const s of several) for (const key in s.spec.selector) frequency.set(name(s, key), (frequency.get(name(s, key)) ?? 0) + 1);
  for (const s of several) {
    const count = (key: string) => frequency.get(name(s, key))!;
    const rarest = Object.keys(s.spec.selector!).reduce((x, y) => (count(y) < count(x) ? y : x));
    out.get(s.namespace)!.byPair.add(rarest, s.spec.selector![rarest], s);
  }
  return out;
}).get(namespace);

/** The Services that send to a pod. */
export function servicesOf(world: World, pod: Pod): readonly Service[] {
  const known = world.once('servicesOf', () => new Map<Pod, readonly Service[]>());
  let found = known.get(pod);
  if (!found) known.set(pod, found = find(world, pod));
  return found;
}
function find(world: World, pod: Pod): readonly Service[] {
  const entry = selecting(world, pod.namespace);
  if (!entry) return [];
  const out: Service[] = [];
  for (const key in pod.labels) {
    for (const s of entry.byPair.get(key, pod.labels[key]) ?? []) if (matches(s.spec.selector, pod.labels)) out.push(s);
  }
  return out.length > 1 ? out.sort((a, b) => a.order - b.order) : out;
}

/** Services of a namespace without a selector: they send where somebody else says. */
export const unselective = (world: World, namespace: string): readonly Service[] => selecting(world, namespace)?.unselective ?? [];
