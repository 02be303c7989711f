import * as fs from 'fs';
import * as path from 'path';
import * as ts from 'typescript';

/*
 * Takes members marked `@internal` out of the published declarations, the imports that only they needed, and the files that nothing published
 * refers to any more. jsii refuses the compiler option `stripInternal` under its strict settings, so this runs on what jsii wrote.
 * Private members stay: they are what makes two classes of the same shape different types.
 */

const root = path.join(__dirname, '..', '..');

/** What users import: the package itself and its matchers for jest. */
const ENTRIES = ['lib/src/index.d.ts', 'jest.d.ts'];

type Span = readonly [start: number, end: number];

function main(): void {
  const before = declarations();
  const size = bytes(before);
  const reached = reachable(ENTRIES.map((entry) => path.join(root, entry)));
  for (const file of before) {
    if (!reached.has(file)) fs.unlinkSync(file);
  }
  const after = declarations();
  console.log(`${before.length - after.length} of ${before.length} files of declarations are internal; the rest is ${Math.round(bytes(after) / 1e5) / 10} MB of ${Math.round(size / 1e5) / 10} MB`);
}

function declarations(): string[] {
  const lib = path.join(root, 'lib');
  return fs.readdirSync(lib, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.d.ts')).map((name) => path.join(lib, name));
}

function bytes(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + fs.statSync(file).size, 0);
}

/** Strips the files of the entries and all files that they refer to afterwards. */
function reachable(entries: readonly string[]): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [...entries];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    open.push(...imports(strip(file)));
  }
  return reached;
}

function strip(file: string): ts.SourceFile {
  const text = fs.readFileSync(file, 'utf8');
  const members = without(text, internals(parse(file, text)));
  const stripped = without(members, unusedImports(parse(file, members)));
  if (stripped !== text) fs.writeFileSync(file, stripped);
  return parse(file, stripped);
}

function parse(file: string, text: string): ts.SourceFile {
  return ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
}

function without(text: string, spans: readonly Span[]): string {
  return [...spans].sort(([a], [b]) => b - a).reduce((rest, [start, end]) => rest.slice(0, start) + rest.slice(end), text);
}

/** Functions, and members of classes and interfaces. No published type can name these, so nothing else changes. */
function internals(source: ts.SourceFile): Span[] {
  const functions = source.statements.filter(ts.isFunctionDeclaration);
  const holders = source.statements.filter((s) => ts.isClassDeclaration(s) || ts.isInterfaceDeclaration(s));
  const members = holders.flatMap((holder): ts.Declaration[] => [...holder.members]);
  return [...functions, ...members].filter(isInternal).map((node): Span => [node.getFullStart(), node.getEnd()]);
}

function isInternal(node: ts.Declaration): boolean {
  const isPrivate = ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword);
  return !isPrivate && ts.getJSDocTags(node).some(({ tagName }) => tagName.text === 'internal');
}

/** Imports of names that the rest of the file does not use. An import of no name is for its effect and stays. */
function unusedImports(source: ts.SourceFile): Span[] {
  const used = namesUsed(source);
  return source.statements.filter(ts.isImportDeclaration).flatMap((statement): Span[] => {
    const bindings = statement.importClause?.namedBindings;
    const names = bindings === undefined ? [] : ts.isNamespaceImport(bindings) ? [bindings] : [...bindings.elements];
    const unused = names.filter(({ name }) => !used.has(name.text));
    if (unused.length === 0) return [];
    if (unused.length === names.length && !statement.importClause?.name) return [[statement.getFullStart(), statement.getEnd()]];
    return unused.map((name) => withComma(source.text, name));
  });
}

function withComma(text: string, name: ts.Node): Span {
  const [, comma] = /^\s*(,?)/.exec(text.slice(name.getEnd()))!;
  return comma ? [name.getFullStart(), text.indexOf(',', name.getEnd()) + 1] : [text.lastIndexOf(',', name.getStart()), name.getEnd()];
}

function namesUsed(source: ts.SourceFile): ReadonlySet<string> {
  const used = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) return;
    if (ts.isIdentifier(node)) used.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return used;
}

/** Files of this package that a file imports, exports from, or names in a type. */
function imports(source: ts.SourceFile): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    const specifier = (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) ? node.moduleSpecifier
      : ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
    if (specifier && ts.isStringLiteral(specifier)) names.push(specifier.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names.filter((name) => name.startsWith('.')).map((name) => fileOf(path.join(path.dirname(source.fileName), name)));
}

function fileOf(module: string): string {
  const file = [`${module}.d.ts`, path.join(module, 'index.d.ts')].find((name) => fs.existsSync(name));
  if (!file) throw new Error(`${path.relative(root, module)} has no declarations; compile before this step`);
  return file;
}

main();
