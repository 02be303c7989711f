/** Asks istiod, in a program of ours, what it sends to proxies of a world. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { XdsAnswer } from './comparison';

export interface ProxyAsked {
  readonly name: string;
  readonly type: 'sidecar' | 'router' | 'waypoint';
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly serviceAccount: string;
  readonly ip: string;
}
export interface WorldAsked { readonly id: string; readonly kubernetes: string; readonly istio: readonly string[]; readonly meshConfig: string; readonly proxies: readonly ProxyAsked[] }
export interface WorldAnswer { readonly id: string; readonly error?: string; readonly refused?: readonly number[]; readonly proxies?: readonly XdsAnswer[] }

export class Istiod {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly waiting: ((answer: WorldAnswer) => void)[] = [];

  public constructor(program: string, environment: Readonly<Record<string, string>> = {}) {
    this.child = spawn(program, [], { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...environment } });
    this.child.stderr.resume();
    createInterface({ input: this.child.stdout, crlfDelay: Infinity }).on('line', (line) => this.waiting.shift()?.(JSON.parse(line) as WorldAnswer));
    this.child.once('exit', (code) => {
      for (const done of this.waiting.splice(0)) done({ id: '', error: `the program ended with code ${code}` });
    });
  }

  public ask(world: WorldAsked): Promise<WorldAnswer> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.child.stdin.write(`${JSON.stringify(world)}\n`);
    });
  }

  public close(): void {
    this.child.stdin.end();
  }
}
