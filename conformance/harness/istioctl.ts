import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import { Manifest } from './api-client';
import { Lab } from './lab';

/** What `istioctl analyze` says about one object. */
export interface Analysis {
  readonly code: string;
  readonly level: string;
  readonly origin: string;
  readonly message: string;
}

/** Asks `istioctl analyze` about everything in the API server. */
export async function analyze(lab: Lab): Promise<Analysis[]> {
  const kubeconfig = lab.api.kubeconfig('analyze', lab.api.admin.token);
  const { stdout, stderr } = await call(lab.parts.istioctl, ['analyze', '--all-namespaces', '--output', 'json', '--color=false', '--kubeconfig', kubeconfig]);
  let found: any;
  try {
    found = JSON.parse(stdout || '[]');
  } catch {
    throw new Error(`istioctl analyze gave no JSON: ${stdout}${stderr}`);
  }
  if (!Array.isArray(found)) { throw new Error(`istioctl analyze gave no list: ${stdout}${stderr}`); }
  return found.map((m: any) => ({ code: m.code, level: m.level, origin: m.origin ?? '', message: m.message }));
}

/** Asks `istioctl validate` about objects as files; gives what it says when it is not content. */
export async function validate(lab: Lab, objects: readonly Manifest[]): Promise<string> {
  const file = join(lab.folder, 'validate.yaml');
  writeFileSync(file, objects.map((o) => `---\n${dump(o)}`).join(''));
  const { code, stdout, stderr } = await call(lab.parts.istioctl, ['validate', '-f', file]);
  const said = `${stdout}\n${stderr}`.split('\n').map((l) => l.trim()).filter((l) => l && !/is valid$/.test(l)).join(' | ');
  return code === 0 && !/warning|error/i.test(said) ? '' : said || `exit code ${code}`;
}

function call(command: string, args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(command, args, { maxBuffer: 16 * 1024 * 1024, timeout: 60_000 }, (e, stdout, stderr) => {
      resolve({ code: e ? Number((e as any).code ?? 1) : 0, stdout, stderr });
    });
  });
}
