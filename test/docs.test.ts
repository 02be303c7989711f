import * as fs from 'fs';
import * as path from 'path';
import * as ts from 'typescript';
import * as mesh from '../src';

const ROOT = path.join(__dirname, '..');
const PAGES = ['README.md', ...fs.readdirSync(path.join(ROOT, 'docs')).filter((f) => f.endsWith('.md')).sort().map((f) => `docs/${f}`)];

interface Block {
  readonly page: string;
  /** The line of the page that the block's first line is. */
  readonly line: number;
  readonly code: string;
}

/** The blocks of TypeScript in a page. */
function blocks(page: string): Block[] {
  const found: Block[] = [];
  const lines = fs.readFileSync(path.join(ROOT, page), 'utf8').split('\n');
  for (let i = 0; i < lines.length; i++) {
    if (/^```(ts|typescript)\b/.test(lines[i])) {
      const end = lines.indexOf('```', i + 1);
      found.push({ page, line: i + 2, code: lines.slice(i + 1, end).join('\n') });
      i = end;
    }
  }
  return found;
}

/** What a block may use without an import: what the blocks of the API reference may, and cdk8s' small values. */
const PREAMBLE = fs.readFileSync(path.join(ROOT, 'rosetta', 'default.ts-fixture'), 'utf8').split('\n')
  .filter((line) => line.startsWith('import ') && !line.startsWith('import { Checks }'))
  .map((line) => line.replace("import { App, Chart } from 'cdk8s'", "import { ApiObject, App, Chart, Duration, JsonPatch, Size } from 'cdk8s'"))
  .join(' ');

/** A block that imports nothing may use every export of the package by its name, and an app and a chart that are there. */
function preamble(code: string): string {
  if (/^import /m.test(code)) {
    return '';
  }
  const uses = (name: string) => new RegExp(`(?<![.\\w'])${name}\\b(?!['\\w]|: )`).test(code);
  const declares = (name: string) => new RegExp(`\\b(const|let|class|function) (\\{[^}]*\\b)?${name}\\b`).test(code);
  const open = (name: string) => uses(name) && !declares(name);
  const names = Object.keys(mesh).filter(open);
  const things = [['app', 'App'], ['chart', 'Chart']].filter(([name]) => open(name)).map(([name, type]) => `declare const ${name}: ${type};`);
  return `${PREAMBLE} import { ${names.join(', ')} } from 'cdk8s-mesh'; ${things.join(' ')}`;
}

const all = PAGES.flatMap(blocks);
const files = new Map(all.map((block, i) => [
  path.join(ROOT, 'test', `docs-block-${i}.ts`),
  { block, text: `${preamble(block.code)}\n${block.code}\nexport {};\n` },
]));

/** The errors of all blocks, found in one run of the compiler. */
function errors(): string[] {
  const { config } = ts.readConfigFile(path.join(ROOT, 'test', 'tsconfig.json'), (f) => ts.sys.readFile(f));
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: ['fixture.ts'] }, ts.sys, path.join(ROOT, 'test'));
  Object.assign(options, { noUnusedLocals: false, noUnusedParameters: false, types: ['node'], skipLibCheck: true, incremental: false });
  const host = ts.createCompilerHost(options);
  const read = host.readFile.bind(host);
  const exists = host.fileExists.bind(host);
  host.readFile = (file) => files.get(file)?.text ?? read(file);
  host.fileExists = (file) => files.has(file) || exists(file);
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files].flatMap(([name, { block }]) => {
    const source = program.getSourceFile(name)!;
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((d) => {
      const { line } = source.getLineAndCharacterOfPosition(d.start ?? 0);
      return `${block.page}:${block.line + line - 1}: ${ts.flattenDiagnosticMessageText(d.messageText, ' ')}`;
    });
  });
}

test('there are pages with blocks of code', () => {
  expect(all.length).toBeGreaterThan(5);
});

test('every block of TypeScript in the README and in docs/ compiles', () => {
  expect(errors()).toEqual([]);
}, 120000);
