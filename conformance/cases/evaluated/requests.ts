import type { Case } from '../../harness/case';
import { findings, MUTANTS } from '../../harness/evaluator/mutants';
import { askEnvoy, judge } from '../../harness/evaluator/session';

/** 200,000 requests, drawn anew in each run. */
const FORMS = 500;
const REQUESTS = 400;
/** Forms whose requests must detect every mistake in the evaluator. */
const FOR_MUTANTS = 120;

export const cases: Case[] = [{
  group: 'evaluated',
  name: 'requests on drawn routes: the evaluator and Envoy',
  run: async (lab, trial) => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const asked = await askEnvoy({ envoy: lab.parts.envoy, processes: lab.processes, folder: lab.scratch() }, { seed, forms: FORMS, requests: REQUESTS });
    const { requests, results, disagreements, shares } = judge(asked);
    trial.equal('requests', FORMS * REQUESTS, requests);
    trial.that('disagreements', '0', `${disagreements.length}${disagreements[0] ? `; with seed ${seed} the first is ${JSON.stringify({ ...disagreements[0].request, headers: [...disagreements[0].request.headers] })}, Envoy: ${JSON.stringify(disagreements[0].told)}, ours: ${JSON.stringify(disagreements[0].ours)}` : ''}`,
      disagreements.length === 0);
    trial.that('splits follow the shares', 'at least 50 splits, all together within chance', `${shares.routes} splits${shares.off ? ', off' : ''}`, shares.routes >= 50 && shares.off === 0);
    trial.that('kinds of answers', '7', Object.entries(results).map(([k, n]) => `${k} ${n}`).join(', '), Object.keys(results).length === 7);
    const some = asked.slice(0, FOR_MUTANTS);
    const alive = MUTANTS.filter((m) => findings(some, m, 1) === 0);
    trial.that('mistakes of one line in the evaluator that these requests tell', `${MUTANTS.length} of ${MUTANTS.length}`,
      `${MUTANTS.length - alive.length}${alive.map((m) => `; not ${m.file}: ${m.from}`).join('')}`, alive.length === 0);
  },
}];
