import { changedObjects } from './verdicts';
import { unjudged, type Write } from '../../../test/istio/typed';
import { compare, type Comparison } from '../../../test/istio/typed/verdicts';
import { Case } from '../../harness/case';
import { Lab } from '../../harness/lab';

/** The changed objects, each built with the typed construct of its kind, against the answers of the API server and istiod. */
async function built(lab: Lab, write?: Write): Promise<Comparison> {
  const { trials, all } = await changedObjects(lab);
  return compare(trials.map(({ object, change }, i) => ({ object, change, refused: !all[i].ok })), write);
}

const sum = (counts: { readonly [key: string]: number }): number => Object.values(counts).reduce((a, b) => a + b, 0);

/** Verdicts of the typed constructs. What no properties say is counted, and so is what they refuse although istiod takes it. */
export const cases: Case[] = [{
  group: 'accepted',
  name: 'the verdict of typed constructs on the changed objects that their properties can say, and that of the API server and istiod',
  run: async (lab, t) => {
    const { untyped, accepted, refused, stricter, unfinished, wrong } = await built(lab);
    t.between('that properties can say', 700, 900, accepted + refused + sum(stricter) + unfinished.length);
    t.between('that no properties say', 600, 800, sum(untyped));
    t.between('accepted by both', 400, 600, accepted);
    t.between('refused by both', 150, 300, refused);
    t.between('refused by the constructs alone, for a reason that is written down', 0, 100, sum(stricter));
    t.equal('verdicts that differ', [], wrong);
  },
}, {
  group: 'accepted',
  name: 'the verdict of typed constructs (control)',
  run: async (lab, t) => {
    const { wrong } = await built(lab, unjudged);
    t.that('constructs that judge nothing of what they write', 'differences', `${wrong.length} differences, such as: ${wrong[0]}`, wrong.length > 0);
  },
}];
