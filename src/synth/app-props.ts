import { YamlOutputType } from 'cdk8s';
import type { MeshAppProps } from './app';
import { APP_NAME } from './list';

/** Whether a value is right, and what it must be otherwise. */
type Rule = readonly [isRight: (value: unknown) => boolean, be: string];

const TYPES = Object.values(YamlOutputType).filter((value) => typeof value === 'number');
const BOOLEAN: readonly Rule[] = [[(value) => typeof value === 'boolean', 'true or false']];
const RULES: { readonly [K in keyof Required<MeshAppProps>]: readonly Rule[] } = {
  outdir: [
    [(value) => typeof value === 'string', 'a string'],
    [(value) => value !== '' && !String(value).includes('\0'), "the path of a folder, such as 'dist'"],
  ],
  outputFileExtension: [
    // a path with a slash could be outside the output directory
    [(value) => typeof value === 'string' && !/[/\\\0]/.test(value), "a file extension without slashes, such as '.yaml'"], // eslint-disable-line no-control-regex
    // the list of written files has one line per name
    [(value) => !/[\p{Cc}\u2028\u2029]/u.test(String(value)), "a file extension without control characters, such as '.yaml'"],
  ],
  yamlOutputType: [[(value) => TYPES.includes(value as YamlOutputType), 'a YamlOutputType']],
  recordConstructMetadata: BOOLEAN,
  resolvers: [[Array.isArray, 'a list']],
  prune: BOOLEAN,
  appName: [[(value) => typeof value === 'string' && APP_NAME.test(value), "a name of lower-case letters, digits and '-', at most 63 characters, such as 'shop'"]],
};
const shown = (value: unknown): string => JSON.stringify(value) ?? typeof value;

/** Checks what `MeshApp` is given: with another output type cdk8s would write no file at all. */
export function checkAppProps(props: MeshAppProps): void {
  if (typeof props !== 'object' || props === null) throw new Error(`MeshApp: props must be an object with the properties of MeshAppProps, got: ${shown(props)}`);
  for (const [name, rules] of Object.entries(RULES)) {
    const value: unknown = props[name as keyof MeshAppProps];
    if (value === undefined || value === null) continue;
    const broken = rules.find(([isRight]) => !isRight(value));
    if (broken) throw new Error(`MeshApp: ${name} must be ${broken[1]}, got: ${shown(value)}`);
  }
}
