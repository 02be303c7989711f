import { App, Chart, Testing } from 'cdk8s';
import {
  Certificate, Checks, ControlPlane, HttpMatch, IngressGateway, type IngressGatewayAttributes, Listener, ListenerProtocol, ListenerSet, Mesh, type MeshProps, MeshService, ServicePort, Severity, Source,
  TrafficApi,
} from '../../src';

const GATEWAY_API: MeshProps = { controlPlane: ControlPlane.existing({ trafficApi: TrafficApi.GATEWAY_API }) };
const objectsOf = (app: App): any[] => app.charts.flatMap((c) => Testing.synth(c));
const of = (app: App, kind: string) => objectsOf(app).filter((o) => o.kind === kind);
const loud = (app: App) => Checks.of(app).findings().filter((f) => f.severity !== Severity.INFO).map((f) => `${f.severity} ${f.code} ${f.object.name}`);
const hosts = ['shop.example.com', 'www.example.com'];
const backendsOf = (route: any) => route.spec.rules.map((r: any) => [r.matches?.map((m: any) => m.path.value), r.backendRefs.map((b: any) => [b.name, b.weight])]);

/** A team's app at a gateway of the platform. */
function team(attributes: Partial<IngressGatewayAttributes> = {}, props: MeshProps = {}) {
  const app = new App();
  const mesh = Mesh.fromAttributes(app, 'mesh', props);
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  mesh.enroll(chart);
  const web = new MeshService(chart, 'web', { ports: [ServicePort.http(80), ServicePort.tcp(5432), ServicePort.tls(443)] });
  const [v1, v2] = ['v1', 'v2'].map((v) => web.addVersion(v, { image: `web:${v}`, runAsUser: 1000 }));
  web.split(v1.weight(90), v2.weight(10));
  const edge = IngressGateway.fromAttributes(chart, 'edge', { gatewayName: 'public', namespace: 'platform', ...attributes });
  return { app, chart, web, edge };
}

/** The platform's app: the gateway, with one listener open to the team and one that delegates to it. */
function platform(props: MeshProps = {}) {
  const app = new App();
  const mesh = new Mesh(app, 'mesh', props);
  const chart = new Chart(app, 'platform', { namespace: 'platform' });
  mesh.enroll(chart);
  const home = new MeshService(chart, 'home', { ports: [ServicePort.http(80)], image: 'home:1', runAsUser: 1000 });
  const edge = new IngressGateway(chart, 'public');
  const open = edge.addListener(Listener.https({ hosts: [...hosts, 'home.example.com'], certificate: Certificate.fromSecret('cert') }));
  return { app, mesh, chart, home, edge, open };
}

describe('a gateway of another owner, on Istio\'s API', () => {
  test('gets routes from this app\'s namespace, with the split of the service, and nothing else is written', () => {
    const { app, edge, web } = team({ listeners: [{ protocol: ListenerProtocol.HTTPS, hosts }] });
    edge.listener('https-443').route(web);
    expect(of(app, 'Gateway')).toEqual([]);
    const [route] = of(app, 'VirtualService').filter((o) => o.spec.gateways);
    expect(route.metadata).toMatchObject({ namespace: 'shop', name: 'platform-public-shop-example-com' });
    expect(route.spec).toMatchObject({ hosts, gateways: ['platform/public'], http: [{ route: [{ destination: { subset: 'v1' }, weight: 90 }, { destination: { subset: 'v2' }, weight: 10 }] }] });
    expect(new Set(objectsOf(app).map((o) => o.metadata.namespace ?? o.metadata.name))).toEqual(new Set(['shop']));
    expect(loud(app)).toEqual([]);
  });

  test('is allowed to call the services behind it', () => {
    const { app, edge, web } = team({ listeners: [{ protocol: ListenerProtocol.HTTPS, hosts }] });
    edge.listener('https-443').route(web);
    expect(JSON.stringify(of(app, 'AuthorizationPolicy').find((o) => o.metadata.name === 'web-allow').spec)).toContain('cluster.local/ns/istio-ingress/sa/istio-ingress');
  });

  test('has TCP and TLS listeners, each with the split', () => {
    const { app, edge, web } = team({ listeners: [{ protocol: ListenerProtocol.TCP, port: 5432 }, { protocol: ListenerProtocol.TLS_PASSTHROUGH, hosts: ['db.example.com'] }] });
    edge.listener('tcp-5432').route(web);
    edge.listener('tls-passthrough-443').route(web);
    const specs = of(app, 'VirtualService').map((o) => o.spec).filter((s) => s.gateways);
    expect(specs.find((s) => s.tcp)).toMatchObject({ hosts: ['*'], tcp: [{ match: [{ port: 5432 }], route: [{ weight: 90 }, { weight: 10 }] }] });
    expect(specs.find((s) => s.tls)).toMatchObject({ hosts: ['db.example.com'], tls: [{ match: [{ port: 443, sniHosts: ['db.example.com'] }], route: [{ weight: 90 }, { weight: 10 }] }] });
  });

  test('delegates a path: both apps declare it, and the rules stay under it', () => {
    const { app, edge, web } = team({ listeners: [{ protocol: ListenerProtocol.HTTPS, pathPrefix: '/cart' }] });
    edge.listener('https-443').route(web);
    edge.listener('https-443').addRule({ matches: [HttpMatch.header('x-old', '1'), HttpMatch.prefix('/cart/v1')], to: [web] });
    const [delegate] = of(app, 'VirtualService').filter((o) => o.metadata.name === 'edge');
    expect(delegate.spec.hosts).toBeUndefined();
    expect(delegate.spec.gateways).toBeUndefined();
    const uris = delegate.spec.http.flatMap((h: any) => h.match.map((m: any) => Object.values(m.uri)[0]));
    expect(uris.every((u: string) => u === '/cart' || u.startsWith('/cart/'))).toBe(true);
    expect(delegate.spec.http.at(-1)).toMatchObject({ match: [{ uri: { exact: '/cart' } }, { uri: { prefix: '/cart/' } }], route: [{ weight: 90 }, { weight: 10 }] });
    const owner = platform();
    owner.open.route(owner.home);
    owner.open.delegate('/cart', 'shop', 'edge');
    const [root] = of(owner.app, 'VirtualService').filter((o) => o.spec.gateways);
    expect(root.spec.http).toMatchObject([{ match: [{ uri: { exact: '/cart' } }, { uri: { prefix: '/cart/' } }], delegate: { name: 'edge', namespace: 'shop' } }, { route: [{ destination: { host: 'home.platform.svc.cluster.local' } }] }]);
    expect([...loud(app), ...loud(owner.app)]).toEqual([]);
  });

  test('accepts a ListenerSet', () => {
    const { app, chart, edge, web } = team();
    new ListenerSet(chart, 'own', { gateway: edge }).addListener(Listener.https({ hosts: ['cart.example.com'], certificate: Certificate.fromSecret('cart') })).route(web);
    expect(of(app, 'Gateway').map((o) => [o.metadata.namespace, o.metadata.name])).toEqual([['shop', 'own']]);
    expect(of(app, 'VirtualService').find((o) => o.spec.gateways).spec.gateways).toEqual(['shop/own']);
  });
});

describe('a gateway of another owner, on Gateway API', () => {
  test('gets routes by port, or by section name', () => {
    const { app, edge, web } = team({
      listeners: [{ protocol: ListenerProtocol.HTTPS, hosts }, { protocol: ListenerProtocol.HTTP, hosts, sectionName: 'plain' }, { protocol: ListenerProtocol.TCP, port: 5432 }],
    }, GATEWAY_API);
    ['https-443', 'http-80', 'tcp-5432'].forEach((name) => edge.listener(name).route(web));
    const parents = objectsOf(app).filter((o) => /Route$/.test(o.kind) && o.spec.parentRefs[0].kind !== 'Service').map((o) => [o.kind, o.metadata.namespace, o.spec.parentRefs, o.spec.hostnames]);
    expect(parents).toEqual(expect.arrayContaining([
      ['HTTPRoute', 'shop', [{ name: 'public', namespace: 'platform', port: 443 }], hosts],
      ['HTTPRoute', 'shop', [{ name: 'public', namespace: 'platform', sectionName: 'plain' }], hosts],
      ['TCPRoute', 'shop', [{ name: 'public', namespace: 'platform', port: 5432 }], undefined],
    ]));
    expect(of(app, 'Gateway')).toEqual([]);
    expect(loud(app)).toEqual([]);
  });

  test('delegates a path: the owner allows the namespace, the team attaches its routes', () => {
    const { app, edge, web } = team({ listeners: [{ protocol: ListenerProtocol.HTTPS, hosts, pathPrefix: '/cart' }] }, GATEWAY_API);
    edge.listener('https-443').route(web);
    const [route] = of(app, 'HTTPRoute').filter((o) => o.spec.hostnames);
    expect(backendsOf(route)).toEqual([[['/cart'], [['web-v1', 90], ['web-v2', 10]]]]);
    const owner = platform(GATEWAY_API);
    owner.open.route(owner.home);
    owner.open.delegate('/cart', 'shop', 'edge');
    const [gateway] = of(owner.app, 'Gateway');
    expect(gateway.spec.listeners.map((l: any) => l.allowedRoutes.namespaces.selector.matchExpressions[0].values)).toEqual(Array(3).fill(['platform', 'shop']));
    expect(of(owner.app, 'HTTPRoute').map((o) => o.spec.rules.length)).toEqual([1]);
  });

  test('accepts a ListenerSet', () => {
    const { app, chart, edge, web } = team({ namespace: 'istio-ingress' }, GATEWAY_API);
    new ListenerSet(chart, 'own', { gateway: edge }).addListener(Listener.https({ hosts: ['cart.example.com'], certificate: Certificate.fromSecret('cart') })).route(web);
    expect(of(app, 'ListenerSet')[0].spec.parentRef).toEqual({ name: 'public', namespace: 'istio-ingress' });
  });
});

describe('a listener that is open to others', () => {
  test('accepts routes of their namespaces only', () => {
    const istio = platform();
    istio.open.openTo('shop', 'desk');
    expect(of(istio.app, 'Gateway')[0].spec.servers[0].hosts).toEqual(['.', 'shop', 'desk'].flatMap((n) => [...hosts, 'home.example.com'].map((h) => `${n}/${h}`)));
    const { app, open } = platform(GATEWAY_API);
    open.openTo('shop');
    expect(of(app, 'Gateway')[0].spec.listeners[0].allowedRoutes).toEqual({ namespaces: { from: 'Selector', selector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['platform', 'shop'] }] } } });
  });
});

describe('what only the owner may configure is refused by the call', () => {
  test.each<[string, (t: ReturnType<typeof team>) => unknown, RegExp]>([
    ['a listener', ({ edge }) => edge.addListener(Listener.http({ hosts })), /gateway 'shop\/edge' belongs to another owner, and only that owner configures its listeners \(add yours in a ListenerSet\); configure it in the app that creates the gateway/],
    ['access', ({ edge }) => edge.allow({ from: [Source.ipBlocks('10.0.0.0/8')] }), /only that owner configures who may send requests to it/],
    ['denials', ({ edge }) => edge.deny({ paths: ['/x'] }), /only that owner configures who may send requests to it/],
    ['tokens', ({ edge }) => edge.requireJwt({ issuer: 'https://id.example', jwksUri: 'https://id.example/k' }), /only that owner configures which tokens it requires/],
    ['an authorizer', ({ edge }) => edge.authorizeWith('opa'), /only that owner configures who authorizes requests to it/],
    ['access of a listener', ({ edge }) => edge.listener('http-80').deny({ paths: ['/x'] }), /listener 'shop\/edge\/http-80' belongs to a gateway of another owner, and only that owner configures who may send requests to it/],
    ['tokens of a listener', ({ edge }) => edge.listener('http-80').requireJwt({ issuer: 'https://id.example', jwksUri: 'https://id.example/k' }), /only that owner configures which tokens are required/],
    ['access of a listener set', ({ edge, chart }) => new ListenerSet(chart, 'own', { gateway: edge }).addListener(Listener.http({ hosts: ['x.example.com'] })).deny({ paths: ['/x'] }), /only that owner configures who may send requests to it/],
    ['guests', ({ edge }) => edge.listener('http-80').openTo('desk'), /only that owner configures which namespaces may attach routes to it/],
    ['delegation', ({ edge }) => edge.listener('http-80').delegate('/x', 'desk', 'x'), /only that owner configures what it delegates/],
    ['another listener', ({ edge }) => edge.listener('https-443'), /gateway 'shop\/edge' has no listener 'https-443' \(it has http-80, cart\); use one of its listeners/],
    ['a path outside', ({ edge, web }) => edge.listener('cart').route(web, '/carts'), /delegates requests under '\/cart' only, got: path '\/carts'; use a path that begins with '\/cart'/],
    ['a port for TCP', ({ chart }) => IngressGateway.fromAttributes(chart, 'e', { gatewayName: 'e', listeners: [{ protocol: ListenerProtocol.TCP }] }), /the port of a TCP listener is not known; set port/],
    ['hosts of TLS', ({ chart }) => IngressGateway.fromAttributes(chart, 'e', { gatewayName: 'e', listeners: [{ protocol: ListenerProtocol.TLS_PASSTHROUGH }] }), /has no hosts, which are needed to route connections by server name; set hosts to those that this app serves/],
  ])('%s', (_name, say, message) => {
    const t = team({ listeners: [{ protocol: ListenerProtocol.HTTP, hosts }, { protocol: ListenerProtocol.HTTPS, hosts, pathPrefix: '/cart', listenerName: 'cart' }] });
    expect(() => say(t)).toThrow(message);
  });

  test.each([['static', ControlPlane.static()]])('the %s plane does not support gateways of other owners', (_name, controlPlane) => {
    const app = new App();
    const mesh = new Mesh(app, 'mesh', { controlPlane });
    const chart = new Chart(app, 'shop', { namespace: 'shop' });
    mesh.enroll(chart);
    const web = new MeshService(chart, 'web', { ports: [ServicePort.http(80)], image: 'web:1' });
    IngressGateway.fromAttributes(chart, 'edge', { gatewayName: 'e', listeners: [{ protocol: ListenerProtocol.HTTP, hosts }] }).listener('http-80').route(web);
    expect(() => app.synthYaml()).toThrow(/routes on a gateway of another owner/);
  });
});
