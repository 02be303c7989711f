import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { loadAll } from 'js-yaml';
import { validateSchema } from '../../../src/check/schema';
import { Manifest } from '../../harness/api-client';
import { Case } from '../../harness/case';
import { Trial } from '../../harness/trial';

/** Gateway API's own manifests in a folder of its module. */
function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1)).flatMap((e) => {
    const path = join(folder, e.name);
    return e.isDirectory() ? files(path) : e.name.endsWith('.yaml') ? [path] : [];
  });
}

const documents = (file: string) => (loadAll(readFileSync(file, 'utf8')) as (Manifest | null)[]).filter((d): d is Manifest => !!d);

/** Refused by our schemas and rules; a warning that a version is old is no refusal. */
const refused = (d: Manifest) => validateSchema(d).some((p) => p.severity !== 'warning');

/** The files of a folder for which our schemas and rules decide differently from Gateway API's authors. */
function judge(t: Trial, source: string, folder: string, valid: boolean): void {
  const all = files(join(source, folder));
  const wrong = all.filter((f) => documents(f).some(refused) === valid);
  t.between(`files in ${folder}`, 30, 1000, all.length);
  t.equal(valid ? 'valid ones that we refuse' : 'invalid ones that we let pass', [], wrong.map((f) => relative(source, f)));
}

export const cases: Case[] = [
  { group: 'clean', name: 'Gateway API\'s own valid examples', run: async (lab, t) => judge(t, lab.parts.gatewayApiSource, 'examples', true) },
  { group: 'clean', name: 'Gateway API\'s own invalid examples', run: async (lab, t) => judge(t, lab.parts.gatewayApiSource, 'hack/invalid-examples', false) },
];
