import { certificate, edge, gw, HTTP80, http, https, raw, service, SHOP, to, vs } from './grid/objects';
import { checkManifests } from '../../src/check/engine/run';
import { CHECKS, LAYERS } from '../../src/check/registry';

/** Severity, object, place and message of the findings of a code. */
const found = (code: string, objects: readonly object[], world: object = { complete: true }) =>
  checkManifests([...SHOP, ...objects].map((object) => ({ object, origin: {} })), world, { checks: CHECKS, layers: LAYERS })
    .filter((f) => f.code === code).map((f) => `${f.severity} ${f.object.kind} ${f.object.namespace}/${f.object.name} ${f.pointer}: ${f.message}`);
const places = (code: string, objects: readonly object[], world?: object) => found(code, objects, world).map((line) => line.split(':')[0]);

const prefix = (value: string, more: object = {}) => ({ match: [{ uri: { prefix: value }, ...more }], route: [to('reviews.shop.svc.cluster.local')] });
const aged = (object: any, creationTimestamp: string) => ({ ...object, metadata: { ...object.metadata, creationTimestamp } });
const named = (name: string, ...rules: object[]) => edge({ http: rules }, { name });

describe('VirtualServices at a gateway', () => {
  const plain = gw([HTTP80]);

  test('a wider match gets the requests of a more specific match in another VirtualService, whatever its other conditions', () => {
    const method = { method: { exact: 'GET' } };
    expect(places('MESH209', [plain, named('a', prefix('/v1')), named('b', prefix('/v1/users', method))])).toEqual(['warning VirtualService shop/b /spec/http/0/match/0/uri']);
    expect(places('MESH209', [plain, named('a', prefix('/v1', method)), named('b', prefix('/v1/users'))])).toEqual([]);
    expect(places('MESH209', [plain, named('a', prefix('/v1', { headers: { 'x-beta': {} } })), named('b', prefix('/v1/users', { headers: { 'x-beta': { exact: 'yes' } } }))])).toEqual(['warning VirtualService shop/b /spec/http/0/match/0/uri']);
    expect(places('MESH209', [plain, named('a', prefix('/v1')), named('b', prefix('/v10'))])).toEqual(['warning VirtualService shop/b /spec/http/0/match/0/uri']); // bytes, not segments
  });

  test('if both ages are known, only the younger object is reported', () => {
    const [wide, narrow] = [named('wide', prefix('/v1')), named('narrow', prefix('/v1/users'))];
    const [before, after] = ['2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'];
    expect(found('MESH209', [plain, aged(wide, before), aged(narrow, after)])).toEqual([
      'warning VirtualService shop/narrow /spec/http/0/match/0/uri: VirtualService shop/wide matches all of /v1 of shop.example.com at Gateway istio-system/gw: it is older and comes first, so /v1/users never matches here',
    ]);
    expect(found('MESH209', [plain, aged(wide, after), aged(narrow, before)])).toEqual([]);
  });

  test('hosts are compared as the gateway serves them', () => {
    const wildcard = (name: string) => vs({ hosts: ['*.example.com'], gateways: ['istio-system/gw'], http: [prefix('/v1')] }, { name });
    expect(places('MESH209', [plain, wildcard('all'), named('one', prefix('/v1'))])).toEqual(['warning VirtualService shop/all /spec/http/0', 'warning VirtualService shop/one /spec/http/0']);
    // here each has a host of its own, and the narrower one is asked first
    expect(places('MESH209', [gw([{ ...HTTP80, hosts: ['*.example.com'] }]), wildcard('all'), named('one', prefix('/v1'))])).toEqual([]);
  });

  test('two Gateways share a port only if they select the same pods', () => {
    const at = (name: string) => vs({ hosts: ['shop.example.com'], gateways: [`istio-system/${name}`], http: [prefix('/v1')] }, { name });
    expect(places('MESH209', [plain, gw([HTTP80], { name: 'second' }), at('gw'), at('second')])).toEqual(['warning VirtualService shop/gw /spec/http/0', 'warning VirtualService shop/second /spec/http/0']);
    expect(found('MESH209', [plain, gw([HTTP80], { name: 'second' }), at('gw'), at('second')])[0]).toContain('at Gateways of the same pods');
    expect(places('MESH209', [plain, gw([HTTP80], { name: 'second' }, { istio: 'other' }), at('gw'), at('second')])).toEqual([]);
  });

  test('a match for one port conflicts only with matches for that port, and HTTP and HTTPS give one finding', () => {
    const both = [certificate('cert', 'istio-system'), gw([HTTP80, https()])];
    expect(places('MESH209', [...both, named('a', prefix('/v1', { port: 80 })), named('b', prefix('/v1', { port: 443 }))])).toEqual([]);
    expect(places('MESH209', [...both, named('a', prefix('/v1')), named('b', prefix('/v1', { port: 443 }))])).toEqual(['warning VirtualService shop/a /spec/http/0', 'warning VirtualService shop/b /spec/http/0']);
  });

  test('VirtualServices also conflict at a Gateway that no file contains, but not at two such Gateways', () => {
    const at = (name: string, gateway: string) => vs({ hosts: ['shop.example.com'], gateways: [gateway], http: [prefix('/v1')] }, { name });
    expect(places('MESH209', [at('a', 'elsewhere/gw'), at('b', 'elsewhere/gw')], {})).toEqual(['warning VirtualService shop/a /spec/http/0', 'warning VirtualService shop/b /spec/http/0']);
    expect(places('MESH209', [at('a', 'elsewhere/gw'), at('b', 'elsewhere/other')], {})).toEqual([]);
  });

  test('delegated rules count as rules of the root', () => {
    const root = (name: string, delegate: string, path: string) => edge({ http: [{ match: [{ uri: { prefix: path } }], delegate: { name: delegate, namespace: 'shop' } }] }, { name });
    const leaf = (name: string) => vs({ http: [{ route: [to()] }] }, { name });
    expect(places('MESH209', [plain, root('a', 'x', '/v1'), root('b', 'y', '/v1/users'), leaf('x'), leaf('y')])).toEqual(['warning VirtualService shop/b /spec/http/0']);
    const one = edge({ http: [{ match: [{ uri: { prefix: '/v1/users' } }], delegate: { name: 'y' } }, { match: [{ uri: { prefix: '/v1' } }], delegate: { name: 'x' } }] }, { name: 'one' });
    expect(places('MESH209', [plain, one, leaf('x'), leaf('y')])).toEqual([]);
  });
});

describe('HTTPRoutes at a Gateway', () => {
  const G = 'gateway.networking.k8s.io/v1';
  const listener = (name: string, port: number) => ({ name, port, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'All' } } });
  const gateway = raw(G, 'Gateway', { name: 'edge', namespace: 'shop' }, { spec: { gatewayClassName: 'istio', listeners: [listener('a', 80), listener('b', 8080)] } });
  const other = service('other', [{ name: 'http', port: 80 }], { namespace: 'other' });
  const route = (name: string, path: string, more: object = {}, namespace = 'shop') => raw(G, 'HTTPRoute', { name, namespace }, {
    spec: { parentRefs: [{ name: 'edge', namespace: 'shop' }], hostnames: ['shop.example.com'], rules: [{ matches: [{ path: { type: 'PathPrefix', value: path } }], backendRefs: [namespace === 'shop' ? { name: 'reviews', port: 9080 } : { name: 'other', port: 80 }] }], ...more },
  });

  test('the oldest of several equal matches applies', () => {
    const [one, two] = [route('one', '/v1'), route('two', '/v1', {}, 'other')];
    expect(found('MESH842', [gateway, other, one, two])).toEqual([
      'warning HTTPRoute shop/one /spec/rules/0/matches/0: HTTPRoute other/two has the same match for shop.example.com at Gateway shop/edge: only the oldest of the routes applies',
      'warning HTTPRoute other/two /spec/rules/0/matches/0: HTTPRoute shop/one has the same match for shop.example.com at Gateway shop/edge: only the oldest of the routes applies',
    ]);
    expect(found('MESH842', [gateway, other, aged(one, '2026-02-01T00:00:00Z'), aged(two, '2026-01-01T00:00:00Z')]).map((line) => line.split(': ').pop()))
      .toEqual(['an older route gets the requests, so this match never applies', 'this route is the oldest and gets the requests, so the others never apply']);
  });

  test('routes for all requests conflict too, and a redirect attached to one listener conflicts with routes attached to all', () => {
    const redirect = route('to-https', '/', { parentRefs: [{ name: 'edge', sectionName: 'a' }], rules: [{ filters: [{ type: 'RequestRedirect', requestRedirect: { hostname: 'www.example.com' } }] }] });
    expect(places('MESH842', [gateway, redirect, route('store', '/')])).toEqual(['warning HTTPRoute shop/to-https /spec/rules/0', 'warning HTTPRoute shop/store /spec/rules/0/matches/0']);
    expect(places('MESH842', [gateway, redirect, route('store', '/', { parentRefs: [{ name: 'edge', sectionName: 'b' }] })])).toEqual([]);
    expect(places('MESH842', [gateway, redirect, route('store', '/', { hostnames: ['other.example.com'] })])).toEqual([]);
  });

  test('different paths, hostnames and listeners, and Gateways that no file contains, have no findings', () => {
    expect(found('MESH842', [gateway, route('one', '/v1'), route('two', '/v1/users')])).toEqual([]);
    expect(found('MESH842', [gateway, route('one', '/v1'), route('two', '/v1', { hostnames: ['other.example.com'] })])).toEqual([]);
    const at = (sectionName: string) => ({ parentRefs: [{ name: 'edge', sectionName }] });
    expect(found('MESH842', [gateway, route('one', '/v1', at('a')), route('two', '/v1', at('b'))])).toEqual([]);
    expect(found('MESH842', [route('one', '/v1'), route('two', '/v1')])).toEqual([]);
  });
});

describe('matches of one VirtualService', () => {
  test('a wrong warning of Istio\'s webhook is information', () => {
    expect(found('MESH122', [http(prefix('/', { sourceLabels: { app: 'db' } }), prefix('/api'))])).toEqual([
      'info VirtualService shop/x /spec/http/1/match/0: match 0 of rule #1 with prefix \'/api\' is covered by prefix \'/\' of rule #0, as far as Istio\'s webhook compares them; it is reached, because the other match has conditions that this one does not have',
    ]);
    expect(places('MESH122', [http(prefix('/a', { method: { exact: 'GET' } }), prefix('/a/b'))])).toEqual(['info VirtualService shop/x /spec/http/1/match/0']);
    expect(places('MESH122', [http(prefix('/a', { sourceNamespace: 'other' }), prefix('/a/b'))])).toEqual(['info VirtualService shop/x /spec/http/1/match/0']);
    expect(places('MESH122', [http(prefix('/a'), prefix('/a/b'))])).toEqual(['warning VirtualService shop/x /spec/http/1/match/0']);
  });

  test('a match that the webhook misses is reported too', () => {
    const exact = { match: [{ uri: { exact: '/a/b' } }], route: [to()] };
    expect(found('MESH122', [http(prefix('/a'), exact)])).toEqual(['warning VirtualService shop/x /spec/http/1/match/0: match 0 of rule #1 is covered by match 0 of rule #0, so it is never reached']);
    expect(places('MESH122', [http(prefix('/a'), prefix('/a/b', { method: { exact: 'POST' } }))])).toEqual(['warning VirtualService shop/x /spec/http/1/match/0']);
    expect(places('MESH122', [http(prefix('/a', { sourceLabels: { app: 'db' } }), prefix('/a/b', { sourceLabels: { app: 'db', version: 'v1' } }))])).toEqual(['warning VirtualService shop/x /spec/http/1/match/0']);
    expect(places('MESH122', [http(exact, prefix('/a')), http({ match: [{ uri: { prefix: '/a' }, ignoreUriCase: true }], route: [to()] })])).toEqual([]);
    // a delegate may leave some of its requests
    expect(places('MESH122', [edge({ http: [{ match: [{ uri: { prefix: '/a' } }], delegate: { name: 'leaf' } }, exact] }), vs({ http: [prefix('/a/c')] }, { name: 'leaf' })])).toEqual([]);
    // alternatives of one rule
    expect(places('MESH122', [http({ match: [{ uri: { prefix: '/a' } }, { uri: { exact: '/a/b' } }], route: [to()] })])).toEqual([]);
  });
});
