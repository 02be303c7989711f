import * as fs from 'fs';
import * as path from 'path';
import * as ts from 'typescript';
import * as mesh from '../src';

const ROOT = path.join(__dirname, '..');
/** The pages of a folder. */
const pagesIn = (folder: string) => fs.readdirSync(path.join(ROOT, folder)).filter((f) => f.endsWith('.md')).sort().map((f) => `${folder}/${f}`);
const PAGES = ['README.md', ...pagesIn('docs'), ...pagesIn('docs/guides')];

interface Block {
  readonly page: string;
  readonly language: string;
  /** The line number of the block's first line in the page. */
  readonly line: number;
  readonly code: string;
}

/** The blocks of code in a page. */
function blocks(page: string): Block[] {
  const found: Block[] = [];
  const lines = fs.readFileSync(path.join(ROOT, page), 'utf8').split('\n');
  for (let i = 0; i < lines.length; i++) {
    const [, language] = /^```(\w+)/.exec(lines[i]) ?? [];
    if (language) {
      const end = lines.indexOf('```', i + 1);
      found.push({ page, language, line: i + 2, code: lines.slice(i + 1, end).join('\n') });
      i = end;
    }
  }
  return found;
}

/** Names that a block may use without an import: as in blocks of the API reference, and cdk8s' value classes. */
const PREAMBLE = fs.readFileSync(path.join(ROOT, 'rosetta', 'default.ts-fixture'), 'utf8').split('\n')
  .filter((line) => line.startsWith('import ') && !line.startsWith('import { Checks }'))
  .map((line) => line.replace(/^import \{[^}]*\} from 'cdk8s';/, "import { ApiObject, App, Chart, Duration, JsonPatch, Size } from 'cdk8s';"))
  .join(' ');

/** A block without imports may use every export of the package by its name, and a predefined app and chart. */
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
const typescript = all.filter(({ language }) => /^(ts|typescript)$/.test(language));
const files = new Map(typescript.map((block, i) => [
  path.join(ROOT, 'test', `docs-block-${i}.ts`),
  { block, text: `${preamble(block.code)}\n${block.code}\nexport {};\n` },
]));

/** The errors of all blocks, found in one run of the compiler. */
function errors(): string[] {
  const { config } = ts.readConfigFile(path.join(ROOT, 'test', 'tsconfig.json'), (f) => ts.sys.readFile(f));
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: ['fixture.ts'] }, ts.sys, path.join(ROOT, 'test'));
  Object.assign(options, { noUnusedLocals: false, noUnusedParameters: false, types: ['node', 'jest'], skipLibCheck: true, incremental: false });
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
  expect(typescript.length).toBeGreaterThan(5);
});

test('every block of TypeScript in the README and in docs/ compiles', () => {
  expect(errors()).toEqual([]);
}, 120000);

/** The sources of other languages' code in the pages: programs run by `npx projen verify:LANGUAGE`. */
const POLYGLOT: { readonly [language: string]: string } = { python: 'main.py', java: 'Main.java', go: 'main.go' };

test.each(Object.entries(POLYGLOT))('the code blocks of the pages in %s are in examples/polyglot/%s', (language, file) => {
  const flat = (code: string) => code.split('\n').map((line) => line.trim()).join('\n');
  const program = flat(fs.readFileSync(path.join(ROOT, 'examples', 'polyglot', file), 'utf8'));
  const shown = all.filter((block) => block.language === language);
  expect(shown.length).toBeGreaterThan(0);
  expect(shown.filter(({ code }) => !program.includes(flat(code))).map(({ page, line }) => `${page}:${line}`)).toEqual([]);
});

test.each(['docs', 'docs/guides'])('every page of %s is in the index of its folder', (folder) => {
  const index = fs.readFileSync(path.join(ROOT, folder, 'README.md'), 'utf8');
  const wanted = pagesIn(folder).map((page) => path.basename(page)).filter((page) => page !== 'README.md');
  expect(wanted.filter((page) => !index.includes(`](${page})`))).toEqual([]);
});

/** The anchor of a heading in a page. */
function anchors(page: string): string[] {
  const text = fs.readFileSync(page, 'utf8').replace(/^```[^]*?^```/gm, '');
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/ /g, '-'));
}

test('every link between pages refers to an existing file and heading', () => {
  const contributing = ['ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CODE_OF_CONDUCT.md', 'conformance/README.md'];
  const written = fs.readdirSync(path.join(ROOT, 'examples'), { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.md')).map((f) => `examples/${f}`);
  const broken = [...PAGES, ...contributing, ...written].flatMap((page) => {
    const text = fs.readFileSync(path.join(ROOT, page), 'utf8').replace(/^```[^]*?^```/gm, '');
    return [...text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g)].filter(([, to, anchor]) => {
      const file = to === '' ? path.join(ROOT, page) : path.join(ROOT, path.dirname(page), to);
      return !fs.existsSync(file) || (anchor !== undefined && !anchors(file).includes(anchor));
    }).map(([link]) => `${page}: ${link}`);
  });
  expect(broken).toEqual([]);
});
