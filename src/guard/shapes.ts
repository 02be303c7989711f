import { readAsset } from '../crd/assets';

/**
 * What the public API takes, as `npx projen shapes` writes it from the declarations. Fields and parameters are `NAME:TYPE`, with `?` behind what may be left out;
 * a type is `s`, `n`, `b`, `[` and that of the elements, `{` and that of the values, `...` and that of the other arguments, `*` for anything, or a name.
 */
export interface Shapes {
  /** By the name of a struct: its fields. */
  readonly structs: { readonly [name: string]: string };
  /** By the name of an enum: its values. */
  readonly enums: { readonly [name: string]: string };
  /** By the name of an interface of behaviour: its members, and behind `:` the classes that have them. */
  readonly interfaces: { readonly [name: string]: string };
  /** By `CLASS.STATIC`, `CLASS#METHOD` and `CLASS#constructor`: the parameters. */
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

/** The table, read when something is first checked. */
export const shapes = (): Shapes => table ??= readAsset('shapes.json.gz') as Shapes;

/** The fields of a struct, or the parameters of a call; nothing when the table doesn't have it. */
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

/** The properties of a struct that a value has, inherited ones and getters too, which a spread would lose. */
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
