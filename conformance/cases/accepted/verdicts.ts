import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { everyLeaf } from './istio-api';
import { parseManifests } from '../../../src/check/files/yaml';
import { validateSchema } from '../../../src/check/schema';
import { validateAdmission } from '../../../src/validation';
import { Applied, Manifest } from '../../harness/api-client';
import { Case } from '../../harness/case';
import { Lab } from '../../harness/lab';
import { mutations } from '../../harness/mutations';

const CRDS = 'pkg/config/validation/testdata/crds';
const COUNT = 1500;
const SEED = 20260827;

interface Trialled { readonly object: Manifest; readonly change: string }

/** Documents that Istio's authors consider wrong (marked with `_err`) or right. */
function documents(source: string): (Trialled & { readonly wrong: boolean })[] {
  return readdirSync(join(source, CRDS)).filter((f) => f.endsWith('.yaml')).sort().flatMap((f) =>
    parseManifests(f, readFileSync(join(source, CRDS, f), 'utf8'), undefined, (e) => { throw e; }).map((m) => m.object as any).filter((o) => o?.kind).map(({ _err, ...object }, i) => ({
      object: { ...object, metadata: { ...object.metadata, name: 'trial', namespace: 'default' } }, change: `${f} ${i}: ${object.metadata?.name}`, wrong: _err !== undefined,
    })));
}

const errors = (problems: readonly { readonly severity: string }[]): boolean => problems.some((p) => p.severity === 'error');
const schemaOnly = (object: Manifest): boolean => errors(validateSchema(object));
const both = (object: Manifest): boolean => schemaOnly(object) || errors(validateAdmission(object));

/** Where our verdict differs from that of the API server with istiod's webhook, and how many objects they reject. */
async function answers(lab: Lab, trials: readonly Trialled[]): Promise<Applied[]> {
  const all: Applied[] = [];
  for (let i = 0; i < trials.length; i += 8) {
    all.push(...await Promise.all(trials.slice(i, i + 8).map(({ object }) => lab.api.admin.tryOut(object))));
  }
  return all;
}

/** Where our verdict is not that of the API server. */
const differences = (trials: readonly Trialled[], all: readonly Applied[], refused: (object: Manifest) => boolean): string[] =>
  trials.flatMap(({ object, change }, i) => (all[i].ok !== refused(object) ? [] : [all[i].ok ? `we refuse ${change}` : `we let pass ${change}: ${all[i].message.slice(0, 300)}`]));

const changed = new WeakMap<Lab, Promise<{ readonly trials: readonly Trialled[]; readonly all: readonly Applied[] }>>();

/** Objects that say all that Istio's API can say, with changes anywhere, and the answers to them; the server is asked once for all cases. */
export function changedObjects(lab: Lab): Promise<{ readonly trials: readonly Trialled[]; readonly all: readonly Applied[] }> {
  const asked = changed.get(lab) ?? (async () => {
    const trials = mutations(everyLeaf(), COUNT, SEED);
    return { trials, all: await answers(lab, trials) };
  })().catch((error) => {
    changed.delete(lab); // a second try asks again
    throw error;
  });
  changed.set(lab, asked);
  return asked;
}

export const cases: Case[] = [{
  group: 'accepted',
  name: 'the verdict on Istio\'s own documents, wrong and right: ours, its authors\', and that of the API server and istiod',
  run: async (lab, t) => {
    const all = documents(lab.parts.istioSource);
    t.between('documents', 100, 1000, all.length);
    t.equal('verdicts that differ from the authors\'', [], all.filter((d) => both(d.object) !== d.wrong).map((d) => d.change));
    t.equal('verdicts that differ from the API server\'s', [], differences(all, await answers(lab, all), both));
  },
}, {
  group: 'accepted',
  name: 'the verdict on objects that say all that Istio\'s API can say, with changes anywhere: ours, and that of the API server and istiod',
  run: async (lab, t) => {
    const { trials, all } = await changedObjects(lab);
    t.between('refused of them', COUNT / 4, COUNT * 3 / 4, all.filter((answer) => !answer.ok).length);
    t.equal('verdicts that differ', [], differences(trials, all, both));
  },
}, {
  group: 'accepted',
  name: 'the verdict on objects with changes anywhere (control)',
  run: async (lab, t) => {
    const { trials, all } = await changedObjects(lab);
    const wrong = differences(trials, all, schemaOnly);
    t.that('the rules of istiod\'s webhook left out', 'differences', `${wrong.length} differences, such as: ${wrong[0]}`, wrong.length > 0);
  },
}];
