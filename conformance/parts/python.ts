import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder, quietly } from './install';
import { withLock } from './lock';

const ROOT = join(__dirname, '..', '..');
const PINS = join(__dirname, 'python.txt');
const MINIMUM = [3, 10];

/** What jsii compiles. */
const SOURCES = ['package.json', 'tsconfig.json', 'README.md', 'src', 'imports'];
/** What the package holds beside that. */
const PACKED = ['LICENSE', 'NOTICE', '.npmignore', 'assets', 'bin', 'jest.js', 'jest.d.ts'];

/** The folders where Python finds what an app imports: pinned packages, which every clone shares, and the bindings of this tree. */
export async function pythonPath(): Promise<string> {
  await demandPython();
  return [await bindings(), await packages()].join(':');
}

async function demandPython(): Promise<void> {
  const needs = `the cases of Python need Python ${MINIMUM.join('.')} or later with pip (Debian: python3-pip)`;
  const run = promisify(execFile);
  const found = await run('python3', ['-c', 'import sys; print(*sys.version_info[:2])']).then((r) => r.stdout.trim().split(' ').map(Number), () => undefined);
  if (!found) { throw new Error(`${needs}: this machine has no python3`); }
  if (found[0] < MINIMUM[0] || (found[0] === MINIMUM[0] && found[1] < MINIMUM[1])) { throw new Error(`${needs}: this machine has ${found.join('.')}`); }
  if (!(await run('python3', ['-m', 'pip', '--version']).then(() => true, () => false))) { throw new Error(`${needs}: this machine has no pip`); }
}

async function packages(): Promise<string> {
  const cache = cacheFolder();
  const folder = join(cache, 'python', createHash('sha256').update(readFileSync(PINS)).digest('hex').slice(0, 8));
  if (existsSync(folder)) { return folder; }
  await withLock(cache, console.log, async () => {
    if (existsSync(folder)) { return; } // another run made it while we waited
    const fresh = `${folder}.new`;
    rmSync(fresh, { recursive: true, force: true });
    await quietly('python3', [
      '-m', 'pip', 'install', '--quiet', '--no-deps', '--require-hashes', '--only-binary', ':all:', '--target', fresh, '-r', PINS,
    ], { cwd: tmpdir(), env: process.env });
    renameSync(fresh, folder);
  });
  return folder;
}

/** Written anew for each state of the sources. */
async function bindings(): Promise<string> {
  const home = join(ROOT, '.bindings', 'conformance');
  const key = hashOf([...SOURCES, ...PACKED]);
  const folder = join(home, key);
  const code = join(folder, 'python', 'src');
  if (existsSync(folder)) { return code; }
  rmSync(home, { recursive: true, force: true });
  const scratch = mkdtempSync(join(tmpdir(), 'mesh-bindings-'));
  try {
    const from = isCompiled() ? ROOT : await compiledIn(join(scratch, 'package'));
    const fresh = join(home, `${key}.new`);
    await quietly(tool('jsii-pacmak'), ['--target', 'python', '--code-only', '--no-npmignore', '--outdir', fresh, from], { cwd: scratch, env: process.env });
    renameSync(fresh, folder);
  } finally {
    rmSync(scratch, { recursive: true });
  }
  return code;
}

const tool = (name: string) => join(ROOT, 'node_modules', '.bin', name);

/** Whether `npx projen compile` ran after the last change of what it compiles. */
function isCompiled(): boolean {
  const assembly = join(ROOT, '.jsii');
  return existsSync(assembly) && filesOf(SOURCES).every((file) => statSync(file).mtimeMs < statSync(assembly).mtimeMs);
}

/** A copy of the package, compiled there, as the tree of a run is left alone. */
async function compiledIn(folder: string): Promise<string> {
  for (const name of [...SOURCES, ...PACKED]) { cpSync(join(ROOT, name), join(folder, name), { recursive: true }); }
  linkModules(join(folder, 'node_modules'));
  await quietly(tool('jsii'), ['--silence-warnings=reserved-word'], { cwd: folder, env: process.env });
  return folder;
}

/** The installed packages: copies of what the package brings with it, as npm packs no links, and links to the others. */
function linkModules(folder: string): void {
  const installed = join(ROOT, 'node_modules');
  const manifest = (name: string) => JSON.parse(readFileSync(join(name, 'package.json'), 'utf8')) as { dependencies?: Record<string, string>; bundledDependencies?: string[] };
  const bundled = new Set(manifest(ROOT).bundledDependencies);
  for (const name of bundled) { Object.keys(manifest(join(installed, name)).dependencies ?? {}).forEach((needed) => bundled.add(needed)); }
  mkdirSync(folder);
  for (const name of readdirSync(installed)) {
    if (bundled.has(name)) { cpSync(join(installed, name), join(folder, name), { recursive: true }); } else { symlinkSync(join(installed, name), join(folder, name)); }
  }
}

function hashOf(names: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of filesOf(names)) { hash.update(file.slice(ROOT.length)).update(readFileSync(file)); }
  return hash.digest('hex').slice(0, 8);
}

function filesOf(names: readonly string[]): string[] {
  return names.map((name) => join(ROOT, name)).flatMap((path) => (statSync(path).isDirectory()
    ? readdirSync(path, { recursive: true, encoding: 'utf8' }).sort().map((f) => join(path, f)).filter((f) => statSync(f).isFile())
    : [path]));
}
