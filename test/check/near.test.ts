import { expectWellWorded } from './wording';
import { checkManifests } from '../../src/check/engine/run';
import { CHECKS } from '../../src/check/registry';

type Json = Record<string, any>;
const object = (apiVersion: string, kind: string, namespace: string, name: string, spec: Json): Json => ({ apiVersion, kind, metadata: { namespace, name }, spec });
const service = (name: string, namespace = 'shop') => object('v1', 'Service', namespace, name, { ports: [{ name: 'http', port: 80 }] });
const to = (host: string) => object('networking.istio.io/v1', 'VirtualService', 'shop', 'v', { hosts: ['a.example.com'], http: [{ route: [{ destination: { host } }] }] });
const fixes = (code: string, ...objects: Json[]) => {
  const found = checkManifests(objects.map((o) => ({ object: o, origin: {} })), { complete: true }, { checks: CHECKS }).filter((f) => f.code === code);
  found.forEach(expectWellWorded);
  return found.map((f) => f.fix);
};

test('a host that does not exist: a name with a typo, or in another namespace', () => {
  expect(fixes('MESH201', to('store-nxt'), service('store-next'), service('cart'))).toEqual(['use store-next.shop.svc.cluster.local, if that is meant: namespace shop has Service store-next']);
  expect(fixes('MESH201', to('cart'), service('cart', 'other'))).toEqual(['use cart.other.svc.cluster.local, if that is meant: Service cart is in namespace other']);
  expect(fixes('MESH201', to('cart'), service('ledger', 'other'))).toEqual(['use a Service or ServiceEntry that exists, with its full name (name.namespace.svc.cluster.local) if it is in another namespace']);
});

test('a token that nothing verifies: a RequestAuthentication for other pods', () => {
  const pod = { ...object('v1', 'Pod', 'shop', 'store', { containers: [{ name: 'app', image: 'app:1' }] }) };
  pod.metadata.labels = { app: 'store' };
  const policy = object('security.istio.io/v1', 'AuthorizationPolicy', 'shop', 'p', { selector: { matchLabels: { app: 'store' } }, rules: [{ from: [{ source: { requestPrincipals: ['*'] } }] }] });
  const jwt = (namespace: string, selector?: Json) => object('security.istio.io/v1', 'RequestAuthentication', namespace, 'login', { ...(selector ? { selector: { matchLabels: selector } } : {}), jwtRules: [{ issuer: 'a', jwksUri: 'https://a.example.com/k' }] });
  expect(fixes('MESH421', pod, policy, jwt('login'))).toEqual([expect.stringContaining('RequestAuthentication login/login applies to pods of login only')]);
  expect(fixes('MESH421', pod, policy, jwt('shop', { app: 'shop' }))).toEqual([expect.stringContaining('RequestAuthentication shop/login selects app=shop')]);
  expect(fixes('MESH421', pod, policy)).toEqual(['add a RequestAuthentication with the issuer of the tokens for the same workloads']);
});

test('an annotation that must be a label, and a delegate that matches more than its root', () => {
  const pod = object('v1', 'Pod', 'shop', 'store', { containers: [{ name: 'app', image: 'app:1' }] });
  pod.metadata.annotations = { 'istio.io/dataplane-mode': 'none' };
  expect(fixes('MESH502', pod)).toEqual(['move it to the labels: istio.io/dataplane-mode is a label']);
  const root = object('networking.istio.io/v1', 'VirtualService', 'shop', 'root', { hosts: ['a.example.com'], gateways: ['gw'], http: [{ match: [{ uri: { prefix: '/api' } }], delegate: { name: 'v' } }] });
  const leaf = object('networking.istio.io/v1', 'VirtualService', 'shop', 'v', { http: [{ match: [{ uri: { prefix: '/other' } }], route: [{ destination: { host: 'store' } }] }] });
  expect(fixes('MESH211', root, leaf, service('store'))).toEqual(['make the match narrower than that of the delegating route, like { uri: { prefix: /api/orders } }, and use no regex on either side']);
});
