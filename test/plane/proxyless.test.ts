import { ApiObject, App, Chart, Duration } from 'cdk8s';
import {
  ControlPlane, ExternalService, HttpMatch, HttpMethod, LoadBalancer, Mesh, MeshFeature, MeshProps, MeshService, MeshServiceProps, MutualTls, RetryOn, ServicePort, Source, StringMatch, TrafficApi, UpstreamTls,
} from '../../src';

const GRPC = [ServicePort.grpc(50051)];

interface Built { readonly app: App; readonly mesh: Mesh; readonly chart: Chart; readonly service: (name: string, props?: MeshServiceProps) => MeshService }

/** An app with a mesh whose services use proxyless gRPC by default. */
function build(props: MeshProps = {}): Built {
  const app = new App();
  const mesh = new Mesh(app, 'mesh', props);
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  mesh.enroll(chart);
  return { app, mesh, chart, service: (name, more) => new MeshService(chart, name, { ports: GRPC, proxyless: true, ...(more?.object || more?.workload ? {} : { image: `${name}:1` }), ...more }) };
}

function objects(built: Built): any[] {
  return built.app.charts.flatMap((c) => JSON.parse(JSON.stringify(c.toJson())));
}

const find = (built: Built, kind: string, name: string) => objects(built).find((o) => o.kind === kind && o.metadata.name === name);

function refusal(change: (built: Built) => void, props: MeshProps = {}): string {
  const built = build(props);
  change(built);
  try {
    built.app.synthYaml();
    return '';
  } catch (e) {
    return (e as Error).message;
  }
}

describe('pods', () => {
  test('get an agent instead of a proxy, and accept mutual TLS', () => {
    const built = build();
    built.service('stock');
    expect(find(built, 'Deployment', 'stock').spec.template.metadata).toEqual({
      labels: { 'app': 'stock', 'security.istio.io/tlsMode': 'istio' },
      annotations: { 'inject.istio.io/templates': 'grpc-agent', 'proxy.istio.io/config': '{"holdApplicationUntilProxyStarts":true}' },
    });
    expect(find(built, 'Deployment', 'stock').spec.selector.matchLabels).toEqual({ app: 'stock' });
  });

  test('get the same bootstrap if they are created elsewhere, and keep their own settings', () => {
    const built = build({ mtls: MutualTls.DISABLE, denyByDefault: false });
    const object = new ApiObject(built.chart, 'pods', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'pods' },
      spec: { selector: { matchLabels: { app: 'stock' } }, template: { metadata: { labels: { app: 'stock' }, annotations: { 'proxy.istio.io/config': '{}' } }, spec: { serviceAccountName: 'stock', containers: [{ name: 'a', image: 'a' }] } } },
    } as any);
    built.service('stock', { object });
    const { labels, annotations } = find(built, 'Deployment', 'pods').spec.template.metadata;
    expect(labels['security.istio.io/tlsMode']).toBeUndefined();
    expect(annotations).toMatchObject({ 'inject.istio.io/templates': 'grpc-agent', 'proxy.istio.io/config': '{}' });
  });

  test('get neither the agent nor the label if they have a proxy', () => {
    const built = build();
    built.service('stock', { proxyless: false });
    expect(find(built, 'Deployment', 'stock').spec.template.metadata).toEqual({ labels: { app: 'stock' } });
  });

  test('are refused if the namespace is not injected, and on planes without an agent', () => {
    const app = new App();
    const mesh = new Mesh(app, 'mesh');
    const chart = new Chart(app, 'shop', { namespace: 'shop' });
    mesh.enroll(chart, { inject: false });
    new MeshService(chart, 'stock', { ports: GRPC, image: 'stock:1', proxyless: true });
    expect(() => app.synthYaml()).toThrow(/'shop\/stock' needs the agent that the injector adds/);
    for (const controlPlane of [ControlPlane.existing({ trafficApi: TrafficApi.GATEWAY_API }), ControlPlane.static()]) {
      expect(() => build({ controlPlane }).service('stock')).toThrow(/proxyless-grpc\) is not supported on plane/);
    }
  });
});

describe('mutual TLS', () => {
  test('is configured for callers of a proxyless service and of its versions with their own policies', () => {
    const built = build();
    const stock = built.service('stock', { proxyless: false, image: undefined });
    stock.addVersion('v1', { image: 'stock:1' }).policy({ loadBalancer: LoadBalancer.roundRobin() });
    expect(find(built, 'DestinationRule', 'stock').spec.trafficPolicy).toBeUndefined();
    built.service('web').calls(stock);
    const { spec } = find(built, 'DestinationRule', 'stock');
    expect(spec.trafficPolicy).toEqual({ tls: { mode: 'ISTIO_MUTUAL' } });
    expect(spec.subsets[0].trafficPolicy.tls).toEqual({ mode: 'ISTIO_MUTUAL' });
  });

  test('is configured per port if ports differ, and not if the user sets another TLS mode', () => {
    const built = build();
    const stock = built.service('stock', { ports: [ServicePort.grpc(1), ServicePort.grpc(2, { name: 'grpc-open' })] });
    stock.portMtls(2, MutualTls.DISABLE);
    const own = built.service('own', { policy: { tls: UpstreamTls.mesh() } });
    void own;
    expect(find(built, 'DestinationRule', 'stock').spec.trafficPolicy).toEqual({ tls: { mode: 'ISTIO_MUTUAL' }, portLevelSettings: [{ port: { number: 2 }, tls: { mode: 'DISABLE' } }] });
    expect(find(built, 'DestinationRule', 'own').spec.trafficPolicy).toEqual({ tls: { mode: 'ISTIO_MUTUAL' } });
  });

  test('is not configured if no port accepts it', () => {
    const built = build({ mtls: MutualTls.DISABLE, denyByDefault: false });
    built.service('web').calls(built.service('stock'));
    expect(find(built, 'DestinationRule', 'stock')).toBeUndefined();
  });

  test('is required by a permissive service, which is a difference that must be acknowledged', () => {
    const permissive = (b: Built) => { b.service('stock', { mtls: MutualTls.PERMISSIVE }); };
    expect(refusal(permissive)).toMatch(/'?shop\/stock'?.*\(mtls-permissive\) differs on plane 'grpc' \(served without a proxy\): mutual TLS only/);
    const acknowledge = [{ feature: MeshFeature.MTLS_PERMISSIVE, reason: 'no stranger calls it' }];
    expect(refusal(permissive, { controlPlane: ControlPlane.existing({ acknowledge }) })).toBe('');
  });

  test('can\'t be used with a permissive proxy, which would see no identity', () => {
    expect(refusal((b) => b.service('web').calls(b.service('stock', { proxyless: false, mtls: MutualTls.PERMISSIVE })))).toMatch(/port 50051 is permissive.*MutualTls\.STRICT/);
  });
});

describe('who may call', () => {
  test('a service without callers has a rule that matches no caller; others have the rules of their callers', () => {
    const built = build();
    const [stock, web] = [built.service('stock'), built.service('web')];
    web.calls(stock);
    expect(find(built, 'AuthorizationPolicy', 'web-allow').spec).toEqual({ selector: { matchLabels: { app: 'web' } }, action: 'ALLOW', rules: [{ from: [{ source: { principals: ['*'], notPrincipals: ['*'] } }] }] });
    expect(find(built, 'AuthorizationPolicy', 'stock-allow').spec.rules).toEqual([{ from: [{ source: { principals: ['cluster.local/ns/shop/sa/web'] } }], to: [{ operation: { ports: ['50051'] } }] }]);
    expect(() => built.app.synthYaml()).not.toThrow();
  });

  test('with a proxy an empty policy is enough', () => {
    const built = build();
    built.service('web', { proxyless: false });
    expect(find(built, 'AuthorizationPolicy', 'web-allow')).toBeUndefined();
  });

  test.each<[string, (stock: MeshService, b: Built) => void, MeshFeature]>([
    ['methods of a call', (s, b) => b.service('web').calls(s, { methods: [HttpMethod.GET] }), MeshFeature.CALL_METHODS],
    ['methods of a rule', (s) => s.allow({ from: [Source.namespace('shop')], methods: [HttpMethod.GET] }), MeshFeature.OPERATION_METHODS],
    ['tokens', (s) => s.requireJwt({ issuer: 'https://issuer.example', jwks: '{"keys":[{"kty":"RSA","kid":"a","n":"AQAB","e":"AQAB"}]}' }), MeshFeature.JWT],
  ])('%s are refused for a service without a proxy, but not for one with a proxy', (_name, change, feature) => {
    const at = (proxyless: boolean) => refusal((b) => change(b.service('stock', { proxyless }), b));
    expect(at(true)).toContain(`(${feature}) is not supported on plane 'grpc' (served without a proxy)`);
    expect(at(false)).not.toContain('plane \'grpc\'');
  });

  test('a non-gRPC port is refused if it needs mutual TLS or access rules', () => {
    const two = (b: Built) => { b.service('stock', { ports: [...GRPC, ServicePort.http(8080)] }); };
    expect(refusal(two)).toMatch(/'shop\/stock' has no proxy, and its port 8080 has protocol http, so nothing would enforce/);
    expect(refusal(two, { mtls: MutualTls.DISABLE, denyByDefault: false })).toBe('');
  });
});

describe('calls without a proxy', () => {
  const called = (change: (stock: MeshService, b: Built) => void, proxyless = true) => refusal((b) => {
    const stock = b.service('stock');
    b.service('web', { proxyless }).calls(stock);
    change(stock, b);
  });

  test.each<[string, (stock: MeshService, b: Built) => void, MeshFeature]>([
    ['copies', (s, b) => s.addRule({ mirrors: [{ to: b.service('copy') }] }), MeshFeature.MIRROR],
    ['a query', (s) => s.addRule({ matches: [HttpMatch.query('a', 'b')] }), MeshFeature.QUERY_EXACT],
    ['a status of HTTP', (s) => s.addRule({ retries: { attempts: 2, on: [RetryOn.GATEWAY_ERROR] } }), MeshFeature.RETRY_ON_GATEWAY_ERROR],
    ['the time of a try', (s) => s.addRule({ retries: { attempts: 2, perTryTimeout: Duration.seconds(1) } }), MeshFeature.RETRY_PER_TRY_TIMEOUT],
    ['ejection', (s) => s.policy({ outlierDetection: { consecutive5xxErrors: 5 } }), MeshFeature.OUTLIER_5XX],
    ['TLS of one\'s own', (s) => s.policy({ tls: UpstreamTls.simple() }), MeshFeature.UPSTREAM_TLS_SIMPLE],
  ])('%s: refused, with the caller\'s name', (_name, change, feature) => {
    expect(called(change)).toContain(`(${feature}) is not supported on plane 'grpc' (called without a proxy by 'shop/web')`);
    expect(called(change, false)).not.toContain('plane \'grpc\'');
  });

  test('a difference is accepted if the mesh acknowledges it', () => {
    const random = (b: Built) => {
      const stock = b.service('stock');
      b.service('web').calls(stock);
      stock.policy({ loadBalancer: LoadBalancer.random() });
    };
    expect(refusal(random)).toMatch(/lb-random\) differs on plane 'grpc' \(called without a proxy by 'shop\/web'\): round robin/);
    expect(refusal(random, { controlPlane: ControlPlane.existing({ acknowledge: [{ feature: MeshFeature.LB_RANDOM, reason: 'in turn is as good' }] }) })).toBe('');
  });

  test('policies of routed services apply too', () => {
    expect(called((stock, b) => {
      const old = b.service('old', { policy: { outlierDetection: { consecutive5xxErrors: 5 } } });
      stock.addRule({ matches: [HttpMatch.exact('/a.B/C')], to: [old] });
    })).toMatch(/shop\/old: ejection after 5xx errors.*called without a proxy by 'shop\/web'/);
  });

  test('support gRPC ports only, and no binary metadata', () => {
    expect(refusal((b) => b.service('web').calls(b.service('stock', { proxyless: false, ports: [ServicePort.http(80)] })))).toContain('has protocol http, but proxyless gRPC clients support gRPC services only');
    expect(called((s) => s.addRule({ matches: [HttpMatch.conditions({ headers: { 'x-trace-bin': StringMatch.present() } })] }))).toContain('proxyless gRPC can\'t match binary metadata, such as \'x-trace-bin\'');
  });

  test('reach external services by address, not by DNS', () => {
    const external = (endpoints?: { address: string }[]) => refusal((b) => b.service('web').calls(new ExternalService(b.chart, 'bank', { hosts: ['bank.example'], ports: GRPC, endpoints })));
    expect(external()).toContain('external-dns) is not supported on plane \'grpc\'');
    expect(external([{ address: '192.0.2.1' }])).toBe('');
  });
});
