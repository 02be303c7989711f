import { App, Chart, Duration, Testing } from 'cdk8s';
import {
  Checks, ControlPlane, GoogleProject, HttpMatch, Identity, IngressGateway, Listener, Mesh, type MeshProps, MeshService, MutualTls, ServicePort, Severity, Source, Traffic, TrafficApi,
} from '../../src';

const SHARED: MeshProps = { trustDomain: 'shop.example', mtls: MutualTls.STRICT };
const GATEWAY_API: MeshProps = { ...SHARED, controlPlane: ControlPlane.existing({ trafficApi: TrafficApi.GATEWAY_API }) };
const pods = { image: 'shop:1', runAsUser: 1000 };

const objectsOf = (app: App): any[] => app.charts.flatMap((c) => Testing.synth(c));
const idOf = (o: any) => `${o.apiVersion.split('/')[0]}/${o.kind} ${o.metadata.namespace ?? ''}/${o.metadata.name}`;
const of = (all: any[], kind: string, namespace: string, name: string) => all.filter((o) => o.kind === kind && o.metadata.namespace === namespace && o.metadata.name === name);
const loud = (app: App) => Checks.of(app).findings().filter((f) => f.severity !== Severity.INFO).map((f) => `${f.severity} ${f.code} ${f.object.name}`);

/** The platform's app: it owns the mesh, and a service with a canary. */
function platform(props: MeshProps = SHARED) {
  const app = new App();
  const mesh = new Mesh(app, 'mesh', props);
  const chart = new Chart(app, 'platform', { namespace: 'platform' });
  mesh.enroll(chart);
  const auth = new MeshService(chart, 'auth', { ports: [ServicePort.http(80), ServicePort.tcp(9000)] });
  const [v1, v2] = ['v1', 'v2'].map((v) => auth.addVersion(v, pods));
  auth.split(v1.weight(90), v2.weight(10));
  auth.allow({ from: ['shop', 'desk', 'bar'].map((n) => Source.namespace(n)) });
  return { app, mesh, chart, auth };
}

/** A team's app: it imports the mesh, and calls the platform's service from two namespaces. */
function team(namespaces: readonly string[], props: MeshProps = SHARED) {
  const app = new App();
  const mesh = Mesh.fromAttributes(app, 'mesh', props);
  const made = namespaces.map((namespace) => {
    const chart = new Chart(app, namespace, { namespace });
    mesh.enroll(chart);
    return { chart, web: new MeshService(chart, 'web', { ports: [ServicePort.http(80)], ...pods }) };
  });
  const auth = MeshService.fromAttributes(made[0].chart, 'auth', {
    serviceName: 'auth', namespace: 'platform', ports: [ServicePort.http(80), ServicePort.tcp(9000)], selector: { app: 'auth' }, identity: Identity.fromServiceAccount({ namespace: 'platform', serviceAccount: 'auth' }),
  });
  made.forEach(({ web }) => web.calls(auth));
  return { app, mesh, made, auth };
}

describe('a mesh that another app owns', () => {
  test.each([['Istio', SHARED], ['Gateway API', GATEWAY_API]])('is imported, and nothing mesh-wide is written, on %s', (_name, props) => {
    const { app, mesh } = team(['shop', 'desk'], props);
    const all = objectsOf(app);
    expect(mesh.trustDomain).toBe('shop.example');
    expect(all.filter((o) => o.metadata.namespace === undefined && o.kind !== 'Namespace')).toEqual([]);
    expect([...new Set(all.map((o) => o.metadata.namespace ?? o.metadata.name))].sort()).toEqual(['desk', 'shop']);
    expect(objectsOf(platform(props).app).map(idOf)).toContain('security.istio.io/PeerAuthentication istio-system/default');
  });

  test('is not installed again if its owner installs Istio, and pods are injected by that installation', () => {
    const props: MeshProps = { controlPlane: ControlPlane.inCluster({ revision: '1-31-0', tag: 'prod', istiod: { images: { hub: 'example.com', tag: 'x' } } }) };
    const { app, mesh, made } = team(['shop'], props);
    mesh.inject(made[0].web);
    const all = objectsOf(app);
    expect(mesh.installation).toBeUndefined();
    expect(all.filter((o) => /CustomResourceDefinition|ClusterRole|Webhook/.test(o.kind))).toEqual([]);
    expect(of(all, 'Deployment', 'shop', 'web')[0].spec.template.spec.initContainers.map((c: any) => c.image)).toContain('example.com/proxyv2:x');
    expect(all.find((o) => o.kind === 'Namespace').metadata.labels).toMatchObject({ 'istio.io/rev': 'prod' });
  });

  test.each([['Istio', SHARED], ['Gateway API', GATEWAY_API]])('has each object from one app, whoever is applied first, on %s', (_name, props) => {
    const shop = team(['shop', 'desk'], props);
    shop.auth.addRule({ timeout: Duration.seconds(3) });
    shop.auth.policy({ connectionPool: { maxConnections: 9 } });
    const bar = team(['bar'], props);
    bar.auth.addRule({ timeout: Duration.seconds(4) });
    const ids = [platform(props), shop, bar].flatMap(({ app }) => objectsOf(app).map(idOf));
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  });

  test('causes no findings in the teams\' apps that they can\'t fix', () => {
    const { app, auth } = team(['shop', 'desk']);
    auth.addRule({ timeout: Duration.seconds(3) });
    auth.policy({ connectionPool: { maxConnections: 9 } });
    expect(loud(app)).toEqual([]);
  });
});

describe('a namespace that is defined elsewhere', () => {
  test('is assumed to be injected', () => {
    const app = new App();
    const chart = new Chart(app, 'shop', { namespace: 'shop' });
    new Mesh(app, 'mesh').enroll(chart, { createNamespace: false });
    const [a, b] = ['a', 'b'].map((id) => new MeshService(chart, id, { ports: [ServicePort.http(80)], ...pods }));
    a.calls(b);
    expect(loud(app)).toEqual([]);
  });

  test('is still reported if it has no injection', () => {
    const app = new App();
    const chart = new Chart(app, 'shop', { namespace: 'shop' });
    new Mesh(app, 'mesh').enroll(chart, { createNamespace: false, inject: false });
    const [a, b] = ['a', 'b'].map((id) => new MeshService(chart, id, { ports: [ServicePort.http(80)], ...pods }));
    a.calls(b);
    expect(loud(app)).toEqual(expect.arrayContaining(['warning MESH401 deny-by-default', 'warning MESH401 b-allow']));
  });
});

describe('rules of a team for another owner\'s service', () => {
  /** The platform's objects and those of teams, in one cluster. */
  const traffic = (...apps: App[]) => Traffic.ofManifests([platform().app, ...apps].flatMap(objectsOf));

  test('apply to its own callers only', () => {
    const shop = team(['shop', 'desk']);
    shop.auth.addRule({ matches: [HttpMatch.prefix('/slow')], timeout: Duration.seconds(3) });
    shop.auth.policy({ connectionPool: { maxConnections: 9 } });
    const asked = traffic(shop.app, team(['bar']).app);
    const timeout = (from: string, path: string) => asked.ask({ from: `${from}/web`, url: `http://auth.platform${path}` }).outcomes.map((o) => [o.subset, o.share, o.timeout?.toMilliseconds()]);
    for (const from of ['shop', 'desk']) {
      expect(timeout(from, '/slow')).toEqual([[undefined, 1, 3000]]);
      expect(timeout(from, '/slower')).toEqual([[undefined, 1, undefined]]);
      expect(asked.ask({ from: `${from}/web`, url: 'tcp://auth.platform:9000' }).shareOf('auth')).toBe(1);
    }
    expect(timeout('bar', '/slow')).toEqual([['v1', 0.9, undefined], ['v2', 0.1, undefined]]);
  });

  test('can split requests among the owner\'s versions, declared by their labels', () => {
    const shop = team(['shop']);
    const v2 = shop.auth.addVersion('new', { labels: { version: 'v2' } });
    shop.auth.addRule({ matches: [HttpMatch.header('x-new', 'yes')], to: [v2] });
    const asked = traffic(shop.app);
    expect(asked.ask({ from: 'shop/web', url: 'http://auth.platform/', headers: { 'x-new': 'yes' } }).outcome).toMatchObject({ subset: 'new', workloads: ['platform/auth-v2'] });
    expect(asked.ask({ from: 'shop/web', url: 'http://auth.platform/' }).outcome.workloads).toEqual(['platform/auth-v1', 'platform/auth-v2']);
  });

  test('do not route to undefined subsets if there is only a policy', () => {
    const shop = team(['shop']);
    shop.auth.policy({ connectionPool: { maxConnections: 9 } });
    expect(traffic(shop.app).ask({ from: 'shop/web', url: 'http://auth.platform/' }).outcomes.map((o) => [o.kind, o.subset])).toEqual([['routed', undefined]]);
  });

  test('leave the owner\'s rules unchanged if the team declares none', () => {
    const shop = team(['shop']);
    expect(objectsOf(shop.app).filter((o) => /VirtualService|DestinationRule/.test(o.kind))).toEqual([]);
    expect(traffic(shop.app).ask({ from: 'shop/web', url: 'http://auth.platform/' }).shareOf('auth', 'v1')).toBe(0.9);
  });

  test('on Gateway API are routes of the callers\' namespaces', () => {
    const shop = team(['shop', 'desk'], GATEWAY_API);
    shop.auth.addRule({ timeout: Duration.seconds(3) });
    shop.auth.policy({ connectionPool: { maxConnections: 9 } });
    const all = objectsOf(shop.app);
    for (const [namespace, name] of [['shop', 'platform-auth'], ['desk', 'shop-platform-auth']]) {
      expect(of(all, 'HTTPRoute', namespace, name)[0].spec).toMatchObject({
        parentRefs: [{ kind: 'Service', name: 'auth', namespace: 'platform', port: 80 }], rules: [{ timeouts: { request: '3s' }, backendRefs: [{ name: 'auth', namespace: 'platform' }] }],
      });
      expect(of(all, 'DestinationRule', namespace, name)[0].spec).toMatchObject({ host: 'auth.platform.svc.cluster.local', exportTo: ['.'] });
      expect(of(all, 'Sidecar', namespace, 'web')[0].spec.egress[0].hosts).toEqual(['./auth.platform.svc.cluster.local', 'platform/auth.platform.svc.cluster.local', 'istio-system/*']);
    }
    expect(all.filter((o) => o.metadata.namespace === 'platform')).toEqual([]);
    expect(loud(shop.app)).toEqual([]);
  });

  test('apply to a gateway of the team too, in the namespace of its proxies', () => {
    const shop = team(['shop']);
    shop.auth.policy({ connectionPool: { maxConnections: 9 } });
    new IngressGateway(shop.made[0].chart, 'edge').addListener(Listener.http({ hosts: ['auth.example.com'] })).route(shop.auth);
    expect(of(objectsOf(shop.app), 'DestinationRule', 'istio-ingress', 'shop-platform-auth')).toHaveLength(1);
  });

  test.each<[string, (auth: MeshService) => void, RegExp]>([
    ['allow', (s) => s.allow({ from: [Source.namespace('shop')] }), /only that owner configures who may call it/],
    ['deny', (s) => s.deny({ paths: ['/x'] }), /only that owner configures who may call it/],
    ['audit', (s) => s.audit({ paths: ['/x'] }), /only that owner configures its audit rules/],
    ['authorizeWith', (s) => s.authorizeWith('opa'), /only that owner configures who authorizes requests to it/],
    ['requireJwt', (s) => s.requireJwt({ issuer: 'https://id.example', jwksUri: 'https://id.example/k' }), /only that owner configures which tokens it requires/],
    ['portMtls', (s) => s.portMtls(80, MutualTls.PERMISSIVE), /only that owner configures which of its ports accept plaintext/],
    ['a version with pods', (s) => s.addVersion('v3', pods), /version 'shop\/auth\/v3' belongs to a service in namespace 'platform' of another owner, who runs its pods; remove image/],
  ])('%s is refused by the call, as only the owner may configure it', (_name, say, message) => {
    const shop = team(['shop']);
    expect(() => say(shop.auth)).toThrow(message);
    expect(objectsOf(shop.app).filter((o) => o.metadata.namespace === 'platform')).toEqual([]);
  });

  test('on Gateway API refuse a version, which would be a Service in the owner\'s namespace', () => {
    expect(() => team(['shop'], GATEWAY_API).auth.addVersion('v2')).toThrow(/would be a Service in namespace 'platform', which belongs to another owner/);
  });

  test('are refused on service routing, which has one set of routes', () => {
    const { auth } = team(['shop'], { controlPlane: ControlPlane.serviceRouting({ project: GoogleProject.fromIds('shop-prod', '482913370156'), zones: ['europe-west1-b'] }) });
    expect(() => auth.addRule({ timeout: Duration.seconds(1) })).toThrow(/service routing has one set of routes for all callers/);
    expect(() => auth.policy({ connectionPool: { maxConnections: 9 } })).toThrow(/service routing has one set of routes/);
  });

  test('are written next to the service if the namespace belongs to the app', () => {
    const app = new App();
    const chart = new Chart(app, 'shop', { namespace: 'shop' });
    new Mesh(app, 'mesh').enroll(chart);
    const helm = MeshService.fromAttributes(chart, 'helm', { serviceName: 'helm', ports: [ServicePort.http(80)], selector: { app: 'helm' } });
    helm.deny({ paths: ['/x'] });
    helm.addRule({ timeout: Duration.seconds(1) });
    expect(objectsOf(app).map(idOf)).toEqual(expect.arrayContaining(['security.istio.io/AuthorizationPolicy shop/helm-deny', 'networking.istio.io/VirtualService shop/helm']));
  });
});

test('the owner allows routes of other apps to its service and versions', () => {
  const { app, auth } = platform(GATEWAY_API);
  auth.allowRoutesFrom('desk', 'shop');
  expect(of(objectsOf(app), 'ReferenceGrant', 'platform', 'auth-routes')[0].spec).toEqual({
    from: ['desk', 'shop'].flatMap((namespace) => ['HTTPRoute', 'GRPCRoute', 'TCPRoute'].map((kind) => ({ group: 'gateway.networking.k8s.io', kind, namespace }))),
    to: ['auth', 'auth-v1', 'auth-v2'].map((name) => ({ group: '', kind: 'Service', name })),
  });
  expect(() => auth.allowRoutesFrom('Shop')).toThrow(/service 'platform\/auth': allowRoutesFrom: a namespace must be a DNS label.*got: 'Shop'/);
  const istio = platform();
  istio.auth.allowRoutesFrom('shop');
  expect(objectsOf(istio.app).filter((o) => o.kind === 'ReferenceGrant')).toEqual([]);
});
