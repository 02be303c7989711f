import { certificate, edge, gw, HTTP80, https, http, raw, service, SHOP, to, vs } from './grid/objects';
import { checkManifests } from '../../src/check/engine/run';
import { CHECKS } from '../../src/check/registry';

/** Code, severity, object, place and the URLs of each redirect finding. */
const redirects = (objects: readonly object[], world: object = { complete: true }) =>
  checkManifests([...SHOP, ...objects].map((object) => ({ object, origin: {} })), world, { checks: CHECKS })
    .filter((f) => /^MESH(255|26[789])$/.test(f.code))
    .map((f) => [f.code, f.severity, `${f.object.kind} ${f.object.name}`, f.pointer, /\((http[^)]*)\)/.exec(f.message)?.[1] ?? ''].join(' '));

const both = [certificate('cert', 'istio-system'), gw([HTTP80, https()])];
const served = { route: [to('reviews.shop.svc.cluster.local')] };
const exactly = (path: string) => [{ uri: { exact: path } }];
const at = (name: string, host: string, rules: object[], more: object = {}) => vs({ hosts: [host], gateways: ['istio-system/gw'], http: rules, ...more }, { name });
const anyHost = [certificate('cert', 'istio-system'), gw([{ ...HTTP80, hosts: ['*.example.com'] }, https({}, '*.example.com')])];
const url = (path: string) => `http://shop.example.com${path}`;

test('redirects of one VirtualService that lead to each other are one finding', () => {
  const rules = (last: string) => [{ match: exactly('/a'), redirect: { uri: '/b' } }, { match: exactly('/b'), redirect: { uri: '/c' } }, { match: exactly('/c'), redirect: { uri: last } }, served];
  expect(redirects([...both, edge({ http: rules('/a') }, { name: 'round' })])).toEqual([`MESH255 warning VirtualService round /spec/http/0/redirect ${url('/a')} → ${url('/b')} → ${url('/c')} → ${url('/a')}`]);
  expect(redirects([...both, edge({ http: rules('/d') }, { name: 'straight' })])).toEqual([]);
});

test('a redirect that leads into a loop is not a separate loop', () => {
  const rules = [{ match: exactly('/in'), redirect: { uri: '/a' } }, { match: exactly('/a'), redirect: { uri: '/b' } }, { match: exactly('/b'), redirect: { uri: '/a' } }, served];
  expect(redirects([...both, edge({ http: rules }, { name: 'round' })])).toEqual([`MESH255 warning VirtualService round /spec/http/1/redirect ${url('/a')} → ${url('/b')} → ${url('/a')}`]);
});

test('two hosts that redirect to each other', () => {
  const to2 = (authority: string) => [{ redirect: { authority } }];
  expect(redirects([...anyHost, at('apex', 'apex.example.com', to2('www.example.com')), at('www', 'www.example.com', to2('apex.example.com'))]))
    .toEqual(['MESH255 warning VirtualService apex /spec/http/0/redirect http://apex.example.com/ → http://www.example.com/ → http://apex.example.com/']);
  // the other host is not served here: where it leads is not known
  expect(redirects([...anyHost, at('apex', 'apex.example.com', to2('www.example.org'))])).toEqual([]);
});

test('httpsRedirect of a Gateway and a rule that redirects back to plain HTTP', () => {
  const gateway = [certificate('cert', 'istio-system'), gw([{ ...HTTP80, tls: { httpsRedirect: true } }, https()])];
  expect(redirects([...gateway, edge({ http: [{ match: [{ uri: { prefix: '/old' } }], redirect: { scheme: 'http' } }, served] }, { name: 'plain' })]))
    .toEqual(['MESH255 warning VirtualService plain /spec/http/0/redirect https://shop.example.com/old → http://shop.example.com/old → https://shop.example.com/old']);
  expect(redirects([...gateway, edge({ http: [{ match: [{ uri: { prefix: '/old' } }], redirect: { scheme: 'http', authority: 'old.example.org' } }, served] })])).toEqual([]);
});

test('the other conditions of a match are kept along the redirects', () => {
  const rules = (header: string) => [{ match: [{ headers: { 'x-beta': { exact: 'yes' } }, queryParams: { v: { exact: '2' } } }], redirect: { uri: '/beta' } }, { match: [{ headers: { [header]: { prefix: 'y' } } }], ...served }, served];
  expect(redirects([...both, edge({ http: rules('x-beta') }, { name: 'beta' })])).toEqual([`MESH255 warning VirtualService beta /spec/http/0/redirect ${url('/beta?v=2')} → ${url('/beta?v=2')}`]);
  // what an expression takes is not guessed, nor what a balancer writes
  expect(redirects([...both, edge({ http: [{ match: [{ headers: { 'x-beta': { regex: 'y+' } } }], redirect: { uri: '/beta' } }, served] })])).toEqual([]);
  expect(redirects([...both, edge({ http: [{ match: [{ headers: { 'x-forwarded-proto': { exact: 'http' } } }], redirect: { scheme: 'https' } }, served] })])).toEqual([]);
});

test('a path that an earlier rule serves ends the redirects, also by a regular expression', () => {
  const redirect = { match: [{ uri: { prefix: '/a' } }], redirect: { uri: '/a/b' } };
  expect(redirects([...both, edge({ http: [{ match: [{ uri: { regex: '/a/(b|c)' } }], ...served }, redirect, served] })])).toEqual([]);
  expect(redirects([...both, edge({ http: [{ match: [{ uri: { regex: '/a/(c|d)' } }], ...served }, redirect, served] }, { name: 'a' })])).toEqual([`MESH255 warning VirtualService a /spec/http/1/redirect ${url('/a/b')} → ${url('/a/b')}`]);
});

test('another VirtualService for the host may match the request, if it is older', () => {
  const redirect = edge({ http: [{ match: [{ uri: { prefix: '/a' } }], redirect: { uri: '/a/b' } }] }, { name: 'a' });
  const other = (path: string) => edge({ http: [{ match: [{ uri: { prefix: path } }], ...served }] }, { name: 'z' });
  expect(redirects([...both, redirect, other('/a/')])).toEqual([]);
  expect(redirects([...both, redirect, other('/z')])).toHaveLength(1);
});

test('rules of a delegate are combined with the matches of its root', () => {
  const root = (prefix: string) => edge({ http: [{ match: [{ uri: { prefix } }], delegate: { name: 'part', namespace: 'shop' } }, served] }, { name: 'root' });
  const part = vs({ http: [{ match: [{ uri: { prefix: '/part' } }], redirect: { uri: '/part/home' } }] }, { name: 'part' });
  expect(redirects([...both, root('/part'), part])).toEqual([`MESH255 warning VirtualService part /spec/http/0/redirect ${url('/part/home')} → ${url('/part/home')}`]);
  expect(redirects([...both, root('/part/old'), part])).toEqual([]);
});

test('in the mesh', () => {
  expect(redirects([http({ match: exactly('/a'), redirect: { uri: '/b' } }, { match: exactly('/b'), redirect: { uri: '/a' } }, { route: [to('reviews')] })]))
    .toEqual(['MESH255 warning VirtualService x /spec/http/0/redirect http://reviews.shop.svc.cluster.local:9080/a → http://reviews.shop.svc.cluster.local:9080/b → http://reviews.shop.svc.cluster.local:9080/a']);
});

test('HTTPRoutes whose redirects lead to each other', () => {
  const API = 'gateway.networking.k8s.io/v1';
  const gateway = raw(API, 'Gateway', { name: 'edge', namespace: 'istio-system' }, { spec: { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'All' } } }] } });
  const route = (name: string, path: string, target: string) => raw(API, 'HTTPRoute', { name, namespace: 'shop' }, {
    spec: {
      parentRefs: [{ name: 'edge', namespace: 'istio-system' }],
      hostnames: ['shop.example.com'],
      rules: [{ matches: [{ path: { type: 'Exact', value: path } }], filters: [{ type: 'RequestRedirect', requestRedirect: { path: { type: 'ReplaceFullPath', replaceFullPath: target } } }] }],
    },
  });
  expect(redirects([gateway, route('one', '/a', '/b'), route('two', '/b', '/a')])).toEqual([`MESH255 warning HTTPRoute one /spec/rules/0/filters/0 ${url('/a')} → ${url('/b')} → ${url('/a')}`]);
  expect(redirects([gateway, route('one', '/a', '/b'), route('two', '/c', '/a')])).toEqual([]);
});

test('a port in the URL maps to the target port of the gateway\'s Service', () => {
  const gateway = (port: number) => [gw([HTTP80, { ...HTTP80, port: { number: port, name: 'other', protocol: 'HTTP' } }]), service('extra', [8087, 8088].map((p) => ({ name: `http-${p}`, port: p, targetPort: p })), { namespace: 'istio-system' }, { selector: { istio: 'ingressgateway' } })];
  const rules = [{ match: [{ port: 80 }], redirect: { port: 8088 } }, { match: [{ port: 8088 }], redirect: { authority: 'shop.example.com:80' } }];
  expect(redirects([...gateway(8088), edge({ http: rules }, { name: 'ports' })])).toEqual(['MESH255 warning VirtualService ports /spec/http/0/redirect http://shop.example.com/ → http://shop.example.com:8088/ → http://shop.example.com/']);
  expect(redirects([...gateway(8087), edge({ http: rules }, { name: 'ports' })])).toEqual([]);
  // istiod leaves out the default port of the scheme, and Envoy then keeps the port of the request
  expect(redirects([...gateway(8088), edge({ http: [{ match: [{ port: 8088 }], redirect: { port: 80 } }, served] }, { name: 'kept' })])).toEqual(['MESH255 warning VirtualService kept /spec/http/0/redirect http://shop.example.com:8088/ → http://shop.example.com:8088/']);
});

test('without the Gateway, only loops that no Gateway can change are reported', () => {
  const rule = (redirect: object) => vs({ hosts: ['shop.example.com'], gateways: ['edge/unknown'], http: [{ match: [{ uri: { prefix: '/a' } }], redirect }] }, { name: 'a' });
  expect(redirects([rule({ uri: '/a/b' })], {})).toEqual([`MESH255 warning VirtualService a /spec/http/0/redirect ${url('/a/b')} → ${url('/a/b')}`]);
  expect(redirects([rule({ scheme: 'https' })], {})).toEqual([]);
  expect(redirects([rule({ scheme: 'https', uri: '/a' })], {})).toEqual([]);
});
