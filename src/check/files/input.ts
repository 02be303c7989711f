import { readdirSync, realpathSync, statSync, type Dirent } from 'node:fs';
import { basename, join } from 'node:path';
import { readText } from './bytes';
import { helm, ofJinja, pieceByContent, Pieces } from './pieces';
import { parseManifests, UnusableInput } from './yaml';
import { order } from '../../grammar/order';
import type { Manifest, Piece } from '../../world/manifest';

const MANIFEST = /\.(ya?ml|json)$/i;

/** The text of every file read, for quoting. */
export type Sources = Map<string, string>;

/** Whether a file contains a Kubernetes object, other than the settings of a tool, which hidden files usually are. */
function hasObject(file: string): boolean {
  try {
    const content = readText(file);
    if ('why' in content) return true; // reported when it is read again
    const { text } = content;
    return /^["']?apiVersion["']?\s*:|"apiVersion"/m.test(text) && /^["']?kind["']?\s*:|"kind"/m.test(text);
  } catch {
    return true;
  }
}

export class Reader {
  public readonly sources: Sources = new Map();
  public readonly unusable: UnusableInput[] = [];
  /** The files that were skipped, and why. */
  public readonly notes: string[] = [];
  private readonly seen = new Set<string>();
  private readonly pieces?: Pieces;
  private stdinRead = false;

  /** @param withPieces recognize parts of templates and kustomizations and skip them, instead of rejecting them */
  public constructor(withPieces = false) {
    if (withPieces) this.pieces = new Pieces();
  }

  /** All manifests of a file, a folder, or standard input (`-`), as one list per file. A file that is named twice is read once. */
  public files(path: string, cluster?: string): Manifest[][] {
    const names = this.manifestFiles(path);
    this.pieces?.prepare(names);
    return names.filter((name) => this.isNew(name, cluster)).map((name) => {
      const text = this.text(name);
      return text === undefined || isConstructMetadata(name, text) ? [] : this.manifests(name, text, cluster, names.length !== 1 || names[0] !== path);
    });
  }

  /** The manifests of a file, or the template or kustomization that it is part of. */
  private manifests(file: string, text: string, cluster: string | undefined, isFound: boolean): Manifest[] {
    const alone = (piece: Piece): Manifest[] => [{ object: undefined, piece, origin: { file, line: 1, cluster } }];
    const piece = this.pieces?.of(file, text);
    if (piece) return alone(piece);
    const unusable: UnusableInput[] = [];
    const manifests = parseManifests(file, text, cluster, (e) => unusable.push(e));
    const byContent = !this.pieces ? undefined : unusable.some((e) => e.template) ? helm(undefined)
      : (unusable.length ? ofJinja(text) : undefined) ?? pieceByContent(file, manifests, isFound);
    if (byContent) return alone(byContent);
    for (const e of unusable) this.unusable.push(e);
    return manifests;
  }

  /** The text of a file; unreadable and binary files are unusable. */
  public text(name: string): string | undefined {
    if (name === '-' && this.stdinRead) {
      this.refuse(name, 'standard input can be read only once; give - once');
      return undefined;
    }
    if (name === '-') this.stdinRead = true;
    try {
      const read = readText(name);
      if ('why' in read) {
        this.unusable.push(new UnusableInput(name, read.line, read.why));
        return undefined;
      }
      const { text } = read;
      this.sources.set(name, text);
      return text;
    } catch (e) {
      this.refuse(name, reason(e));
      return undefined;
    }
  }

  private manifestFiles(path: string): readonly string[] {
    if (path === '-') return [path];
    try {
      if (!statSync(path).isDirectory()) return [path];
    } catch (e) {
      this.refuse(path, reason(e));
      return [];
    }
    const before = this.unusable.length + this.notes.length;
    const names = this.inFolder(path);
    if (!names.length && this.unusable.length + this.notes.length === before) this.refuse(path, 'this folder has no file ending in .yaml, .yml or .json; use a file, or another folder');
    return names;
  }

  /** The manifest files in a folder and below, sorted. Hidden folders and node_modules are skipped, and hidden files unless they contain an object, which kubectl applies. */
  private inFolder(path: string): string[] {
    let entries: Dirent[];
    try {
      entries = readdirSync(path, { withFileTypes: true });
    } catch (e) {
      this.refuse(path, reason(e));
      return [];
    }
    if (entries.some((e) => e.name === 'Chart.yaml') && entries.some((e) => e.name === 'templates')) {
      this.notes.push(`${path}: the templates of a Helm chart are skipped: render the chart (helm template) and check the output`);
      return [];
    }
    return entries
      .filter((e) => e.name !== 'node_modules' && (!e.name.startsWith('.') || (e.isFile() && MANIFEST.test(e.name) && hasObject(join(path, e.name)))))
      .sort((a, b) => order(a.name, b.name))
      .flatMap((e) => {
        const file = join(path, e.name);
        if (e.isDirectory()) return this.inFolder(file);
        if (e.isSymbolicLink()) return this.linked(file);
        if (!MANIFEST.test(e.name)) return [];
        if (e.isFile()) return [file];
        this.notes.push(`${file}: not a regular file, so it is skipped`);
        return [];
      });
  }

  /** A link may be circular or lead out of the folder: links to folders are not followed. */
  private linked(file: string): string[] {
    try {
      const target = statSync(file);
      if (target.isDirectory()) this.notes.push(`${file}: a link to a folder, which is not followed: list the folder to check it as well`);
      return target.isFile() && MANIFEST.test(file) ? [file] : [];
    } catch (e) {
      if (MANIFEST.test(file)) this.refuse(file, reason(e));
      return [];
    }
  }

  private isNew(name: string, cluster: string | undefined): boolean {
    let real = name;
    try {
      if (name !== '-') real = realpathSync(name);
    } catch {
      // reading it says why
    }
    const key = `${cluster ?? ''}\0${real}`;
    return !this.seen.has(key) && Boolean(this.seen.add(key));
  }

  private refuse(file: string, why: string): void {
    this.unusable.push(new UnusableInput(file, undefined, why));
  }
}

/** The file in which cdk8s records, beside the manifests, which construct created which object. */
function isConstructMetadata(name: string, text: string): boolean {
  return basename(name) === 'construct-metadata.json' && /^\{"version":"[^"]*","resources":\{/.test(text);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'not readable: permission denied',
  EISDIR: 'a folder, but a file is required',
  ENOTDIR: 'no such file: part of the path is not a folder',
  ELOOP: 'a symbolic link loop',
};
/** In words, why a file can't be read. */
export function reason(e: unknown): string {
  return REASONS[(e as NodeJS.ErrnoException).code ?? ''] ?? (e instanceof Error ? e.message : String(e));
}
