import { Duration } from 'cdk8s';

/** Why a manifest can't be written with the typed constructs. */
export class Untyped extends Error {
  public constructor(public readonly reason: string, public readonly place: string = '') {
    super(`${place === '' ? '' : `${place}: `}${reason}`);
  }
}

/** Converts the JSON of a field to what the constructs accept for it. */
export type Reader = (json: any) => any;

/** Reasons that a value can't be written. */
export const WRONG_TYPE = 'a value of another type than the property';
export const NO_MEMBER = 'not a member of the enum or of the closed set';
export const NO_PROPERTY = 'a field or a combination that no property or factory writes';
export const MISSING = 'a required property is missing';

const typed = (type: string): Reader => (json) => {
  if (typeof json !== type) { throw new Untyped(WRONG_TYPE); }
  return json;
};
export const text = typed('string');
export const number = typed('number');
export const bool = typed('boolean');

/** A value that the constructs take as it is. */
export const free: Reader = (json) => json;

const at = <T>(key: string | number, read: () => T): T => {
  try {
    return read();
  } catch (error) {
    throw error instanceof Untyped ? new Untyped(error.reason, `${key}${error.place === '' ? '' : `.${error.place}`}`) : error;
  }
};

export const isObject = (json: unknown): json is Record<string, unknown> => typeof json === 'object' && json !== null && !Array.isArray(json);

export const list = (read: Reader): Reader => (json) => {
  if (!Array.isArray(json)) { throw new Untyped(WRONG_TYPE); }
  return json.map((item, i) => at(i, () => read(item)));
};

export const map = (read: Reader): Reader => (json) => {
  if (!isObject(json)) { throw new Untyped(WRONG_TYPE); }
  return Object.fromEntries(Object.entries(json).map(([key, item]) => [key, at(key, () => read(item))]));
};

/** A value that must be there: TypeScript refuses the struct without it. */
export interface Required { readonly required: Reader }
export const required = (read: Reader): Required => ({ required: read });

/** A field whose property has another name. */
export interface Renamed { readonly as: string; readonly read: Reader | Required }
export const as = (name: string, read: Reader | Required): Renamed => ({ as: name, read });

type Field = Reader | Required | Renamed;

/** A struct: each field of the JSON and what reads it. A field that is not listed can't be written. */
export const fields = (table: { readonly [field: string]: Field }): Reader => (json) => {
  if (!isObject(json)) { throw new Untyped(WRONG_TYPE); }
  const stranger = Object.keys(json).find((key) => !Object.hasOwn(table, key));
  if (stranger !== undefined) { throw new Untyped(NO_PROPERTY, stranger); }
  const props: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(table)) {
    const { as: name, read } = typeof field === 'object' && 'as' in field ? field : { as: key, read: field };
    const needed = typeof read === 'object' && 'required' in read;
    if (json[key] !== undefined) {
      props[name] = at(key, () => (needed ? read.required : read as Reader)(json[key]));
    } else if (needed) {
      throw new Untyped(MISSING, key);
    }
  }
  return props;
};

/** One of the members of an enum. */
export const member = (all: { readonly [name: string]: string }): Reader => (json) => {
  if (!Object.values(all).includes(text(json))) { throw new Untyped(NO_MEMBER); }
  return json;
};

/** A field that holds one of several forms, each told by a field of its own. */
export const oneOf = (forms: { readonly [field: string]: (json: any, whole: any) => any }): Reader => (json) => {
  if (!isObject(json)) { throw new Untyped(WRONG_TYPE); }
  const found = Object.keys(json).filter((key) => Object.hasOwn(forms, key));
  if (found.length !== 1) { throw new Untyped(NO_PROPERTY); }
  return at(found[0], () => forms[found[0]](json[found[0]], json));
};

/** Refuses fields other than those that a factory writes. */
export const only = (json: unknown, ...names: string[]): Record<string, any> => {
  if (!isObject(json)) { throw new Untyped(WRONG_TYPE); }
  if (Object.keys(json).some((key) => !names.includes(key))) { throw new Untyped(NO_PROPERTY); }
  return json;
};

const UNITS: Record<string, number> = { h: 3600000, m: 60000, s: 1000, ms: 1, us: 0.001, ns: 0.000001 };

/** Milliseconds of a duration as Go writes it. */
export function millis(json: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:h|m|s|ms|us|ns))+$/.test(json)) { return undefined; }
  return [...json.matchAll(/([\d.]+)(h|ms|m|us|ns|s)/g)].reduce((sum, [, amount, unit]) => sum + Number(amount) * UNITS[unit], 0);
}

export const duration: Reader = (json) => {
  const ms = millis(text(json));
  if (ms === undefined) { throw new Untyped(WRONG_TYPE); }
  return Duration.millis(ms);
};

export const seconds: Reader = (json) => {
  if (number(json) < 0) { throw new Untyped(WRONG_TYPE); }
  return Duration.seconds(json);
};
