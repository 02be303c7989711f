/**
 * Finds the line, counted from 0, of a JSON pointer in a YAML text that is known to parse. Follows block style by its indents;
 * inside flow style (`{…}`, JSON on one line) it stops at the deepest line that it can tell.
 */
export function locate(lines: readonly string[], pointer: string): number | undefined {
  const path = pointer.split('/').slice(1).map((p) => p.replace(/~1/g, '/').replace(/~0/g, '~'));
  let block = blockAt(lines, 0, -1);
  let found: number | undefined = block?.start;
  for (const part of path) {
    if (!block) break;
    const next: Entry | undefined = /^\d+$/.test(part) && isItem(lines[block.start], block.indent) ? item(lines, block, Number(part)) : member(lines, block, part);
    if (!next) break;
    found = next.line;
    block = next.block;
  }
  return found;
}

interface Block {
  /** first line */
  readonly start: number;
  /** column of its keys or dashes */
  readonly indent: number;
}
interface Entry {
  readonly line: number;
  readonly block: Block | undefined;
}

const blank = (line: string): boolean => /^\s*(#.*)?$/.test(line);
/** The column of the first character; in a line that begins a list item, of the content after `from` columns of dashes. */
function column(line: string, from = 0): number {
  let i = from;
  while (i < line.length && (line[i] === ' ' || line[i] === '\t')) i++;
  return i;
}
const isItem = (line: string, indent: number): boolean => line[indent] === '-' && (line.length === indent + 1 || /\s/.test(line[indent + 1]));

/** The block that begins at or after a line and is indented deeper than its parent. */
function blockAt(lines: readonly string[], from: number, parent: number): Block | undefined {
  for (let i = from; i < lines.length; i++) {
    if (blank(lines[i])) continue;
    const indent = column(lines[i]);
    return indent > parent ? { start: i, indent } : undefined;
  }
  return undefined;
}

function item(lines: readonly string[], block: Block, index: number): Entry | undefined {
  let seen = -1;
  for (let i = block.start; i < lines.length; i++) {
    const line = lines[i];
    if (blank(line)) continue;
    const indent = i === block.start ? block.indent : column(line);
    if (indent < block.indent) return undefined;
    if (indent > block.indent) continue;
    if (!isItem(line, block.indent)) return undefined;
    if (++seen < index) continue;
    const content = column(line, block.indent + 1);
    if (content < line.length && line[content] !== '#') return { line: i, block: { start: i, indent: content } };
    return { line: i, block: blockAt(lines, i + 1, block.indent) };
  }
  return undefined;
}

function member(lines: readonly string[], block: Block, key: string): Entry | undefined {
  for (let i = block.start; i < lines.length; i++) {
    const line = lines[i];
    if (blank(line)) continue;
    const indent = i === block.start ? block.indent : column(line);
    if (indent < block.indent) return undefined;
    if (indent > block.indent) continue;
    if (i !== block.start && isItem(line, indent)) continue; // the list of the key before may stand at its indent
    const after = afterKey(line, indent, key);
    if (after < 0) continue;
    const rest = line.slice(after).trim();
    if (rest === '' || rest.startsWith('#')) {
      const below = blockAt(lines, i + 1, block.indent - 1);
      // a list may stand at the indent of its key
      const deeper = below && (below.indent > block.indent || isItem(lines[below.start], below.indent)) ? below : undefined;
      return { line: i, block: deeper };
    }
    // an anchor or a tag before the value; else the value is here
    return { line: i, block: /^[&!]\S*$/.test(rest) ? blockAt(lines, i + 1, block.indent) : undefined };
  }
  return undefined;
}

function afterKey(line: string, at: number, key: string): number {
  for (const written of [key, JSON.stringify(key), `'${key.replace(/'/g, "''")}'`]) {
    if (!line.startsWith(written, at)) continue;
    const colon = column(line, at + written.length);
    if (line[colon] === ':' && (colon + 1 === line.length || /\s/.test(line[colon + 1]))) return colon + 1;
  }
  return -1;
}
