import * as yaml from 'js-yaml';
import { FAILSAFE_SCHEMA, load, Type } from 'js-yaml';
import { readPlain, UNKNOWN } from './plain-yaml';

/** The words that YAML 1.2's core schema and YAML 1.1 take for null and booleans, in the three ways of writing each. */
const WORDS: Readonly<Record<string, boolean | null>> = Object.fromEntries(([
  [null, 'null'], [true, 'true', 'y', 'yes', 'on'], [false, 'false', 'n', 'no', 'off'],
] as const).flatMap(([value, ...words]) => words.flatMap((w) => [w, w[0].toUpperCase() + w.slice(1), w.toUpperCase()]).map((w) => [w, value] as const)).concat([['~', null]]));
/** Whole numbers of YAML 1.1: `0644` is octal, `1_000` a thousand. */
const WHOLE = /^[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0o[0-7_]+|[0-9][0-9_]*)$/;
function whole(text: string): number {
  const plain = text.replace(/[-+_]/g, '');
  const value = /^0[0-7]+$/.test(plain) ? parseInt(plain, 8) : Number(plain);
  return text.startsWith('-') ? -value : value;
}
/** Where a number can begin: a digit, a sign, a point. */
const startsNumber = (c: number): boolean => (c >= 48 && c <= 57) || c === 43 || c === 45 || c === 46;
const { types } = yaml as unknown as { types: { readonly [name in 'bool' | 'float' | 'null']: Type } }; // public, though its declarations lack it
/** What text without quotes is, when it is no text. One type in place of five: it is asked of every key and value. */
const plain = new Type('tag:cdk8s-mesh,plain', {
  kind: 'scalar',
  resolve: (d: unknown) => typeof d !== 'string' ? d === null
    : startsNumber(d.charCodeAt(0)) ? WHOLE.test(d) || types.float.resolve(d)
      : d.length < 6 && Object.hasOwn(WORDS, d),
  construct: (d: string | null) => d === null ? null : !startsNumber(d.charCodeAt(0)) ? WORDS[d] : WHOLE.test(d) ? whole(d) : types.float.construct(d),
});
/** A few decimal digits, which all readers take for the same. */
const DECIMAL = /^[1-9][0-9]{0,14}$/;
/** What text without quotes is. */
const scalarOf = (text: string): unknown => DECIMAL.test(text) ? Number(text) : plain.resolve(text) ? plain.construct(text) : text;
/** YAML as Kubernetes reads it: plain data and merge keys, no dates, the words that YAML 1.1 takes for booleans (an unquoted `on` is `true`) and its numbers. */
const SCHEMA = FAILSAFE_SCHEMA.extend({
  implicit: [plain, new Type('tag:yaml.org,2002:merge', { kind: 'scalar', resolve: (d: unknown) => d === '<<' })],
  explicit: [
    new Type('tag:yaml.org,2002:int', { kind: 'scalar', resolve: (d: unknown) => typeof d === 'string' && WHOLE.test(d), construct: whole }),
    types.float, types.bool, types.null,
  ],
});
/** `[2001:db8::]`: Kubernetes' reader takes the last colon for a part of the text, js-yaml for a mapping. */
const TRAILING_COLON = /([[,]\s*)([0-9a-fA-F:]*::)(?=\s*[\],])/g;
/** Reads one document. */
export function readYaml(text: string, file?: string): unknown {
  const value = readPlain(text, scalarOf);
  return value === UNKNOWN ? readWhole(text, file) : value;
}
/** Reads one document with the reader that knows all of YAML: the same value, and what is wrong with the text. */
export function readWhole(text: string, file?: string): unknown {
  const value: unknown = load(text, { schema: SCHEMA, filename: file });
  if (!text.includes('::') || text.search(TRAILING_COLON) < 0 || !JSON.stringify(value).includes(':":null')) return value;
  return load(text.replace(TRAILING_COLON, '$1"$2"'), { schema: SCHEMA, filename: file });
}
