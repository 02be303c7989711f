import { Duration } from 'cdk8s';
import { Certificate, ClientAuth, HashKey, HttpMatch, HttpMethod, IngressGateway, Listener, LoadBalancer, MeshFeature, RetryOn, ServicePort, StringMatch } from 'cdk8s-mesh';
import { find } from '../../harness/case';
import { Authority, tlsSecret } from '../../harness/certificates';
import { edgeShop, shop } from '../../harness/shop';
import { origin } from '../../harness/trial';

const HOST = 'one.example.com';
let authority: Authority;
const ca = async () => (authority ??= await Authority.create('lab'));
/** A certificate, and the clients' CA, in the namespaces of Istio's proxies and of other implementations' Gateways. */
const certificates = async () => {
  const pair = await (await ca()).issue(HOST);
  return ['istio-ingress', 'shop'].map((namespace) => tlsSecret(namespace, 'cert', pair, authority.pem));
};

/** Features of the capability table that the other cases don't cover. */
export const cases = [
  ...shop({
    name: 'routes by query: expression, prefix, presence',
    model: ({ api, v1, v2, v3 }) => {
      api.split(v1.weight(1));
      api.addRule({ matches: [HttpMatch.conditions({ query: { id: StringMatch.regex('[0-9]+') } })], to: [v2] });
      api.addRule({ matches: [HttpMatch.conditions({ query: { user: StringMatch.prefix('a.') } })], to: [v3] });
      api.addRule({ matches: [HttpMatch.conditions({ query: { beta: StringMatch.present() } })], to: [v2] });
    },
    expect: async (t, door) => {
      const at = async (what: string, expected: string, path: string) => t.equal(what, expected, origin(await door.get({ path })));
      await at('the expression', 'api-v2', '/?id=42');
      await at('a part of the expression', 'api-v1', '/?id=42x');
      await at('the prefix', 'api-v3', '/?user=a.b');
      await at('a prefix is no expression', 'api-v1', '/?user=ab');
      await at('a parameter that is there', 'api-v2', '/?beta=any');
      await at('none', 'api-v1', '/');
    },
    mistake: (objects) => { for (const r of find(objects, 'VirtualService', 'api').spec.http) { for (const m of r.match ?? []) { if (m.queryParams?.id) { m.queryParams.id.regex = '[0-9]+.*'; } } } },
    on: { grpc: { refused: [MeshFeature.QUERY_REGEX, MeshFeature.QUERY_PREFIX, MeshFeature.QUERY_PRESENT] } },
  }),
  ...shop({
    name: 'copies to two at once',
    model: ({ api, v1, v2, v3 }) => api.addRule({ to: [v1], mirrors: [{ to: v2 }, { to: v3 }] }),
    expect: async (t, door, stage) => {
      const got = await door.many(50);
      t.backends('answers', got, ['api-v1']);
      await new Promise((r) => setTimeout(r, 300));
      t.equal('copies', [50, 50], [stage.backend('api-v2').seen.length, stage.backend('api-v3').seen.length]);
    },
    mistake: (objects) => { find(objects, 'VirtualService', 'api').spec.http[0].mirrors.pop(); },
    on: { grpc: { refused: [MeshFeature.MIRROR, MeshFeature.MIRROR_MANY] } },
  }),
  ...shop({
    name: 'further tries on any status of 500 and above',
    model: ({ api, v1 }) => api.addRule({ retries: { attempts: 2, on: [RetryOn.SERVER_ERROR], backoff: Duration.millis(10) }, to: [v1] }),
    expect: async (t, door, stage) => {
      const backend = stage.backend('api-v1');
      backend.reply = () => ({ status: 507 });
      t.equal('status at last', 507, (await door.get()).status);
      t.equal('tries in all', 3, backend.seen.length);
      backend.reply = () => ({ status: 404 });
      await door.get();
      t.equal('tries for a status below', 1, backend.seen.length - 3);
    },
    mistake: (objects) => { find(objects, 'VirtualService', 'api').spec.http[0].retries.retryOn = 'gateway-error'; },
    on: { 'gateway-api': { refused: [MeshFeature.RETRY_ON_5XX] }, 'grpc': { refused: [MeshFeature.RETRY_ON_5XX] } },
  }),
  ...shop({
    name: 'consistent hashing: by a cookie that the proxy makes',
    model: ({ api }) => api.policy({ loadBalancer: LoadBalancer.consistentHash(HashKey.cookie({ name: 'user', ttl: Duration.hours(1), path: '/' })) }),
    expect: async (t, door) => {
      const first = await door.get();
      const cookie = String(first.headers['set-cookie'] ?? '').split(';')[0];
      t.equal('a cookie is made', 'user', cookie.split('=')[0]);
      t.backends('who answers with the cookie', await door.many(40, { headers: { cookie } }), [first.backend!]);
      t.backends('who answers without', await door.many(90), ['api-v1', 'api-v2', 'api-v3']);
    },
    mistake: (objects) => { find(objects, 'DestinationRule', 'api').spec.trafficPolicy.loadBalancer = { simple: 'RANDOM' }; },
    on: { grpc: { refused: [MeshFeature.HASH_COOKIE] } },
  }),
  ...shop({
    name: 'consistent hashing: by a parameter of the query',
    model: ({ api }) => api.policy({ loadBalancer: LoadBalancer.consistentHash(HashKey.query('user')) }),
    expect: async (t, door) => {
      const got = await door.many(300, (i) => ({ path: `/?user=${i % 30}` }));
      const homes = Array.from({ length: 30 }, (_, u) => new Set(got.filter((_g, n) => n % 30 === u).map((g) => g.backend)).size);
      t.equal('backends per user', [1], [...new Set(homes)]);
      t.backends('backends in use', got, ['api-v1', 'api-v2', 'api-v3']);
    },
    mistake: (objects) => { find(objects, 'DestinationRule', 'api').spec.trafficPolicy.loadBalancer = { simple: 'RANDOM' }; },
    on: { grpc: { refused: [MeshFeature.HASH_QUERY] } },
  }),
  ...shop({
    name: 'cross-origin requests: origins by expression and prefix',
    model: ({ api, v1 }) => api.addRule({ cors: { allowOrigins: [StringMatch.regex('https://[a-z]+\\.example\\.com'), StringMatch.prefix('https://dev.')], allowMethods: [HttpMethod.PUT] }, to: [v1] }),
    expect: async (t, door) => {
      const told = async (from: string) => (await door.get({ method: 'OPTIONS', headers: { 'origin': from, 'access-control-request-method': 'PUT' } })).headers['access-control-allow-origin'];
      t.equal('the expression', 'https://shop.example.com', await told('https://shop.example.com'));
      t.equal('the prefix', 'https://dev.other.example', await told('https://dev.other.example'));
      t.equal('neither', undefined, await told('https://shop1.example.com'));
    },
    mistake: (objects) => { find(objects, 'VirtualService', 'api').spec.http[0].corsPolicy.allowOrigins[0].regex = 'https://.*'; },
    on: { 'gateway-api': { refused: [MeshFeature.CORS_ORIGIN_PREFIX, MeshFeature.CORS_ORIGIN_REGEX] }, 'grpc': { refused: [MeshFeature.CORS, MeshFeature.CORS_ORIGIN_PREFIX, MeshFeature.CORS_ORIGIN_REGEX] } },
  }),
  ...edgeShop({
    name: 'gateway: a client certificate may be shown',
    model: ({ chart, v1 }) => {
      new IngressGateway(chart, 'edge').addListener(Listener.https({ hosts: [HOST], certificate: Certificate.fromSecret('cert'), clientAuth: ClientAuth.OPTIONAL })).route(v1);
    },
    stage: async () => ({ extras: await certificates() }),
    expect: async (t, stage) => {
      const tls = { serverName: HOST, ca: authority.pem };
      t.equal('with one of ours', 'api-v1', origin(await stage.edge(443, HOST).get({ tls: { ...tls, ...await (await ca()).issue('client') } })));
      t.equal('with none', 'api-v1', origin(await stage.edge(443, HOST).get({ tls })));
      t.equal('with a stranger\'s', 'no answer', origin(await stage.edge(443, HOST).get({ tls: { ...tls, ...await (await Authority.create('strangers')).issue('client') } })));
    },
    mistake: (objects) => { find(objects, 'Gateway', 'edge').spec.servers[0].tls.mode = 'MUTUAL'; },
    on: { 'gateway-api': { refused: [MeshFeature.CLIENT_CERTIFICATE_OPTIONAL] }, 'envoy-gateway': { refused: [MeshFeature.CLIENT_CERTIFICATE_OPTIONAL] } },
  }),
  ...edgeShop({
    name: 'gateway: TLS opened, bytes inside',
    port: ServicePort.tcp(9080),
    model: ({ chart, v2 }) => {
      new IngressGateway(chart, 'edge').addListener(Listener.tls({ hosts: [HOST], certificate: Certificate.fromSecret('cert') })).route(v2);
    },
    stage: async () => ({ extras: await certificates() }),
    expect: async (t, stage) => {
      const tls = { serverName: HOST, ca: authority.pem };
      t.equal('who answers, in plain text behind the gateway', 'api-v2:hello', (await stage.edge(443, HOST).line('hello', tls)).answer);
      t.equal('without TLS', '', (await stage.edge(443, HOST).line('hello')).answer);
    },
    mistake: (objects) => { find(objects, 'Gateway', 'edge').spec.servers[0].tls.mode = 'PASSTHROUGH'; },
    on: { 'envoy-gateway': { supports: ['GATEWAY-TCP'] } },
  }),
];
