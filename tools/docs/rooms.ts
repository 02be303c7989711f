import * as fs from 'fs';
import * as path from 'path';
import * as ts from 'typescript';

const ROOT = path.join(__dirname, '..', '..');
export const SRC = path.join(ROOT, 'src');

/** The folders of src/ by layer, from the bottom up; the lint zones use the same list. */
export const FLOORS: readonly (readonly string[])[] = JSON.parse(fs.readFileSync(path.join(ROOT, 'projenrc', 'floors.json'), 'utf8'));

function sources(folder: string): string[] {
  return fs.readdirSync(folder, { withFileTypes: true })
    .flatMap((e) => (e.isDirectory() ? sources(path.join(folder, e.name)) : e.name.endsWith('.ts') ? [path.join(folder, e.name)] : []));
}

/** Every file in src/ except index.ts. */
export const FILES: readonly string[] = sources(SRC).filter((file) => path.relative(SRC, file) !== 'index.ts');

/** Every relative module that a file refers to: imports, exports, types by `import('…')`, and lazy `require`s. */
function references(name: string, text: string): string[] {
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const literal = (node: ts.Node | undefined) => { if (node && ts.isStringLiteralLike(node) && node.text.startsWith('.')) found.push(node.text); };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) literal(node.moduleSpecifier);
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) literal(node.argument.literal);
    if (ts.isCallExpression(node) && (node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText() === 'require')) literal(node.arguments[0]);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

const roomOf = (file: string): string => path.relative(SRC, file).split(path.sep)[0];

/** The references of a file to other folders. */
export function leaving(file: string, text: string): { readonly reference: string; readonly from: string; readonly to: string }[] {
  return references(file, text).flatMap((reference) => {
    const target = path.resolve(path.dirname(file), reference);
    const [from, to] = [roomOf(file), roomOf(target)];
    return !target.startsWith(SRC + path.sep) || from === to ? [] : [{ reference, from, to }];
  });
}
