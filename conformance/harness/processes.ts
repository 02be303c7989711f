import { ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One server of the lab. */
export interface Running {
  readonly name: string;
  readonly pid: number;
  readonly log: string;
  /** The exit code once it has ended by itself. */
  ended(): string | undefined;
  stop(): Promise<void>;
  /** Asks it to end, and gives it time to do what it does then. */
  terminate(seconds: number): Promise<void>;
}

export interface Start {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

/**
 * Starts servers, each in a process group of its own, and ends them by their own ids.
 *
 * A guard (a shell that reads from us) ends whatever is left when this process disappears, however it does: it is told each id when a
 * server starts and when it stops, and acts when our end of its pipe closes.
 */
export class Processes {
  private readonly running = new Map<number, { child: ChildProcess; name: string }>();
  private readonly guard: ChildProcess;

  public constructor(private readonly logs: string) {
    const script = 'ids=" "; while read -r op id; do if [ "$op" = "+" ]; then ids="$ids$id "; else ids=$(echo "$ids" | sed "s/ $id / /"); fi; done; for id in $ids; do kill -s KILL -- "-$id" 2>/dev/null; done; exit 0';
    this.guard = spawn('sh', ['-c', script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    this.guard.stdin!.on('error', () => undefined);
    this.guard.unref();
    (this.guard.stdin as unknown as { unref?(): void }).unref?.();
  }

  public start(s: Start): Running {
    const log = join(this.logs, `${s.name}.log`);
    const out = openSync(log, 'a');
    const child = spawn(s.command, s.args, { cwd: s.cwd, env: s.env, detached: true, stdio: ['ignore', out, out] });
    closeSync(out);
    if (child.pid === undefined) { throw new Error(`${s.command} can't be started`); }
    const pid = child.pid;
    this.running.set(pid, { child, name: s.name });
    this.guard.stdin!.write(`+ ${pid}\n`);
    child.on('error', () => undefined);
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    return {
      name: s.name,
      pid,
      log,
      ended: () => (child.exitCode ?? child.signalCode)?.toString(),
      stop: async () => {
        this.kill(pid);
        await gone;
      },
      terminate: async (seconds) => {
        if (child.exitCode === null && child.signalCode === null) { process.kill(pid, 'SIGTERM'); }
        const patience = setTimeout(() => this.kill(pid), seconds * 1000);
        await gone;
        clearTimeout(patience);
        this.kill(pid);
      },
    };
  }

  /** The ids of every process of the lab, with those that the servers themselves started. */
  public ids(): number[] {
    return [...this.running.keys()].flatMap((pid) => [pid, ...children(pid)]);
  }

  public async stop(): Promise<void> {
    const all = [...this.running.values()].filter((r) => r.child.exitCode === null && r.child.signalCode === null);
    const gone = all.map(({ child }) => new Promise<void>((resolve) => child.once('exit', () => resolve())));
    for (const { child } of all) { this.kill(child.pid!); }
    await Promise.all(gone);
    this.guard.stdin!.end();
  }

  private kill(pid: number): void {
    this.running.delete(pid);
    try {
      process.kill(-pid, 'SIGKILL'); // the group: pilot-agent and its Envoy
    } catch {
      // it has ended by itself
    }
    this.guard.stdin!.write(`- ${pid}\n`);
  }
}

function children(pid: number): number[] {
  try {
    const tasks = readdirSync(`/proc/${pid}/task`); // any thread may have started a child
    const direct = tasks.flatMap((t) => readFileSync(`/proc/${pid}/task/${t}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number));
    return direct.flatMap((c) => [c, ...children(c)]);
  } catch {
    return [];
  }
}

/** Polls until `probe` says yes; a server that ends in the meantime, or the time, makes it an error with the end of the log. */
export async function until(what: string, server: Running | undefined, seconds: number, probe: () => Promise<boolean>): Promise<void> {
  const start = Date.now();
  let last = '';
  while (Date.now() - start < seconds * 1000) {
    if (server?.ended() !== undefined) { throw new Error(`${server.name} ended (${server.ended()}) while waiting for ${what}\n${tail(server.log)}`); }
    try {
      if (await probe()) { return; }
    } catch (e) {
      last = (e as Error).message;
    }
    await new Promise((r) => setTimeout(r, 50));
  }
  throw new Error(`waited ${seconds} s in vain for ${what}${last ? `: ${last}` : ''}${server ? `\n${tail(server.log)}` : ''}`);
}

export function tail(log: string, lines = 15): string {
  return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}
