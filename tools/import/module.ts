import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';

/** A Go module on disk. */
export interface Module {
  readonly dir: string;
  /** The checksum that go.sum would hold. */
  readonly sum: string;
}

const downloaded = new Map<string, Module>();

/** Downloads a pinned Go module (into Go's own cache) and says where it is. */
export function goModule(name: string, version: string): Module {
  const key = `${name}@${version}`;
  const known = downloaded.get(key);
  if (known) return known;
  const run = spawnSync('go', ['mod', 'download', '-json', key], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (run.error) throw new Error(`the import needs Go: ${run.error.message}`);
  const answer = JSON.parse(run.stdout || '{}');
  // a module that asks for a newer Go is refused only after it was unpacked; its files are all that is needed here
  const dir = answer.Dir ?? path.join(goEnv('GOMODCACHE'), key.replace(/[A-Z]/g, (c) => `!${c.toLowerCase()}`));
  if (!answer.Sum || !fs.existsSync(dir)) throw new Error(`go mod download ${key}: ${answer.Error ?? run.stderr}`);
  const module = { dir, sum: answer.Sum };
  downloaded.set(key, module);
  return module;
}

function goEnv(name: string): string {
  return spawnSync('go', ['env', name], { encoding: 'utf8' }).stdout.trim();
}
