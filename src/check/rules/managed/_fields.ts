import { FIELD_RULES, type FieldRule } from '../../../capability/managed-fields';
import type { Item } from '../../../world/item';
import type { World } from '../../../world/world';
import { at, text } from '../../engine/path';

/** The unsupported fields of one object. */
export interface Refused {
  readonly rule: FieldRule;
  readonly pointer: string;
  readonly value: unknown;
}

export function refusedIn(item: Item, world: World): readonly Refused[] {
  const found: Refused[] = [];
  for (const r of rulesOf(item.kind)) {
    if (!r.groups.includes(item.group)) continue;
    const places = r.paths.length > 0 ? r.paths.flatMap((p) => at(item.object, p)) : [{ pointer: r.at ?? '', value: undefined }];
    for (const { pointer, value } of places) {
      if ((!r.when || r.when(value, item.object)) && (!r.unless || elsewhere(item, world))) found.push({ rule: r, pointer, value });
    }
  }
  return found;
}

const BY_KIND = new Map<string, FieldRule[]>();
for (const r of FIELD_RULES) for (const k of r.kinds) BY_KIND.set(k, [...BY_KIND.get(k) ?? [], r]);
const rulesOf = (kind: string): readonly FieldRule[] => BY_KIND.get(kind) ?? [];

/** Whether the host of a DestinationRule is known and in another namespace. */
function elsewhere(item: Item, world: World): boolean {
  const host = text(item.object, 'spec.host');
  const found = host === undefined ? undefined : world.registry.lookup(world.registry.resolve(host, item.namespace), item.namespace);
  return found !== undefined && found.namespace !== item.namespace;
}

/** The replacement of an unsupported field, for an object. */
export const replacementFor = (refused: FieldRule, item: Item): string => refused.replacements?.[item.kind] ?? refused.replacement;
