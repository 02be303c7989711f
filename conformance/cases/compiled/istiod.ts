import { compareWorlds } from '../../compiled/campaign';
import { keyOf, MUTANTS, untold } from '../../compiled/mutants';
import { recordedWorlds } from '../../compiled/recorded';
import type { Case } from '../../harness/case';

/** Randomly generated meshes, new ones in each run. */
const WORLDS = 200;
/** The minimum number of listed mistakes that the recorded worlds detect. */
const TOLD = 115;

export const cases: Case[] = [{
  group: 'compiled',
  name: 'drawn meshes: the compiler and istiod',
  run: async (lab, trial) => {
    const seed = 1 + Math.floor(Math.random() * 2 ** 30);
    const { worlds, proxies, fields, differing, unsettled, errors, kinds } = await compareWorlds(lab.parts.xds, seed, WORLDS, { processes: 2 });
    const first = [...kinds.values()][0];
    trial.that('meshes that istiod answered', `${WORLDS}`, `${worlds}${errors[0] ? `; ${errors[0]}` : ''}`, worlds === WORLDS);
    trial.that('proxies and their fields', 'at least 1500 and 700000', `${proxies} and ${fields}`, proxies >= 1500 && fields >= 700_000);
    trial.that('differing fields', '0', `${differing}${first ? `; with seed ${seed} the first is ${first.example.slice(0, 600)}` : ''}`, differing === 0);
    trial.that('parts of which istiod gave several versions, ours among them', 'at most 30', `${unsettled}`, unsettled <= 30);
    const { missed, open } = untold(recordedWorlds());
    const told = MUTANTS.length - missed.length - open.length;
    trial.that('mistakes of one line in the compiler that recorded answers of istiod tell', `at least ${TOLD} of ${MUTANTS.length}, and all whose world is known`,
      `${told}${[...missed, ...open].map((m) => `; not ${keyOf(m)}`).join('')}`, told >= TOLD && missed.length === 0);
  },
}];
