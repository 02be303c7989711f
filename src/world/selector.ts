import { push } from './collect';
import type { LabelSelector } from './shapes/core';

export type Labels = Readonly<Record<string, string>>;

/** Whether the labels contain every pair of the selector. The empty selector matches everything. */
export function matches(selector: Labels | undefined, labels: Labels): boolean {
  for (const key in selector) if (labels[key] !== selector[key] || !Object.hasOwn(labels, key)) return false;
  return true;
}
export const isEmpty = (labels: Labels | undefined): boolean => {
  for (const _ in labels) return false;
  return true;
};
/** `a=1,b=2`, sorted, as Kubernetes formats selectors. */
export const show = (labels: Labels | undefined): string => Object.keys(labels ?? {}).sort().map((k) => `${k}=${labels![k]}`).join(',');
/** Whether every pair of `x` is in `y`. */
export const isSubset = (x: Labels | undefined, y: Labels | undefined): boolean => matches(x, y ?? {});
/** Whether some set of labels can satisfy both. */
export function compatible(x: Labels | undefined, y: Labels | undefined): boolean {
  for (const key in x) if (y && Object.hasOwn(y, key) && y[key] !== x[key]) return false;
  return true;
}

/** Evaluates a LabelSelector with expressions. Undefined matches everything, as in webhooks; an invalid expression matches nothing. */
export function matchesSelector(selector: LabelSelector | undefined, labels: Labels): boolean {
  if (!selector) return true;
  if (!matches(selector.matchLabels, labels)) return false;
  for (const { key, operator, values = [] } of selector.matchExpressions ?? []) {
    if (key === undefined) return false;
    const has = Object.hasOwn(labels, key);
    switch (operator) {
      case 'In': if (!has || !values.includes(labels[key])) return false; break;
      case 'NotIn': if (has && values.includes(labels[key])) return false; break;
      case 'Exists': if (!has) return false; break;
      case 'DoesNotExist': if (has) return false; break;
      default: return false;
    }
  }
  return true;
}

/** Lists by label pair. */
export class Pairs<T> {
  private readonly byKey = new Map<string, Map<string, T[]>>();

  public get(key: string, value: string): readonly T[] | undefined {
    return this.byKey.get(key)?.get(value);
  }

  /** The lists of a key, one per value. */
  public of(key: string): Iterable<readonly T[]> {
    return this.byKey.get(key)?.values() ?? [];
  }

  public add(key: string, value: string, thing: T): void {
    let byValue = this.byKey.get(key);
    if (!byValue) this.byKey.set(key, byValue = new Map());
    push(byValue, value, thing);
  }
}

/** Values with labels, found by selector in time proportional to the result: one list per label pair, of which the shortest is searched. */
export class LabelIndex<T extends { readonly labels: Labels }> {
  private readonly all: T[] = [];
  private readonly pairs = new Pairs<T>();

  public add(thing: T): void {
    this.all.push(thing);
    for (const key in thing.labels) this.pairs.add(key, thing.labels[key], thing);
  }

  /** Everything with this label key, whatever its value. */
  public labelled(key: string): T[] {
    return [...this.pairs.of(key)].flat();
  }

  /** Everything that the selector matches, in order; the empty selector matches everything. */
  public select(selector: Labels | undefined): readonly T[] {
    let shortest: readonly T[] | undefined;
    let keys = 0;
    for (const key in selector) {
      keys++;
      const list = this.pairs.get(key, selector[key]);
      if (!list) return [];
      if (!shortest || list.length < shortest.length) shortest = list;
    }
    if (!shortest) return this.all;
    return keys === 1 ? shortest : shortest.filter((thing) => matches(selector, thing.labels));
  }
}
