import { validateSchema } from '../../../src/check/schema';
import { ApiClient, Manifest } from '../../harness/api-client';
import { BUILT_IN_TEXTS, builtInObjects } from '../../harness/built-in-objects';
import { Case } from '../../harness/case';
import { mutations } from '../../harness/mutations';

const COUNT = 1000;
const SEED = 20261130;
/** Errors that depend on settings of a cluster, which a manifest can't know. */
const OF_THE_CLUSTER = /disallowed by cluster policy|not in the valid range|not configured on this cluster|healthCheckNodePort: Invalid value: 65\d{3}|no PriorityClass|when serviceAccountName is not set/i;

interface Difference { readonly refusals: number; readonly missed: string[]; readonly wrongly: string[] }

/** Our verdict compared with that of the API server. */
async function compare(api: ApiClient, trials: readonly { readonly object: Manifest; readonly change: string }[], refuses: (object: Manifest) => boolean): Promise<Difference> {
  let refusals = 0;
  const [missed, wrongly]: [string[], string[]] = [[], []];
  for (let i = 0; i < trials.length; i += 8) {
    await Promise.all(trials.slice(i, i + 8).map(async ({ object, change }) => {
      const answer = await api.tryOut(object);
      if (!answer.ok && OF_THE_CLUSTER.test(answer.message)) { return; }
      if (!answer.ok) { refusals++; }
      const refused = refuses(object);
      if (answer.ok && refused) { wrongly.push(`we refuse ${change}`); }
      if (!answer.ok && !refused) { missed.push(`we let pass ${change}: ${answer.message.slice(0, 300)}`); }
    }));
  }
  return { refusals, missed, wrongly };
}

const trials = () => mutations(builtInObjects(), COUNT, SEED, { whole: true, texts: BUILT_IN_TEXTS });
const refusedBySchema = (object: Manifest): boolean => validateSchema(object).some((p) => p.severity === 'error');

export const cases: Case[] = [{
  group: 'accepted',
  name: 'the verdict on built-in kinds as they are, and with changes anywhere: ours, and that of the API server',
  run: async (lab, t) => {
    const asTheyAre = await compare(lab.api.admin, builtInObjects().map((object) => ({ object, change: object.kind })), refusedBySchema);
    t.equal('objects that the API server refuses as they are', 0, asTheyAre.refusals);
    t.equal('objects that we refuse as they are', [], asTheyAre.wrongly);
    const { refusals, missed, wrongly } = await compare(lab.api.admin, trials(), refusedBySchema);
    t.between('refused of them', COUNT / 4, COUNT * 3 / 4, refusals);
    t.equal('refused by us alone', [], wrongly);
    t.equal('refused by the API server alone', [], missed);
  },
}, {
  group: 'accepted',
  name: 'the verdict on built-in kinds with changes anywhere (control)',
  run: async (lab, t) => {
    const { missed } = await compare(lab.api.admin, trials().slice(0, 200), () => false);
    t.that('no verdict of ours', 'missed refusals', `${missed.length}, such as: ${missed[0]}`, missed.length > 50);
  },
}];
