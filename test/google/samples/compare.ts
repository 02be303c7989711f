import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import type { App } from 'cdk8s';
import { load, loadAll } from 'js-yaml';
import { MeshApp } from '../../../src';

/** The fields of an object, by path: `spec.rules[0].name`. */
type Facts = { readonly [path: string]: unknown };

/** One of Google's samples, and an equivalent app. */
export interface Sample {
  /** Repository, and path in it. */
  readonly source: string;
  /** The synthesized objects of the app, from all folders. */
  readonly ours: () => readonly any[];
  /** The content of the sample: `Kind name` to path to value. If our object has another name: `Kind theirs = ours`. For a part of an object that a chart
   * renders: `Kind name, part`. */
  readonly says: { readonly [object: string]: Facts };
  /** Why a field of ours differs: `Kind path` to the reason. `*` is any key, and `**` at the end anything below. */
  readonly differs?: { readonly [pattern: string]: string };
  /** Common reasons, which need not apply to every sample. */
  readonly usually?: { readonly [pattern: string]: string };
  /** Kinds of objects in the app that the sample does not have, with the reason. */
  readonly besides?: { readonly [kind: string]: string };
}

/** The result of comparing a sample. */
export interface Comparison {
  /** Fields that differ without a reason, and objects without a counterpart. */
  readonly unexplained: readonly string[];
  /** Unused reasons. */
  readonly unused: readonly string[];
  /** The number of equal fields. */
  readonly same: number;
}

/** Synthesizes an app and reads the output, from all folders. */
export function written(make: (app: MeshApp) => void): readonly any[] {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'sample-'));
  const app: App = new MeshApp({ outdir });
  make(app as MeshApp);
  quietly(() => app.synth());
  const files = fs.readdirSync(outdir, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.yaml')).sort();
  const objects = files.flatMap((f) => loadAll(fs.readFileSync(path.join(outdir, f), 'utf8')));
  fs.rmSync(outdir, { recursive: true });
  return objects;
}

/** Warnings of checks (a control plane is deprecated, an edge speaks plain HTTP) are about the sample. Errors throw. */
function quietly(run: () => void): void {
  const { write } = process.stderr;
  process.stderr.write = () => true;
  try {
    run();
  } finally {
    process.stderr.write = write;
  }
}

/** Compares every field of the sample's objects with ours, both ways. */
export function compare({ ours, says, differs = {}, usually = {}, besides = {} }: Sample): Comparison {
  const objects = ours();
  const reasons = new Reasons(differs, usually);
  const unexplained: string[] = [];
  const met = new Set<any>();
  let same = 0;
  for (const [what, facts] of Object.entries(says)) {
    const { kind, name, part } = named(what);
    const object = objects.find((o) => o.kind === kind && o.metadata.name === name);
    if (!object) {
      unexplained.push(`${kind} ${name} is missing`);
      continue;
    }
    met.add(object);
    const theirs = flat(facts);
    const own = flat(object);
    const paths = part ? [...theirs.keys()] : [...new Set([...theirs.keys(), ...own.keys()])].filter((p) => p !== 'kind' && p !== 'metadata.name');
    for (const at of paths) {
      const [a, b] = [theirs.get(at), own.get(at)];
      if (JSON.stringify(a) === JSON.stringify(b)) same++;
      else if (!reasons.explain(`${kind} ${at}`)) unexplained.push(`${kind} ${name} ${at}: the sample has ${show(a)}, ours ${show(b)}`);
    }
  }
  for (const o of objects.filter((one) => !met.has(one))) {
    if (besides[o.kind] === undefined) unexplained.push(`${o.kind} ${o.metadata.name} is ours alone`);
  }
  return { unexplained, unused: reasons.unused, same };
}

class Reasons {
  private readonly used = new Set<string>();
  private readonly patterns: readonly (readonly [key: string, pattern: RegExp])[];

  public constructor(private readonly own: { readonly [pattern: string]: string }, shared: { readonly [pattern: string]: string }) {
    this.patterns = Object.keys({ ...shared, ...own }).map((key) => [key, patternOf(key)]);
  }

  public explain(at: string): boolean {
    const found = this.patterns.filter(([, pattern]) => pattern.test(at));
    found.forEach(([key]) => this.used.add(key));
    return found.length > 0;
  }

  public get unused(): readonly string[] {
    return Object.keys(this.own).filter((key) => !this.used.has(key));
  }
}

function patternOf(key: string): RegExp {
  return new RegExp(`^${key.split(/(\*\*|\*)/).map((t) => (t === '**' ? '.*' : t === '*' ? '[^.\\[\\]]+' : t.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))).join('')}$`);
}

function named(what: string): { readonly kind: string; readonly name: string; readonly part: boolean } {
  const part = what.endsWith(', part');
  const [kind, theirs, , own] = what.replace(/, part$/, '').split(' ');
  return { kind, name: own ?? theirs, part };
}

/**
 * The leaves of a value by path. Strings that contain YAML or JSON (mesh configurations, annotations) are parsed. Lists of named objects are keyed by name,
 * and lists of plain values are one unordered leaf.
 */
function flat(value: unknown, at: string = '', into: Map<string, unknown> = new Map()): Map<string, unknown> {
  const read = typeof value === 'string' && /^\{|\n/.test(value) ? parsed(value) : value;
  if (Array.isArray(read)) {
    list(read, at, into);
  } else if (typeof read === 'object' && read !== null && Object.keys(read).length > 0) {
    Object.entries(read).forEach(([k, v]) => flat(v, at === '' ? k : `${at}.${k}`, into));
  } else {
    into.set(at, read);
  }
  return into;
}

/** YAML or JSON in a text; the text itself where it is neither. */
function parsed(text: string): unknown {
  try {
    return load(text);
  } catch {
    return text;
  }
}

function list(values: readonly any[], at: string, into: Map<string, unknown>): void {
  if (values.every((v) => typeof v !== 'object')) {
    into.set(at, [...values].sort());
    return;
  }
  const names = values.map((v) => v?.name);
  const keyed = names.every((n) => typeof n === 'string') && new Set(names).size === names.length;
  values.forEach((v, i) => flat(v, `${at}[${keyed ? names[i] : i}]`, into));
}

const show = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));
