import { distance, nearest } from '../../grammar/nearest';
import { push } from '../../world/collect';
import type { KindKey } from '../../world/kinds';
import type { World } from '../../world/world';

/** The most likely intended target of an unresolved reference. */
export interface Near {
  /** the suggested reference */
  readonly use: string;
  /** the fact that suggests it, as a clause */
  readonly why: string;
}

/** An object with the same name in another namespace, or with a similar name in the same one. */
export interface NearObject extends Near {
  readonly name: string;
  readonly namespace: string;
}

/** A fix that names the near miss, if there is one. */
export const orNear = (near: Near | undefined, otherwise: string): string => (near ? `use ${near.use}, if that is meant: ${near.why}` : otherwise);

/** The same for a reference that can't leave its namespace: an object in another one does not help, but shows the mistake. */
export const orNearIn = (namespace: string, near: NearObject | undefined, otherwise: string): string =>
  (near === undefined || near.namespace === namespace ? orNear(near, otherwise) : `${otherwise} (${near.why})`);

/** Names that differ in their numbers only, like `store-1` and `store-2`, differ on purpose. */
export const withoutNumbers = (text: string): string => text.replace(/\d+/g, '#');

/** The nearest of other names, if it differs by a typo: by at most two letters, and by at most half of them. */
export function similar(name: string, known: readonly string[]): string | undefined {
  const near = nearest(name, known.filter((other) => withoutNumbers(other) !== withoutNumbers(name)));
  const typo = near !== undefined && distance(name.toLowerCase(), near.toLowerCase(), 4) <= Math.min(2, name.length / 2);
  return typo ? near : undefined;
}

/** The name that was likely meant, among known ones of something that has no namespace. */
export function nearName(what: string, name: string, known: Iterable<string>): Near | undefined {
  const near = similar(name, [...known]);
  return near === undefined ? undefined : { use: near, why: `${what} ${near} exists` };
}

export const nearNamespace = (world: World, name: string): Near | undefined => nearName('namespace', name, world.knownNamespaces);

/** The names of a kind's objects by namespace, and the namespaces by name; with those that controllers create. */
function namesOf(world: World, key: KindKey): { readonly kind: string; readonly byNamespace: ReadonlyMap<string, string[]>; readonly byName: ReadonlyMap<string, string[]> } {
  return world.once(`names of ${key}`, () => {
    const byNamespace = new Map<string, string[]>();
    const byName = new Map<string, string[]>();
    const items = world.all(key);
    for (const { name, namespace } of [...items, ...world.made.objects.filter((made) => made.kind === key && made.namespace !== '*')]) {
      push(byNamespace, namespace, name);
      push(byName, name, namespace);
    }
    return { kind: items[0]?.kind ?? key, byNamespace, byName };
  });
}

/** The object that was likely meant by a reference: with this name in another namespace (first one with a similar name), or with a similar name in this one. */
export function nearObject(world: World, key: KindKey, namespace: string, name: string): NearObject | undefined {
  const { kind, byNamespace, byName } = namesOf(world, key);
  const others = (byName.get(name) ?? []).filter((other) => other !== namespace);
  if (others.length) {
    const other = nearest(namespace, others) ?? others[0];
    return { name, namespace: other, use: `${name} in namespace ${other}`, why: `${kind} ${name} is in namespace ${other}` };
  }
  const near = similar(name, byNamespace.get(namespace) ?? []);
  return near === undefined ? undefined : { name: near, namespace, use: near, why: `namespace ${namespace} has ${kind} ${near}` };
}
