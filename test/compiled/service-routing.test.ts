import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hybrid } from '../../examples/hybrid/main';
import { Traffic, type TrafficAnswer } from '../../src';
import { pod, service } from '../trace/manifests';

const group = (kind: string) => (kind.startsWith('Compute') ? 'compute' : kind.startsWith('NetworkSecurity') ? 'networksecurity' : 'networkservices');
const kcc = (kind: string, name: string, spec: object, namespace = 'config'): any => ({ apiVersion: `${group(kind)}.cnrm.cloud.google.com/v1beta1`, kind, metadata: { name, namespace }, spec: { projectRef: { external: 'projects/shop' }, ...spec } });
const mesh = kcc('NetworkServicesMesh', 'shop', {});
const meshes = [{ name: 'shop' }];
const http = (name: string, hostnames: string[], rules: object[], more: object = {}) => kcc('NetworkServicesHTTPRoute', name, { meshes, hostnames, rules, ...more });
const to = (...names: string[]) => ({ destinations: names.map((name) => ({ serviceRef: { name } })) });
const backend = (name: string, neg: string, more: object = {}) =>
  kcc('ComputeBackendService', name, { backend: [{ group: { networkEndpointGroupRef: { external: `projects/shop/zones/europe-west1-b/networkEndpointGroups/${neg}` } } }], ...more });
const withGroup = (namespace: string, name: string, neg: string, port = 80) => {
  const made = service(namespace, name, { app: name }, [{ name: 'http', port, targetPort: 8080 }]);
  return { ...made, metadata: { ...made.metadata, annotations: { 'cloud.google.com/neg': JSON.stringify({ exposed_ports: { [port]: { name: neg } } }) } } };
};
const shop = [mesh, pod('shop', 'web', { app: 'web' }), pod('shop', 'api', { app: 'api' }), pod('shop', 'api-new', { app: 'api-new' }), withGroup('shop', 'api', 'neg-api'), withGroup('shop', 'api-new', 'neg-api-new'), backend('api', 'neg-api'), backend('api-new', 'neg-api-new')];
const ask = (manifests: object[], url: string, headers: Record<string, string> = {}, from = 'shop/web'): TrafficAnswer => Traffic.ofManifests([...shop, ...manifests]).ask({ from, url, headers });
const ends = (answer: TrafficAnswer) => answer.outcomes.map((o) => `${o.kind} ${o.host ?? o.status ?? ''} ${Math.round(o.share * 100)}`.replace('  ', ' '));
const API = 'routed api.shop.svc.cluster.local 100';
const NEW = 'routed api-new.shop.svc.cluster.local 100';

describe('files with a Mesh of Google and an Istio of its own', () => {
  const istio = { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name: 'api', namespace: 'shop' }, spec: { hosts: ['api'], http: [{ route: [{ destination: { host: 'api-new' } }] }] } };
  const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'istio', namespace: 'istio-system' }, data: { mesh: '{}' } };
  test('Istio routes the requests of sidecars', () => {
    expect(ends(ask([istio], 'http://api/'))).toEqual([NEW]);
    expect(ends(ask([map], 'http://api/'))).toEqual([API]);
  });
  test('the Mesh routes those of pods that are marked as Google\'s', () => {
    const marked = pod('shop', 'job', { app: 'job' }, { 'cloud.google.com/proxyMetadata': '{"a": "b"}' });
    expect(ends(ask([istio, marked, http('api', ['api'], [{ action: to('api') }])], 'http://api/', {}, 'shop/job'))).toEqual([API]);
  });
});

test('each answer names its source and says that it is unproven', () => {
  const answer = ask([http('api', ['api'], [{ action: to('api') }])], 'http://api/');
  expect(answer.assumptions).toEqual(['unproven: not compared with Traffic Director; the answer follows the documentation of its service routing']);
  expect(answer.outcomes).toMatchObject([{ kind: 'routed', host: 'api.shop.svc.cluster.local', port: 80, workloads: ['shop/api'], timeout: { amount: 30000 }, tries: 1 }]);
  expect(answer.steps.map((s) => s.by)).toEqual(['NetworkServicesMesh config/shop, /spec', 'NetworkServicesHTTPRoute config/api, /spec', 'NetworkServicesHTTPRoute config/api, /spec/rules/0']);
});

describe('an HTTPRoute', () => {
  const matching = (match: object) => [http('api', ['api', '*.example.com', 'deep.example.com'], [{ matches: [match], action: to('api-new') }, { action: to('api') }])];

  it.each([
    ['a prefix of characters', { prefixMatch: '/new' }, 'http://api/newest', {}, NEW],
    ['a whole path', { fullPathMatch: '/new' }, 'http://api/new/x', {}, API],
    ['a path in any case', { fullPathMatch: '/new', ignoreCase: true }, 'http://api/NEW?a=1', {}, NEW],
    ['a whole path by an expression', { regexMatch: '/n.w' }, 'http://api/newx', {}, API],
    ['a header in a range', { headers: [{ header: 'X-Age', rangeMatch: { start: 10, end: 20 } }] }, 'http://api/', { 'x-age': '19' }, NEW],
    ['a header at the end of a range', { headers: [{ header: 'x-age', rangeMatch: { start: 10, end: 20 } }] }, 'http://api/', { 'x-age': '20' }, API],
    ['the end of a header', { headers: [{ header: 'x-user', suffixMatch: '@shop' }] }, 'http://api/', { 'x-user': 'a@shop' }, NEW],
    ['a header that is not there', { headers: [{ header: 'x-user', presentMatch: true, invertMatch: true }] }, 'http://api/', {}, NEW],
    ['another value than one', { headers: [{ header: 'x-user', exactMatch: 'a', invertMatch: true }] }, 'http://api/', { 'x-user': 'a' }, API],
    ['the method', { headers: [{ header: ':method', exactMatch: 'POST' }] }, 'http://api/', {}, API],
    ['a query parameter', { queryParameters: [{ queryParameter: 'v', exactMatch: '2' }] }, 'http://api/?x=2&v=2', {}, NEW],
    ['a query parameter with any value', { queryParameters: [{ queryParameter: 'v', presentMatch: true }] }, 'http://api/?w', {}, API],
  ])('matches by %s', (_, match, url, headers, end) => {
    expect(ends(ask(matching(match), url, headers as Record<string, string>))).toEqual([end]);
  });

  it('is chosen by the most specific hostname, with any port', () => {
    const routes = [http('wild', ['*.example.com'], [{ action: to('api') }]), http('exact', ['deep.example.com'], [{ action: to('api-new') }])];
    expect(['http://deep.example.com:8080/', 'http://a.example.com:81/', 'http://a.deep.example.com/', 'http://example.com/'].map((url) => ends(ask(routes, url))[0])).toEqual([NEW, API, API, 'noRoute 404 100']);
  });

  it('shares by weight, and evenly without weights', () => {
    const weighted = { destinations: [{ serviceRef: { name: 'api' }, weight: 3 }, { serviceRef: { name: 'api-new' }, weight: 1 }] };
    expect(ends(ask([http('api', ['api'], [{ action: weighted }])], 'http://api/'))).toEqual(['routed api.shop.svc.cluster.local 75', 'routed api-new.shop.svc.cluster.local 25']);
    expect(ends(ask([http('api', ['api'], [{ action: to('api', 'api-new') }])], 'http://api/'))).toEqual(['routed api.shop.svc.cluster.local 50', 'routed api-new.shop.svc.cluster.local 50']);
  });

  it('rewrites, changes headers, retries and mirrors', () => {
    const action = {
      ...to('api'),
      urlRewrite: { pathPrefixRewrite: '/v2', hostRewrite: 'inner' },
      requestHeaderModifier: { set: { 'x-a': '1' }, add: { 'x-b': '2' }, remove: ['x-c'] },
      timeout: '3s',
      retryPolicy: { retryConditions: ['5xx'], numRetries: 2 },
      requestMirrorPolicy: { destination: { serviceRef: { name: 'api-new' } } },
    };
    const [outcome] = ask([http('api', ['api'], [{ matches: [{ prefixMatch: '/v1' }], action }])], 'http://api/v1/x', { 'x-a': '0', 'x-c': '3' }).outcomes;
    expect(outcome).toMatchObject({ path: '/v2/x', authority: 'inner', tries: 3, timeout: { amount: 3000 }, mirrors: [{ host: 'api-new.shop.svc.cluster.local', share: 1 }] });
    expect(outcome.headers).toMatchObject({ 'x-a': '1', 'x-b': '2' });
    expect(outcome.headers).not.toHaveProperty('x-c');
  });

  it('with a fault ignores its own timeout and retries', () => {
    const action = { ...to('api'), timeout: '3s', retryPolicy: { retryConditions: ['5xx'], numRetries: 2 }, faultInjectionPolicy: { abort: { httpStatus: 418, percentage: 20 } } };
    const { outcomes } = ask([http('api', ['api'], [{ action }])], 'http://api/');
    expect(outcomes.map((o) => [o.kind, o.status, o.share, o.tries])).toEqual([['answered', 418, 0.2, undefined], ['routed', undefined, 0.8, 1]]);
  });

  it('redirects', () => {
    const action = { redirect: { httpsRedirect: true, hostRedirect: 'new.example.com', responseCode: 'PERMANENT_REDIRECT', stripQuery: true } };
    expect(ask([http('api', ['api'], [{ action }])], 'http://api/x?y').outcomes).toMatchObject([{ kind: 'redirected', status: 308, location: 'https://new.example.com/x' }]);
  });

  it('of another mesh, or of a mesh of that name in another project, is not used', () => {
    const others = [kcc('NetworkServicesMesh', 'other', {}), http('api', ['api'], [{ action: to('api') }], { meshes: [{ name: 'other' }] }), http('far', ['far'], [{ action: to('api') }], { meshes: [{ external: 'projects/another/locations/global/meshes/shop' }] })];
    const client = { ...pod('shop', 'grpc', { app: 'grpc' }), spec: { containers: [{ name: 'envoy', args: ['--service-node', 'projects/1/networks/mesh:shop/nodes/x'] }] } };
    expect(['http://api/', 'http://far/'].map((url) => ends(ask([...others, client], url, {}, 'shop/grpc'))[0])).toEqual(['noRoute 404 100', 'noRoute 404 100']);
    expect(ask(others, 'http://api/').outcomes).toMatchObject([{ kind: 'unknown', why: "the proxies of this workload are configured by Traffic Director, and the files don't show with which mesh (other, shop)" }]);
  });

  it('to a backend service that no file contains is unknown, as is one without destinations', () => {
    const why = (action: object) => ask([http('api', ['api'], [{ action }])], 'http://api/').outcomes.map((o) => [o.kind, o.why]);
    expect(why(to('elsewhere'))).toEqual([['unknown', "the files don't contain the backend service elsewhere"]]);
    expect(why({})).toEqual([['unknown', 'the rule has no destination that gets requests']]);
  });
});

test('a GRPCRoute matches methods and metadata, on the port of its hostname', () => {
  const method = (m: object, headers: object[] = []) => ({ matches: [{ method: m, headers }], action: to('api-new') });
  const route = kcc('NetworkServicesGRPCRoute', 'api', {
    meshes,
    hostnames: ['api:50051'],
    rules: [method({ type: 'EXACT', grpcService: 'a.B', grpcMethod: 'Get' }), method({ type: 'REGULAR_EXPRESSION', grpcService: 'c.D|c.E', grpcMethod: 'G.*' }, [{ key: 'User', value: 'x' }]), { action: to('api') }],
  });
  const at = (path: string, headers = {}, port = 50051) => ends(ask([route], `http://api:${port}${path}`, headers))[0];
  expect([at('/a.B/Get'), at('/a.B/GetAll'), at('/c.E/Go', { user: 'x' }), at('/c.E/Go'), at('/a.B/Get', {}, 80)]).toEqual([NEW, API, NEW, API, 'noRoute 404 100']);
});

test('connections are matched by port, address and server name', () => {
  const routes = [
    kcc('NetworkServicesTCPRoute', 'db', { meshes, rules: [{ matches: [{ address: '0.0.0.0/0', port: '5432' }], action: to('api') }, { matches: [{ address: '10.1.0.0/16', port: '3306' }], action: to('api-new') }] }),
    kcc('NetworkServicesTLSRoute', 'tls', { meshes, rules: [{ matches: [{ sniHost: ['secure.example.com'] }], action: to('api-new') }, { matches: [{ sniHost: ['*.example.com'] }], action: to('api') }] }),
  ];
  const rest = kcc('NetworkServicesTCPRoute', 'rest', { meshes, rules: [{ action: { originalDestination: true } }] });
  const urls = ['tcp://any:5432', 'tcp://10.1.2.3:3306', 'tls://secure.example.com:443', 'tls://a.example.com:443', 'tls://example.org:443'];
  expect(urls.map((url) => ends(ask(routes, url))[0])).toEqual([API, NEW, NEW, API, 'refused 100']);
  expect(ends(ask([...routes, rest], 'tls://example.org:443'))).toEqual(['passedThrough 100']);
  expect(ends(ask([...routes, rest], 'http://nowhere/'))[0]).toBe('passedThrough 100');
  expect(ask([...routes, rest, http('api', ['api'], [{ action: to('api') }])], 'http://nowhere/').outcomes).toMatchObject([{ kind: 'unknown', why: expect.stringMatching(/TCPRoute that accepts all connections/) }]);
});

test('gateways of one scope and port share their routes; a request goes on from a gateway of the mesh', () => {
  const envoy = { ...pod('shop', 'edge', { app: 'edge' }), spec: { containers: [{ name: 'envoy', args: ['--service-node', 'projects/1/networks/scope:edge/nodes/x'] }] } };
  const gateway = (name: string, scope: string, port: number) => kcc('NetworkServicesGateway', name, { type: 'OPEN_MESH', scope, ports: [port] });
  const at = (name: string, host: string, backendName: string) => http(name, [host], [{ action: to(backendName) }], { meshes: [], gateways: [{ name }] });
  const objects = [envoy, gateway('one', 'edge', 8080), gateway('two', 'edge', 8080), gateway('other', 'edge-2', 8080), at('one', 'one.example.com', 'api'), at('two', 'two.example.com', 'api-new'), at('other', 'other.example.com', 'api')];
  const end = (host: string, port = 8080) => ends(ask(objects, `http://${host}:${port}/`, {}, 'shop/edge'))[0];
  expect([end('one.example.com'), end('two.example.com'), end('other.example.com'), end('one.example.com', 80)]).toEqual([API, NEW, 'noRoute 404 100', 'refused 100']);
});

test('files for gcloud are read beside the objects of the cluster', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gcloud-'));
  const files: Record<string, object[]> = {
    'mesh.json': [{ name: 'projects/shop/locations/global/meshes/files', interceptionPort: 15001 }],
    'route.json': [{ name: 'api', meshes: ['projects/shop/locations/global/meshes/files'], hostnames: ['api'], rules: [{ action: { destinations: [{ serviceName: 'projects/shop/locations/global/backendServices/api' }] } }] }],
    'backend.json': [{ name: 'api', loadBalancingScheme: 'INTERNAL_SELF_MANAGED', protocol: 'HTTP', backends: [{ group: 'https://www.googleapis.com/compute/v1/projects/shop/zones/europe-west1-b/networkEndpointGroups/neg-api' }] }],
  };
  for (const [name, [object]] of Object.entries(files)) writeFileSync(join(folder, name), JSON.stringify(object));
  shop.filter((o) => o.kind === 'Pod' || o.kind === 'Service').forEach((o, i) => writeFileSync(join(folder, `k8s-${i}.json`), JSON.stringify(o)));
  const answer = Traffic.ofFiles([folder]).ask({ from: 'shop/web', url: 'http://api/' });
  expect(ends(answer)).toEqual([API]);
  expect(answer.steps[1].by).toMatch(/^HTTPRoute api, .*route\.json:1$/);
});

test('the objects of a fleet are together: routes in the management cluster, pods in another, machines and Cloud Run outside', () => {
  const traffic = Traffic.of(hybrid());
  const at = (from: string, url: string, headers = {}) => ends(traffic.ask({ from, url, headers }));
  expect(at('shop/storefront', 'http://cart.moving/')).toEqual(['routed cart-gke.moving.svc.cluster.local 80', 'routed moving-cart-vm 10', 'routed moving-cart-run 10']);
  expect(at('shop/storefront', 'http://cart.moving.mesh.internal/', { 'x-cart': 'run' })).toEqual(['routed moving-cart-run 100']);
  expect(at('shop/edge', 'http://shop.example.com/')).toEqual(['routed storefront.shop.svc.cluster.local 100']);
  expect(at('shop/orders', 'http://prices.shop.svc.cluster.local:50051/a.B/C')).toEqual(['routed prices.shop.svc.cluster.local 100']);
  expect(at('shop/orders', 'http://cart.moving/')).toEqual(['passedThrough 100']);
});
