import { Duration } from 'cdk8s';
import { Backend, GrpcMatch, HttpMatch, HttpMethod, IngressGateway, Listener, MeshFeature, PathMatch, RetryOn, ServicePort, StringMatch } from 'cdk8s-mesh';
import type { Manifest } from '../../harness/api-client';
import { find } from '../../harness/case';
import { edgeShop, type Shop } from '../../harness/shop';
import { origin } from '../../harness/trial';

const HOST = 'shop.example.com';
const listener = (s: Shop) => new IngressGateway(s.chart, 'edge').addListener(Listener.http({ hosts: [HOST] }));
const rules = (objects: Manifest[]): any[] => find(objects, 'VirtualService', 'edge-shop-example-com').spec.http;
const routeRules = (objects: Manifest[]): any[] => find(objects, 'HTTPRoute', 'edge-http-80').spec.rules;
const filters = (objects: Manifest[]): any[] => routeRules(objects).flatMap((r) => r.filters ?? []);

/** How an edge handles requests: with Istio's API, with Gateway API and two controllers, and with a file. */
export const cases = [
  ...edgeShop({
    name: 'edge: shares of the requests, by the rule of the service',
    model: (s) => {
      s.api.split(s.v1.weight(80), s.v2.weight(20));
      listener(s).route(s.api);
    },
    expect: async (t, stage) => t.shares('backends', (await stage.edge(80, HOST).many(1500)).map(origin), { 'api-v1': 80, 'api-v2': 20 }),
    mistake: (objects) => { for (const v of objects.filter((o) => o.kind === 'VirtualService')) { for (const r of v.spec.http) { r.route.forEach((d: any) => { if (d.weight) { d.weight = 50; } }); } } },
    on: { 'envoy-gateway': { mistake: (objects) => routeRules(objects).forEach((r) => r.backendRefs.forEach((b: any) => { b.weight = 50; })) } },
  }),
  ...edgeShop({
    name: 'edge: routes by header, query, method and path',
    model: (s) => {
      const edge = listener(s);
      edge.addRule({ matches: [HttpMatch.prefix('/')], to: [s.v1] });
      edge.addRule({ matches: [HttpMatch.exact('/exactly')], to: [s.v2] });
      edge.addRule({ matches: [HttpMatch.header('end-user', 'jason')], to: [s.v2] });
      edge.addRule({ matches: [HttpMatch.query('beta', 'yes')], to: [s.v3] });
      edge.addRule({ matches: [HttpMatch.method(HttpMethod.DELETE)], to: [s.v3] });
    },
    expect: async (t, stage) => {
      const at = async (what: string, expected: string, ask: object) => t.equal(what, expected, origin(await stage.edge(80, HOST).get(ask)));
      await at('anything else', 'api-v1', { path: '/x' });
      await at('exact path', 'api-v2', { path: '/exactly' });
      await at('exact path and more', 'api-v1', { path: '/exactly/not' });
      await at('header', 'api-v2', { headers: { 'end-user': 'jason' } });
      await at('another value of the header', 'api-v1', { headers: { 'end-user': 'jasper' } });
      await at('query', 'api-v3', { path: '/?beta=yes' });
      await at('method', 'api-v3', { method: 'DELETE' });
    },
    mistake: (objects) => { for (const r of rules(objects)) { for (const m of r.match ?? []) { delete m.headers; } } },
    on: { 'envoy-gateway': { mistake: (objects) => routeRules(objects).forEach((r) => (r.matches ?? []).forEach((m: any) => { delete m.headers; })) } },
  }),
  ...edgeShop({
    name: 'edge: routes by regular expression, prefix and presence',
    model: expressions,
    expect: async (t, stage) => {
      const at = async (what: string, expected: string, ask: object) => t.equal(what, expected, origin(await stage.edge(80, HOST).get(ask)));
      await at('the expression', 'api-v2', { path: '/items/42' });
      await at('more than the expression', 'api-v1', { path: '/items/42/x' });
      await at('a header that is there', 'api-v3', { headers: { 'x-beta': 'any' } });
      await at('a prefix of a header', 'api-v2', { headers: { 'x-user': 'a.b' } });
      await at('a prefix is no expression', 'api-v1', { headers: { 'x-user': 'ab' } });
      await at('a part of a header', 'api-v1', { headers: { 'x-zone': 'not-eu-west' } });
    },
    mistake: (objects) => { for (const r of rules(objects)) { for (const m of r.match ?? []) { if (m.uri?.regex) { m.uri.regex = '/items/.*'; } } } },
    on: {
      'envoy-gateway': { supports: ['RegularExpression'], mistake: (objects) => routeRules(objects).forEach((r) => (r.matches ?? []).forEach((m: any) => { if (m.path?.type === 'RegularExpression' && m.path.value.includes('items')) { m.path.value = '/items/.*'; } })) },
    },
  }),
  ...edgeShop({
    name: 'edge: another path and host for the service',
    model: (s) => {
      const edge = listener(s);
      edge.addRule({ matches: [HttpMatch.prefix('/old')], rewrite: { path: '/new', authority: 'inner.example' }, to: [s.v1] });
      edge.addRule({ matches: [HttpMatch.exact('/one')], rewrite: { path: '/other' }, to: [s.v1] });
    },
    expect: async (t, stage) => {
      const got = await stage.edge(80, HOST).get({ path: '/old/thing?q=1' });
      t.equal('path at the backend', '/new/thing?q=1', got.echo?.path);
      t.equal('host at the backend', 'inner.example', got.echo?.headers.host);
      t.equal('path, the prefix alone', '/new', (await stage.edge(80, HOST).get({ path: '/old' })).echo?.path);
      t.equal('an exact path', '/other', (await stage.edge(80, HOST).get({ path: '/one' })).echo?.path);
    },
    mistake: (objects) => { for (const r of rules(objects)) { delete r.rewrite; } },
    on: { 'envoy-gateway': { mistake: (objects) => routeRules(objects).forEach((r) => { delete r.filters; }) } },
  }),
  ...edgeShop({
    name: 'edge: redirects',
    model: (s) => {
      const edge = listener(s);
      edge.addRule({ matches: [HttpMatch.prefix('/moved')], redirect: { prefix: '/here', status: 308 } });
      edge.addRule({ matches: [HttpMatch.exact('/else')], redirect: { authority: 'other.example.com', scheme: 'https', path: '/start' } });
      edge.addRule({ matches: [HttpMatch.exact('/port')], redirect: { port: 8443, status: 302 } });
    },
    expect: async (t, stage) => {
      const get = async (path: string) => stage.edge(80, HOST).get({ path });
      const moved = await get('/moved/far');
      t.equal('status', 308, moved.status);
      t.equal('location ends', '/here/far', new URL(moved.headers.location ?? 'http://none').pathname);
      const elsewhere = await get('/else');
      t.equal('elsewhere', [301, 'https://other.example.com/start'], [elsewhere.status, elsewhere.headers.location]);
      const port = await get('/port');
      t.equal('another port', [302, `http://${HOST}:8443/port`], [port.status, port.headers.location]);
      t.equal('requests at the backends', 0, ['api-v1', 'api-v2', 'api-v3'].reduce((n, b) => n + stage.backend(b).seen.length, 0));
    },
    mistake: (objects) => { for (const r of rules(objects)) { if (r.redirect) { r.redirect.redirectCode = 303; } } },
    on: { 'envoy-gateway': { mistake: (objects) => filters(objects).forEach((f) => { f.requestRedirect.statusCode = 303; }) } },
  }),
  ...edgeShop({
    name: 'edge: headers are set, added and removed',
    model: (s) => listener(s).addRule({
      requestHeaders: { set: { 'x-set': 'one' }, add: { 'x-more': 'two' }, remove: ['x-gone'] },
      responseHeaders: { set: { 'x-answer': 'three' } },
      to: [s.v1],
    }),
    expect: async (t, stage) => {
      const got = await stage.edge(80, HOST).get({ headers: { 'x-set': 'mine', 'x-gone': 'mine' } });
      t.equal('at the backend', ['one', 'two', undefined], [got.echo?.headers['x-set'], got.echo?.headers['x-more'], got.echo?.headers['x-gone']]);
      t.equal('in the answer', 'three', got.headers['x-answer']);
    },
    mistake: (objects) => { delete rules(objects)[0].headers.request.remove; },
    on: { 'envoy-gateway': { mistake: (objects) => filters(objects).forEach((f) => { delete f.requestHeaderModifier?.remove; }) } },
  }),
  ...edgeShop({
    name: 'edge: headers for one destination alone',
    model: (s) => listener(s).addRule({ to: [Backend.to(s.v1, { requestHeaders: { set: { 'x-version': 'one' } } }).weight(50), s.v2.weight(50)] }),
    expect: async (t, stage) => {
      const got = await stage.edge(80, HOST).many(40);
      t.backends('who answers', got, ['api-v1', 'api-v2']);
      t.equal('headers at the backends', ['api-v1 one', 'api-v2 undefined'], [...new Set(got.map((g) => `${g.backend} ${g.echo?.headers['x-version']}`))].sort());
    },
    mistake: (objects) => { for (const r of rules(objects)) { r.route.forEach((d: any) => { delete d.headers; }); } },
    on: { 'envoy-gateway': { mistake: (objects) => routeRules(objects).forEach((r) => r.backendRefs.forEach((b: any) => { delete b.filters; })) } },
  }),
  ...edgeShop({
    name: 'edge: a copy of half of the requests',
    model: (s) => listener(s).addRule({ to: [s.v1], mirrors: [{ to: s.v2, percentage: 50 }] }),
    expect: async (t, stage) => {
      stage.backend('api-v2').reply = () => ({ status: 500 }); // nobody may notice
      const got = await stage.edge(80, HOST).many(1500);
      t.shares('answers', got.map(origin), { 'api-v1': 1, 'none other': 0 });
      await new Promise((r) => setTimeout(r, 300));
      const copies = stage.backend('api-v2').seen;
      t.shares('copies', got.map((_, i) => (i < copies.length ? 'copied' : 'not')), { copied: 50, not: 50 });
    },
    mistake: (objects) => { rules(objects)[0].mirrors[0].percentage.value = 62; },
    on: { 'envoy-gateway': { mistake: (objects) => filters(objects).forEach((f) => { if (f.requestMirror) { f.requestMirror.percent = 62; } }) } },
  }),
  ...edgeShop({
    name: 'edge: time of a request',
    model: (s) => listener(s).addRule({ timeout: Duration.millis(300), to: [s.v1] }),
    expect: async (t, stage) => {
      stage.backend('api-v1').reply = () => ({ delayMs: 4000 });
      const got = await stage.edge(80, HOST).get();
      t.equal('status', 504, got.status);
      t.between('after ms', 290, 3500, got.ms);
    },
    mistake: (objects) => { delete rules(objects)[0].timeout; },
    on: { 'envoy-gateway': { mistake: (objects) => routeRules(objects).forEach((r) => { delete r.timeouts; }) } },
  }),
  ...edgeShop({
    name: 'edge: further tries on statuses, each with its time',
    model: (s) => listener(s).addRule({
      retries: { attempts: 2, on: [RetryOn.status(503)], backoff: Duration.millis(10), perTryTimeout: Duration.millis(400) },
      timeout: Duration.seconds(5),
      to: [s.v1],
    }),
    expect: async (t, stage) => {
      const backend = stage.backend('api-v1');
      const door = stage.edge(80, HOST);
      backend.reply = () => ({ status: 503 });
      t.equal('status at last', 503, (await door.get()).status);
      t.equal('tries in all', 3, backend.seen.length);
      backend.reply = (_, n) => ({ status: n - 3 <= 1 ? 503 : 200 });
      t.equal('status when the second try works', 200, (await door.get()).status);
      t.equal('tries until it works', 2, backend.seen.length - 3);
      backend.reply = () => ({ status: 500 });
      t.equal('status 500', 500, (await door.get()).status);
      t.equal('tries for a status that is not retried', 1, backend.seen.length - 5);
    },
    mistake: (objects) => { rules(objects)[0].retries.attempts = 1; },
    on: { 'envoy-gateway': { mistake: (objects) => routeRules(objects).forEach((r) => { r.retry.attempts = 1; }) } },
  }),
  ...edgeShop({
    name: 'edge: cross-origin requests',
    model: (s) => listener(s).addRule({ cors: { allowOrigins: [StringMatch.exact('https://shop.example.com')], allowMethods: [HttpMethod.PUT], maxAge: Duration.minutes(5) }, to: [s.v1] }),
    expect: async (t, stage) => {
      const preflight = (from: string) => stage.edge(80, HOST).get({ method: 'OPTIONS', headers: { 'origin': from, 'access-control-request-method': 'PUT' } });
      const known = await preflight('https://shop.example.com');
      t.equal('preflight', [200, 'https://shop.example.com', 'PUT', '300'], [known.status, known.headers['access-control-allow-origin'], known.headers['access-control-allow-methods'], known.headers['access-control-max-age']]);
      t.equal('preflights at the backend', 0, stage.backend('api-v1').seen.length);
      t.equal('another origin', undefined, (await preflight('https://other.example.com')).headers['access-control-allow-origin']);
    },
    mistake: (objects) => { rules(objects)[0].corsPolicy.allowOrigins = [{ exact: 'https://other.example.com' }]; },
    on: { 'envoy-gateway': { mistake: (objects) => filters(objects).forEach((f) => { f.cors.allowOrigins = ['https://other.example.com']; }) } },
  }),
  ...edgeShop({
    name: 'edge: gRPC by service and method',
    port: ServicePort.grpc(9080),
    model: (s) => {
      s.api.split(s.v1.weight(1));
      s.api.addGrpcRule({ matches: [GrpcMatch.service('shop.Cart')], to: [s.v2] });
      s.api.addGrpcRule({ matches: [GrpcMatch.method('shop.Cart', 'Empty')], to: [s.v3] });
      listener(s).route(s.api);
    },
    expect: async (t, stage) => {
      const at = async (path: string) => {
        const g = await stage.edge(80, HOST).grpc({ path, host: HOST });
        return [g.backend, g.grpcStatus];
      };
      t.equal('another service', ['api-v1', 0], await at('/shop.Catalog/List'));
      t.equal('the service', ['api-v2', 0], await at('/shop.Cart/Add'));
      t.equal('one method of it', ['api-v3', 0], await at('/shop.Cart/Empty'));
    },
    mistake: (objects) => { rules(objects).reverse(); },
    on: {
      'envoy-gateway': {
        mistake: (objects) => objects.filter((o) => o.kind === 'Service').forEach((o) => { for (const p of o.spec.ports) { delete p.appProtocol; } }), // what a name says, it says to Istio alone
      },
    },
  }),
  ...edgeShop({
    name: 'edge: plain connections',
    port: ServicePort.tcp(9080),
    model: connections,
    expect: async (t, stage) => {
      const got = await Promise.all(Array.from({ length: 20 }, () => stage.edge(5432, HOST).line('x')));
      t.equal('who answers', ['api-v2:x'], [...new Set(got.map((g) => g.answer))]);
    },
    mistake: (objects) => { find(objects, 'VirtualService', 'edge-any').spec.tcp[0].route[0].destination.subset = 'v1'; },
    on: { 'envoy-gateway': { supports: ['GATEWAY-TCP'], mistake: (objects) => { find(objects, 'TCPRoute', 'edge-tcp-5432').spec.rules[0].backendRefs[0].name = 'api-v1'; } } },
  }),
  ...edgeShop({
    name: 'edge: an answer of the proxy itself',
    model: (s) => listener(s).addRule({ matches: [HttpMatch.exact('/teapot')], directResponse: { status: 418, body: 'short and stout' } }),
    expect: async (t, stage) => {
      const teapot = await stage.edge(80, HOST).get({ path: '/teapot' });
      t.equal('answer', [418, 'short and stout'], [teapot.status, teapot.body]);
    },
    mistake: (objects) => { rules(objects)[0].directResponse.status = 200; },
    on: { 'gateway-api': { refused: [MeshFeature.DIRECT_RESPONSE] }, 'envoy-gateway': { refused: [MeshFeature.DIRECT_RESPONSE] } },
  }),
];

function connections(s: Shop): void {
  new IngressGateway(s.chart, 'edge').addListener(Listener.tcp({ port: 5432 })).route(s.v2);
}

function expressions(s: Shop): void {
  const edge = listener(s);
  edge.addRule({ matches: [HttpMatch.prefix('/')], to: [s.v1] });
  edge.addRule({ matches: [HttpMatch.conditions({ path: PathMatch.regex('/items/[0-9]+') })], to: [s.v2] });
  edge.addRule({ matches: [HttpMatch.conditions({ headers: { 'x-beta': StringMatch.present() } })], to: [s.v3] });
  edge.addRule({ matches: [HttpMatch.conditions({ headers: { 'x-user': StringMatch.prefix('a.') } })], to: [s.v2] });
  edge.addRule({ matches: [HttpMatch.conditions({ headers: { 'x-zone': StringMatch.regex('eu-.+') } })], to: [s.v3] });
}
