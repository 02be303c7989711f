import { App, Chart, Testing } from 'cdk8s';
import {
  AdoptionStage, ControlPlane, DataPlane, ExternalService, IngressGateway, istio, Listener, Mesh, type MeshProps, MeshService, MutualTls, OutboundTraffic, ServicePort, Source, Traffic,
  TrafficOutcomeKind,
} from '../../src';

const objectsOf = (app: App): any[] => app.charts.flatMap((c) => Testing.synth(c));
const one = (app: App, kind: string, namespace: string, name: string) => objectsOf(app).find((o) => o.kind === kind && o.metadata.namespace === namespace && o.metadata.name === name)?.spec;
const http = [ServicePort.http(80)];
const pods = { image: 'a:1', runAsUser: 1000 };

/** Two namespaces, similar names, one declared call across namespaces, and pods outside the mesh. */
function world(props: MeshProps = {}, shopStage?: AdoptionStage, cartStage?: AdoptionStage) {
  const app = new App();
  const mesh = new Mesh(app, 'mesh', props);
  const [shop, desk] = ['shop', 'desk'].map((namespace) => new Chart(app, namespace, { namespace }));
  mesh.enroll(shop, { stage: shopStage });
  mesh.enroll(desk);
  const cart = new MeshService(shop, 'cart', { ports: http, ...pods, stage: cartStage });
  const carts = new MeshService(shop, 'carts', { ports: http, ...pods });
  const web = new MeshService(desk, 'web', { ports: http, ...pods });
  const old = new MeshService(desk, 'old', { ports: http, ...pods, dataPlane: DataPlane.none() });
  web.calls(cart);
  return { app, mesh, shop, desk, cart, carts, web, old };
}

const reaches = (app: App, from: string, host: string) => Traffic.of(app).ask({ from, url: `http://${host}/` }).outcome.kind === TrafficOutcomeKind.ROUTED;

describe('denyByDefault: false', () => {
  test('allows all calls in the mesh, also in the configuration of the callers\' proxies', () => {
    const { app } = world({ denyByDefault: false });
    for (const host of ['cart.shop', 'carts.shop']) expect(reaches(app, 'desk/web', host)).toBe(true);
    expect(objectsOf(app).filter((o) => o.kind === 'AuthorizationPolicy')).toEqual([]);
  });

  test('of one namespace allows all calls in that namespace only', () => {
    const app = new App();
    const mesh = new Mesh(app, 'mesh');
    const [open, closed] = ['open', 'closed'].map((namespace) => new Chart(app, namespace, { namespace }));
    mesh.enroll(open, { denyByDefault: false });
    mesh.enroll(closed);
    [open, closed].forEach((chart) => ['a', 'b'].forEach((id) => new MeshService(chart, id, { ports: http, ...pods })));
    expect(reaches(app, 'open/a', 'b.open')).toBe(true);
    expect(reaches(app, 'open/a', 'b.closed')).toBe(true); // its proxy knows the way; the other namespace refuses
    expect(reaches(app, 'closed/a', 'b.open')).toBe(false);
    expect(one(app, 'AuthorizationPolicy', 'open', 'deny-by-default')).toBeUndefined();
    expect(one(app, 'AuthorizationPolicy', 'closed', 'deny-by-default')).toEqual({});
  });

  test('still scopes proxies if scopeSidecars is set', () => {
    const { app } = world({ denyByDefault: false, scopeSidecars: true });
    expect([reaches(app, 'desk/web', 'cart.shop'), reaches(app, 'desk/web', 'carts.shop')]).toEqual([true, false]);
  });
});

describe('a stage', () => {
  test.each<[AdoptionStage, { mtls: string; outside: string; undeclared: boolean; closed: boolean }]>([
    [AdoptionStage.PERMISSIVE, { mtls: 'PERMISSIVE', outside: 'ALLOW_ANY', undeclared: true, closed: false }],
    [AdoptionStage.SCOPED, { mtls: 'PERMISSIVE', outside: 'REGISTRY_ONLY', undeclared: false, closed: false }],
    [AdoptionStage.STRICT, { mtls: 'STRICT', outside: 'REGISTRY_ONLY', undeclared: false, closed: false }],
    [AdoptionStage.CLOSED, { mtls: 'STRICT', outside: 'REGISTRY_ONLY', undeclared: false, closed: true }],
  ])('%s of the mesh sets each switch as documented', (stage, expected) => {
    const { app } = world({ stage });
    expect({
      mtls: one(app, 'PeerAuthentication', 'istio-system', 'default').mtls.mode,
      outside: (one(app, 'Sidecar', 'desk', 'web') ?? one(app, 'Sidecar', 'desk', 'default'))?.outboundTrafficPolicy.mode ?? 'ALLOW_ANY',
      undeclared: reaches(app, 'desk/web', 'carts.shop'),
      closed: one(app, 'AuthorizationPolicy', 'shop', 'deny-by-default') !== undefined,
    }).toEqual(expected);
    expect(reaches(app, 'desk/web', 'cart.shop')).toBe(true);
  });

  test('is overridden by an explicit switch', () => {
    const { app } = world({ stage: AdoptionStage.PERMISSIVE, mtls: MutualTls.STRICT, outbound: OutboundTraffic.REGISTRY_ONLY });
    expect(one(app, 'PeerAuthentication', 'istio-system', 'default').mtls.mode).toBe('STRICT');
    expect(one(app, 'Sidecar', 'desk', 'default')).toEqual({ egress: [{ hosts: ['*/*'] }], outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } });
  });

  test('of a namespace can differ from that of its mesh', () => {
    const ahead = world({ stage: AdoptionStage.PERMISSIVE }, AdoptionStage.CLOSED).app;
    expect(one(ahead, 'AuthorizationPolicy', 'shop', 'deny-by-default')).toEqual({});
    expect(one(ahead, 'AuthorizationPolicy', 'desk', 'deny-by-default')).toBeUndefined();
    expect([reaches(ahead, 'shop/cart', 'carts.shop'), reaches(ahead, 'desk/web', 'carts.shop')]).toEqual([false, true]);
    const behind = world({}, AdoptionStage.PERMISSIVE).app;
    expect(one(behind, 'PeerAuthentication', 'shop', 'default').mtls.mode).toBe('PERMISSIVE');
    expect([reaches(behind, 'shop/cart', 'web.desk'), reaches(behind, 'desk/web', 'carts.shop')]).toEqual([true, false]);
  });

  test('of a service can be later than that of its namespace', () => {
    const { app } = world({ stage: AdoptionStage.PERMISSIVE }, undefined, AdoptionStage.CLOSED);
    expect(one(app, 'AuthorizationPolicy', 'shop', 'cart-allow')).toMatchObject({ selector: { matchLabels: { app: 'cart' } }, rules: [{ from: [{ source: { principals: ['cluster.local/ns/desk/sa/web'] } }] }] });
    expect(one(app, 'AuthorizationPolicy', 'shop', 'carts-allow')).toBeUndefined();
    expect(one(app, 'PeerAuthentication', 'shop', 'cart').mtls.mode).toBe('STRICT');
    expect([reaches(app, 'shop/cart', 'web.desk'), reaches(app, 'shop/carts', 'web.desk')]).toEqual([false, true]);
  });

  test('of a service without callers can be deny by default in an open namespace, and then refuses all callers', () => {
    const app = new App();
    const chart = new Chart(app, 'shop', { namespace: 'shop' });
    new Mesh(app, 'mesh', { stage: AdoptionStage.PERMISSIVE }).enroll(chart);
    new MeshService(chart, 'vault', { ports: http, ...pods, stage: AdoptionStage.CLOSED });
    expect(one(app, 'AuthorizationPolicy', 'shop', 'vault-allow')).toEqual({ action: 'ALLOW', selector: { matchLabels: { app: 'vault' } } });
  });

  test('of a service can be earlier than that of its namespace', () => {
    const { app } = world({}, undefined, AdoptionStage.PERMISSIVE);
    expect(one(app, 'AuthorizationPolicy', 'shop', 'cart-allow')).toMatchObject({ action: 'ALLOW', rules: [{}] });
    expect(one(app, 'PeerAuthentication', 'shop', 'cart').mtls.mode).toBe('PERMISSIVE');
    expect(one(app, 'Sidecar', 'shop', 'cart')).toMatchObject({ egress: [{ hosts: ['*/*'] }], outboundTrafficPolicy: { mode: 'ALLOW_ANY' } });
    expect([reaches(app, 'shop/cart', 'web.desk'), reaches(app, 'shop/carts', 'web.desk')]).toEqual([true, false]);
  });
});

describe('the report of what the next stage refuses', () => {
  const said = (m: Mesh) => m.adoptionReport().map((n) => `${n.namespace}/${n.serviceName} ${n.stage} -> ${n.nextStage}: ${n.refuses}`);

  test('lists the declared calls for scoping, and a query for undeclared calls', () => {
    const { mesh, web, desk } = world({ stage: AdoptionStage.PERMISSIVE });
    web.calls(new ExternalService(desk, 'bank', { hosts: ['api.bank.example'], ports: [ServicePort.tls(443)] }));
    expect(said(mesh)).toEqual(expect.arrayContaining([
      'shop/cart PERMISSIVE -> SCOPED: requests that service \'cart\' sends to any other host: it declares no calls',
      'desk/web PERMISSIVE -> SCOPED: requests that service \'web\' sends to any other host: it declares calls to api.bank.example, cart.shop.svc.cluster.local',
    ]));
    expect(mesh.adoptionReport().find((n) => n.serviceName === 'web')!.query).toContain('source_canonical_service="web",destination_service!="api.bank.example",destination_service!="cart.shop.svc.cluster.local"');
  });

  test('lists declared callers that use plaintext, for strict mutual TLS', () => {
    const { mesh, old, carts, cart } = world({ stage: AdoptionStage.SCOPED });
    old.calls(carts);
    cart.allow({ from: [Source.ipBlocks('10.0.0.0/8')] });
    expect(said(mesh)).toEqual(expect.arrayContaining([
      'shop/carts SCOPED -> STRICT: requests of service \'desk/old\' to service \'carts\', as the caller\'s pods have no proxy and send plaintext',
      'shop/cart SCOPED -> STRICT: plaintext requests that rules of service \'cart\' allow by address alone',
    ]));
    expect(mesh.adoptionReport().map((n) => n.serviceName)).not.toContain('old');
  });

  test('lists the allowed callers of each service, for deny by default', () => {
    const { mesh, shop, carts } = world({ stage: AdoptionStage.STRICT });
    const edge = new IngressGateway(shop, 'edge');
    edge.addListener(Listener.http({ hosts: ['a.example.com'] })).route(carts);
    expect(said(mesh)).toEqual([
      'shop/cart STRICT -> CLOSED: requests to service \'cart\' from any other caller: its declared callers are cluster.local/ns/desk/sa/web',
      'shop/carts STRICT -> CLOSED: requests to service \'carts\' from any other caller: its declared callers are cluster.local/ns/istio-ingress/sa/istio-ingress',
      'desk/web STRICT -> CLOSED: requests to service \'web\' from any other caller: no service declares calls to it',
    ]);
  });

  test('is empty at the last stage, except for services at an earlier stage', () => {
    expect(world().mesh.adoptionReport()).toEqual([]);
    expect(world({}, undefined, AdoptionStage.STRICT).mesh.adoptionReport().map((n) => [n.serviceName, n.nextStage])).toEqual([['cart', AdoptionStage.CLOSED]]);
  });
});

describe('hosts that proxies need in addition to the calls of their services', () => {
  const otel = istio.ExtensionProvider.openTelemetry('otel', 'collector.observability.svc.cluster.local', 4317);
  const opa = istio.ExtensionProvider.grpcExternalAuthorization('opa', 'opa.policy.svc.cluster.local', 9191);
  const far = istio.ExtensionProvider.zipkin('far', 'zipkin.example.com', 9411);
  const providers = ['*/zipkin.example.com', 'observability/collector.observability.svc.cluster.local', 'policy/opa.policy.svc.cluster.local'];

  test.each<[string, ControlPlane]>([
    ['installed', ControlPlane.inCluster({ istiod: { meshConfig: { extensionProviders: [otel, opa, far] } } })],
    ['existing', ControlPlane.existing({ istiod: { meshConfig: { extensionProviders: [otel, opa, far] } } })],
    ['existing by its helm values', ControlPlane.existing({ istiod: { values: { meshConfig: { extensionProviders: [otel, opa, far].map((p) => p._render()) } } } })],
  ])('extension providers in the configuration of an istiod that is %s are reachable from every proxy', (_name, controlPlane) => {
    const { app } = world({ controlPlane });
    expect(one(app, 'Sidecar', 'desk', 'web').egress[0].hosts).toEqual(['shop/cart.shop.svc.cluster.local', 'istio-system/*', ...providers]);
    expect(one(app, 'Sidecar', 'shop', 'default').egress[0].hosts).toEqual(['./*', 'istio-system/*', ...providers]);
  });

  test('a provider that is a service of the mesh accepts calls of every proxy, and services with similar names don\'t', () => {
    const app = new App();
    const mesh = new Mesh(app, 'mesh', { controlPlane: ControlPlane.existing({ istiod: { meshConfig: { extensionProviders: [otel] } } }) });
    const chart = new Chart(app, 'observability', { namespace: 'observability' });
    mesh.enroll(chart);
    ['collector', 'collector-2'].forEach((id) => new MeshService(chart, id, { ports: [ServicePort.grpc(4317)], ...pods }));
    expect(one(app, 'AuthorizationPolicy', 'observability', 'collector-allow').rules).toEqual([{ from: [{ source: { principals: ['cluster.local/*'] } }] }]);
    expect(one(app, 'AuthorizationPolicy', 'observability', 'collector-2-allow')).toBeUndefined();
  });

  test('additional hosts can be set for all proxies, for a namespace, and for a service', () => {
    const app = new App();
    const mesh = new Mesh(app, 'mesh', { sidecarHosts: ['tools/*'] });
    const chart = new Chart(app, 'shop', { namespace: 'shop' });
    mesh.enroll(chart, { sidecarHosts: ['cache/redis.cache.svc.cluster.local'] });
    const a = new MeshService(chart, 'a', { ports: http, ...pods, sidecarHosts: ['*/legacy.example.com'] });
    const b = new MeshService(chart, 'b', { ports: http, ...pods });
    a.calls(b);
    expect(one(app, 'Sidecar', 'shop', 'a').egress[0].hosts).toEqual(['./b.shop.svc.cluster.local', 'istio-system/*', '*/legacy.example.com', 'cache/redis.cache.svc.cluster.local', 'tools/*']);
    expect(one(app, 'Sidecar', 'shop', 'b').egress[0].hosts).toEqual(['istio-system/*', 'cache/redis.cache.svc.cluster.local', 'tools/*']);
    expect(one(app, 'Sidecar', 'shop', 'default').egress[0].hosts).toEqual(['./*', 'istio-system/*', 'cache/redis.cache.svc.cluster.local', 'tools/*']);
    expect(() => new Mesh(new App(), 'm', { sidecarHosts: ['collector.observability'] })).toThrow(/must be of the form 'NAMESPACE\/HOST'.*got: 'collector\.observability'/);
  });

  /** A service with tokens whose keys come from another service in the mesh. */
  function keys(host: string, env?: Record<string, string>) {
    const app = new App();
    const mesh = new Mesh(app, 'mesh', { controlPlane: ControlPlane.existing({ istiod: { env } }) });
    const chart = new Chart(app, 'shop', { namespace: 'shop' });
    mesh.enroll(chart);
    const id = new MeshService(chart, 'id', { ports: http, ...pods });
    const api = new MeshService(chart, 'api', { ports: http, ...pods });
    api.requireJwt({ issuer: 'https://id.example', jwksUri: `${host.includes('.svc') ? 'http' : 'https'}://${host}/keys` });
    return { app, id, api };
  }

  test.each(['id.shop.svc.cluster.local', 'id.shop.svc', 'id.shop.svc:80'])('keys of tokens at %s, which istiod fetches without mutual TLS, are an error if it can\'t', (host) => {
    const { app, id } = keys(host);
    expect(() => app.synthYaml()).toThrow(/service 'shop\/api': istiod fetches the keys of issuer 'https:\/\/id\.example' from service 'shop\/id' without a proxy, and its port 80 accepts mutual TLS only; accept plaintext/);
    id.portMtls(80, MutualTls.PERMISSIVE);
    expect(() => app.synthYaml()).toThrow(/without an identity, but the service accepts declared callers only; let anyone read the keys: allow\(\{ ports: \[80\] \}\)/);
    id.allow({ ports: [80] });
    expect(app.synthYaml()).toContain('keys');
  });

  test('a key server outside the mesh does not affect proxies, unless they fetch the keys', () => {
    const { app } = keys('keys.example.com');
    expect(one(app, 'Sidecar', 'shop', 'api').egress[0].hosts).toEqual(['istio-system/*']);
    expect(one(keys('keys.example.com', { PILOT_JWT_ENABLE_REMOTE_JWKS: 'true' }).app, 'Sidecar', 'shop', 'api').egress[0].hosts).toEqual(['istio-system/*', '*/keys.example.com']);
    expect(one(keys('id.shop.svc.cluster.local', { PILOT_JWT_ENABLE_REMOTE_JWKS: 'envoy' }).app, 'Sidecar', 'shop', 'api').egress[0].hosts).toEqual(['istio-system/*', 'shop/id.shop.svc.cluster.local']);
  });
});

