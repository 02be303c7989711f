const TOKEN = new RegExp([
  String.raw`\s+|//[^\n]*`, // nothing
  String.raw`(?:[rR][bB]?|[bB][rR]?)?(?:"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')`, // texts
  String.raw`0x[0-9a-fA-F]+[uU]?|(?:\d+\.\d+|\.\d+|\d+)(?:[eE][+-]?\d+)?[uU]?`, // numbers
  String.raw`[A-Za-z_]\w*|\x60[^\x60]+\x60`, // names
  String.raw`&&|\|\||==|!=|<=|>=|[-+*/%<>!?:.,()[\]{}]`,
].map((part) => `(${part})`).join('|'), 'y');

/** Reserved words of CEL. */
const RESERVED = new Set(['as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import', 'let', 'loop', 'package', 'namespace', 'return', 'var', 'void', 'while']);
const BINARY = new Set(['&&', '||', '==', '!=', '<', '<=', '>', '>=', '+', '-', '*', '/', '%', 'in']);

/** Macros that bind their first argument, with their number of arguments. */
const BINDING: Record<string, number[]> = { all: [2], exists: [2], exists_one: [2], existsOne: [2], map: [2, 3], filter: [2] };

/** The type of an expression, as far as macros need it. */
enum Shape { NAME, FIELD, OTHER }

class SyntaxProblem extends Error {}

/** Why a text is not a CEL expression, or undefined when it is one. Like the control plane, this checks only the syntax. */
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

  /** Operator precedence does not matter for the syntax check. */
  private expression(): Shape {
    if (++this.depth > 250) throw new SyntaxProblem('it is nested too deeply');
    let shape = this.operand();
    while (this.accept(...BINARY)) {
      this.operand();
      shape = Shape.OTHER;
    }
    if (this.accept('?')) {
      this.expression();
      this.expect(':');
      this.expression();
      shape = Shape.OTHER;
    }
    this.depth--;
    return shape;
  }

  private operand(): Shape {
    let isSigned = false;
    while (this.accept('!', '-')) isSigned = true;
    let shape = this.primary();
    for (;;) {
      if (this.accept('.')) {
        this.accept('?'); // an optional field
        const name = this.name();
        shape = Shape.FIELD;
        if (this.accept('(')) shape = this.method(name);
        else if (this.accept('{')) shape = this.fields();
      } else if (this.accept('[')) {
        this.accept('?');
        this.expression();
        this.expect(']');
        shape = Shape.OTHER;
      } else {
        return isSigned ? Shape.OTHER : shape;
      }
    }
  }

  private method(name: string): Shape {
    const given = this.arguments(')');
    const isBinding = Object.prototype.hasOwnProperty.call(BINDING, name) && BINDING[name].includes(given.length);
    if (isBinding && given[0] !== Shape.NAME) throw new SyntaxProblem(`the first argument of ${name}() must be a name`);
    return Shape.OTHER;
  }

  private primary(): Shape {
    const { kind } = this.now;
    if (kind === 'text' || kind === 'number') {
      this.at++;
    } else if (this.accept('(')) {
      const shape = this.expression();
      this.expect(')');
      return shape;
    } else if (this.accept('[')) {
      this.arguments(']');
    } else if (this.accept('{')) {
      this.entries();
    } else {
      this.accept('.');
      const name = this.name();
      if (this.accept('(')) {
        const given = this.arguments(')');
        if (name === 'has' && given.length === 1 && given[0] !== Shape.FIELD) throw new SyntaxProblem('has() asks for a field, as in has(a.b)');
      } else if (this.accept('{')) {
        return this.fields();
      } else {
        return ['true', 'false', 'null'].includes(name) ? Shape.OTHER : Shape.NAME;
      }
    }
    return Shape.OTHER;
  }

  private name(): string {
    const { kind, text } = this.now;
    if (kind !== 'name' || text === 'in' || RESERVED.has(text)) this.fail();
    this.at++;
    return text;
  }

  private arguments(close: string): Shape[] {
    const given: Shape[] = [];
    while (!this.accept(close)) {
      if (close === ']') this.accept('?');
      given.push(this.expression());
      if (!this.accept(',')) {
        this.expect(close);
        break;
      }
      if (close === ')' && this.now.text === ')') this.fail(); // a trailing comma is not allowed
    }
    return given;
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

  private fields(): Shape {
    while (!this.accept('}')) {
      this.accept('?');
      this.name();
      this.expect(':');
      this.expression();
      if (!this.accept(',')) {
        this.expect('}');
        break;
      }
    }
    return Shape.OTHER;
  }
}
