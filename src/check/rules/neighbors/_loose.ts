import { isObject, textIn } from '../../../grammar/json';
import type { Item } from '../../../world/item';
import type { World } from '../../../world/world';

/** The content of an object of another project: its schema is checked separately, so no type is certain here. */
export type Loose = Record<string, any>;

/** The mapping in a value, or an empty one. */
export const mapping = (value: unknown): Loose => (isObject(value) ? value : {});
/** The mappings in a list, each with its path. */
export const mappings = (value: unknown): readonly (readonly [Loose, number])[] =>
  (Array.isArray(value) ? value : []).map((one, i) => [mapping(one), i] as const);
export { textIn as text };

export const specOf = (item: Item): Loose => mapping(item.object.spec);

/** Argo Rollouts appends the namespace of another Rollout to the name: `NAME.NAMESPACE`. */
export function byDottedName<K extends 'VirtualService' | 'DestinationRule'>(world: World, key: K, name: string, namespace: string): ReturnType<World['find']> {
  const dot = name.indexOf('.');
  return dot < 0 ? world.find(key, namespace, name) : world.find(key, name.slice(dot + 1).split('.')[0], name.slice(0, dot));
}
