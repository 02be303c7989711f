import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { everyLeaf } from './istio-api';
import { parseManifests } from '../../../src/check/files/yaml';
import { validateSchema } from '../../../src/check/schema';
import { validateAdmission } from '../../../src/validation';
import { Manifest } from '../../harness/api-client';
import { Case } from '../../harness/case';
import { Lab } from '../../harness/lab';
import { mutations } from '../../harness/mutations';

const CRDS = 'pkg/config/validation/testdata/crds';
const COUNT = 1500;
const SEED = 20260827;

interface Trialled { readonly object: Manifest; readonly change: string }

/** Documents that Istio's authors hold to be wrong (they carry `_err`) or right. */
function documents(source: string): (Trialled & { readonly wrong: boolean })[] {
  return readdirSync(join(source, CRDS)).filter((f) => f.endsWith('.yaml')).sort().flatMap((f) =>
    parseManifests(f, readFileSync(join(source, CRDS, f), 'utf8'), undefined, (e) => { throw e; }).map((m) => m.object as any).filter((o) => o?.kind).map(({ _err, ...object }, i) => ({
      object: { ...object, metadata: { ...object.metadata, name: 'trial', namespace: 'default' } }, change: `${f} ${i}: ${object.metadata?.name}`, wrong: _err !== undefined,
    })));
}

const errors = (problems: readonly { readonly severity: string }[]): boolean => problems.some((p) => p.severity === 'error');
const schemaOnly = (object: Manifest): boolean => errors(validateSchema(object));
const both = (object: Manifest): boolean => schemaOnly(object) || errors(validateAdmission(object));

/** Where our verdict is not that of the API server with istiod's webhook, and how many objects they refuse. */
async function differences(lab: Lab, trials: readonly Trialled[], refused: (object: Manifest) => boolean): Promise<{ readonly wrong: string[]; readonly refusals: number }> {
  const wrong: string[] = [];
  let refusals = 0;
  for (let i = 0; i < trials.length; i += 8) {
    await Promise.all(trials.slice(i, i + 8).map(async ({ object, change }) => {
      const answer = await lab.api.admin.tryOut(object);
      if (!answer.ok) { refusals++; }
      if (answer.ok === refused(object)) { wrong.push(answer.ok ? `we refuse ${change}` : `we let pass ${change}: ${answer.message.slice(0, 300)}`); }
    }));
  }
  return { wrong, refusals };
}

export const cases: Case[] = [{
  group: 'accepted',
  name: 'the verdict on Istio\'s own documents, wrong and right: ours, its authors\', and that of the API server and istiod',
  run: async (lab, t) => {
    const all = documents(lab.parts.istioSource);
    t.between('documents', 100, 1000, all.length);
    t.equal('verdicts that differ from the authors\'', [], all.filter((d) => both(d.object) !== d.wrong).map((d) => d.change));
    t.equal('verdicts that differ from the API server\'s', [], (await differences(lab, all, both)).wrong);
  },
}, {
  group: 'accepted',
  name: 'the verdict on objects that say all that Istio\'s API can say, with changes anywhere: ours, and that of the API server and istiod',
  run: async (lab, t) => {
    const { wrong, refusals } = await differences(lab, mutations(everyLeaf(), COUNT, SEED), both);
    t.between('refused of them', COUNT / 4, COUNT * 3 / 4, refusals);
    t.equal('verdicts that differ', [], wrong);
  },
}, {
  group: 'accepted',
  name: 'the verdict on objects with changes anywhere (control)',
  run: async (lab, t) => {
    const { wrong } = await differences(lab, mutations(everyLeaf(), 200, SEED), schemaOnly);
    t.that('the rules of istiod\'s webhook left out', 'differences', `${wrong.length} differences, such as: ${wrong[0]}`, wrong.length > 0);
  },
}];
