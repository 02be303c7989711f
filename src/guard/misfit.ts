import { shown } from '../grammar/given';
import { isObject } from '../grammar/json';

/** The problem of a value: where in it, such as `.ports[0]`, and the expected type. */
export interface Misfit {
  readonly at: string;
  readonly text: string;
}

export const must = (be: string, value: unknown): Misfit => ({ at: '', text: `must be ${be}, got: ${shown(value)}` });
export const within = (at: string, found: Misfit): Misfit => ({ at: at + found.at, text: found.text });

/** Objects whose properties are data: not promises (from a forgotten await), maps, dates or buffers. */
export const isRecord = (value: unknown): value is object => isObject(value) && RECORDS.has(Object.prototype.toString.call(value));
const RECORDS: ReadonlySet<string> = new Set(['[object Object]', '[object Module]']);
