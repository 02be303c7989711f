import type { Duration, Size } from 'cdk8s';
import { known, misspelt } from '../../grammar/given';

/** Plain data, as written to a manifest. */
export type Json = { [field: string]: unknown };

/** The position of a value; formatted only for error messages. */
export type At = string | Spot;

/** A class or its static factory, such as `Destination.host`: the position of a value before an object contains it. */
const FACTORY = /^[A-Z]\w*(\.\w+)?$/;

/** A field at a position, and one of its elements. */
class Spot {
  public constructor(private readonly at: At, private readonly field: string, private readonly element?: number | string) {}

  public toString(): string {
    const at = String(this.at);
    const field = at === '' ? this.field : this.field === '' ? at : `${at}${FACTORY.test(at) ? ': ' : '.'}${this.field}`;
    return this.element === undefined ? field : `${field}[${this.element}]`;
  }
}

/** Renders one value; `at` and `field` are its position for error messages. */
export type Renderer<T> = (value: T | undefined, at: At, field: string) => unknown;

/** An object with a rendered form: the classes with static factories. */
export interface Rendered<T = unknown> {
  _render(): T;
}

/** A rendered form in place of an instance of a class with static factories. */
export class Written implements Rendered<Json> {
  public constructor(private readonly json: Json) {}

  public _render(): Json {
    return this.json;
  }
}

/**
 * The input of a struct renderer: the struct of the public API itself, or the same without its classes, as used by the plane: enum members by value, readonly
 * lists, and objects with a rendered form.
 */
export type Input<T> =
  0 extends 1 & T ? T :
    T extends string ? (string extends T ? string : `${T}`) :
      T extends number | boolean | Duration | Size | ((...args: never[]) => unknown) ? T :
        T extends Rendered ? Pick<T, keyof T> : // whoever has its public members will do
          T extends ReadonlyArray<infer E> ? ReadonlyArray<Input<E>> :
            T extends object ? { readonly [K in keyof T]: Input<T[K]> } : T;

/** The path of a field. */
export function path(at: At, field: string): At {
  return at === '' ? field : field === '' ? at : new Spot(at, field);
}

/**
 * A renderer for a struct: undefined stays undefined, and fields without a value are omitted. A misspelt property is refused; other unknown ones are ignored,
 * as wider objects are passed on.
 */
export function struct<T>(render: (props: Input<T>, at: At) => Json, refuseUnknown = misspelt): (props: Input<T> | undefined, at: At, field: string) => Json | undefined {
  const read: { [field: string]: true } = {};
  return (props, at, field) => {
    if (props === undefined || props === null) {
      return undefined;
    }
    const here = path(at, field);
    if (typeof props !== 'object') {
      throw new Error(`${here} must be an object, got: ${String(props)}`);
    }
    const all = render(props, here);
    if (hasOthers(props, all, read)) {
      render(recorded(props, read), here);
      if (hasOthers(props, all, read)) refuseUnknown(String(here), props, read);
    }
    const result: Json = {};
    for (const key of Object.keys(all)) {
      if (all[key] !== undefined) {
        result[key] = all[key];
      }
    }
    return result;
  };
}

/** A renderer for a struct that selects or restricts: any unknown property is refused, as the intended restriction would be missing. */
export function selection<T>(render: (props: Input<T>, at: At) => Json): (props: Input<T> | undefined, at: At, field: string) => Json | undefined {
  return struct(render, known);
}

/** Whether a struct has a property that is neither a rendered field nor read in another way. */
function hasOthers(props: object, rendered: Json, read: { readonly [field: string]: true }): boolean {
  return Object.keys(props).some((key) => !(key in rendered) && !Object.hasOwn(read, key) && (props as Json)[key] !== undefined);
}

/** Replaces a struct, and records which of its properties are read by name. */
function recorded<T extends object>(props: T, read: { [field: string]: true }): T {
  return new Proxy({}, {
    get(_target, key) {
      read[String(key)] = true;
      return Reflect.get(props, key);
    },
  }) as T;
}

/** A list of rendered elements. */
export function list<T>(values: readonly T[] | undefined, at: At, field: string, render: Renderer<T>): unknown[] | undefined {
  if (values === undefined || values === null) {
    return undefined;
  }
  if (!Array.isArray(values)) {
    throw new Error(`${path(at, field)} must be a list, got: ${String(values)}`);
  }
  return values.map((element, index) => {
    if (element === undefined || element === null) {
      throw new Error(`${path(at, field)}[${index}] must have a value, got: ${String(element)}`);
    }
    return render(element, new Spot(at, field, index), '');
  });
}

/** A list that restricts or replaces a default, so that an empty one would mean the opposite of what it looks like. */
export function filled<T>(values: readonly T[] | undefined, at: At, field: string, render: Renderer<T>): unknown[] | undefined {
  if (Array.isArray(values) && values.length === 0) {
    throw new Error(`${path(at, field)} must not be empty, got: []; omit it for the default`);
  }
  return list(values, at, field, render);
}

/** A map of rendered values; keys are unchanged. */
export function map<T>(values: { readonly [key: string]: T } | undefined, at: At, field: string, render: Renderer<T>): Json | undefined {
  if (values === undefined || values === null) {
    return undefined;
  }
  const result: Json = {};
  for (const key of Object.keys(values)) {
    if (key === '') {
      throw new Error(`${path(at, field)} must not have an empty key, got: ''`);
    }
    result[key] = render(values[key], new Spot(at, field, `'${key}'`), '');
  }
  return result;
}

/** A value that knows its rendered form. */
export function value(item: Rendered | undefined, at: At, field: string): unknown {
  if (item === undefined || item === null) {
    return undefined;
  }
  if (typeof item._render !== 'function') {
    throw new Error(`${path(at, field)} must be created with a factory of its class, got: ${JSON.stringify(item)}`);
  }
  return item._render();
}

/** An enum member, written unchanged. */
export function constant(item: string | undefined, _at: At, _field: string): string | undefined {
  return item ?? undefined;
}

/** The members of `fields` that have a value in `props`. */
export function given(props: object, ...fields: string[]): string[] {
  return fields.filter((field) => isGiven(props, field));
}

function isGiven(props: object, field: string): boolean {
  const item = (props as Json)[field];
  return item !== undefined && item !== null;
}

function countGiven(props: object, fields: readonly string[]): number {
  let count = 0;
  for (const field of fields) {
    count += isGiven(props, field) ? 1 : 0;
  }
  return count;
}

/** Refuses more than one of the fields. */
export function atMostOne(props: object, at: At, ...fields: string[]): void {
  if (countGiven(props, fields) > 1) {
    refuse(at, `at most one of ${fields.join(', ')} can be set, got: ${given(props, ...fields).join(', ')}; remove one`);
  }
}

/** Requires exactly one of the fields. */
export function exactlyOne(props: object, at: At, ...fields: string[]): void {
  if (countGiven(props, fields) !== 1) {
    refuse(at, `exactly one of ${fields.join(', ')} must be set, got: ${given(props, ...fields).join(', ') || 'none'}`);
  }
}

/** Throws an error about a position. */
export function refuse(at: At, message: string): never {
  throw new Error(at === '' ? message : `${at}: ${message}`);
}

/** Refuses a list that is too long. */
export function atMost(items: readonly unknown[] | undefined, most: number, at: At, field: string): void {
  if (items !== undefined && items !== null && items.length > most) {
    throw new Error(`${path(at, field)} must have at most ${most} items, got: ${items.length}`);
  }
}
