/** How a list came from another one: members at some places were replaced. */
export interface Edit<T> {
  readonly before: readonly T[];
  readonly list: readonly T[];
  readonly places: readonly number[];
}

/** Only the last edit of a list is kept, so that a list does not hold all lists that it ever came from. */
const EDITS = new WeakMap<readonly unknown[], Edit<unknown>>();

/** How a list was made by `replacing`; undefined if it was made otherwise, or was edited further. */
export const editOf = <T>(list: readonly T[]): Edit<T> | undefined => EDITS.get(list) as Edit<T> | undefined;

/**
 * The list with other members in place of some. What is known of the list can be patched for the new one: see `indexBy`. The list itself, if it has none of
 * them.
 */
export function replacing<T>(before: readonly T[], others: ReadonlyMap<T, T>): readonly T[] {
  const list = [...before];
  const places: number[] = [];
  for (const [member, other] of others) {
    for (let place = before.indexOf(member); place >= 0; place = before.indexOf(member, place + 1)) {
      list[place] = other;
      places.push(place);
    }
  }
  if (places.length === 0) return before;
  EDITS.delete(before);
  EDITS.set(list, { before, list, places });
  return list;
}

/** The lists of a map, with other members in place of some. */
export function replacingIn<K, T>(lists: ReadonlyMap<K, readonly T[]>, others: ReadonlyMap<T, T>): Map<K, readonly T[]> {
  return new Map([...lists].map(([key, list]) => [key, replacing(list, others)]));
}

/** The only member that differs between two lists, before and after. */
export function onlyChange<T>(before: readonly T[], after: readonly T[]): readonly [before: T, after: T] | undefined {
  if (before.length !== after.length) return undefined;
  const place = after.findIndex((member, i) => member !== before[i]);
  if (place < 0 || after.some((member, i) => i > place && member !== before[i])) return undefined;
  return [before[place], after[place]];
}

/** Whether two lists have the same members in the same order. */
export const sameList = <T>(a: readonly T[], b: readonly T[]): boolean => a.length === b.length && a.every((member, i) => member === b[i]);
