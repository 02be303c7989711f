import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PATIENCE_MS = 60 * 60_000;

/** Holds a lock that every clone on this machine sees, waits for whoever has it, and takes it over from a process that is gone. */
export async function withLock<T>(folder: string, say: (line: string) => void, work: () => Promise<T>): Promise<T> {
  const lock = join(folder, '.lock');
  const owner = join(lock, 'pid');
  const start = Date.now();
  for (let said = false; ;) {
    try {
      mkdirSync(lock);
      writeFileSync(owner, String(process.pid));
      break;
    } catch (e) {
      if ((e as NodeJS.ErrnoException).code !== 'EEXIST') { throw e; }
    }
    const pid = holder(owner);
    if (pid !== undefined && !alive(pid)) {
      rmSync(lock, { recursive: true, force: true });
      continue;
    }
    if (Date.now() - start > PATIENCE_MS) { throw new Error(`waited an hour for ${lock}, held by process ${pid}: remove it if no other run is at work`); }
    if (!said) { say(`another run (process ${pid}) is installing parts: waiting for it`); }
    said = true;
    await new Promise((r) => setTimeout(r, 1000));
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function holder(file: string): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8')) || undefined;
  } catch {
    return undefined; // taken a moment ago: its owner has not written its number yet
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (e) {
    return (e as NodeJS.ErrnoException).code === 'EPERM';
  }
}
