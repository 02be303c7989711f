import type { Values } from './kinds';

/** The value at a dotted path; undefined if there is none. */
export function valueAt(path: string, values: Values): any {
  return path.split('.').reduce<any>((from, key) => from?.[key], values);
}
