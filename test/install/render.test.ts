import { digests, hasSuite, recorded, suiteCases } from './suite';
import { renderChart, usualRelease } from '../../src/install/chart/chart';
import { Chart } from '../../src/install/values/charts';
import { Values } from '../../src/install/values/kinds';

function objects(chart: Chart, values: Values = {}, upgrade = false): any[] {
  return renderChart(chart, values, { ...usualRelease(chart), upgrade });
}
function find(chart: Chart, kind: string, values: Values = {}): any {
  return objects(chart, values).find((object) => object.kind === kind);
}

describe('the same objects as Helm renders, from the same values file', () => {
  test('the suite is complete', () => expect(suiteCases().length).toBe(hasSuite ? 26 : 0));

  for (const { id, charts, values, release = 'istio', namespace = 'istio-system', upgrade = false } of suiteCases()) {
    test.each(charts)(`${id} %s`, (chart) => {
      expect(digests(renderChart(chart, values, { name: release, namespace, upgrade }))).toEqual(recorded(id, chart));
    });
  }
});

test('the webhooks come last, as they block pods while nothing answers them', () => {
  const kinds = objects('istiod').map((object) => object.kind);
  expect(kinds.slice(-2)).toEqual(['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration']);
  expect(kinds.indexOf('ServiceAccount')).toBeLessThan(kinds.indexOf('Deployment'));
});

test('an autoscaled istiod has no replicas', () => {
  expect(find('istiod', 'Deployment').spec.replicas).toBeUndefined();
  expect(find('istiod', 'Deployment', { autoscaleEnabled: false, replicaCount: 3 }).spec.replicas).toBe(3);
});

test('an upgrade leaves the failure policy to istiod', () => {
  const policy = (upgrade: boolean): unknown => objects('base', {}, upgrade).at(-1)!.webhooks[0].failurePolicy;
  expect(policy(false)).toBe('Ignore');
  expect(policy(true)).toBeUndefined();
});

test('a trust bundle switch that is a string is refused, as it would break every injection', () => {
  expect(() => objects('istiod', { env: { ENABLE_CLUSTER_TRUST_BUNDLE_API: 'true' } })).toThrow('must be true or false without quotes');
});

test('a CRD that does not exist cannot be left out', () => {
  expect(() => objects('base', { base: { excludedCRDs: ['envoyfilter.networking.istio.io'] } })).toThrow('Istio has no CRD envoyfilter.networking');
});

test('a gateway that is not a network gateway needs ports', () => {
  expect(() => objects('gateway', { service: { ports: [] } })).toThrow('service.ports must not be empty');
});
