import * as fs from 'fs';
import * as path from 'path';

/*
 * Rewrites the compiled entry point so that an export is loaded when it is first read: an app that uses no fleet does not load what makes fleets.
 * All names stay visible to those who only look: `import { Mesh } from 'cdk8s-mesh'` in a module finds them by the line that names them all.
 */

const entry = path.join(__dirname, '..', '..', 'lib', 'src', 'index.js');
const folder = path.dirname(entry);
// eslint-disable-next-line @typescript-eslint/no-require-imports
const all = require(entry) as Readonly<Record<string, unknown>>;

/** The file that an export comes from: of all files that have it, the one that is no index of others. */
function fileOf(name: string): string {
  const owners = Object.values(require.cache).filter((m) => m && m.filename !== entry && m.filename.startsWith(folder) && own(m.exports, name) === all[name]);
  const [first] = owners.sort((a, b) => Number(isIndex(a!.filename)) - Number(isIndex(b!.filename)) || a!.filename.length - b!.filename.length || (a!.filename < b!.filename ? -1 : 1));
  if (!first) throw new Error(`no file of lib/src exports ${name}`);
  return `./${path.relative(folder, first.filename).replace(/\.js$/, '').replace(/\\/g, '/')}`;
}
const own = (exports: unknown, name: string): unknown => (typeof exports === 'object' && exports !== null ? (exports as Record<string, unknown>)[name] : undefined);
const isIndex = (file: string): boolean => path.basename(file) === 'index.js';

/** Whole rooms under one name. */
const ROOMS = ['istio', 'install'];
const names = Object.keys(all).sort();
const getters = names.map((name) => (ROOMS.includes(name)
  ? `lazy(${JSON.stringify(name)}, () => require("./${name}"));`
  : `lazy(${JSON.stringify(name)}, () => require(${JSON.stringify(fileOf(name))}).${name});`));

fs.writeFileSync(entry, [
  '"use strict";',
  'Object.defineProperty(exports, "__esModule", { value: true });',
  `${names.map((n) => `exports.${n} = `).join('')}void 0;`,
  'const lazy = (name, load) => Object.defineProperty(exports, name, { enumerable: true, configurable: true, get: load });',
  ...getters,
  '',
].join('\n'));
console.log(`${names.length} exports are loaded when they are first read`);
