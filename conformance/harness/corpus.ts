import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { checkManifests } from '../../src/check/engine/run';
import { parseManifests } from '../../src/check/files/yaml';
import { Severity, type Finding } from '../../src/check/finding';
import { CHECKS, LAYERS } from '../../src/check/registry';
import type { Manifest } from '../../src/world/manifest';
import type { WorldOptions } from '../../src/world/world';

/** Manifests that others wrote and hold to be right. */
export interface Corpus {
  /** The folder that names of files are relative to. */
  readonly root: string;
  /** Files and folders of it. */
  readonly paths: readonly string[];
  /** What one world is: a file, or every document for itself. */
  readonly world: 'file' | 'document';
  /** Files that are no manifests, each with the reason. */
  readonly leftOut?: Readonly<Record<string, string>>;
}

/** A finding that is right, with the reason. */
export interface Justified {
  readonly file: string;
  readonly code: string;
  /** `Kind name` */
  readonly object: string;
  readonly severity?: Severity.ERROR;
  readonly because: string;
}

/** What the checks say of a corpus. */
export interface Verdict {
  files: number;
  objects: number;
  worlds: number;
  readonly unreadable: string[];
  /** Errors and warnings. */
  readonly findings: Finding[];
  /** Findings for information, counted by code. */
  readonly notes: Map<string, number>;
}

/** Checks every world of a corpus; each is open: what it refers to may be elsewhere. */
export function judge(corpus: Corpus): Verdict {
  const verdict = empty();
  const unused = new Set(Object.keys(corpus.leftOut ?? {}));
  for (const file of corpus.paths.flatMap((p) => yamlFiles(join(corpus.root, p))).map((f) => relative(corpus.root, f))) {
    const out = [...Object.keys(corpus.leftOut ?? {})].find((f) => file === f || file.startsWith(`${f}/`));
    if (out) { unused.delete(out); continue; }
    const manifests = read(corpus.root, file, verdict);
    for (const world of corpus.world === 'file' ? [manifests] : manifests.map((m) => [m])) { check(world, {}, verdict); }
  }
  for (const f of unused) { verdict.unreadable.push(`${f} is left out, and not there`); }
  return verdict;
}

/** Checks files together, as all that there is. */
export function judgeTogether(root: string, files: readonly string[], beside: readonly object[], options: WorldOptions = { complete: true }): Verdict {
  const verdict = empty();
  check([...files.flatMap((f) => read(root, f, verdict)), ...beside.map((object) => ({ object, origin: {} }))], options, verdict);
  return verdict;
}

/** Findings that nobody justified, and justifications that nothing needs. */
export function compare(findings: readonly Finding[], justified: readonly Justified[]): { readonly strange: string[]; readonly idle: string[] } {
  const idle = new Set(justified);
  const strange: string[] = [];
  for (const f of findings) {
    const object = `${f.object.kind} ${f.object.name}`.trim();
    const known = justified.filter((j) => j.file === f.file && j.code === f.code && j.object === object && (j.severity ?? Severity.WARNING) === f.severity);
    if (known.length === 0) { strange.push(`${f.severity} ${f.code} ${f.file}:${f.line} ${object} ${f.pointer ?? ''}: ${f.message}`); }
    for (const j of known) { idle.delete(j); }
  }
  return { strange, idle: [...idle].map((j) => `${j.code} ${j.file} ${j.object}`) };
}

const empty = (): Verdict => ({ files: 0, objects: 0, worlds: 0, unreadable: [], findings: [], notes: new Map() });

function read(root: string, file: string, verdict: Verdict): Manifest[] {
  verdict.files++;
  const manifests = parseManifests(file, readFileSync(join(root, file), 'utf8'), undefined, (e) => verdict.unreadable.push(e.message));
  verdict.objects += manifests.length;
  return manifests;
}

function check(manifests: readonly Manifest[], options: WorldOptions, verdict: Verdict): void {
  verdict.worlds++;
  for (const f of checkManifests(manifests, options, { checks: CHECKS, layers: LAYERS })) {
    if (f.severity === Severity.INFO) { verdict.notes.set(f.code, (verdict.notes.get(f.code) ?? 0) + 1); } else { verdict.findings.push(f); }
  }
}

function yamlFiles(path: string): string[] {
  if (/\.ya?ml$/.test(path)) { return [path]; }
  return readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
    .filter((e) => e.isDirectory() || /\.ya?ml$/.test(e.name))
    .flatMap((e) => yamlFiles(join(path, e.name)));
}
