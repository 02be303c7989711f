import { Traffic } from 'cdk8s-mesh';
import * as fc from 'fast-check';
import { build, drawn, misled } from '../../../test/property/ways';
import type { Case } from '../../harness/case';

/** Drawn anew in each run; `npm test` draws others. */
const APPS = 3000;

export const cases: Case[] = [{
  group: 'evaluated',
  name: 'drawn apps: every declared call, split and rule leads where it is declared to',
  run: async (_lab, trial) => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const off: string[] = [];
    fc.sample(drawn, { numRuns: APPS, seed }).forEach((d, i) => {
      for (const text of misled(d, Traffic.of(build(d)))) off.push(`app ${i}: ${text}`);
    });
    trial.that(`ways of ${APPS} apps that are not as declared`, '0', `${off.length}${off[0] ? `; with seed ${seed} the first is ${off[0]}` : ''}`, off.length === 0);
  },
}];
