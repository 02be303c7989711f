import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { GoPart, Setting } from './catalogue';

/** Where the build finds the copy: a go.mod that leads to it, for `go build -modfile`. */
export interface Altered {
  readonly modfile: string;
  remove(): void;
}

/** A copy of a part's source in which its settings are variables of the environment. */
export function altered(part: GoPart, source: string, wrapper: string, folder: string): Altered {
  const copy = join(folder, 'source');
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(source, copy, { recursive: true, filter: (file) => !/\/testdata(\/|$)|_test\.go$/.test(file.slice(source.length)) });
  execFileSync('chmod', ['-R', 'u+w', copy]); // Go's cache is read-only, and so is a copy of it
  for (const file of new Set(part.settings!.map((s) => s.file))) { alter(join(copy, file), part.settings!.filter((s) => s.file === file)); }
  const modfile = join(folder, 'go.mod');
  writeFileSync(modfile, `${readFileSync(join(wrapper, 'go.mod'), 'utf8')}\nreplace ${part.from} => ${copy}\n`);
  writeFileSync(join(folder, 'go.sum'), readFileSync(join(wrapper, 'go.sum')));
  return { modfile, remove: () => rmSync(copy, { recursive: true, force: true }) };
}

/** Takes constants out of a file, and puts variables of their names beside it. */
function alter(file: string, settings: readonly Setting[]): void {
  let text = readFileSync(file, 'utf8');
  const lines = settings.map(({ constant, variable }) => {
    const found = [...text.matchAll(new RegExp(`^\\s*${constant}\\s*=\\s*("[^"]*")\\n`, 'gm'))];
    if (found.length !== 1) { throw new Error(`${file} should say the constant ${constant} once, and says it ${found.length} times: this release differs, see conformance/parts/catalogue.ts`); }
    text = text.replace(found[0][0], '');
    return `var ${constant} = setting("${variable}", ${found[0][1]})`;
  });
  const name = /^package (\w+)/m.exec(text)![1];
  writeFileSync(file, text);
  writeFileSync(join(dirname(file), `${basename(file, '.go')}_settings.go`), [
    `package ${name}`, 'import "os"', ...lines, 'func setting(variable, otherwise string) string {', '\tif v, ok := os.LookupEnv(variable); ok {', '\t\treturn v', '\t}', '\treturn otherwise', '}', '',
  ].join('\n'));
}
