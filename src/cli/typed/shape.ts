import { Duration, Size } from 'cdk8s';
import { byKey } from '../../grammar/order';
import { isMap, Values } from '../../install/values/kinds';
import * as istio from '../../istio';

/** A value created by an expression: the value, and the code of the expression. */
export class Written {
  public constructor(public readonly value: any, public readonly head: string, public readonly args?: readonly any[]) {}
}

/** The prop that is equivalent to a piece of JSON; undefined if there is none. */
export type Shape = (json: any) => any;

/** The result of code that creates plain values and expressions. */
export function real(written: any): any {
  if (written instanceof Written) return written.value;
  if (Array.isArray(written)) return written.map(real);
  if (!isMap(written) || written instanceof Duration || written instanceof Size) return written;
  return Object.fromEntries(Object.entries(written).map(([key, value]) => [key, real(value)]));
}

/** Calls a class's function, and generates the code of the call. Trailing undefined arguments are omitted in both. */
export function call(owner: keyof typeof istio, name: string, ...args: any[]): Written | undefined {
  let count = args.length;
  while (count > 0 && (args[count - 1] === undefined || (isMap(args[count - 1]) && Object.keys(args[count - 1]).length === 0))) count--;
  const given = args.slice(0, count);
  if (given.includes(undefined)) return undefined;
  return new Written((istio[owner] as any)[name](...given.map(real)), `istio.${owner}.${name}`, given);
}

const is = (type: string): Shape => (json) => (typeof json === type ? json : undefined);
export const text = is('string');
export const flag = is('boolean');
export const num = is('number');
/** Any value, copied as it is. */
export const free: Shape = (json) => json;

const MILLIS = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const;

/** A duration in Go's format. */
export const duration: Shape = (json) => {
  const parts = [...String(json).matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/gy)];
  if (typeof json !== 'string' || parts.length === 0 || parts.map(([all]) => all).join('') !== json) return undefined;
  const millis = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * MILLIS[unit as 'h'], 0);
  return Number.isInteger(millis) ? (millis % 1000 === 0 ? Duration.seconds(millis / 1000) : Duration.millis(millis)) : undefined;
};
export const seconds: Shape = (json) => (typeof json === 'number' ? Duration.seconds(json) : undefined);
export const bytes: Shape = (json) => (typeof json === 'number' && json > 0 && json % 1024 === 0 ? Size.kibibytes(json / 1024) : undefined);

/** A member of an enum, by its value. */
export const member = (name: keyof typeof istio): Shape => (json) => {
  const found = Object.entries(istio[name]).find(([, value]) => value === json);
  return found && new Written(json, `istio.${name}.${found[0]}`);
};

export const list = (item: Shape): Shape => (json) => {
  const items = Array.isArray(json) ? json.map(item) : [undefined];
  return items.includes(undefined) ? undefined : items;
};
export const map = (item: Shape): Shape => (json) => {
  if (!isMap(json)) return undefined;
  const items = Object.entries(json).map(([key, value]) => [key, item(value)]);
  return items.some(([, value]) => value === undefined) ? undefined : Object.fromEntries(items);
};

/** A field whose prop has a different name. */
export interface Renamed {
  readonly prop: string;
  readonly shape: Shape;
}
export type Fields = { readonly [field: string]: Shape | Renamed };
export const as = (prop: string, shape: Shape): Renamed => ({ prop, shape });

/** A message with a single field, whose content is the prop. */
export const only = (field: string, shape: Shape): Shape => (json) => (isMap(json) && Object.keys(json).join() === field ? shape(json[field]) : undefined);

/** A field and its shape, as a prop. */
export function propOf(fields: Fields, field: string, json: any): [name: string, written: any] | undefined {
  const to = Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (!to) return undefined;
  const [name, shape] = typeof to === 'function' ? [field, to] : [to.prop, to.shape];
  const written = shape(json);
  return written === undefined ? undefined : [name, written];
}

/** All fields of a message, or nothing. */
export const struct = (fields: Fields): Shape => (json) => {
  if (!isMap(json)) return undefined;
  const props = Object.entries(json).map(([field, value]) => propOf(fields, field, value));
  return props.includes(undefined) ? undefined : Object.fromEntries(props as [string, any][]);
};

/** The generated code, and the rest that it does not cover. */
export interface Split {
  readonly props: Values;
  readonly rest: Values;
}

/**
 * Splits fields into those with equivalent props and the rest.
 *
 * @param render what the props become; a field that it would change stays in the rest
 */
export function split(json: Values, fields: Fields, render: (props: any) => any): Split {
  const [props, rest]: [Values, Values] = [{}, {}];
  for (const [field, value] of Object.entries(json)) {
    const found = attempt(() => propOf(fields, field, value));
    const made = found && attempt(() => render({ [found[0]]: real(found[1]) }));
    if (found && made && sorted(made) === sorted({ [field]: value })) props[found[0]] = found[1];
    else rest[field] = value;
  }
  return { props, rest };
}

/** Anything that would throw is expressed in another way. */
function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}

function sorted(value: any): string {
  return JSON.stringify(value, (_, v) => (isMap(v) ? Object.fromEntries(Object.entries(v).sort(byKey)) : v));
}
