import * as fc from 'fast-check';
import * as clusters from '../../../test/property/clusters';
import * as edges from '../../../test/property/edges';
import * as estates from '../../../test/property/estates';
import type { Case } from '../../harness/case';

/** What is drawn, how many of each (with the ways of ./ways.ts 10,000 apps), and everything that is wrong with one. Drawn anew in each run; `npm test` draws others. */
const KINDS: ReadonlyArray<readonly [name: string, apps: number, faults: (apps: number, seed: number) => readonly string[]]> = [
  ['edges of several gateways, with NetworkPolicies', 4500, (apps, seed) => fc.sample(edges.edges, { numRuns: apps, seed }).flatMap((e) => edges.faults(e, edges.render(e)))],
  ['estates of an owner and a team', 2000, (apps, seed) => fc.sample(estates.estates, { numRuns: apps, seed }).flatMap((e) => estates.faults(e, estates.render(e)))],
  ['estates of two clusters', 500, (apps, seed) => fc.sample(clusters.clusters, { numRuns: apps, seed }).flatMap((c) => clusters.faults(c, clusters.render(c)))],
];

export const cases: Case[] = KINDS.map(([name, apps, faults]) => ({
  group: 'evaluated',
  name: `drawn ${name}: nothing is lost or misled`,
  run: async (_lab, trial) => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const found = faults(apps, seed);
    trial.that(`faults of ${apps} apps`, '0', `${found.length}${found[0] ? `; with seed ${seed} the first is ${found[0]}` : ''}`, found.length === 0);
  },
}));
