import * as fs from 'fs';
import * as path from 'path';
import { transformSync } from 'esbuild';

/*
 * Puts the compiled modules of lib/src into a few files, without comments: finding, reading and wrapping a thousand small files takes longer than
 * running them. Modules that the same entries need share a file, so that a program parses little that it does not run. A module still runs when it
 * is first required, and only once. Files that others load by their path stay where they are, and take their module from its bundle.
 */

const src = path.join(__dirname, '..', '..', 'lib', 'src');
const target = path.join(src, 'bundle');

/** The modules that others load by their path. */
const PATHS = ['index', 'cli/main', 'trace/jest', 'grammar/cel']; // the last one by imports/cel.js

/** Modules that programs start from. Those that need the same of them share a bundle. */
const ENTRIES: { readonly [name: string]: readonly string[] } = {
  library: ['mesh/index', 'service/index', 'synth/app'],
  check: ['cli/main', 'cli/check/command', 'grammar/cel'],
  trace: ['cli/trace', 'cli/traffic-test', 'trace/jest'],
  install: ['install/index', 'cli/render'],
};

/** What TypeScript writes for an import. A call that is indented is inside of a function. */
const REQUIRE = /require\(["'](\.[^"']*)["']\)/g;
const TOP_LEVEL_REQUIRE = /^\S.*require\(["'](\.[^"']*)["']\)/gm;

interface Module {
  readonly text: string;
  /** The modules that it loads when it runs, not those that a function of it loads later. */
  readonly needs: readonly string[];
}

function main(): void {
  if (fs.existsSync(target)) fs.rmSync(target, { recursive: true });
  const modules = new Map(names().map((name) => [name, read(name)]));
  const bundleOf = partition(modules);
  const bundles = [...new Set(bundleOf.values())].sort();
  fs.mkdirSync(target);
  for (const bundle of bundles) {
    fs.writeFileSync(path.join(target, `${bundle}.js`), write(bundle, modules, bundleOf));
  }
  for (const name of modules.keys()) fs.rmSync(path.join(src, `${name}.js`));
  for (const name of PATHS) fs.writeFileSync(path.join(src, `${name}.js`), forward(name, modules.get(name)!, bundleOf.get(name)!));
  console.log(`${modules.size} modules are in ${bundles.length} bundles: ${bundles.join(', ')}`);
}

function names(): string[] {
  return fs.readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js')).map((file) => file.slice(0, -'.js'.length).replace(/\\/g, '/')).sort();
}

function read(name: string): Module {
  const text = fs.readFileSync(path.join(src, `${name}.js`), 'utf8');
  // index.js loads its exports when they are read; see lazy-index.ts
  const needs = name === 'index' ? [] : [...text.matchAll(TOP_LEVEL_REQUIRE)].map(([, to]) => moduleOf(name, to));
  return { text, needs: needs.filter((to) => to !== undefined) };
}

/** The module of lib/src that a module means by a path; undefined for one that lies outside, such as imports/. */
function moduleOf(from: string, to: string): string | undefined {
  const file = path.join(src, path.dirname(from), to);
  const found = [file, path.join(file, 'index')].find((candidate) => fs.existsSync(`${candidate}.js`));
  if (found === undefined) throw new Error(`lib/src/${from}.js requires ${to}, which does not exist; compile before this step`);
  return found.startsWith(src + path.sep) ? path.relative(src, found).replace(/\\/g, '/') : undefined;
}

/** The bundle of each module: named by the entries that need it, or `rest`. */
function partition(modules: ReadonlyMap<string, Module>): ReadonlyMap<string, string> {
  const reached = Object.entries(ENTRIES).map(([entry, roots]) => [entry, closure(roots, modules)] as const);
  return new Map([...modules.keys()].map((name) => [name, reached.filter(([, all]) => all.has(name)).map(([entry]) => entry).join('-') || 'rest']));
}

function closure(roots: readonly string[], modules: ReadonlyMap<string, Module>): ReadonlySet<string> {
  const reached = new Set<string>(roots);
  for (const name of reached) modules.get(name)!.needs.forEach((to) => reached.add(to)); // a set's iterator visits what is added
  return reached;
}

function write(bundle: string, modules: ReadonlyMap<string, Module>, bundleOf: ReadonlyMap<string, string>): string {
  const members = [...modules].filter(([name]) => bundleOf.get(name) === bundle);
  return [
    '"use strict";',
    'const modules = {',
    ...members.map(([name, { text }]) => `${JSON.stringify(name)}(exports, module) {${minified(text).replace(REQUIRE, (_, to: string) => call(bundle, name, to, bundleOf))}},`),
    '};',
    'const loaded = {};',
    'function load(name) {',
    '  if (loaded[name] === undefined) {',
    '    loaded[name] = { exports: {} };',
    '    modules[name](loaded[name].exports, loaded[name]);',
    '  }',
    '  return loaded[name].exports;',
    '}',
    'module.exports = load;',
    '',
  ].join('\n');
}

function minified(text: string): string {
  return transformSync(text, { platform: 'node', target: 'node20', minifyWhitespace: true, minifySyntax: true, legalComments: 'inline' }).code.trimEnd();
}

/** How a module in a bundle requires another one. */
function call(bundle: string, from: string, to: string, bundleOf: ReadonlyMap<string, string>): string {
  const name = moduleOf(from, to);
  if (name === undefined) return `require(${JSON.stringify(path.relative(target, path.join(src, path.dirname(from), to)).replace(/\\/g, '/'))})`;
  const other = bundleOf.get(name)!;
  return `${other === bundle ? 'load' : `require("./${other}")`}(${JSON.stringify(name)})`;
}

/** The file of a module that others load by its path. It names the exports as ECMAScript modules look for them. */
function forward(name: string, { text }: Module, bundle: string): string {
  const exported = /^(exports\.\w+ = )+void 0;$/m.exec(text)?.[0] ?? '';
  const up = path.relative(path.dirname(path.join(src, name)), path.join(target, bundle)).replace(/\\/g, '/');
  return [
    '"use strict";',
    'Object.defineProperty(exports, "__esModule", { value: true });',
    exported,
    `Object.defineProperties(exports, Object.getOwnPropertyDescriptors(require(${JSON.stringify(up.startsWith('.') ? up : `./${up}`)})(${JSON.stringify(name)})));`,
    '',
  ].join('\n');
}

main();
