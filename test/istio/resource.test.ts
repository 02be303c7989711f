import { ApiObject, App, Chart, Duration, JsonPatch, Testing } from 'cdk8s';
import { istio } from '../../src';

function aChart(): Chart {
  return new Chart(new App(), 'test', { namespace: 'shop' });
}

test('routes, servers and rules can be added until synthesis', () => {
  const chart = aChart();
  const routes = new istio.VirtualService(chart, 'routes', { hosts: ['shop'] });
  const rule = new istio.DestinationRule(chart, 'rule', { host: 'shop' });
  const v1 = rule.addSubset('v1', { labels: { version: 'v1' } });
  routes.addHttpRoute({ route: [{ destination: v1 }], timeout: Duration.seconds(3) });
  expect(Testing.synth(chart)).toEqual([
    {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: expect.objectContaining({ namespace: 'shop' }),
      spec: { hosts: ['shop'], http: [{ route: [{ destination: { host: 'shop', subset: 'v1' } }], timeout: '3s' }] },
    },
    {
      apiVersion: 'networking.istio.io/v1',
      kind: 'DestinationRule',
      metadata: expect.objectContaining({ namespace: 'shop' }),
      spec: { host: 'shop', subsets: [{ name: 'v1', labels: { version: 'v1' } }] },
    },
  ]);
});

test('an invalid value is refused by the call that sets it, with the construct and the field', () => {
  const chart = aChart();
  const routes = new istio.VirtualService(chart, 'routes', { hosts: ['shop'] });
  expect(() => routes.addHttpRoute({ route: [{ destination: istio.Destination.host('shop') }], timeout: Duration.millis(0) }))
    .toThrow("VirtualService 'test/routes': http[0].timeout must be at least 1 ms, got: '0 ms'");
  expect(() => new istio.VirtualService(chart, 'bad', { hosts: ['no good'] }))
    .toThrow("VirtualService 'test/bad': hosts[0] must be a host name ('*' as its first label is allowed) or an IP address, got: 'no good'");
  // nothing of the refused route stays
  expect(ApiObject.of(routes).toJson().spec).toEqual({ hosts: ['shop'] });
});

test('the default child is the Kubernetes object', () => {
  const sidecar = new istio.Sidecar(aChart(), 'sidecar');
  expect(ApiObject.of(sidecar)).toBe(sidecar.apiObject);
  sidecar.apiObject.addJsonPatch(JsonPatch.add('/spec/brandNew', { x: 1 }));
  expect(sidecar.apiObject.toJson().spec).toEqual({ brandNew: { x: 1 } });
});
