import * as fs from 'fs';
import * as path from 'path';
import { account, deployment, findings, FLEET, HUB, HUB_ALPHA, IAM, membership, meshOf, namespace, net, object, principal, role, sec, service, type Fleet } from './fixture';
import { ALLOWS, autoneg, EXTERNAL_MESH, machines, ROUTING_GRID, TCP_ROUTES, unmanaged } from './routing';
import { checkWorlds } from '../../../src/check/engine/run';
import { CHECKS } from '../../../src/check/registry';
import { World } from '../../../src/world/world';
import { expectWellWorded } from '../wording';

const TD = { managed: { implementation: 'traffic-director' as const } };
const ISTIOD = { managed: { implementation: 'istiod' as const } };
const GW = 'gateway.networking.k8s.io/v1';
interface Case { readonly bad: Fleet; readonly good: Fleet; readonly options?: typeof TD | typeof ISTIOD; readonly goodOptions?: typeof TD | typeof ISTIOD | {}; readonly pointer?: string; readonly severity?: string }

const one = (...objects: any[]): Fleet => ({ eu: objects });
const two = (a: any[], b: any[], management: any[] = []): Fleet => ({ eu: a, us: b, management });
const managed = (...objects: any[]) => [namespace('shop'), ...objects];
const dr = (spec: any, ns = 'shop') => net('DestinationRule', `${ns}/cart`, { host: 'cart.shop.svc.cluster.local', ...spec });
const se = (spec: any) => net('ServiceEntry', 'shop/bank', { hosts: ['api.bank.example'], ports: [{ number: 443, name: 'tls', protocol: 'TLS' }], resolution: 'DNS', ...spec });
const cpr = (name: string) => object('mesh.cloud.google.com/v1beta1', 'ControlPlaneRevision', `istio-system/${name}`, { spec: { type: 'managed_service', channel: 'regular' } });
const config = (name: string, mesh: string) => object('v1', 'ConfigMap', `istio-system/${name}`, { data: { mesh } });
const istiod = object('apps/v1', 'Deployment', 'istio-system/istiod', { spec: {} }, { labels: { app: 'istiod' } });
const gateway = (gatewayClassName: string) => object(GW, 'Gateway', 'shop/edge', { spec: { gatewayClassName, listeners: [] } });
const route = (rule: any) => object(GW, 'HTTPRoute', 'shop/cart', { spec: { parentRefs: [{ name: 'edge' }], rules: [rule] } });
const feature = (resourceID: string) => object(HUB, 'GKEHubFeature', 'fleet-admin/f', { spec: { location: 'global', projectRef: { external: `projects/${FLEET}` }, resourceID } });
const fleetNamespace = (name: string, scope: string) => object(HUB_ALPHA, 'GKEHubNamespace', `fleet-admin/${scope}-${name}`, { spec: { namespaceID: name, scopeRef: { name: scope } } });
const binding = (scope: string, cluster: string) => object(HUB_ALPHA, 'GKEHubMembershipBinding', `fleet-admin/${scope}-${cluster}`, { spec: { membershipRef: { name: cluster }, scopeRef: { name: scope } } });
const exported = (name: string) => object('net.gke.io/v1', 'ServiceExport', name);
const allow = (name: string, principals: string[]) => sec('AuthorizationPolicy', name, { selector: { matchLabels: { app: 'cart' } }, rules: [{ from: [{ source: { principals } }] }] });
const vs = (timeout: string) => net('VirtualService', 'shop/cart', { hosts: ['cart.shop.svc.cluster.local'], http: [{ timeout, route: [{ destination: { host: 'cart' } }] }] });

/** A field that Traffic Director does not take, and managed istiod does. */
const field = (bad: any, good: any): Case => ({ bad: one(...[bad].flat()), good: one(...[good].flat()), options: TD });

const GRID: { readonly [id: string]: Case } = {
  ...ROUTING_GRID,
  'G-CP1': { bad: one(namespace('shop', { 'istio-injection': 'enabled', 'istio.io/rev': 'asm-managed' })), good: one(namespace('shop', { 'istio.io/rev': 'asm-managed' })), options: TD },
  'G-CP2': { bad: one(namespace('shop', { 'istio.io/rev': 'asm-managed-regular' })), good: one(namespace('shop', { 'istio.io/rev': 'asm-managed-stable' })) },
  'G-CP3': { bad: { eu: [cpr('asm-managed')], management: [meshOf('eu')] }, good: { eu: [cpr('asm-managed')], management: [meshOf('eu', { management: 'MANAGEMENT_MANUAL' })] } },
  'G-CP4': { bad: { management: [meshOf('eu', { controlPlane: 'AUTOMATIC' })] }, good: { management: [meshOf('eu')] }, pointer: '/spec/mesh/controlPlane' },
  'G-CP5': {
    bad: one(config('istio-asm-managed-rapid', 'discoverySelectors: []\n')),
    good: one(config('istio-asm-managed-rapid', 'accessLogFile: /dev/stdout\ndefaultConfig:\n  tracing:\n    stackdriver: {}\n')),
    options: TD,
  },
  'G-CP6': { bad: one(config('istio-asm-managed', 'accessLogFile: x')), good: one(config('istio-asm-managed', 'accessLogFile: x'), config('istio-asm-managed-rapid', 'accessLogFile: x')), options: TD },
  'G-CP7': { bad: { eu: [istiod], management: [membership('eu')] }, good: { eu: [istiod], management: [membership('eu', { issuer: 'https://oidc.example' })] } },
  'G-WL1': { bad: one(...managed(deployment('shop/cart', { hostNetwork: true }))), good: one(...managed(deployment('shop/cart'))), options: ISTIOD, pointer: '/spec/template/spec/hostNetwork' },
  'G-WL2': {
    bad: one(...managed(deployment('shop/cart', {}, { 'sidecar.istio.io/userVolume': '[]' }))),
    good: one(...managed(deployment('shop/cart', {}, { 'sidecar.istio.io/proxyCPU': '1' }))),
    options: ISTIOD,
    pointer: '/spec/template/metadata/annotations/sidecar.istio.io~1userVolume',
  },
  'G-WL3': { bad: one(deployment('shop/cart', { runtimeClassName: 'gvisor' })), good: one(deployment('shop/cart')), options: ISTIOD },
  'G-WL4': {
    bad: one(namespace('shop', { 'istio-injection': 'enabled' }, { 'mesh.cloud.google.com/proxy': '{"managed": "true"}' }), deployment('shop/cart', { containers: [{ name: 'app' }, { name: 'logs' }] })),
    good: one(namespace('shop', { 'istio-injection': 'enabled' }, { 'mesh.cloud.google.com/proxy': '{"managed": "true"}' }), deployment('shop/cart')),
    options: ISTIOD,
  },
  'G-WL5': {
    bad: one(...managed(deployment('shop/cart', {}, { 'sidecar.istio.io/proxyImageType': 'debug' }))),
    good: one(...managed(deployment('shop/cart', {}, { 'sidecar.istio.io/proxyImageType': 'distroless' }))),
    options: TD,
  },
  'G-IS1': field(dr({ trafficPolicy: { portLevelSettings: [{ port: { number: 80 }, loadBalancer: { localityLbSetting: { enabled: true } } }] } }), dr({ trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } })),
  'G-IS2': field(dr({ trafficPolicy: { tunnel: { targetHost: 'a', targetPort: 1 } } }), dr({})),
  'G-IS3': field(dr({ subsets: [{ name: 'a', trafficPolicy: { tls: { mode: 'MUTUAL', credentialName: 'c' } } }] }), dr({ trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } })),
  'G-IS4': field([service('shop/cart'), dr({ subsets: [{ name: 'v1' }] }, 'other')], [service('shop/cart'), dr({ subsets: [{ name: 'v1' }] })]),
  'G-IS5': field(dr({ workloadSelector: { matchLabels: { app: 'a' } }, exportTo: ['*'] }), dr({ workloadSelector: { matchLabels: { app: 'a' } }, exportTo: ['.'] })),
  'G-IS6': field(se({ workloadSelector: { labels: { app: 'a' } } }), se({})),
  'G-IS7': field(se({ endpoints: [{ address: 'a.example', locality: 'eu' }] }), se({ endpoints: [{ address: 'a.example', ports: { tls: 8443 } }] })),
  'G-IS8': field(se({ resolution: 'DNS_ROUND_ROBIN' }), se({})),
  'G-IS9': field(se({ location: 'MESH_INTERNAL' }), se({ location: 'MESH_EXTERNAL' })),
  'G-IS10': field(se({ resolution: 'STATIC', endpoints: [{ address: 'unix:///var/run/x' }] }), se({ resolution: 'STATIC', endpoints: [{ address: '10.0.0.1' }] })),
  'G-IS11': field(se({ subjectAltNames: ['a'] }), se({})),
  'G-IS12': field(se({ endpoints: [{ address: 'a.example' }, { address: 'b.example' }] }), se({ resolution: 'STATIC', endpoints: [{ address: '10.0.0.1' }, { address: '10.0.0.2' }] })),
  'G-IS13': field(net('Sidecar', 'shop/default', { ingress: [{ port: { number: 80 } }] }), net('Sidecar', 'shop/default', { egress: [{ hosts: ['./*'] }] })),
  'G-IS14': field(net('Sidecar', 'shop/default', { egress: [{ hosts: ['./*'], bind: '0.0.0.0' }] }), net('Sidecar', 'shop/default', { egress: [{ hosts: ['./*'] }] })),
  'G-IS15': field(net('Sidecar', 'shop/default', { inboundConnectionPool: {} }), net('Sidecar', 'shop/default', {})),
  'G-IS16': field(net('Gateway', 'shop/edge', { servers: [{ tls: { verifyCertificateSpki: ['x'] } }] }), net('Gateway', 'shop/edge', { servers: [{ tls: { subjectAltNames: ['x'] } }] })),
  'G-IS17': {
    bad: one(object('extensions.istio.io/v1alpha1', 'WasmPlugin', 'shop/x', { spec: {} })), good: one(object('networking.k8s.io/v1', 'Ingress', 'shop/x', { spec: { ingressClassName: 'gce' } })), options: ISTIOD,
  },
  'G-IS18': field(net('WorkloadEntry', 'shop/vm', { address: '10.0.0.1' }), se({})),
  'G-IS19': field(net('EnvoyFilter', 'shop/x', { configPatches: [{ applyTo: 'CLUSTER', patch: { operation: 'MERGE', value: { connect_timeout: '1s' } } }] }), dr({})),
  'G-IS20': {
    bad: one(config('istio-asm-managed-rapid', 'outboundTrafficPolicy: { mode: REGISTRY_ONLY }'), sec('RequestAuthentication', 'shop/x', { jwtRules: [{ issuer: 'i', jwksUri: 'https://idp.example/keys' }] })),
    good: one(config('istio-asm-managed-rapid', 'outboundTrafficPolicy: { mode: REGISTRY_ONLY }'), sec('RequestAuthentication', 'shop/x', { jwtRules: [{ issuer: 'i', jwksUri: 'https://idp.example/keys' }] }),
      se({ hosts: ['idp.example'] })),
    options: TD,
    pointer: '/spec/jwtRules/0/jwksUri',
  },
  'G-IS21': {
    bad: one(...Array.from({ length: 1001 }, (_, i) => sec('AuthorizationPolicy', `shop/p${i}`, {}))), good: one(...Array.from({ length: 1000 }, (_, i) => sec('AuthorizationPolicy', `shop/p${i}`, {}))), options: TD,
  },
  'G-IS22': field(sec('AuthorizationPolicy', 'shop/x', { action: 'CUSTOM', provider: { name: 'x' } }), sec('AuthorizationPolicy', 'shop/x', { action: 'DENY' })),
  'G-IS23': {
    ...field(object('telemetry.istio.io/v1', 'Telemetry', 'shop/x', { spec: { tracing: [{ randomSamplingPercentage: 5 }] } }), object('telemetry.istio.io/v1', 'Telemetry', 'shop/x', { spec: { tracing: [{}] } })),
    severity: 'warning', // it depends on the channel
  },
  'G-IS24': { ...field(net('ProxyConfig', 'shop/x', { image: { imageType: 'debug' } }), net('ProxyConfig', 'shop/x', { image: { imageType: 'distroless' } })), options: ISTIOD },
  'G-IS25': field(net('VirtualService', 'shop/x', { hosts: ['a'], http: [{ delegate: { name: 'y' } }] }), vs('1s')),
  'G-IS26': field(dr({ trafficPolicy: { loadBalancer: { consistentHash: { useSourceIp: true, minimumRingSize: 9 } } } }), dr({ trafficPolicy: { loadBalancer: { consistentHash: { useSourceIp: true, ringHash: { minimumRingSize: 9 } } } } })),
  'G-IS27': field(sec('RequestAuthentication', 'shop/x', { jwtRules: [{ issuer: 'i', jwks: '{"keys":[{"alg":"A128CBC-HS256"}]}' }] }), sec('RequestAuthentication', 'shop/x', { jwtRules: [{ issuer: 'i', jwks: '{"keys":[{"alg":"RS256"}]}' }] })),
  'G-IS28': { ...field(sec('AuthorizationPolicy', 'shop/x', { action: 'AUDIT' }), sec('AuthorizationPolicy', 'shop/x', { action: 'DENY' })), options: ISTIOD },
  'G-IS29': { bad: one(gateway('istio')), good: one(gateway('asm-l7-gxlb')), options: ISTIOD, pointer: '/spec/gatewayClassName' },
  'G-IS31': { bad: one(gateway('asm-l7-gxlb')), good: one(gateway('gke-l7-rilb')), options: TD, pointer: '/spec/gatewayClassName' },
  'G-IS30': {
    bad: one(namespace('shop', { 'istio.io/dataplane-mode': 'ambient' })), good: one(namespace('shop', { 'istio.io/dataplane-mode': 'none' })), options: ISTIOD, pointer: '/metadata/labels/istio.io~1dataplane-mode',
  },
  'G-GW1': {
    bad: one(gateway('gke-l7-global-external-managed-mc'), route({ backendRefs: [{ name: 'cart', port: 80 }] })),
    good: one(gateway('gke-l7-global-external-managed-mc'), route({ backendRefs: [{ group: 'net.gke.io', kind: 'ServiceImport', name: 'cart', port: 80 }] })),
    pointer: '/spec/rules/0/backendRefs/0',
  },
  'G-GW2': { bad: one(gateway('gke-l7-rilb'), route({ timeouts: { request: '1s' } })), good: one(gateway('gke-l7-rilb'), route({ matches: [{ queryParams: [{ name: 'a', value: 'b' }] }] })) },
  'G-FL1': { bad: { management: [membership('eu'), meshOf('eu', {}, { membershipLocation: undefined })] }, good: { management: [membership('eu'), meshOf('eu')] } },
  'G-FL2': { bad: { management: [membership('eu', { issuer: 'https://container.googleapis.com/v1/projects/p/zones/europe-west1-b/clusters/eu' })] }, good: { management: [membership('eu')] } },
  'G-FL3': { bad: { management: [membership('eu'), membership('us', { fleet: 'other-fleet' })] }, good: { management: [membership('eu'), membership('us', { fleet: 'other-fleet', project: 'other' })] } },
  'G-FL4': { bad: { management: [feature('service-mesh')] }, good: { management: [feature('servicemesh')] } },
  'G-FL5': { bad: { management: [role('a', principal('p', 'shop', 'cart', 'shop-fleet'))] }, good: { management: [role('a', principal('p', 'shop', 'cart'))] }, pointer: '/spec/member' },
  'R-FL1': { bad: { management: [meshOf('eu'), meshOf('us', {}, { projectRef: { external: 'projects/other' } })] }, good: { management: [meshOf('eu'), meshOf('us')] } },
  'R-FL2': { bad: { management: [membership('eu'), membership('us', { fleet: 'other-fleet' })] }, good: { management: [membership('eu'), membership('us')] } },
  'R-FL3': {
    bad: { management: ['a', 'b'].flatMap((n) => [membership(n, { network: n }), meshOf(n)]) }, good: { management: ['a', 'b'].flatMap((n) => [membership(n, { network: 'one' }), meshOf(n)]) },
  },
  'R-NS1': { bad: two([namespace('shop', { tier: 'one' })], [namespace('shop', { tier: 'two' })]), good: two([namespace('shop', { tier: 'one' })], [namespace('shop', { tier: 'one' })]) },
  'R-NS2': { bad: two([namespace('shop', { team: 'a' })], [namespace('shop', {})]), good: two([namespace('shop', { team: 'a' })], [namespace('shop', { team: 'a' })]) },
  'R-NS3': { bad: { management: [fleetNamespace('shop', 'a'), fleetNamespace('shop', 'b')] }, good: { management: [fleetNamespace('shop', 'a'), fleetNamespace('cart', 'b')] } },
  'R-NS4': {
    bad: two([namespace('shop')], [namespace('shop')], [membership('eu'), membership('us'), fleetNamespace('shop', 'a'), binding('a', 'eu')]),
    good: two([namespace('shop')], [namespace('shop')], [membership('eu'), membership('us'), fleetNamespace('shop', 'a'), binding('a', 'eu'), binding('a', 'us')]),
  },
  'R-SV1': {
    bad: two([service('shop/cart'), exported('shop/cart')], [service('shop/cart', { sessionAffinity: 'ClientIP' }), exported('shop/cart')]),
    good: two([service('shop/cart'), exported('shop/cart')], [service('shop/cart'), exported('shop/cart')]),
  },
  'R-SV2': { bad: two([service('shop/cart')], [service('shop/cart', { selector: { app: 'basket' } })]), good: two([service('shop/cart')], [service('shop/cart')]), pointer: '/spec/selector' },
  'R-SV3': {
    bad: two([service('shop/cart'), deployment('shop/cart')], [service('shop/cart'), deployment('shop/cart', { containers: [{ name: 'app', image: 'other/thing:1' }] })]),
    good: two([service('shop/cart'), deployment('shop/cart')], [service('shop/cart'), deployment('shop/cart', { containers: [{ name: 'app', image: 'shop/cart:2' }] })]),
  },
  'R-SV4': { bad: two([service('shop/cart'), vs('1s')], [service('shop/cart')]), good: two([service('shop/cart'), vs('1s')], [service('shop/cart'), vs('1s')]) },
  'R-ID1': { bad: two([account('shop/cart', { 'iam.gke.io/gcp-service-account': 'a@b.iam.gserviceaccount.com' })], [account('shop/cart')]), good: two([account('shop/cart')], [account('shop/cart')]) },
  'R-ID2': {
    bad: two([account('shop/web'), allow('shop/cart', ['cluster.local/ns/shop/sa/web'])], [], [membership('eu')]),
    good: two([account('shop/web'), allow('shop/cart', [`${FLEET}.svc.id.goog/ns/shop/sa/web`])], [], [membership('eu')]),
    pointer: '/spec/rules/0/from/0/source/principals/0',
  },
  'R-ID3': { bad: { management: [membership('eu', { trust: 'production' }), membership('us', { trust: 'test' })] }, good: { management: [membership('eu', { trust: 'production' }), membership('us', { trust: 'production' })] } },
  'R-IX1': { bad: { management: [role('a', 'user:a@b.example'), role('b', 'user:a@b.example')] }, good: { management: [role('a', 'user:a@b.example'), role('b', 'user:b@b.example')] } },
  'R-IX2': {
    bad: two([account('shop/cart')], [], [membership('eu', { project: 'prod' }), role('a', principal(FLEET, 'shop', 'cart'))]), good: two([account('shop/cart')], [], [membership('eu', { project: 'prod' }), role('a', principal('prod', 'shop', 'cart'))]),
  },
  'R-IX3': {
    bad: two([account('shop/cart', { 'iam.gke.io/gcp-service-account': 'a@b.iam.gserviceaccount.com' })], [], [membership('eu'), role('a', principal(FLEET, 'shop', 'cart'))]),
    good: two([account('shop/cart')], [], [membership('eu'), role('a', principal(FLEET, 'shop', 'cart'))]),
  },
};

const byId = (id: string) => CHECKS.filter((c) => c.aliases.includes(id));

describe.each(Object.entries(GRID))('%s', (id, { bad, good, options, pointer, severity }) => {
  const found = (fleet: Fleet) => findings(fleet, options).filter((f) => f.aliases.includes(id));

  test('is in the table of checks once', () => {
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

test('every rule of the table has its cases', () => {
  const ids = CHECKS.flatMap((c) => c.aliases).filter((a) => /^[GR]-/.test(a));
  expect(ids.filter((id) => !GRID[id])).toEqual([]);
});

/** Rules of the catalogue that no check of ours is for. */
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

describe('where nobody said what serves', () => {
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

test('pods behind one service are of one canonical service', () => {
  const pods = (name: string, labels: any) => object('apps/v1', 'Deployment', `shop/${name}`, { spec: { selector: {}, template: { metadata: { labels: { tier: 'cart', ...labels } }, spec: { containers: [{ name: 'app', image: 'a' }] } } } });
  const behind = service('shop/cart', { selector: { tier: 'cart' } });
  const names = (...of: any[]) => findings(one(behind, ...of), ISTIOD).filter((f) => f.code === 'MESH767');
  const canonical = { 'service.istio.io/canonical-name': 'cart' };
  expect(names(pods('a', { app: 'cart' }), pods('b', { app: 'basket' }))).toMatchObject([{ object: { name: 'b' }, pointer: '/spec/template/metadata/labels', severity: 'warning' }]);
  expect(names(pods('a', { app: 'cart' }), pods('b', { app: 'basket', ...canonical }))).toEqual([]);
  expect(names(pods('a', { app: 'cart' }), pods('b', { app: 'cart', version: 'v2' }))).toEqual([]);
});

test('a gateway between networks carries calls, that of ambient mode as well', () => {
  const management = ['a', 'b'].flatMap((n) => [membership(n, { network: n }), meshOf(n)]);
  const between = (...a: any[]) => findings({ a, b: [], management }).filter((f) => f.code === 'MESH917').length;
  expect([between(), between(gateway('istio')), between(gateway('istio-east-west')), between(net('Gateway', 'shop/g', { selector: { istio: 'eastwestgateway' } }))]).toEqual([1, 1, 0, 0]);
});

describe('a service of one name in two clusters', () => {
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

  test('is nobody\'s canonical service where Google runs no control plane', () => {
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

test('a control plane in a cluster beside a managed one is an error', () => {
  expect(findings({ eu: [istiod], management: [membership('eu'), meshOf('eu')] })).toMatchObject([{ code: 'MESH757', severity: 'error' }]);
});

test('an IAMPolicy beside roles of the same resource', () => {
  const policy = object(IAM, 'IAMPolicy', 'fleet-admin/all', { spec: { bindings: [], resourceRef: { kind: 'Project', external: `projects/${FLEET}` } } });
  expect(findings({ management: [policy, role('a', 'user:a@b.example')] })).toMatchObject([{ code: 'MESH954', object: { kind: 'IAMPolicy' } }]);
});

test.each([
  ['a resource of Google Cloud in a member', { eu: [membership('eu')] }, 'is a member without Config Connector'],
  ['a route in the management cluster', { management: [vs('1s')] }, 'belongs in a cluster with workloads'],
  ['an object under no cluster', { 'eu': [], '': [service('shop/cart')] }, 'belongs to no cluster of the fleet'],
])('%s is at the wrong server', (_what, fleet, message) => {
  const found = findings(fleet).filter((f) => f.code === 'MESH910');
  expect(found).toHaveLength(1);
  expect(found[0].message).toContain(message);
});

test('two services on one port of a mesh of service routing', () => {
  expect(findings({ management: TCP_ROUTES.bad })).toMatchObject([{ code: 'MESH977', pointer: '/spec/rules/0/matches/0' }]);
  expect(findings({ management: TCP_ROUTES.good })).toEqual([]);
});

test('a policy that allows without rules', () => {
  expect(findings({ management: [ALLOWS({ action: 'ALLOW' })] })).toMatchObject([{ code: 'MESH978', pointer: '/spec' }]);
  expect(findings({ management: [ALLOWS({ action: 'DENY' })] })).toEqual([]);
  expect(findings({ management: [ALLOWS({ action: 'ALLOW', rules: [{ sources: [{ principals: ['*'] }] }] })] })).toEqual([]);
});

test('each field that clients outside Kubernetes do not mind', () => {
  expect(findings({ eu: [EXTERNAL_MESH] }).map((f) => f.pointer)).toEqual(['/spec/exportTo', '/spec/http/0/match/0/sourceNamespace']);
});

test('what stays in its cluster may differ', () => {
  const local = config('istio', 'serviceSettings: [{ settings: { clusterLocal: true }, hosts: ["cart.shop.svc.cluster.local"] }]');
  expect(findings({ eu: [local, service('shop/cart')], us: [local, service('shop/cart', { selector: { app: 'b' } })] })).toEqual([]);
});

test('machines have the port that their backend service names', () => {
  expect(findings(machines({ portName: 'grpc', ports: ['http'] }))).toMatchObject([{ code: 'MESH985', pointer: '/spec/portName', message: expect.stringContaining('named grpc, but instance group stock has http') }]);
  expect(findings(machines({ ports: ['grpc'] }))).toMatchObject([{ code: 'MESH985', pointer: '/spec/backend/0/group/instanceGroupRef', message: expect.stringContaining('named http (the default portName)') }]);
  expect(findings(machines({}))).toMatchObject([{ code: 'MESH985', message: expect.stringContaining('has no named port') }]);
  expect(findings(unmanaged(['web']))).toMatchObject([{ code: 'MESH985' }]);
  for (const good of [machines({ portName: 'grpc', ports: ['http', 'grpc'] }), machines({ ports: ['http'] }), machines({ ports: ['http'], name: 'other' }), unmanaged(['http'])]) expect(findings(good)).toEqual([]);
});

test('backends lead to machines where they are', () => {
  expect(findings(machines({ ports: ['http'], at: 'zones/europe-west1-c' }))).toMatchObject([
    { code: 'MESH986', pointer: '/spec/backend/0/group/instanceGroupRef', message: expect.stringContaining('instance group stock in europe-west1-c, but routing/stock creates it in europe-west1-b') },
  ]);
  expect(findings(machines({ ports: ['http'], location: 'europe-west1' }))).toMatchObject([{ code: 'MESH986', fix: expect.stringContaining('regions/europe-west1/instanceGroups/stock') }]);
  expect(findings(machines({ ports: ['http'], location: 'europe-west1', at: 'regions/europe-west1' }))).toEqual([]);
});

test('autoneg attaches groups to no backend service that lists its own', () => {
  const to = (name: string) => JSON.stringify({ backend_services: { 80: [{ name, max_rate_per_endpoint: 100 }] } });
  const listed = { backend: [{ group: { networkEndpointGroupRef: { external: 'projects/p/zones/z/networkEndpointGroups/g' } }, balancingMode: 'RATE' }] };
  expect(findings(autoneg(to('cart'), listed))).toMatchObject([{ code: 'MESH987', object: { kind: 'Service' }, pointer: '/metadata/annotations/controller.autoneg.dev~1neg' }]);
  expect(findings(autoneg(to('real'), { ...listed, resourceID: 'real' }))).toMatchObject([{ code: 'MESH987' }]);
  for (const good of [autoneg(to('cart'), {}), autoneg(to('other'), listed), autoneg('{', listed), autoneg('{"backend_services":{"80":{}}}', listed)]) expect(findings(good)).toEqual([]);
});

test('R-SV4: locality is said by a policy of Google\'s where Traffic Director serves', () => {
  const near = dr({ trafficPolicy: { loadBalancer: { simple: 'LEAST_REQUEST', localityLbSetting: { enabled: true } } } });
  const plain = dr({ trafficPolicy: { loadBalancer: { simple: 'LEAST_REQUEST' } } });
  const policy = (name: string) => object('networking.gke.io/v1', 'GCPTrafficDistributionPolicy', 'shop/cart', { spec: { targetRefs: [{ group: '', kind: 'Service', name }], default: { serviceLbAlgorithm: 'WATERFALL_BY_REGION' } } });
  const codes = (eu: any[], us: any[]) => findings(two([service('shop/cart'), ...eu], [service('shop/cart'), ...us]), {}).map((f) => f.code).filter((c) => c === 'MESH934');
  expect(codes([near], [plain, policy('cart')])).toEqual([]);
  expect(codes([near], [plain, policy('other')])).toEqual(['MESH934']);
  expect(codes([near], [plain])).toEqual(['MESH934']);
  expect(codes([near], [dr({ trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } }), policy('cart')])).toEqual(['MESH934']);
});

describe('hosts of all clusters', () => {
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
  ])('MESH935: %s to one that nobody exports', (_what, item, at) => {
    const bad = two([service('shop/cart'), web, item], [service('shop/cart'), web]);
    expect(told(bad)).toMatchObject([{ code: 'MESH935', severity: 'warning', pointer: at, message: 'no cluster exports service shop/cart, so the host cart.shop.svc.clusterset.local does not exist', fix: expect.stringContaining('(eu, us)') }]);
    told(bad).forEach(expectWellWorded);
    for (const known of [exported('shop/cart'), imported('net.gke.io/v1'), imported('multicluster.x-k8s.io/v1alpha1'), object('multicluster.x-k8s.io/v1alpha1', 'ServiceExport', 'shop/cart')]) {
      expect(told(two([service('shop/cart'), web, item], [service('shop/cart'), web, known]))).toEqual([]);
    }
    // alone, another cluster may export it
    expect(told(one(service('shop/cart'), web, item))).toMatchObject([{ severity: 'info', message: expect.stringContaining('no cluster in the checked objects') }]);
  });

  test('MESH935: one mistake is one finding, and known hosts are none', () => {
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

  test('MESH936: endpoints of an exported service stay in its cluster', () => {
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
