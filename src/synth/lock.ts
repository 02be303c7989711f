import { randomUUID } from 'crypto';
import * as fs from 'fs';
import * as os from 'os';
import { warn } from './warn';

/** How long, in milliseconds of waiting, an unchanged lock is respected whose owner can't be checked (on another machine, or in another container). */
const LONGEST = 60_000;
/** The age in milliseconds after which a lock is certainly abandoned, even if the clocks of two machines differ. */
const ABANDONED = 3_600_000;
/** After how many milliseconds of waiting standard error says so. */
const NOTICE = 2_000;
/** Between two attempts, in milliseconds. */
const PAUSE = 10;

/** A lock of another synth, as one attempt found it. */
interface Held {
  /** Undefined if the lock is unreadable, such as another user's. */
  readonly content: string | undefined;
  readonly mtimeMs: number;
}

/** Runs a function under a lock file, exclusively in this process and others. */
export function withLock(file: string, run: () => void): void {
  const mine = `${process.pid} ${os.hostname()} ${randomUUID()}\n`;
  acquire(file, mine);
  try {
    run();
  } finally {
    if (contentOf(file) === mine) fs.rmSync(file, { force: true });
  }
}

/** Waiting is measured by its own pauses: the clock of whoever wrote the lock may be wrong. */
function acquire(file: string, mine: string): void {
  let waited = 0;
  for (let last: Held | undefined; !tryLock(file, mine);) {
    const held = heldAt(file);
    waited = held && held.content === last?.content && held.mtimeMs === last?.mtimeMs ? waited + PAUSE : 0;
    last = held;
    if (waited === NOTICE) warn(`waiting for the lock '${file}' of another synth; if none is running, delete that file`);
    if (held && isAbandoned(held, waited)) breakLock(file, held);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
  }
}

function tryLock(file: string, content: string): boolean {
  let fd: number;
  try {
    fd = fs.openSync(file, 'wx');
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw e;
  }
  try {
    fs.writeFileSync(fd, content);
    return true;
  } catch (e) {
    fs.rmSync(file, { force: true });
    throw e;
  } finally {
    fs.closeSync(fd);
  }
}

/** The lock in a file, if it still exists. */
function heldAt(file: string): Held | undefined {
  const stat = fs.lstatSync(file, { throwIfNoEntry: false });
  if (!stat) return undefined;
  if (!stat.isFile() && !stat.isSymbolicLink()) {
    throw new Error(`'${file}' must be a lock file that synth creates and removes, got: ${stat.isDirectory() ? 'a folder' : 'a pipe, socket or device'}; remove it`);
  }
  return { content: contentOf(file), mtimeMs: stat.mtimeMs };
}

function isAbandoned({ content, mtimeMs }: Held, waited: number): boolean {
  return (content !== undefined && isDead(content)) || waited >= LONGEST || Date.now() - mtimeMs > ABANDONED;
}

function breakLock(file: string, { content }: Held): void {
  const aside = `${file}.${randomUUID()}`;
  try {
    fs.renameSync(file, aside); // one of the waiting processes succeeds
    if (contentOf(aside) !== content) fs.linkSync(aside, file); // another process was faster, and this lock belongs to a new owner
  } catch (e) {
    if (!['ENOENT', 'EEXIST'].includes((e as NodeJS.ErrnoException).code ?? '')) throw e;
  } finally {
    fs.rmSync(aside, { force: true });
  }
}

function isDead(content: string): boolean {
  const [pid, host] = content.split(' ');
  if (host !== os.hostname() || !/^\d+$/.test(pid)) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (e) {
    return (e as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** The content of a regular file: reading a pipe would block. */
function contentOf(file: string): string | undefined {
  try {
    if (!fs.lstatSync(file).isFile()) return undefined;
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
