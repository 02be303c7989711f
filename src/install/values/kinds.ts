import { isObject } from '../../grammar/json';

/** A tree of plain values, as in a values file. */
export type Values = Record<string, any>;

/** The type of a value. The content of a `map` or `list` is not checked here. */
export type Kind = 'any' | 'choice' | 'flag' | 'group' | 'list' | 'map' | 'num' | 'text';

/** One value that a chart reads. */
export interface Field {
  readonly kind: Kind;
  /** Its default; undefined if the key is absent by default. */
  readonly initial?: any;
  /** The values of a `choice`. */
  readonly choices?: readonly string[];
  /** The fields of a `group`. */
  readonly fields?: Record<string, Field>;
}

const leaf = (kind: Kind) => (initial?: any): Field => ({ kind, initial });
export const any = leaf('any');
export const flag = leaf('flag');
export const list = leaf('list');
export const map = leaf('map');
export const num = leaf('num');
export const text = leaf('text');

export function choice(choices: readonly string[], initial?: string): Field {
  return { kind: 'choice', choices, initial };
}

export function group(fields: Record<string, Field>): Field {
  return { kind: 'group', fields };
}

/** The default values of a group, as a new tree. */
export function initialValues(field: Field): any {
  if (!field.fields) return structuredClone(field.initial);
  const values: Values = {};
  for (const [key, child] of Object.entries(field.fields)) {
    const value = initialValues(child);
    // a group without defaults is absent
    if (value !== undefined && !(child.fields && Object.keys(value).length === 0 && !child.initial)) values[key] = value;
  }
  return values;
}

/** All leaves of a group, as dotted paths; a key that contains dots is kept as it is. */
export function leavesOf(field: Field, path = ''): string[] {
  if (!field.fields) return [path];
  return Object.entries(field.fields).flatMap(([key, child]) => leavesOf(child, path ? `${path}.${key}` : key));
}

export function isMap(value: unknown): value is Values {
  return isObject(value);
}
