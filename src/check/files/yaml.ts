import { Lines } from './lines';
import { Locator } from './locate';
import { looksTemplated } from './pieces';
import { wrongQuote } from './quote';
import { partsOf, StreamProblem } from './stream';
import { readYaml, YamlProblem } from '../../grammar/yaml';
import type { Manifest, Origin, Spot } from '../../world/manifest';

/** Unusable input: which file, which line, and why. */
export class UnusableInput extends Error {
  public constructor(public readonly file: string, public readonly line: number | undefined, public readonly why: string, public readonly column?: number, public readonly template = false) {
    super(`${file}${line === undefined ? '' : `:${line}`}: ${why}`);
  }
}

export const withoutMark = (text: string): string => (text.startsWith('\uFEFF') ? text.slice(1) : text);

/** Reads every object of a file. Passes unreadable documents to `unusable`; the other documents are still read. */
export function parseManifests(file: string, text: string, cluster: string | undefined, unusable: (e: UnusableInput) => void): Manifest[] {
  const out: Manifest[] = [];
  const content = withoutMark(text);
  const lines = new Lines(content);
  const written: FileText = { file, cluster, content, lines };
  try {
    for (const part of partsOf(content)) {
      const mark = part.text.startsWith('\uFEFF') ? 1 : 0;
      const source = new Source(written, part.from + mark, part.from + part.text.length);
      const value = part.json ? part.json.value : read(source);
      if (value === null || value === undefined) continue; // empty, or only comments
      if (typeof value !== 'object' || Array.isArray(value)) {
        unusable(new UnusableInput(file, source.line, `a document must be a mapping (one Kubernetes object), got ${Array.isArray(value) ? 'a list' : `the ${typeof value} ${JSON.stringify(value).slice(0, 60)}`}`));
        continue;
      }
      const { items } = value as Body;
      if (items !== undefined && items !== null && !Array.isArray(items)) {
        unusable(new UnusableInput(file, source.locate('/items')?.line ?? source.line, `items must be a list, got ${typeof items === 'object' ? 'a mapping' : `the ${typeof items} ${JSON.stringify(items).slice(0, 60)}`}: kubectl treats every object with items as a list`));
        continue;
      }
      for (const { object, prefix } of flat(value as Body, '')) out.push({ object, origin: prefix ? new Written(source, prefix) : source });
    }
  } catch (e) {
    if (!(e instanceof StreamProblem)) throw e;
    unusable(new UnusableInput(file, lines.at(e.at), e.message));
  }
  return out;

  function read(source: Source): unknown {
    try {
      // kubectl passes each line on with its line end, including the last
      const { text: own } = source;
      return readYaml(own.endsWith('\n') ? own : `${own}\n`);
    } catch (e) {
      unusable(describe(file, source.text, lines.at(source.from), e));
      return undefined;
    }
  }
}

interface Body { readonly apiVersion?: unknown; readonly kind?: unknown; readonly items?: unknown }

/** The objects that kubectl applies for one document: for a list of any kind, its items. */
function* flat(body: Body, prefix: string): Iterable<{ object: unknown; prefix: string }> {
  const isRoot = prefix === '';
  if (!isList(body, isRoot) || typeof body.kind !== 'string' || body.kind === '') {
    yield { object: body, prefix };
    return;
  }
  const { apiVersion = '', kind, items } = body;
  for (const [i, item] of (items ?? []).entries()) {
    const at = `${prefix}/items/${i}`;
    if (typeof item !== 'object' || item === null || Array.isArray(item)) {
      yield { object: item, prefix: at };
      continue;
    }
    // a list of one kind passes its kind to its items; items of a nested list have their own
    const lends = isRoot && !(item as Body).kind && !(item as Body).apiVersion && kind !== 'List';
    yield* flat(lends ? { ...item, apiVersion, kind: kind.replace(/List$/, '') } : item as Body, at);
  }
}

/** A list document may have null items: an empty list. */
const isList = (body: Body, isRoot: boolean): body is Body & { readonly items: readonly unknown[] | null } => Array.isArray(body.items) || (isRoot && body.items === null);

const LOCATORS = 64;

/** A file that was read. */
export interface FileText {
  readonly file: string;
  /** The cluster of its objects, if several are checked together. */
  readonly cluster?: string;
  readonly content: string;
  readonly lines: Lines;
}

/**
 * One document of a file, and the origin of its object. It holds little, since there can be hundreds of thousands; positions in it are computed when a finding
 * needs them: most objects have no findings.
 */
export class Source implements Origin {
  /** the files used last: the findings of a check in one object follow each other, and keeping all files would need more memory than the objects */
  private static readonly locators = new Map<Source, Locator>();
  private first?: number;

  /**
   * @param from where the document starts in the file
   * @param to where it ends
   */
  public constructor(private readonly written: FileText, public readonly from: number, private readonly to: number) {}

  public get file(): string {
    return this.written.file;
  }

  public get cluster(): string | undefined {
    return this.written.cluster;
  }

  public get text(): string {
    return this.written.content.slice(this.from, this.to);
  }

  public get line(): number {
    return this.first ??= this.written.lines.at(this.from) + firstLine(this.text);
  }

  public locate(pointer: string): Spot | undefined {
    const at = this.locator().locate(pointer);
    return at && { line: this.written.lines.at(this.from) + at.line, column: at.column + 1 };
  }

  private locator(): Locator {
    const { locators } = Source;
    let locator = locators.get(this);
    if (locator) return locator;
    locator = new Locator(this.text.replace(/^---/, '   ')); // a marker is not part of the object
    const [oldest] = locators.keys();
    if (locators.size >= LOCATORS) locators.delete(oldest);
    locators.set(this, locator);
    return locator;
  }
}

/** The origin of an object within a document: an item of a list. */
class Written implements Origin {
  /** @param prefix JSON pointer to the object in the document */
  public constructor(private readonly source: Source, private readonly prefix: string) {}

  public get file(): string {
    return this.source.file;
  }

  public get cluster(): string | undefined {
    return this.source.cluster;
  }

  public get line(): number {
    return this.locate('')?.line ?? this.source.line;
  }

  public locate(pointer: string): Spot | undefined {
    return this.source.locate(this.prefix + pointer);
  }
}

/** The line, counted from 0, on which something starts. */
function firstLine(text: string): number {
  let line = 0;
  for (let at = 0; at < text.length; line++) {
    const end = text.indexOf('\n', at);
    const written = text.slice(at, end < 0 ? text.length : end).trim();
    if (written !== '' && !written.startsWith('#') && !(line === 0 && written.startsWith('---'))) return line;
    if (end < 0) break;
    at = end + 1;
  }
  return 0;
}

export function describe(file: string, text: string, base: number, e: unknown): UnusableInput {
  if (e instanceof RangeError) return new UnusableInput(file, base, 'nested too deeply');
  if (!(e instanceof YamlProblem)) throw e;
  const isTemplate = looksTemplated(text) && ownsTemplate(text, e.line);
  const template = isTemplate ? '; it looks like a Helm template: render it (helm template) and check the output' : '';
  const quote = e.isDropped ? undefined : wrongQuote(text);
  if (quote) {
    const quoteProblem = quote.end === undefined ? 'the quote that opens here is not closed' : `the quote that opens here is closed only on line ${base + quote.end}, and what follows can't be parsed (${e.reason})`;
    return new UnusableInput(file, base + quote.line, `broken YAML: ${quoteProblem}${template}`, quote.column, isTemplate);
  }
  return new UnusableInput(file, base + e.line, `broken ${/\.json$/i.test(file) ? 'JSON' : 'YAML'}: ${e.reason}${template}`, e.column + 1, isTemplate);
}

/**
 * Whether the template itself is what can't be parsed: the line of the problem or an adjacent one has braces, or a control line is outside of any
 * value.
 */
function ownsTemplate(text: string, line: number): boolean {
  const lines = text.split('\n');
  return lines.slice(Math.max(line - 1, 0), line + 2).some((l) => l.includes('{{')) || lines.some((l) => /^\{\{/.test(l));
}
