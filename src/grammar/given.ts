import type { Duration } from 'cdk8s';

/** Checks of untyped input: from JavaScript, from Python's dictionaries, from `process.env.X!`. */

/** A string; `what` names it in errors. */
export function text(what: string, value: unknown): void {
  if (typeof value !== 'string') {
    throw new Error(`${what} must be a string, got: ${shown(value)}`);
  }
}

/** Milliseconds of a duration. */
export function millisOf(what: string, value: Duration): number {
  if (typeof (value as Partial<Duration> | undefined)?.toMilliseconds !== 'function') {
    throw new Error(`${what} must be a Duration, such as Duration.seconds(5), got: ${shown(value)}`);
  }
  return value.toMilliseconds();
}

/** An instance of one of the library's classes, recognized by a method. */
export function made<T extends object>(what: string, value: T, method: keyof T, kind: string): T {
  if (typeof (value as T | undefined)?.[method] !== 'function') {
    throw new Error(`${what} must be ${kind}, got: ${shown(value)}`);
  }
  return value;
}

/** Rejects unknown properties of a struct: without its misspelt property, a rule would apply to more than intended. */
export function known(what: string, props: object, keys: { readonly [key: string]: true }): void {
  if (typeof props !== 'object' || props === null || Array.isArray(props)) {
    throw new Error(`${what} must be an object with some of ${Object.keys(keys).join(', ')}, got: ${shown(props)}`);
  }
  const unknown = Object.keys(props).find((key) => !Object.hasOwn(keys, key) && (props as { [key: string]: unknown })[key] !== undefined);
  if (unknown !== undefined) {
    throw new Error(`${what} must have no properties other than ${Object.keys(keys).join(', ')}, got: '${unknown}'`);
  }
}

/** One of the values of an enum. */
export function oneOf(what: string, value: string, all: { readonly [name: string]: string }): void {
  if (!Object.values(all).includes(value)) {
    throw new Error(`${what} must be one of ${Object.values(all).join(', ')}, got: ${shown(value)}`);
  }
}

/** A value as shown in errors. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? 'a function' : String(value);
  if (Array.isArray(value)) return 'a list';
  const path = (value as { node?: { path?: unknown } }).node?.path;
  const name = value.constructor?.name;
  return typeof path === 'string' ? `${name ?? 'a construct'} '${path}'` : name === undefined || name === 'Object' ? `an object with ${Object.keys(value).slice(0, 5).join(', ') || 'no property'}` : `a ${name}`;
}

/** Rejects misspelt properties; other unknown properties are legal, as wider objects are passed on. */
export function misspelt(what: string, props: object, keys: { readonly [key: string]: true }): void {
  const wrong = misspelling(props ?? {}, Object.keys(keys));
  if (wrong) throw new Error(`${what} must have no property '${wrong.key}', got: '${wrong.key}'; use '${wrong.meant}'`);
}

/** The first unknown property of an object that looks like a misspelt key, and that key. */
export function misspelling(props: object, keys: readonly string[]): { readonly key: string; readonly meant: string } | undefined {
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || keys.includes(key)) continue;
    const meant = keys.find((k) => (props as { readonly [key: string]: unknown })[k] === undefined && reads(plain(k), plain(key)));
    if (meant !== undefined) return { key, meant };
  }
  return undefined;
}

/** A name without regard to case and to the style of its words: `outbound_traffic_policy` of Python and proto is `outboundTrafficPolicy`. */
const plain = (name: string): string => name.toLowerCase().replace(/[-_]/g, '');
const reads = (word: string, key: string): boolean => near(word, key) || singular(word) === singular(key);

/** A word without its plural ending. */
const singular = (word: string): string => (word.endsWith('ies') ? `${word.slice(0, -3)}y` : word.length > 3 && word.endsWith('s') ? word.slice(0, -1) : word);

/** Whether two words differ by one letter that is missing, added, changed or swapped with its neighbour. */
function near(a: string, b: string): boolean {
  if (a === b) return true;
  if (Math.abs(a.length - b.length) > 1 || a.length < 4) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  const [restA, restB] = [a.slice(i), b.slice(i)];
  return restA.slice(1) === restB || restA === restB.slice(1) || restA.slice(1) === restB.slice(1) || (restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2));
}
