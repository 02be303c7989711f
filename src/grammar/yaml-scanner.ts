/**
 * The tokens of YAML 1.1 as Kubernetes' parser (libyaml, through go-yaml) finds them: where YAML versions or parsers differ, the API server's
 * result counts.
 */

/** Why a text is not valid YAML, and where. */
export class YamlProblem extends Error {
  /**
   * @param line counted from 0
   * @param column counted from 0
   * @param isDropped whether the text is valid YAML, but a part of it is lost
   */
  public constructor(public readonly reason: string, public readonly line: number, public readonly column: number, public readonly isDropped = false) {
    super(reason);
  }
}

export type TokenKind = 'end' | 'directive' | 'document-start' | 'document-end' | 'block-sequence' | 'block-mapping' | 'block-end' | 'flow-sequence' | 'flow-sequence-end'
  | 'flow-mapping' | 'flow-mapping-end' | 'block-entry' | 'flow-entry' | 'key' | 'value' | 'alias' | 'anchor' | 'tag' | 'scalar';

export interface Token {
  readonly kind: TokenKind;
  readonly mark: Mark;
  readonly text?: string;
  /** whether a scalar is unquoted, and not a block */
  readonly plain?: boolean;
  /** the handle of a tag or a %TAG directive; empty for a verbatim tag */
  readonly handle?: string;
}
export interface Mark { readonly at: number; readonly line: number; readonly column: number }

interface SimpleKey { possible: boolean; readonly required: boolean; readonly token: number; readonly mark: Mark }

const DEEPEST = 1000;
const LONGEST_KEY = 1024;
const END = '';

const isBreak = (c: string): boolean => c === '\n' || c === '\r' || c === '\u0085' || c === '\u2028' || c === '\u2029';
const isBlank = (c: string): boolean => c === ' ' || c === '\t';
const isBlankOrEnd = (c: string): boolean => c === END || isBlank(c) || isBreak(c);
const isWord = (c: string): boolean => c !== END && /[0-9A-Za-z_-]/.test(c);
const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  'a': '\x07',
  'b': '\b',
  't': '\t',
  '\t': '\t',
  'n': '\n',
  'v': '\v',
  'f': '\f',
  'r': '\r',
  'e': '\x1b',
  ' ': ' ',
  '"': '"',
  '\'': '\'',
  '\\': '\\',
  'N': '\u0085',
  '_': '\u00a0',
  'L': '\u2028',
  'P': '\u2029',
};
const CODE_LENGTHS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
/** Characters that Kubernetes' parser rejects anywhere. */
// eslint-disable-next-line no-control-regex
const REFUSED = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

export class Scanner {
  private at = 0;
  private line = 0;
  /** the start of the line, and its number of surrogate pairs so far, because columns count characters */
  private column = 0;
  private index = 0;
  private flowLevel = 0;
  private indent = -1;
  private readonly indents: number[] = [];
  private canBeKey = true;
  private keys: SimpleKey[] = [];
  /** index in `keys` of the token's key */
  private readonly keyOfToken = new Map<number, number>();
  private queue: Token[] = [];
  private head = 0;
  private taken = 0;
  private ended = false;

  public constructor(private readonly text: string) {
    const refused = REFUSED.exec(text);
    if (refused) {
      const before = text.slice(0, refused.index);
      const line = before.split('\n').length - 1;
      throw new YamlProblem(`the character U+${refused[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')} is not allowed in YAML`, line, refused.index - before.lastIndexOf('\n') - 1);
    }
    this.keys.push({ possible: false, required: false, token: 0, mark: this.mark });
  }

  /** The next token, without consuming it. */
  public peek(): Token {
    this.fetchEnough();
    return this.queue[this.head];
  }

  public next(): Token {
    const token = this.peek();
    if (token.kind === 'end') return token;
    this.head++;
    this.taken++;
    if (this.head > 256 && this.head * 2 > this.queue.length) {
      this.queue = this.queue.slice(this.head);
      this.head = 0;
    }
    return token;
  }

  private get mark(): Mark {
    return { at: this.index, line: this.line, column: this.column };
  }

  private fail(reason: string, mark: Mark = this.mark): never {
    throw new YamlProblem(reason, mark.line, mark.column);
  }

  private char(ahead = 0): string {
    return this.text.charAt(this.at + ahead);
  }

  private skip(): void {
    const code = this.text.charCodeAt(this.at);
    this.at += code >= 0xd800 && code <= 0xdbff ? 2 : 1;
    this.index++;
    this.column++;
  }

  private read(): string {
    const from = this.at;
    this.skip();
    return this.text.slice(from, this.at);
  }

  /** Skips a line end and returns its character. Some line-ending characters outside of quotes are invisible in editors. */
  private readLine(isQuoted = false): string {
    const c = this.char();
    if (!isQuoted && c > '\r') this.fail(`U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')} is a line break to Kubernetes, though editors don't show it as one, and what follows is not part of the comment or string: remove it, or write it as an escape in double quotes`);
    const isPair = c === '\r' && this.char(1) === '\n';
    this.at += isPair ? 2 : 1;
    this.index += isPair ? 2 : 1;
    this.line++;
    this.column = 0;
    return c === '\u2028' || c === '\u2029' ? c : '\n';
  }

  private addToken(kind: TokenKind, mark: Mark, rest: Partial<Token> = {}, number = -1): void {
    const token = { kind, mark, ...rest };
    if (number < 0) this.queue.push(token); else this.queue.splice(this.head + number, 0, token);
  }

  // --- keys without '?'

  /** Reads tokens until no key can start before the next one. */
  private fetchEnough(): void {
    while (!this.ended || this.head < this.queue.length) {
      if (this.head < this.queue.length) {
        const key = this.keyOfToken.get(this.taken);
        if (key === undefined || !this.isPossible(this.keys[key])) return;
      }
      this.fetch();
    }
  }

  private isPossible(key: SimpleKey): boolean {
    if (!key.possible) return false;
    if (key.mark.line < this.line || key.mark.at + LONGEST_KEY < this.index) {
      if (key.required) this.fail("a key is not followed by ':'", key.mark);
      key.possible = false;
    }
    return key.possible;
  }

  private saveKey(): void {
    if (!this.canBeKey) return;
    const required = this.flowLevel === 0 && this.indent === this.column;
    this.removeKey();
    const token = this.taken + this.queue.length - this.head;
    this.keys[this.keys.length - 1] = { possible: true, required, token, mark: this.mark };
    this.keyOfToken.set(token, this.keys.length - 1);
  }

  private removeKey(): void {
    const key = this.keys[this.keys.length - 1];
    if (!key.possible) return;
    if (key.required) this.fail("a key is not followed by ':'", key.mark);
    key.possible = false;
    this.keyOfToken.delete(key.token);
  }

  private roll(column: number, kind: TokenKind, mark: Mark, number = -1): void {
    if (this.flowLevel > 0 || this.indent >= column) return;
    this.indents.push(this.indent);
    this.indent = column;
    if (this.indents.length > DEEPEST) this.fail(`nested too deeply, more than ${DEEPEST} levels`);
    this.addToken(kind, mark, {}, number < 0 ? -1 : number - this.taken);
  }

  private unroll(column: number): void {
    if (this.flowLevel > 0) return;
    while (this.indent > column) {
      this.addToken('block-end', this.mark);
      this.indent = this.indents.pop()!;
    }
  }

  // --- tokens

  private fetch(): void {
    this.toNextToken();
    this.unroll(this.column);
    const c = this.char();
    if (c === END) return this.fetchEnd();
    if (this.column === 0 && c === '%') return this.fetchDirective();
    const isMarker = this.column === 0 && isBlankOrEnd(this.char(3));
    if (isMarker && this.text.startsWith('---', this.at)) return this.fetchMarker('document-start');
    if (isMarker && this.text.startsWith('...', this.at)) return this.fetchMarker('document-end');
    const then = this.char(1);
    switch (c) {
      case '[': return this.fetchFlowStart('flow-sequence');
      case '{': return this.fetchFlowStart('flow-mapping');
      case ']': return this.fetchFlowEnd('flow-sequence-end');
      case '}': return this.fetchFlowEnd('flow-mapping-end');
      case ',': return this.fetchFlowEntry();
      case '*': return this.fetchAnchor('alias');
      case '&': return this.fetchAnchor('anchor');
      case '!': return this.fetchTag();
      case '\'': case '"': return this.fetchQuoted(c);
      case '|': case '>': if (this.flowLevel === 0) return this.fetchBlockScalar(c); break;
      case '-': if (isBlankOrEnd(then)) return this.fetchBlockEntry(); break;
      case '?': if (this.flowLevel > 0 || isBlankOrEnd(then)) return this.fetchKey(); break;
      case ':': if (this.flowLevel > 0 || isBlankOrEnd(then)) return this.fetchValue(); break;
    }
    const isPlain = !(isBlankOrEnd(c) || '-?:,[]{}#&*!|>\'"%@`'.includes(c)) || (c === '-' && !isBlank(then)) || (this.flowLevel === 0 && (c === '?' || c === ':') && !isBlankOrEnd(then));
    if (!isPlain) this.fail(c === '\t' ? 'found a tab where spaces are expected: indent with spaces' : `a plain value can't start with '${c}': quote it`);
    this.saveKey();
    this.canBeKey = false;
    this.scanPlain();
  }

  private toNextToken(): void {
    for (;;) {
      if (this.column === 0 && this.char() === '\uFEFF') this.fail('a byte order mark inside the file: remove it');
      while (this.char() === ' ' || ((this.flowLevel > 0 || !this.canBeKey) && this.char() === '\t')) this.skip();
      if (this.char() === '#') while (this.char() !== END && !isBreak(this.char())) this.skip();
      if (!isBreak(this.char())) return;
      this.readLine();
      if (this.flowLevel === 0) this.canBeKey = true;
    }
  }

  private fetchEnd(): void {
    if (this.column !== 0) {
      this.column = 0;
      this.line++;
    }
    this.unroll(-1);
    this.removeKey();
    this.canBeKey = false;
    this.addToken('end', this.mark);
    this.ended = true;
  }

  private fetchMarker(kind: TokenKind): void {
    this.unroll(-1);
    this.removeKey();
    this.canBeKey = false;
    const { mark } = this;
    for (let i = 0; i < 3; i++) this.skip();
    this.addToken(kind, mark);
  }

  private one(kind: TokenKind): void {
    const { mark } = this;
    this.skip();
    this.addToken(kind, mark);
  }

  private fetchFlowStart(kind: TokenKind): void {
    this.saveKey();
    this.keys.push({ possible: false, required: false, token: this.taken + this.queue.length - this.head, mark: this.mark });
    if (++this.flowLevel > DEEPEST) this.fail(`nested too deeply, more than ${DEEPEST} levels`);
    this.canBeKey = true;
    this.one(kind);
  }

  private fetchFlowEnd(kind: TokenKind): void {
    this.removeKey();
    if (this.flowLevel > 0) {
      this.flowLevel--;
      this.keyOfToken.delete(this.keys.pop()!.token);
    }
    this.canBeKey = false;
    this.one(kind);
  }

  private fetchFlowEntry(): void {
    this.removeKey();
    this.canBeKey = true;
    this.one('flow-entry');
  }

  private fetchBlockEntry(): void {
    if (this.flowLevel === 0) {
      if (!this.canBeKey) this.fail("'- ' is not allowed here");
      this.roll(this.column, 'block-sequence', this.mark);
    }
    this.removeKey();
    this.canBeKey = true;
    this.one('block-entry');
  }

  private fetchKey(): void {
    if (this.flowLevel === 0) {
      if (!this.canBeKey) this.fail('a key is not allowed here');
      this.roll(this.column, 'block-mapping', this.mark);
    }
    this.removeKey();
    this.canBeKey = this.flowLevel === 0;
    this.one('key');
  }

  private fetchValue(): void {
    const key = this.keys[this.keys.length - 1];
    if (this.isPossible(key)) {
      this.addToken('key', key.mark, {}, key.token - this.taken);
      this.roll(key.mark.column, 'block-mapping', key.mark, key.token);
      key.possible = false;
      this.keyOfToken.delete(key.token);
      this.canBeKey = false;
    } else {
      if (this.flowLevel === 0) {
        if (!this.canBeKey) this.fail("': ' is not allowed here: quote the value");
        this.roll(this.column, 'block-mapping', this.mark);
      }
      this.canBeKey = this.flowLevel === 0;
    }
    this.one('value');
  }

  private fetchAnchor(kind: 'alias' | 'anchor'): void {
    this.saveKey();
    this.canBeKey = false;
    const { mark } = this;
    this.skip();
    let name = '';
    while (isWord(this.char())) name += this.read();
    const c = this.char();
    if (name === '' || !(isBlankOrEnd(c) || '?:,]}%@`'.includes(c))) this.fail(`the name of an ${kind} must consist of letters, digits, '_' and '-'`, mark);
    this.addToken(kind, mark, { text: name });
  }

  // --- directives and tags

  private fetchDirective(): void {
    this.unroll(-1);
    this.removeKey();
    this.canBeKey = false;
    const { mark } = this;
    this.skip();
    let name = '';
    while (isWord(this.char())) name += this.read();
    if (name === '' || !isBlankOrEnd(this.char())) this.fail('a directive without a name', mark);
    this.blanks();
    if (name === 'YAML') {
      let version = '';
      while (/[0-9.]/.test(this.char())) version += this.read();
      if (version !== '1.1' && !/^0?1\.0?1$/.test(version)) this.fail(`Kubernetes does not read YAML ${version}: remove the line`, mark);
      this.addToken('directive', mark, { text: 'YAML' });
    } else if (name === 'TAG') {
      const handle = this.handle(true, mark);
      if (!isBlank(this.char())) this.fail('an invalid %TAG directive', mark);
      this.blanks();
      const text = this.uri('', mark);
      if (!isBlankOrEnd(this.char())) this.fail('an invalid %TAG directive', mark);
      this.addToken('directive', mark, { text, handle });
    } else {
      this.fail(`unknown directive %${name}`, mark);
    }
    this.blanks();
    if (this.char() === '#') while (this.char() !== END && !isBreak(this.char())) this.skip();
    if (this.char() !== END && !isBreak(this.char())) this.fail('unexpected text after a directive', mark);
    if (this.char() !== END) this.readLine();
  }

  private blanks(): void {
    while (isBlank(this.char())) this.skip();
  }

  private fetchTag(): void {
    this.saveKey();
    this.canBeKey = false;
    const { mark } = this;
    let handle = '';
    let text: string;
    if (this.char(1) === '<') {
      this.skip();
      this.skip();
      text = this.uri('', mark);
      if (this.char() !== '>') this.fail("a tag without its '>'", mark);
      this.skip();
    } else {
      handle = this.handle(false, mark);
      if (handle.length > 1 && handle.endsWith('!')) {
        text = this.uri('', mark);
      } else {
        text = this.uri(handle, mark);
        [handle, text] = text === '' ? ['', '!'] : ['!', text];
      }
    }
    if (!isBlankOrEnd(this.char())) this.fail('a tag must be followed by a space', mark);
    this.addToken('tag', mark, { text, handle });
  }

  private handle(isDirective: boolean, mark: Mark): string {
    if (this.char() !== '!') this.fail("a tag without '!'", mark);
    let handle = this.read();
    while (isWord(this.char())) handle += this.read();
    if (this.char() === '!') handle += this.read();
    else if (isDirective && handle !== '!') this.fail("the handle of a tag must end in '!'", mark);
    return handle;
  }

  private uri(head: string, mark: Mark): string {
    let uri = head.slice(1);
    let any = head !== '';
    for (let c = this.char(); c !== END && /[0-9A-Za-z_;/?:@&=+$,.!~*'()[\]%-]/.test(c); c = this.char()) {
      uri += c === '%' ? this.uriEscape(mark) : this.read();
      any = true;
    }
    if (!any) this.fail('a tag without a name', mark);
    return uri;
  }

  private uriEscape(mark: Mark): string {
    const escaped = /^(?:%[0-9A-Fa-f]{2}){1,4}/.exec(this.text.slice(this.at, this.at + 12))?.[0] ?? this.fail('an invalid escape in a tag', mark);
    for (let length = 3; length <= escaped.length; length += 3) {
      try {
        const text = decodeURIComponent(escaped.slice(0, length));
        for (let i = 0; i < length; i++) this.skip();
        return text;
      } catch {
        // the character has more than one byte
      }
    }
    return this.fail('an invalid escape in a tag', mark);
  }

  // --- scalars

  private fetchBlockScalar(style: '|' | '>'): void {
    this.removeKey();
    this.canBeKey = true;
    const { mark } = this;
    this.skip();
    const [, header] = /^((?:[+-][0-9]?|[0-9][+-]?)?)/.exec(this.text.slice(this.at, this.at + 2))!;
    if (header.includes('0')) this.fail('the indentation of a block scalar must not be 0', mark);
    for (let i = 0; i < header.length; i++) this.skip();
    const increment = Number(/[1-9]/.exec(header)?.[0] ?? 0);
    const chomping = /[+-]/.exec(header)?.[0];
    this.blanks();
    if (this.char() === '#') while (this.char() !== END && !isBreak(this.char())) this.skip();
    if (this.char() !== END && !isBreak(this.char())) this.fail(`unexpected text after '${style}': a block scalar begins on the next line`, mark);
    if (this.char() !== END) this.readLine();
    const parts: string[] = [];
    const found = this.blockBreaks(increment > 0 ? Math.max(this.indent, 0) + increment : 0, mark);
    const { indent } = found;
    let { breaks } = found;
    let leadingBreak = '';
    let leadingBlank = false;
    while (this.column === indent && this.char() !== END) {
      const trailingBlank = isBlank(this.char());
      if (style === '>' && leadingBreak.startsWith('\n') && !leadingBlank && !trailingBlank) {
        if (breaks === '') parts.push(' ');
      } else {
        parts.push(leadingBreak);
      }
      parts.push(breaks);
      leadingBlank = trailingBlank;
      const from = this.at;
      while (this.char() !== END && !isBreak(this.char())) this.skip();
      parts.push(this.text.slice(from, this.at));
      leadingBreak = this.char() === END ? '' : this.readLine();
      breaks = this.blockBreaks(indent, mark).breaks;
    }
    if (chomping !== '-') parts.push(leadingBreak);
    if (chomping === '+') parts.push(breaks);
    this.addToken('scalar', mark, { text: parts.join(''), plain: false });
  }

  /** Empty lines of a block, and its indentation if not known yet. */
  private blockBreaks(indent: number, mark: Mark): { breaks: string; indent: number } {
    const breaks: string[] = [];
    let most = 0;
    for (;;) {
      while ((indent === 0 || this.column < indent) && this.char() === ' ') this.skip();
      most = Math.max(most, this.column);
      if ((indent === 0 || this.column < indent) && this.char() === '\t') {
        this.fail("a block scalar begins with a tab where its indentation is expected: write the text in double quotes, or set the indentation ('|2')", mark);
      }
      if (!isBreak(this.char())) break;
      breaks.push(this.readLine());
    }
    return { breaks: breaks.join(''), indent: indent === 0 ? Math.max(most, this.indent + 1, 1) : indent };
  }

  private isMarkerLine(): boolean {
    return this.column === 0 && (this.text.startsWith('---', this.at) || this.text.startsWith('...', this.at)) && isBlankOrEnd(this.char(3));
  }

  private fetchQuoted(quote: '\'' | '"'): void {
    this.saveKey();
    this.canBeKey = false;
    const { mark } = this;
    this.skip();
    const parts: string[] = [];
    for (;;) {
      if (this.isMarkerLine()) this.fail('a quote that opens here is not closed in its document', mark);
      if (this.char() === END) this.fail('a quote that opens here is not closed', mark);
      let isContinued = false;
      for (let from = this.at; ; from = this.at) {
        while (!isBlankOrEnd(this.char()) && this.char() !== quote && (quote === '\'' || this.char() !== '\\')) this.skip();
        parts.push(this.text.slice(from, this.at));
        if (isBlankOrEnd(this.char())) break;
        if (quote === '\'') {
          if (this.char(1) !== '\'') break;
          this.skip();
          this.skip();
          parts.push('\'');
        } else if (this.char() === '"') {
          break;
        } else if (isBreak(this.char(1))) {
          this.skip();
          this.readLine(true);
          isContinued = true;
          break;
        } else {
          parts.push(this.escape(mark));
        }
      }
      if (this.char() === quote) break;
      parts.push(this.fold(isContinued, undefined, mark).text);
    }
    this.skip();
    this.addToken('scalar', mark, { text: parts.join(''), plain: false });
  }

  private escape(mark: Mark): string {
    const letter = this.char(1);
    if (Object.hasOwn(ESCAPES, letter)) {
      this.skip();
      this.skip();
      return ESCAPES[letter];
    }
    const length = Object.hasOwn(CODE_LENGTHS, letter) ? CODE_LENGTHS[letter] : this.fail(`'\\${letter}' is not an escape in double quotes`, this.mark);
    this.skip();
    this.skip();
    const digits = this.text.slice(this.at, this.at + length);
    if (digits.length < length || /[^0-9A-Fa-f]/.test(digits)) this.fail(`'\\${letter}' must be followed by ${length} hexadecimal digits`, mark);
    const code = parseInt(digits, 16);
    if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) this.fail(`'\\${letter}${digits}' is not a character`, mark);
    for (let i = 0; i < length; i++) this.skip();
    return String.fromCodePoint(code);
  }

  /** Folds blanks and line ends in a string: a single line end becomes a space, and the first of several line ends is dropped. */
  private fold(isContinued: boolean, leastColumn: number | undefined, mark: Mark): { text: string; crossed: boolean } {
    let crossed = isContinued;
    const from = this.at;
    let blankEnd = from;
    let leading = '';
    const trailing: string[] = [];
    while (isBlank(this.char()) || isBreak(this.char())) {
      if (isBlank(this.char())) {
        if (crossed && leastColumn !== undefined && this.column < leastColumn && this.char() === '\t') this.fail('found a tab where spaces are expected: indent with spaces', mark);
        this.skip();
        if (!crossed) blankEnd = this.at;
      } else if (crossed) {
        trailing.push(this.readLine(leastColumn === undefined));
      } else {
        leading = this.readLine(leastColumn === undefined);
        crossed = true;
      }
    }
    if (!crossed) return { text: this.text.slice(from, blankEnd), crossed };
    const rest = trailing.join('');
    return { text: leading.startsWith('\n') ? rest || ' ' : leading + rest, crossed };
  }

  private scanPlain(): void {
    const { mark } = this;
    const indent = this.indent + 1;
    const parts: string[] = [];
    let pending = { text: '', crossed: false };
    for (;;) {
      if (this.isMarkerLine() || this.char() === '#') break;
      const from = this.at;
      for (let c = this.char(); !isBlankOrEnd(c); c = this.char()) {
        if ((c === ':' && isBlankOrEnd(this.char(1))) || (this.flowLevel > 0 && ',?[]{}'.includes(c))) break;
        this.skip();
      }
      if (this.at > from) {
        parts.push(pending.text, this.text.slice(from, this.at));
        pending = { text: '', crossed: false };
      }
      if (!isBlank(this.char()) && !isBreak(this.char())) break;
      pending = this.fold(false, indent, mark);
      if (this.flowLevel === 0 && this.column < indent) break;
    }
    this.addToken('scalar', mark, { text: parts.join(''), plain: true });
    if (pending.crossed) this.canBeKey = true;
  }
}
