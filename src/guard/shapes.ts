import { readAsset } from '../crd/assets';

/**
 * The parameter types of the public API, generated from the declarations by `npx projen shapes`. Fields and parameters are `NAME:TYPE`, with a `?` if
 * optional; a type is `s`, `n`, `b`, `[` and that of the elements, `{` and that of the values, `...` and that of the other arguments, `*` for anything, or a
 * name.
 */
export interface Shapes {
  /** Fields by struct name. */
  readonly structs: { readonly [name: string]: string };
  /** Values by enum name. */
  readonly enums: { readonly [name: string]: string };
  /** Members by the name of a behavioural interface, and after `:` the classes that implement it. */
  readonly interfaces: { readonly [name: string]: string };
  /** Parameters by `CLASS.STATIC`, `CLASS#METHOD` and `CLASS#constructor`. */
  readonly calls: { readonly [name: string]: string };
}

/** A field of a struct, or a parameter. */
export interface Field {
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
}

let table: Shapes | undefined;
const read = new Map<string, readonly Field[]>();

/** The table, loaded on first use. */
export const shapes = (): Shapes => table ??= readAsset('shapes.json.gz') as Shapes;

/** The fields of a struct, or the parameters of a call; undefined if the table doesn't contain it. */
export function fieldsOf(of: 'structs' | 'calls', name: string): readonly Field[] | undefined {
  const key = `${of} ${name}`;
  const known = read.get(key);
  if (known) return known;
  const text = shapes()[of][name];
  if (text === undefined) return undefined;
  const fields = text.split(' ').filter(Boolean).map(field);
  read.set(key, fields);
  return fields;
}

/** The struct properties of a value, including inherited ones and getters, which a spread would lose. */
export function propertiesOf<T extends object>(struct: string, value: T): T {
  const values = value as { readonly [name: string]: unknown };
  return Object.fromEntries(fieldsOf('structs', struct)!.map(({ name }) => [name, values[name]]).filter(([, one]) => one !== undefined)) as T;
}

function field(text: string): Field {
  const colon = text.indexOf(':');
  const type = text.slice(colon + 1);
  const optional = type.endsWith('?');
  return { name: text.slice(0, colon), type: optional ? type.slice(0, -1) : type, optional };
}
