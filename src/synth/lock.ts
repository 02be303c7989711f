import { randomUUID } from 'crypto';
import * as fs from 'fs';
import { warn } from './warn';

/** How long, in milliseconds of waiting, an unchanged lock is respected: a live owner changes it much more often. */
const LONGEST = 60_000;
/** The age in milliseconds after which a lock is certainly abandoned, by the clock of the file system that contains it. */
const ABANDONED = 3_600_000;
/** After how many milliseconds the owner writes its lock again. */
const BEAT = 200;
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

/** Shows other synths that the owner of the lock is alive; throws if one of them took the lock over all the same. */
export type Beat = () => void;

/**
 * Runs a function under a lock file, exclusively in this process and others.
 *
 * @param now time of the file system that contains the lock: the clock of this machine may differ from it
 * @param run must call the given function between its steps, none of which may take longer than a minute
 */
export function withLock(file: string, now: number, run: (beat: Beat) => void): void {
  const mine = `${identity()} ${randomUUID()}\n`;
  const fd = acquire(file, mine, now);
  let last = Date.now();
  try {
    run(() => {
      if (Math.abs(Date.now() - last) < BEAT) return;
      last = Date.now();
      if (contentOf(file) !== mine) throw new Error(`another synth has taken over the lock '${file}', because this one stood still for too long; run it again`);
      fs.writeSync(fd, mine, 0); // not by name: that could be a new owner's lock by now
    });
  } finally {
    fs.closeSync(fd);
    if (contentOf(file) === mine) fs.rmSync(file, { force: true });
  }
}

/** Waiting is measured by its own pauses: the clock of whoever wrote the lock may be wrong. Returns the descriptor of the created lock. */
function acquire(file: string, mine: string, now: number): number {
  let waited = 0;
  for (let last: Held | undefined; ;) {
    const fd = tryLock(file, mine);
    if (fd !== undefined) return fd;
    const held = heldAt(file);
    waited = held && held.content === last?.content && held.mtimeMs === last?.mtimeMs ? waited + PAUSE : 0;
    last = held;
    if (waited === NOTICE) warn(`waiting for the lock '${file}' of another synth; if none is running, delete that file`);
    if (held && ((held.content !== undefined && isDead(held.content)) || waited >= LONGEST || now - held.mtimeMs > ABANDONED)) breakLock(file, held);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
  }
}

function tryLock(file: string, content: string): number | undefined {
  let fd: number;
  try {
    fd = fs.openSync(file, 'wx');
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw e;
  }
  try {
    fs.writeFileSync(fd, content);
    return fd;
  } catch (e) {
    fs.closeSync(fd);
    fs.rmSync(file, { force: true });
    throw e;
  }
}

/** The lock in a file, if it still exists. */
function heldAt(file: string): Held | undefined {
  const content = contentOf(file); // first, since opening a file makes a network file system fetch its time
  const stat = fs.lstatSync(file, { throwIfNoEntry: false });
  if (!stat) return undefined;
  if (!stat.isFile() && !stat.isSymbolicLink()) {
    throw new Error(`'${file}' must be a lock file that synth creates and removes, got: ${stat.isDirectory() ? 'a folder' : 'a pipe, socket or device'}; remove it`);
  }
  return { content, mtimeMs: stat.mtimeMs };
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

/** The owner of a lock: its process, when that began, and where its number is meaningful. */
function identity(): string {
  return `${process.pid} ${startOf(process.pid) ?? '-'} ${processSpace() ?? '-'}`;
}

/**
 * Where a process number is meaningful: the running kernel and its process namespace. Two containers, even with the same host name, have different ones.
 * Undefined on systems other than Linux, where there is no such proof, so that a lock is only judged by whether it changes.
 */
function processSpace(): string | undefined {
  try {
    return `${fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${fs.readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return undefined;
  }
}

/** When a process began, in ticks of its kernel: its number can be given to another one later. */
function startOf(pid: number): string | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]; // the name before the parenthesis may contain anything
  } catch {
    return undefined;
  }
}

/** Whether the owner of a lock has certainly ended. */
function isDead(content: string): boolean {
  const [pid, start, space] = content.trimEnd().split(' ');
  if (space === undefined || space !== processSpace() || !/^[1-9]\d*$/.test(pid)) return false;
  try {
    process.kill(Number(pid), 0);
  } catch (e) {
    return (e as NodeJS.ErrnoException).code === 'ESRCH';
  }
  const running = startOf(Number(pid));
  return running !== undefined && start !== '-' && running !== start;
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
