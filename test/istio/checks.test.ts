import { App, Chart } from 'cdk8s';
import { istio } from '../../src';

test('an Istio construct makes synthesis run the checks', () => {
  const warnings = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const app = new App();
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  const rule = new istio.DestinationRule(chart, 'rule', { host: 'shop' });
  rule.addSubset('v1', { labels: { version: 'v1' } });
  const routes = new istio.VirtualService(chart, 'routes', { hosts: ['shop'] });
  routes.addHttpRoute({ route: [{ destination: istio.Destination.host('shop', { subset: 'v2' }) }] });
  app.synthYaml();
  const lines = warnings.mock.calls.map(([line]) => String(line)).filter((line) => line.includes('MESH204'));
  expect(lines).toEqual([expect.stringContaining('[shop/routes/Resource]')]);
});
