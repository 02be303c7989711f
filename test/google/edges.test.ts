import { Chart, Duration } from 'cdk8s';
import { written } from './samples/compare';
import {
  CloudRunBackend, ControlPlane, ExternalMeshRoute, Fleet, GkeBackendPolicy, GkeBackendPreference, GkeEdge, GkeGatewayClass, GkeGatewayPolicy, GkeHealthCheckPolicy, GkePolicyTarget, GkeSessionAffinity, GatewayImplementation, GoogleProject, HealthCheck, HttpMatch,
  IngressGateway, Listener, ManagedImplementation, Mesh, MeshApp, MeshService, MultiClusterBackend, MultiClusterGateway, MultiClusterIngress, MutualTls, ServiceExport, ServicePort, Source,
} from '../../src';
import { validateSchema } from '../../src/check/schema';

interface Room { readonly fleet: Fleet; readonly charts: readonly Chart[]; readonly services: readonly MeshService[]; readonly exports: readonly ServiceExport[] }

/** Two clusters with two services each, which accept plaintext from everybody, or have the mesh's settings. */
function room(app: MeshApp, open = true, expect = ManagedImplementation.TRAFFIC_DIRECTOR, gke = false): Room {
  const fleet = new Fleet(app, 'fleet', { project: GoogleProject.fromIds('shop-fleet', '482913370156') });
  const made = ['eu', 'us'].map((name) => {
    const cluster = fleet.addGkeCluster(name, { location: 'europe-west1' });
    const mesh = new Mesh(cluster, 'mesh', { controlPlane: ControlPlane.managed({ expect, gatewayImplementation: gke ? GatewayImplementation.gke() : undefined }), mtls: open ? MutualTls.PERMISSIVE : undefined, denyByDefault: !open });
    const chart = new Chart(cluster, 'shop', { namespace: 'shop' });
    mesh.enroll(chart);
    const services = ['web', 'api'].map((n) => new MeshService(chart, n, { ports: [ServicePort.http(80, { targetPort: 8080 }), ServicePort.http(90)], image: `${n}:1`, healthCheck: HealthCheck.http(8080, '/ok') }));
    return { chart, services, exports: services.map((service) => new ServiceExport(chart, `${service.serviceName}-export`, { service })) };
  });
  return { fleet, charts: made.map((m) => m.chart), services: made.flatMap((m) => m.services), exports: made.flatMap((m) => m.exports) };
}

const only = (objects: readonly any[], kind: string, name: string) => {
  const found = objects.filter((o) => o.kind === kind && o.metadata.name === name);
  expect(found).toHaveLength(1);
  return found[0];
};

test('rules of a multi-cluster gateway route to imports, with weights, mirrors and matches', () => {
  const objects = written((app) => {
    const { charts, exports: [web, api] } = room(app);
    const gateway = new MultiClusterGateway(charts[0], 'edge', { hosts: ['a.example', 'b.example'], addressName: 'edge-ip' });
    gateway.addRule({ matches: [HttpMatch.exact('/x'), HttpMatch.header('x-a', '1')], to: [web.weight(3), api.weight(1)], mirrors: [{ to: api }] });
    gateway.addRule({ to: [web] });
  });
  expect(only(objects, 'Gateway', 'edge').spec.addresses).toEqual([{ type: 'NamedAddress', value: 'edge-ip' }]);
  const { spec } = only(objects, 'HTTPRoute', 'edge-rules');
  const to = (name: string, weight?: number) => ({ group: 'net.gke.io', kind: 'ServiceImport', name, port: 80, ...(weight === undefined ? {} : { weight }) });
  expect(spec.hostnames).toEqual(['a.example', 'b.example']);
  expect(spec.rules).toEqual([
    { matches: [{ path: { type: 'Exact', value: '/x' } }, { headers: [{ name: 'x-a', value: '1' }] }], backendRefs: [to('web', 3), to('api', 1)], filters: [{ type: 'RequestMirror', requestMirror: { backendRef: to('api') } }] },
    { backendRefs: [to('web')] },
  ]);
});

test('policies of GKE apply to a Service, its import and its export', () => {
  const objects = written((app) => {
    const { charts: [chart], services: [web, api] } = room(app);
    new GkeBackendPolicy(chart, 'web-backend', {
      target: GkePolicyTarget.service(web),
      timeout: Duration.minutes(2),
      connectionDraining: Duration.seconds(9),
      sessionAffinity: GkeSessionAffinity.generatedCookie(Duration.seconds(60)),
      loggedPercentage: 50,
      securityPolicy: 'armor',
      iap: { clientId: 'c', secretName: 's' },
      maxRatePerEndpoint: 10,
    });
    new GkeBackendPolicy(chart, 'api-preferred', { target: GkePolicyTarget.serviceExport(api), preference: GkeBackendPreference.PREFERRED });
    new GkeHealthCheckPolicy(chart, 'api-health', { target: GkePolicyTarget.serviceImport(api), check: HealthCheck.grpc(9000, { period: Duration.seconds(7) }), healthyThreshold: 1, unhealthyThreshold: 3, logging: true });
  });
  expect(only(objects, 'GCPBackendPolicy', 'web-backend').spec).toEqual({
    default: {
      timeoutSec: 120,
      connectionDraining: { drainingTimeoutSec: 9 },
      sessionAffinity: { type: 'GENERATED_COOKIE', cookieTtlSec: 60 },
      securityPolicy: 'armor',
      logging: { enabled: true, sampleRate: 500_000 },
      iap: { enabled: true, clientID: 'c', oauth2ClientSecret: { name: 's' } },
      maxRatePerEndpoint: 10,
    },
    targetRef: { group: '', kind: 'Service', name: 'web' },
  });
  expect(only(objects, 'GCPBackendPolicy', 'api-preferred').spec.targetRef).toEqual({ group: 'net.gke.io', kind: 'ServiceExport', name: 'api' });
  expect(only(objects, 'HealthCheckPolicy', 'api-health').spec).toEqual({
    default: { checkIntervalSec: 7, timeoutSec: 5, healthyThreshold: 1, unhealthyThreshold: 3, logConfig: { enabled: true }, config: { type: 'GRPC', grpcHealthCheck: { portSpecification: 'USE_FIXED_PORT', port: 9000 } } },
    targetRef: { group: 'net.gke.io', kind: 'ServiceImport', name: 'api' },
  });
  expect(objects.filter((o) => o.apiVersion === 'networking.gke.io/v1').flatMap((o) => validateSchema(o))).toEqual([]);
});

test('a gateway policy applies to a GKE Gateway, and an edge forwards to mesh proxies', () => {
  const gke = written((app) => {
    const { charts: [chart], services: [web] } = room(app, true, ManagedImplementation.TRAFFIC_DIRECTOR, true);
    const gateway = new IngressGateway(chart, 'lb');
    gateway.addListener(Listener.http({ hosts: ['a.example'] })).route(web);
    new GkeGatewayPolicy(chart, 'lb-policy', { gateway, sslPolicy: 'modern' });
  });
  expect(only(gke, 'GCPGatewayPolicy', 'lb-policy').spec).toEqual({ default: { sslPolicy: 'modern' }, targetRef: { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'lb' } });
  const objects = written((app) => {
    const { charts: [chart], services: [web] } = room(app);
    const gateway = new IngressGateway(chart, 'mesh-edge');
    gateway.addListener(Listener.http({ hosts: ['a.example'] })).route(web);
    new GkeEdge(chart, 'lb', { gateway, port: 80, hosts: ['a.example'], gatewayClass: GkeGatewayClass.REGIONAL_INTERNAL, certificateSecret: 'cert' });
  });
  expect(only(objects, 'HTTPRoute', 'lb').spec).toEqual({ parentRefs: [{ name: 'lb' }], hostnames: ['a.example'], rules: [{ backendRefs: [{ name: 'mesh-edge', port: 80 }] }] });
  expect(only(objects, 'HealthCheckPolicy', 'lb').spec.default.config).toEqual({ type: 'HTTP', httpHealthCheck: { portSpecification: 'USE_FIXED_PORT', port: 15021, requestPath: '/healthz/ready' } });
});

test('a multi-cluster ingress has a service for each backend, and paths in whole segments', () => {
  const objects = written((app) => {
    const { charts: [chart], services: [web, api] } = room(app);
    const ingress = new MultiClusterIngress(chart, 'edge', { defaultBackend: MultiClusterBackend.service(web) });
    ingress.route('a.example', MultiClusterBackend.service(api, 90), '/x');
    ingress.route('a.example', MultiClusterBackend.pods({ name: 'proxies', selector: { asm: 'edge' }, port: 443, targetPort: 8443, https: true }));
  });
  expect(() => MultiClusterBackend.pods({ name: 'api', selector: { app: 'api' }, port: 50051, healthCheck: HealthCheck.grpc(50051) })).toThrow("healthCheck of 'api' must be an HTTP check, got: HealthCheck.grpc; use HealthCheck.http, the only kind that a multi-cluster ingress supports");
  const backend = (serviceName: string, servicePort: number) => ({ backend: { serviceName, servicePort } });
  expect(only(objects, 'MultiClusterIngress', 'edge').spec.template.spec).toEqual({
    ...backend('web', 80), rules: [{ host: 'a.example', http: { paths: [{ path: '/x', ...backend('api', 90) }, { path: '/x/*', ...backend('api', 90) }, backend('proxies', 443)] } }],
  });
  expect(only(objects, 'MultiClusterService', 'web').spec.template.spec).toEqual({ selector: { app: 'web' }, ports: [{ name: 'http', protocol: 'TCP', port: 80, targetPort: 8080 }] });
  expect(only(objects, 'BackendConfig', 'web').spec).toEqual({ healthCheck: { type: 'HTTP', port: 8080, requestPath: '/ok' } });
  expect(only(objects, 'MultiClusterService', 'proxies').metadata.annotations).toEqual({ 'networking.gke.io/app-protocols': '{"https":"HTTPS"}' });
});

test('services in GKE and in Cloud Run call each other', () => {
  const objects = written((app) => {
    const { charts: [chart], services: [, api] } = room(app);
    expect(new CloudRunBackend(chart, 'hello', { service: 'hello-world', region: 'us-central1', host: 'hello.internal' }).destination).toBe('hello.shop.svc.cluster.local');
    new ExternalMeshRoute(chart, 'api-outside', { service: api, hosts: ['api.mesh.example', 'old.mesh.example'], port: 90 });
  });
  expect(only(objects, 'GCPBackend', 'hello').spec).toEqual({ cloudRun: { service: 'hello-world', regions: ['us-central1'] } });
  expect(only(objects, 'VirtualService', 'hello').spec).toEqual({ hosts: ['hello.internal'], http: [{ route: [{ destination: { host: 'hello.shop.svc.cluster.local' } }] }] });
  expect(only(objects, 'VirtualService', 'api-outside').spec).toEqual({
    hosts: ['api.mesh.example', 'old.mesh.example'], gateways: ['external-mesh'], http: [{ route: [{ destination: { host: 'api.shop.svc.cluster.local', port: { number: 90 } } }] }],
  });
});

test.each<[string, (r: Room) => unknown, string | RegExp]>([
  ['a rule without backends', ({ charts }) => new MultiClusterGateway(charts[0], 'e', { hosts: ['a.example'] }).addRule({ matches: [HttpMatch.exact('/')] }), 'has no backend'],
  ['a rule that leads to a Service', ({ charts, services }) => new MultiClusterGateway(charts[0], 'e', { hosts: ['a.example'] }).addRule({ to: [services[0]] }), 'route to ServiceImports only; use its ServiceExport'],
  ['two rules for all requests', ({ charts, exports }) => {
    const gateway = new MultiClusterGateway(charts[0], 'e', { hosts: ['a.example'] });
    [1, 2].forEach(() => gateway.addRule({ to: [exports[0]] }));
  }, "path '/' already has a route"],
  ['a policy that sets nothing', ({ charts, services }) => new GkeBackendPolicy(charts[0], 'p', { target: GkePolicyTarget.service(services[0]) }), 'sets nothing'],
  ['a policy elsewhere', ({ charts, services }) => new GkeBackendPolicy(new Chart(charts[0].node.scope!, 'other', { namespace: 'other' }), 'p', { target: GkePolicyTarget.service(services[0]), securityPolicy: 'a' }), "its chart's namespace must be 'shop', like that of Service 'web', got: 'other'; create the policy in a chart of that namespace"],
  ['a preference of a Service', ({ charts, services }) => new GkeBackendPolicy(charts[0], 'p', { target: GkePolicyTarget.service(services[0]), preference: GkeBackendPreference.PREFERRED }), 'target must be a ServiceExport'],
  ['a command as a health check', ({ charts, services }) => new GkeHealthCheckPolicy(charts[0], 'p', { target: GkePolicyTarget.service(services[0]), check: HealthCheck.command(['true']) }), 'a load balancer can\'t run commands'],
  ['a port that the service has not', ({ services }) => MultiClusterBackend.service(services[0], 81), 'must be one of 80, 90, got: 81'],
  ['two backends of one name', ({ charts, services }) => new MultiClusterIngress(charts[0], 'i', { defaultBackend: MultiClusterBackend.service(services[0]) }).route('a.example', MultiClusterBackend.service(services[0], 90)), "two different backends are named 'web'"],
  ['a redirect to https without a certificate', ({ charts, services }) => new MultiClusterIngress(charts[0], 'i', { defaultBackend: MultiClusterBackend.service(services[0]), redirectToHttps: true }), 'but no certificate'],
  ['a zone for a region of Cloud Run', ({ charts }) => new CloudRunBackend(charts[0], 'h', { service: 'hello', region: 'us-central1-a', host: 'h.internal' }), "region must be a Google Cloud region such as us-central1, got: 'us-central1-a'"],
])('%s is refused by the call', (_what, make, message) => {
  expect(() => written((app) => void make(room(app)))).toThrow(message);
});

test.each<[string, (app: MeshApp) => unknown, string]>([
  ['a retry at a load balancer', (app) => {
    const { charts, exports } = room(app);
    new MultiClusterGateway(charts[0], 'e', { hosts: ['a.example'] }).addRule({ to: [exports[0]], retries: { attempts: 2 } });
  }, 'retry'],
  ['a multi-cluster ingress before a strict service', (app) => {
    const { charts, services } = room(app, false);
    new MultiClusterIngress(charts[0], 'i', { defaultBackend: MultiClusterBackend.service(services[0]) });
  }, 'accepts mutual TLS only'],
  ['clients outside GKE of a closed service', (app) => {
    const { charts, services } = room(app, false);
    services[0].allow({ from: [Source.namespace('shop')] });
    new ExternalMeshRoute(charts[0], 'r', { service: services[0], hosts: ['web.example'] });
  }, 'accepts declared callers only'],
  ['Cloud Run where managed istiod serves', (app) => new CloudRunBackend(room(app, true, ManagedImplementation.ISTIOD).charts[0], 'h', { service: 'hello', region: 'us-central1', host: 'h.internal' }), 'served by Traffic Director, got: expect: ManagedImplementation.ISTIOD'],
])('%s is an error', (_what, make, message) => {
  expect(() => written((app) => void make(app))).toThrow(message);
});
