import { App, Chart, Testing } from 'cdk8s';
import { aFleet, only, synth } from './fixture';
import {
  Checks, CertificateAuthority, ControlPlane, DataPlane, type FleetCluster, HttpMatch, IngressGateway, Listener, LoadBalancer, ManagedImplementation, Mesh, MeshService, type MeshServiceProps, RetryOn, ServiceExport, ServiceImport, ServicePort, TrafficApi,
} from '../../src';

const HOST = 'cart.shop.svc.clusterset.local';
const OWN = 'cart.shop.svc.cluster.local';

interface Shop {
  readonly cart: MeshService;
  readonly web: MeshService;
  readonly exported: ServiceExport;
}

/** A service and its export, and a service that may call it, in one cluster. */
function shop(cluster: FleetCluster | App, controlPlane: ControlPlane, props: MeshServiceProps = {}): Shop {
  const chart = new Chart(cluster, 'shop', { namespace: 'shop' });
  new Mesh(cluster, 'mesh', { controlPlane }).enroll(chart);
  const cart = new MeshService(chart, 'cart', { ports: [ServicePort.http(80)], ...(props.ports ? {} : { image: 'cart:1' }), ...props });
  const web = new MeshService(chart, 'web', { ports: [ServicePort.http(80)], image: 'web:1' });
  return { cart, web, exported: new ServiceExport(chart, 'export', { service: cart }) };
}

/** The output for a GKE cluster of a fleet. */
function written(change: (s: Shop) => void, controlPlane: ControlPlane = ControlPlane.managed({ expect: ManagedImplementation.TRAFFIC_DIRECTOR }), props: MeshServiceProps = {}): any[] {
  const { app, fleet } = aFleet();
  change(shop(fleet.addGkeCluster('eu', { location: 'europe-west1' }), controlPlane, props));
  return synth(app).eu;
}

/** Istio objects that distinguish the two hosts. */
function told(change: (s: Shop) => void, props: MeshServiceProps = {}): any[] {
  const app = Testing.app();
  change(shop(app, ControlPlane.existing({ istiod: { env: { ENABLE_MCS_SERVICE_DISCOVERY: 'true', ENABLE_MCS_HOST: 'true' } } }), props));
  app.synthYaml();
  return app.charts.flatMap((c) => c.toJson());
}

const hosts = (eu: any[], kind: string, name: string) => only(eu, kind, name).spec.egress[0].hosts;

describe('an export, on a control plane that merges endpoints under the service\'s own host', () => {
  const to = (subset?: string, weight?: number) => ({ destination: { host: OWN, ...(subset ? { subset } : {}), port: { number: 80 } }, ...(weight === undefined ? {} : { weight }) });

  test.each([
    ['Traffic Director', ControlPlane.managed({ expect: ManagedImplementation.TRAFFIC_DIRECTOR })],
    ['a managed istiod', ControlPlane.managed({ expect: ManagedImplementation.ISTIOD, endpointDiscovery: true })],
    ['an istiod of one\'s own', ControlPlane.existing()],
  ])('%s gets the host, and routes it to the service', (_who, controlPlane) => {
    const eu = written(({ web, exported }) => web.calls(exported), controlPlane);
    expect(only(eu, 'ServiceEntry', 'cart-clusterset').spec).toEqual({ hosts: [HOST], ports: [{ number: 80, name: 'http', protocol: 'HTTP' }], location: 'MESH_EXTERNAL', resolution: 'DNS' });
    expect(only(eu, 'VirtualService', 'cart-clusterset').spec).toEqual({ hosts: [HOST], http: [{ route: [to()] }] });
    expect(hosts(eu, 'Sidecar', 'web')).toEqual([`./${OWN}`, `./${HOST}`, 'istio-system/*']);
    expect(only(eu, 'AuthorizationPolicy', 'cart-allow').spec.rules[0].from[0].source.principals).toEqual(['shop-fleet.svc.id.goog/ns/shop/sa/web']);
    expect(only(eu, 'ServiceExport', 'cart').apiVersion).toBe('net.gke.io/v1');
  });

  test('a call to the service\'s own host needs no other host', () => {
    expect(hosts(written(({ web, cart }) => web.calls(cart)), 'Sidecar', 'web')).toEqual([`./${OWN}`, 'istio-system/*']);
  });

  test('rules apply to both hosts, and policies to their destination', () => {
    const eu = written(({ web, cart, exported }) => {
      const [v1, v2] = ['v1', 'v2'].map((v) => cart.addVersion(v, { image: `cart:${v}` }));
      cart.split(v1.weight(90), v2.weight(10));
      cart.addRule({ matches: [HttpMatch.header('beta', 'yes')], to: [v2], retries: { attempts: 3, on: [RetryOn.GATEWAY_ERROR] } });
      cart.policy({ loadBalancer: LoadBalancer.roundRobin() });
      web.calls(exported);
    }, undefined, { image: undefined });
    const [own, all] = ['cart', 'cart-clusterset'].map((n) => only(eu, 'VirtualService', n).spec);
    expect([own.hosts, all.hosts]).toEqual([[OWN], [HOST]]);
    expect(all.http).toEqual(own.http);
    expect(all.http.map((r: any) => r.route)).toEqual([[to('v2')], [to('v1', 90), to('v2', 10)]]);
    expect(eu.filter((o) => o.kind === 'DestinationRule').map((o) => o.spec.host)).toEqual([OWN]);
  });

  test('every port is routed, for any protocol and with or without rules', () => {
    const ports = [ServicePort.http(80), ServicePort.grpc(90), ServicePort.tcp(70), ServicePort.tcp(71, { name: 'tcp-b' }), ServicePort.tls(443), ServicePort.udp(53)];
    const eu = written(({ cart, web, exported }) => {
      cart.addTcpRule({ port: 70, to: [web.weight(1)] });
      web.calls(exported);
    }, ControlPlane.existing(), { ports });
    const at = (port: number) => ({ destination: { host: OWN, port: { number: port } } });
    const { http, tcp, tls } = only(eu, 'VirtualService', 'cart-clusterset').spec;
    expect(http).toEqual([80, 90].map((port) => ({ match: [{ port }], route: [at(port)] })));
    expect(tcp).toEqual([{ match: [{ port: 70 }], route: [{ destination: { host: 'web.shop.svc.cluster.local', port: { number: 80 } } }] }, { match: [{ port: 71 }], route: [at(71)] }]);
    expect(tls).toEqual([{ match: [{ port: 443, sniHosts: [HOST] }], route: [at(443)] }]);
    expect(only(eu, 'ServiceEntry', 'cart-clusterset').spec.ports.map((p: any) => p.number)).toEqual([80, 90, 70, 71, 443]);
  });

  test('a TCP port, which would match any address, is only routed with a caller', () => {
    const ports = [ServicePort.http(80), ServicePort.tcp(70)];
    const named = (change: (s: Shop) => void) => {
      const eu = written(change, ControlPlane.existing(), { ports });
      return [only(eu, 'ServiceEntry', 'cart-clusterset').spec.ports.map((p: any) => p.number), only(eu, 'VirtualService', 'cart-clusterset').spec.tcp?.length ?? 0];
    };
    expect(named(() => undefined)).toEqual([[80], 0]);
    expect(named(({ cart, web }) => cart.addTcpRule({ to: [web] }))).toEqual([[80], 0]);
    expect(named(({ web, exported }) => web.calls(exported, { ports: [80] }))).toEqual([[80], 0]);
    expect(named(({ web, exported }) => web.calls(exported, { ports: [70] }))).toEqual([[80, 70], 1]);
    expect(() => only(written(() => undefined, ControlPlane.existing(), { ports: [ServicePort.tcp(70)] }), 'ServiceEntry')).toThrow('0 of ServiceEntry');
  });

  test('a TLS rule of the service applies to its multi-cluster host; other server names are unchanged', () => {
    const eu = written(({ cart, web, exported }) => {
      cart.addTlsRule({ sniHosts: [OWN, 'db.example.com'], to: [web] });
      web.calls(exported);
    }, ControlPlane.existing(), { ports: [ServicePort.tls(443)] });
    expect(only(eu, 'VirtualService', 'cart-clusterset').spec).toMatchObject({ hosts: [HOST], tls: [{ match: [{ sniHosts: [HOST] }], route: [{ destination: { host: 'web.shop.svc.cluster.local' } }] }] });
  });

  test('rules, splits and gateways can route to an export like to the service', () => {
    const eu = written(({ web, cart, exported }) => {
      web.addRule({ matches: [HttpMatch.prefix('/cart')], to: [exported], mirrors: [{ to: exported }] });
      web.split(web.weight(1), exported.weight(3));
      cart.addRule({ timeout: undefined, matches: [HttpMatch.prefix('/cart/v2')], name: 'second' });
      new IngressGateway(Chart.of(web), 'edge').addListener(Listener.http({ hosts: ['shop.example.com'] })).route(exported);
    }, ControlPlane.existing());
    expect(only(eu, 'VirtualService', 'web').spec.http.map((r: any) => r.route.map((d: any) => d.destination.host))).toEqual([[OWN], ['web.shop.svc.cluster.local', OWN]]);
    expect(only(eu, 'VirtualService', 'edge-shop-example-com').spec.http[0].route[0].destination.host).toBe(OWN);
  });

  test.each<[string, ControlPlane, MeshServiceProps, string]>([
    ['no endpoints of other clusters are looked for', ControlPlane.managed({ endpointDiscovery: false }), {}, 'does not discover endpoints in other clusters (endpointDiscovery: false)'],
    ['its endpoints stay in their cluster', ControlPlane.managed({ expect: ManagedImplementation.ISTIOD, clusterLocal: ['*.shop.svc.cluster.local'] }), {}, "(clusterLocal: '*.shop.svc.cluster.local')"],
    ['it has no address', ControlPlane.existing(), { headless: true }, 'called by the names of its pods'],
  ])('a call or a rule is refused if %s, but the export is not', (_what, controlPlane, props, message) => {
    const eu = written(({ web, exported }) => {
      expect(() => web.calls(exported)).toThrow(message);
      expect(() => web.addRule({ to: [exported] })).toThrow(message);
      expect(() => web.calls(exported)).toThrow("the call from 'fleet/eu/shop/web' to 'fleet/eu/shop/cart'");
    }, controlPlane, props);
    expect(eu.filter((o) => o.metadata.name === 'cart-clusterset')).toEqual([]);
    only(eu, 'ServiceExport', 'cart');
  });

  test('a call to the export of another cluster is refused, as its host is not configured there', () => {
    const { fleet } = aFleet();
    const [eu, us] = ['eu', 'us'].map((name) => shop(fleet.addGkeCluster(name, { location: 'europe-west1' }), ControlPlane.managed()));
    expect(() => us.web.calls(eu.exported)).toThrow("the export is in mesh 'fleet/eu/mesh' and the caller in 'fleet/us/mesh'");
  });
});

describe('an export, on an istiod that distinguishes the two hosts', () => {
  test('istiod defines the host itself', () => {
    const all = told(({ web, exported }) => web.calls(exported));
    expect(all.filter((o) => o.metadata.name === 'cart-clusterset')).toEqual([]);
    expect(hosts(all, 'Sidecar', 'web')).toEqual([`./${OWN}`, `./${HOST}`, 'istio-system/*']);
    expect(only(all, 'ServiceExport', 'cart').apiVersion).toBe('multicluster.x-k8s.io/v1alpha1');
  });

  test('rules and policies are written for each host', () => {
    const all = told(({ web, cart, exported }) => {
      const v1 = cart.addVersion('v1');
      cart.addRule({ matches: [HttpMatch.prefix('/v1')], to: [v1] });
      cart.policy({ loadBalancer: LoadBalancer.roundRobin() });
      web.addRule({ matches: [HttpMatch.prefix('/cart')], to: [exported] });
      new IngressGateway(Chart.of(web), 'edge').addListener(Listener.http({ hosts: ['shop.example.com'] })).route(exported);
    }, { image: undefined });
    const leads = (name: string) => only(all, 'VirtualService', name).spec.http.map((r: any) => [r.route[0].destination.host, r.route[0].destination.subset]);
    expect(leads('cart')).toEqual([[OWN, 'v1'], [OWN, undefined]]);
    expect(leads('cart-clusterset')).toEqual([[HOST, 'v1'], [HOST, undefined]]);
    expect(leads('web')[0]).toEqual([HOST, undefined]);
    expect(leads('edge-shop-example-com')).toEqual([[HOST, 'v1'], [HOST, undefined]]);
    const [own, fleet] = ['cart', 'cart-clusterset'].map((n) => only(all, 'DestinationRule', n).spec);
    expect(fleet).toEqual({ ...own, host: HOST });
  });

  test('a proxy gets the host that rules of other services route to', () => {
    const all = told(({ web, cart, exported }) => {
      const page = new MeshService(Chart.of(web), 'page', { image: 'page:1' });
      web.addRule({ matches: [HttpMatch.prefix('/cart')], to: [exported] });
      page.calls(web);
      expect(cart.host).toBe(OWN);
    });
    expect(hosts(all, 'Sidecar', 'page')).toContain(`./${HOST}`);
  });

  test('exports use the API group that the cluster\'s istiod reads', () => {
    const mcs = (env: object) => ControlPlane.existing({ istiod: { env: { ENABLE_MCS_SERVICE_DISCOVERY: 'true', ...env } } });
    expect(() => written(() => undefined, mcs({}))).toThrow("MCS_API_GROUP: 'net.gke.io'");
    expect(only(written(() => undefined, mcs({ MCS_API_GROUP: 'net.gke.io', MCS_API_VERSION: 'v1' })), 'ServiceExport').apiVersion).toBe('net.gke.io/v1');
    const dc = () => aFleet().fleet.addAttachedCluster('dc', { location: 'europe-west1', issuerUrl: 'https://oidc.example', platformVersion: '1.31.0-gke.1' });
    expect(() => shop(dc(), ControlPlane.existing())).toThrow("'dc' is an attached cluster");
    expect(shop(dc(), mcs({})).exported.host).toBe(HOST);
    expect(() => shop(Testing.app(), ControlPlane.existing())).toThrow('no controller in this cluster reads ServiceExports');
    // values of a chart count as much
    expect(shop(Testing.app(), ControlPlane.existing({ istiod: { values: { pilot: { env: { ENABLE_MCS_SERVICE_DISCOVERY: true } } } } })).exported.host).toBe(HOST);
  });
});

describe('a cluster without the service', () => {
  function without(controlPlane: ControlPlane, change: (web: MeshService, imported: ServiceImport, cart: MeshService) => void, namespace = 'shop'): { eu: any[]; us: any[] } {
    const { app, fleet } = aFleet();
    const { web, exported } = shop(fleet.addGkeCluster('eu', { location: 'europe-west1' }), controlPlane);
    web.calls(exported);
    const us = fleet.addGkeCluster('us', { location: 'us-central1' });
    const chart = new Chart(us, 'shop', { namespace });
    new Mesh(us, 'mesh', { controlPlane }).enroll(chart);
    const caller = new MeshService(chart, 'web', { ports: [ServicePort.http(80)], image: 'web:1' });
    const cart = MeshService.fromAttributes(chart, 'cart', { serviceName: 'cart', namespace: 'shop', ports: [ServicePort.http(80)], selector: { app: 'cart' } });
    change(caller, new ServiceImport(chart, 'import', { service: cart }), cart);
    const { eu, us: there } = synth(app);
    return { eu, us: there };
  }

  test('calls it by its multi-cluster host', () => {
    const { eu, us } = without(ControlPlane.managed({ expect: ManagedImplementation.TRAFFIC_DIRECTOR }), (web, imported) => {
      expect(imported.host).toBe(HOST);
      web.calls(imported);
    });
    for (const kind of ['ServiceEntry', 'VirtualService']) {
      expect(only(us, kind, 'cart-clusterset').spec).toEqual(only(eu, kind, 'cart-clusterset').spec);
    }
    expect(hosts(us, 'Sidecar', 'web')).toEqual([`./${OWN}`, `./${HOST}`, 'istio-system/*']);
    expect(us.filter((o) => /^Service(Export|Import)?$/.test(o.kind)).map((o) => o.metadata.name)).toEqual(['web']);
  });

  test('calls a service in another owner\'s namespace through a host in the callers\' namespace, and writes nothing to the owner\'s', () => {
    const { us } = without(ControlPlane.managed({ expect: ManagedImplementation.TRAFFIC_DIRECTOR }), (web, imported) => web.calls(imported), 'front');
    expect(us.filter((o) => o.metadata.namespace === 'shop').map((o) => `${o.kind} ${o.metadata.name}`)).toEqual([]);
    for (const kind of ['ServiceEntry', 'VirtualService']) {
      expect(only(us, kind, 'shop-cart-clusterset')).toMatchObject({ metadata: { namespace: 'front' }, spec: { hosts: [HOST], exportTo: ['.'] } });
    }
    expect(hosts(us, 'Sidecar', 'web')).toEqual([`./${HOST}`, `shop/${OWN}`, 'istio-system/*']);
  });

  test('a cluster can\'t import its own service, and a weighted import uses the multi-cluster host', () => {
    without(ControlPlane.existing(), (web, imported) => {
      expect(() => new ServiceImport(Chart.of(web), 'own', { service: web })).toThrow("the import of service 'fleet/us/shop/web': the service is created in this cluster; export it with ServiceExport");
      expect(imported.weight(3)._backend()).toMatchObject({ clusterSet: true, weight: 3 });
    });
    expect(() => without(ControlPlane.managed({ endpointDiscovery: false }), (web, imported) => web.calls(imported))).toThrow('endpointDiscovery: false');
  });

  test('an import without an export is reported', () => {
    const { app, fleet } = aFleet();
    const us = fleet.addGkeCluster('us', { location: 'us-central1' });
    fleet.addGkeCluster('eu', { location: 'us-central1' });
    const chart = new Chart(us, 'shop', { namespace: 'shop' });
    new Mesh(us, 'mesh', { controlPlane: ControlPlane.managed() }).enroll(chart);
    const cart = MeshService.fromAttributes(chart, 'cart', { serviceName: 'cart', namespace: 'shop', ports: [ServicePort.http(80)] });
    new ServiceImport(chart, 'import', { service: cart });
    expect(Checks.of(app).findings().map((f) => f.code)).toContain('MESH935');
  });
});

describe('other planes', () => {
  const calls = ({ web, exported }: Shop) => web.calls(exported);

  test('service routing uses the host as an additional name', () => {
    const { app, fleet } = aFleet();
    const { web, exported } = shop(fleet.addGkeCluster('eu', { location: 'europe-west1' }), ControlPlane.serviceRouting({ zones: ['europe-west1-b'], certificateAuthority: CertificateAuthority.elsewhere() }));
    web.calls(exported);
    web.addRule({ matches: [HttpMatch.prefix('/cart')], to: [exported] });
    const routes = Object.values(synth(app)).flat().filter((o) => o.kind === 'NetworkServicesHTTPRoute');
    expect(only(routes, 'NetworkServicesHTTPRoute', 'shop-cart').spec.hostnames).toContain(HOST);
    expect(only(routes, 'NetworkServicesHTTPRoute', 'shop-web').spec.hostnames.some((h: string) => h.endsWith('clusterset.local'))).toBe(false);
  });

  const mcs = { istiod: { env: { ENABLE_MCS_SERVICE_DISCOVERY: 'true', ENABLE_MCS_HOST: 'true', MCS_API_GROUP: 'net.gke.io', MCS_API_VERSION: 'v1' } } };

  test('Gateway API routes refer to the import if istiod supports it, and to the Service if endpoints are merged', () => {
    const lead = ({ web, cart, exported }: Shop) => {
      const v1 = cart.addVersion('v1');
      web.addRule({ matches: [HttpMatch.prefix('/cart')], to: [exported] });
      web.addRule({ matches: [HttpMatch.prefix('/v1')], to: [v1] });
      const edge = new Chart(Chart.of(web).node.scope!, 'edge', { namespace: 'edge' });
      Mesh.containing(web).enroll(edge);
      new IngressGateway(edge, 'edge').addListener(Listener.http({ hosts: ['shop.example.com'] })).route(exported);
    };
    const refs = (eu: any[], name: string) => only(eu, 'HTTPRoute', name).spec.rules.map((r: any) => r.backendRefs[0]);
    const known = written(lead, ControlPlane.existing({ trafficApi: TrafficApi.GATEWAY_API, ...mcs }), { image: undefined });
    expect(refs(known, 'web').slice(0, 2)).toEqual(expect.arrayContaining([{ group: 'net.gke.io', kind: 'ServiceImport', name: 'cart', port: 80 }, { name: 'cart-v1', port: 80 }]));
    expect(refs(known, 'edge-http-80')).toEqual([{ group: 'net.gke.io', kind: 'ServiceImport', name: 'cart', namespace: 'shop', port: 80 }]);
    expect(only(known, 'ReferenceGrant').spec.to).toContainEqual({ group: 'net.gke.io', kind: 'ServiceImport', name: 'cart' });
    const merged = written(lead, ControlPlane.existing({ trafficApi: TrafficApi.GATEWAY_API }), { image: undefined });
    expect(refs(merged, 'web').slice(0, 2)).toEqual(expect.arrayContaining([{ name: 'cart', port: 80 }]));
    expect(JSON.stringify(merged)).not.toContain('ServiceImport');
  });

  test.each<[string, ControlPlane, (s: Shop) => void, string]>([
    ['static Envoy', ControlPlane.static(), calls, '(cluster-set-host) is not supported on plane \'static\'; closest alternative: call it by its own host'],
    ['static Envoy', ControlPlane.static(), ({ web, exported }) => web.addRule({ to: [exported] }), '(cluster-set-backend) is not supported on plane \'static\''],
    ['Gateway API', ControlPlane.existing({ trafficApi: TrafficApi.GATEWAY_API }), calls, '(cluster-set-host) is not supported on plane \'gateway-api\''],
    ['gRPC without a proxy', ControlPlane.existing(), ({ web, exported }) => new MeshService(Chart.of(web), 'dialler', { image: 'd:1', proxyless: true }).calls(exported), 'dial it by its own host'],
    ['ambient mode', ControlPlane.existing(), ({ web, exported }) => new MeshService(Chart.of(web), 'node', { image: 'n:1', dataPlane: DataPlane.ambient() }).calls(exported), 'call it by its own host'],
  ])('%s refuses it', (_plane, controlPlane, change, message) => {
    expect(() => written(change, controlPlane)).toThrow(message);
  });
});
