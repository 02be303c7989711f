import type { At, Json } from '../json';
import { fail } from './fail';

const LABEL_KEY = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;

/** Labels, validated by Kubernetes' rules. */
export function labels(value: { readonly [key: string]: string } | undefined, at: At, field: string): Json | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  for (const key of Object.keys(value)) {
    if (!LABEL_KEY.test(key)) {
      fail(at, field, "labels: a key has letters, digits, '-', '_', '.' and at most one '/'", key);
    }
    if (typeof value[key] !== 'string' || value[key].length > 63 || !LABEL_VALUE.test(value[key])) {
      fail(at, `${field}['${key}']`, "a label's value (letters, digits, '-', '_', '.', at most 63; no wildcard)", value[key]);
    }
  }
  return { ...value };
}

/** Labels, exported under a name that does not shadow parameters. */
export const inLabels = labels;

/** Selector labels, written under `matchLabels`. */
export function matchLabels(value: { readonly [key: string]: string } | undefined, at: At, field: string): Json | undefined {
  const found = labels(value, at, field);
  return found && { matchLabels: found };
}

/** Selector labels, written under `labels`. */
export function selectorLabels(value: { readonly [key: string]: string } | undefined, at: At, field: string): Json | undefined {
  const found = labels(value, at, field);
  return found && { labels: found };
}

/** A user-defined object, kept unchanged. */
export function freeForm(value: any, at: At, field: string): unknown {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (typeof value !== 'object' || Array.isArray(value)) {
    fail(at, field, 'an object', value);
  }
  return value;
}
