import { Traffic } from '../../src';

const service = (name: string, selector = name) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'shop' }, spec: { selector: { app: selector }, ports: [{ name: 'http', port: 8080 }] } });
const deployment = (name: string, version: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: `${name}-${version}`, namespace: 'shop' },
  spec: { template: { metadata: { labels: { app: name, version } }, spec: { containers: [{ name: 'app', image: 'app' }] } } },
});
const split = (...weights: readonly [string, number][]) => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'reviews', namespace: 'shop' },
  spec: { hosts: ['reviews'], http: [{ route: weights.map(([subset, weight]) => ({ destination: { host: 'reviews', subset }, weight })) }] },
});
const rule = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'DestinationRule',
  metadata: { name: 'reviews', namespace: 'shop' },
  spec: { host: 'reviews', subsets: ['v1', 'v2'].map((version) => ({ name: version, labels: { version } })) },
};
const objects = [service('web'), deployment('web', 'v1'), service('reviews'), deployment('reviews', 'v1'), deployment('reviews', 'v2'), rule, split(['v1', 100])];
const request = { from: 'shop/web-v1', url: 'http://reviews:8080/' };

test('changing one object gives new traffic with it, and leaves the previous traffic unchanged', () => {
  const before = Traffic.ofManifests(objects);
  expect(before.ask(request).shareOf('reviews', 'v2')).toBe(0);
  const after = before.changed(split(['v1', 90], ['v2', 10]));
  expect(after.ask(request).outcomes.map((o) => [o.subset, o.share])).toEqual([['v1', 0.9], ['v2', 0.1]]);
  expect(before.ask(request).outcomes.map((o) => [o.subset, o.share])).toEqual([['v1', 1]]);
  const without = after.changed({ ...rule, spec: { ...rule.spec, subsets: rule.spec.subsets.slice(0, 1) } });
  expect(without.ask(request).outcomes.map((o) => [o.kind, o.status])).toEqual([['routed', undefined], ['noCluster', 503]]);
});

test('Services and workloads can be changed and added', () => {
  const before = Traffic.ofManifests(objects);
  expect(before.changed(service('reviews', 'web')).ask(request).outcome.workloads).toEqual(['shop/web-v1']);
  expect(before.changed(deployment('web', 'v2')).ask({ ...request, from: 'shop/web-v2' }).outcome.workloads).toEqual(['shop/reviews-v1']);
  expect(before.changed(deployment('reviews', 'v1')).ask(request).outcome.workloads).toEqual(['shop/reviews-v1']);
  const orders = before.changed(service('orders')).changed(deployment('orders', 'v1'));
  expect(orders.ask({ ...request, url: 'http://orders.shop:8080/' }).outcome.workloads).toEqual(['shop/orders-v1']);
});

test('an invalid object is refused', () => {
  expect(() => Traffic.ofManifests(objects).changed({ kind: 'Service' })).toThrow('apiVersion is missing');
  expect(() => Traffic.ofManifests(objects).changed(split(), 'east')).toThrow("cluster must be one of the app's clusters (it has only one, without a name), got: east");
});
