import * as fs from 'fs';
import * as path from 'path';
import { appLabel, type Entry, listOf, listText, otherOwners, type Owner, readList } from './list';
import { type Beat, withLock } from './lock';
import { createOutdir, TargetFolders } from './outdir';
import { isFile, removeStale } from './prune';
import { hashOf, removeAbandoned, STAGE, Stage } from './stage';
import { warn } from './warn';

/** Who writes to a folder. */
export interface Writer {
  readonly outdir: string;
  /** Undefined if the app has no name. */
  readonly app: string | undefined;
  /** Whether to remove files that the previous synth of the app wrote and this one does not, unless they were changed. */
  readonly prune: boolean;
}

/**
 * Writes the files of one synth: all are first written to a separate folder, so that a failure changes nothing, and then each is moved to its destination,
 * which it replaces atomically. Files of other apps are neither replaced nor removed.
 */
export function writeFolder(writer: Writer, make: (stage: Stage) => void): void {
  const { outdir } = writer;
  createOutdir(outdir);
  const stage = new Stage(fs.mkdtempSync(path.join(outdir, STAGE)));
  try {
    stage.mark();
    const now = fs.statSync(stage.folder).mtimeMs;
    make(stage);
    withLock(path.join(outdir, '.cdk8s-mesh.lock'), now, (beat) => publish(writer, stage, beat));
  } finally {
    fs.rmSync(stage.folder, { recursive: true, force: true });
  }
}

function publish(writer: Writer, stage: Stage, beat: Beat): void {
  const { outdir, app, prune } = writer;
  removeAbandoned(outdir);
  const before = readList(path.join(outdir, listOf(app)));
  const others = otherOwners(outdir, app);
  const now: Entry[] = [...stage.files].map(([name, { hash }]) => [hash, name]);
  const stale = before.filter(([, name]) => !stage.files.has(name));
  checkTargets(writer, stage, prune ? stale : []);
  checkOwners(writer, stage, others);
  if (before.length + now.length === 0) return;
  warnOfEdits(outdir, stage, before, beat);
  for (const folder of foldersOf(stage.files.keys())) fs.mkdirSync(path.join(outdir, folder), { recursive: true });
  // while files are being moved, both the old and the new content are ours
  writeList(writer, stage, [...before, ...now]);
  for (const [name, { file }] of stage.files) {
    beat();
    move(file, path.join(outdir, name));
  }
  beat();
  const foreign = new Set(others.flatMap(({ entries }) => entries.map(([, name]) => name.toLowerCase())));
  // an app that writes none of the previous files may well be a second one
  const hint = app === undefined && stale.length === before.length ? '; if another app wrote these, set appName on both' : '';
  writeList(writer, stage, [...now, ...prune ? removeStale(stale, { outdir, written: [...stage.files.keys()], foreign, hint }) : stale]);
}

/** Checks that all files can be written, and the stale ones removed, before any is. */
function checkTargets({ outdir, app }: Writer, stage: Stage, stale: readonly Entry[]): void {
  const folders = new TargetFolders(outdir);
  const removable = stale.map(([, name]) => name).filter((name) => isFile(path.join(outdir, name)));
  for (const folder of [...foldersOf(stage.files.keys()), ...foldersOf(removable)]) folders.check(folder);
  const list = path.join(outdir, listOf(app));
  const instead = notAFile(list);
  if (instead) throw new Error(`'${list}' must be the list of files that synth writes, got: ${instead.what}; remove it`);
  for (const name of stage.files.keys()) {
    const target = path.join(outdir, name);
    const other = notAFile(target);
    if (other) throw new Error(`'${target}' is ${other.what}, but the app writes a file of that name; remove the ${other.kind}, or rename the chart`);
  }
}

/** What has the name of a file and is none: replacing it would lose it, and writing through a link could change any file. */
function notAFile(file: string): { readonly kind: string; readonly what: string } | undefined {
  const stat = fs.lstatSync(file, { throwIfNoEntry: false });
  if (!stat || stat.isFile()) return undefined;
  if (stat.isSymbolicLink()) return { kind: 'link', what: `a link to '${fs.readlinkSync(file)}'` };
  return stat.isDirectory() ? { kind: 'folder', what: 'a folder' } : { kind: 'pipe', what: 'a pipe, socket or device' };
}

/** Checks that no other app wrote, and still has, a file that this one would replace; letter case is ignored, as on the file systems of macOS and Windows. */
function checkOwners({ outdir, app }: Writer, stage: Stage, others: readonly Owner[]): void {
  const names = new Map([...stage.files.keys()].map((name) => [name.toLowerCase(), name]));
  for (const other of others) {
    const both = other.entries.find(([, name]) => names.has(name.toLowerCase()) && isFile(path.join(outdir, name)));
    if (!both) continue;
    throw new Error(`'${path.join(outdir, names.get(both[1].toLowerCase())!)}' would be written by ${appLabel(app)}, but ${appLabel(other.app)} wrote it; `
      + `rename the chart, or set outdir to another folder; if both are one app, whose appName has changed, delete '${path.join(outdir, listOf(other.app))}'`);
  }
}

/** Generated files are replaced whatever they contain, but not without a word. */
function warnOfEdits(outdir: string, stage: Stage, before: readonly Entry[], beat: Beat): void {
  const ours = new Map<string, Set<string>>();
  for (const [hash, name] of before) ours.set(name, (ours.get(name) ?? new Set()).add(hash));
  const edited: string[] = [];
  const unknown: string[] = [];
  for (const [name, { hash }] of stage.files) {
    beat();
    const found = hashAt(path.join(outdir, name));
    if (found === undefined || found === hash || ours.get(name)?.has(found)) continue;
    (ours.has(name) ? edited : unknown).push(name);
  }
  const said = (files: readonly string[]) => `${files.length === 1 ? 'a file' : `${files.length} files`} in '${outdir}'`;
  if (edited.length > 0) warn(`replaced ${said(edited)} that had been edited by hand since the previous synth: ${edited.join(', ')}; change the app instead`);
  if (unknown.length > 0) warn(`replaced ${said(unknown)} that no earlier synth of the app has listed: ${unknown.join(', ')}`);
}

/** The hash of a file; undefined if it doesn't exist, or can't be read. */
function hashAt(file: string): string | undefined {
  try {
    return hashOf(fs.readFileSync(file));
  } catch {
    return undefined;
  }
}

/** The folders of files, without duplicates. */
function foldersOf(names: Iterable<string>): Set<string> {
  return new Set([...names].map((name) => path.posix.dirname(name)));
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

function writeList({ outdir, app }: Writer, stage: Stage, entries: readonly Entry[]): void {
  const list = path.join(outdir, listOf(app));
  if (entries.length === 0) fs.rmSync(list, { force: true });
  else move(stage.write(listText(app, entries)).file, list);
}
