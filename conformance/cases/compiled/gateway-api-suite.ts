import { suiteTests } from '../../compiled/suite/tests';
import { leftOutByIstio, verdictsOf } from '../../compiled/suite/verdicts';
import type { Case } from '../../harness/case';
import { gatewayApiTests } from '../../parts/gateway-api';

export const cases: Case[] = [{
  group: 'compiled',
  name: 'Gateway API\'s own conformance tests: each response that a test expects',
  run: async (lab, trial) => {
    const source = gatewayApiTests();
    const tests = suiteTests(lab.parts.suite, source);
    const leftOut = leftOutByIstio(lab.parts.istioSource);
    const { expected, listed, wrong } = verdictsOf(source, tests, leftOut);
    const reasons = [...listed].map(([reason, n]) => `${n} ${reason}`).join('; ');
    const count = [...listed.values()].reduce((a, b) => a + b, 0);
    trial.that('expectations, and those that are not compared', 'at least 490 and at most 40', `${expected + wrong.length} and ${count}: ${reasons}`, expected + wrong.length >= 490 && count <= 40);
    trial.equal('answers that differ from the expectation', [], wrong);
    // controls: with the filters or the matches of all routes taken away, many answers must differ
    const without = (field: string): number => verdictsOf(source, tests, leftOut, (objects) => {
      for (const rule of objects.flatMap((o) => o.spec?.rules ?? [])) delete rule[field];
    }).wrong.length;
    trial.between('differences without the filters of routes', 40, 600, without('filters'));
    trial.between('differences without the matches of routes', 40, 600, without('matches'));
  },
}];
