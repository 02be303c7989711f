import * as fs from 'fs';
import * as path from 'path';
import * as ts from 'typescript';

const ROOT = path.join(__dirname, '..', '..', 'src', 'istio');
/** The files whose exports are public, by the list in src/istio/index.ts. */
const FILES = [...fs.readFileSync(path.join(ROOT, 'index.ts'), 'utf8').matchAll(/from '\.\/(.+)';/g)].map(([, file]) => `${file}.ts`);

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
  const exported = (node: ts.DeclarationStatement) => (ts.canHaveModifiers(node) ? ts.getModifiers(node) ?? [] : []).some((m) => m.kind === ts.SyntaxKind.ExportKeyword);
  source.forEachChild((node) => {
    if ((ts.isInterfaceDeclaration(node) || ts.isClassDeclaration(node) || ts.isEnumDeclaration(node)) && exported(node)) {
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
  expect(FILES.length).toBeGreaterThan(80);
  expect(FILES.flatMap(lacks)).toEqual([]);
});
