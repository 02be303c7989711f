/** The maximum number of group members that a finding names. Without it, a thousand findings about a thousand members would print a million names. */
const SHOWN = 5;

/** The other objects that a finding is about. */
export interface Others<T> {
  readonly count: number;
  /** The first few objects, for `related`. */
  readonly shown: readonly T[];
  /** `A, B and 7 more`. */
  readonly names: string;
}

/** The members of a group except one. The group holds each member once. */
export function othersOf<T>(group: readonly T[], one: T, name: (member: T) => string): Others<T> {
  return others(group.slice(0, SHOWN + 1).filter((member) => member !== one).slice(0, SHOWN), group.length - 1, name);
}

/** The members of several groups except one. No member is in two groups. */
export function othersIn<T>(groups: readonly (readonly T[])[], one: T, name: (member: T) => string): Others<T> {
  const count = groups.reduce((sum, group) => sum + group.length - Number(group.includes(one)), 0);
  return others(groups.flatMap((group) => group.slice(0, SHOWN + 1)).filter((member) => member !== one).slice(0, SHOWN), count, name);
}

/** All members of a group. */
export function allOf<T>(group: readonly T[], name: (member: T) => string): Others<T> {
  return others(group.slice(0, SHOWN), group.length, name);
}

function others<T>(shown: readonly T[], count: number, name: (member: T) => string): Others<T> {
  return { count, shown, names: firstOf(shown.map(name), shown.length, count) };
}

/** The first few of some names, and how many more there are: `a, b, c and 4 more`. */
export function firstOf(names: readonly string[], most: number, count = names.length, what = ''): string {
  return names.slice(0, most).join(', ') + (count > most ? ` and ${count - most} more${what}` : '');
}
