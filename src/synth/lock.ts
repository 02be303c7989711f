import { randomUUID } from 'crypto';
import * as fs from 'fs';
import * as os from 'os';

/** How long, in milliseconds, a lock is respected whose owner can't be checked (on another machine, or in another container). */
const LONGEST = 60_000;
/** Between two attempts, in milliseconds. */
const PAUSE = 10;

/** Runs a function under a lock file, exclusively in this process and others. */
export function withLock(file: string, run: () => void): void {
  const mine = `${process.pid} ${os.hostname()} ${randomUUID()}\n`;
  while (!tryLock(file, mine)) {
    breakIfAbandoned(file);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
  }
  try {
    run();
  } finally {
    if (contentOf(file) === mine) fs.rmSync(file, { force: true });
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

function breakIfAbandoned(file: string): void {
  const stat = fs.lstatSync(file, { throwIfNoEntry: false });
  if (!stat) return;
  if (stat.isDirectory()) throw new Error(`'${file}' must be a lock file that synth creates and removes, got: a folder; remove it`);
  // the age of an unreadable lock, such as another user's, determines whether it is respected
  const seen = contentOf(file);
  if (!(seen !== undefined && isDead(seen)) && Date.now() - stat.mtimeMs < LONGEST) return;
  const aside = `${file}.${randomUUID()}`;
  try {
    fs.renameSync(file, aside); // one of the waiting processes succeeds
    if (contentOf(aside) !== seen) fs.linkSync(aside, file); // another process was faster, and this lock belongs to a new owner
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

function contentOf(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
