import { askIstiod, ours } from '../../ambient/compare';
import type { Case } from '../../harness/case';

export const cases: Case[] = [{
  group: 'compiled',
  name: 'waypoints: the compiler and istiod',
  run: async (lab, trial) => {
    const theirs = await askIstiod(lab.parts.xds);
    const mine = ours();
    theirs.forEach((waypoint, i) => {
      const names = [...new Set([...Object.keys(waypoint.chains), ...Object.keys(mine[i].chains)])];
      for (const name of names) trial.equal(`routes of ${name}`, waypoint.chains[name], mine[i].chains[name]);
      trial.equal('clusters for services', waypoint.clusters, mine[i].clusters);
    });
  },
}];
