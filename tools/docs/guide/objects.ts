import * as fs from 'fs';
import * as path from 'path';
import { Yaml } from 'cdk8s';
import { load } from 'js-yaml';
import { manifestsIn } from './app';

/** An object in the output. */
interface Written {
  readonly text: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  /** The folder of `dist` that contains it: a cluster. */
  readonly folder: string;
}

/** Every object beneath a folder. */
export function written(dist: string): Written[] {
  return manifestsIn(dist).flatMap((file) => fs.readFileSync(path.join(dist, file), 'utf8').split(/^---\n/m).filter((text) => text.trim() !== '').map((text) => {
    const { kind, metadata } = load(text) as { kind: string; metadata: { name: string; namespace?: string } };
    return { text, kind, name: metadata.name, namespace: metadata.namespace, folder: path.dirname(file) };
  }));
}

/** The argument of a marker: `[CLUSTER:]KIND/[NAMESPACE/]NAME[#PATH]`. */
const WANTED = /^(?:([\w-]+):)?(\w+)\/(?:([\w.-]+)\/)?([\w.-]+)(?:#([\w./-]+))?$/;

/**
 * The YAML of the objects that a marker names: whole, or the part beneath a path.
 *
 * @throws when an object is not there, or several are
 */
export function objectsBlock(wanted: readonly string[], all: readonly Written[]): string {
  return `\`\`\`yaml\n${wanted.map((one) => shown(one, all)).join('---\n')}\`\`\``;
}

function shown(wanted: string, all: readonly Written[]): string {
  const [, folder, kind, namespace, name, at] = WANTED.exec(wanted) ?? [];
  if (kind === undefined) throw new Error(`'${wanted}' names no object; write KIND/NAME, CLUSTER:KIND/NAMESPACE/NAME or KIND/NAME#spec.http`);
  const found = all.filter((o) => o.kind === kind && o.name === name && (namespace === undefined || o.namespace === namespace) && (folder === undefined || o.folder === folder));
  if (found.length !== 1) throw new Error(`${found.length} objects ${wanted}; there are ${all.map((o) => `${o.folder}:${o.kind}/${o.namespace ?? ''}/${o.name}`).join(', ')}`);
  const title = folder === undefined ? '' : `# dist/${folder}\n`;
  if (at === undefined) return `${title}${found[0].text}`;
  return `${title}# ${kind} ${name}, ${at.split('.').join('/')} only\n${Yaml.stringify(part(load(found[0].text), at.split('.'), wanted))}`;
}

/** The part of a value beneath a path, with what leads to it. */
function part(value: unknown, [key, ...rest]: readonly string[], wanted: string): unknown {
  const below = (value as { readonly [key: string]: unknown } | undefined)?.[key];
  if (below === undefined) throw new Error(`'${wanted}': the object has no ${key} there`);
  return { [key]: rest.length === 0 ? below : part(below, rest, wanted) };
}
