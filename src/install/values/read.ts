import * as yaml from 'js-yaml';
import { isMap, Values } from './kinds';

const TRUE = /^(y|yes|on|true)$/i;
const FALSE = /^(n|no|off|false)$/i;
const oneCase = (text: string): boolean => /^([a-z]+|[A-Z]+|[A-Z][a-z]+)$/.test(text);

/** YAML 1.1 booleans: Helm reads `yes`, `on` and `y` as true. */
const bool = new yaml.Type('tag:yaml.org,2002:bool', {
  kind: 'scalar',
  resolve: (text: string | null) => text !== null && text !== '' && (TRUE.test(text) || FALSE.test(text)) && oneCase(text),
  construct: (text: string) => TRUE.test(text),
});

/** YAML 1.1 integers: a file mode such as 0644 is octal. */
const octal = new yaml.Type('tag:cdk8s-mesh,2026:octal', {
  kind: 'scalar',
  resolve: (text: string | null) => text !== null && /^0[0-7]+$/.test(text),
  construct: (text: string) => parseInt(text, 8),
});

// the package exports its own types, but not in its typings
const { null: nothing, int, float, merge } = (yaml as unknown as { types: Record<string, yaml.Type> }).types;
const SCHEMA = yaml.FAILSAFE_SCHEMA.extend({ implicit: [nothing, bool, octal, int, float, merge] });

/** Reads a values file like Helm. Throws if it is not YAML, has a duplicate key, or is not a map. */
export function readValues(text: string, file = 'values'): Values {
  const values = yaml.load(text, { schema: SCHEMA, filename: file }) ?? {};
  if (!isMap(values)) throw new Error(`${file} must contain a map of values, got: ${Array.isArray(values) ? 'a list' : typeof values}`);
  return values;
}
