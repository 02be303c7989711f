import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration } from 'cdk8s';
import { bookinfo } from '../../examples/bookinfo/main';
import { HttpMatch, MeshService, ServicePort, Traffic, TrafficOutcomeKind, type TrafficRequest } from '../../src';
import { aMesh } from '../fixture';
import { NETWORKING, pod, service } from './manifests';

const pods = (version: string) => ({ image: `shop:${version}`, runAsUser: 1000 });

/** Two services with look-alike names, each with its own split, and one caller that calls both. */
function shop() {
  const { app, chart, mesh } = aMesh({ denyByDefault: true });
  const http = ServicePort.http(80);
  const web = new MeshService(chart, 'web', { ports: [http] });
  const api = new MeshService(chart, 'api', { ports: [http] });
  const apiShop = new MeshService(chart, 'api-shop', { ports: [http, ServicePort.tcp(5432)] });
  const idle = new MeshService(chart, 'idle', { ports: [http] });
  web.addVersion('v1', pods('web'));
  idle.addVersion('v1', pods('idle'));
  const versions = Object.fromEntries([api, apiShop].flatMap((s) => ['v1', 'v2'].map((v) => [`${s.node.id} ${v}`, s.addVersion(v, pods(v))] as const)));
  web.calls(api);
  web.calls(apiShop);
  api.split(versions['api v1'].weight(90), versions['api v2'].weight(10));
  apiShop.split(versions['api-shop v1'].weight(30), versions['api-shop v2'].weight(70));
  api.addRule({ name: 'beta', matches: [HttpMatch.header('x-beta', 'yes')], to: [versions['api v2']], timeout: Duration.seconds(3) });
  return { app, chart, mesh, web, api, apiShop };
}

describe('Traffic of an app', () => {
  it('gives each destination of a split its share, and similar names their own', () => {
    const traffic = Traffic.of(shop().app);
    const [api, apiShop] = traffic.askAll([{ from: 'shop/web', url: 'http://api/' }, { from: 'shop/web', url: 'http://api-shop/' }]);
    expect([api.shareOf('api', 'v1'), api.shareOf('api', 'v2'), api.shareOf('api'), api.shareOf('api-shop')]).toEqual([0.9, 0.1, 1, 0]);
    expect(apiShop.outcomes.map(({ kind, share, host, port, subset, workloads }) => ({ kind, share, host, port, subset, workloads }))).toEqual([
      { kind: TrafficOutcomeKind.ROUTED, share: 0.3, host: 'api-shop.shop.svc.cluster.local', port: 80, subset: 'v1', workloads: ['shop/api-shop-v1'] },
      { kind: TrafficOutcomeKind.ROUTED, share: 0.7, host: 'api-shop.shop.svc.cluster.local', port: 80, subset: 'v2', workloads: ['shop/api-shop-v2'] },
    ]);
  });

  it('contains the rule that matches a header, its timeout, and the construct that created it', () => {
    const answer = Traffic.of(shop().app).ask({ from: 'shop/web', url: 'http://api.shop/x?y=1', headers: { 'X-Beta': 'yes' } });
    expect(answer.outcomes).toHaveLength(1);
    expect(answer.outcome).toMatchObject({ kind: 'routed', share: 1, subset: 'v2', path: '/x?y=1', authority: 'api.shop' });
    expect(answer.outcome.timeout?.toMilliseconds()).toBe(3000);
    expect(answer.outcome.headers).toMatchObject({ 'x-beta': 'yes' });
    expect(answer.steps.at(-1)).toMatchObject({ by: expect.stringMatching(/^VirtualService shop\/api, shop\/api/) });
    expect(answer.trace).toContain('GET http://api.shop/x?y=1\n');
  });

  it('accepts a Service as the caller, and TCP connections by port', () => {
    const traffic = Traffic.of(shop().app);
    expect(traffic.ask({ from: 'shop/web-v1', url: 'http://api/' }).shareOf('api')).toBe(1);
    expect(traffic.ask({ from: 'shop/web', url: 'tcp://api-shop:5432' }).shareOf('api-shop')).toBeCloseTo(1);
  });

  it('has no route to services that the caller did not declare', () => {
    const { outcome } = Traffic.of(shop().app).ask({ from: 'shop/web', url: 'http://idle/' });
    expect(outcome.kind).not.toBe(TrafficOutcomeKind.ROUTED);
  });

  it('compares the names of headers without regard to case, as Envoy does', () => {
    const virtualService = (match: object) => ({ ...NETWORKING, kind: 'VirtualService', metadata: { name: 'api', namespace: 'shop' }, spec: { hosts: ['api'], http: [{ match: [match], redirect: { uri: '/matched' } }, { route: [{ destination: { host: 'api' } }] }] } });
    const kind = (match: object, headers: Record<string, string>) => Traffic.ofManifests([pod('shop', 'web', { app: 'web' }), pod('shop', 'api', { app: 'api' }), service('shop', 'api', { app: 'api' }, [{ name: 'http', port: 80 }]), virtualService(match)])
      .ask({ from: 'shop/web', url: 'http://api/', headers }).outcomes.map((o) => o.kind);
    const cookie = { headers: { Cookie: { regex: '.*user=1.*' } } };
    expect(kind(cookie, { cookie: 'user=1' })).toEqual(['redirected']);
    expect(kind(cookie, { COOKIE: 'user=1' })).toEqual(['redirected']);
    expect(kind(cookie, { cookie: 'user=2' })).toEqual(['routed']);
    expect(kind({ withoutHeaders: { 'X-Canary': { exact: '1' } } }, { 'x-canary': '1' })).toEqual(['routed']);
    expect(kind({ withoutHeaders: { 'X-Canary': { exact: '1' } } }, { 'x-canary': '2' })).toEqual(['redirected']);
  });

  it('reflects the current state of the app', () => {
    const { app, api } = shop();
    const before = Traffic.of(app);
    api.addRule({ name: 'gone', matches: [HttpMatch.prefix('/gone')], to: [api] });
    const gone: TrafficRequest = { from: 'shop/web', url: 'http://api/gone' };
    expect(before.ask(gone).outcomes).toHaveLength(2);
    expect(Traffic.of(api).ask(gone).outcomes).toHaveLength(1);
  });

  it.each<[TrafficRequest, string]>([
    [{ from: 'web', url: 'http://api/' }, 'the caller must be NAMESPACE/WORKLOAD, like shop/web, got "web"'],
    [{ from: 'shop/wbe', url: 'http://api/' }, 'there is no workload, Service or Gateway shop/wbe; did you mean shop/web?'],
    [{ from: 'shop/web', url: 'api/x' }, 'the URL must be http://HOST[:PORT]/PATH, https://…, tcp://HOST:PORT or tls://HOST:PORT, got "api/x"'],
    [{ from: 'shop/web', url: 'tcp://api' }, 'a tcp URL needs a port, like tcp://api:3306, got "tcp://api"'],
    [{ from: 'shop/web', url: 'http://api:70000/' }, 'the port of a URL must be from 1 to 65535, got "http://api:70000/"'],
    ...['http://user:secret@api/', 'http://api:80x/', 'http://:80/', 'http://a b/', 'http://[::1/', 'tcp://a:b:80'].map((url): [TrafficRequest, string] => [{ from: 'shop/web', url }, `the URL must have a host and at most a port between // and the path, got "${url}"`]),
    [{ from: 'shop/web', url: 'http://api/', method: 'GET /' }, 'the method must be one word, like GET, got "GET /"'],
    [{ from: 'shop/web', url: 'http://api/', headers: { Host: 'other' } }, 'the Host header comes from the URL; set the host there'],
    [{ from: 'shop/web', url: 'http://api/', headers: { 'a b': 'c' } }, '"a b" is not a header name; use a name and a value, like end-user: jason'],
    [{ from: 'shop/web', url: 'http://api/', cluster: 'west' }, 'cluster must be one of the app\'s clusters (it has only one, without a name), got: west'],
  ])('refuses %j', (request, message) => {
    const traffic = Traffic.of(shop().app);
    expect(() => traffic.ask(request)).toThrow(message);
  });
});

describe('Traffic of manifests', () => {
  const rule = (name: string, subset: string) => ({
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name, namespace: 'shop' },
    spec: { hosts: ['api.example'], http: [{ route: [{ destination: { host: `${subset}.example` } }] }] },
  });
  const entry = (name: string) => ({
    apiVersion: 'networking.istio.io/v1',
    kind: 'ServiceEntry',
    metadata: { name, namespace: 'shop' },
    spec: { hosts: [`${name}.example`], location: 'MESH_EXTERNAL', resolution: 'DNS', ports: [{ number: 80, name: 'http', protocol: 'HTTP' }] },
  });
  const web = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'shop', labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'web' }] } };

  it('names other possible outcomes if the age of objects decides', () => {
    const traffic = Traffic.ofManifests([web, entry('api'), entry('one'), entry('two'), rule('b', 'two'), rule('a', 'one'), rule('c', 'one')]);
    const answer = traffic.ask({ from: 'shop/web', url: 'http://api.example/' });
    expect(answer.shareOf('one.example')).toBe(1);
    expect(answer.alternatives.map((a) => [a.ifOldest, a.outcomes.map((o) => o.host)])).toEqual([['VirtualService shop/b', ['two.example']]]);
    expect(answer.trace).toContain('If VirtualService shop/b is the oldest:');
    expect(traffic.ask({ from: 'shop/web', url: 'http://one.example/' }).alternatives).toEqual([]);
  });

  it('reads files, and refuses those that are not manifests with name and line', () => {
    const folder = mkdtempSync(join(tmpdir(), 'traffic-'));
    writeFileSync(join(folder, 'a.yaml'), [web, entry('api')].map((o) => JSON.stringify(o)).join('\n---\n'));
    expect(Traffic.ofFiles([folder]).ask({ from: 'shop/web', url: 'http://api.example/' }).shareOf('api.example')).toBe(1);
    writeFileSync(join(folder, 'b.yaml'), 'kind: [\n');
    expect(() => Traffic.ofFiles([folder])).toThrow(/b\.yaml/);
  });
});

test('in Bookinfo, Jason sees black stars, and a tenth of the other users see red stars', () => {
  const traffic = Traffic.of(bookinfo());
  const reviews = (headers: { [name: string]: string }) => traffic.ask({ from: 'bookinfo/productpage', url: 'http://reviews:9080/reviews/1', headers });
  expect(reviews({ 'end-user': 'jason' }).shareOf('reviews', 'v2')).toBe(1);
  expect(reviews({}).outcomes.map((o) => [o.subset, o.share])).toEqual([['v1', 0.9], ['v3', 0.1]]);
  expect(traffic.ask({ from: 'bookinfo/productpage', url: 'http://reviews:9080/reviews/newest' }).outcome.mirrors).toEqual([
    { host: 'reviews.bookinfo.svc.cluster.local', port: 9080, subset: 'v3', share: 0.05 },
  ]);
  expect(traffic.ask({ from: 'bookinfo/reviews', url: 'http://ratings:9080/', headers: { 'end-user': 'tester' } }).outcome).toMatchObject({ delayShare: 1 });
});

test('a Gateway represents external clients: Bookinfo redirects them to HTTPS, and serves its paths over HTTPS', () => {
  const traffic = Traffic.of(bookinfo());
  const at = (url: string) => traffic.ask({ from: 'bookinfo/edge', url }).outcomes.map(({ kind, status, location, host }) => ({ kind, status, location, host }));
  expect(at('https://bookinfo.example.com/productpage')).toEqual([{ kind: 'routed', host: 'productpage.bookinfo.svc.cluster.local' }]);
  expect(at('http://bookinfo.example.com/productpage')).toMatchObject([{ kind: 'redirected', status: 301, location: 'https://bookinfo.example.com/productpage' }]);
  expect(at('https://bookinfo.example.com/admin')).toMatchObject([{ kind: 'noRoute', status: 404 }]);
  expect(at('https://other.example.com/productpage').map((o) => o.kind)).not.toContain('routed');
});
