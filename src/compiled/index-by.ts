import { editOf, type Edit } from './replacing';
import type { MeshService } from './services';

/** Computes a value once for each object. Lists are never changed, so results stay valid as long as the list lives. */
export function oncePer<O extends object, T>(make: (object: O) => T): (object: O) => T {
  const known = new WeakMap<O, T>();
  return (object) => {
    let found = known.get(object);
    if (found === undefined) known.set(object, found = make(object));
    return found;
  };
}

/** Computes something once for each list; for a list in which members were replaced, from what is known of the list before. */
function oncePerList<T, R>(make: (list: readonly T[]) => R, patch: (known: R, edit: Edit<T>) => R): (list: readonly T[]) => R {
  const known = new WeakMap<readonly T[], { readonly result: R }>();
  const compute = (list: readonly T[]): R => {
    const edit = editOf(list);
    const before = edit && known.get(edit.before);
    return before ? patch(before.result, edit) : make(list);
  };
  return (list) => {
    let found = known.get(list);
    if (!found) known.set(list, found = { result: compute(list) });
    return found.result;
  };
}

/** An element of a list, with its index. */
export interface Placed<T> {
  readonly place: number;
  readonly member: T;
}
export type Index<T> = ReadonlyMap<string, readonly Placed<T>[]>;

type KeysOf<T> = (member: T) => readonly string[];

/** The index of each list by strings. Elements with the same key keep the order of the list; the keys have no order. */
export function indexBy<T>(keysOf: KeysOf<T>): (list: readonly T[]) => Index<T> {
  return oncePerList((list) => placesBy(list, keysOf), (index, edit) => patched(index, edit, keysOf));
}

function placesBy<T>(list: readonly T[], keysOf: KeysOf<T>): Index<T> {
  const out = new Map<string, Placed<T>[]>();
  list.forEach((member, place) => {
    for (const key of distinct(keysOf(member))) {
      const before = out.get(key);
      if (before) before.push({ place, member }); else out.set(key, [{ place, member }]);
    }
  });
  return out;
}

function patched<T>(index: Index<T>, { before, list, places }: Edit<T>, keysOf: KeysOf<T>): Index<T> {
  const out = new Map(index);
  for (const place of places) {
    for (const key of distinct(keysOf(before[place]))) {
      const rest = out.get(key)!.filter((p) => p.place !== place);
      if (rest.length > 0) out.set(key, rest); else out.delete(key);
    }
    const member = list[place];
    for (const key of distinct(keysOf(member))) {
      const others = out.get(key) ?? [];
      const later = others.findIndex((p) => p.place > place);
      const at = later < 0 ? others.length : later;
      out.set(key, [...others.slice(0, at), { place, member }, ...others.slice(at)]);
    }
  }
  return out;
}

const distinct = (keys: readonly string[]): Iterable<string> => (keys.length > 1 ? new Set(keys) : keys);

/** Whether any member of a list passes a test. */
export function anyOf<T>(test: (member: T) => boolean): (list: readonly T[]) => boolean {
  return oncePerList((list) => list.some(test), (before, { list, places }) => (before ? list.some(test) : places.some((place) => test(list[place]))));
}

export const membersOf = <T>(index: Index<T>, key: string): readonly T[] => (index.get(key) ?? []).map((p) => p.member);

export const byHost = indexBy((service: MeshService) => [service.host]);
const byHostInLowerCase = indexBy((service: MeshService) => [service.host.toLowerCase()]);
const haveCapitals = anyOf((service: MeshService) => /[A-Z]/.test(service.host));
export const byLowerHost = (services: readonly MeshService[]): Index<MeshService> => (haveCapitals(services) ? byHostInLowerCase(services) : byHost(services));
