import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import * as ts from 'typescript';

/** An error text of the library: its place, and the text with … for inserted values. */
export interface Refusal {
  readonly at: string;
  readonly text: string;
}

/** The functions that throw their argument as an error. */
const THROWERS: { readonly [name: string]: number } = { refuse: 1, fail: 0, _refuse: 0 };

/** Every error text in a folder; a conditional text counts as several. */
export function refusals(folder: string): Refusal[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')).sort().flatMap((name) => {
    const file = ts.createSourceFile(name, readFileSync(join(folder, name), 'utf8'), ts.ScriptTarget.Latest, true);
    return thrown(file).flatMap((node) => {
      const at = `${name}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
      return texts(node).map((text) => ({ at, text: text.replace(/\s*\n\s*/g, ' ') }));
    });
  });
}

function thrown(node: ts.Node): ts.Expression[] {
  const own: ts.Expression[] = [];
  if (ts.isNewExpression(node) && node.expression.getText() === 'Error' && node.arguments?.length) {
    own.push(node.arguments[0]);
  }
  if (ts.isCallExpression(node)) {
    const text = node.arguments[THROWERS[node.expression.getText().replace(/^this\./, '')]];
    if (text && texts(text).some((one) => one !== '…')) own.push(text);
  }
  ts.forEachChild(node, (child) => {
    own.push(...thrown(child));
  });
  return own;
}

/** The possible texts of an expression. */
function texts(node: ts.Expression): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isParenthesizedExpression(node)) return texts(node.expression);
  if (ts.isConditionalExpression(node)) return [...texts(node.whenTrue), ...texts(node.whenFalse)];
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) return joined(texts(node.left), texts(node.right));
  if (ts.isTemplateExpression(node)) {
    return node.templateSpans.reduce((all, span) => joined(joined(all, texts(span.expression)), [span.literal.text]), [node.head.text]);
  }
  return ['…'];
}

function joined(heads: readonly string[], tails: readonly string[]): string[] {
  return heads.flatMap((head) => tails.map((tail) => head + tail));
}
