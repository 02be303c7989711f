import { YAMLException } from 'js-yaml';
import { Locator } from './locate';
import { wrongQuote } from './quote';
import { readYaml } from '../../grammar/yaml';
import type { Manifest, Origin, Spot } from '../../world/manifest';

/** Input that can't be used: which file, which line, why. */
export class UnusableInput extends Error {
  public constructor(public readonly file: string, public readonly line: number | undefined, public readonly why: string, public readonly column?: number) {
    super(`${file}${line === undefined ? '' : `:${line}`}: ${why}`);
  }
}

/** The documents of a YAML text with the place that each begins at. A document can't hold a line that begins with `---`. */
function* documents(text: string): Iterable<{ text: string; from: number }> {
  const mark = /^(?:---|\.\.\.)(?=[ \t\r\n]|$)/gm;
  let from = 0;
  for (let m = mark.exec(text); ; m = mark.exec(text)) {
    yield { text: text.slice(from, m ? m.index : text.length), from };
    if (!m) return;
    from = m.index + 3; // what follows on the marker's own line belongs to the document
  }
}
/** Line numbers in a text, counted from 1. They are counted when somebody asks: most files have no findings. */
class Lines {
  private ends?: readonly number[];

  public constructor(private readonly text: string) {}

  /** The line of a place: as many line ends are before it. */
  public at(place: number): number {
    const ends = this.ends ??= [...this.find()];
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (ends[middle] < place) low = middle + 1; else high = middle;
    }
    return low + 1;
  }

  private* find(): Iterable<number> {
    for (let i = this.text.indexOf('\n'); i >= 0; i = this.text.indexOf('\n', i + 1)) yield i;
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
    unusable(describe(file, text, 1, e));
    return undefined;
  }
}

/** Reads every object of a file. What can't be read is handed to `unusable`; the other documents are read all the same. */
export function parseManifests(file: string, text: string, cluster: string | undefined, unusable: (e: UnusableInput) => void): Manifest[] {
  const out: Manifest[] = [];
  if (file.endsWith('.json')) {
    try {
      const value: unknown = JSON.parse(text);
      add(value, new Source(text, 0, new Lines(text)), '');
      return out;
    } catch (e) {
      if (e instanceof RangeError) {
        unusable(new UnusableInput(file, undefined, 'nested too deeply'));
        return out;
      }
      // js-yaml reads JSON too, several documents in a row, and says where it fails
    }
  }
  const content = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const lines = new Lines(content);
  for (const doc of documents(content)) {
    let value: unknown;
    try {
      value = readYaml(doc.text, file);
    } catch (e) {
      unusable(describe(file, doc.text, lines.at(doc.from), e));
      continue;
    }
    if (value === null || value === undefined) continue; // empty, or comments alone
    if (typeof value !== 'object' || Array.isArray(value)) {
      unusable(new UnusableInput(file, lines.at(doc.from) + firstLine(doc.text), `a document must be a mapping (one Kubernetes object), got ${Array.isArray(value) ? 'a list' : `the ${typeof value} ${JSON.stringify(value).slice(0, 60)}`}`));
      continue;
    }
    add(value, new Source(doc.text, doc.from, lines), '');
  }
  return out;

  function add(value: unknown, source: Source, prefix: string): void {
    const list = value as { kind?: unknown; items?: unknown } | null;
    if (typeof list === 'object' && list !== null && !Array.isArray(list) && typeof list.kind === 'string' && list.kind.endsWith('List') && Array.isArray(list.items)) {
      list.items.forEach((item, i) => add(item, source, `${prefix}/items/${i}`));
      return;
    }
    out.push({ object: value, origin: new Written(file, cluster, source, prefix) });
  }
}

/** The text of one document, and where in the file it begins. Places in it are looked for when a finding asks: most objects have none. */
class Source {
  private locator?: Locator;
  private first?: number;

  public constructor(private readonly text: string, private readonly from: number, private readonly lines: Lines) {}

  public get line(): number {
    return this.first ??= this.lines.at(this.from) + firstLine(this.text);
  }

  public locate(pointer: string): Spot | undefined {
    this.locator ??= new Locator(this.text);
    const at = this.locator.locate(pointer);
    return at && { line: this.lines.at(this.from) + at.line, column: at.column + 1 };
  }
}

/** Where an object stands in a file. */
class Written implements Origin {
  /** @param prefix JSON pointer to the object in the document */
  public constructor(public readonly file: string, public readonly cluster: string | undefined, private readonly source: Source, private readonly prefix: string) {}

  public get line(): number {
    return (this.prefix ? this.locate('')?.line : undefined) ?? this.source.line;
  }

  public locate(pointer: string): Spot | undefined {
    return this.source.locate(this.prefix + pointer);
  }
}

/** The line, counted from 0, on which something is written. */
function firstLine(text: string): number {
  const before = /^(?:[^\S\n]*(?:#[^\n]*)?\n)*/.exec(text)![0];
  return before.length < text.length ? count(before) : 0;
}

function describe(file: string, text: string, base: number, e: unknown): UnusableInput {
  if (e instanceof RangeError) return new UnusableInput(file, base, 'nested too deeply');
  if (!(e instanceof YAMLException)) return new UnusableInput(file, base, e instanceof Error ? e.message : String(e));
  const mark = e.mark as { line?: number; column?: number } | undefined;
  const template = /\{\{-? *[\w.$"(/]/.test(text) ? '; it looks like a template of helm: render it (helm template) and check what comes out' : '';
  const why = e.reason.startsWith('nesting exceeded') ? 'nested too deeply, more than 100 levels' : e.reason;
  const quote = wrongQuote(text);
  if (quote) {
    const told = quote.end === undefined ? 'a quote that opens here is not closed' : `a quote that opens here is closed on line ${base + quote.end} only, where what follows can't be read (${why})`;
    return new UnusableInput(file, base + quote.line, `broken YAML: ${told}${template}`, quote.column);
  }
  return new UnusableInput(file, base + (mark?.line ?? 0), `broken ${/\.json$/i.test(file) ? 'JSON' : 'YAML'}: ${why}${template}`, mark?.column === undefined ? undefined : mark.column + 1);
}
