import type { Case } from '../../harness/case';
import { agreesWith, askChain, type Chained, expected } from '../../harness/evaluator/chain';

const MESHES = 40;
const REQUESTS = 25;

export const cases: Case[] = [{
  group: 'evaluated',
  name: 'requests through two proxies: the evaluator and a chain of two Envoys',
  run: async (lab, trial) => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const asked = await askChain({ envoy: lab.parts.envoy, processes: lab.processes, folder: lab.scratch() }, { seed, meshes: MESHES, requests: REQUESTS });
    const through = asked.filter((c) => c.finals.some((f) => f.hops.length > 0));
    trial.that('requests, and those that pass two proxies', `${MESHES * REQUESTS} and at least 150`, `${asked.length} and ${through.length}`, asked.length === MESHES * REQUESTS && through.length >= 150);
    const kinds = new Set(through.flatMap((c) => c.finals.map((f) => f.outcome.kind)));
    trial.that('kinds of outcomes behind the second proxy', 'at least 3', [...kinds].join(', '), kinds.size >= 3);
    const wrong = asked.filter((c) => !agreesWith(c.told, c.finals));
    trial.that('disagreements', '0', `${wrong.length}${wrong[0] ? `; with seed ${seed} the first is ${textOf(wrong[0])}` : ''}`, wrong.length === 0);
    // a control: what the first proxy changes decides at the second
    const unlike = through.filter((c) => !agreesWith(c.told, c.unchanged)).length;
    trial.that('disagreements if the second proxy got what the client sent', 'at least 50', `${unlike}`, unlike >= 50);
  },
}];

const textOf = ({ mesh, request, told, finals }: Chained): string =>
  `${JSON.stringify({ mesh, ...request, headers: [...request.headers] })}, Envoy: ${JSON.stringify(told)}, ours: ${JSON.stringify(finals.map(expected))}`;
