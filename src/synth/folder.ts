import * as fs from 'fs';
import * as path from 'path';
import { withLock } from './lock';
import { codeOf, createOutdir, TargetFolders } from './outdir';
import { hashOf, removeAbandoned, STAGE, Stage } from './stage';
import { warn } from './warn';

/**
 * The list of the files that the last synth wrote, each with its hash. `kubectl apply -f`, Argo CD and Config Sync only read files that end in .yaml, .yml or
 * .json; a tool that still reads it as YAML sees only comments.
 */
export const LIST = '.cdk8s-mesh.files';
const HEAD = '# The files that cdk8s-mesh wrote here, with their SHA-256. The next synth removes those that the app no longer writes.\n';

/**
 * Writes the files of one synth: all are first written to a separate folder, so that a failure changes nothing, and then each is moved to its destination,
 * which it replaces atomically. With `prune`, files that the previous synth wrote and this one did not are removed, unless they were changed.
 */
export function writeFolder(outdir: string, prune: boolean, make: (stage: Stage) => void): void {
  createOutdir(outdir);
  const stage = new Stage(fs.mkdtempSync(path.join(outdir, STAGE)));
  try {
    stage.mark();
    make(stage);
    withLock(path.join(outdir, '.cdk8s-mesh.lock'), () => publish(outdir, prune, stage));
  } finally {
    fs.rmSync(stage.folder, { recursive: true, force: true });
  }
}

type Entry = readonly [hash: string, name: string];

function publish(outdir: string, prune: boolean, stage: Stage): void {
  removeAbandoned(outdir);
  const before = readList(path.join(outdir, LIST));
  const now: Entry[] = [...stage.files].map(([name, { hash }]) => [hash, name]);
  const stale = before.filter(([, name]) => !stage.files.has(name));
  checkTargets(outdir, stage, prune ? stale : []);
  if (before.length + now.length === 0) return;
  for (const folder of foldersOf(stage.files.keys())) fs.mkdirSync(path.join(outdir, folder), { recursive: true });
  // while files are being moved, both the old and the new content are ours
  writeList(outdir, stage, [...before, ...now]);
  for (const [name, { file }] of stage.files) move(file, path.join(outdir, name));
  writeList(outdir, stage, [...now, ...prune ? removeStale(outdir, stale, [...stage.files.keys()]) : stale]);
}

/** Checks that all files can be written, and the stale ones removed, before any is. */
function checkTargets(outdir: string, stage: Stage, stale: readonly Entry[]): void {
  const folders = new TargetFolders(outdir);
  const removable = stale.map(([, name]) => name).filter((name) => isFile(path.join(outdir, name)));
  for (const folder of [...foldersOf(stage.files.keys()), ...foldersOf(removable)]) folders.check(folder);
  if (isFolder(path.join(outdir, LIST))) {
    throw new Error(`'${path.join(outdir, LIST)}' must be the list of files that synth writes, got: a folder; remove it`);
  }
  for (const name of stage.files.keys()) {
    const target = path.join(outdir, name);
    if (isFolder(target)) throw new Error(`'${target}' is a folder, but the app writes a file of that name; remove the folder, or rename the chart`);
  }
}

/** The folders of files, without duplicates. */
function foldersOf(names: Iterable<string>): Set<string> {
  return new Set([...names].map((name) => path.posix.dirname(name)));
}

function isFolder(file: string): boolean {
  return fs.lstatSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
}

function move(from: string, to: string): void {
  try {
    fs.renameSync(from, to);
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code !== 'EXDEV') throw e;
    // a folder of the output on a different file system
    const beside = path.join(path.dirname(to), `${STAGE}${path.basename(path.dirname(from))}`);
    fs.copyFileSync(from, beside);
    fs.renameSync(beside, to);
  }
}

/** Removes files that are no longer written, and returns those that are kept because they have changed. */
function removeStale(outdir: string, stale: readonly Entry[], written: readonly string[]): Entry[] {
  const current = new Map(written.map((name) => [name.toLowerCase(), name]));
  const kept: Entry[] = [];
  const removed: string[] = [];
  const defined: string[] = [];
  for (const name of new Set(stale.map(([, n]) => n))) {
    const file = path.join(outdir, name);
    const other = current.get(name.toLowerCase());
    if (!isFile(file) || (other !== undefined && sameFile(file, path.join(outdir, other)))) continue;
    const content = fs.readFileSync(file);
    const hash = hashOf(content);
    if (!stale.some(([h, n]) => n === name && h === hash)) {
      kept.push(...stale.filter(([, n]) => n === name));
      warn(`kept '${file}', which the app no longer writes, because it was edited by hand; delete it if it is not needed`);
      continue;
    }
    fs.unlinkSync(file);
    removeEmpty(outdir, path.dirname(name));
    removed.push(name);
    defined.push(...lastingIn(content.toString()).map((object) => `${object} ('${name}')`));
  }
  if (removed.length > 0) {
    warn(`removed ${removed.length === 1 ? 'a file' : `${removed.length} files`} from '${outdir}' that the app no longer writes: ${removed.sort().join(', ')}`);
  }
  if (defined.length > 0) {
    warn(`the removed files defined ${defined.join(', ')}; applying this folder with pruning deletes these from the cluster, together with everything in them`);
  }
  return kept;
}

/** Whether a file with a name exists; false for impossible names, such as one below another file. */
function isFile(file: string): boolean {
  try {
    return fs.lstatSync(file).isFile();
  } catch {
    return false;
  }
}

/** The objects in a file whose deletion also deletes others. */
function lastingIn(yaml: string): string[] {
  return yaml.split(/^---$/m).flatMap((document) => {
    const kind = /^kind: (CustomResourceDefinition|Namespace)$/m.exec(document)?.[1];
    return kind ? [`${kind} ${/^metadata:\n(?: .*\n)*? {2}name: (.*)$/m.exec(document)?.[1] ?? ''}`.trim()] : [];
  });
}

function removeEmpty(outdir: string, folder: string): void {
  for (let at = folder; at !== '.' && at !== ''; at = path.posix.dirname(at)) {
    const full = path.join(outdir, at);
    if (!fs.lstatSync(full).isDirectory() || fs.readdirSync(full).length > 0) return;
    fs.rmdirSync(full);
  }
}

function sameFile(a: string, b: string): boolean {
  const [one, two] = [a, b].map((file) => fs.lstatSync(file, { throwIfNoEntry: false }));
  return one !== undefined && two !== undefined && one.ino === two.ino && one.dev === two.dev;
}

/** The list of an earlier synth. A line that refers to nothing below the folder is ignored. */
function readList(file: string): Entry[] {
  const stat = fs.lstatSync(file, { throwIfNoEntry: false });
  if (!stat?.isFile()) return [];
  return readText(file).split(/\r?\n/).flatMap((line) => {
    const [, hash, name] = /^# ([0-9a-f]{64}) (.+)$/.exec(line) ?? [];
    const below = name !== undefined && !path.isAbsolute(name) && !name.includes('\\') && name.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
    return below ? [[hash, name] as const] : [];
  });
}

function readText(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (e) {
    throw new Error(`the list of written files '${file}' can't be read (${codeOf(e)}), so no file was changed; grant read permission on it`);
  }
}

function writeList(outdir: string, stage: Stage, entries: readonly Entry[]): void {
  const byName = [...entries].sort(([h1, n1], [h2, n2]) => (n1 < n2 || (n1 === n2 && h1 < h2) ? -1 : 1));
  const lines = new Set([HEAD, ...byName.map(([hash, name]) => `# ${hash} ${name}\n`)]);
  if (entries.length === 0) {
    fs.rmSync(path.join(outdir, LIST), { force: true });
  } else {
    move(stage.write(lines).file, path.join(outdir, LIST));
  }
}
