import type { Item } from './item';
import { kindOf } from './kinds';
import { order } from '../grammar/order';

/** One of several possible interpretations of the same manifests. */
export interface Reading {
  /** `order` of the objects to leave out, because another version of the same object is used */
  readonly without?: ReadonlySet<number>;
  /** namespace assumed for objects without one */
  readonly namespace?: string;
}

/** Maximum number of combinations of versions that are tried. */
const MOST = 24;
/** Maximum number of namespaces that are tried for objects without one. */
const NAMESPACES = 4;

/**
 * Sets of objects to leave out, one set per reading, so that each version of an object that is defined more than once (as in overlays) is checked with each version of the others;
 * the reading with all first versions is not included. Identical copies count as one version.
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
  const count = readingCount(groups.map((g) => g.length));
  return Array.from({ length: count - 1 }, (_, i) => new Set([
    ...equal.map((item) => item.order),
    ...groups.flatMap((versions) => versions.filter((_v, at) => at !== (i + 1) % versions.length).map((item) => item.order)),
  ]));
}

/** Number of readings needed to combine each version with each of the others, up to a limit. */
function readingCount(counts: readonly number[]): number {
  const most = Math.min(Math.max(1, ...counts), MOST);
  const all = [...new Set(counts)].reduce((a, b) => (a > MOST ? a : (a * b) / gcd(a, b)), 1);
  return all <= MOST / 2 ? all : most;
}
const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** Candidate namespaces, other than `default`, for objects without one: those that the other objects use most. */
export function otherNamespaces(items: readonly Item[], given: string | undefined): string[] {
  if (given !== undefined || !items.some((i) => i.key && !i.namespaceGiven && !kindOf(i.key).clusterScoped)) return [];
  const counts = new Map<string, number>();
  for (const item of items) if (item.namespaceGiven && item.namespace && item.namespace !== 'default') counts.set(item.namespace, (counts.get(item.namespace) ?? 0) + 1);
  // also count namespaces that are only referenced
  for (const item of items) if (!item.namespaceGiven) for (const name of namesIn(item.object)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || order(a, b)).slice(0, NAMESPACES).map(([name]) => name);
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
