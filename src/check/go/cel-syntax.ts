const TOKEN = new RegExp([
  String.raw`\s+|//[^\n]*`, // nothing
  String.raw`(?:[rR][bB]?|[bB][rR]?)?(?:"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')`, // texts
  String.raw`0x[0-9a-fA-F]+[uU]?|(?:\d+\.\d+|\.\d+|\d+)(?:[eE][+-]?\d+)?[uU]?`, // numbers
  String.raw`[A-Za-z_]\w*|\x60[^\x60]+\x60`, // names
  String.raw`&&|\|\||==|!=|<=|>=|[-+*/%<>!?:.,()[\]{}]`,
].map((part) => `(${part})`).join('|'), 'y');

/** Words that CEL keeps for itself. */
const RESERVED = new Set(['as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import', 'let', 'loop', 'package', 'namespace', 'return', 'var', 'void', 'while']);
const BINARY = new Set(['&&', '||', '==', '!=', '<', '<=', '>', '>=', '+', '-', '*', '/', '%', 'in']);

class SyntaxProblem extends Error {}

/** Why a text is no expression of CEL, or undefined when it is one. Only the syntax is looked at, as the control plane does. */
export function celSyntaxError(source: string): string | undefined {
  try {
    new Parser(tokens(source)).whole();
    return undefined;
  } catch (error) {
    if (error instanceof SyntaxProblem) return error.message;
    throw error;
  }
}

interface Token { readonly kind: 'text' | 'number' | 'name' | 'sign' | 'end'; readonly text: string }

function tokens(source: string): Token[] {
  const found: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(source);
    if (!match) throw new SyntaxProblem(`'${source[at]}' is not expected`);
    const [text, , isText, isNumber, isName, isSign] = match;
    if (isText) found.push({ kind: 'text', text });
    else if (isNumber) found.push({ kind: 'number', text });
    else if (isName) found.push({ kind: 'name', text });
    else if (isSign) found.push({ kind: 'sign', text });
  }
  return [...found, { kind: 'end', text: 'the end' }];
}

class Parser {
  private at = 0;
  private depth = 0;

  constructor(private readonly list: Token[]) {}

  whole(): void {
    this.expression();
    if (this.now.kind !== 'end') this.fail();
  }

  private get now(): Token {
    return this.list[this.at];
  }

  private fail(): never {
    throw new SyntaxProblem(`${this.now.kind === 'end' ? 'the end' : `'${this.now.text}'`} is not expected`);
  }

  private accept(...texts: string[]): boolean {
    const isThere = this.now.kind !== 'text' && this.now.kind !== 'end' && texts.includes(this.now.text);
    if (isThere) this.at++;
    return isThere;
  }

  private expect(text: string): void {
    if (!this.accept(text)) this.fail();
  }

  /** Which operator binds closer does not matter to whether it is an expression. */
  private expression(): void {
    if (++this.depth > 250) throw new SyntaxProblem('it is nested too deeply');
    this.operand();
    while (this.accept(...BINARY)) this.operand();
    if (this.accept('?')) {
      this.expression();
      this.expect(':');
      this.expression();
    }
    this.depth--;
  }

  private operand(): void {
    while (this.accept('!', '-'));
    this.primary();
    for (;;) {
      if (this.accept('.')) {
        this.accept('?'); // an optional field
        this.name();
        if (this.accept('(')) this.arguments(')');
        else if (this.accept('{')) this.fields();
      } else if (this.accept('[')) {
        this.accept('?');
        this.expression();
        this.expect(']');
      } else {
        return;
      }
    }
  }

  private primary(): void {
    const { kind } = this.now;
    if (kind === 'text' || kind === 'number') {
      this.at++;
    } else if (this.accept('(')) {
      this.expression();
      this.expect(')');
    } else if (this.accept('[')) {
      this.arguments(']');
    } else if (this.accept('{')) {
      this.entries();
    } else {
      this.accept('.');
      this.name();
      if (this.accept('(')) this.arguments(')');
      else if (this.accept('{')) this.fields();
    }
  }

  private name(): void {
    if (this.now.kind !== 'name' || this.now.text === 'in' || RESERVED.has(this.now.text)) this.fail();
    this.at++;
  }

  private arguments(close: string): void {
    while (!this.accept(close)) {
      if (close === ']') this.accept('?');
      this.expression();
      if (!this.accept(',')) return this.expect(close);
      if (close === ')' && this.now.text === ')') this.fail(); // no comma after the last argument
    }
  }

  private entries(): void {
    while (!this.accept('}')) {
      this.accept('?');
      this.expression();
      this.expect(':');
      this.expression();
      if (!this.accept(',')) return this.expect('}');
    }
  }

  private fields(): void {
    while (!this.accept('}')) {
      this.accept('?');
      this.name();
      this.expect(':');
      this.expression();
      if (!this.accept(',')) return this.expect('}');
    }
  }
}
