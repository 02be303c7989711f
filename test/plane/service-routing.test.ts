import { ApiObject, App, Chart, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  CertificateAuthority, ControlPlane, EndpointGroup, ExternalService, Fault, Fleet, GatewayWorkload, GoogleProject, GrpcMatch, HashKey, HealthCheck, HttpMatch, HttpMethod, IngressGateway, Listener, LoadBalancer, Locality, Mesh,
  MeshFeature, MeshService, MutualTls, OutboundTraffic, Resolution, RetryOn, ServicePort, Source, StringMatch, type MeshServiceProps, type ServiceRoutingProps,
} from '../../src';
import { validateSchema } from '../../src/check/schema';

const project = GoogleProject.fromIds('shop-prod', '482913370156');

interface Shop {
  readonly app: App;
  readonly mesh: Mesh;
  readonly chart: Chart;
}

function shop(props: ServiceRoutingProps = {}): Shop {
  const app = new App();
  const mesh = new Mesh(app, 'shop', { controlPlane: ControlPlane.serviceRouting({ project, zones: ['europe-west1-b', 'europe-west1-c'], certificateAuthority: CertificateAuthority.elsewhere(), ...props }) });
  const chart = new Chart(app, 'web', { namespace: 'web' });
  mesh.enroll(chart);
  return { app, mesh, chart };
}

function service({ chart }: Shop, name: string, props: MeshServiceProps = {}): MeshService {
  return new MeshService(chart, name, { ports: [ServicePort.http(80, { targetPort: 8080 })], ...props });
}

/** Every object; the checks have judged them. */
function objects({ app }: Shop): any[] {
  app.synthYaml();
  return app.charts.flatMap((c) => c.toJson());
}

const find = (list: any[], kind: string, name: string) => list.find((o) => o.kind === kind && o.metadata.name === name);

describe('a service with two versions', () => {
  const built = shop();
  const cart = service(built, 'cart');
  const v1 = cart.addVersion('v1', { image: 'cart:1' });
  const v2 = cart.addVersion('v2', { image: 'cart:2' });
  cart.split(v1.weight(90), v2.weight(10));
  const all = objects(built);

  test('is a route of the mesh with a backend service for each', () => {
    const { spec } = find(all, 'NetworkServicesHTTPRoute', 'web-cart');
    expect(spec.meshes).toEqual([{ name: 'shop' }]);
    expect(spec.hostnames).toEqual(['cart', 'cart.web', 'cart.web.svc', 'cart.web.svc.cluster.local']);
    expect(spec.rules).toEqual([{ action: { destinations: [{ serviceRef: { name: 'web-cart-v1' }, weight: 90 }, { serviceRef: { name: 'web-cart-v2' }, weight: 10 }] } }]);
    expect(find(all, 'NetworkServicesMesh', 'shop').spec).toEqual({ projectRef: { external: 'projects/shop-prod' }, location: 'global', interceptionPort: 15001 });
  });

  test('uses endpoint groups that GKE manages in every zone', () => {
    const annotation = JSON.parse(find(all, 'Service', 'cart-v1').metadata.annotations['cloud.google.com/neg']);
    const group = annotation.exposed_ports['80'].name;
    expect(find(all, 'ComputeBackendService', 'web-cart-v1').spec.backend.map((b: any) => b.group.networkEndpointGroupRef.external)).toEqual([
      `projects/shop-prod/zones/europe-west1-b/networkEndpointGroups/${group}`, `projects/shop-prod/zones/europe-west1-c/networkEndpointGroups/${group}`,
    ]);
    expect(find(all, 'ComputeBackendService', 'web-cart-v1').spec.healthChecks).toEqual([{ healthCheckRef: { name: find(all, 'ComputeHealthCheck', 'web-cart-v1').metadata.name } }]);
  });

  test('has no backend service of its own, as no rule routes to it', () => {
    expect(find(all, 'ComputeBackendService', 'web-cart')).toBeUndefined();
    expect(find(all, 'Service', 'cart').metadata.annotations).toBeUndefined();
  });
});

test('objects of Config Connector go to the management cluster of a fleet, and name the groups of each cluster', () => {
  const app = new App();
  const fleet = new Fleet(app, 'fleet', { project });
  for (const zone of ['europe-west1-b', 'us-central1-a']) {
    const cluster = fleet.addGkeCluster(`shop-${zone}`, { location: zone });
    const mesh = new Mesh(cluster, 'shop', { controlPlane: ControlPlane.serviceRouting({ certificateAuthority: CertificateAuthority.elsewhere() }) });
    const chart = new Chart(cluster, 'web', { namespace: 'web' });
    mesh.enroll(chart);
    service({ app, mesh, chart }, 'cart', { image: 'cart:1' });
  }
  app.synthYaml();
  const routing = app.charts.find((c) => c.node.path === 'fleet/management/service-routing-shop')!.toJson();
  const backends = routing.filter((o: any) => o.kind === 'ComputeBackendService');
  expect(backends).toHaveLength(1);
  expect(backends[0].spec.backend.map((b: any) => b.group.networkEndpointGroupRef.external)).toEqual([
    'projects/shop-prod/zones/europe-west1-b/networkEndpointGroups/shop-europe-west1-b-web-cart-80',
    'projects/shop-prod/zones/us-central1-a/networkEndpointGroups/shop-us-central1-a-web-cart-80',
  ]);
  expect(routing.filter((o: any) => o.kind === 'NetworkServicesHTTPRoute')).toHaveLength(1);
});

describe('refuses', () => {
  test('a mesh without zones', () => {
    expect(() => new Mesh(new App(), 'shop', { controlPlane: ControlPlane.serviceRouting({ project }) })).toThrow(/needs the zones/);
  });

  test.each([
    ['a regional cluster', 'europe-west1', ['europe-west1-b', 'europe-west4-a'], /zones must be in 'europe-west1', the region of the cluster, got: 'europe-west4-a'/],
    ['a zonal cluster', 'us-east1-b', ['europe-west1-b'], /zones must be in 'us-east1', the region of the cluster, got: 'europe-west1-b'/],
    ['a look-alike region', 'europe-west1', ['europe-west10-a'], /got: 'europe-west10-a'/],
  ])('zones outside of the region of %s', (_, location, zones, message) => {
    const cluster = (id: string) => new Fleet(new App(), 'fleet', { project }).addGkeCluster(id, { project, location });
    expect(() => new Mesh(cluster('gke'), 'shop', { controlPlane: ControlPlane.serviceRouting({ project, zones }) })).toThrow(message);
    const inside = `${location.replace(/-[a-z]$/, '')}-d`;
    expect(() => new Mesh(cluster('gke'), 'shop', { controlPlane: ControlPlane.serviceRouting({ project, zones: [inside] }) })).not.toThrow();
  });

  test('a mesh without a project', () => {
    expect(() => new Mesh(new App(), 'shop', { controlPlane: ControlPlane.serviceRouting({ zones: ['europe-west1-b'] }) })).toThrow(/needs the Google Cloud project/);
  });

  test('two services whose resources would have one name', () => {
    const built = shop();
    const other = new Chart(built.app, 'web-cart', { namespace: 'web-cart' });
    built.mesh.enroll(other);
    service(built, 'cart-api', { image: 'a:1' });
    expect(() => service({ ...built, chart: other }, 'api', { image: 'b:1' })).toThrow(/both need a ComputeHealthCheck named 'web-cart-api'/);
  });
});

/** The spec of the route of service `cart`, after a change of the service. */
function route(change: (cart: MeshService, built: Shop) => void, props: ServiceRoutingProps = {}, kind = 'NetworkServicesHTTPRoute', name = 'web-cart'): any {
  const built = shop(props);
  const cart = service(built, 'cart', { image: 'cart:1' });
  change(cart, built);
  return find(objects(built), kind, name)?.spec;
}

/** What synth refuses. */
function refusal(change: (cart: MeshService, built: Shop) => void, props: ServiceRoutingProps = {}): string {
  const built = shop(props);
  const cart = service(built, 'cart', { image: 'cart:1' });
  change(cart, built);
  try {
    built.app.synthYaml();
  } catch (e) {
    return (e as Error).message;
  }
  return 'nothing';
}

describe('differences that must not be silent', () => {
  test('a prefix matches whole segments', () => {
    const { rules } = route((cart) => cart.addRule({ matches: [HttpMatch.prefix('/api')], timeout: Duration.seconds(3) }));
    expect(rules[0].matches).toEqual([{ fullPathMatch: '/api' }, { prefixMatch: '/api/' }]);
  });

  test.each([
    ['/new', [[{ fullPathMatch: '/api' }, '/new'], [{ prefixMatch: '/api/' }, '/new/']]],
    ['/', [[{ fullPathMatch: '/api' }, '/'], [{ prefixMatch: '/api/' }, '/']]],
  ])('a prefix that is rewritten to %s keeps its slashes', (path, expected) => {
    const { rules } = route((cart) => cart.addRule({ matches: [HttpMatch.prefix('/api')], rewrite: { path } }));
    expect(rules.slice(0, 2).map((r: any) => [r.matches[0], r.action.urlRewrite.pathPrefixRewrite])).toEqual(expected);
  });

  test('weights are set on all destinations, or on none', () => {
    const weights = (shares: readonly number[]) => route((cart, built) => {
      cart.split(...shares.map((n, i) => service(built, `part-${i}`, { image: 'o:1' }).weight(n)));
    }).rules[0].action.destinations.map((d: any) => d.weight);
    expect(weights([1])).toEqual([undefined]);
    expect(weights([3, 0])).toEqual([3, 0]);
  });

  test('a fractional fault percentage is an error until it is acknowledged, and is never rounded to 0', () => {
    const change = (cart: MeshService) => cart.addRule({ fault: Fault.abort(503, 0.1) });
    expect(refusal(change)).toContain('fault-fraction');
    const spec = route(change, { acknowledge: [{ feature: MeshFeature.FAULT_FRACTION, reason: 'a drill' }] });
    expect(spec.rules[0].action.faultInjectionPolicy).toEqual({ abort: { httpStatus: 503, percentage: 1 } });
  });

  test('a fault that disables retries is an error until it is acknowledged', () => {
    expect(refusal((cart) => cart.addRule({ fault: Fault.delay(Duration.seconds(1)), retries: { attempts: 2 } }))).toContain('fault-with-retry');
  });

  test('requests without a timeout have none, instead of Google\'s default of 30 seconds', () => {
    const built = shop();
    service(built, 'cart', { image: 'cart:1' });
    expect(find(objects(built), 'ComputeBackendService', 'web-cart').spec.timeoutSec).toBe(86_400);
  });

  test('a service without allowed callers refuses all: an allow policy without rules would accept all', () => {
    const built = shop();
    service(built, 'cart', { image: 'cart:1' });
    expect(find(objects(built), 'NetworkSecurityAuthorizationPolicy', 'web-cart').spec).toMatchObject({ action: 'DENY' });
    expect(find(objects(built), 'NetworkSecurityAuthorizationPolicy', 'web-cart').spec.rules).toBeUndefined();
  });
});

describe('rules of a service', () => {
  test('are ordered by priority, then by specificity', () => {
    const { rules } = route((cart) => {
      cart.addRule({ matches: [HttpMatch.prefix('/a')] });
      cart.addRule({ matches: [HttpMatch.exact('/a/b')] });
      cart.addRule({ matches: [HttpMatch.header('x', '1')], priority: 10 });
    });
    expect(rules.map((r: any) => r.matches?.[0])).toEqual([{ headers: [{ header: 'x', exactMatch: '1' }] }, { fullPathMatch: '/a/b' }, { fullPathMatch: '/a' }, undefined]);
  });

  test('express matches on method, host and absent headers as header matches', () => {
    const { rules } = route((cart) => cart.addRule({ matches: [HttpMatch.conditions({ method: HttpMethod.GET, authority: StringMatch.exact('c.example.com'), headers: { 'x-no': StringMatch.absent() } })] }));
    expect(rules[0].matches[0].headers).toEqual([
      { header: ':method', exactMatch: 'GET' }, { header: ':authority', exactMatch: 'c.example.com' }, { header: 'x-no', presentMatch: true, invertMatch: true },
    ]);
  });

  test('match the port in the authority if there are several ports, as a host has one route', () => {
    const built = shop();
    service(built, 'cart', { ports: [ServicePort.http(80), ServicePort.http(8080)], image: 'cart:1' });
    const { rules } = find(objects(built), 'NetworkServicesHTTPRoute', 'web-cart').spec;
    expect(rules.map((r: any) => [r.matches[0].headers[0].regexMatch, r.action.destinations[0].serviceRef.name])).toEqual([['[^:]+(:80)?', 'web-cart-80'], ['[^:]+:8080', 'web-cart-8080']]);
  });

  test('are written to a GRPCRoute for gRPC, or to an HTTPRoute if a GRPCRoute does not support them', () => {
    const built = shop();
    const api = service(built, 'api', { ports: [ServicePort.grpc(50051)], image: 'api:1' });
    const both = () => objects(built).filter((o) => /Route$/.test(o.kind)).map((o) => o.kind);
    api.addGrpcRule({ matches: [GrpcMatch.method('shop.Cart', 'Add')], retries: { attempts: 2, on: [RetryOn.GRPC_UNAVAILABLE] } });
    expect(both()).toEqual(['NetworkServicesGRPCRoute']);
    expect(find(objects(built), 'NetworkServicesGRPCRoute', 'web-api-50051').spec).toMatchObject({
      hostnames: ['api:50051', 'api.web:50051', 'api.web.svc:50051', 'api.web.svc.cluster.local:50051'],
      rules: [{ matches: [{ method: { type: 'EXACT', grpcService: 'shop.Cart', grpcMethod: 'Add' } }], action: { retryPolicy: { numRetries: 2, retryConditions: ['unavailable'] } } }, {}],
    });
    api.addGrpcRule({ matches: [GrpcMatch.service('shop.Stock')], requestHeaders: { set: { a: 'b' } } });
    expect(() => both()).toThrow(/unavailable can be retried in GRPCRoutes only/);
  });
});

describe('policies', () => {
  const backend = (props: MeshServiceProps, more?: ServiceRoutingProps) => {
    const built = shop(more);
    service(built, 'cart', { image: 'cart:1', ...props });
    return find(objects(built), 'ComputeBackendService', 'web-cart').spec;
  };

  test('hash by their key, with a hashing algorithm', () => {
    expect(backend({ policy: { loadBalancer: LoadBalancer.consistentHash(HashKey.header('x-user')) } })).toMatchObject({
      localityLbPolicy: 'RING_HASH', sessionAffinity: 'HEADER_FIELD', consistentHash: { httpHeaderName: 'x-user' },
    });
    expect(backend({ policy: { loadBalancer: LoadBalancer.consistentHash(HashKey.cookie({ name: 'sid', ttl: Duration.millis(1500) })) } }).consistentHash).toEqual({
      httpCookie: { name: 'sid', ttl: { seconds: 1, nanos: 500_000_000 } },
    });
  });

  test('eject endpoints for the configured errors only', () => {
    expect(backend({ policy: { outlierDetection: { consecutive5xxErrors: 5 } } }).outlierDetection).toEqual({
      consecutiveErrors: 5, enforcingConsecutiveErrors: 100, enforcingConsecutiveGatewayFailure: 0, enforcingSuccessRate: 0,
    });
  });

  test('always use the nearest backend', () => {
    const policy = { loadBalancer: LoadBalancer.roundRobin({ locality: Locality.failover({ from: 'europe-west1', to: 'us-east1' }) }) };
    expect(() => backend({ policy }, { acknowledge: [{ feature: MeshFeature.LOCALITY_FAILOVER, reason: 'near is fine' }] })).toThrow(/sets a failover from 'europe-west1'/);
  });

  test('use mutual TLS for a service that requires it, and verify its identity', () => {
    expect(backend({}).securitySettings).toEqual({ clientTLSPolicyRef: { name: 'shop-mtls' }, subjectAltNames: ['spiffe://shop-prod.svc.id.goog/ns/web/sa/cart'] });
    expect(backend({ mtls: MutualTls.DISABLE }).securitySettings).toBeUndefined();
  });
});

describe('health', () => {
  const check = (props: MeshServiceProps) => {
    const built = shop();
    service(built, 'cart', { image: 'cart:1', ...props });
    const { location: _location, ...rest } = find(objects(built), 'ComputeHealthCheck', 'web-cart').spec;
    return rest;
  };
  test.each([
    ['of a port with mutual TLS is a connection, as a prober shows no certificate', { healthCheck: HealthCheck.http(8080, '/ok') }, { tcpHealthCheck: { portSpecification: 'USE_SERVING_PORT' } }],
    ['of a port apart is what the container is asked', { healthCheck: HealthCheck.http(9000, '/ok') }, { httpHealthCheck: { portSpecification: 'USE_FIXED_PORT', port: 9000, requestPath: '/ok' } }],
    ['of a plain port is what the container is asked', { healthCheck: HealthCheck.http(8080, '/ok'), mtls: MutualTls.DISABLE }, { httpHealthCheck: { portSpecification: 'USE_SERVING_PORT', requestPath: '/ok' } }],
  ])('%s', (_what, props, expected) => expect(check(props)).toEqual(expected));
});

describe('groups of endpoints', () => {
  test('split the requests of one service among pods, Cloud Run and VMs', () => {
    const built = shop();
    const cart = service(built, 'cart');
    const pods = cart.addVersion('gke', { image: 'cart:1' });
    const run = cart.addVersion('run');
    run.addEndpointGroups(EndpointGroup.cloudRun({ service: 'cart', region: 'europe-west1' }));
    const vm = cart.addVersion('vm');
    vm.addEndpointGroups(
      EndpointGroup.instanceGroup({ name: 'cart-vms', location: 'europe-west1', portName: 'http', plainText: true, maxRate: 50 }),
      EndpointGroup.instanceGroup({ name: 'cart-us', location: 'us-central1-a', portName: 'http', plainText: true, capacityScale: 0.5 }),
    );
    cart.split(pods.weight(80), run.weight(10), vm.weight(10));
    const all = objects(built);
    expect(find(all, 'ComputeRegionNetworkEndpointGroup', 'cart-run').spec).toEqual({ region: 'europe-west1', networkEndpointType: 'SERVERLESS', cloudRun: { serviceRef: { external: 'cart' } } });
    const serverless = find(all, 'ComputeBackendService', 'web-cart-run').spec;
    expect(serverless.backend).toEqual([{ group: { networkEndpointGroupRef: { external: 'https://www.googleapis.com/compute/v1/projects/shop-prod/regions/europe-west1/networkEndpointGroups/cart-run' } } }]);
    expect([serverless.healthChecks, serverless.timeoutSec, serverless.securitySettings]).toEqual([undefined, undefined, undefined]);
    const machines = find(all, 'ComputeBackendService', 'web-cart-vm').spec;
    expect(machines.portName).toBe('http');
    expect(machines.backend).toEqual([
      { group: { instanceGroupRef: { external: 'projects/shop-prod/regions/europe-west1/instanceGroups/cart-vms' } }, balancingMode: 'RATE', maxRatePerInstance: 50 },
      { group: { instanceGroupRef: { external: 'projects/shop-prod/zones/us-central1-a/instanceGroups/cart-us' } }, balancingMode: 'RATE', maxRatePerInstance: 100, capacityScaler: 0.5 },
    ]);
    expect(find(all, 'Service', 'cart-run').metadata.annotations).toBeUndefined();
  });

  test('are merged with the pods of other clusters if they have one kind', () => {
    const built = shop();
    service(built, 'cart', { image: 'cart:1' }).addEndpointGroups(EndpointGroup.networkEndpoints({ name: 'cart-us', zones: ['us-central1-a'], project: 'other-project' }));
    expect(find(objects(built), 'ComputeBackendService', 'web-cart').spec.backend.map((b: any) => b.group.networkEndpointGroupRef.external)).toEqual([
      'projects/shop-prod/zones/europe-west1-b/networkEndpointGroups/web-cart-80', 'projects/shop-prod/zones/europe-west1-c/networkEndpointGroups/web-cart-80',
      'projects/other-project/zones/us-central1-a/networkEndpointGroups/cart-us',
    ]);
  });

  test('are refused if they have several kinds, as a backend service supports one kind', () => {
    expect(refusal((cart) => cart.addEndpointGroups(EndpointGroup.cloudRun({ service: 'cart', region: 'europe-west1' })))).toContain('several kinds (pods, cloud-run)');
  });

  test('need plaintext for VMs', () => {
    const built = shop();
    service(built, 'cart').addEndpointGroups(EndpointGroup.instanceGroup({ name: 'vms', location: 'europe-west1', portName: 'http' }));
    expect(() => objects(built)).toThrow(/have no mesh certificates/);
  });

  test('are refused at once on a plane that does not support them', () => {
    const app = new App();
    const chart = new Chart(app, 'web', { namespace: 'web' });
    new Mesh(app, 'mesh').enroll(chart);
    const cart = new MeshService(chart, 'cart', { ports: [ServicePort.http(80)] });
    expect(() => cart.addEndpointGroups(EndpointGroup.cloudRun({ service: 'cart', region: 'europe-west1' }))).toThrow(/service 'web\/cart': a Cloud Run service behind a service \(endpoints-cloud-run\) is not supported on plane 'istio'; remove it \(closest alternative: an ExternalService with its host\)/);
  });
});

describe('clients', () => {
  const template = (all: any[], name: string) => all.find((o) => o.kind === 'Deployment' && o.metadata.name === name).spec.template;

  test('have labels for policies, intercepted ports and certificates if they have a sidecar', () => {
    const built = shop();
    service(built, 'cart', { image: 'cart:1' });
    const all = objects(built);
    expect(template(all, 'cart').metadata.annotations).toEqual({
      'cloud.google.com/proxyMetadata': '{"service":"cart","namespace":"web"}', 'cloud.google.com/includeInboundPorts': '8080', 'cloud.google.com/enableManagedCerts': 'true',
    });
    expect(find(all, 'NetworkServicesEndpointPolicy', 'web-cart').spec.endpointMatcher.metadataLabelMatcher.metadataLabels).toEqual([
      { labelName: 'service', labelValue: 'cart' }, { labelName: 'namespace', labelValue: 'web' },
    ]);
  });

  test.each([[false], [true]])('get the same settings if they are created elsewhere, including later ones (proxyless: %s)', (proxyless) => {
    const built = shop();
    const deployment = new kplus.Deployment(built.chart, 'mine', { containers: [{ image: 'a:1' }], securityContext: { ensureNonRoot: false } });
    service(built, 'api', { ports: [ServicePort.grpc(50051)], workload: deployment, proxyless });
    deployment.podMetadata.addAnnotation('mine', '1');
    deployment.addContainer({ image: 'b:1', name: 'later' });
    const all = objects(built);
    const { metadata, spec } = all.find((o) => o.kind === 'Deployment').spec.template;
    expect(metadata.annotations.mine).toBe('1');
    expect(Object.keys(metadata.annotations)).toContain(proxyless ? 'security.cloud.google.com/use-workload-certificates' : 'cloud.google.com/proxyMetadata');
    expect(spec.containers.map((c: any) => (c.env ?? []).some((e: any) => e.name === 'GRPC_XDS_BOOTSTRAP'))).toEqual([proxyless, proxyless]);
    expect(all.flatMap((o) => validateSchema(o))).toEqual([]);
  });

  test('get the same settings if they are created elsewhere as plain objects', () => {
    const built = shop();
    const object = new ApiObject(built.chart, 'pods', { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'mine' }, spec: { selector: { matchLabels: { app: 'cart' } }, template: { metadata: { labels: { app: 'cart' } }, spec: { containers: [{ name: 'a', image: 'a:1' }] } } } } as any);
    service(built, 'cart', { object });
    expect(template(objects(built), 'mine').metadata.annotations['cloud.google.com/proxyMetadata']).toBe('{"service":"cart","namespace":"web"}');
  });

  test('get a gRPC bootstrap and policies for gRPC servers if they have no proxy', () => {
    const built = shop();
    const api = service(built, 'api', { ports: [ServicePort.grpc(50051)], image: 'api:1', proxyless: true });
    service(built, 'front', { ports: [], image: 'f:1', proxyless: true }).calls(api);
    const all = objects(built);
    const pod = template(all, 'api');
    expect(pod.metadata.annotations).toEqual({ 'sidecar.istio.io/inject': 'false', 'security.cloud.google.com/use-workload-certificates': '' });
    expect(pod.spec.initContainers[0].args).toEqual(['--output=/tmp/bootstrap/td-grpc-bootstrap.json', '--config-mesh=shop', '--gcp-project-number=482913370156', '--node-metadata=service=api', '--node-metadata=namespace=web']);
    expect(pod.spec.containers[0].env).toContainEqual({ name: 'GRPC_XDS_BOOTSTRAP', value: '/tmp/grpc-xds/td-grpc-bootstrap.json' });
    expect(find(all, 'NetworkServicesEndpointPolicy', 'web-api').spec.type).toBe('GRPC_SERVER');
  });

  test('support only gRPC services and few policies if they have no proxy', () => {
    expect(refusal((cart, built) => service(built, 'front', { ports: [], image: 'f:1', proxyless: true }).calls(cart))).toContain('has protocol http, but proxyless gRPC clients support gRPC services only');
    expect(refusal((_, built) => {
      const api = service(built, 'api', { ports: [ServicePort.grpc(50051)], image: 'api:1', policy: { outlierDetection: { consecutiveGatewayErrors: 3 } } });
      service(built, 'front', { ports: [], image: 'f:1', proxyless: true }).calls(api);
    })).toContain('proxyless-policy');
  });
});

describe('gateways', () => {
  test('are a Gateway for each port, with the rules of the services behind them', () => {
    const built = shop();
    const cart = service(built, 'cart');
    const v1 = cart.addVersion('v1', { image: 'cart:1' });
    const v2 = cart.addVersion('v2', { image: 'cart:2' });
    cart.split(v1.weight(9), v2.weight(1));
    new IngressGateway(built.chart, 'edge', { workload: GatewayWorkload.trafficDirector() }).addListener(Listener.http({ hosts: ['shop.example.com'] })).route(cart);
    const all = objects(built);
    expect(find(all, 'NetworkServicesGateway', 'web-edge-80').spec).toMatchObject({ type: 'OPEN_MESH', scope: 'web-edge', ports: [80] });
    expect(find(all, 'NetworkServicesHTTPRoute', 'web-edge-http-80').spec).toMatchObject({
      gateways: [{ name: 'web-edge-80' }],
      hostnames: ['shop.example.com'],
      rules: [{ action: { destinations: [{ serviceRef: { name: 'web-cart-v1' }, weight: 9 }, { serviceRef: { name: 'web-cart-v2' }, weight: 1 }] } }],
    });
  });

  test('have no access rules, and need hosts', () => {
    expect(refusal((cart, built) => {
      const edge = new IngressGateway(built.chart, 'edge');
      edge.addListener(Listener.http({ hosts: ['*'] })).route(cart);
      edge.deny({ from: [Source.ipBlocks('10.0.0.0/8')] });
    })).toMatch(/access rules, which service routing does not support on a gateway[\s\S]*accepts any host/);
  });
});

test('a service of another app has the resource name of that app', () => {
  const built = shop();
  const cart = service(built, 'cart', { image: 'cart:1' });
  const stock = MeshService.fromAttributes(built.chart, 'stock', { serviceName: 'stock', namespace: 'depot', ports: [ServicePort.http(80)] });
  cart.addRule({ matches: [HttpMatch.prefix('/stock')], to: [stock] });
  const all = objects(built);
  expect(find(all, 'NetworkServicesHTTPRoute', 'web-cart').spec.rules[0].action.destinations).toEqual([{ serviceRef: { name: 'depot-stock' } }]);
  expect(all.filter((o) => o.metadata.name === 'depot-stock')).toEqual([]);
});

test('conflicting settings of clusters for one service are reported', () => {
  const app = new App();
  const fleet = new Fleet(app, 'fleet', { project });
  for (const [i, zone] of ['europe-west1-b', 'us-central1-a'].entries()) {
    const cluster = fleet.addGkeCluster(`shop-${zone}`, { location: zone });
    const mesh = new Mesh(cluster, 'shop', { controlPlane: ControlPlane.serviceRouting({ certificateAuthority: CertificateAuthority.elsewhere() }) });
    const chart = new Chart(cluster, 'web', { namespace: 'web' });
    mesh.enroll(chart);
    service({ app, mesh, chart }, 'cart', { image: 'cart:1', policy: { connectionPool: { maxRequests: i + 1 } } });
  }
  expect(() => app.synthYaml()).toThrow(/is shared by 'fleet\/shop-europe-west1-b\/web\/cart' and 'fleet\/shop-us-central1-a\/web\/cart', which disagree on \/spec\/circuitBreakers\/maxRequests: 1 and 2/);
});

test('an external service is a group of one internet endpoint', () => {
  const built = shop({ acknowledge: [{ feature: MeshFeature.EXTERNAL_DNS, reason: 'alpha is fine' }] });
  new ExternalService(built.chart, 'bank', { hosts: ['api.bank.example'], ports: [ServicePort.tls(443)] });
  const all = objects(built);
  expect(find(all, 'ComputeGlobalNetworkEndpoint', 'web-bank').spec).toMatchObject({ fqdn: 'api.bank.example', globalNetworkEndpointGroup: 'web-bank' });
  expect(find(all, 'NetworkServicesTLSRoute', 'web-bank').spec.rules).toEqual([{ matches: [{ sniHost: ['api.bank.example'] }], action: { destinations: [{ serviceRef: { name: 'web-bank' } }] } }]);
  expect(find(all, 'ComputeBackendService', 'web-bank').spec.healthChecks).toBeUndefined();
});

test('an external service by address has its endpoint, and TCP connections are matched by address', () => {
  const accept = { acknowledge: [{ feature: MeshFeature.EXTERNAL_STATIC, reason: 'alpha is fine' }] };
  const built = shop(accept);
  new ExternalService(built.chart, 'db', { hosts: ['db.example.com'], ports: [ServicePort.tcp(5432)], addresses: ['198.51.100.7'], resolution: Resolution.STATIC, endpoints: [{ address: '198.51.100.7' }] });
  const all = objects(built);
  expect(find(all, 'ComputeGlobalNetworkEndpointGroup', 'web-db').spec).toMatchObject({ networkEndpointType: 'INTERNET_IP_PORT', defaultPort: 5432 });
  expect(find(all, 'ComputeGlobalNetworkEndpoint', 'web-db').spec.ipAddress).toBe('198.51.100.7');
  expect(find(all, 'NetworkServicesTCPRoute', 'web-db').spec.rules[0].matches).toEqual([{ address: '198.51.100.7', port: '5432' }]);
  expect(refusal((_, inside) => new ExternalService(inside.chart, 'db', {
    hosts: ['db.example.com'], ports: [ServicePort.tcp(5432)], resolution: Resolution.STATIC, endpoints: [{ address: '10.0.0.7' }],
  }), accept)).toContain('supports public IPv4 addresses only');
});

test('two services on one port of the mesh need addresses', () => {
  const databases = (subnets?: string[]) => {
    const built = shop({ acknowledge: [{ feature: MeshFeature.TCP_ROUTE_SUBNETS, reason: 'the addresses are all there are' }] });
    for (const [i, name] of ['orders', 'stock'].entries()) {
      const db = service(built, name, { ports: [ServicePort.tcp(5432)], image: 'db:1' });
      if (subnets) { db.addTcpRule({ destinationSubnets: [subnets[i]], to: [db] }); }
    }
    return objects(built).filter((o) => o.kind === 'NetworkServicesTCPRoute').map((o) => o.spec.rules);
  };
  expect(() => databases()).toThrow(/connections to 0.0.0.0\/0, port 5432, already belong to service-routing\/web-orders/);
  expect(databases(['10.1.0.0/24', '10.2.0.0/24'])).toEqual(['10.1.0.0/24', '10.2.0.0/24'].map((address, i) => [
    { matches: [{ address, port: '5432' }], action: { destinations: [{ serviceRef: { name: ['web-orders', 'web-stock'][i] } }] } },
  ]));
});

describe('access', () => {
  const policy = (rules: (cart: MeshService) => void, denyByDefault: boolean) => {
    const app = new App();
    const mesh = new Mesh(app, 'shop', { denyByDefault, controlPlane: ControlPlane.serviceRouting({ project, zones: ['europe-west1-b'], certificateAuthority: CertificateAuthority.elsewhere() }) });
    const chart = new Chart(app, 'web', { namespace: 'web' });
    mesh.enroll(chart);
    rules(service({ app, mesh, chart }, 'cart', { image: 'cart:1' }));
    return find(objects({ app, mesh, chart }), 'NetworkSecurityAuthorizationPolicy', 'web-cart')?.spec;
  };
  const destinations = [{ hosts: ['*'], ports: [8080] }];

  test('becomes a prefix match on principals for a namespace, and each source is a separate rule', () => {
    expect(policy((cart) => cart.allow({ from: [Source.namespace('front'), Source.ipBlocks('10.0.0.0/8')] }), true)).toMatchObject({
      action: 'ALLOW',
      rules: [{ sources: [{ principals: ['spiffe://shop-prod.svc.id.goog/ns/front/*'] }], destinations }, { sources: [{ ipBlocks: ['10.0.0.0/8'] }], destinations }],
    });
  });

  test('deny rules with allow rules are refused, as an endpoint has one policy with one action', () => {
    const deny = (cart: MeshService) => cart.deny({ from: [Source.namespace('guests')] });
    expect(policy(deny, false)).toMatchObject({ action: 'DENY', rules: [{ sources: [{ principals: ['spiffe://shop-prod.svc.id.goog/ns/guests/*'] }], destinations }] });
    expect(() => policy(deny, true)).toThrow(/one policy with one action/);
    expect(policy(() => undefined, false)).toBeUndefined();
  });
});

test('two services with the same name can\'t use short names', () => {
  const built = shop();
  const other = new Chart(built.app, 'shop2', { namespace: 'shop2' });
  built.mesh.enroll(other);
  service(built, 'cart', { image: 'a:1' });
  service({ ...built, chart: other }, 'cart', { image: 'b:1' });
  expect(() => objects(built)).toThrow(/hostname cart already belongs to NetworkServicesHTTPRoute service-routing\/web-cart/);
});

test('passthrough traffic keeps its destination, and external clients have a trust domain', () => {
  const app = new App();
  const mesh = new Mesh(app, 'shop', {
    outbound: OutboundTraffic.ALLOW_ANY, controlPlane: ControlPlane.serviceRouting({ project, zones: ['europe-west1-b'], certificateAuthority: CertificateAuthority.elsewhere(), domain: 'mesh.internal', firewall: false, grants: false, enableApis: false }),
  });
  const chart = new Chart(app, 'web', { namespace: 'web' });
  mesh.enroll(chart);
  service({ app, mesh, chart }, 'cart', { image: 'cart:1' });
  const all = objects({ app, mesh, chart });
  expect(find(all, 'NetworkServicesTCPRoute', 'shop-passthrough').spec.rules).toEqual([{ action: { originalDestination: true } }]);
  expect(find(all, 'NetworkServicesHTTPRoute', 'web-cart').spec.hostnames).toContain('cart.web.mesh.internal');
  expect(find(all, 'DNSRecordSet', 'shop-dns-any').spec).toMatchObject({ name: '*.mesh.internal.', type: 'A' });
  expect(all.filter((o) => ['ComputeFirewall', 'IAMPolicyMember'].includes(o.kind) || o.apiVersion.startsWith('serviceusage'))).toEqual([]);
});

/** One app with every kind that the plane writes. */
function everything(): any[] {
  const built = shop({ domain: 'mesh.internal', acknowledge: [MeshFeature.EXTERNAL_DNS, MeshFeature.FAULT_WITH_RETRY, MeshFeature.TCP_ROUTE_SUBNETS].map((feature) => ({ feature, reason: 'for the test' })) });
  const cart = service(built, 'cart', { ports: [ServicePort.http(80), ServicePort.tcp(9000), ServicePort.https(443)] });
  const pods = cart.addVersion('gke', { image: 'cart:1' });
  const run = cart.addVersion('run');
  run.addEndpointGroups(EndpointGroup.cloudRun({ service: 'cart', region: 'europe-west1', tag: 'blue' }));
  const api = service(built, 'api', { ports: [ServicePort.grpc(50051)], image: 'api:1', mtls: MutualTls.PERMISSIVE, healthCheck: HealthCheck.grpc(50052) });
  cart.split(pods.weight(1), run.weight(1));
  cart.addRule({
    name: 'all of it',
    matches: [HttpMatch.conditions({ headers: { a: StringMatch.prefix('b') }, query: { q: StringMatch.regex('x+') } })],
    fault: Fault.delay(Duration.millis(1500), 10),
    retries: { attempts: 2, on: [RetryOn.GATEWAY_ERROR], perTryTimeout: Duration.seconds(1) },
    timeout: Duration.seconds(5),
    mirrors: [{ to: api }],
    requestHeaders: { set: { a: 'b' }, remove: ['c'] },
    cors: { allowOrigins: [StringMatch.prefix('https://a.')], maxAge: Duration.hours(1) },
  });
  cart.addRule({ matches: [HttpMatch.prefix('/old')], redirect: { prefix: '/new', status: 308 } });
  cart.addTcpRule({ port: 9000, destinationSubnets: ['10.0.0.0/8'], to: [pods] });
  api.policy({
    loadBalancer: LoadBalancer.leastRequest(),
    connectionPool: { maxConnections: 9, maxPendingRequests: 9, maxRequests: 9, maxRequestsPerConnection: 9, maxRetries: 2 },
    outlierDetection: { consecutiveGatewayErrors: 5, interval: Duration.millis(2500), maxEjectionPercent: 20 },
  });
  api.allow({ from: [Source.ipBlocks('10.0.0.0/8')], hosts: ['api.example.com'], ports: [50051] });
  api.calls(cart, { methods: [HttpMethod.GET], ports: [80] });
  new ExternalService(built.chart, 'bank', { hosts: ['api.bank.example'], ports: [ServicePort.tls(8443)] });
  new IngressGateway(built.chart, 'edge').addListener(Listener.http({ hosts: ['shop.example.com'], redirectToHttps: true }));
  return objects(built);
}

test('every object is valid for the schema and the CEL rules of its CRD', () => {
  const all = everything();
  const kinds = new Set(all.filter((o) => o.apiVersion.includes('cnrm')).map((o) => o.kind));
  expect([...kinds].sort()).toEqual([
    'ComputeBackendService', 'ComputeFirewall', 'ComputeGlobalNetworkEndpoint', 'ComputeGlobalNetworkEndpointGroup', 'ComputeHealthCheck', 'ComputeRegionNetworkEndpointGroup', 'DNSManagedZone',
    'DNSRecordSet', 'IAMPolicyMember', 'NetworkSecurityAuthorizationPolicy', 'NetworkSecurityClientTLSPolicy', 'NetworkSecurityServerTLSPolicy', 'NetworkServicesEndpointPolicy', 'NetworkServicesGRPCRoute',
    'NetworkServicesGateway', 'NetworkServicesHTTPRoute', 'NetworkServicesMesh', 'NetworkServicesTCPRoute', 'NetworkServicesTLSRoute', 'Service',
  ]);
  expect(all.flatMap((o) => validateSchema(o).map((p) => `${o.kind} ${o.metadata.name} ${p.pointer}: ${p.message}`))).toEqual([]);
});
