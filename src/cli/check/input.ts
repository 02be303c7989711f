import { isAscii } from 'node:buffer';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseManifests, UnusableInput } from './yaml';
import type { Manifest } from '../../check/engine/manifest';

/** One world's worth of manifests. */
export interface Batch {
  readonly cluster?: string;
  readonly manifests: Manifest[];
}

/** The manifest files in a folder, sorted; hidden files and folders and node_modules are let alone, and helm charts, which are told. */
function manifestFiles(path: string, chart: (folder: string) => void): string[] {
  if (path === '-' || !statSync(path).isDirectory()) return [path];
  const entries = readdirSync(path, { withFileTypes: true });
  if (entries.some((e) => e.name === 'Chart.yaml') && entries.some((e) => e.name === 'templates')) {
    chart(path);
    return [];
  }
  return entries
    .filter((e) => !e.name.startsWith('.') && e.name !== 'node_modules' && (e.isDirectory() || /\.(ya?ml|json)$/i.test(e.name)))
    .map((e) => e.name)
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
    .flatMap((name) => manifestFiles(join(path, name), chart));
}

/** The text of every file that was read, for quoting. */
export type Sources = Map<string, string>;

export class Reader {
  public readonly sources: Sources = new Map();
  public readonly unusable: UnusableInput[] = [];
  /** What was left out, and why. */
  public readonly notes: string[] = [];

  /** Every manifest of a file, a folder, or standard input (`-`), a list a file. */
  public files(path: string, cluster?: string): Manifest[][] {
    let names: string[];
    try {
      names = manifestFiles(path, (folder) => this.notes.push(`${folder}: the templates of a helm chart are left out: render it (helm template) and check what comes out`));
    } catch (e) {
      this.unusable.push(new UnusableInput(path, undefined, reason(e)));
      return [];
    }
    if (!names.length && !this.notes.length) this.unusable.push(new UnusableInput(path, undefined, 'no file ending in .yaml, .yml or .json in this folder'));
    return names.map((name) => {
      const text = this.text(name);
      return text === undefined ? [] : parseManifests(name, text, cluster, (e) => this.unusable.push(e));
    });
  }

  public text(name: string): string | undefined {
    try {
      const bytes = readFileSync(name === '-' ? 0 : name);
      const text = bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8'); // the same text; of a large file, in a tenth of the time
      this.sources.set(name, text);
      return text;
    } catch (e) {
      this.unusable.push(new UnusableInput(name, undefined, reason(e)));
      return undefined;
    }
  }
}

function reason(e: unknown): string {
  const code = (e as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return 'no such file or folder';
  if (code === 'EACCES') return 'not readable';
  return e instanceof Error ? e.message : String(e);
}
