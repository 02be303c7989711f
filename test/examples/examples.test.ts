import { execFile } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { promisify } from 'util';
import { App } from 'cdk8s';
import { findExamples } from '../../examples/find';

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'mesh-examples-'));
afterAll(() => fs.rmSync(scratch, { recursive: true }));

function filesOf(folder: string): Record<string, string> {
  const files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((f) => !f.startsWith('.') && fs.statSync(path.join(folder, f)).isFile()).sort();
  expect(files.length).toBeGreaterThan(0);
  return Object.fromEntries(files.map((f) => [f, fs.readFileSync(path.join(folder, f), 'utf8')]));
}

test.each(findExamples())('$name: cdk8s writes the same bytes, and so does a second synth', ({ name, build }) => {
  const [ours, theirs] = ['ours', 'theirs'].map((which) => path.join(scratch, which, name));
  const app = build({ outdir: ours });
  app.synth();
  App.prototype.synth.call(build({ outdir: theirs })); // past whatever the example's App does
  const first = filesOf(ours);
  const plain = filesOf(theirs);
  expect(Object.values(plain).sort()).toEqual(Object.values(first).sort());
  if (!Object.keys(first).some((file) => file.includes(path.sep))) { // the clusters of a fleet have folders, in our App only
    expect(plain).toEqual(first);
  }
  app.synth();
  expect(filesOf(ours)).toEqual(first);
});

test('time zone and locale do not change the output', async () => {
  const tsx = path.join(path.dirname(require.resolve('tsx/package.json')), 'dist', 'cli.mjs');
  const synth = async (folder: string, env: Record<string, string>) => {
    const outdir = path.join(scratch, folder);
    const args = [tsx, '--tsconfig', path.join(__dirname, '..', 'tsconfig.json'), path.join(__dirname, 'synth.ts'), outdir];
    await promisify(execFile)(process.execPath, args, { env: { ...process.env, ...env } });
    return filesOf(outdir);
  };
  const [there, here] = await Promise.all([
    synth('estonia', { TZ: 'Pacific/Kiritimati', LC_ALL: 'et_EE.UTF-8', LANG: 'et_EE.UTF-8' }), // z sorts before t
    synth('nowhere', { TZ: 'America/St_Johns', LC_ALL: 'C', LANG: 'C' }),
  ]);
  expect(there).toEqual(here);
}, 60_000);
