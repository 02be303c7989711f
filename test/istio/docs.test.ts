import * as fs from 'fs';
import * as path from 'path';
import * as ts from 'typescript';

const ROOT = path.join(__dirname, '..', '..', 'src', 'istio');
/** The types of the public API, by the list that src/istio exports. */
const PUBLIC = new Set(fs.readFileSync(path.join(ROOT, 'index.ts'), 'utf8').match(/\b[A-Z]\w+/g));

/** What the documentation of an exported declaration or its members lacks. */
function lacks(file: string): string[] {
  const source = ts.createSourceFile(file, fs.readFileSync(path.join(ROOT, file), 'utf8'), ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const look = (node: ts.Node, name: string, optional: boolean) => {
    const text = ts.getJSDocCommentsAndTags(node).map((doc) => doc.getText()).join('');
    if (text === '') {
      found.push(`${file}: ${name} has no documentation`);
    } else if (optional && !text.includes('@default')) {
      found.push(`${file}: ${name} does not say its default`);
    }
  };
  const hidden = (member: ts.Node) => (ts.canHaveModifiers(member) ? ts.getModifiers(member) ?? [] : [])
    .some((m) => m.kind === ts.SyntaxKind.PrivateKeyword || m.kind === ts.SyntaxKind.ProtectedKeyword);
  source.forEachChild((node) => {
    if ((ts.isInterfaceDeclaration(node) || ts.isClassDeclaration(node) || ts.isEnumDeclaration(node)) && PUBLIC.has(node.name!.text)) {
      look(node, node.name!.text, false);
      for (const member of node.members) {
        if (!hidden(member) && !ts.isConstructorDeclaration(member)) {
          look(member, `${node.name!.text}.${(member.name as ts.Identifier).text}`, ts.isPropertySignature(member) && member.questionToken !== undefined);
        }
      }
    }
  });
  return found;
}

test('every member is documented, every optional one with its default', () => {
  const files = ['api', 'resource'].flatMap((folder) => fs.readdirSync(path.join(ROOT, folder)).map((file) => path.join(folder, file)));
  expect(files.length).toBeGreaterThan(80);
  expect(PUBLIC.size).toBeGreaterThan(240);
  expect(files.flatMap(lacks)).toEqual([]);
});
