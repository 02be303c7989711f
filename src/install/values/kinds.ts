/** A tree of plain values, as a values file holds it. */
export type Values = Record<string, any>;

/** What a value may be. A `map` and a `list` are the user's own: their content isn't looked into here. */
export type Kind = 'any' | 'choice' | 'flag' | 'group' | 'list' | 'map' | 'num' | 'text';

/** One value that a chart reads. */
export interface Field {
  readonly kind: Kind;
  /** What it is when nobody sets it; undefined: the key is absent. */
  readonly initial?: any;
  /** What a `choice` may be. */
  readonly choices?: readonly string[];
  /** What a `group` holds. */
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

/** The values of a group when nobody sets any: a fresh tree each time. */
export function initialValues(field: Field): any {
  if (!field.fields) return structuredClone(field.initial);
  const values: Values = {};
  for (const [key, child] of Object.entries(field.fields)) {
    const value = initialValues(child);
    // a group of which nothing has a default isn't there
    if (value !== undefined && !(child.fields && Object.keys(value).length === 0 && !child.initial)) values[key] = value;
  }
  return values;
}

/** Every leaf of a group, as a dotted path; a key with dots in it is written as it is. */
export function leavesOf(field: Field, path = ''): string[] {
  if (!field.fields) return [path];
  return Object.entries(field.fields).flatMap(([key, child]) => leavesOf(child, path ? `${path}.${key}` : key));
}

export function isMap(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
