import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import * as ts from 'typescript';

/** One line of a file, and a mistake that replaces it. */
export interface Mutant {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export const inPlace = (file: string, ...changes: readonly (readonly [from: string, to: string])[]): Mutant[] => changes.map(([from, to]) => ({ file, from, to }));

/** By path; no mutant among them. */
const transpiled = new Map<string, string>();

/** Loads files of a folder, which know each other with the mistake in one of them; what lies outside of the folder is as it is. */
export function loaderWith(folder: string, mutant: Mutant | undefined): (file: string) => unknown {
  const modules = new Map<string, { exports: unknown }>();
  const load = (path: string): unknown => {
    const known = modules.get(path);
    if (known) return known.exports;
    const module = { exports: {} };
    modules.set(path, module);
    const code = mutant && path === join(folder, mutant.file) ? transpile(mutate(path, mutant)) : sound(path);
    const outside = createRequire(path);
    const require = (id: string): unknown => {
      const at = resolve(dirname(path), id);
      return id.startsWith('.') && at.startsWith(folder) ? load(`${at}.ts`) : outside(id) as unknown;
    };
    new Function('require', 'module', 'exports', code)(require, module, module.exports);
    return module.exports;
  };
  return (file) => load(join(folder, file));
}

function sound(path: string): string {
  let code = transpiled.get(path);
  if (code === undefined) transpiled.set(path, code = transpile(readFileSync(path, 'utf8')));
  return code;
}

function mutate(path: string, { from, to }: Mutant): string {
  const source = readFileSync(path, 'utf8');
  if (!source.includes(from)) throw new Error(`${path} does not contain the line that a mutant changes; adapt the mutant to it: ${from}`);
  return source.replace(from, () => to);
}

function transpile(source: string): string {
  return ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } }).outputText;
}
