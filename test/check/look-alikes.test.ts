import { authz, certificate, deployment, dr, edge, gw, HTTP80, https, make, namespace, pod, raw, se, service, SHOP, to, vs } from './grid/objects';
import { checkManifests } from '../../src/check/engine/run';
import { CHECKS } from '../../src/check/registry';

/** The findings of a check for objects in addition to the shop: severity, object and message. */
function say(code: string, objects: readonly object[], world: object = { complete: true }): [string, string, string][] {
  return checkManifests([...SHOP, ...objects].map((object) => ({ object, origin: {} })), world, { checks: CHECKS, layers: [] })
    .filter((f) => f.code === code).map((f) => [f.severity, `${f.object.kind} ${f.object.namespace ?? ''}/${f.object.name}`, `${f.message}; ${f.fix}`]);
}
const brief = (code: string, objects: readonly object[], world?: object) => say(code, objects, world).map(([severity, object]) => [severity, object]);
const mesh = (config: object) => raw('v1', 'ConfigMap', { name: 'istio', namespace: 'istio-system' }, { data: { mesh: JSON.stringify(config) } });
const STRICT = make('PeerAuthentication', { mtls: { mode: 'STRICT' } }, { name: 'default', namespace: 'istio-system' });
const CERT = certificate('cert', 'istio-system');
const EDGE = { istio: 'ingressgateway' };

describe('a reference to nothing names the likely target', () => {
  const http = (at: string, port = 9080) => mesh({ extensionProviders: [{ name: 'a', envoyExtAuthzHttp: { service: at, port } }] });
  const custom = authz({ action: 'CUSTOM', provider: { name: 'a' }, rules: [{}] });
  const cluster = (text: string) => make('EnvoyFilter', { configPatches: [{ applyTo: 'CLUSTER', match: { context: 'SIDECAR_OUTBOUND', cluster: { name: text } }, patch: { operation: 'MERGE', value: {} } }] });
  const ra = (jwksUri: string) => ({ ...make('RequestAuthentication', { jwtRules: [{ issuer: 'a', jwksUri }] }), apiVersion: 'security.istio.io/v1' });

  test.each([
    ['a short host of a provider', 'MESH290', [http('reviews'), custom], 'set service: reviews.shop.svc.cluster.local'],
    ['a provider of another namespace', 'MESH290', [http('reviews.other.svc.cluster.local'), custom], 'closest match: reviews.shop.svc.cluster.local'],
    ['a provider by its targetPort', 'MESH291', [http('reviews.shop.svc.cluster.local', 8080), custom], 'set port: 9080'],
    ['a cluster by its targetPort', 'MESH280', [cluster('outbound|8080||reviews.shop.svc.cluster.local')], '"outbound|9080||reviews.shop.svc.cluster.local"'],
    ['a cluster by a short host', 'MESH280', [cluster('outbound|9080|v1|reviews')], '"outbound|9080|v1|reviews.shop.svc.cluster.local"'],
    ['keys by a short host', 'MESH431', [ra('http://reviews:9080/k')], 'use the full host: reviews.shop.svc.cluster.local'],
    ['keys by a slip', 'MESH431', [ra('http://revews.shop.svc.cluster.local:9080/k')], 'closest match: reviews.shop.svc.cluster.local'],
    ['clients by another case', 'MESH266', [vs({ hosts: ['reviews'], http: [{ match: [{ sourceLabels: { app: 'DB' } }], route: [to('reviews')] }] })], 'Pod shop/db-0 carries app=db'],
  ])('%s', (_name, code, objects, text) => {
    const found = say(code, objects);
    expect(found.map(([severity]) => severity)).toEqual([code === 'MESH280' ? 'warning' : 'error']);
    expect(found[0][2]).toContain(text);
  });

  test('a host that exists in two namespaces must be named with its namespace', () => {
    const entry = (where: string) => se({ hosts: ['authz.example.com'] }, { name: 'authz', namespace: where });
    expect(say('MESH290', [http('authz.example.com'), custom, entry('shop'), entry('other')])[0][2]).toContain('defined in namespaces other, shop');
    expect(say('MESH290', [http('other/authz.example.com'), custom, entry('shop'), entry('other')])).toEqual([]);
  });
});

describe('mutual TLS', () => {
  const BARE = { containers: [{ name: 'app', image: 'a', ports: [{ containerPort: 8080 }] }] };
  const legacy = (where: string) => [namespace(where, {}), service('old', [{ name: 'http', port: 80, targetPort: 8080 }], { namespace: where }), pod({ app: 'old' }, { name: 'old', namespace: where }, BARE)];
  const wide = dr({ host: '*.svc.cluster.local', trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } }, { name: 'wide', namespace: 'istio-system' });
  const plain = (host: string, where: string) => dr({ host, trafficPolicy: { tls: { mode: 'DISABLE' } } }, { name: host.split('.')[1], namespace: where });

  test('a rule for all hosts is reported once, for the first host without a more specific rule', () => {
    const found = say('MESH428', [...legacy('one'), ...legacy('two'), ...legacy('three'), wide, plain('old.one.svc.cluster.local', 'one')]);
    expect(found.map(([severity, object]) => [severity, object])).toEqual([['error', 'DestinationRule istio-system/wide']]);
    expect(found[0][2]).toContain('old.two.svc.cluster.local port 80 and 1 more services');
  });

  test('an exception in the namespace of its clients is intentional', () => {
    const objects = [...legacy('one'), wide, plain('old.one.svc.cluster.local', 'shop')];
    expect(brief('MESH428', objects)).toEqual([]);
    expect(brief('MESH232', objects)).toEqual([['info', 'DestinationRule shop/one']]);
  });

  test('in an incomplete input, a namespace may have labels that are not shown', () => {
    const objects = [...legacy('one'), dr({ host: 'old.one.svc.cluster.local', trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } }, { namespace: 'one' })];
    expect(brief('MESH428', objects)).toEqual([['error', 'DestinationRule one/x']]);
    expect(brief('MESH428', objects, {})).toEqual([]);
    expect(brief('MESH428', objects, { completeNamespaces: ['one'] })).toEqual([['error', 'DestinationRule one/x']]);
  });

  test('ports that only an API server calls may bypass the sidecar', () => {
    const hook = raw('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', { name: 'a' }, { webhooks: [{ name: 'a.b.c', clientConfig: { service: { name: 'cart', namespace: 'shop' } } }] });
    const cart = [service('cart', [{ name: 'https', port: 443, targetPort: 9443 }]), deployment({ app: 'cart' }, { name: 'cart' }, { metadata: { annotations: { 'traffic.sidecar.istio.io/excludeInboundPorts': '9443' } } })];
    expect(brief('MESH429', cart)).toEqual([['warning', 'Deployment shop/cart']]);
    expect(brief('MESH429', [...cart, hook])).toEqual([]);
  });

  test('an Ingress of an unknown controller, of Istio, or of a controller with a sidecar has no finding', () => {
    const ingress = (name: string) => raw('networking.k8s.io/v1', 'Ingress', { name, namespace: 'shop' }, { spec: { ingressClassName: name, defaultBackend: { service: { name: 'reviews', port: { number: 9080 } } } } });
    expect(brief('MESH434', [STRICT, ingress('gce'), ingress('nginx'), ingress('istio'), ingress('own')])).toEqual([['error', 'Ingress shop/gce']]);
    expect(brief('MESH434', [ingress('gce')])).toEqual([]);
  });

  test('a Gateway of another implementation sends plaintext too, and so does an Ingress to network endpoint groups', () => {
    const gateway = (name: string, gatewayClassName: string) => [
      raw('gateway.networking.k8s.io/v1', 'Gateway', { name, namespace: 'shop' }, { spec: { gatewayClassName, listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] } }),
      raw('gateway.networking.k8s.io/v1', 'HTTPRoute', { name, namespace: 'shop' }, { spec: { parentRefs: [{ name }], rules: [{ backendRefs: [{ name: 'reviews', port: 9080 }] }] } }),
    ];
    const traefik = [namespace('traefik', {}), raw('gateway.networking.k8s.io/v1', 'GatewayClass', { name: 'own' }, { spec: { controllerName: 'traefik.io/gateway-controller' } }), deployment({ app: 'traefik' }, { name: 'traefik', namespace: 'traefik' }, { spec: { containers: [{ name: 'traefik', image: 'docker.io/traefik:v3' }] } })];
    expect(brief('MESH434', [STRICT, ...gateway('a', 'gke-l7-global-external-managed'), ...gateway('b', 'istio'), ...gateway('c', 'own'), ...gateway('d', 'other'), ...traefik]))
      .toEqual([['error', 'HTTPRoute shop/a'], ['error', 'HTTPRoute shop/c']]);
    const neg = (annotation: string) => service('neg', [{ name: 'http', port: 80, targetPort: 8080 }], { annotations: { 'cloud.google.com/neg': annotation } }, { selector: { app: 'reviews' } });
    const ingress = raw('networking.k8s.io/v1', 'Ingress', { name: 'front', namespace: 'shop' }, { spec: { defaultBackend: { service: { name: 'neg', port: { number: 80 } } } } });
    expect(brief('MESH434', [STRICT, ingress, neg('{"ingress": true}')])).toEqual([['error', 'Ingress shop/front']]);
    expect(brief('MESH434', [STRICT, ingress, neg('{"exposed_ports": {"80": {}}}')])).toEqual([]);
  });
});

describe('redirects', () => {
  const toHttps = { redirect: { scheme: 'https' } };
  const both = [CERT, gw([HTTP80, https()])];

  test('redirects that match the forwarded scheme, or lead to another host, end', () => {
    expect(brief('MESH267', [...both, edge({ http: [{ match: [{ headers: { 'x-forwarded-proto': { exact: 'http' } } }], ...toHttps }] })])).toEqual([]);
    expect(brief('MESH267', [...both, edge({ http: [{ redirect: { scheme: 'https', authority: 'www.example.com' } }] })])).toEqual([]);
    expect(brief('MESH267', [...both, edge({ http: [{ redirect: { scheme: 'https', uri: '/new' } }] })])).toEqual([]);
    expect(brief('MESH255', [...both, edge({ http: [{ redirect: { scheme: 'https', uri: '/new' } }] })])).toEqual([['warning', 'VirtualService shop/x']]);
    expect(brief('MESH267', [...both, edge({ http: [{ redirect: { scheme: 'HTTPS' } }] })])).toEqual([['error', 'VirtualService shop/x']]);
  });

  test('of two Gateways only the one that serves the host over HTTPS counts', () => {
    const other = gw([https({}, 'other.example.com')], { name: 'other' });
    const plain = [CERT, gw([HTTP80]), other];
    expect(brief('MESH267', [...plain, edge({ gateways: ['istio-system/gw', 'istio-system/other'], http: [toHttps] })])).toEqual([]);
    expect(brief('MESH267', [...plain, edge({ hosts: ['shop.example.com', 'other.example.com'], gateways: ['istio-system/gw', 'istio-system/other'], http: [toHttps] })])).toEqual([['error', 'VirtualService shop/x']]);
  });

  test('if another VirtualService serves the rest of the host, their age decides', () => {
    expect(brief('MESH267', [...both, edge({ http: [toHttps] }), edge({ http: [{ route: [to('reviews')] }] }, { name: 'rest' })])).toEqual([]);
    expect(brief('MESH267', [...both, edge({ http: [toHttps] }), edge({ http: [{ match: [{ uri: { prefix: '/a' } }], route: [to('reviews')] }] }, { name: 'part' })])).toEqual([['error', 'VirtualService shop/x']]);
  });

  test('a load balancer that terminates TLS for another port, or encrypts again, does not matter', () => {
    const aws = 'service.beta.kubernetes.io/aws-load-balancer';
    const balanced = (annotations: object, name: string, selector: object = EDGE) => service(name, [{ name: 'http2', port: 80, targetPort: 8080 }, { name: 'https', port: 443, targetPort: 8080 }], { namespace: 'istio-system', annotations: annotations as Record<string, string> }, { selector, type: 'LoadBalancer' });
    const server = gw([{ ...HTTP80, tls: { httpsRedirect: true } }, https()]);
    const ended = { [`${aws}-ssl-cert`]: 'arn', [`${aws}-ssl-ports`]: 'https' };
    expect(brief('MESH269', [CERT, server, balanced(ended, 'a')])).toEqual([['error', 'Gateway istio-system/gw']]);
    expect(brief('MESH269', [CERT, server, balanced({ ...ended, [`${aws}-backend-protocol`]: 'ssl' }, 'a')])).toEqual([]);
    expect(brief('MESH269', [CERT, server, balanced({ ...ended, [`${aws}-ssl-ports`]: '8443' }, 'a')])).toEqual([]);
    expect(brief('MESH269', [CERT, server, balanced(ended, 'a', { istio: 'egressgateway' })])).toEqual([]);
  });
});

describe('destinations', () => {
  const jobs = (more: object) => [service('jobs', [{ name: 'http', port: 8080 }], {}, more), pod({ app: 'jobs', version: 'v1' }, { name: 'jobs' })];
  const hashed = (host: string, name = host) => dr({ host, trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } }, { name });

  test('only the headless one of two services with the same name is reported', () => {
    const far = service('jobs', [{ name: 'http', port: 8080 }], { namespace: 'other' }, { clusterIP: '10.0.0.9' });
    const objects = [...jobs({ clusterIP: 'None' }), far, pod({ app: 'jobs' }, { namespace: 'other' }), hashed('jobs'), dr({ host: 'jobs', trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } }, { name: 'jobs', namespace: 'other' })];
    expect(brief('MESH271', objects)).toEqual([['warning', 'DestinationRule shop/jobs']]);
  });

  test('rules that gateways also use are less severe', () => {
    const rule = (gateways: string[]) => vs({ hosts: ['shop.example.com'], gateways, http: [{ route: [to('jobs', undefined, 8080)] }] });
    expect(brief('MESH273', [...jobs({ clusterIP: 'None' }), rule(['mesh'])])).toEqual([['error', 'VirtualService shop/x']]);
    expect(brief('MESH273', [...jobs({ clusterIP: 'None' }), CERT, gw([HTTP80, https()]), rule(['mesh', 'istio-system/gw'])])).toEqual([['warning', 'VirtualService shop/x']]);
    expect(brief('MESH273', [...jobs({ clusterIP: 'None' }), CERT, gw([HTTP80, https()]), rule(['istio-system/gw'])])).toEqual([]);
  });

  test('a rule that keeps the client\'s destination address lets any host through', () => {
    const passing = dr({ host: 'jobs', trafficPolicy: { loadBalancer: { simple: 'PASSTHROUGH' } } }, { name: 'jobs' });
    const rule = vs({ hosts: ['reviews'], http: [{ route: [to('jobs', undefined, 8080)] }] });
    expect(brief('MESH273', [...jobs({}), passing, rule])).toEqual([['error', 'VirtualService shop/x']]);
    expect(brief('MESH273', [...jobs({}), hashed('jobs'), rule])).toEqual([]);
  });

  test('a service without pods is not reported if its endpoints are handwritten, in another cluster, or unknown', () => {
    const bare = service('front', [{ name: 'http', port: 80 }], {}, { selector: undefined });
    const route = vs({ hosts: ['reviews'], http: [{ route: [to('front')] }] });
    const endpoints = raw('v1', 'Endpoints', { name: 'front', namespace: 'shop' }, { subsets: [] });
    expect(brief('MESH277', [bare, route])).toEqual([['error', 'VirtualService shop/x']]);
    expect(brief('MESH277', [bare, route], {})).toEqual([]);
    expect(brief('MESH277', [bare, route, endpoints])).toEqual([]);
    expect(brief('MESH277', [bare, route, { ...endpoints, metadata: { name: 'front', namespace: 'other' } }])).toEqual([['error', 'VirtualService shop/x']]);
  });
});

describe('authorization', () => {
  const bound = [CERT, gw([HTTP80, https()]), edge({ http: [{ route: [to('reviews')] }] })];
  const nothing = (where: string) => authz({ selector: undefined, rules: undefined }, { name: 'nothing', namespace: where });

  test('a gateway without routes may be closed, and a DENY policy without rules is not an ALLOW', () => {
    expect(brief('MESH436', [CERT, gw([HTTP80, https()]), nothing('istio-system')])).toEqual([]);
    expect(brief('MESH436', [...bound, nothing('istio-system')])).toEqual([['error', 'AuthorizationPolicy istio-system/nothing']]);
    expect(brief('MESH436', [...bound, nothing('istio-system')], {})).toEqual([['info', 'AuthorizationPolicy istio-system/nothing']]);
    expect(brief('MESH436', [...bound, authz({ selector: undefined, rules: undefined, action: 'DENY' }, { namespace: 'istio-system' })])).toEqual([]);
  });

  test('several authorizers are reported once each, and only if they overlap', () => {
    const custom = (name: string, app: string | undefined) => authz({ action: 'CUSTOM', provider: { name }, rules: [{}], selector: app ? { matchLabels: { app } } : undefined }, { name: `${name}-${app ?? 'all'}` });
    expect(brief('MESH435', [custom('a', 'reviews'), custom('b', 'db')])).toEqual([]);
    expect(brief('MESH435', [custom('a', 'reviews'), custom('b', undefined), custom('b', 'db'), custom('c', 'reviews')])).toEqual([['error', 'AuthorizationPolicy shop/b-all'], ['error', 'AuthorizationPolicy shop/c-reviews']]);
  });

  test('rules that are separate on purpose are not a mistake', () => {
    const from = { from: [{ source: { principals: ['cluster.local/ns/shop/sa/reviews'] } }] };
    const may = (operation: object) => ({ to: [{ operation }] });
    const rules = (...list: object[]) => brief('MESH440', [STRICT, authz({ rules: list })]).length;
    expect(rules(from, may({ paths: ['/orders*'] }))).toBe(1);
    expect(rules(from, may({ methods: ['POST'] }))).toBe(1);
    for (const open of [{ paths: ['/healthz'] }, { paths: ['/api/health', '/metrics'] }, { methods: ['OPTIONS'] }, { ports: ['9090'] }, { paths: ['/'] }]) expect([open, rules(from, may(open))]).toEqual([open, 0]);
    expect(rules(from, { ...from, ...may({ paths: ['/orders*'] }) })).toBe(0);
    expect(rules(from, { from: from.from, to: [] })).toBe(0);
  });
});
