import * as fs from 'fs';
import * as path from 'path';
import * as ts from 'typescript';

const ROOT = path.join(__dirname, '..');
const SRC = path.join(ROOT, 'src');
/** The rooms of src/ by floor, from the ground up; the lint zones come from the same list. */
const FLOORS: readonly (readonly string[])[] = JSON.parse(fs.readFileSync(path.join(ROOT, 'projenrc', 'floors.json'), 'utf8'));
const floorOf = new Map(FLOORS.flatMap((rooms, floor) => rooms.map((room) => [room, floor] as const)));

function sources(folder: string): string[] {
  return fs.readdirSync(folder, { withFileTypes: true })
    .flatMap((e) => (e.isDirectory() ? sources(path.join(folder, e.name)) : e.name.endsWith('.ts') ? [path.join(folder, e.name)] : []));
}

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

/** References that don't lead down, of all files but the table of contents. */
function climbs(files: readonly string[], read: (file: string) => string): string[] {
  return files.flatMap((file) => references(file, read(file)).flatMap((reference) => {
    const target = path.resolve(path.dirname(file), reference);
    const [from, to] = [roomOf(file), roomOf(target)];
    if (!target.startsWith(SRC + path.sep) || from === to) return [];
    return (floorOf.get(to) ?? Infinity) < floorOf.get(from)! ? [] : [`${path.relative(SRC, file)} -> ${reference}`];
  }));
}

const FILES = sources(SRC).filter((file) => path.relative(SRC, file) !== 'index.ts');

test('every room of src/ is on a floor, and every room of the list exists', () => {
  const rooms = fs.readdirSync(SRC, { withFileTypes: true }).filter((e) => e.isDirectory()).map((e) => e.name).sort();
  expect([...floorOf.keys()].filter((room) => room !== 'compiled' || rooms.includes(room)).sort()).toEqual(rooms);
});

test('rooms import only from floors below: values, types and lazy loads alike', () => {
  expect(climbs(FILES, (file) => fs.readFileSync(file, 'utf8'))).toEqual([]);
});

test.each([
  ['import { Mesh } from \'../mesh/mesh\';'],
  ['import type { Mesh } from \'../mesh/mesh\';'],
  ['export { Mesh } from \'../mesh\';'],
  ['export const load = () => require(\'../mesh/mesh\') as typeof import(\'../mesh/mesh\');'],
  ['export type M = import(\'../mesh/mesh\').Mesh;'],
])('a climb from the model is noticed: %s', (text) => {
  expect(climbs([path.join(SRC, 'model', 'x.ts')], () => text)).not.toEqual([]);
});
