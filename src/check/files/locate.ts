/** A position in a text: line and column, counted from 0. */
export interface Spot {
  readonly line: number;
  readonly column: number;
}

/** A block-style value: the first line of its keys or dashes, and their column. */
interface Block {
  readonly start: number;
  readonly indent: number;
}
/** The value of a key or an element: a block, or flow style (`{…}`, `[…]`) from an offset on; neither for a scalar. */
interface Entry {
  readonly at: number;
  readonly block?: Block;
  readonly flow?: number;
}
type Children = ReadonlyMap<string, Entry>;

/** Finds the positions of JSON pointers in the text of one valid document, YAML or JSON. Stops at the deepest position that it can determine. */
export class Locator {
  /** offset at which each line starts */
  private readonly starts: number[] = [0];
  private readonly known = new Map<Block | number, Children>();
  private readonly root?: Entry;

  public constructor(private readonly text: string) {
    for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) this.starts.push(i + 1);
    const block = this.blockAt(0, -1);
    if (!block) return;
    const at = this.starts[block.start] + block.indent;
    this.root = this.entry(at, block.start, block.indent, () => block);
  }

  public locate(pointer: string): Spot | undefined {
    const path = pointer.split('/').slice(1).map((p) => p.replace(/~1/g, '/').replace(/~0/g, '~'));
    let entry = this.root;
    for (const part of path) {
      const next: Entry | undefined = entry && this.children(entry)?.get(part);
      if (!next) break;
      entry = next;
    }
    return entry && this.position(entry.at);
  }

  private position(at: number): Spot {
    let [low, high] = [0, this.starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.starts[middle] <= at) low = middle; else high = middle - 1;
    }
    return { line: low, column: at - this.starts[low] };
  }

  private line(i: number): string {
    const end = i + 1 < this.starts.length ? this.starts[i + 1] - 1 : this.text.length;
    return this.text.slice(this.starts[i], end);
  }

  /** Cached: those of a list with many elements are looked up often. */
  private children({ block, flow }: Entry): Children | undefined {
    const key = block ?? flow;
    if (key === undefined) return undefined;
    let found = this.known.get(key);
    if (!found) this.known.set(key, found = block ? this.ofBlock(block) : this.ofFlow(flow!));
    return found;
  }

  // --- block style

  /** The block that starts at or after a line and is indented deeper than its parent. */
  private blockAt(from: number, parent: number): Block | undefined {
    for (let i = from; i < this.starts.length; i++) {
      const line = this.line(i);
      if (blank(line)) continue;
      const indent = column(line);
      return indent > parent ? { start: i, indent } : undefined;
    }
    return undefined;
  }

  private ofBlock(block: Block): Children {
    const out = new Map<string, Entry>();
    const list = isItem(this.line(block.start), block.indent);
    for (let i = block.start; i < this.starts.length; i++) {
      const line = this.line(i);
      if (blank(line)) continue;
      const indent = i === block.start ? block.indent : column(line);
      if (indent < block.indent) break;
      if (indent > block.indent) continue;
      if (isItem(line, indent) !== list) {
        if (list) break;
        continue; // the list of the previous key may have the same indent
      }
      if (list) {
        const content = column(line, indent + 1);
        const below = () => this.blockAt(i + 1, indent);
        const inner = content < line.length && line[content] !== '#' ? () => (keyAt(line, content) || isItem(line, content) ? { start: i, indent: content } : undefined) : below;
        out.set(String(out.size), this.entry(this.starts[i] + Math.min(content, line.length), i, content, inner, below));
        continue;
      }
      const key = keyAt(line, indent);
      if (!key || out.has(key.name)) continue;
      const below = () => {
        const found = this.blockAt(i + 1, indent - 1);
        // a list may have the indent of its key
        return found && (found.indent > indent || isItem(this.line(found.start), found.indent)) ? found : undefined;
      };
      out.set(key.name, this.entry(this.starts[i] + indent, i, column(line, key.end), () => undefined, below));
    }
    return out;
  }

  /** The value at a column of a line: flow style, a block on this line, or one below. */
  private entry(at: number, i: number, from: number, here: () => Block | undefined, below: () => Block | undefined = here): Entry {
    const line = this.line(i);
    const properties = /^(?:[&!]\S*\s*)*/.exec(line.slice(from))![0].length; // anchor and tag
    const start = from + properties;
    if (line[start] === '{' || line[start] === '[') return { at, flow: this.starts[i] + start };
    const nothing = start >= line.trimEnd().length || line[start] === '#';
    const block = nothing ? below() : here();
    return block ? { at, block } : { at };
  }

  // --- flow style

  private ofFlow(from: number): Children {
    const out = new Map<string, Entry>();
    const { text } = this;
    const map = text[from] === '{';
    for (let at = this.skip(from + 1); at < text.length && text[at] !== '}' && text[at] !== ']';) {
      if (text[at] === ',') {
        at = this.skip(at + 1);
        continue;
      }
      let name = String(out.size);
      let value = at;
      if (map) {
        const end = this.scalarEnd(at);
        name = unquote(text.slice(at, end).trim());
        value = this.skip(end);
        if (text[value] === ':') value = this.skip(value + 1);
      }
      while (text[value] === '&' || text[value] === '!') value = this.skip(value + /^\S+/.exec(text.slice(value, value + 200))![0].length); // anchor and tag
      const nested = text[value] === '{' || text[value] === '[';
      if (!out.has(name)) out.set(name, { at, ...(nested && { flow: value }) });
      at = this.skip(Math.max(nested ? this.closing(value) : this.scalarEnd(value), at + 1));
    }
    return out;
  }

  /** The next character outside white space and comments. */
  private skip(at: number): number {
    for (;;) {
      while (at < this.text.length && /\s/.test(this.text[at])) at++;
      if (this.text[at] !== '#') return at;
      const end = this.text.indexOf('\n', at);
      if (end < 0) return this.text.length;
      at = end;
    }
  }

  /** The offset after a scalar, quoted or plain. */
  private scalarEnd(at: number): number {
    const quote = this.text[at];
    if (quote === '"' || quote === '\'') {
      for (let i = at + 1; i < this.text.length; i++) {
        if (this.text[i] === '\\' && quote === '"') i++;
        else if (this.text[i] === quote && quote === '\'' && this.text[i + 1] === quote) i++;
        else if (this.text[i] === quote) return i + 1;
      }
      return this.text.length;
    }
    for (let i = at; i < this.text.length; i++) {
      if (',[]{}'.includes(this.text[i])) return i;
      if (this.text[i] === ':' && (i + 1 >= this.text.length || /[\s,[\]{}]/.test(this.text[i + 1]))) return i;
      if (this.text[i] === '#' && /\s/.test(this.text[i - 1])) return i;
    }
    return this.text.length;
  }

  /** The offset after the bracket that closes the one at an offset. */
  private closing(at: number): number {
    let depth = 0;
    for (let i = at; i < this.text.length; i++) {
      const c = this.text[i];
      if (c === '{' || c === '[') {
        depth++;
      } else if (c === '}' || c === ']') {
        if (--depth === 0) return i + 1;
      } else if (c === '"' || (c === '\'' && /[\s,:[{]/.test(this.text[i - 1]))) {
        i = this.scalarEnd(i) - 1;
      } else if (c === '#' && /\s/.test(this.text[i - 1])) {
        i = this.skip(i) - 1;
      }
    }
    return this.text.length;
  }
}

const blank = (line: string): boolean => /^\s*(#.*)?$/.test(line);
/** The column of the first non-space character, from a column on. */
function column(line: string, from = 0): number {
  let i = from;
  while (i < line.length && (line[i] === ' ' || line[i] === '\t')) i++;
  return i;
}
const isItem = (line: string, indent: number): boolean => line[indent] === '-' && (line.length === indent + 1 || /\s/.test(line[indent + 1]));

/** The key at a column, and where its value may start. */
function keyAt(line: string, at: number): { readonly name: string; readonly end: number } | undefined {
  const quote = line[at];
  if (quote === '"' || quote === '\'') {
    const written = (quote === '"' ? /^"(?:[^"\\]|\\.)*"/ : /^'(?:[^']|'')*'/).exec(line.slice(at))?.[0];
    const colon = written === undefined ? -1 : column(line, at + written.length);
    return line[colon] === ':' && /^(\s|$)/.test(line.slice(colon + 1, colon + 2)) ? { name: unquote(written!), end: colon + 1 } : undefined;
  }
  if (quote === undefined || '#{['.includes(quote)) return undefined;
  for (let colon = line.indexOf(':', at); colon >= 0; colon = line.indexOf(':', colon + 1)) {
    if (colon + 1 < line.length && !/\s/.test(line[colon + 1])) continue;
    return { name: line.slice(at, colon).trimEnd(), end: colon + 1 };
  }
  return undefined;
}

function unquote(text: string): string {
  if (text.startsWith('\'') && text.endsWith('\'') && text.length > 1) return text.slice(1, -1).replace(/''/g, '\'');
  if (!text.startsWith('"')) return text;
  try {
    return String(JSON.parse(text));
  } catch {
    return text.slice(1, -1);
  }
}
