import { trim, trimEnd } from './trim';

/** Whether a value is a JSON object. */
export function isObject(value: any): value is Record<string, any> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A scalar as text, anything else as JSON. `String` fails for an object of a manifest that has a key `toString`. */
export const textOf = (value: unknown): string => (typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value));

/** A non-empty text, in a value of any type. */
export const textIn = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** The objects of a list, in a value of any type. */
export const objectsIn = (value: unknown): readonly Record<string, any>[] => (Array.isArray(value) ? value.filter((v) => typeof v === 'object' && v !== null) : []);

/** The texts in a list; other values and other types count as none. */
export const textsIn = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter((v) => typeof v === 'string') : []);

/** A value without undefined members, empty lists and empty objects: unset values are omitted. */
export function compact<T extends { [k: string]: unknown }>(value: T): { [k: string]: any } {
  const result: { [k: string]: unknown } = {};
  for (const k of Object.keys(value)) {
    const v = value[k];
    if (v !== undefined && !isEmpty(v)) {
      result[k] = v;
    }
  }
  return result;
}

function isEmpty(v: unknown): boolean {
  if (typeof v !== 'object' || v === null) {
    return false;
  }
  if (Array.isArray(v)) {
    return v.length === 0;
  }
  return Object.keys(v).length === 0;
}

/** A value without undefined members, empty lists and empty objects; undefined if nothing is left. */
export function compactOrNone(value: { [k: string]: unknown }): { [k: string]: any } | undefined {
  const result = compact(value);
  return Object.keys(result).length > 0 ? result : undefined;
}

/** Milliseconds as a duration in protobuf's JSON form: `1.5s`. */
export function seconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(3))}s`;
}

/** An object name built from parts that may contain dots and asterisks. */
export function slug(...parts: string[]): string {
  return trimEnd(parts.map((p) => trim(p.replace(/\*/g, 'any').replace(/[^a-z0-9-]+/g, '-'), '-')).filter(Boolean).join('-').slice(0, 63), '-');
}
