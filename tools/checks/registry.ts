import * as fs from 'fs';
import * as path from 'path';

const SRC = path.join(__dirname, '..', '..', 'src', 'check');
const RULE = /^export const (\w+): (readonly )?Check(\[\])? =/gm;

function files(folder: string): string[] {
  return fs.readdirSync(folder, { withFileTypes: true })
    .flatMap((e) => (e.isDirectory() ? files(path.join(folder, e.name)) : /^[^_].*\.ts$/.test(e.name) ? [path.join(folder, e.name)] : []));
}

/** Folder by folder, as the linter orders imports. */
function byPart(a: readonly string[], b: readonly string[]): number {
  const i = a.findIndex((part, k) => part !== b[k]);
  return i < 0 ? 0 : a[i] < (b[i] ?? '') ? -1 : 1;
}

/** Every rule of src/check/rules, by folder and file: files whose name begins with `_` are helpers. */
export function registered(): string {
  const imports: string[] = [];
  const entries: string[] = [];
  const names = new Set<string>();
  const found = files(path.join(SRC, 'rules')).map((file) => path.relative(path.join(SRC, 'rules'), file).replace(/\.ts$/, '').split(path.sep)).sort(byPart).map((parts) => parts.join('/'));
  for (const file of found.filter((f) => f !== 'index')) {
    const rules = [...fs.readFileSync(path.join(SRC, 'rules', `${file}.ts`), 'utf8').matchAll(RULE)];
    if (rules.length === 0) throw new Error(`src/check/rules/${file}.ts exports no rule; export a Check, or begin the name of a helper's file with '_'`);
    const taken = rules.map(([, name, , list]) => {
      const folder = file.split('/')[0].replace(/-(\w)/g, (_, c: string) => c.toUpperCase());
      const local = names.has(name) ? `${folder}${name[0].toUpperCase()}${name.slice(1)}` : name;
      names.add(local);
      entries.push(list ? `  ...${local},` : `  ${local},`);
      return local === name ? name : `${name} as ${local}`;
    });
    imports.push(`import { ${taken.join(', ')} } from './${file}';`);
  }
  return [
    '// Written by tools/checks/run.ts from the files of this folder; run `npx projen docs:checks` after a rule comes or goes.',
    ...imports,
    'import type { Check } from \'../engine/check\';',
    '',
    '/** Every rule, by code. */',
    'export const RULES: readonly Check[] = [',
    ...entries,
    '].sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));',
    '',
  ].join('\n');
}
