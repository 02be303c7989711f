import { compareWorlds } from '../../compiled/campaign';
import { MUTANTS, untold } from '../../compiled/mutants';
import type { Case } from '../../harness/case';

/** Meshes that are drawn anew in each run. */
const WORLDS = 200;
/** Of them, those whose answers must tell mistakes in the compiler. */
const FOR_MUTANTS = 12;
/** How many at least. Delegates, exportTo and aliases are drawn too seldom to tell all: 120 recorded meshes told 61 of 87. */
const TOLD = 20;

export const cases: Case[] = [{
  group: 'compiled',
  name: 'drawn meshes: the compiler and istiod',
  run: async (lab, trial) => {
    const seed = 1 + Math.floor(Math.random() * 2 ** 30);
    const { worlds, proxies, fields, differing, unsettled, errors, kinds, recorded } = await compareWorlds(lab.parts.xds, seed, WORLDS, { processes: 2, record: FOR_MUTANTS });
    const first = [...kinds.values()][0];
    trial.that('meshes that istiod answered', `${WORLDS}`, `${worlds}${errors[0] ? `; ${errors[0]}` : ''}`, worlds === WORLDS);
    trial.that('proxies and their fields', 'at least 1500 and 700000', `${proxies} and ${fields}`, proxies >= 1500 && fields >= 700_000);
    trial.that('differing fields', '0', `${differing}${first ? `; with seed ${seed} the first is ${first.example.slice(0, 600)}` : ''}`, differing === 0);
    trial.that('parts of which istiod gave several versions, ours among them', 'at most 30', `${unsettled}`, unsettled <= 30);
    const alive = untold(recorded);
    trial.that('mistakes of one line in the compiler that these answers tell', `at least ${TOLD} of ${MUTANTS.length}`, `${MUTANTS.length - alive.length}${alive.map((m) => `; not ${m.file}: ${m.from}`).join('')}`, MUTANTS.length - alive.length >= TOLD);
  },
}];
