import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { onlineBoutique } from '../../examples/online-boutique/main';
import { planes } from '../../examples/online-boutique/planes';
import { Traffic, TrafficOutcomeKind } from '../../src';
import { main } from '../../src/cli/main';

const GRPC = { 'content-type': 'application/grpc' };
const CATALOG = 'http://productcatalogservice:3550/hipstershop.ProductCatalogService/ListProducts';
const app = (plane: string): App => onlineBoutique(planes[plane]?.());
const shares = (traffic: Traffic, from: string, headers: Record<string, string> = {}) =>
  traffic.ask({ from, method: 'POST', url: CATALOG, headers: { ...GRPC, ...headers } }).outcomes.map((o) => [o.share, o.workloads, o.hops?.map((h) => h.workload)]);

describe.each([
  ['istio', undefined],
  ['gateway-api', undefined],
  ['managed', undefined],
  ['static', undefined],
  ['ambient', ['boutique/waypoint']],
  ['service-routing', undefined],
])('the traffic of the Online Boutique on %s', (plane, via) => {
  const traffic = Traffic.of(app(plane));

  it('routes 5 % of all requests, and every request of insiders, to the canary of the catalog', () => {
    for (const from of ['boutique/frontend', 'boutique/checkoutservice', 'boutique/recommendationservice']) {
      expect(shares(traffic, from)).toEqual([[0.95, ['boutique/productcatalogservice-stable'], via], [0.05, ['boutique/productcatalogservice-canary'], via]]);
    }
    expect(shares(traffic, 'boutique/frontend', { 'x-insider': 'true' })).toEqual([[1, ['boutique/productcatalogservice-canary'], via]]);
    expect(shares(traffic, 'boutique/frontend', { 'x-insider': 'TRUE' })).toHaveLength(2);
  });

  it('distinguishes two services with the same port', () => {
    const reached = (service: string) => traffic.ask({ from: 'boutique/checkoutservice', method: 'POST', url: `http://${service}:50051/x`, headers: GRPC }).outcomes.map((o) => o.workloads);
    expect([reached('paymentservice'), reached('shippingservice')]).toEqual([[['boutique/paymentservice']], [['boutique/shippingservice']]]);
    expect(traffic.ask({ from: 'boutique/cartservice', url: 'tcp://redis-cart:6379' }).outcomes.map((o) => [o.kind, o.workloads])).toEqual([['routed', ['boutique/redis-cart']]]);
    expect(traffic.ask({ from: 'boutique/paymentservice', url: 'tls://api.bank.example:443' }).outcomes.map((o) => [o.kind, o.host])).toEqual([['routed', 'api.bank.example']]);
  });
});

test('undeclared calls have no route with scoped sidecars', () => {
  const traffic = Traffic.of(app('istio'));
  const kinds = (from: string, url: string) => traffic.ask({ from, url }).outcomes.map((o) => o.kind);
  expect(kinds('boutique/frontend', 'http://paymentservice:50051/')).toEqual([TrafficOutcomeKind.BLOCKED]);
  expect(kinds('boutique/frontend', 'tcp://redis-cart:6379')).toEqual([TrafficOutcomeKind.BLOCKED]);
  expect(kinds('boutique/cartservice', 'tls://api.bank.example:443')).toEqual([TrafficOutcomeKind.BLOCKED]);
});

test('external clients reach the frontend over HTTPS, for its host only', () => {
  const traffic = Traffic.of(app('istio'));
  const at = (url: string) => traffic.ask({ from: 'boutique/edge', url }).outcomes.map(({ kind, location, workloads }) => ({ kind, location, workloads }));
  expect(at('https://boutique.example.com/cart')).toEqual([{ kind: 'routed', workloads: ['boutique/frontend'] }]);
  expect(at('http://boutique.example.com/cart')).toEqual([{ kind: 'redirected', location: 'https://boutique.example.com/cart' }]);
  expect(at('https://other.example.com/')).toEqual([{ kind: 'refused' }]);
});

test('on service routing every answer says that it is unproven', () => {
  expect(Traffic.of(app('service-routing')).ask({ from: 'boutique/frontend', url: CATALOG }).assumptions[0]).toMatch(/^unproven: not compared with Traffic Director;/);
});

test('the tests in YAML pass on what the app synthesizes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'boutique-'));
  const objects = app('istio').node.findAll().filter((c): c is Chart => c instanceof Chart).flatMap((c) => c.toJson() as unknown[]);
  writeFileSync(join(folder, 'all.json'), JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
  let out = '';
  const code = await main(['test', 'examples/online-boutique/traffic.yaml', folder], { color: false, out: (t) => { out += t; }, err: (t) => { out += t; } });
  expect(out).toMatch(/^10 tests, 0 failed/m);
  expect(code).toBe(0);
});
