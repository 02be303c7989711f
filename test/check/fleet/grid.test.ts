import * as fs from 'fs';
import * as path from 'path';
import { BY_CODE } from './by-code';
import { deployment, findings, FLEET, IAM, membership, meshOf, namespace, net, object, role, service, type Fleet } from './fixture';
import { config, dr, exported, gateway, GRID, istiod, ISTIOD, managed, one, TD, two, vs } from './grid';
import { ALLOWS, autoneg, EXTERNAL_MESH, machines, TCP_ROUTES, unmanaged } from './routing';
import { checkWorlds } from '../../../src/check/engine/run';
import { CHECKS, LAYERS } from '../../../src/check/registry';
import { World, type WorldOptions } from '../../../src/world/world';
import { expectWellWorded } from '../wording';

const byId = (id: string) => CHECKS.filter((c) => c.aliases.includes(id));

describe.each(Object.entries(GRID))('%s', (id, { bad, good, options, pointer, severity }) => {
  const found = (fleet: Fleet) => findings(fleet, options).filter((f) => f.aliases.includes(id));

  test('is in the table of checks exactly once', () => {
    expect(byId(id)).toHaveLength(1);
  });
  test('fails', () => {
    const [first, ...rest] = found(bad);
    expect(first).toMatchObject({ code: byId(id)[0].code, severity: severity ?? byId(id)[0].severity, ...(pointer === undefined ? {} : { pointer }) });
    expect(rest).toEqual([]);
    expectWellWorded(first);
  });
  test('passes', () => {
    expect(found(good)).toEqual([]);
    const before = new Set(findings(bad, options).map((f) => f.code));
    expect(findings(good, options).filter((f) => f.severity !== 'info' && !before.has(f.code)).map((f) => f.code)).toEqual([]); // carrying out the fix brings nothing new
  });
});

/** What every check and layer finds of the clusters of a fleet. */
const everything = (fleet: Fleet, options: WorldOptions = {}) => checkWorlds(Object.entries(fleet).map(([cluster, objects]) => {
  const management = cluster === 'management';
  const manifests = objects.map((o) => ({ object: JSON.parse(JSON.stringify(o)), origin: {} }));
  return new World(manifests, { ...options, cluster, role: management ? 'management' : 'member', managed: management ? undefined : options.managed });
}), { checks: CHECKS, layers: LAYERS });

describe.each(Object.entries(BY_CODE))('%s', (code, { bad, good, options, severity }) => {
  const documented = CHECKS.find((c) => c.code === code)?.severity;
  test('is reported once, with its severity', () => {
    const found = everything(bad, options).filter((f) => f.code === code);
    expect(found.map((f) => f.severity)).toEqual([severity ?? documented]);
    found.forEach(expectWellWorded);
  });
  test('is not reported once it is fixed', () => {
    expect(everything(good, options).filter((f) => f.code === code)).toEqual([]);
  });
});

test('the fix of each case is accepted: no error is left', () => {
  const left = [...Object.entries(GRID), ...Object.entries(BY_CODE)].filter(([, { good }]) => Object.values(good).flat().length < 1000)
    .flatMap(([id, { good, options }]) => everything(good, options).filter((f) => f.severity === 'error' && f.code !== 'MESH910').map((f) => `${id}: ${f.code} ${f.object.kind} ${f.message}`));
  expect(left).toEqual([]);
});

test('every rule of the table has its cases', () => {
  const ids = CHECKS.flatMap((c) => c.aliases).filter((a) => /^[GR]-/.test(a));
  expect(ids.filter((id) => !GRID[id])).toEqual([]);
});

/** Rules of the catalogue without a check. */
const ELSEWHERE: { readonly [id: string]: string } = {
  'G-GW3': 'the rules of the definitions of Google\'s policies, which the schema layer runs: test/plane/google-policies.test.ts',
};
/** The catalogue names these by the samenesses that they are of. */
const ALSO = (id: string): string => id.replace(/^G-(ID|IX)/, 'R-$1');

const CATALOGUE = path.join(__dirname, '..', '..', '..', '..', 'shared', 'reference', 'google.md');
(fs.existsSync(CATALOGUE) ? test : test.skip)('every rule of the catalogue has its cases, or says where it is held', () => {
  const ids = [...new Set(fs.readFileSync(CATALOGUE, 'utf8').match(/\b[GR]-[A-Z]{2}\d+/g))].map(ALSO);
  expect(ids.length).toBeGreaterThan(55);
  expect(ids.filter((id) => !GRID[id] && !ELSEWHERE[id])).toEqual([]);
});

describe('a control plane with an unknown implementation', () => {
  const sidecar = net('Sidecar', 'shop/default', { ingress: [{ port: { number: 80 } }] });
  test.each([
    ['Traffic Director is expected', TD, 'error'],
    ['nobody said', { managed: {} }, 'warning'],
    ['managed istiod is expected', ISTIOD, undefined],
    ['the control plane is not Google\'s', {}, undefined],
  ])('%s', (_what, options, severity) => {
    expect(findings(one(sidecar), options)[0]?.severity).toBe(severity);
  });
});

test('pods behind one service belong to one canonical service', () => {
  const pods = (name: string, labels: any) => object('apps/v1', 'Deployment', `shop/${name}`, { spec: { selector: {}, template: { metadata: { labels: { tier: 'cart', ...labels } }, spec: { containers: [{ name: 'app', image: 'a' }] } } } });
  const behind = service('shop/cart', { selector: { tier: 'cart' } });
  const names = (...of: any[]) => findings(one(behind, ...of), ISTIOD).filter((f) => f.code === 'MESH767');
  const canonical = { 'service.istio.io/canonical-name': 'cart' };
  expect(names(pods('a', { app: 'cart' }), pods('b', { app: 'basket' }))).toMatchObject([{ object: { name: 'b' }, pointer: '/spec/template/metadata/labels', severity: 'warning' }]);
  expect(names(pods('a', { app: 'cart' }), pods('b', { app: 'basket', ...canonical }))).toEqual([]);
  expect(names(pods('a', { app: 'cart' }), pods('b', { app: 'cart', version: 'v2' }))).toEqual([]);
});

test('a gateway between networks carries calls, including one for ambient mode', () => {
  const management = ['a', 'b'].flatMap((n) => [membership(n, { network: n }), meshOf(n)]);
  const between = (...a: any[]) => findings({ a, b: [], management }).filter((f) => f.code === 'MESH917').length;
  expect([between(), between(gateway('istio')), between(gateway('istio-east-west')), between(net('Gateway', 'shop/g', { selector: { istio: 'eastwestgateway' } }))]).toEqual([1, 1, 0, 0]);
});

describe('a service with the same name in two clusters', () => {
  const pods = (labels: any) => object('apps/v1', 'Deployment', 'shop/web', { spec: { selector: {}, template: { metadata: { labels: { tier: 'cart', ...labels } }, spec: { containers: [{ name: 'app', image: 'a' }] } } } });
  const behind = service('shop/cart', { selector: { tier: 'cart' } });
  const name = (value: string) => ({ 'service.istio.io/canonical-name': value });
  const revision = (value: string) => ({ 'service.istio.io/canonical-revision': value });
  const told = (a: any, b: any, options: Parameters<typeof findings>[1] = ISTIOD) => findings({ eu: [behind, ...a ? [pods(a)] : []], us: [behind, ...b ? [pods(b)] : []] }, options).filter((f) => f.code === 'MESH938');
  test.each<[string, any, any, string | undefined]>([
    ['of two canonical names', name('cart'), name('basket'), 'warning'],
    ['of two names by other labels', { app: 'cart' }, { 'app.kubernetes.io/name': 'basket' }, 'warning'],
    ['of one name, said in two ways', { app: 'cart' }, { app: 'x', ...name('cart') }, undefined],
    ['of two versions: a rollout', { app: 'cart', version: 'v1' }, { app: 'cart', version: 'v2' }, undefined],
    ['of two revisions: a rollout, too', { app: 'cart', ...revision('v1') }, { app: 'cart', ...revision('v2') }, undefined],
    ['whose revision one cluster says', { app: 'cart', ...revision('v1') }, { app: 'cart', version: 'v1' }, 'info'],
    ['whose pods are elsewhere in one of them', name('cart'), undefined, undefined],
  ])('%s', (_what, a, b, severity) => {
    const found = told(a, b);
    expect(found.map((f) => f.severity)).toEqual(severity ? [severity] : []);
    expect(told(b, a).map((f) => f.severity)).toEqual(found.map((f) => f.severity));
    found.forEach(expectWellWorded);
    if (severity) expect(found[0]).toMatchObject({ object: { kind: 'Deployment', name: 'web' }, pointer: '/spec/template/metadata/labels' });
  });

  test('has no canonical service if Google does not run the control plane', () => {
    expect(told(name('cart'), name('basket'), {})).toEqual([]);
  });
});

describe('injection templates', () => {
  const asking = (templates: string) => one(...managed(deployment('shop/cart', {}, { 'inject.istio.io/templates': templates })));
  const templates = (fleet: Fleet, options: Parameters<typeof findings>[1]) => findings(fleet, options).filter((f) => f.code === 'MESH766').map((f) => f.severity);
  test.each([
    ['of Google\'s injector', 'sidecar, gateway', TD, []],
    ['for gRPC without a proxy on Traffic Director', 'grpc-agent', TD, ['error']],
    ['for gRPC without a proxy on managed istiod', 'grpc-agent', ISTIOD, []],
    ['of one\'s own', 'sidecar,spire', ISTIOD, ['error']],
    ['of one\'s own, and nobody said what serves', 'spire', { managed: {} }, ['warning']],
    ['of one\'s own, where Google does not inject', 'spire', {}, []],
  ])('%s', (_what, asked, options, severities) => {
    expect(templates(asking(asked), options)).toEqual(severities);
  });
});

test('an in-cluster control plane next to a managed one is an error', () => {
  expect(findings({ eu: [istiod], management: [membership('eu'), meshOf('eu')] })).toMatchObject([{ code: 'MESH757', severity: 'error' }]);
});

test('an IAMPolicy next to other roles for the same resource', () => {
  const policy = object(IAM, 'IAMPolicy', 'fleet-admin/all', { spec: { bindings: [], resourceRef: { kind: 'Project', external: `projects/${FLEET}` } } });
  expect(findings({ management: [policy, role('a', 'user:a@b.example')] })).toMatchObject([{ code: 'MESH954', object: { kind: 'IAMPolicy' } }]);
});

test.each([
  ['a resource of Google Cloud in a member', { eu: [membership('eu')] }, 'is a member without Config Connector'],
  ['a route in the management cluster', { management: [vs('1s')] }, 'belongs in a cluster with workloads'],
  ['an object under no cluster', { 'eu': [], '': [service('shop/cart')] }, 'belongs to no cluster of the fleet'],
])('%s is at the wrong API server', (_what, fleet, message) => {
  const found = findings(fleet).filter((f) => f.code === 'MESH910');
  expect(found).toHaveLength(1);
  expect(found[0].message).toContain(message);
});

test('two services on the same port of a service routing mesh', () => {
  expect(findings({ management: TCP_ROUTES.bad })).toMatchObject([{ code: 'MESH977', pointer: '/spec/rules/0/matches/0' }]);
  expect(findings({ management: TCP_ROUTES.good })).toEqual([]);
});

test('an allow policy without rules', () => {
  expect(findings({ management: [ALLOWS({ action: 'ALLOW' })] })).toMatchObject([{ code: 'MESH978', pointer: '/spec' }]);
  expect(findings({ management: [ALLOWS({ action: 'DENY' })] })).toEqual([]);
  expect(findings({ management: [ALLOWS({ action: 'ALLOW', rules: [{ sources: [{ principals: ['*'] }] }] })] })).toEqual([]);
});

test('each field that clients outside Kubernetes ignore', () => {
  expect(findings({ eu: [EXTERNAL_MESH] }).map((f) => f.pointer)).toEqual(['/spec/exportTo', '/spec/http/0/match/0/sourceNamespace']);
});

test('cluster-local services may differ', () => {
  const local = config('istio', 'serviceSettings: [{ settings: { clusterLocal: true }, hosts: ["cart.shop.svc.cluster.local"] }]');
  expect(findings({ eu: [local, service('shop/cart')], us: [local, service('shop/cart', { selector: { app: 'b' } })] })).toEqual([]);
});

test('VMs have the named port of their backend service', () => {
  expect(findings(machines({ portName: 'grpc', ports: ['http'] }))).toMatchObject([{ code: 'MESH985', pointer: '/spec/portName', message: expect.stringContaining('named grpc, but instance group stock has http') }]);
  expect(findings(machines({ ports: ['grpc'] }))).toMatchObject([{ code: 'MESH985', pointer: '/spec/backend/0/group/instanceGroupRef', message: expect.stringContaining('named http (the default portName)') }]);
  expect(findings(machines({}))).toMatchObject([{ code: 'MESH985', message: expect.stringContaining('has no named port') }]);
  expect(findings(unmanaged(['web']))).toMatchObject([{ code: 'MESH985' }]);
  for (const good of [machines({ portName: 'grpc', ports: ['http', 'grpc'] }), machines({ ports: ['http'] }), machines({ ports: ['http'], name: 'other' }), unmanaged(['http'])]) expect(findings(good)).toEqual([]);
});

test('backends refer to existing VMs', () => {
  expect(findings(machines({ ports: ['http'], at: 'zones/europe-west1-c' }))).toMatchObject([
    { code: 'MESH986', pointer: '/spec/backend/0/group/instanceGroupRef', message: expect.stringContaining('instance group stock in europe-west1-c, but routing/stock creates it in europe-west1-b') },
  ]);
  expect(findings(machines({ ports: ['http'], location: 'europe-west1' }))).toMatchObject([{ code: 'MESH986', fix: expect.stringContaining('regions/europe-west1/instanceGroups/stock') }]);
  expect(findings(machines({ ports: ['http'], location: 'europe-west1', at: 'regions/europe-west1' }))).toEqual([]);
});

test('autoneg attaches no groups to a backend service that lists its own', () => {
  const to = (name: string) => JSON.stringify({ backend_services: { 80: [{ name, max_rate_per_endpoint: 100 }] } });
  const listed = { backend: [{ group: { networkEndpointGroupRef: { external: 'projects/p/zones/z/networkEndpointGroups/g' } }, balancingMode: 'RATE' }] };
  expect(findings(autoneg(to('cart'), listed))).toMatchObject([{ code: 'MESH987', object: { kind: 'Service' }, pointer: '/metadata/annotations/controller.autoneg.dev~1neg' }]);
  expect(findings(autoneg(to('real'), { ...listed, resourceID: 'real' }))).toMatchObject([{ code: 'MESH987' }]);
  for (const good of [autoneg(to('cart'), {}), autoneg(to('other'), listed), autoneg('{', listed), autoneg('{"backend_services":{"80":{}}}', listed)]) expect(findings(good)).toEqual([]);
});

test('R-SV4: with Traffic Director, a policy of Google sets the locality', () => {
  const near = dr({ trafficPolicy: { loadBalancer: { simple: 'LEAST_REQUEST', localityLbSetting: { enabled: true } } } });
  const plain = dr({ trafficPolicy: { loadBalancer: { simple: 'LEAST_REQUEST' } } });
  const policy = (name: string) => object('networking.gke.io/v1', 'GCPTrafficDistributionPolicy', 'shop/cart', { spec: { targetRefs: [{ group: '', kind: 'Service', name }], default: { serviceLbAlgorithm: 'WATERFALL_BY_REGION' } } });
  const codes = (eu: any[], us: any[]) => findings(two([service('shop/cart'), ...eu], [service('shop/cart'), ...us]), {}).map((f) => f.code).filter((c) => c === 'MESH934');
  expect(codes([near], [plain, policy('cart')])).toEqual([]);
  expect(codes([near], [plain, policy('other')])).toEqual(['MESH934']);
  expect(codes([near], [plain])).toEqual(['MESH934']);
  expect(codes([near], [dr({ trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } }), policy('cart')])).toEqual(['MESH934']);
});

describe('multi-cluster hosts', () => {
  const HOST = 'cart.shop.svc.clusterset.local';
  const to = (host: string) => net('VirtualService', 'shop/web', { hosts: ['web.shop.svc.cluster.local'], http: [{ route: [{ destination: { host } }] }] });
  const entry = (more: any = {}) => net('ServiceEntry', 'shop/cart-clusterset', { hosts: [HOST], ports: [{ number: 80, name: 'http', protocol: 'HTTP' }], location: 'MESH_EXTERNAL', resolution: 'DNS', ...more });
  const lead = net('VirtualService', 'shop/cart-clusterset', { hosts: [HOST], http: [{ route: [{ destination: { host: 'cart.shop.svc.cluster.local' } }] }] });
  const sidecar = net('Sidecar', 'shop/web', { egress: [{ hosts: ['*/*', `shop/${HOST}`] }] });
  const imported = (group: string) => object(group, 'ServiceImport', 'shop/cart', { spec: { type: 'ClusterSetIP', ports: [{ port: 80 }] } });
  const web = service('shop/web');
  const told = (fleet: Fleet, options = {}) => findings(fleet, options).filter((f) => /^MESH93[567]$/.test(f.code));
  const all = (fleet: { [cluster: string]: any[] }, complete = true) => checkWorlds(Object.entries(fleet).map(([cluster, objects]) => (
    new World(objects.map((o) => ({ object: o, origin: {} })), { cluster, role: 'member', complete }))), { checks: CHECKS }).filter((f) => f.severity !== 'info');

  test.each<[string, any, string]>([
    ['a route', to(HOST), '/spec/http/0/route/0/destination/host'],
    ['a rule for callers', net('DestinationRule', 'shop/cart', { host: HOST }), '/spec/host'],
    ['an import of a Sidecar', sidecar, '/spec/egress/0/hosts/1'],
    ['a host of a VirtualService', lead, '/spec/hosts/0'],
    ['an entry that makes it known', entry(), '/spec/hosts/0'],
  ])('MESH935: %s to a service without an export', (_what, item, at) => {
    const bad = two([service('shop/cart'), web, item], [service('shop/cart'), web]);
    expect(told(bad)).toMatchObject([{ code: 'MESH935', severity: 'warning', pointer: at, message: 'no cluster exports service shop/cart, so the host cart.shop.svc.clusterset.local does not exist', fix: expect.stringContaining('(eu, us)') }]);
    told(bad).forEach(expectWellWorded);
    for (const known of [exported('shop/cart'), imported('net.gke.io/v1'), imported('multicluster.x-k8s.io/v1alpha1'), object('multicluster.x-k8s.io/v1alpha1', 'ServiceExport', 'shop/cart')]) {
      expect(told(two([service('shop/cart'), web, item], [service('shop/cart'), web, known]))).toEqual([]);
    }
    // alone, another cluster may export it
    expect(told(one(service('shop/cart'), web, item))).toMatchObject([{ severity: 'info', message: expect.stringContaining('no cluster in the checked objects') }]);
  });

  test('MESH935: one mistake is one finding, and known hosts have none', () => {
    const eu = [namespace('shop'), service('shop/cart'), web, to(HOST), net('DestinationRule', 'shop/all', { host: HOST }), sidecar];
    expect(all({ eu, us: [namespace('shop')] }).map((f) => [f.code, f.object.kind]).filter(([c]) => /MESH(201|214|606|935)/.test(c))).toEqual([
      ['MESH935', 'VirtualService'], ['MESH935', 'DestinationRule'], ['MESH935', 'Sidecar'],
    ]);
    expect(all({ eu, us: [namespace('shop'), service('shop/cart'), exported('shop/cart')] }).filter((f) => /MESH(201|214|606|935)/.test(f.code))).toEqual([]);
    // what refers to an entry is not told of beside it, and one with endpoints of its own needs nobody
    expect(told(two([service('shop/cart'), entry(), lead, to(HOST), sidecar], [])).map((f) => f.object.kind)).toEqual(['ServiceEntry']);
    expect(told(two([service('shop/cart'), entry({ resolution: 'STATIC', endpoints: [{ address: '10.0.0.1' }] }), lead], []))).toEqual([]);
    expect(told(two([net('VirtualService', 'shop/x', { hosts: ['*.svc.clusterset.local', 'a.b.c.svc.clusterset.local'], http: [] })], []))).toEqual([]);
  });

  test('MESH936: endpoints of an exported service stay in their cluster', () => {
    const config_ = (local: boolean) => config('istio', `serviceSettings:\n- settings: { clusterLocal: ${local} }\n  hosts: ["*.shop.svc.cluster.local"]\n`);
    const fleet = (local: boolean, ...more: any[]) => two([service('shop/cart'), exported('shop/cart'), config_(local)], [service('shop/cart'), exported('shop/cart'), ...more]);
    const found = told(fleet(true));
    expect(found).toMatchObject([{ code: 'MESH936', severity: 'warning', object: { kind: 'ServiceExport' }, message: expect.stringContaining('is exported by eu, whose mesh restricts it to its own cluster') }]);
    found.forEach(expectWellWorded);
    expect(told(fleet(false))).toEqual([]);
    expect(told(two([service('shop/cart'), config_(true)], [service('shop/cart'), exported('shop/cart')]))).toEqual([]);
  });

  test('MESH937: an export of a service that does not exist', () => {
    const bad = two([exported('shop/cart')], [service('shop/cart')]);
    expect(told(bad)).toMatchObject([{ code: 'MESH937', severity: 'info', pointer: '/metadata/name' }]);
    expect(told(bad, { complete: true })).toMatchObject([{ severity: 'warning', message: 'there is no Service shop/cart: nothing is exported' }]);
    told(bad).forEach(expectWellWorded);
    expect(told(two([service('shop/cart'), exported('shop/cart')], []))).toEqual([]);
  });
});
