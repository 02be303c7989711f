import { ApiObject, App, Chart } from 'cdk8s';
import { Checks } from '../../src';
import { checkManifests } from '../../src/check/engine/run';
import { CHECKS, LAYERS } from '../../src/check/registry';

const run = (...objects: object[]) => checkManifests(objects.map((object) => ({ object, origin: {} })), { complete: true }, { checks: CHECKS, layers: LAYERS });
const istio = (kind: string, spec: object, name = 'a') => ({ apiVersion: 'networking.istio.io/v1', kind, metadata: { name, namespace: 'shop' }, spec });
const SERVICE = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'cart', namespace: 'shop' }, spec: { ports: [{ name: 'http', port: 80 }] } };
const SLICE = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { name: 'cart-1', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'cart' } }, addressType: 'IPv4', endpoints: [], ports: [] };
const route = { route: [{ destination: { host: 'cart' } }] };
const at = (findings: ReturnType<typeof run>, pointer: string) => findings.filter((f) => f.pointer === pointer).map((f) => [f.code, f.aliases]);

test('a Gateway that does not exist is reported once, with the codes of both checks', () => {
  const found = run(SERVICE, istio('VirtualService', { hosts: ['a.example.com'], gateways: ['nope'], http: [route] }));
  expect(at(found, '/spec/gateways/0')).toEqual([['MESH205', expect.arrayContaining(['IST0101', 'KIA1102', 'IST0132'])]]);
});

test('failover without outlier detection is reported once', () => {
  const found = run(SERVICE, istio('DestinationRule', { host: 'cart', trafficPolicy: { loadBalancer: { localityLbSetting: { failover: [{ from: 'a', to: 'b' }] } } } }));
  expect(at(found, '/spec/trafficPolicy/loadBalancer/localityLbSetting')).toEqual([['MESH236', ['IST0133']]]);
});

test('if the schema and istiod reject one value, there is one finding; for different values, there are two', () => {
  const gateway = (server: object) => run(istio('Gateway', { selector: { istio: 'x' }, servers: [server] })).filter((f) => f.layer !== 'semantic');
  expect(gateway({ hosts: ['a.example.com'] }).map((f) => [f.code, f.aliases])).toEqual([['MESH013', ['IST0106']]]);
  const two = gateway({ hosts: ['a b'], port: { number: 80, name: 'http', protocol: 5 } });
  expect(two.map((f) => f.pointer)).toEqual(['/spec/servers/0/hosts/0', '/spec/servers/0/port/protocol']);
});

test('a rule that repeats all matches of earlier rules is reported once; if it repeats one of several, that match is reported', () => {
  const match = (prefix: string) => ({ uri: { prefix } });
  const rules = (...lists: string[][]) => run(SERVICE, istio('VirtualService', { hosts: ['cart'], http: lists.map((l) => ({ match: l.map(match), ...route })) }))
    .filter((f) => /^MESH12[12]$/.test(f.code)).map((f) => [f.code, f.pointer, f.aliases]);
  expect(rules(['/a'], ['/a'])).toEqual([['MESH121', '/spec/http/1', ['IST0130', 'IST0131']]]);
  expect(rules(['/a'], ['/a', '/b'])).toEqual([['MESH122', '/spec/http/1/match/0', ['IST0131']]]);
});

test('a host that does not exist is reported for the route, and not for hosts as well', () => {
  expect(run(istio('VirtualService', { hosts: ['nope'], http: [{ route: [{ destination: { host: 'nope' } }] }] })).map((f) => f.code)).toEqual(['MESH201']);
  expect(run(SERVICE, SLICE, istio('VirtualService', { hosts: ['nope'], http: [route] })).map((f) => f.code)).toEqual(['MESH250']);
});

test('the mesh configuration in its ConfigMap is checked once', () => {
  const map = (mesh: string) => run({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'istio', namespace: 'istio-system' }, data: { mesh } }).map((f) => f.code);
  expect([map('trustDomain: a/b'), map('a: ['), map('trustDomain: a.b')]).toEqual([['MESH101'], ['MESH003'], []]);
});

describe('an acknowledgement of one of two merged findings', () => {
  const spec = { hosts: ['a.example.com'], gateways: ['nope'], http: [route] };
  const annotated = (codes: string) => run(SERVICE, { ...istio('VirtualService', spec), metadata: { name: 'a', namespace: 'shop', annotations: { 'cdk8s-mesh.dev/acknowledge': codes } } });
  const acknowledged = (code: string) => {
    const app = new App();
    const chart = new Chart(app, 'shop', { namespace: 'shop' });
    Checks.attach(app, { complete: true });
    new ApiObject(chart, 'service', SERVICE);
    new ApiObject(chart, 'vs', { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name: 'a' }, spec } as any);
    Checks.of(chart).acknowledge({ code, reason: 'it comes later' });
    return Checks.of(app).findings();
  };

  // MESH205 (IST0101, KIA1102) says that the Gateway does not exist, MESH207 (IST0132) that it does not serve the host
  test.each([['by an annotation', (code: string) => annotated(`${code}=it comes later`)], ['in an app', acknowledged]])('hides the finding with its code, %s', (_how, by) => {
    expect(at(by('IST0132'), '/spec/gateways/0')).toEqual([['MESH205', expect.not.arrayContaining(['IST0132'])]]);
    expect(at(by('MESH207'), '/spec/gateways/0')).toEqual([['MESH205', expect.not.arrayContaining(['IST0132'])]]);
    expect(at(by('IST0101'), '/spec/gateways/0')).toEqual([['MESH207', ['IST0132']]]);
    expect(at(by('MESH205'), '/spec/gateways/0')).toEqual([]); // the finding as it was told
    for (const code of ['IST0132', 'MESH207', 'IST0101', 'MESH205']) expect(by(code).filter((f) => f.code === 'MESH005')).toEqual([]);
  });
});

test('a finding about a possibly undefined object does not hide a certain error', () => {
  const found = checkManifests([SERVICE, istio('DestinationRule', { host: 'other', subsets: [{ name: 'v1', labels: { version: 'v1' } }] }), istio('VirtualService', { hosts: ['cart'], http: [{ route: [{ destination: { host: 'other', subset: 'v2' } }] }] })]
    .map((object) => ({ object, origin: {} })), {}, { checks: CHECKS, layers: LAYERS });
  expect(found.filter((f) => /^MESH20[14]$/.test(f.code)).map((f) => [f.code, f.severity])).toEqual([['MESH201', 'info'], ['MESH204', 'warning']]);
});

describe('one mistake, one finding', () => {
  const vs = (http: object, more: object = {}) => istio('VirtualService', { hosts: ['cart'], http: [http], ...more });
  const to = (destination: object) => vs({ route: [{ destination }] });
  const workload = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'cart', namespace: 'shop' }, spec: { selector: { matchLabels: { app: 'cart' } }, template: { metadata: { labels: { app: 'cart' } }, spec: { containers: [{ name: 'c', image: 'c' }] } } } };
  const service = { ...SERVICE, spec: { ...SERVICE.spec, selector: { app: 'cart' } } };
  const serving = (protocol: string) => (name: string, hosts: string[], credentialName = 'c') => istio('Gateway', { selector: { istio: 'edge' }, servers: [{ hosts, port: { number: 443, name: 'tls', protocol }, tls: { mode: 'SIMPLE', credentialName } }] }, name);
  const gateway = serving('HTTPS');
  const tcpGateway = serving('TLS');
  const policy = (spec: object) => ({ apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata: { name: 'a', namespace: 'shop' }, spec });
  const paths = (...all: string[]) => policy({ selector: { matchLabels: { app: 'cart' } }, rules: [{ to: [{ operation: { paths: all } }] }] });
  const subset = (spec: object) => istio('DestinationRule', { host: 'cart', subsets: [spec] });
  const httpRoute = (parentRef: unknown) => ({ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata: { name: 'a', namespace: 'shop' }, spec: { parentRefs: [parentRef], rules: [{ backendRefs: [{ name: 'cart', port: 80 }] }] } });
  const loud = (objects: readonly object[], codes: RegExp) => run(workload, service, ...objects).filter((f) => f.severity !== 'info' && codes.test(f.code)).map((f) => f.code);

  test.each<[string, object[], RegExp, string[]]>([
    ['a match on a gateway that exists nowhere', [vs({ match: [{ gateways: ['nope'] }], route: [{ destination: { host: 'cart' } }] })], /205|227/, ['MESH205']],
    ['a match on a gateway that is not listed', [gateway('edge', ['a.example.com']), vs({ match: [{ gateways: ['edge'] }], route: [{ destination: { host: 'cart' } }] })], /205|227/, ['MESH227']],
    ['an asterisk before a query', [paths('/items/*?page=2')], /407|427/, ['MESH427']],
    ['an asterisk in the middle, and a query', [paths('/a/*/b?page=2')], /407|427/, ['MESH407', 'MESH427']],
    ['a Gateway and its copy', [gateway('one', ['a.example.com']), gateway('two', ['a.example.com'])], /305|306/, ['MESH305', 'MESH305']],
    ['two Gateways of one certificate', [gateway('one', ['a.example.com']), gateway('two', ['b.example.com'])], /305|306/, ['MESH306', 'MESH306']],
    ['two Gateways of one certificate, one of which forwards TCP', [gateway('one', ['a.example.com']), tcpGateway('two', ['b.example.com'])], /305|306/, []],
    ['a copy, and a third with the certificate', [gateway('one', ['a.example.com']), gateway('two', ['a.example.com']), gateway('three', ['b.example.com'])], /305|306/, ['MESH305', 'MESH306', 'MESH305', 'MESH306', 'MESH306']],
    ['a subset of a host that does not exist', [to({ host: 'nope', subset: 'v1' })], /201|204/, ['MESH201']],
    ['a malformed subset', [subset({ name: 'v1', labels: { app: 'cart' } }), to({ host: 'cart', subset: 'V*' })], /112|204/, ['MESH112']],
    ['a malformed host', [to({ host: '10.0.0.1' })], /101|201/, ['MESH101']],
    ['a port that none can be', [to({ host: 'cart', port: { number: 70000 } })], /102|202/, ['MESH102']],
    ['a port that is not a number', [to({ host: 'cart', port: { number: 1.5 } })], /011|202/, ['MESH011']],
    ['a destination without a host', [to({})], /013|101/, ['MESH013']],
    ['an operation that is a text', [policy({ rules: [{ to: [{ operation: 'x' }] }] })], /011|104/, ['MESH011']],
    ['labels that are a text', [policy({ selector: { matchLabels: 'x' } })], /011|124/, ['MESH011']],
    ['a label of a subset that none can be', [subset({ name: 'v1', labels: { app: 'x*y' } })], /112|215/, ['MESH112']],
    ['a name of a subset that none can be, and labels of no pod', [subset({ name: 'V*', labels: { app: 'nope' } })], /112|215/, ['MESH215', 'MESH112']],
    ['a Sidecar beside another, its selector empty', [istio('Sidecar', { egress: [{ hosts: ['./*'] }] }), istio('Sidecar', { workloadSelector: {}, egress: [{ hosts: ['./*'] }] }, 'b')], /124|603/, ['MESH603', 'MESH603']],
    ['a protocol that is none, and a redirect', [istio('Gateway', { selector: { istio: 'edge' }, servers: [{ hosts: ['a.example.com'], port: { number: 80, name: 'http', protocol: 'HTPP' }, tls: { httpsRedirect: true } }] })], /102|124/, ['MESH102']],
    ['settings of a policy that are a text', [istio('DestinationRule', { host: 'cart', trafficPolicy: { outlierDetection: 'x' } })], /011|104/, ['MESH011']],
    ['a parent that is a text', [httpRoute('x')], /011|801/, ['MESH011']],
    ['a parent without a name', [httpRoute({})], /013|801/, ['MESH013']],
    ['a route without a destination beside one', [vs({ route: [{ destination: { host: 'cart' }, weight: 5 }, {}] })], /013|222/, ['MESH013']],
  ])('%s', (_, objects, codes, expected) => {
    expect(loud(objects, codes)).toEqual(expected);
  });
});
