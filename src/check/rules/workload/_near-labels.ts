import { nearest } from '../../../grammar/nearest';
import { show, type Labels } from '../../../world/selector';
import type { World } from '../../../world/world';
import { withoutNumbers } from '../../engine/near';
import { firstOf } from '../../engine/others';

/** The pods that a selector without matches was most likely intended to select. */
export interface NearLabels {
  /** a clause for a message: where pods have the labels, or which labels differ by a letter */
  readonly text: string;
  /** the namespaces whose pods have exactly these labels, if any */
  readonly namespaces: readonly string[];
}

/** Shorter values that differ by a letter are probably different values, like v1 and v2. */
const SHORTEST = 4;

/**
 * For a selector that matches no pod of a namespace: where pods have its labels; else the labels of pods there that differ in one pair, by a letter
 * or by case.
 * @param namespace undefined if the selector applies to all namespaces
 */
export function nearLabels(world: World, labels: Labels | undefined, namespace: string | undefined): NearLabels | undefined {
  if (namespace !== undefined) {
    const namespaces = [...new Set(world.pods(labels).map((p) => p.namespace))].filter((n) => n !== namespace).sort();
    if (namespaces.length) return { text: `pods of ${firstOf(namespaces, 3, namespaces.length, ' namespaces')} carry ${show(labels)}`, namespaces };
  }
  const wanted = Object.entries(labels ?? {});
  for (const pod of world.pods(undefined, namespace)) {
    const missing = wanted.filter(([k, v]) => pod.labels[k] !== v);
    if (missing.length !== 1) continue;
    const near = nearPair(missing[0], pod.labels);
    if (near) return { text: `${pod.item.kind} ${pod.namespace}/${pod.name} carries ${near}`, namespaces: [] };
  }
  return undefined;
}

function nearPair([key, value]: readonly [string, string], labels: Labels): string | undefined {
  const other = Object.hasOwn(labels, key) ? labels[key] : undefined;
  if (other !== undefined) return nearValue(value, other) ? `${key}=${other}` : undefined;
  const keys = Object.keys(labels).filter((k) => labels[k] === value);
  const found = key.length < SHORTEST ? keys.find((k) => k.toLowerCase() === key.toLowerCase()) : nearest(key, keys);
  return found === undefined ? undefined : `${found}=${value}`;
}

const nearValue = (value: string, other: string): boolean =>
  value.toLowerCase() === other.toLowerCase() || (value.length >= SHORTEST && withoutNumbers(value) !== withoutNumbers(other) && nearest(value, [other]) !== undefined);

/** The clause in parentheses, or nothing. */
export const inBrackets = (near: NearLabels | undefined): string => (near ? ` (${near.text})` : '');
