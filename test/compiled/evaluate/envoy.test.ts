import { findings, MUTANTS } from '../../../conformance/harness/evaluator/mutants';
import { recorded } from '../../../conformance/harness/evaluator/recorded';
import { judge } from '../../../conformance/harness/evaluator/session';

// what a real Envoy answered to drawn requests on drawn routes; `conformance/harness/evaluator/record.ts` records it anew
describe('the evaluator and Envoy', () => {
  const asked = recorded();

  it('agree', () => {
    const { requests, results, disagreements, shares } = judge(asked);
    expect(disagreements).toEqual([]);
    expect(requests).toBe(12800);
    expect(shares.off).toBe(0);
    expect(shares.routes).toBeGreaterThan(20);
    // all kinds of answers were met
    expect(Object.keys(results).sort()).toEqual(['abort', 'direct', 'forward', 'noRoute', 'preflight', 'redirect', 'refused']);
    expect(results.forward).toBeGreaterThan(3000);
  });

  it('give different answers if one line of the evaluator is wrong', () => {
    expect(MUTANTS.length).toBeGreaterThanOrEqual(50);
    expect(MUTANTS.filter((m) => findings(asked, m, 1) === 0)).toEqual([]);
  }, 180_000);
});
