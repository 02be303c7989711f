import { writeSync } from 'node:fs';
import type { Command, Io } from './command';
import { limitHeap } from './heap';
import { printable } from './printable';
import { version } from './version';
import { nearest } from '../grammar/nearest';

/* eslint-disable @typescript-eslint/no-require-imports -- each command loads what it needs, and not what the others do */
/** Every subcommand. */
const COMMANDS: { readonly [name: string]: { readonly summary: string; readonly load: () => Command } } = {
  'check': {
    summary: 'find mistakes in manifests: what the API server or the control plane refuses, and what fails at run time',
    load: () => (require('./check/command') as typeof import('./check/command')).check,
  },
  'trace': {
    summary: 'show where a request goes, and which objects determine that',
    load: () => (require('./trace') as typeof import('./trace')).trace,
  },
  'test': {
    summary: 'run tests that check where requests go, and list the routes that no test covers',
    load: () => (require('./traffic-test') as typeof import('./traffic-test')).test,
  },
  'render': {
    summary: 'print the objects that an Istio chart installs with a values file',
    load: () => (require('./render') as typeof import('./render')).render,
  },
  'migrate-report': {
    summary: 'list what must change before a migration to Google\'s managed mesh',
    load: () => (require('./migrate-report') as typeof import('./migrate-report')).migrateReport,
  },
};
/* eslint-enable @typescript-eslint/no-require-imports */

const USAGE = `usage: cdk8s-mesh COMMAND [options]

${Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(16)}${summary}`).join('\n')}

  -h, --help      print this help; cdk8s-mesh COMMAND --help lists the options of a command
  -V, --version   print the version of cdk8s-mesh
`;

/** Runs `cdk8s-mesh ARGS…` and returns its exit code. */
export async function main(args: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = args[0] === 'help' ? [args[1] ?? '--help', ...(args[1] === undefined ? [] : ['--help'])] : args;
  if (name !== undefined && Object.hasOwn(COMMANDS, name)) return COMMANDS[name].load().run(rest, io);
  if (name === '--help' || name === '-h') {
    io.out(USAGE);
    return 0;
  }
  if (name === '--version' || name === '-V') {
    io.out(`${version()}\n`);
    return 0;
  }
  if (name === undefined) {
    io.err(USAGE);
    return 2;
  }
  const near = nearest(name, Object.keys(COMMANDS));
  io.err(`cdk8s-mesh: unknown ${name.startsWith('-') ? 'option' : 'command'} ${printable(name)}${near === undefined ? '' : `; did you mean ${near}?`}\n${USAGE}`);
  return 2;
}

/** Whether to use colours: `FORCE_COLOR` enables them, `NO_COLOR` disables them, and otherwise a terminal with colour support gets them. */
export function wantsColor(env: NodeJS.ProcessEnv, terminal: boolean): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: term } = env;
  if (force !== undefined) return force !== '0' && force !== 'false';
  return !no && terminal && term !== 'dumb';
}

const [STDOUT, STDERR] = [1, 2];

/** The output can't be written: the disk is full, for example. */
class Unwritable extends Error {}

/** Writes everything, even to a slow pipe. */
function write(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (e) {
      const code = (e as NodeJS.ErrnoException).code;
      if (code === 'EPIPE') return; // the reader has closed the pipe
      if (code !== 'EAGAIN' && fd === STDERR) return; // there is no other place to report it
      if (code !== 'EAGAIN') throw new Unwritable(`cannot write standard output: ${e instanceof Error ? e.message : String(e)}`);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

/** Called by bin/cdk8s-mesh. */
export function start(): void {
  limitHeap();
  const color = wantsColor(process.env, process.stdout.isTTY === true);
  main(process.argv.slice(2), { out: (t) => write(STDOUT, t), err: (t) => write(STDERR, t), color }).then(
    (code) => { process.exitCode = code; },
    (e: unknown) => {
      process.exitCode = 70;
      if (e instanceof Unwritable) write(STDERR, `cdk8s-mesh: ${printable(e.message)}\n`);
      else write(STDERR, `cdk8s-mesh failed, which is a bug; please report it with the command line and its input:\n${(e instanceof Error ? e.stack ?? e.message : String(e)).split('\n').map(printable).join('\n')}\n`);
    },
  );
}
