import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import { withLock } from './lock';

/**
 * The list of the files that the last synth wrote, each with its hash. `kubectl apply -f`, Argo CD and Config Sync only read files that end in .yaml, .yml or
 * .json; a tool that still reads it as YAML sees only comments.
 */
export const LIST = '.cdk8s-mesh.files';
const HEAD = '# The files that cdk8s-mesh wrote here, with their SHA-256. The next synth removes those that the app no longer writes.\n';
const STAGE = '.cdk8s-mesh-';
/** The age in milliseconds after which a staging folder is certainly abandoned. */
const ABANDONED = 3_600_000;

/** A file that is written, but not moved to its destination yet. */
export interface Staged {
  readonly file: string;
  readonly hash: string;
}

/** The staging folder: files are written there before they are moved to the output folder. */
export class Stage {
  /** Path below the output folder, with `/` on every system. */
  public readonly files = new Map<string, Staged>();
  private count = 0;

  public constructor(public readonly folder: string) {}

  public write(chunks: Iterable<Buffer | string>): Staged {
    const file = path.join(this.folder, String(this.count++));
    const hash = createHash('sha256');
    const fd = fs.openSync(file, 'w');
    try {
      for (const chunk of chunks) {
        hash.update(chunk);
        fs.writeFileSync(fd, chunk);
      }
    } finally {
      fs.closeSync(fd);
    }
    return { file, hash: hash.digest('hex') };
  }

  /** Adds an externally written file to the stage. */
  public adopt(file: string): Staged {
    return { file, hash: hashOf(fs.readFileSync(file)) };
  }

  public place(name: string, staged: Staged): void {
    if (this.files.has(name)) throw new Error(`two files would be written to '${name}'; rename one of the charts or objects of that name`);
    this.files.set(name, staged);
  }
}

/**
 * Writes the files of one synth: all are first written to a separate folder, so that a failure changes nothing, and then each is moved to its destination,
 * which it replaces atomically. With `prune`, files that the previous synth wrote and this one did not are removed, unless they were changed.
 */
export function writeFolder(outdir: string, prune: boolean, make: (stage: Stage) => void): void {
  fs.mkdirSync(outdir, { recursive: true });
  const stage = new Stage(fs.mkdtempSync(path.join(outdir, STAGE)));
  try {
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
  for (const name of stage.files.keys()) makeRoom(outdir, name);
  if (before.length + now.length === 0) return;
  // while files are being moved, both the old and the new content are ours
  writeList(outdir, stage, [...before, ...now]);
  for (const [name, { file }] of stage.files) move(file, path.join(outdir, name));
  const stale = before.filter(([, name]) => !stage.files.has(name));
  writeList(outdir, stage, [...now, ...prune ? removeStale(outdir, stale, [...stage.files.keys()]) : stale]);
}

/** Creates the folder of a file, and checks that the file can be written, before any other is. */
function makeRoom(outdir: string, name: string): void {
  const target = path.join(outdir, name);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  if (fs.lstatSync(target, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Error(`'${target}' is a folder, but the app writes a file of that name; remove the folder, or rename the chart`);
  }
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

function removeAbandoned(outdir: string): void {
  for (const name of fs.readdirSync(outdir)) {
    const folder = path.join(outdir, name);
    if (!/^\.cdk8s-mesh-[0-9a-zA-Z]{6}$/.test(name)) continue;
    const stat = fs.lstatSync(folder, { throwIfNoEntry: false });
    if (stat?.isDirectory() && Date.now() - stat.mtimeMs > ABANDONED) fs.rmSync(folder, { recursive: true, force: true });
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
  return fs.readFileSync(file, 'utf8').split(/\r?\n/).flatMap((line) => {
    const [, hash, name] = /^# ([0-9a-f]{64}) (.+)$/.exec(line) ?? [];
    const below = name !== undefined && !path.isAbsolute(name) && !name.includes('\\') && name.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
    return below ? [[hash, name] as const] : [];
  });
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

function hashOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function warn(line: string): void {
  process.stderr.write(`cdk8s-mesh: ${line}\n`);
}
