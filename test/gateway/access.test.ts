import { App, Chart } from 'cdk8s';
import { Certificate, Checks, EgressGateway, ExternalService, GatewayWorkload, HttpMethod, IngressGateway, Listener, ListenerSet, Mesh, MeshService, type MeshProps, ServicePort, Source } from '../../src';
import { objects } from '../fixture';
import { type Arrival, letsIn } from '../policies';

const cert = Certificate.fromSecret('cert');
const office = Source.clientIpBlocks('203.0.113.0/24');
const OFFICE = '203.0.113.9';
const HOME = '198.51.100.7';

/** Two teams, each with a gateway on the same proxies. */
function teams(props: MeshProps = {}) {
  const app = new App();
  const mesh = new Mesh(app, 'mesh', props);
  const team = (name: string) => {
    const chart = new Chart(app, name, { namespace: name });
    mesh.enroll(chart);
    const service = new MeshService(chart, name, { ports: [ServicePort.http(80), ServicePort.tcp(5432)] });
    let edge: IngressGateway | undefined;
    return { chart, service, get edge() { return edge ??= new IngressGateway(chart, `${name}-edge`); } };
  };
  const [admin, shop] = [team('admin'), team('shop')];
  const all = () => [mesh, admin.chart, shop.chart].flatMap((c) => objects(c));
  const may = (a: Partial<Arrival>) => letsIn(all(), { port: 80, labels: { istio: 'ingress' }, namespace: 'istio-ingress', ...a });
  return { app, mesh, admin, shop, all, may };
}

describe('access rules of a gateway', () => {
  test('apply to its own hosts, with and without a port, and not to other gateways of the same proxies', () => {
    const { admin, shop, may } = teams();
    admin.edge.addListener(Listener.http({ hosts: ['admin.example.com'] })).route(admin.service);
    shop.edge.addListener(Listener.http({ hosts: ['shop.example.com'] })).route(shop.service);
    admin.edge.allow({ from: [office] });
    for (const host of ['admin.example.com', 'admin.example.com:8080', 'Admin.Example.com']) {
      expect([host, may({ host, ip: OFFICE }), may({ host, ip: HOME })]).toEqual([host, true, false]);
    }
    expect(may({ host: 'shop.example.com', ip: HOME })).toBe(true);
    expect(may({ host: 'shop.of.another.repo', ip: HOME })).toBe(true);
  });

  test('require tokens only for requests to its own hosts', () => {
    const { admin, shop, may } = teams();
    admin.edge.addListener(Listener.http({ hosts: ['admin.example.com'] })).route(admin.service);
    shop.edge.addListener(Listener.http({ hosts: ['shop.example.com'] })).route(shop.service);
    admin.edge.requireJwt({ issuer: 'https://id.example.com', claims: { group: ['staff'] }, exemptPaths: ['/healthz'] });
    const host = 'admin.example.com:443';
    expect(may({ host })).toBe(false);
    expect(may({ host, path: '/healthz' })).toBe(true);
    expect(may({ host, token: 'https://id.example.com/me', claims: { group: 'staff' } })).toBe(true);
    expect(may({ host, token: 'https://id.example.com/me', claims: { group: 'guest' } })).toBe(false);
    expect(may({ host: 'shop.example.com' })).toBe(true);
  });

  test('exclude more specific hosts of other gateways from a wildcard', () => {
    const { admin, shop, may } = teams();
    admin.edge.addListener(Listener.http({ hosts: ['*.example.com'] })).route(admin.service);
    shop.edge.addListener(Listener.http({ hosts: ['shop.example.com', '*.eu.example.com'] })).route(shop.service);
    admin.edge.allow({ from: [office] });
    expect(may({ host: 'admin.example.com', ip: HOME })).toBe(false);
    expect(may({ host: 'admin.example.com:31234', ip: HOME })).toBe(false);
    expect(may({ host: 'admin.example.com', ip: OFFICE })).toBe(true);
    for (const host of ['shop.example.com', 'shop.example.com:80', 'a.eu.example.com', 'a.eu.example.com:80']) {
      expect([host, may({ host, ip: HOME })]).toEqual([host, true]);
    }
  });

  test('match a wildcard HTTPS host by server name too, for any port in the request', () => {
    const { admin, shop, may } = teams();
    admin.edge.addListener(Listener.https({ hosts: ['*.example.com'], certificate: cert })).route(admin.service);
    shop.edge.addListener(Listener.https({ hosts: ['shop.example.org'], certificate: cert })).route(shop.service);
    admin.edge.deny({ paths: ['/debug*'] });
    expect(may({ host: 'a.example.com:9', sni: 'a.example.com', port: 8443, path: '/debug' })).toBe(false);
    expect(may({ host: 'a.example.com', sni: 'a.example.com', port: 443, path: '/debug' })).toBe(false);
    expect(may({ host: 'shop.example.org', sni: 'shop.example.org', port: 443, path: '/debug' })).toBe(true);
  });

  test('are refused if no policy can distinguish the hosts', () => {
    const { app, admin, shop } = teams();
    admin.edge.addListener(Listener.http({ hosts: ['*.example.com'] })).route(admin.service);
    shop.edge.addListener(Listener.http({ hosts: ['*'] })).route(shop.service);
    admin.edge.allow({ from: [office] });
    expect(() => app.synth()).toThrow(/'\*\.example\.com' of listener 'admin\/admin-edge\/http-80' can't be distinguished from '\*'.*list the hosts one by one, or serve them over HTTPS/s);
  });

  test('distinguish the same host on two ports', () => {
    const { admin, shop, may } = teams();
    admin.edge.addListener(Listener.http({ hosts: ['*'], port: 9000 })).route(admin.service);
    shop.edge.addListener(Listener.http({ hosts: ['*'] })).route(shop.service);
    admin.edge.allow({ from: [Source.ipBlocks('10.0.0.0/8')] });
    expect(may({ host: 'x', port: 9000, ip: HOME })).toBe(false);
    expect(may({ host: 'x', port: 9000, ip: '10.1.1.1' })).toBe(true);
    expect([80, 8080].map((port) => may({ host: 'x', port, ip: HOME }))).toEqual([true, true]);
  });

  test('are alternatives, while all conditions of one rule must match', () => {
    const { admin, may } = teams();
    admin.edge.addListener(Listener.http({ hosts: ['a.example.com', 'b.example.com'] })).route(admin.service);
    admin.edge.allow({ from: [office], methods: [HttpMethod.GET] });
    admin.edge.allow({ hosts: ['b.example.com'], paths: ['/public*'] });
    const host = 'a.example.com';
    expect(may({ host, ip: OFFICE })).toBe(true);
    expect(may({ host, ip: OFFICE, method: 'POST' })).toBe(false);
    expect(may({ host, ip: HOME, path: '/public' })).toBe(false);
    expect(may({ host: 'b.example.com:443', ip: HOME, path: '/public/x' })).toBe(true);
    expect(may({ host: 'b.example.com', ip: HOME, path: '/x' })).toBe(false);
    expect(may({ host: 'b.example.com', ip: OFFICE, path: '/x' })).toBe(true);
  });

  test('can be declared for one listener, and for a listener of a ListenerSet', () => {
    const { admin, shop, may } = teams();
    const own = admin.edge.addListener(Listener.https({ hosts: ['a.example.com'], certificate: cert }));
    own.route(admin.service);
    admin.edge.addListener(Listener.https({ hosts: ['b.example.com'], certificate: cert, name: 'b' })).route(admin.service);
    const set = new ListenerSet(shop.chart, 'more', { gateway: admin.edge }).addListener(Listener.https({ hosts: ['c.example.com'], certificate: cert }));
    set.route(shop.service);
    shop.edge.addListener(Listener.http({ hosts: ['shop.example.com'] })).route(shop.service);
    own.requireJwt({ issuer: 'https://id.example.com' });
    set.allow({ from: [office] });
    const port = 443;
    expect(may({ host: 'a.example.com', port })).toBe(false);
    expect(may({ host: 'a.example.com', port, token: 'https://id.example.com/me' })).toBe(true);
    expect(may({ host: 'b.example.com', port })).toBe(true);
    expect(may({ host: 'c.example.com', port, ip: HOME })).toBe(false);
    expect(may({ host: 'c.example.com', port, ip: OFFICE })).toBe(true);
  });

  test('apply to TCP listeners only if they don\'t match requests', () => {
    const { admin, may } = teams();
    admin.edge.addListener(Listener.http({ hosts: ['a.example.com'] })).route(admin.service);
    admin.edge.addListener(Listener.tcp({ port: 5432 })).route(admin.service);
    admin.edge.deny({ paths: ['/debug'] });
    admin.edge.requireJwt({ issuer: 'https://id.example.com' });
    expect(may({ port: 5432 })).toBe(true);
    admin.edge.deny({ from: [Source.ipBlocks('198.51.100.0/24')] });
    expect(may({ port: 5432, ip: HOME })).toBe(false);
    expect(may({ port: 5432, ip: OFFICE })).toBe(true);
  });

  test('are refused if they need a feature that the listener does not have', () => {
    const { app, admin } = teams();
    const tcp = admin.edge.addListener(Listener.tcp({ port: 5432 }));
    tcp.route(admin.service);
    expect(() => tcp.deny({ paths: ['/x'] })).toThrow(/listener 'admin\/admin-edge\/tcp-5432'.*matches requests, which the proxy can't see on a tcp listener/);
    expect(() => tcp.requireJwt({ issuer: 'https://id.example.com' })).toThrow(/sees no tokens; require the token on the service/);
    expect(() => tcp.allow({ ports: [80] })).toThrow(/the listener has port 5432, got: ports \[80\]/);
    admin.edge.deny({ ports: [8080], hosts: ['x.example.com'] });
    expect(() => app.synth()).toThrow(/no listener on port 8080[\s\S]*use the port of a listener/);
  });

  test('use the container port if they match a port', () => {
    const { admin, may } = teams();
    const edge = new IngressGateway(admin.chart, 'mapped', { workload: GatewayWorkload.existing({ targetPorts: { 443: 9443 } }) });
    edge.addListener(Listener.https({ hosts: ['*'], certificate: cert })).route(admin.service);
    edge.deny({ ports: [443], paths: ['/admin*'] });
    expect(may({ host: 'x', port: 9443, path: '/admin' })).toBe(false);
    expect(may({ host: 'x', port: 443, path: '/admin' })).toBe(true);
  });
});

describe('a gateway in a namespace with denyByDefault', () => {
  test.each([['before', true], ['after', false]])('accepts traffic of its listeners, if it is created %s the namespace is enrolled', (_, before) => {
    const { app, mesh, admin, may } = teams();
    const edgeChart = new Chart(app, 'ingress', { namespace: 'istio-ingress' });
    const enroll = () => mesh.enroll(edgeChart, { createNamespace: false });
    if (!before) enroll();
    admin.edge.addListener(Listener.http({ hosts: ['a.example.com', '*.b.example.com'] })).route(admin.service);
    admin.edge.addListener(Listener.tcp({ port: 5432 })).route(admin.service);
    admin.edge.addListener(Listener.tlsPassthrough({ hosts: ['tls.example.com'], port: 8443 }));
    if (before) enroll();
    const closed = [...objects(edgeChart), ...objects(admin.chart)];
    const open = (a: Partial<Arrival>) => letsIn(closed, { port: 80, labels: { istio: 'ingress' }, namespace: 'istio-ingress', ...a });
    expect(open({ host: 'a.example.com' })).toBe(true);
    expect(open({ host: 'a.example.com:31380', port: 8080 })).toBe(true);
    expect(open({ host: 'x.b.example.com:80' })).toBe(true);
    expect(open({ port: 5432 })).toBe(true);
    expect(open({ port: 8443, sni: 'tls.example.com' })).toBe(true);
    expect(open({ host: 'other.example.com' })).toBe(false);
    expect(open({ port: 15021 })).toBe(false);
    expect(letsIn(closed, { port: 80, host: 'a.example.com', labels: { app: 'else' }, namespace: 'istio-ingress' })).toBe(false);
    expect(may({ host: 'a.example.com' })).toBe(true);
  });

  test('keeps its own rules, and those of its neighbours', () => {
    const { app, mesh, admin, shop, all } = teams();
    mesh.enroll(new Chart(app, 'ingress', { namespace: 'istio-ingress' }));
    admin.edge.addListener(Listener.http({ hosts: ['admin.example.com'] })).route(admin.service);
    shop.edge.addListener(Listener.http({ hosts: ['*'], port: 8000 })).route(shop.service);
    admin.edge.allow({ from: [office] });
    const ingress = objects(app.node.findChild('ingress') as Chart);
    const may = (a: Partial<Arrival>) => letsIn([...ingress, ...all()], { port: 80, labels: { istio: 'ingress' }, namespace: 'istio-ingress', ...a });
    expect([may({ host: 'admin.example.com', ip: OFFICE }), may({ host: 'admin.example.com', ip: HOME }), may({ host: 'any', port: 8000, ip: HOME })]).toEqual([true, false, true]);
  });

  test('needs denyByDefault in its attributes if another app enrolls it', () => {
    const { app, admin, all } = teams();
    const edge = new IngressGateway(admin.chart, 'closed', { workload: GatewayWorkload.existing({ denyByDefault: true }) });
    edge.addListener(Listener.http({ hosts: ['a.example.com'] })).route(admin.service);
    admin.edge.addListener(Listener.http({ hosts: ['b.example.com'] })).route(admin.service);
    expect(all().filter((o) => o.metadata.name === 'admin-closed-allow').map((o) => o.spec.rules)).toEqual([[{ to: [{ operation: { hosts: ['a.example.com', 'a.example.com:*'], ports: ['80', '8080'] } }] }]]);
    expect(Checks.of(app).findings().filter((f) => f.severity !== 'info').map((f) => f.code)).toEqual([]);
  });
});

test('JWT requirements and access rules of a gateway with HTTP listeners cause no findings', () => {
  const { app, admin, shop } = teams();
  admin.edge.addListener(Listener.http({ hosts: ['admin.example.com'] })).route(admin.service);
  shop.edge.addListener(Listener.https({ hosts: ['*.example.com'], certificate: cert })).route(shop.service);
  for (const { edge } of [admin, shop]) {
    edge.requireJwt({ issuer: 'https://id.example.com' });
    edge.deny({ methods: [HttpMethod.TRACE] });
    edge.allow({ from: [office] });
  }
  expect(Checks.of(app).findings().filter((f) => f.severity !== 'info').map((f) => `${f.code} ${f.severity} ${f.message}`)).toEqual([]);
});

describe('an egress gateway in a namespace with denyByDefault', () => {
  test('accepts the declared callers of its external services', () => {
    const { app, mesh, admin, shop } = teams();
    const chart = new Chart(app, 'egress', { namespace: 'istio-egress' });
    const api = new ExternalService(shop.chart, 'api', {
      hosts: ['api.example.com', 'eu.api.example.com'], ports: [ServicePort.http(80), ServicePort.tls(443)], via: new EgressGateway(shop.chart, 'out'),
    });
    shop.service.calls(api);
    mesh.enroll(chart);
    const all = [chart, admin.chart, shop.chart].flatMap((c) => objects(c));
    const may = (a: Partial<Arrival>) => letsIn(all, { port: 443, labels: { istio: 'egress' }, namespace: 'istio-egress', ...a });
    const [caller, other] = ['shop', 'admin'].map((n) => `cluster.local/ns/${n}/sa/${n}`);
    expect([may({ host: 'eu.api.example.com:80', sni: 'eu.api.example.com', port: 80, principal: caller }), may({ host: 'api.example.com', sni: 'api.example.com', port: 8080, principal: caller })]).toEqual([true, true]);
    expect([may({ host: 'api.example.com', sni: 'api.example.com', port: 80, principal: other }), may({ host: 'other.example.com', sni: 'api.example.com', port: 80, principal: caller })]).toEqual([false, false]);
    expect([may({ sni: 'api.example.com', principal: caller }), may({ sni: 'other.example.com', principal: caller }), may({ port: 9001, principal: caller })]).toEqual([true, false, false]);
    // TLS of the program travels inside that of the mesh: who shows no identity, or another, stays in
    expect([may({ sni: 'api.example.com' }), may({ sni: 'api.example.com', principal: other })]).toEqual([false, false]);
  });
});

test('the root namespace can\'t be enrolled, as its policies apply to the whole mesh', () => {
  const { app, mesh } = teams();
  expect(() => mesh.enroll(new Chart(app, 'root', { namespace: 'istio-system' }))).toThrow(/'istio-system' is the root namespace of mesh 'mesh'.*create its constructs under the mesh/);
});

test('allow({}) at a gateway or a listener leaves nothing to deny', () => {
  for (const more of [[], [{ paths: ['/a'] }]]) {
    const app = new App();
    const mesh = new Mesh(app, 'mesh');
    const chart = new Chart(app, 'shop', { namespace: 'shop' });
    mesh.enroll(chart);
    const edge = new IngressGateway(chart, 'edge', { workload: GatewayWorkload.existing({ namespace: 'shop', labels: { istio: 'edge' } }) });
    const listener = edge.addListener(Listener.http({ hosts: ['a.example.com'] }));
    edge.allow({});
    listener.allow({});
    more.forEach((rule) => edge.allow(rule));
    listener.route(new MeshService(chart, 'web', { ports: [ServicePort.http(80)] }));
    expect(objects(chart).filter((o) => o.kind === 'AuthorizationPolicy' && o.metadata.name === 'edge-deny')).toEqual([]);
    expect(() => app.synthYaml()).not.toThrow();
  }
});
