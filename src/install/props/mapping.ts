import { Duration } from 'cdk8s';
import { fitsProperty } from '../../guard/fits';
import { PlainJson } from '../../istio';
import { isMap, Values } from '../values/kinds';
import { mergeValues } from '../values/merge';

/** Converts a prop to a Helm value and back. */
export interface Codec {
  readonly path: string;
  /** Converts a prop to a value. */
  write(prop: any): any;
  /** Converts a value to a prop; undefined if no prop can express it. */
  read(value: any): any;
}
/** The value paths, in the structure of the props. */
export interface Mapping {
  readonly [prop: string]: string | Codec | Mapping;
}

const codec = (path: string, write: (prop: any) => any, read: (value: any) => any): Codec => ({ path, write, read });

/** A boolean that is inverted in the value. */
export const negated = (path: string): Codec => codec(path, (prop) => !prop, (value) => typeof value === 'boolean' ? !value : undefined);
/** A boolean whose value is one of two names. */
export const switched = (path: string, on: string, off: string): Codec => codec(
  path, (prop) => prop ? on : off, (value) => value === on ? true : value === off ? false : undefined,
);
/** A list of names, where the value is a list of references. */
export const named = (path: string): Codec => codec(path, (prop) => prop.map((name: string) => ({ name })), (value) => value.map((one: any) => one.name));
/** A list that restricts something, where an empty list would mean no restriction. */
export const filled = (path: string): Codec => codec(path, (prop) => {
  if (Array.isArray(prop) && prop.length === 0) {
    throw new Error(`${path.split('.').pop()} must not be empty, got: []; omit it for the default`);
  }
  return prop;
}, (value) => (Array.isArray(value) && value.length === 0 ? undefined : value));
export const seconds = (path: string): Codec => codec(
  path, (prop) => prop.toSeconds(), (value) => typeof value === 'number' ? Duration.seconds(value) : undefined,
);
/** A number or a percentage. */
export const asText = (path: string): Codec => codec(path, (prop) => prop, String);
/** A duration in Go's format, in its largest whole unit. */
export const duration = (path: string): Codec => codec(path, (prop: Duration) => {
  const total = prop.toSeconds();
  return total % 3600 === 0 ? `${total / 3600}h` : total % 60 === 0 ? `${total / 60}m` : `${total}s`;
}, (value) => {
  const [, amount, unit] = /^(\d+)([hms])$/.exec(String(value)) ?? [];
  return amount && Duration.seconds(Number(amount) * { h: 3600, m: 60, s: 1 }[unit as 'h']);
});
export const mesh = (path: string): Codec => codec(path, (prop) => PlainJson.meshConfig(prop), () => undefined);

const STRUCTS = new WeakMap<Mapping, string>();

/** The mapping of the props of a struct. */
export function propsOf(struct: string, mapping: Mapping): Mapping {
  STRUCTS.set(mapping, struct);
  return mapping;
}

/** Every codec of a mapping, with the path of its prop. */
export function codecs(mapping: Mapping, at: readonly string[] = []): [readonly string[], Codec][] {
  return Object.entries(mapping).flatMap(([prop, to]): [readonly string[], Codec][] => {
    const path = [...at, prop];
    if (typeof to === 'string') return [[path, codec(to, (value) => value, (value) => value)]];
    return typeof to.write === 'function' ? [[path, to as Codec]] : codecs(to as Mapping, path);
  });
}

/** The prop that is written to the value at a path. */
export function propAt(mapping: Mapping, path: string): string | undefined {
  return codecs(mapping).find(([, to]) => to.path === path)?.[0].join('.');
}

/** Converts props to values; `values` among the props override them. */
export function toValues(mapping: Mapping, props: Values): Values {
  const values: Values = {};
  for (const [path, { path: to, write }] of codecs(mapping)) {
    const prop = path.reduce<any>((from, key) => from?.[key], props);
    if (prop !== undefined) setAt(values, to.split('.'), write(prop));
  }
  return mergeValues(values, props.values);
}

/** Converts values to props; values without a prop, or of another type than their prop, stay under `values`. */
export function toProps(mapping: Mapping, values: Values): Values {
  const rest = structuredClone(values);
  const props: Values = {};
  for (const [path, { path: from, read }] of codecs(mapping)) {
    const keys = from.split('.');
    const value = keys.reduce<any>((tree, key) => isMap(tree) ? tree[key] : undefined, rest);
    const prop = value === undefined || value === null ? undefined : read(value);
    const fitting = prop === undefined ? undefined : [prop, asTexts(path, prop)].find((form) => fitsProperty(STRUCTS.get(mapping), path, form));
    if (fitting === undefined) continue;
    setAt(props, path, fitting);
    take(rest, keys);
  }
  return Object.keys(rest).length > 0 ? { ...props, values: rest } : props;
}

/** Names of properties that are maps of text. */
export const TEXTS = /annotations|labels|nodeSelector/i;

/** Converts booleans and numbers in annotations and labels to strings, the only type allowed there. */
function asTexts(path: readonly string[], prop: any): any {
  if (!isMap(prop) || !TEXTS.test(path[path.length - 1])) return prop;
  return Object.fromEntries(Object.entries(prop).map(([key, value]) => [key, typeof value === 'boolean' || typeof value === 'number' ? String(value) : value]));
}

/** Sets the value at a path. */
export function setAt(tree: Values, keys: readonly string[], value: any): void {
  const [key, ...rest] = keys;
  if (rest.length === 0) tree[key] = value;
  else setAt(tree[key] ??= {}, rest, value);
}

/** Removes a value, and parents that become empty. */
export function take(tree: Values, keys: readonly string[]): void {
  const [key, ...rest] = keys;
  if (rest.length > 0) take(tree[key], rest);
  if (rest.length === 0 || Object.keys(tree[key]).length === 0) delete tree[key];
}
