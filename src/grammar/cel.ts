import { parseDuration } from './duration';
import { FORMATS } from './formats';
import { isIpAddress, isMapped } from './ip';
import { isObject } from './json';
import { compilePattern, Pattern } from './regexp';
import { GoUrl, parseUrl } from './url';

/**
 * Functions that the translated CEL rules of the CRDs call: operators, macros and the functions that an API server adds to CEL. Errors are thrown;
 * `&&`, `||` and the macros ignore them where CEL does.
 *
 * An error is thrown; `&&`, `||` and the macros forgive it where CEL does.
 */
class CelError extends Error {}

class Duration {
  constructor(readonly nanoseconds: number) {}
}

function fail(message: string): never {
  throw new CelError(message);
}

const own = (map: object, key: string) => Object.prototype.hasOwnProperty.call(map, key);

export function get(value: any, key: string): any {
  if (!isObject(value) || !own(value, key) || value[key] === undefined) fail(`no such key: ${key}`);
  return value[key];
}

/** An API server removes null from non-nullable fields before it runs the rules. */
export function has(value: any, key: string): boolean {
  return isObject(value) && own(value, key) && value[key] !== undefined && value[key] !== null;
}

export function index(value: any, key: any): any {
  if (!Array.isArray(value)) return get(value, String(key));
  return Number.isInteger(key) && key >= 0 && key < value.length ? value[key] : fail(`index out of range: ${key}`);
}

export function bool(value: any): boolean {
  return typeof value === 'boolean' ? value : fail('not a boolean');
}

export const not = (value: any): boolean => !bool(value);

export function and(left: () => any, right: () => any): boolean {
  return decide(left, right, false);
}

export function or(left: () => any, right: () => any): boolean {
  return decide(left, right, true);
}

/** Either side may decide alone, even if the other fails. */
function decide(left: () => any, right: () => any, verdict: boolean): boolean {
  let first: boolean;
  try {
    first = bool(left());
  } catch (error) {
    if (bool(right()) === verdict) return verdict;
    throw error;
  }
  return first === verdict ? verdict : bool(right());
}

export function eq(a: any, b: any): boolean {
  if (a === b) return true;
  if (a instanceof Duration && b instanceof Duration) return a.nanoseconds === b.nanoseconds;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => eq(item, b[i]));
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => own(b, key) && eq(a[key], b[key]));
}

export const ne = (a: any, b: any): boolean => !eq(a, b);

function order(a: any, b: any): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : Number(a > b);
  if (a instanceof Duration && b instanceof Duration) return a.nanoseconds - b.nanoseconds;
  return fail('no such overload');
}

export const lt = (a: any, b: any): boolean => order(a, b) < 0;
export const le = (a: any, b: any): boolean => order(a, b) <= 0;
export const gt = (a: any, b: any): boolean => order(a, b) > 0;
export const ge = (a: any, b: any): boolean => order(a, b) >= 0;

export function add(a: any, b: any): any {
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if (typeof a === 'string' && typeof b === 'string') return a + b;
  if (Array.isArray(a) && Array.isArray(b)) return [...a, ...b];
  return fail('no such overload');
}

export function isIn(value: any, container: any): boolean {
  if (Array.isArray(container)) return container.some((item) => eq(item, value));
  return isObject(container) ? own(container, String(value)) : fail('no such overload');
}

/** The elements of a list, the keys of a map. */
function items(range: any): any[] {
  if (Array.isArray(range)) return range;
  return isObject(range) ? Object.keys(range) : fail('not a list or a map');
}

export const all = (range: any, test: (item: any) => any): boolean => search(range, test, false);
export const exists = (range: any, test: (item: any) => any): boolean => search(range, test, true);

/** Whether an element decides the result; errors count only if none does. */
function search(range: any, test: (item: any) => any, verdict: boolean): boolean {
  let error: unknown;
  for (const item of items(range)) {
    try {
      if (bool(test(item)) === verdict) return verdict;
    } catch (e) {
      error ??= e;
    }
  }
  if (error) throw error;
  return !verdict;
}

export const existsOne = (range: any, test: (item: any) => any): boolean => items(range).filter((item) => bool(test(item))).length === 1;
export const filter = (range: any, test: (item: any) => any): any[] => items(range).filter((item) => bool(test(item)));

const string = (value: any): string => (typeof value === 'string' ? value : fail('not a string'));

export function size(value: any): number {
  return typeof value === 'string' ? points(value) : items(value).length;
}

/** CEL counts code points. */
const points = (text: string) => (/[\ud800-\udbff]/.test(text) ? [...text].length : text.length);

export const contains = (text: any, part: string): boolean => string(text).includes(part);
export const startsWith = (text: any, part: string): boolean => string(text).startsWith(part);
export const endsWith = (text: any, part: string): boolean => string(text).endsWith(part);
export const split = (text: any, separator: string): string[] => string(text).split(separator);

export const lowerAscii = (text: any): string => string(text).replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

export const upperAscii = (text: any): string => string(text).replace(/[a-z]+/g, (letters) => letters.toUpperCase());

export function substring(text: any, from: number, to?: number): string {
  const chars = [...string(text)];
  const end = to ?? chars.length;
  return from >= 0 && from <= end && end <= chars.length ? chars.slice(from, end).join('') : fail('index out of range');
}

export const pattern = (source: string): Pattern => compilePattern(source);
export const matches = (text: any, compiled: Pattern): boolean => compiled.test(string(text));

export function int(value: any): number {
  if (typeof value === 'number') return Math.trunc(value);
  return /^[-+]?\d+$/.test(string(value)) ? Number(value) : fail(`not an integer: ${value}`);
}

export function duration(text: any): Duration {
  return new Duration(parseDuration(string(text)) ?? fail(`not a duration: ${text}`));
}

export const isURL = (text: any): boolean => parseUrl(string(text), true) !== undefined;
export const url = (text: any): GoUrl => parseUrl(string(text), true) ?? fail(`not a URL: ${text}`);
export const getScheme = (parsed: GoUrl): string => parsed.scheme;
export const isIP = (text: any): boolean => isIpAddress(string(text)) && !text.includes('%') && !isMapped(text);

/** A named format; its `validate` returns the errors, or nothing. */
export const format = (name: string): (text: string) => string | undefined => FORMATS[name] ?? fail(`unknown format: ${name}`);
export const validate = (check: (text: string) => string | undefined, text: any): string | undefined => check(string(text));
export const hasValue = (errors: string | undefined): boolean => errors !== undefined;
