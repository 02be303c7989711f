import { YAMLException } from 'js-yaml';
import { locate } from './locate';
import type { Manifest, Origin } from '../../check/engine/manifest';
import { readYaml } from '../../check/engine/yaml';

/** Input that can't be used: which file, which line, why. */
export class UnusableInput extends Error {
  public constructor(public readonly file: string, public readonly line: number | undefined, public readonly why: string) {
    super(`${file}${line === undefined ? '' : `:${line}`}: ${why}`);
  }
}

/** The documents of a YAML text with the line that each begins on. A document can't hold a line that begins with `---`. */
function* documents(text: string): Iterable<{ text: string; line: number }> {
  const mark = /^(?:---|\.\.\.)(?=[ \t\r\n]|$)/gm;
  let from = 0;
  let line = 1;
  for (let m = mark.exec(text); ; m = mark.exec(text)) {
    const to = m ? m.index : text.length;
    const part = text.slice(from, to);
    yield { text: part, line };
    if (!m) return;
    line += count(part);
    from = m.index + (m[0] === '...' ? 3 : 0);
    if (m[0] === '---') from = m.index + 3; // what follows on the marker's own line belongs to the document
  }
}
function count(text: string): number {
  let n = 0;
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) n++;
  return n;
}

/** Reads a file of one document that is no object: mesh-wide settings. */
export function parseSettings(file: string, text: string, unusable: (e: UnusableInput) => void): unknown {
  try {
    return readYaml(text.startsWith('\uFEFF') ? text.slice(1) : text, file) ?? {};
  } catch (e) {
    unusable(describe(file, 1, e));
    return undefined;
  }
}

/** Reads every object of a file. What can't be read is handed to `unusable`; the other documents are read all the same. */
export function parseManifests(file: string, text: string, cluster: string | undefined, unusable: (e: UnusableInput) => void): Manifest[] {
  const out: Manifest[] = [];
  if (file.endsWith('.json')) {
    try {
      const value: unknown = JSON.parse(text);
      add(value, text, 1, '');
      return out;
    } catch (e) {
      if (e instanceof RangeError) {
        unusable(new UnusableInput(file, undefined, 'nested too deeply'));
        return out;
      }
      // js-yaml reads JSON too, several documents in a row, and says where it fails
    }
  }
  for (const doc of documents(text.startsWith('\uFEFF') ? text.slice(1) : text)) {
    let value: unknown;
    try {
      value = readYaml(doc.text, file);
    } catch (e) {
      unusable(describe(file, doc.line, e));
      continue;
    }
    if (value === null || value === undefined) continue; // empty, or comments alone
    if (typeof value !== 'object' || Array.isArray(value)) {
      unusable(new UnusableInput(file, doc.line + firstLine(doc.text), `a document must be a mapping (one Kubernetes object), got ${Array.isArray(value) ? 'a list' : `the ${typeof value} ${JSON.stringify(value).slice(0, 60)}`}`));
      continue;
    }
    add(value, doc.text, doc.line, '');
  }
  return out;

  function add(value: unknown, source: string, base: number, prefix: string): void {
    const list = value as { kind?: unknown; items?: unknown } | null;
    if (typeof list === 'object' && list !== null && !Array.isArray(list) && typeof list.kind === 'string' && list.kind.endsWith('List') && Array.isArray(list.items)) {
      list.items.forEach((item, i) => add(item, source, base, `${prefix}/items/${i}`));
      return;
    }
    out.push({ object: value, origin: new Written(file, cluster, source, base, prefix) });
  }
}

/** Where an object stands in a text. Lines are looked for when a finding asks: most objects have none. */
class Written implements Origin {
  private lines?: readonly string[];

  /**
   * @param base line of the file that the text begins on
   * @param prefix JSON pointer to the object in the text
   */
  constructor(
    public readonly file: string,
    public readonly cluster: string | undefined,
    private readonly text: string,
    private readonly base: number,
    private readonly prefix: string,
  ) {}

  public get line(): number {
    return (this.prefix ? this.locate('') : undefined) ?? this.base + firstLine(this.text);
  }

  public locate(pointer: string): number | undefined {
    this.lines ??= this.text.split('\n');
    const at = locate(this.lines, this.prefix + pointer);
    return at === undefined ? undefined : this.base + at;
  }
}

/** The line, counted from 0, on which something is written. */
function firstLine(text: string): number {
  const lines = text.split('\n');
  const at = lines.findIndex((l) => l.trim() !== '' && !l.trimStart().startsWith('#'));
  return Math.max(at, 0);
}

function describe(file: string, base: number, e: unknown): UnusableInput {
  if (e instanceof YAMLException) {
    const mark = e.mark as { line?: number } | undefined;
    return new UnusableInput(file, base + (mark?.line ?? 0), `broken YAML: ${e.reason}`);
  }
  if (e instanceof RangeError) return new UnusableInput(file, base, 'nested too deeply');
  return new UnusableInput(file, base, e instanceof Error ? e.message : String(e));
}
