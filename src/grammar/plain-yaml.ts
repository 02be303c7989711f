/**
 * Parses the subset of YAML that most manifests use, several times as fast as the full parser: block mappings and sequences, single-line strings,
 * lists of words, comments. Anything else (anchors, tags, multi-line strings, escapes, tabs, odd keys, mistakes) is left to the full parser, which
 * also reports the errors.
 */

/* eslint-disable no-bitwise -- hashes */
/** An internal signal that the text needs the full parser. */
const NOT_PLAIN = new Error('not plain');
/** Returned for a text that needs the full parser. */
export const UNKNOWN = Symbol('unknown');

/** Neither a line end nor a printable character. */
const ODD = /[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;
/** Longer keys need a '?' before them. */
const LONGEST_KEY = 1000;
/** Deeper nesting is left to the full parser, which limits it. */
const DEEPEST = 50;

const [NEWLINE, SPACE, QUOTE, HASH, APOSTROPHE, DASH, COLON, BACKSLASH, COMMA, BRACKET, END_BRACKET, BRACE, END_BRACE] = Buffer.from('\n "#\'-:\\,[]{}');
const ofAscii = (code: (c: string) => number): Uint8Array => Uint8Array.from({ length: 128 }, (_, c) => code(String.fromCharCode(c)));
/** Characters that may start a key. */
const KEY = ofAscii((c) => Number(/[A-Za-z/$]/.test(c)));
/** Characters that may start an unquoted string; a dash may start something else. */
const PLAIN = ofAscii((c) => Number(/[\w/$.+~(^=;\\-]/.test(c)));
/** Characters of an unquoted string in a bracketed list. */
const IN_LIST = ofAscii((c) => Number(/[\w/.-]/.test(c)));
/** Characters that start an unquoted scalar that may not be a string: 1 for short words (null, true, yes, on …), 2 for numbers and `~`. */
const TYPED = ofAscii((c) => /[nNtTyYoOfF]/.test(c) ? 1 : /[\d.+~-]/.test(c) ? 2 : 0);
const LONGEST_WORD = 5;

/** The characters of the current text; an array is faster to read than a string. */
let buffer = new Uint16Array(16_384);

/** Strings seen before, by hash. The same few occur again and again: a known one is neither created nor stored twice. */
class Known {
  private readonly texts: string[];

  constructor(private readonly size: number) {
    this.texts = new Array<string>(size).fill('');
  }

  /** Part of the text. */
  public part(text: string, codes: Uint16Array, from: number, to: number, hash: number): string {
    const slot = hash & (this.size - 1);
    const known = this.texts[slot];
    return known.length === to - from && isAt(known, codes, from) ? known : this.texts[slot] = text.slice(from, to);
  }

  /** A whole text. */
  public same(text: string, hash: number): string {
    const slot = hash & (this.size - 1);
    return this.texts[slot] === text ? this.texts[slot] : this.texts[slot] = text;
  }
}
function isAt(part: string, codes: Uint16Array, from: number): boolean {
  for (let i = 0; i < part.length; i++) if (codes[from + i] !== part.charCodeAt(i)) return false;
  return true;
}
/** A string equal to the given one, which is stored once if it was seen lately. */
export function shared(text: string): string {
  if (text.length > LONGEST_KNOWN) return text;
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash, 31) + text.charCodeAt(i) | 0;
  return values.same(text, hash);
}
const keys = new Known(1024);
const values = new Known(4096);
/** Longer values seldom occur again. */
const LONGEST_KNOWN = 40;

/**
 * Parses one document completely, or not at all.
 * @param scalar resolves an unquoted scalar; UNKNOWN if the full parser must do it
 */
export function readPlain(text: string, scalar: (text: string) => unknown): unknown {
  if (ODD.test(text)) return UNKNOWN;
  if (text.length >= buffer.length) buffer = new Uint16Array(2 * text.length);
  Buffer.from(buffer.buffer).write(text, 'ucs2');
  buffer[text.length] = NEWLINE;
  try {
    return new PlainReader(text, buffer, scalar).document();
  } catch (e) {
    if (e === NOT_PLAIN) return UNKNOWN;
    throw e;
  }
}

class PlainReader {
  /** First non-blank character of the next line. */
  private at = 0;
  /** Column of that character; -1 when nothing is left. */
  private column = -1;
  private depth = 0;

  constructor(private readonly text: string, private readonly codes: Uint16Array, private readonly scalar: (text: string) => unknown) {}

  public document(): unknown {
    this.line(0);
    if (this.column < 0) throw NOT_PLAIN; // nothing but comments
    const value = this.isItem() ? this.sequence(this.column) : this.mapping(this.column);
    if (this.column >= 0) throw NOT_PLAIN; // a line whose column fits no parent
    return value;
  }

  /** Moves to the first line, from a line's start on, that is neither blank nor a comment. */
  private line(start: number): void {
    const { codes } = this;
    const end = this.text.length;
    for (let from = start; from < end;) {
      let i = from;
      while (codes[i] === SPACE) i++;
      const c = codes[i];
      if (c !== NEWLINE && c !== HASH) {
        this.at = i;
        this.column = i - from;
        return;
      }
      while (codes[i] !== NEWLINE) i++;
      from = i + 1;
    }
    this.column = -1;
  }

  private isItem(): boolean {
    return this.codes[this.at] === DASH && this.codes[this.at + 1] === SPACE;
  }

  private mapping(column: number): unknown {
    const { codes } = this;
    const out: Record<string, unknown> = {};
    let seen = 0; // a bit for each key: most mappings then need no look-up to see that a key is new
    if (++this.depth > DEEPEST) throw NOT_PLAIN;
    do {
      const from = this.at;
      let i = from;
      let c = codes[i];
      if (c > 127 || KEY[c] === 0) throw NOT_PLAIN;
      const isTyped = TYPED[c] !== 0;
      let hash = c;
      for (;;) {
        c = codes[++i];
        if (c === COLON) {
          const next = codes[i + 1];
          if (next === SPACE || next === NEWLINE) break;
        } else if (c === NEWLINE || c === HASH) {
          throw NOT_PLAIN;
        }
        hash = Math.imul(hash, 31) + c | 0;
      }
      if (i - from > LONGEST_KEY) throw NOT_PLAIN;
      const key = keys.part(this.text, codes, from, i, hash);
      const bit = 1 << (hash & 31);
      if ((seen & bit && key in out) || codes[i - 1] === SPACE) throw NOT_PLAIN;
      if (isTyped && key.length <= LONGEST_WORD && typeof this.scalar(key) !== 'string') throw NOT_PLAIN;
      seen |= bit;
      out[key] = this.value(i + 1, column);
    } while (this.column === column);
    this.depth--;
    return out;
  }

  private sequence(column: number): unknown {
    const { codes } = this;
    const out: unknown[] = [];
    if (++this.depth > DEEPEST) throw NOT_PLAIN;
    do {
      let i = this.at + 2;
      while (codes[i] === SPACE) i++;
      const c = codes[i];
      if (c < 128 && KEY[c] === 1 && isKey(codes, i)) {
        const inner = column + i - this.at;
        this.at = i;
        out.push(this.mapping(inner));
      } else {
        out.push(this.inline(i));
      }
    } while (this.column === column && this.isItem());
    this.depth--;
    return exact(out);
  }

  /** The value after the colon of a key. */
  private value(from: number, column: number): unknown {
    const { codes } = this;
    let i = blanks(codes, from);
    if (codes[i] !== NEWLINE && codes[i] !== HASH) return this.inline(i);
    this.rest(i);
    if (this.column >= column && this.isItem()) return this.sequence(this.column);
    return this.column > column ? this.mapping(this.column) : null;
  }

  /** A single-line value; moves to the next line. */
  private inline(from: number): unknown {
    const { codes } = this;
    const first = codes[from];
    if (first === QUOTE || first === APOSTROPHE) {
      const to = closing(codes, from + 1, first);
      this.rest(to + 1);
      return this.text.slice(from + 1, to);
    }
    if (first > 127 || PLAIN[first] === 0 || (first === DASH && codes[from + 1] <= SPACE)) return this.flow(from);
    let end = from; // after the last non-blank character
    let hash = 0;
    let i = from;
    for (; ; i++) {
      const c = codes[i];
      if (c === SPACE) continue;
      if (c === NEWLINE || c === HASH) break;
      if (c === COLON && codes[i + 1] <= SPACE) throw NOT_PLAIN;
      hash = Math.imul(hash, 31) + c | 0;
      end = i + 1;
    }
    this.rest(i);
    const written = end - from > LONGEST_KNOWN ? this.text.slice(from, end) : values.part(this.text, codes, from, end, hash);
    return TYPED[first] === 0 || (TYPED[first] === 1 && written.length > LONGEST_WORD) ? written : this.typed(written);
  }

  private typed(written: string): unknown {
    const value = this.scalar(written);
    if (value === UNKNOWN) throw NOT_PLAIN;
    return value;
  }

  /** Moves to the next line; only blanks and a comment may remain on this one. */
  private rest(from: number): void {
    const { codes } = this;
    let i = blanks(codes, from);
    if (codes[i] === HASH && codes[i - 1] === SPACE) while (codes[i] !== NEWLINE) i++;
    if (codes[i] !== NEWLINE) throw NOT_PLAIN;
    this.line(i + 1);
  }

  /** `[a, "b"]`, `[]`, `{}`. */
  private flow(from: number): unknown {
    const { codes } = this;
    if (codes[from] === BRACE && codes[from + 1] === END_BRACE) {
      this.rest(from + 2);
      return {};
    }
    if (codes[from] !== BRACKET) throw NOT_PLAIN;
    const out: unknown[] = [];
    let i = blanks(codes, from + 1);
    for (let more = codes[i] !== END_BRACKET; more;) {
      const first = codes[i];
      let to = i + 1;
      if (first === QUOTE || first === APOSTROPHE) {
        to = closing(codes, to, first);
        out.push(this.text.slice(i + 1, to++));
      } else {
        while (codes[to] < 128 && IN_LIST[codes[to]] === 1) to++;
        if (first > 127 || first === DASH || IN_LIST[first] === 0) throw NOT_PLAIN;
        out.push(this.typed(this.text.slice(i, to)));
      }
      i = blanks(codes, to);
      more = codes[i] === COMMA;
      if (more) i = blanks(codes, i + 1);
      else if (codes[i] !== END_BRACKET) throw NOT_PLAIN;
    }
    this.rest(i + 1);
    return exact(out);
  }
}

/** A list without the room that a growing one keeps, which is many times its size for the usual short ones. */
const exact = <T>(list: readonly T[]): T[] => list.slice();

function blanks(codes: Uint16Array, from: number): number {
  let i = from;
  while (codes[i] === SPACE) i++;
  return i;
}

/** Whether a line continues like one with a key. */
function isKey(codes: Uint16Array, from: number): boolean {
  for (let i = from; codes[i] !== NEWLINE; i++) if (codes[i] === COLON && codes[i + 1] <= SPACE) return true;
  return false;
}

/** Where quotes close, on the same line and without an escape. */
function closing(codes: Uint16Array, from: number, quote: number): number {
  for (let i = from; ; i++) {
    const c = codes[i];
    if (c === quote) return i;
    if (c === NEWLINE || (c === BACKSLASH && quote === QUOTE)) throw NOT_PLAIN;
  }
}
