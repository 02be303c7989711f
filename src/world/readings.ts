import type { Item } from './item';
import { kindOf } from './kinds';

/** One of several ways in which the same manifests can be meant. */
export interface Reading {
  /** order of the objects that are left out, since another version of the same object stands for them */
  readonly without?: ReadonlySet<number>;
  /** namespace that objects without one are taken to be in */
  readonly namespace?: string;
}

/** More versions than these are not tried. */
const MOST = 24;
/** Namespaces that objects without one are tried in. */
const NAMESPACES = 4;

/**
 * What to leave out in turn, so that each version of an object that is defined more than once (as overlays do) is judged with the versions of the others;
 * the first versions of all are not among them. Equal copies are one version.
 */
export function otherVersions(repeated: readonly (readonly [later: Item, first: Item])[]): ReadonlySet<number>[] {
  if (!repeated.length) return [];
  const copies = new Map<Item, Item[]>();
  const equal: Item[] = [];
  for (const [later, first] of repeated) {
    const versions = copies.get(first) ?? [first];
    copies.set(first, versions);
    const text = JSON.stringify(later.object);
    if (versions.some((v) => JSON.stringify(v.object) === text)) equal.push(later);
    else versions.push(later);
  }
  const groups = [...copies.values()];
  const count = together(groups.map((g) => g.length));
  return Array.from({ length: count - 1 }, (_, i) => new Set([
    ...equal.map((item) => item.order),
    ...groups.flatMap((versions) => versions.filter((_v, at) => at !== (i + 1) % versions.length).map((item) => item.order)),
  ]));
}

/** How many readings show each version beside each of the others, within reason. */
function together(counts: readonly number[]): number {
  const most = Math.min(Math.max(1, ...counts), MOST);
  const all = [...new Set(counts)].reduce((a, b) => (a > MOST ? a : (a * b) / gcd(a, b)), 1);
  return all <= MOST / 2 ? all : most;
}
const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** The namespaces, other than `default`, that an object without one may be applied to, as far as the other objects tell: those that most of them are in. */
export function otherNamespaces(items: readonly Item[], given: string | undefined): string[] {
  if (given !== undefined || !items.some((i) => i.key && !i.namespaceGiven && !kindOf(i.key).clusterScoped)) return [];
  const counts = new Map<string, number>();
  for (const item of items) if (item.namespaceGiven && item.namespace && item.namespace !== 'default') counts.set(item.namespace, (counts.get(item.namespace) ?? 0) + 1);
  // those that are referred to may hold no object here
  for (const item of items) if (!item.namespaceGiven) for (const name of namesIn(item.object)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, NAMESPACES).map(([name]) => name);
}

/** Values of fields called `namespace` below the metadata of an object. */
function* namesIn(value: unknown): Iterable<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, v] of Object.entries(value)) {
    if (key === 'metadata' || key === 'annotations') continue;
    if (key === 'namespace' && typeof v === 'string' && v) yield v;
    else yield* namesIn(v);
  }
}
