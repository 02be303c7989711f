import { Duration } from 'cdk8s';
import { ExternalService, Fault, HttpMatch, LoadBalancer, MeshFeature, PathMatch, RetryOn, ServicePort, StringMatch } from 'cdk8s-mesh';
import { find } from '../../harness/case';
import { Door } from '../../harness/client';
import { BY_PROXIES } from '../../harness/planes';
import { shop } from '../../harness/shop';
import { origin, tally } from '../../harness/trial';

const port = ServicePort.grpc(9080);
const HOST = 'ledger.bank.example';

/** Which backend answers a call, and with which status. */
const answer = async (door: Door, path: string, headers: Readonly<Record<string, string>> = {}) => {
  const got = await door.grpc({ path, headers });
  return got.grpcStatus === 0 ? got.backend : got.grpcStatus;
};

/** The features of a mesh that gRPC calls need, on every plane: through proxies, and without one. */
export const cases = [
  ...shop({
    name: 'gRPC by path and metadata',
    port,
    model: ({ api, v1, v2, v3 }) => {
      api.split(v1.weight(1));
      api.addRule({ matches: [HttpMatch.exact('/shop.Cart/Empty')], to: [v2] });
      api.addRule({ matches: [HttpMatch.conditions({ path: PathMatch.regex('/shop\\.[A-Z][a-z]+/Get') })], to: [v3] });
      api.addRule({ matches: [HttpMatch.header('end-user', 'jason')], to: [v2] });
      api.addRule({ matches: [HttpMatch.conditions({ headers: { 'x-zone': StringMatch.regex('eu-.+') } })], to: [v3] });
      api.addRule({ matches: [HttpMatch.conditions({ headers: { 'x-user': StringMatch.prefix('a.') } })], to: [v3] });
      api.addRule({ matches: [HttpMatch.conditions({ headers: { 'x-beta': StringMatch.present() } })], to: [v2] });
    },
    expect: async (t, door) => {
      t.equal('anything else', 'api-v1', await answer(door, '/shop.Cart/Add'));
      t.equal('the path', 'api-v2', await answer(door, '/shop.Cart/Empty'));
      t.equal('the expression', 'api-v3', await answer(door, '/shop.Stock/Get'));
      t.equal('more than the expression', 'api-v1', await answer(door, '/shop.Stock/GetAll'));
      t.equal('metadata', 'api-v2', await answer(door, '/shop.Cart/Add', { 'end-user': 'jason' }));
      t.equal('other metadata', 'api-v1', await answer(door, '/shop.Cart/Add', { 'end-user': 'jasper' }));
      t.equal('metadata by expression', 'api-v3', await answer(door, '/shop.Cart/Add', { 'x-zone': 'eu-west' }));
      t.equal('a part of metadata', 'api-v1', await answer(door, '/shop.Cart/Add', { 'x-zone': 'not-eu-west' }));
      t.equal('a prefix of metadata', 'api-v3', await answer(door, '/shop.Cart/Add', { 'x-user': 'a.b' }));
      t.equal('metadata that is there', 'api-v2', await answer(door, '/shop.Cart/Add', { 'x-beta': 'any' }));
    },
    mistake: (objects) => { find(objects, 'VirtualService', 'api').spec.http.reverse(); },
    on: { ...BY_PROXIES, grpc: { also: ['js'] } },
  }),
  ...shop({
    name: 'gRPC by case, absence and who calls',
    port,
    model: ({ api, v1, v2, v3 }) => {
      api.split(v1.weight(1));
      api.addRule({ priority: 3, matches: [HttpMatch.conditions({ path: PathMatch.exact('/shop.Cart/Loud').ignoringCase() })], to: [v2] });
      api.addRule({ priority: 2, matches: [HttpMatch.conditions({ path: PathMatch.prefix('/shop.Stock'), headers: { 'x-known': StringMatch.absent() } })], to: [v3] });
      api.addRule({ priority: 1, matches: [HttpMatch.conditions({ path: PathMatch.exact('/shop.Cart/Near'), sourceLabels: { app: 'web' } })], to: [v2] });
      api.addRule({ priority: 1, matches: [HttpMatch.conditions({ path: PathMatch.exact('/shop.Cart/Far'), sourceLabels: { app: 'other' } })], to: [v2] });
    },
    expect: async (t, door) => {
      t.equal('in other letters', 'api-v2', await answer(door, '/SHOP.cart/loud'));
      t.equal('without metadata', 'api-v3', await answer(door, '/shop.Stock/Get'));
      t.equal('with metadata', 'api-v1', await answer(door, '/shop.Stock/Get', { 'x-known': 'yes' }));
      t.equal('for the labels of the caller', 'api-v2', await answer(door, '/shop.Cart/Near'));
      t.equal('for other labels', 'api-v1', await answer(door, '/shop.Cart/Far'));
    },
    mistake: (objects) => { for (const r of find(objects, 'VirtualService', 'api').spec.http) { delete r.match?.[0].ignoreUriCase; } },
    on: {
      'gateway-api': { refused: [MeshFeature.PATH_IGNORE_CASE, MeshFeature.HEADER_ABSENT, MeshFeature.SOURCE_LABELS_MATCH, MeshFeature.RULE_PRIORITY] },
      'static': { refused: [MeshFeature.SOURCE_LABELS_MATCH] },
      'grpc': { also: ['js'] },
    },
  }),
  ...shop({
    name: 'gRPC status injected',
    port,
    model: ({ api, v1 }) => api.addRule({ fault: Fault.abortGrpc('RESOURCE_EXHAUSTED', 12.5), to: [v1] }),
    expect: async (t, door) => {
      const got: (string | number | undefined)[] = [];
      for (let i = 0; i < 100; i++) { got.push(...await Promise.all(Array.from({ length: 10 }, () => answer(door, '/shop.Cart/Add')))); }
      t.shares('answers', got.map(String), { '8': 12.5, 'api-v1': 87.5 });
    },
    mistake: (objects) => { find(objects, 'VirtualService', 'api').spec.http[0].fault.abort.percentage.value = 25; },
    on: { 'gateway-api': { refused: [MeshFeature.FAULT_ABORT_GRPC, MeshFeature.FAULT_FRACTION] }, 'grpc': { also: ['js'] } },
  }),
  ...shop({
    name: 'gRPC tries, by status, and none',
    port,
    model: ({ api, v1, v2 }) => {
      api.addRule({ matches: [HttpMatch.exact('/shop.Cart/Once')], retries: { attempts: 0 }, to: [v2] });
      api.addRule({ retries: { attempts: 3, on: [RetryOn.GRPC_RESOURCE_EXHAUSTED], backoff: Duration.millis(10) }, to: [v1] });
    },
    expect: async (t, door, stage) => {
      const [many, one] = [stage.backend('api-v1'), stage.backend('api-v2')];
      many.reply = () => ({ grpcStatus: 8, trailersOnly: true });
      one.reply = () => ({ grpcStatus: 14, trailersOnly: true });
      t.equal('status at last', 8, await answer(door, '/shop.Cart/Add'));
      t.equal('tries in all', 4, many.seen.length);
      many.reply = () => ({ grpcStatus: 5, trailersOnly: true });
      t.equal('another status', 5, await answer(door, '/shop.Cart/Add'));
      t.equal('tries for it', 1, many.seen.length - 4);
      t.equal('status without tries', 14, await answer(door, '/shop.Cart/Once'));
      t.equal('tries where there are none', 1, one.seen.length);
    },
    mistake: (objects) => { find(objects, 'VirtualService', 'api').spec.http.find((r: any) => r.retries.attempts === 3).retries.attempts = 2; },
    on: { 'gateway-api': { refused: [MeshFeature.RETRY_ON_GRPC] }, 'grpc': { also: ['js'] } },
  }),
  ...shop({
    name: 'gRPC delay before the time of a call',
    port,
    model: ({ api, v1 }) => api.addRule({ fault: Fault.delay(Duration.millis(400)), timeout: Duration.millis(250), to: [v1] }),
    expect: async (t, door, stage) => {
      const start = Date.now();
      t.equal('a delay is none of the time of the call', 'api-v1', await answer(door, '/shop.Cart/Add'));
      t.between('ms', 395, 5000, Date.now() - start);
      stage.backend('api-v1').reply = () => ({ delayMs: 4000 });
      t.equal('a late answer', false, await answer(door, '/shop.Cart/Add') === 'api-v1');
    },
    mistake: (objects) => { delete find(objects, 'VirtualService', 'api').spec.http[0].timeout; },
    on: { 'gateway-api': { refused: [MeshFeature.FAULT_DELAY, MeshFeature.FAULT_WITH_RETRY] }, 'grpc': { accept: [MeshFeature.FAULT_WITH_RETRY] } },
  }),
  ...shop({
    name: 'gRPC calls at a time',
    port,
    model: ({ api, v1 }) => {
      api.split(v1.weight(1));
      api.policy({ connectionPool: { maxRequests: 5 } });
    },
    expect: async (t, door, stage) => {
      await door.grpc({ path: '/shop.Cart/Warm' });
      stage.backend('api-v1').reply = () => ({ delayMs: 400 });
      const got = await Promise.all(Array.from({ length: 20 }, () => answer(door, '/shop.Cart/Add')));
      t.equal('answers', { '14': 15, 'api-v1': 5 }, Object.fromEntries(Object.entries(tally(got.map(String))).sort()));
    },
    mistake: (objects) => { find(objects, 'DestinationRule', 'api').spec.trafficPolicy.connectionPool.http.http2MaxRequests = 50; },
    on: { grpc: { also: ['js'] } },
  }),
  ...shop({
    name: 'gRPC calls to each endpoint in turn',
    port,
    model: ({ api }) => api.policy({ loadBalancer: LoadBalancer.roundRobin() }),
    expect: async (t, door) => {
      await Promise.all(Array.from({ length: 12 }, () => door.grpc({ path: '/shop.Cart/Warm' })));
      const got: unknown[] = [];
      for (let i = 0; i < 30; i++) { got.push(await answer(door, '/shop.Cart/Add')); }
      t.equal('answers', { 'api-v1': 10, 'api-v2': 10, 'api-v3': 10 }, Object.fromEntries(Object.entries(tally(got.map(String))).sort()));
    },
    mistake: (objects) => { find(objects, 'DestinationRule', 'api').spec.trafficPolicy.loadBalancer.simple = 'RANDOM'; },
    on: BY_PROXIES,
  }),
  ...shop({
    name: 'gRPC calls to the less busy',
    port,
    model: ({ api }) => api.policy({ loadBalancer: LoadBalancer.leastRequest() }),
    expect: async (t, door, stage) => {
      await Promise.all(Array.from({ length: 12 }, () => door.grpc({ path: '/shop.Cart/Warm' })));
      const before = stage.backend('api-v1').seen.length;
      stage.backend('api-v1').reply = () => ({ delayMs: 300 });
      const lane = async () => { for (let i = 0; i < 40; i++) { await door.grpc({ path: '/shop.Cart/Add' }); } };
      await Promise.all([lane(), lane(), lane()]);
      t.between('calls at the one that is slow, of 120', 1, 30, stage.backend('api-v1').seen.length - before);
    },
    on: { ...BY_PROXIES, grpc: { accept: [MeshFeature.LB_LEAST_REQUEST] } },
  }),
  ...shop({
    name: 'gRPC to a policy of one version, and one of all',
    port,
    model: ({ api, v1, v2 }) => {
      api.addRule({ matches: [HttpMatch.exact('/shop.Cart/Few')], to: [v2] });
      api.addRule({ to: [v1] });
      api.policy({ connectionPool: { maxRequests: 50 } });
      v2.policy({ connectionPool: { maxRequests: 2 } });
    },
    expect: async (t, door, stage) => {
      for (const path of ['/shop.Cart/Few', '/shop.Cart/Add']) { await door.grpc({ path }); }
      for (const b of ['api-v1', 'api-v2']) { stage.backend(b).reply = () => ({ delayMs: 400 }); }
      const few = await Promise.all(Array.from({ length: 10 }, () => answer(door, '/shop.Cart/Few')));
      const many = await Promise.all(Array.from({ length: 10 }, () => answer(door, '/shop.Cart/Add')));
      t.equal('answers of the version', 2, few.filter((a) => a === 'api-v2').length);
      t.equal('answers of the other', 10, many.filter((a) => a === 'api-v1').length);
    },
    mistake: (objects) => { delete find(objects, 'DestinationRule', 'api').spec.subsets.find((s: any) => s.name === 'v2').trafficPolicy; },
    on: BY_PROXIES,
  }),
  ...shop({
    name: 'gRPC to an external service by address, and nothing else',
    port,
    model: ({ chart, web }) => {
      web.calls(new ExternalService(chart, 'ledger', { hosts: [HOST], ports: [ServicePort.grpc(8085)], endpoints: [{ address: '192.0.2.7' }] }));
      new ExternalService(chart, 'ads', { hosts: ['ads.example'], ports: [ServicePort.grpc(8085)], endpoints: [{ address: '192.0.2.8' }] }); // known, but not called by web
    },
    expect: async (t, _, stage) => {
      const who = async (host: string) => origin(await stage.from('web', host, 8085).get({ path: '/bank.Ledger/Get' }));
      t.equal('the declared host', HOST, await who(HOST));
      const [ads, evil] = await Promise.all(['ads.example', 'evil.example'].map(who)); // gRPC waits 15 s for what its control plane does not know
      t.equal('a host that somebody else may call', stage.stranger, ads);
      t.equal('a host that nobody declared', stage.stranger, evil);
    },
    mistake: (objects) => { for (const s of objects.filter((o) => o.kind === 'Sidecar')) { s.spec.egress[0].hosts = ['*/*']; } },
    on: BY_PROXIES,
  }),
];
