/** A parsed expression of the template language. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: unknown }
  | { readonly kind: 'dot' }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'field'; readonly of: Expression; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] };

/** A pipeline, and the variables that it assigns: `:=` creates them, `=` changes existing ones. */
export interface Pipeline {
  readonly variables: readonly string[];
  readonly declares: boolean;
  readonly expression: Expression;
}

const TOKEN = /\s+|("(?:[^"\\]|\\.)*"|`[^`]*`)|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])|(\$[A-Za-z0-9_]*)|(\.[A-Za-z_][A-Za-z0-9_]*)|([A-Za-z_][A-Za-z0-9_]*)|(:=|=|\||\(|\)|,|\.)/y;
const KINDS = ['string', 'number', 'variable', 'field', 'name', 'sign'] as const;

interface Token {
  readonly kind: typeof KINDS[number];
  readonly text: string;
  /** Whether it directly follows the previous token: `.a.b` is a chain, `.a .b` are two operands. */
  readonly joined: boolean;
}

function tokens(source: string): Token[] {
  const found: Token[] = [];
  let joined = false;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(source);
    if (!match) throw new Error(`'${source.slice(at)}' can't be parsed in '${source}' of the template; use the syntax of Go templates`);
    const index = match.slice(1).findIndex((text) => text !== undefined);
    if (index >= 0) found.push({ kind: KINDS[index], text: match[index + 1], joined });
    joined = index >= 0;
  }
  return found;
}

const CONSTANTS: Readonly<Record<string, unknown>> = { true: true, false: false, nil: null };

class Parser {
  private at = 0;

  private readonly tokens: readonly Token[];

  public constructor(private readonly source: string) {
    this.tokens = tokens(source);
  }

  public pipeline(): Pipeline {
    const variables: string[] = [];
    let next = this.at;
    while (this.tokens[next]?.kind === 'variable' && /^(,|:=|=)$/.test(this.tokens[next + 1]?.text ?? '')) {
      variables.push(this.tokens[next].text);
      next += 2;
    }
    const sign = variables.length > 0 ? this.tokens[next - 1].text : undefined;
    if (sign !== undefined) this.at = next;
    const expression = this.commands();
    if (this.at < this.tokens.length) this.fail();
    return { variables, declares: sign === ':=', expression };
  }

  private commands(): Expression {
    let expression = this.command();
    while (this.take('|')) expression = this.command(expression);
    return expression;
  }

  /** A call or an operand; the piped value becomes the last argument. */
  private command(piped?: Expression): Expression {
    const [token] = this.tokens.slice(this.at);
    const extra = piped ? [piped] : [];
    if (token?.kind === 'name' && !(token.text in CONSTANTS)) {
      this.at++;
      const args: Expression[] = [];
      while (this.at < this.tokens.length && !/^[|)]$/.test(this.tokens[this.at].text)) args.push(this.operand());
      return this.chain({ kind: 'call', name: token.text, args: [...args, ...extra] });
    }
    const operand = this.operand();
    const next = this.tokens[this.at];
    if (piped || (next && !/^[|)]$/.test(next.text))) this.fail();
    return operand;
  }

  private operand(): Expression {
    const token = this.tokens[this.at++];
    if (!token) return this.fail();
    switch (token.kind) {
      case 'string':
        return { kind: 'literal', value: token.text.startsWith('`') ? token.text.slice(1, -1) : JSON.parse(token.text) };
      case 'number':
        return { kind: 'literal', value: Number(token.text) };
      case 'variable':
        return this.chain({ kind: 'variable', name: token.text });
      case 'field':
        return this.chain({ kind: 'field', of: { kind: 'dot' }, name: token.text.slice(1) });
      case 'name':
        return token.text in CONSTANTS ? { kind: 'literal', value: CONSTANTS[token.text] } : { kind: 'call', name: token.text, args: [] };
      default:
    }
    if (token.text === '.') return { kind: 'dot' };
    if (token.text !== '(') return this.fail();
    const inner = this.commands();
    if (!this.take(')')) this.fail();
    return this.chain(inner);
  }

  private chain(expression: Expression): Expression {
    let result = expression;
    while (this.tokens[this.at]?.kind === 'field' && this.tokens[this.at].joined) {
      result = { kind: 'field', of: result, name: this.tokens[this.at++].text.slice(1) };
    }
    return result;
  }

  private take(sign: string): boolean {
    if (this.tokens[this.at]?.text !== sign || this.tokens[this.at].kind !== 'sign') return false;
    this.at++;
    return true;
  }

  private fail(): never {
    throw new Error(`'${this.source}' of the template can't be parsed; use the syntax of Go templates`);
  }
}

const PARSED = new Map<string, Pipeline>();

/** Parses a pipeline; results are cached. */
export function parsePipeline(source: string): Pipeline {
  let pipeline = PARSED.get(source);
  if (!pipeline) PARSED.set(source, pipeline = new Parser(source).pipeline());
  return pipeline;
}
