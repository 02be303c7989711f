import { App, Chart, Duration, Testing } from 'cdk8s';
import { onlineBoutique } from '../../examples/online-boutique/main';
import {
  Certificate, ControlPlane, Fault, GatewayApiChannel, GrpcMatch, HttpMatch, HttpMethod, IngressGateway, Listener, Mesh, MeshFeature, MeshService, PathMatch, RetryOn,
  ServicePort, StringMatch, TrafficApi, type ExistingControlPlaneProps,
} from '../../src';
import { validateSchema } from '../../src/check/schema';

function world(more: ExistingControlPlaneProps = {}) {
  const app = Testing.app();
  const mesh = new Mesh(app, 'mesh', { controlPlane: ControlPlane.existing({ trafficApi: TrafficApi.GATEWAY_API, ...more }) });
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  mesh.enroll(chart);
  return { app, mesh, chart };
}

const of = (chart: Chart, kind: string, name?: string) => chart.toJson().filter((o: any) => o.kind === kind && (name === undefined || o.metadata.name === name));
const reviews = (chart: Chart, port = ServicePort.http(9080)) => new MeshService(chart, 'reviews', { ports: [port] });

describe('routes of the mesh', () => {
  test('a split routes to a Service of each version, and is attached to the service', () => {
    const { chart } = world();
    const service = reviews(chart);
    const [v1, v2] = ['v1', 'v2'].map((v) => service.addVersion(v, { image: `reviews:${v}` }));
    service.split(v1.weight(90), v2.weight(10));
    expect(of(chart, 'Service', 'reviews-v1')[0].spec.selector).toEqual({ app: 'reviews', version: 'v1' });
    const [route] = of(chart, 'HTTPRoute');
    expect(route.spec).toEqual({
      parentRefs: [{ group: '', kind: 'Service', name: 'reviews' }],
      rules: [{ backendRefs: [{ name: 'reviews-v1', port: 9080, weight: 90 }, { name: 'reviews-v2', port: 9080, weight: 10 }] }],
    });
    expect(of(chart, 'VirtualService')).toEqual([]);
  });

  test('rules are written as Gateway API matches, filters and timeouts', () => {
    const { chart } = world();
    const service = reviews(chart);
    service.addRule({
      name: 'Jason',
      matches: [HttpMatch.conditions({ path: PathMatch.prefix('/api'), method: HttpMethod.GET, headers: { 'end-user': StringMatch.prefix('ja.son') } })],
      rewrite: { path: '/v2' },
      timeout: Duration.millis(1500),
    });
    expect(of(chart, 'HTTPRoute')[0].spec.rules[0]).toEqual({
      name: 'jason',
      matches: [{ path: { type: 'PathPrefix', value: '/api' }, method: 'GET', headers: [{ name: 'end-user', type: 'RegularExpression', value: 'ja\\.son.*' }] }],
      filters: [{ type: 'URLRewrite', urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/v2' } } }],
      backendRefs: [{ name: 'reviews', port: 9080 }],
      timeouts: { request: '1s500ms' },
    });
  });

  test('a rule without a path does not hide a regular expression: Istio matches prefixes first', () => {
    const { chart } = world();
    reviews(chart).addRule({ matches: [HttpMatch.conditions({ path: PathMatch.regex('/items/[0-9]+') })], timeout: Duration.seconds(1) });
    const rules = of(chart, 'HTTPRoute')[0].spec.rules;
    expect(rules.map((r: any) => r.matches[0].path)).toEqual([{ type: 'RegularExpression', value: '/items/[0-9]+' }, { type: 'RegularExpression', value: '.*' }]);
  });

  test('gRPC rules become a GRPCRoute, unless one uses a feature that it does not support', () => {
    const { chart } = world();
    const service = reviews(chart, ServicePort.grpc(9080));
    service.addGrpcRule({ matches: [GrpcMatch.method('shop.Reviews', 'List')] });
    expect(of(chart, 'GRPCRoute')[0].spec.rules[0].matches).toEqual([{ method: { type: 'Exact', service: 'shop.Reviews', method: 'List' } }]);
    service.addRule({ matches: [HttpMatch.exact('/health')], timeout: Duration.seconds(1) });
    expect(of(chart, 'GRPCRoute')).toEqual([]);
    expect(of(chart, 'HTTPRoute')).toHaveLength(1);
  });

  test('more rules than the maximum of a route are written to several routes', () => {
    const { chart } = world();
    const service = reviews(chart);
    for (let i = 0; i < 20; i++) {
      service.addRule({ matches: [HttpMatch.exact(`/${i}`)], timeout: Duration.seconds(1) });
    }
    expect(of(chart, 'HTTPRoute').map((r: any) => [r.metadata.name, r.spec.rules.length])).toEqual([['reviews', 16], ['reviews--2', 5]]);
  });

  test('policies of a service apply to the Services of its versions too', () => {
    const { chart } = world();
    const service = reviews(chart);
    const v1 = service.addVersion('v1', { image: 'reviews:v1' });
    v1.policy({ connectionPool: { maxRequests: 7 } });
    service.policy({ outlierDetection: { consecutive5xxErrors: 3 } });
    const rule = of(chart, 'DestinationRule', 'reviews-v1')[0].spec;
    expect(rule.host).toBe('reviews-v1.shop.svc.cluster.local');
    expect(rule.trafficPolicy).toEqual({ outlierDetection: { consecutive5xxErrors: 3 }, connectionPool: { http: { http2MaxRequests: 7 } } });
  });
});

describe('rules for callers of one namespace', () => {
  const split = (more: (service: MeshService) => void = () => undefined) => {
    const w = world();
    const service = reviews(w.chart);
    const [v1, v2] = ['v1', 'v2'].map((v) => service.addVersion(v, { image: `reviews:${v}` }));
    service.split(v1.weight(1));
    service.addRule({ matches: [HttpMatch.prefix('/all')], timeout: Duration.seconds(1) });
    service.addRule({ matches: [HttpMatch.conditions({ sourceNamespace: 'team' })], to: [v2] });
    more(service);
    const team = new Chart(w.app, 'team', { namespace: 'team' });
    w.mesh.enroll(team);
    new MeshService(team, 'guest', { ports: [ServicePort.http(80)], image: 'guest:1' }).calls(service);
    return { ...w, team };
  };

  test('become a route in the callers\' namespace, with all settings for those callers, which may refer to the service\'s namespace', () => {
    const { app, chart } = split();
    app.synth();
    const [producer, consumer] = of(chart, 'HTTPRoute');
    expect(producer.metadata).toEqual({ name: 'reviews', namespace: 'shop' });
    expect(producer.spec.rules.map((r: any) => r.backendRefs[0].name)).toEqual(['reviews-v1', 'reviews-v1']);
    expect(consumer.metadata).toEqual({ name: 'shop-reviews', namespace: 'team' });
    expect(consumer.spec.parentRefs).toEqual([{ group: '', kind: 'Service', name: 'reviews', namespace: 'shop' }]);
    expect(consumer.spec.rules.map((r: any) => [r.matches?.[0].path?.value, r.backendRefs[0].name, r.backendRefs[0].namespace])).toEqual([
      [undefined, 'reviews-v2', 'shop'], ['/all', 'reviews-v1', 'shop'], [undefined, 'reviews-v1', 'shop'],
    ]);
    expect(of(chart, 'ReferenceGrant').map((g: any) => [g.metadata.name, g.metadata.namespace, g.spec.from[0].namespace])).toEqual([['team-reviews', 'shop', 'team']]);
  });

  test('a caller\'s proxy sees the route in its own namespace', () => {
    const { team } = split();
    expect(of(team, 'Sidecar', 'guest')[0].spec.egress[0].hosts).toContain('./reviews.shop.svc.cluster.local');
  });

  test('callers of the service\'s own namespace can\'t be matched separately', () => {
    const { app } = split((service) => service.addRule({ matches: [HttpMatch.conditions({ sourceNamespace: 'shop' })], timeout: Duration.seconds(2) }));
    expect(() => app.synth()).toThrow(/shop\/reviews: a route in the service's own namespace 'shop' applies to all callers/);
  });
});

describe('Services of versions', () => {
  test('a Service of a version with the name of another service is an error, whichever was created first', () => {
    for (const first of [true, false]) {
      const { chart, app } = world();
      const other = () => new MeshService(chart, 'reviews-v1', { ports: [ServicePort.http(80)], image: 'other:1' });
      if (first) other();
      reviews(chart).addVersion('v1', { labels: { version: 'v1' } });
      if (!first) other();
      expect(() => app.synth()).toThrow(/shop\/reviews\/v1: its Service has the same name, 'reviews-v1', as that of service 'shop\/reviews-v1'.*rename the version or the service/);
    }
  });

  test('a Service with the same name in another namespace is accepted', () => {
    const { chart, app, mesh } = world();
    const other = new Chart(app, 'other', { namespace: 'other' });
    mesh.enroll(other);
    new MeshService(other, 'reviews-v1', { ports: [ServicePort.http(80)], image: 'other:1' });
    reviews(chart).addVersion('v1', { image: 'reviews:1' });
    app.synth();
  });

  test('a name that is too long for a Service is refused', () => {
    const { chart, app } = world();
    new MeshService(chart, 'a'.repeat(62), { ports: [ServicePort.http(80)] }).addVersion('v1', { image: 'a:1' });
    expect(() => app.synth()).toThrow(/must have at most 63 characters/);
  });

  test('are headless for a headless service, and have the selector of an imported service', () => {
    const { chart } = world();
    const own = new MeshService(chart, 'own', { ports: [ServicePort.http(80)], headless: true });
    own.addVersion('v1', { image: 'own:1' });
    const theirs = MeshService.fromAttributes(chart, 'theirs', { serviceName: 'theirs', namespace: 'shop', ports: [ServicePort.http(80)], selector: { app: 'theirs' } });
    theirs.addVersion('v1', { labels: { version: 'v1' } });
    expect(of(chart, 'Service', 'own-v1')[0].spec.clusterIP).toBe('None');
    expect(of(chart, 'Service', 'theirs-v1')[0].spec.selector).toEqual({ app: 'theirs', version: 'v1' });
    expect(of(chart, 'Service', 'theirs')).toEqual([]);
  });

  test('rules of a service may route to a version in another namespace, with a ReferenceGrant', () => {
    const { chart, app, mesh } = world();
    const back = new Chart(app, 'back', { namespace: 'back' });
    mesh.enroll(back);
    const store = new MeshService(back, 'store', { ports: [ServicePort.http(80)] });
    const v2 = store.addVersion('v2', { image: 'store:2' });
    reviews(chart).addRule({ matches: [HttpMatch.prefix('/new')], to: [v2] });
    app.synth();
    expect(of(chart, 'HTTPRoute')[0].metadata.namespace).toBe('shop'); // a producer's route: it stands with its Service
    expect(of(chart, 'HTTPRoute')[0].spec.rules[0].backendRefs).toEqual([{ name: 'store-v2', namespace: 'back', port: 80 }]);
    expect(of(chart, 'ReferenceGrant')[0]).toMatchObject({ metadata: { namespace: 'back' }, spec: { to: [{ name: 'store' }, { name: 'store-v2' }] } });
  });
});

describe('the edge', () => {
  test('a Gateway is in the namespace of its pods, its routes in that of their construct', () => {
    const { chart } = world();
    const edge = new IngressGateway(chart, 'edge');
    edge.addListener(Listener.https({ hosts: ['a.example.com', 'b.example.com'], certificate: Certificate.fromSecret('cert') })).route(reviews(chart));
    const gateway = of(chart, 'Gateway')[0];
    expect(gateway.metadata.namespace).toBe('istio-ingress');
    expect(gateway.spec.listeners.map((l: any) => [l.name, l.hostname, l.protocol, l.tls.certificateRefs])).toEqual([
      ['https--443-a-example-com', 'a.example.com', 'HTTPS', [{ name: 'cert' }]],
      ['https--443-b-example-com', 'b.example.com', 'HTTPS', [{ name: 'cert' }]],
    ]);
    const route = of(chart, 'HTTPRoute')[0];
    expect(route.metadata.namespace).toBe('shop');
    expect(route.spec.parentRefs.map((p: any) => p.sectionName)).toEqual(gateway.spec.listeners.map((l: any) => l.name));
    expect(route.spec.hostnames).toEqual(['a.example.com', 'b.example.com']);
  });

  test('a split that is declared after the route applies at the edge', () => {
    const { chart } = world();
    const service = reviews(chart);
    new IngressGateway(chart, 'edge').addListener(Listener.http({ hosts: ['a.example.com'] })).route(service);
    const [v1, v2] = ['v1', 'v2'].map((v) => service.addVersion(v, { image: `reviews:${v}` }));
    service.split(v1.weight(1), v2.weight(1));
    expect(of(chart, 'HTTPRoute', 'edge-http-80')[0].spec.rules[0].backendRefs.map((b: any) => b.name)).toEqual(['reviews-v1', 'reviews-v2']);
  });

  test('a route into another namespace has a ReferenceGrant', () => {
    const { chart, mesh, app } = world();
    const other = new Chart(app, 'back', { namespace: 'back' });
    mesh.enroll(other);
    const target = new MeshService(other, 'store', { ports: [ServicePort.http(80)] });
    new IngressGateway(chart, 'edge').addListener(Listener.http({ hosts: ['a.example.com'] })).route(target);
    const [grant] = of(chart, 'ReferenceGrant');
    expect(grant.metadata.namespace).toBe('back');
    expect(grant.spec).toEqual({
      from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'shop' }],
      to: [{ group: '', kind: 'Service', name: 'store' }],
    });
    expect(of(chart, 'HTTPRoute')[0].spec.rules[0].backendRefs).toEqual([{ name: 'store', namespace: 'back', port: 80 }]);
  });
});

describe('what Gateway API does not support', () => {
  test('is an error at synthesis that names construct, feature, plane and alternative', () => {
    const { chart, app } = world();
    reviews(chart).addRule({ name: 'slow', fault: Fault.delay(Duration.seconds(1)) });
    expect(() => app.synth()).toThrow(/rule 'slow' of service 'shop\/reviews': injected delay \(fault-delay\) is not supported on plane 'gateway-api'; closest alternative/);
  });

  const retries = { attempts: 2, on: [RetryOn.GATEWAY_ERROR, RetryOn.status(409), RetryOn.CONNECT_FAILURE] };

  test('retries need the experimental channel, and an acknowledgement of what Istio adds', () => {
    const { chart, app } = world();
    reviews(chart).addRule({ retries });
    expect(() => app.synth()).toThrow(/experimental channel/);
    const again = world({ gatewayApiChannel: GatewayApiChannel.EXPERIMENTAL, acknowledge: [{ feature: MeshFeature.RETRY_ON_CONNECTION, reason: 'calls are idempotent' }] });
    reviews(again.chart).addRule({ retries });
    again.app.synth();
    expect(of(again.chart, 'HTTPRoute')[0].spec.rules[0].retry).toEqual({ attempts: 2, codes: [409, 502, 503, 504] });
  });

  test('an acknowledgement of an unsupported or fully supported feature is refused', () => {
    expect(() => world({ acknowledge: [{ feature: MeshFeature.FAULT_DELAY, reason: 'x' }] })).toThrow(/does not support it at all/);
    expect(() => world({ acknowledge: [{ feature: MeshFeature.TIMEOUT, reason: 'x' }] })).toThrow(/which supports it fully/);
    expect(() => world({ acknowledge: [{ feature: MeshFeature.RETRY_ON_5XX, reason: ' ' }] })).toThrow(/acknowledge: 'retry-on-5xx' has no reason; state why the difference is acceptable/);
  });

  test('a channel without Gateway API is refused', () => {
    expect(() => ControlPlane.existing({ gatewayApiChannel: GatewayApiChannel.STANDARD })).toThrow(/only with trafficApi: TrafficApi.GATEWAY_API/);
  });
});

test('the Online Boutique synthesizes, and every object is valid', () => {
  const app: App = onlineBoutique({ outdir: Testing.app().outdir, mesh: { controlPlane: ControlPlane.existing({ trafficApi: TrafficApi.GATEWAY_API }) } });
  app.synth();
  const objects = app.charts.flatMap((c) => c.toJson());
  expect(objects.filter((o) => o.apiVersion.startsWith('gateway.networking')).map((o) => o.kind).sort()).toEqual(['GRPCRoute', 'Gateway', 'HTTPRoute', 'HTTPRoute']);
  expect(objects.flatMap((o) => validateSchema(o).map((p) => `${o.kind} ${o.metadata.name}: ${JSON.stringify(p)}`))).toEqual([]);
});
