import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import * as ts from 'typescript';

export const root = path.join(__dirname, '..');

/**
 * A folder in which the cases run as plain JavaScript against the compiled package, as in a user's project.
 * @param more files of this folder that cases load
 */
export function prepare(compile: boolean, more: readonly string[] = []): { folder: string; script(name: string): string } {
  if (compile) {
    // the task that builds what is published: without source maps and internal members
    const { status } = spawnSync('npx', ['projen', 'compile'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
    if (status !== 0) {
      throw new Error('the package does not compile');
    }
  }
  const folder = path.join(root, 'node_modules', '.cache', 'cdk8s-mesh-bench');
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(path.join(folder, 'node_modules'), { recursive: true });
  fs.symlinkSync(root, path.join(folder, 'node_modules', 'cdk8s-mesh'), 'dir');
  for (const file of ['app.ts', 'shop.ts', ...more, ...fs.readdirSync(path.join(__dirname, 'cases')).map((f) => path.join('cases', f))]) {
    const to = path.join(folder, 'bench', file.replace(/\.ts$/, '.js'));
    const { outputText } = ts.transpileModule(fs.readFileSync(path.join(__dirname, file), 'utf8'), {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
    });
    fs.mkdirSync(path.dirname(to), { recursive: true });
    fs.writeFileSync(to, outputText);
  }
  return { folder, script: (name) => path.join(folder, 'bench', 'cases', `${name}.js`) };
}

/** A program that the conformance kit installs, or the one on the path. */
export function findPart(name: string, works: readonly string[]): string | undefined {
  const cache = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'cdk8s-mesh', name);
  const installed = fs.existsSync(cache) ? fs.readdirSync(cache).map((v) => path.join(cache, v, name)).filter((f) => fs.existsSync(f)) : [];
  return [...installed, name].find((file) => spawnSync(file, works, { stdio: 'ignore' }).status === 0);
}
