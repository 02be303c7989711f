import { ApiObject, Chart } from 'cdk8s';
import {
  Checks, ControlPlane, EgressGateway, ExternalService, type FleetCluster, GatewayImplementation, GatewayWorkload, GkeGatewayClass, HttpMatch, IngressGateway, install, Listener,
  ManagedChannel, type ManagedControlPlaneProps, ManagedImplementation, Mesh, MeshService, MutualTls, ServicePort, Source, TrafficApi, type EnrollOptions,
} from '../../src';
import { validateSchema } from '../../src/check/schema';
import { aMesh, find, has } from '../fixture';
import { aFleet, only, synth } from './fixture';

const { TRAFFIC_DIRECTOR, ISTIOD } = ManagedImplementation;
const http = (port?: number) => Listener.http({ hosts: ['shop.example.com'], port });

function managed(props: ManagedControlPlaneProps = {}, options: EnrollOptions = {}) {
  const { app, fleet } = aFleet();
  const cluster: FleetCluster = fleet.addGkeCluster('eu', { location: 'europe-west1' });
  const mesh = new Mesh(cluster, 'mesh', { controlPlane: ControlPlane.managed({ expect: TRAFFIC_DIRECTOR, ...props }) });
  const shop = new Chart(cluster, 'shop', { namespace: 'shop' });
  mesh.enroll(shop, options);
  const web = new MeshService(shop, 'web', { ports: [ServicePort.http(80)], image: 'web:1' });
  return { app, fleet, cluster, mesh, shop, web };
}

const warned = (of: Chart | any) => Checks.of(of).findings().filter((f) => f.severity !== 'info');

describe('an ingress gateway on a managed control plane, which has no proxies', () => {
  test('deploys its own proxies, which the managed injector injects and all clients may call', () => {
    const { app, fleet, shop, web } = managed();
    const edge = new IngressGateway(shop, 'edge');
    edge.addListener(http()).route(web);
    expect(warned(fleet)).toEqual([]);
    const { eu } = synth(app);
    const { metadata, spec } = only(eu, 'Deployment', 'edge').spec.template;
    expect(metadata.annotations).toMatchObject({ 'inject.istio.io/templates': 'gateway' });
    expect(metadata.labels).toMatchObject({ 'sidecar.istio.io/inject': 'true' });
    expect(metadata.labels).not.toHaveProperty(['istio.io/rev']);
    expect(spec.containers).toMatchObject([{ name: 'istio-proxy', image: 'auto' }]);
    expect(only(eu, 'Namespace', 'shop').metadata.labels).toMatchObject({ 'istio-injection': 'enabled' });
    expect(only(eu, 'Service', 'edge').spec.ports.map((p: any) => p.port)).toEqual([15021, 80, 443]);
    expect(only(eu, 'Gateway', 'edge').spec.selector).toEqual(only(eu, 'Deployment', 'edge').spec.selector.matchLabels);
    expect(only(eu, 'AuthorizationPolicy', 'deny-by-default').spec).toEqual({});
    expect(only(eu, 'AuthorizationPolicy', 'edge-allow').spec).toEqual({
      action: 'ALLOW', rules: [{ to: [{ operation: { hosts: ['shop.example.com', 'shop.example.com:*'], ports: ['80'] } }] }], selector: { matchLabels: { app: 'edge', istio: 'edge' } },
    });
    expect(only(eu, 'AuthorizationPolicy', 'web-allow').spec.rules[0].from[0].source.principals).toEqual(['shop-fleet.svc.id.goog/ns/shop/sa/edge']);
    expect(edge.identity.principal).toBe('shop-fleet.svc.id.goog/ns/shop/sa/edge');
  });

  test('deploys proxies with the name of the gateway and the revision of the mesh', () => {
    const { app, shop, web } = managed({ revisionLabel: true, channel: ManagedChannel.RAPID });
    new IngressGateway(shop, 'edge', { gatewayName: 'front' }).addListener(http()).route(web);
    const { eu } = synth(app);
    expect(only(eu, 'Deployment', 'front').spec.template.metadata.labels).toMatchObject({ 'istio.io/rev': 'asm-managed-rapid' });
  });

  test('restricts clients as soon as it has allow rules, and has no policy without them', () => {
    const { app, shop, web } = managed();
    const edge = new IngressGateway(shop, 'edge');
    edge.addListener(http()).route(web);
    edge.allow({ from: [Source.ipBlocks('10.0.0.0/8')] });
    expect(only(synth(app).eu, 'AuthorizationPolicy', 'edge-deny').spec).toMatchObject({
      action: 'DENY', rules: [{ from: [{ source: { notIpBlocks: ['10.0.0.0/8'] } }], to: [{ operation: { hosts: expect.arrayContaining(['shop.example.com', 'shop.example.com:*']) } }] }],
    });
    const open = managed({}, { denyByDefault: false });
    new IngressGateway(open.shop, 'edge').addListener(http()).route(open.web);
    expect(synth(open.app).eu.filter((o) => o.kind === 'AuthorizationPolicy')).toEqual([]);
  });

  test('can use existing proxies', () => {
    const { app, shop, web } = managed();
    new IngressGateway(shop, 'edge', { workload: GatewayWorkload.existing() }).addListener(http()).route(web);
    const { eu } = synth(app);
    expect(eu.filter((o) => o.kind === 'Deployment').map((o) => o.metadata.name)).toEqual(['web']);
    expect(only(eu, 'Gateway', 'edge').spec.selector).toEqual({ istio: 'ingress' });
  });

  test.each<[string, () => unknown, string]>([
    ['a port that their Service lacks', () => new IngressGateway(managed().shop, 'edge').addListener(http(8080)), 'has no port 8080 (it has 15021, 80, 443)'],
    ['a namespace that nothing is injected in', () => new IngressGateway(managed({}, { inject: false }).shop, 'edge'), 'its proxies would not be injected'],
    ['another namespace', () => new IngressGateway(managed().shop, 'edge', { workload: GatewayWorkload.own({ namespace: 'door' }) }), 'run in its namespace \'shop\', got: \'door\''],
    ['a way out without proxies', () => new EgressGateway(managed().shop, 'out'), 'a managed control plane deploys no proxies; install them'],
    ['a way out with proxies of its own', () => new EgressGateway(managed().shop, 'out', { workload: GatewayWorkload.own() }), 'install them in a namespace of their own'],
  ])('refuses %s', (_what, make, message) => {
    expect(make).toThrow(message);
  });

  test('an egress gateway needs explicit proxies', () => {
    const { shop, web } = managed();
    web.calls(new ExternalService(shop, 'bank', { hosts: ['bank.example'], ports: [ServicePort.http(80)], via: new EgressGateway(shop, 'out', { workload: GatewayWorkload.existing() }) }));
    expect(has(shop, 'Gateway', 'bank-egress')).toBe(true);
  });
});

describe('a gateway with its own proxies, on other planes', () => {
  test.each([TrafficApi.ISTIO, TrafficApi.GATEWAY_API])('has the same proxies with %s', (trafficApi) => {
    const { chart } = aMesh({ controlPlane: ControlPlane.existing({ revision: 'prod', trafficApi }) });
    const web = new MeshService(chart, 'web', { ports: [ServicePort.http(80)] });
    new IngressGateway(chart, 'edge', { workload: GatewayWorkload.own({ service: { type: install.GatewayServiceType.CLUSTER_IP } }) }).addListener(http()).route(web);
    expect(find(chart, 'Deployment', 'edge').spec.template.metadata.labels).toMatchObject({ 'istio.io/rev': 'prod' });
    expect(find(chart, 'Service', 'edge').spec.type).toBe('ClusterIP');
    expect(find(chart, 'AuthorizationPolicy', 'edge-allow').spec.rules).toEqual([{ to: [{ operation: { hosts: ['shop.example.com', 'shop.example.com:*'], ports: ['80'] } }] }]);
    expect(warned(chart)).toEqual([]);
  });

  test('is refused if the implementation deploys the proxies, or if nothing injects them', () => {
    const own = { workload: GatewayWorkload.own() };
    const other = aMesh({ controlPlane: ControlPlane.existing({ trafficApi: TrafficApi.GATEWAY_API, gatewayImplementation: GatewayImplementation.envoyGateway() }) });
    expect(() => new IngressGateway(other.chart, 'edge', own)).toThrow('Envoy Gateway deploys the proxies of gateways; remove workload');
    expect(() => new IngressGateway(aMesh({ controlPlane: ControlPlane.static() }).chart, 'edge', own)).toThrow('does not inject gateway proxies');
  });
});

describe('gateways of Google Cloud load balancers, on a managed control plane', () => {
  const PLAIN = { mtls: MutualTls.PERMISSIVE, denyByDefault: false };

  test('are Gateways of the given class, with routes to services of the mesh, which stays on Istio\'s API', () => {
    const { app, fleet, shop } = managed({ gatewayImplementation: GatewayImplementation.gke({ gatewayClass: GkeGatewayClass.REGIONAL_INTERNAL }) }, PLAIN);
    const shopping = new MeshService(shop, 'shopping', { ports: [ServicePort.http(80)] });
    const listener = new IngressGateway(shop, 'edge').addListener(http());
    listener.route(shopping);
    const [v1, v2] = ['v1', 'v2'].map((v) => shopping.addVersion(v, { image: `web:${v}` }));
    listener.addRule({ matches: [HttpMatch.prefix('/next')], to: [v2] });
    shopping.split(v1.weight(9), v2.weight(1)); // said last, and in the route all the same
    expect(warned(fleet)).toEqual([]);
    const { eu } = synth(app);
    expect(only(eu, 'Gateway', 'edge')).toMatchObject({
      apiVersion: 'gateway.networking.k8s.io/v1',
      metadata: { namespace: 'shop' },
      spec: { gatewayClassName: 'gke-l7-rilb', listeners: [{ port: 80, protocol: 'HTTP', hostname: 'shop.example.com' }] },
    });
    expect(only(eu, 'HTTPRoute').spec.rules.map((r: any) => r.backendRefs.map((b: any) => [b.name, b.weight]))).toEqual([[['shopping-v2', undefined]], [['shopping-v1', 9], ['shopping-v2', 1]]]);
    only(eu, 'Service', 'shopping-v2');
    expect(only(eu, 'VirtualService', 'shopping').spec.http[0].route.map((r: any) => r.destination.subset)).toEqual(['v1', 'v2']);
    expect(eu.some((o) => o.kind === 'Deployment' && o.metadata.name === 'edge')).toBe(false);
    expect(eu.flatMap((o) => validateSchema(o).map((p) => `${o.kind} ${p.pointer}: ${p.message}`))).toEqual([]);
  });

  test('can\'t reach services that accept mesh callers only', () => {
    const { app, shop, web } = managed({ gatewayImplementation: GatewayImplementation.gke() });
    new IngressGateway(shop, 'edge').addListener(http()).route(web);
    expect(() => synth(app)).toThrow(/from outside the mesh.*accepts mutual TLS only/s);
  });

  test('forward to proxies of the mesh, with the service mesh cloud gateway', () => {
    const { app, fleet, cluster, mesh, web } = managed({ expect: ISTIOD, gatewayImplementation: GatewayImplementation.meshCloudGateway() });
    const door = new Chart(cluster, 'door', { namespace: 'door' });
    mesh.enroll(door, { denyByDefault: false });
    new IngressGateway(door, 'edge').addListener(http()).route(web);
    expect(warned(fleet)).toEqual([]);
    const { eu } = synth(app);
    expect(only(eu, 'Gateway', 'edge').spec.gatewayClassName).toBe('asm-l7-gxlb');
    expect(only(eu, 'AuthorizationPolicy', 'web-allow').spec.rules[0].from[0].source.principals).toEqual(['shop-fleet.svc.id.goog/ns/door/sa/asm-gw-istio-edge']);
    only(eu, 'ReferenceGrant');
  });

  test.each<[string, () => unknown, string]>([
    ['the service mesh cloud gateway on Traffic Director', () => managed({ gatewayImplementation: GatewayImplementation.meshCloudGateway() }), 'is served by managed istiod only'],
    ['it where nobody is let in', () => new IngressGateway(managed({ expect: ISTIOD, gatewayImplementation: GatewayImplementation.meshCloudGateway() }).shop, 'edge'), 'where denyByDefault would refuse all clients'],
    ['Istio\'s class', () => managed({ gatewayImplementation: GatewayImplementation.istio() }), 'ControlPlane.managed: a managed control plane deploys no proxies for Gateways of class istio; omit gatewayImplementation to run your own proxies, or use load balancers: GatewayImplementation.gke()'],
    ['a class of several clusters', () => GatewayImplementation.gke({ className: 'gke-l7-global-external-managed-mc' }), 'use a MultiClusterGateway'],
    ['the mesh\'s class as one of GKE', () => GatewayImplementation.gke({ className: 'asm-l7-gxlb' }), 'GatewayImplementation.meshCloudGateway()'],
    ['the class of TDMesh', () => GatewayImplementation.gke({ className: 'gke-td' }), 'use ControlPlane.serviceRouting'],
    ['two classes', () => GatewayImplementation.gke({ className: 'x', gatewayClass: GkeGatewayClass.GLOBAL_EXTERNAL }), 'has one class'],
  ])('refuse %s', (_what, make, message) => {
    expect(make).toThrow(message);
  });
});

test('adopted pods get the same configuration on a managed plane', () => {
  const { app, cluster, mesh } = managed();
  const chart = new Chart(cluster, 'own', { namespace: 'own' });
  mesh.enroll(chart);
  const pods = { metadata: { labels: { app: 'thing' } }, spec: { containers: [{ name: 'thing', image: 'thing:1' }] } };
  const object = new ApiObject(chart, 'pods', { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'thing' }, spec: { selector: { matchLabels: { app: 'thing' } }, template: pods } } as any);
  new MeshService(chart, 'thing', { ports: [ServicePort.http(80)], object, sidecar: { logLevel: 'debug' } });
  expect(only(synth(app).eu, 'Deployment', 'thing').spec.template.metadata.annotations).toMatchObject({ 'sidecar.istio.io/logLevel': 'debug' });
});
