import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Case } from '../../harness/case';
import { write } from '../../languages/estate';
import { pythonPath } from '../../parts/python';

const PROGRAM = join(__dirname, '..', '..', 'languages', 'estate.py');
/** What is printed, in addition to the manifests. */
const TOLD = 'told.txt';

type Files = ReadonlyMap<string, string>;

function filesOf(folder: string): Files {
  return new Map(readdirSync(folder).sort().map((f) => [f, readFileSync(join(folder, f), 'utf8')]));
}

/** The first differing line of each differing file. */
function differences(ours: Files, theirs: Files): string[] {
  return [...new Set([...ours.keys(), ...theirs.keys()])].flatMap((file) => {
    const [a, b] = [ours, theirs].map((files) => files.get(file));
    if (a === b) { return []; }
    if (a === undefined || b === undefined) { return [`${file}: only in ${a === undefined ? 'Python' : 'TypeScript'}`]; }
    const [mine, other] = [a.split('\n'), b.split('\n')];
    const line = mine.findIndex((text, i) => text !== other[i]);
    return [`${file}:${line + 1}: '${mine[line] ?? ''}' and in Python '${other[line] ?? ''}'`];
  });
}

export const cases: Case[] = [{
  group: 'languages',
  name: 'an app in Python writes, byte for byte, what it writes in TypeScript, and hears the same of checks, traffic and mistakes',
  run: async (_lab, t) => {
    const path = await pythonPath();
    const folder = mkdtempSync(join(tmpdir(), 'mesh-languages-'));
    try {
      const [ours, theirs] = ['ours', 'theirs'].map((name) => join(folder, name));
      write(ours);
      const env = { ...process.env, PYTHONPATH: path, PYTHONDONTWRITEBYTECODE: '1', JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20' };
      await promisify(execFile)('python3', [PROGRAM, theirs], { env, maxBuffer: 16 * 1024 * 1024 });
      const [mine, python] = [ours, theirs].map(filesOf);
      t.between('files', 8, 20, mine.size);
      t.between('bytes of them', 500_000, 2_000_000, [...mine.values()].reduce((sum, text) => sum + text.length, 0));
      t.equal('mistakes without an error', 0, (mine.get(TOLD)!.match(/: no error$/gm) ?? []).length);
      t.equal('differences', [], differences(mine, python));
      const changed = new Map(mine).set(TOLD, mine.get(TOLD)!.replace('must be', 'must not be'));
      t.equal('differences, once a word is changed', 1, differences(changed, python).length);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
}];
