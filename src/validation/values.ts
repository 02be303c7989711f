import { isObject } from '../grammar/json';

/**
 * Reads fields of any type: a value of the wrong type counts as absent, since the schema has already reported it. As in the control plane's own types, an
 * absent string is empty, an absent number is 0, and an empty list counts as absent.
 */
export type Fields = Record<string, any>;

/** Most lists are absent, although they are often read. Must not be modified. */
const NOTHING: any[] = Object.freeze([]) as any;

export function object(value: unknown): Fields | undefined {
  return isObject(value) ? value : undefined;
}

export function list(value: unknown): any[] {
  return Array.isArray(value) ? value : NOTHING;
}

/** The elements of a list that are objects, each with its index. */
export function objects(value: unknown): [Fields, number][] {
  if (!Array.isArray(value)) return NOTHING;
  const found: [Fields, number][] = [];
  for (let i = 0; i < value.length; i++) if (object(value[i])) found.push([value[i], i]);
  return found;
}

/** The elements of a list that are strings, each with its index. */
export function texts(value: unknown): [string, number][] {
  if (!Array.isArray(value)) return NOTHING;
  const found: [string, number][] = [];
  for (let i = 0; i < value.length; i++) if (typeof value[i] === 'string') found.push([value[i], i]);
  return found;
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function number(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

export function entries(value: unknown): [string, any][] {
  const map = object(value);
  return map ? Object.entries(map) : NOTHING;
}

/** Whether a field is set at all. */
export function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}
