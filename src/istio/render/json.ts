import type { Duration, Size } from 'cdk8s';
import { known, misspelt } from '../../grammar/given';

/** Plain data, as it is written to a manifest. */
export type Json = { [field: string]: unknown };

/** Where a value stands; put into words only when it is refused. */
export type At = string | Spot;

/** A class or its static factory, such as `Destination.host`: where a value stands before an object has it. */
const FACTORY = /^[A-Z]\w*(\.\w+)?$/;

/** A field of what stands at a place, and one of its elements. */
class Spot {
  public constructor(private readonly at: At, private readonly field: string, private readonly element?: number | string) {}

  public toString(): string {
    const at = String(this.at);
    const field = at === '' ? this.field : this.field === '' ? at : `${at}${FACTORY.test(at) ? ': ' : '.'}${this.field}`;
    return this.element === undefined ? field : `${field}[${this.element}]`;
  }
}

/** Renders one value; `at` and `field` say where it stands, for the message when it is refused. */
export type Renderer<T> = (value: T | undefined, at: At, field: string) => unknown;

/** Something that holds its rendered form: the classes with static factories. */
export interface Rendered<T = unknown> {
  _render(): T;
}

/** A rendered form that stands where a class with static factories is expected. */
export class Written implements Rendered<Json> {
  public constructor(private readonly json: Json) {}

  public _render(): Json {
    return this.json;
  }
}

/**
 * What a renderer takes for a struct of the public API: the struct itself, or the same put together without its classes, as the plane
 * does: members of enums by their values, lists that need not be changed, anything that holds its rendered form.
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
 * A renderer for a struct: absent stays absent, and fields without a value are left out. A property that reads like a misspelt one is refused; others are
 * passed over, as wider objects are passed down.
 */
export function struct<T>(render: (props: Input<T>, at: At) => Json, refuseStrangers = misspelt): (props: Input<T> | undefined, at: At, field: string) => Json | undefined {
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
      if (hasOthers(props, all, read)) refuseStrangers(String(here), props, read);
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

/** A renderer for a struct that selects or restricts: a property that it does not have is refused, as what it was meant to say would be missing. */
export function selection<T>(render: (props: Input<T>, at: At) => Json): (props: Input<T> | undefined, at: At, field: string) => Json | undefined {
  return struct(render, known);
}

/** Whether a struct has a property that is neither a rendered field nor known to be read. */
function hasOthers(props: object, rendered: Json, read: { readonly [field: string]: true }): boolean {
  return Object.keys(props).some((key) => !(key in rendered) && !Object.hasOwn(read, key) && (props as Json)[key] !== undefined);
}

/** Stands for a struct, and notes which of its properties are read by name. */
function recorded<T extends object>(props: T, read: { [field: string]: true }): T {
  return new Proxy({}, {
    get(_target, key) {
      read[String(key)] = true;
      return Reflect.get(props, key);
    },
  }) as T;
}

/** A list, each element rendered. */
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

/** A list that restricts or replaces a default, so that an empty one would mean the opposite of what it reads like. */
export function filled<T>(values: readonly T[] | undefined, at: At, field: string, render: Renderer<T>): unknown[] | undefined {
  if (Array.isArray(values) && values.length === 0) {
    throw new Error(`${path(at, field)} must not be empty, got: []; omit it for the default`);
  }
  return list(values, at, field, render);
}

/** A map, each value rendered; keys are taken as they are. */
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

/** An enum member, written as it is. */
export function constant(item: string | undefined, _at: At, _field: string): string | undefined {
  return item ?? undefined;
}

/** The fields of `props` among `fields` that have a value. */
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

/** Refuses anything but one of the fields. */
export function exactlyOne(props: object, at: At, ...fields: string[]): void {
  if (countGiven(props, fields) !== 1) {
    refuse(at, `exactly one of ${fields.join(', ')} must be set, got: ${given(props, ...fields).join(', ') || 'none'}`);
  }
}

/** Refuses with a message about a place. */
export function refuse(at: At, message: string): never {
  throw new Error(at === '' ? message : `${at}: ${message}`);
}

/** Refuses a list that is too long. */
export function atMost(items: readonly unknown[] | undefined, most: number, at: At, field: string): void {
  if (items !== undefined && items !== null && items.length > most) {
    throw new Error(`${path(at, field)} must have at most ${most} items, got: ${items.length}`);
  }
}
