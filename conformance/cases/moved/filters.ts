import { Duration } from 'cdk8s';
import { HttpMatch, HttpMethod, MeshFeature, StringMatch } from 'cdk8s-mesh';
import { find } from '../../harness/case';
import { shop } from '../../harness/shop';
import { origin } from '../../harness/trial';

export const cases = [
  ...shop({
    name: 'rewrite',
    model: ({ api, v1 }) => {
      api.addRule({ matches: [HttpMatch.prefix('/old')], rewrite: { path: '/new', authority: 'inner.example' }, to: [v1] });
    },
    expect: async (t, door) => {
      const got = await door.get({ path: '/old/thing?q=1' });
      t.equal('path at the backend', '/new/thing?q=1', got.echo?.path);
      t.equal('host at the backend', 'inner.example', got.echo?.headers.host);
      t.equal('path, the prefix alone', '/new', (await door.get({ path: '/old' })).echo?.path);
    },
    mistake: (objects) => { for (const r of find(objects, 'VirtualService', 'api').spec.http) { delete r.rewrite; } },
    on: { grpc: { refused: [MeshFeature.REWRITE_PREFIX, MeshFeature.REWRITE_HOST] } },
  }),
  ...shop({
    name: 'rewrite by regular expression',
    model: ({ api, v1 }) => api.addRule({ matches: [HttpMatch.prefix('/users')], rewrite: { pathExpression: '/users/([0-9]+)', pathReplacement: '/u/\\1' }, to: [v1] }),
    expect: async (t, door) => t.equal('path at the backend', '/u/42', (await door.get({ path: '/users/42' })).echo?.path),
    mistake: (objects) => { for (const r of find(objects, 'VirtualService', 'api').spec.http) { delete r.rewrite; } },
    on: { 'gateway-api': { refused: [MeshFeature.REWRITE_REGEX] }, 'grpc': { refused: [MeshFeature.REWRITE_REGEX] } },
  }),
  ...shop({
    name: 'redirect',
    model: ({ api }) => {
      api.addRule({ matches: [HttpMatch.prefix('/moved')], redirect: { prefix: '/here', status: 308 } });
      api.addRule({ matches: [HttpMatch.exact('/else')], redirect: { authority: 'shop.example.com', scheme: 'https', path: '/start' } });
    },
    expect: async (t, door, stage) => {
      const moved = await door.get({ path: '/moved/far' });
      t.equal('status', 308, moved.status);
      t.equal('location ends', '/here/far', new URL(moved.headers.location ?? 'http://none').pathname);
      t.equal('location of the prefix alone', '/here', new URL((await door.get({ path: '/moved' })).headers.location ?? 'http://none').pathname);
      const elsewhere = await door.get({ path: '/else' });
      t.equal('status elsewhere', 301, elsewhere.status);
      t.equal('location elsewhere', 'https://shop.example.com/start', elsewhere.headers.location?.replace(':9080', ''));
      t.equal('requests at the backends', 0, ['api-v1', 'api-v2', 'api-v3'].reduce((n, b) => n + stage.backend(b).seen.length, 0));
    },
    mistake: (objects) => { for (const r of find(objects, 'VirtualService', 'api').spec.http) { if (r.redirect) { r.redirect.redirectCode = 302; } } },
    on: { grpc: { refused: [MeshFeature.REDIRECT_PREFIX, MeshFeature.REDIRECT_STATUS, MeshFeature.REDIRECT_HOST, MeshFeature.REDIRECT_HTTPS, MeshFeature.REDIRECT_PATH] } },
  }),
  ...shop({
    name: 'an answer of the proxy itself',
    model: ({ api }) => api.addRule({ matches: [HttpMatch.exact('/teapot')], directResponse: { status: 418, body: 'short and stout' } }),
    expect: async (t, door) => {
      const teapot = await door.get({ path: '/teapot' });
      t.equal('answer', [418, 'short and stout'], [teapot.status, teapot.body]);
    },
    mistake: (objects) => { find(objects, 'VirtualService', 'api').spec.http[0].directResponse.status = 200; },
    on: { 'gateway-api': { refused: [MeshFeature.DIRECT_RESPONSE] }, 'grpc': { refused: [MeshFeature.DIRECT_RESPONSE] } },
  }),
  ...shop({
    name: 'cross-origin requests',
    model: ({ api, v1 }) => api.addRule({ cors: { allowOrigins: [StringMatch.exact('https://shop.example.com')], allowMethods: [HttpMethod.PUT], maxAge: Duration.minutes(5) }, to: [v1] }),
    expect: async (t, door, stage) => {
      const preflight = (from: string) => door.get({ method: 'OPTIONS', headers: { 'origin': from, 'access-control-request-method': 'PUT' } });
      const known = await preflight('https://shop.example.com');
      t.equal('preflight', [200, 'https://shop.example.com', 'PUT', '300'], [known.status, known.headers['access-control-allow-origin'], known.headers['access-control-allow-methods'], known.headers['access-control-max-age']]);
      t.equal('preflights at the backend', 0, stage.backend('api-v1').seen.length);
      t.equal('the request itself', 'https://shop.example.com', (await door.get({ method: 'PUT', headers: { origin: 'https://shop.example.com' } })).headers['access-control-allow-origin']);
      t.equal('another origin', undefined, (await preflight('https://other.example.com')).headers['access-control-allow-origin']);
    },
    mistake: (objects) => { find(objects, 'VirtualService', 'api').spec.http[0].corsPolicy.allowOrigins = [{ exact: 'https://other.example.com' }]; },
    on: { grpc: { refused: [MeshFeature.CORS] } },
  }),
  ...shop({
    name: 'headers are set, added and removed',
    model: ({ api, v1 }) => api.addRule({
      requestHeaders: { set: { 'x-set': 'one' }, add: { 'x-more': 'two' }, remove: ['x-gone'] },
      responseHeaders: { set: { 'x-answer': 'three' } },
      to: [v1],
    }),
    expect: async (t, door) => {
      const got = await door.get({ headers: { 'x-set': 'mine', 'x-gone': 'mine' } });
      t.equal('at the backend', ['one', 'two', undefined], [got.echo?.headers['x-set'], got.echo?.headers['x-more'], got.echo?.headers['x-gone']]);
      t.equal('in the answer', 'three', got.headers['x-answer']);
    },
    mistake: (objects) => { delete find(objects, 'VirtualService', 'api').spec.http[0].headers.request.remove; },
    on: { grpc: { refused: [MeshFeature.REQUEST_HEADERS, MeshFeature.RESPONSE_HEADERS] } },
  }),
  ...shop({
    name: 'mirror at 50 %',
    model: ({ api, v1, v2 }) => api.addRule({ to: [v1], mirrors: [{ to: v2, percentage: 50 }] }),
    expect: async (t, door, stage) => {
      stage.backend('api-v2').reply = () => ({ status: 500 }); // nobody may notice
      const got = await door.many(2000);
      t.shares('answers', got.map(origin), { 'api-v1': 1, 'none other': 0 });
      await new Promise((r) => setTimeout(r, 300));
      const copies = stage.backend('api-v2').seen;
      t.shares('copies', got.map((_, i) => (i < copies.length ? 'copied' : 'not')), { copied: 50, not: 50 });
    },
    mistake: (objects) => { find(objects, 'VirtualService', 'api').spec.http[0].mirrors[0].percentage.value = 60; },
    on: { grpc: { refused: [MeshFeature.MIRROR, MeshFeature.MIRROR_PERCENTAGE] } },
  }),
  ...shop({
    name: 'timeout',
    model: ({ api, v1 }) => api.addRule({ timeout: Duration.millis(300), to: [v1] }),
    expect: async (t, door, stage) => {
      stage.backend('api-v1').reply = () => ({ delayMs: 4000 });
      const got = await door.get();
      t.equal('status', 504, got.status);
      t.between('after ms', 290, 3500, got.ms);
    },
    mistake: (objects) => { delete find(objects, 'VirtualService', 'api').spec.http[0].timeout; },
    on: { grpc: { also: ['js'] } },
  }),
];
