import { ApiObject, App, Chart } from 'cdk8s';
import { destinationRules, gateways, proxies, sidecars, virtualServices, workloads } from './maximal/networking';
import { authentication, authorization, extensions, telemetry } from './maximal/policies';
import { build, unjudged } from './typed';
import { compare, type Judged } from './typed/verdicts';
import { mutations } from '../../conformance/harness/mutations';
import { validateSchema } from '../../src/check/schema';
import { validateAdmission } from '../../src/validation';

const EXAMPLES = [virtualServices, destinationRules, gateways, sidecars, workloads, proxies, authentication, authorization, telemetry, extensions];

const chart = new Chart(new App(), 'all', { namespace: 'shop' });
EXAMPLES.forEach((example) => example(chart));
const objects = chart.node.findAll().filter(ApiObject.isApiObject).map((object) => object.toJson());

/** The verdict that the conformance case proves to be that of the API server and istiod. */
const judged = (count: number, seed: number): Judged[] => mutations(objects, count, seed)
  .map(({ object, change }) => ({ object, change, refused: [...validateSchema(object), ...validateAdmission(object)].some((p) => p.severity === 'error') }));

test('what the constructs write can be read back to properties that write the same', () => {
  expect(objects.map((object) => ({ object: `${object.kind} ${object.metadata.name}`, ...build(object) })).filter((built) => built.is !== 'written')).toEqual([]);
});

describe('mutated objects, built with the constructs', () => {
  const all = judged(600, 20261130);
  const result = compare(all);

  test('are refused by the call if the API server or istiod refuses them, and accepted otherwise', () => {
    expect(result.wrong).toEqual([]);
    expect(result.accepted).toBeGreaterThan(150);
    expect(result.refused).toBeGreaterThan(50);
  });

  test('can mostly be expressed by properties', () => {
    expect(Object.values(result.untyped).reduce((a, b) => a + b, 0)).toBeLessThan(all.length / 2);
  });

  test('get a wrong result if the constructs skip the checks (control)', () => {
    expect(compare(all, unjudged).wrong).not.toEqual([]);
  });
});
