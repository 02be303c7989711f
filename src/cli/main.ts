import { writeSync } from 'node:fs';
import type { Command, Io } from './command';

/* eslint-disable @typescript-eslint/no-require-imports -- each command loads what it needs, and not what the others do */
/** Every subcommand. */
const COMMANDS: { readonly [name: string]: () => Command } = {
  'check': () => (require('./check/command') as typeof import('./check/command')).check,
  'render': () => (require('./render') as typeof import('./render')).render,
  'migrate-report': () => (require('./migrate-report') as typeof import('./migrate-report')).migrateReport,
};
/* eslint-enable @typescript-eslint/no-require-imports */

/** Runs `cdk8s-mesh ARGS…` and returns its exit code. */
export async function main(args: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = args;
  if (name !== undefined && Object.hasOwn(COMMANDS, name)) return COMMANDS[name]().run(rest, io);
  const usage = `usage: cdk8s-mesh COMMAND [options]\n\n${Object.entries(COMMANDS).map(([key, load]) => `  ${key.padEnd(16)}${load().summary}`).join('\n')}\n`;
  if (name === '--help' || name === '-h') {
    io.out(usage);
    return 0;
  }
  io.err(`${name === undefined ? '' : `cdk8s-mesh: no command "${name}"\n`}${usage}`);
  return 2;
}

/** Writes all of it, also to a pipe that takes it slowly. */
function write(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (e) {
      const code = (e as NodeJS.ErrnoException).code;
      if (code === 'EPIPE') return; // nobody reads on
      if (code !== 'EAGAIN') throw e;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

/** Called by bin/cdk8s-mesh. */
export function start(): void {
  const color = process.env.NO_COLOR ? false : process.stdout.isTTY === true || (process.env.FORCE_COLOR !== undefined && process.env.FORCE_COLOR !== '0');
  main(process.argv.slice(2), { out: (t) => write(1, t), err: (t) => write(2, t), color }).then(
    (code) => { process.exitCode = code; },
    (e: unknown) => {
      write(2, `cdk8s-mesh: ${e instanceof Error ? e.stack : String(e)}\n`);
      process.exitCode = 70;
    },
  );
}
