import * as fs from 'fs';
import * as path from 'path';
import * as ts from 'typescript';
import * as mesh from '../../../src';

/** The result of running a guide's app. */
export interface Ran {
  /** What the app printed, line by line. */
  readonly printed: readonly string[];
}

const OPTIONS: ts.CompilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true };

/**
 * Runs the code of an app as a program of its own would run in an empty folder: its `dist` is the folder's.
 *
 * @throws what the app throws
 */
export function runApp(code: string, folder: string): Ran {
  const printed: string[] = [];
  const { outputText } = ts.transpileModule(code, { compilerOptions: OPTIONS });
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the code is that of our own page
  const program = new Function('require', 'module', 'exports', 'console', outputText);
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- as Node resolves it for this file
  const load = Object.assign((id: string) => (id === 'cdk8s-mesh' ? mesh : require(id) as unknown), { main: module });
  const outdir = process.env.CDK8S_OUTDIR;
  process.env.CDK8S_OUTDIR = path.join(folder, 'dist');
  try {
    program(load, module, {}, { log: (text: unknown) => printed.push(...String(text).split('\n')) });
  } finally {
    if (outdir === undefined) delete process.env.CDK8S_OUTDIR; else process.env.CDK8S_OUTDIR = outdir;
  }
  return { printed };
}

/** The manifests that an app wrote, in the order of their files. */
export function manifestsIn(folder: string): string[] {
  return fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml')).sort();
}
