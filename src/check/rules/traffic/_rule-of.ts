import type { Source } from '../../../compiled/form';
import type { Item, ItemOf } from '../../../world/item';
import type { World } from '../../../world/world';

/** A rule of a VirtualService or an HTTPRoute. */
export interface RouteRule {
  readonly item: Item;
  /** the same object, if it is a VirtualService */
  readonly virtualService?: ItemOf<'VirtualService'>;
  readonly index: number;
  /** JSON pointer to the rule */
  readonly pointer: string;
  /** JSON pointer to its redirect */
  readonly redirect: string;
}

/** The rule that a compiled route comes from; undefined for routes of other kinds. */
export function ruleOf(world: World, { object: { kind, namespace, name }, pointer }: Source): RouteRule | undefined {
  const [at, number] = /^\/spec\/(?:http|rules)\/(\d+)/.exec(pointer) ?? [];
  if (at === undefined) return undefined;
  const index = Number(number);
  if (kind === 'VirtualService') {
    const item = world.find('VirtualService', namespace, name);
    return item && { item, virtualService: item, index, pointer: at, redirect: `${at}/redirect` };
  }
  const item = kind === 'HTTPRoute' ? world.find('HTTPRoute', namespace, name) : undefined;
  const filters = item?.spec.rules?.[index]?.filters ?? [];
  return item && { item, index, pointer: at, redirect: `${at}/filters/${filters.findIndex((f) => f.type === 'RequestRedirect')}` };
}
