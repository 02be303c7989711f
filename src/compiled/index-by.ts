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

/** An element of a list, with its index. */
export interface Placed<T> {
  readonly place: number;
  readonly member: T;
}
export type Index<T> = ReadonlyMap<string, readonly Placed<T>[]>;

/** Indexes a list by strings; elements with the same key keep the order of the list. */
export function placesBy<T>(list: readonly T[], keysOf: (member: T) => readonly string[]): Index<T> {
  const out = new Map<string, Placed<T>[]>();
  list.forEach((member, place) => {
    const keys = keysOf(member);
    for (const key of keys.length > 1 ? new Set(keys) : keys) {
      const before = out.get(key);
      if (before) before.push({ place, member }); else out.set(key, [{ place, member }]);
    }
  });
  return out;
}

export const membersOf = <T>(index: Index<T>, key: string): readonly T[] => (index.get(key) ?? []).map((p) => p.member);

export const byHost = oncePer((services: readonly MeshService[]) => placesBy(services, (s) => [s.host]));
/** By lower-case host. */
export const byLowerHost = oncePer((services: readonly MeshService[]) =>
  (services.some((s) => /[A-Z]/.test(s.host)) ? placesBy(services, (s) => [s.host.toLowerCase()]) : byHost(services)));
