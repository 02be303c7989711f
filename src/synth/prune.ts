import * as fs from 'fs';
import * as path from 'path';
import type { Entry } from './list';
import { hashOf } from './stage';
import { warn } from './warn';

/** What pruning goes by. */
export interface Pruning {
  readonly outdir: string;
  /** What this synth writes. */
  readonly written: readonly string[];
  /** Lower-case names of files that other apps wrote. */
  readonly foreign: ReadonlySet<string>;
  /** Added to the message about removed files. */
  readonly hint: string;
}

/** Removes files that are no longer written, and returns those that are kept because they have changed. */
export function removeStale(stale: readonly Entry[], { outdir, written, foreign, hint }: Pruning): Entry[] {
  const current = new Map(written.map((name) => [name.toLowerCase(), name]));
  const kept: Entry[] = [];
  const removed: string[] = [];
  const defined: string[] = [];
  for (const name of new Set(stale.map(([, n]) => n))) {
    const file = path.join(outdir, name);
    const other = current.get(name.toLowerCase());
    if (foreign.has(name.toLowerCase()) || !isFile(file) || (other !== undefined && sameFile(file, path.join(outdir, other)))) continue;
    const content = fs.readFileSync(file);
    const hash = hashOf(content);
    if (!stale.some(([h, n]) => n === name && h === hash)) {
      kept.push(...stale.filter(([, n]) => n === name));
      warn(`kept '${file}', which the app no longer writes, because it was edited by hand; delete it if it is not needed`);
      continue;
    }
    fs.unlinkSync(file);
    removeEmpty(outdir, path.dirname(name));
    removed.push(name);
    defined.push(...lastingIn(content.toString()).map((object) => `${object} ('${name}')`));
  }
  if (removed.length > 0) {
    warn(`removed ${removed.length === 1 ? 'a file' : `${removed.length} files`} from '${outdir}' that the app no longer writes: ${removed.sort().join(', ')}${hint}`);
  }
  if (defined.length > 0) {
    warn(`the removed files defined ${defined.join(', ')}; applying this folder with pruning deletes these from the cluster, together with everything in them`);
  }
  return kept;
}

/** Whether a file with a name exists; false for impossible names, such as one below another file. */
export function isFile(file: string): boolean {
  try {
    return fs.lstatSync(file).isFile();
  } catch {
    return false;
  }
}

/** The objects in a file whose deletion also deletes others. */
function lastingIn(yaml: string): string[] {
  return yaml.split(/^---$/m).flatMap((document) => {
    const kind = /^kind: (CustomResourceDefinition|Namespace)$/m.exec(document)?.[1];
    return kind ? [`${kind} ${/^metadata:\n(?: .*\n)*? {2}name: (.*)$/m.exec(document)?.[1] ?? ''}`.trim()] : [];
  });
}

function removeEmpty(outdir: string, folder: string): void {
  for (let at = folder; at !== '.' && at !== ''; at = path.posix.dirname(at)) {
    const full = path.join(outdir, at);
    if (!fs.lstatSync(full).isDirectory() || fs.readdirSync(full).length > 0) return;
    fs.rmdirSync(full);
  }
}

function sameFile(a: string, b: string): boolean {
  const [one, two] = [a, b].map((file) => fs.lstatSync(file, { throwIfNoEntry: false }));
  return one !== undefined && two !== undefined && one.ino === two.ino && one.dev === two.dev;
}
