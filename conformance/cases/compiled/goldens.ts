import { differencesIn, drawnPair } from '../../compiled/campaign';
import { goldens } from '../../compiled/goldens';
import { Istiod } from '../../compiled/oracle';
import type { Case } from '../../harness/case';

export const cases: Case[] = [{
  group: 'compiled',
  name: 'Istio\'s own tests of the Gateway API: what istiod makes of each input',
  run: async (lab, trial) => {
    const all = goldens(lab.parts.istioSource);
    const asked = all.filter((g) => g.outside === undefined);
    const istiod = new Istiod(lab.parts.xds);
    const pair = await drawnPair();
    const differing: string[] = [];
    let fields = 0;
    for (const { drawn } of asked) {
      const found = await differencesIn(istiod, drawn, pair);
      fields += found.fields;
      differing.push(...found.differing);
    }
    istiod.close();
    const left = all.filter((g) => g.outside !== undefined).map((g) => `${g.name} (${g.outside})`);
    trial.that('inputs and their fields', 'at least 39 and 500000', `${asked.length} and ${fields}; left out: ${left.join(', ')}`, asked.length >= 39 && fields >= 500_000);
    trial.that('differing fields', '0', `${differing.length}${differing[0] ? `; the first is ${differing[0].slice(0, 600)}` : ''}`, differing.length === 0);
  },
}];
