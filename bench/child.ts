import { spawn } from 'child_process';
import * as fs from 'fs';

/** One run of a program: wall time with everything, peak memory, what it said of itself. */
export interface Run {
  readonly seconds: number;
  readonly megabytes?: number;
  readonly stdout: string;
}

export async function run(command: string, args: readonly string[], stdoutFile?: string): Promise<Run> {
  const sink = stdoutFile === undefined ? 'pipe' : fs.openSync(stdoutFile, 'w');
  const start = process.hrtime.bigint();
  const child = spawn(command, args, { stdio: ['ignore', sink, 'inherit'] });
  let stdout = '';
  let megabytes: number | undefined;
  child.stdout?.on('data', (chunk) => (stdout += chunk));
  // the kernel keeps the peak; the last look at it comes a moment before the end
  const watch = setInterval(() => (megabytes = peak(child.pid!) ?? megabytes), 20);
  try {
    const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
    if (code !== 0) {
      throw new Error(`${command} ${args.join(' ')} ended with ${code}`);
    }
  } finally {
    clearInterval(watch);
    if (typeof sink === 'number') {
      fs.closeSync(sink);
    }
  }
  return { seconds: Number(process.hrtime.bigint() - start) / 1e9, megabytes, stdout };
}

function peak(pid: number): number | undefined {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024 || undefined;
  } catch {
    return undefined; // no Linux, or gone
  }
}
