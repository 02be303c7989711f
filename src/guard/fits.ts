import { isOf } from './classes';
import { isRecord, must, within, type Misfit } from './misfit';
import { misplacedKey, plainDataMisfit } from './plain-data';
import { fieldsOf, shapes, type Field } from './shapes';
import { misspelling } from '../grammar/given';
import { isObject } from '../grammar/json';

/** Returns the problem of a value. */
export type Fits = (value: unknown) => Misfit | undefined;

const unless = (fits: (value: unknown) => boolean, be: string): Fits => (value) => (fits(value) ? undefined : must(be, value));
const has = (member: string): ((value: unknown) => boolean) => (value) => isObject(value) && member in value;

/** The checks of built-in types: primitives, and classes of other packages, which are recognized by a member. */
const known = new Map<string, Fits>(Object.entries({
  '*': (value) => plainDataMisfit(value),
  's': unless((value) => typeof value === 'string', 'a string'),
  'n': unless((value) => typeof value === 'number' && !Number.isNaN(value), 'a number'),
  'b': unless((value) => typeof value === 'boolean', 'true or false'),
  'Duration': unless(has('toMilliseconds'), 'a Duration, such as Duration.seconds(5)'),
  'Size': unless(has('toKibibytes'), 'a Size, such as Size.mebibytes(64)'),
  'Construct': unless(has('node'), 'a construct'),
  'Chart': unless(has('node'), 'a Chart'),
  'ApiObject': unless(has('node'), 'an ApiObject'),
}));

/** The check of a type. */
export function fitsOf(type: string): Fits {
  let fits = known.get(type);
  if (!fits) {
    // stored first, for recursive structs
    known.set(type, (value) => fits!(value));
    known.set(type, fits = build(type));
  }
  return fits;
}

function build(type: string): Fits {
  if (type.startsWith('...')) return list(fitsOf(type.slice(3)));
  if (type.startsWith('[')) return list(fitsOf(type.slice(1)));
  if (type.startsWith('{')) return map(fitsOf(type.slice(1)));
  const fields = fieldsOf('structs', type);
  if (fields) return struct(type, fields);
  const { enums, interfaces } = shapes();
  if (enums[type] !== undefined) return oneOf(enums[type].split(' '));
  if (interfaces[type] !== undefined) return behaviour(interfaces[type]);
  return unless((value) => isOf(value, type), `${/^[AEIOU]/.test(type) ? 'an' : 'a'} ${type}`);
}

const list = (element: Fits): Fits => (value) => {
  if (!Array.isArray(value)) return must('a list', value);
  for (let i = 0; i < value.length; i++) {
    const found = element(value[i]);
    if (found) return within(`[${i}]`, found);
  }
  return undefined;
};

const map = (element: Fits): Fits => (value) => {
  if (!isRecord(value)) return must('an object', value);
  const misplaced = misplacedKey(value);
  if (misplaced) return misplaced;
  for (const [key, one] of Object.entries(value)) {
    const found = element(one);
    if (found) return within(`['${key}']`, found);
  }
  return undefined;
};

/** A value of an enum. */
function oneOf(values: readonly string[]): Fits {
  const all = new Set<unknown>(values);
  return unless((value) => all.has(value), `one of ${values.join(', ')}`);
}

/** An object with the members of an interface. */
function behaviour(text: string): Fits {
  const [members, classes] = text.split(':').map((part) => part.split(' '));
  return unless((value) => isObject(value) && members.every((member) => member in value), classes.length > 1 ? `one of ${classes.join(', ')}` : `a ${classes[0]}`);
}

function struct(type: string, fields: readonly Field[]): Fits {
  const fit = fields.map((field) => ({ ...field, fits: fitsOf(field.type) }));
  const names = new Set(fields.map((field) => field.name));
  return (value) => {
    if (!isRecord(value)) return must(`an object with the properties of ${type}`, value);
    const values = value as { readonly [name: string]: unknown };
    for (const { name, optional, fits } of fit) {
      const found = values[name] === undefined && optional ? undefined : fits(values[name]);
      if (found) return within(`.${name}`, found);
    }
    return Object.keys(value).every((key) => names.has(key)) ? undefined : misspelt(type, value, names);
  };
}

/** Other properties are legal, as wider objects are passed on; one that looks like a misspelt property is not. */
function misspelt(type: string, value: object, names: ReadonlySet<string>): Misfit | undefined {
  const wrong = misspelling(value, [...names]);
  return wrong && { at: `.${wrong.key}`, text: `is not a property of ${type}; use '${wrong.meant}'` };
}

/** Whether a value fits a property of a struct, by its path; unknown properties accept anything. */
export function fitsProperty(owner: string | undefined, path: readonly string[], value: unknown): boolean {
  const type = path.reduce<string | undefined>((of, name) => fieldsOf('structs', of ?? '')?.find((field) => field.name === name)?.type, owner);
  return type === undefined || fitsOf(type)(value) === undefined;
}
