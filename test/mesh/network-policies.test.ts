import { App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-33';
import {
  AdoptionStage, Checks, ControlPlane, DataPlane, EgressGateway, ExternalService, GatewayWorkload, Identity, IngressGateway, install, Listener, Mesh, type MeshProps, MeshService, OutboundTraffic, ServicePort,
  Severity, Source, TrafficApi, Waypoint,
} from '../../src';
import { connects, type End } from '../network';

const AMBIENT: MeshProps = { controlPlane: ControlPlane.inCluster({ ambient: true }), dataPlane: DataPlane.ambient(), outbound: OutboundTraffic.ALLOW_ANY };
const GATEWAY_API: MeshProps = { controlPlane: ControlPlane.existing({ trafficApi: TrafficApi.GATEWAY_API }) };

const pod = (namespace: string, app: string): End => ({ namespace, labels: { app } });
const objectsOf = (app: App): any[] => app.charts.filter((c) => !c.node.scopes.some((s) => s instanceof install.IstioInstall)).flatMap((c) => c.toJson());
const image = { image: 'app:1', runAsUser: 1000 };

/** Namespaces with similar names, each with services `web` and `api` on ports that differ from those of their pods. */
function estate(props: MeshProps = {}) {
  const app = new App();
  const mesh = new Mesh(app, 'mesh', { networkPolicies: true, ...props });
  const [shop, data, other] = ['shop', 'data', 'shop-a'].map((namespace) => {
    const chart = new Chart(app, namespace, { namespace });
    mesh.enroll(chart);
    return chart;
  });
  const service = (chart: Chart, id: string) => new MeshService(chart, id, { ports: [ServicePort.http(80, { targetPort: 8080 }), ServicePort.tcp(5432)], ...image });
  return { app, mesh, shop, data, other, web: service(shop, 'web'), api: service(shop, 'api'), db: service(data, 'db'), twin: service(other, 'web') };
}

describe.each<[string, MeshProps]>([['sidecars', {}], ['ambient mode', AMBIENT], ['Gateway API', GATEWAY_API]])('with %s', (_, props) => {
  const ambient = props === AMBIENT;

  test('pods accept declared calls only, on the ports of the call', () => {
    const { app, web, db, api } = estate(props);
    web.calls(db, { ports: [5432] });
    web.calls(api);
    const objects = objectsOf(app);
    const reaches = (from: End, to: End, ...ports: number[]) => ports.filter((p) => connects(objects, from, to, p));
    const tunnel = ambient ? [15008] : [];
    expect(reaches(pod('shop', 'web'), pod('data', 'db'), 80, 5432, 8080, 15008)).toEqual([5432, ...tunnel]);
    expect(reaches(pod('shop', 'web'), pod('shop', 'api'), 80, 5432, 8080, 15008)).toEqual([5432, 8080, ...tunnel]);
    // nobody declared these: the way back, a look-alike, a pod that is no service
    expect(reaches(pod('data', 'db'), pod('shop', 'web'), 5432, 8080, 15008)).toEqual([]);
    expect(reaches(pod('shop-a', 'web'), pod('data', 'db'), 5432, 8080, 15008)).toEqual([]);
    expect(reaches(pod('shop', 'stranger'), pod('shop', 'api'), 5432, 8080, 15008)).toEqual([]);
  });

  test('pods can reach DNS and proxies can reach istiod; monitoring and probes are allowed', () => {
    const { app } = estate(props);
    const objects = objectsOf(app);
    const web = pod('shop', 'web');
    expect(connects(objects, web, { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } }, 53, 'UDP')).toBe(true);
    expect(connects(objects, web, { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } }, 443)).toBe(false);
    expect(connects(objects, web, { namespace: 'istio-system', labels: { app: 'istiod' } }, 15012)).toBe(!ambient);
    expect(connects(objects, pod('monitoring', 'prometheus'), web, 15020)).toBe(!ambient);
    expect(connects(objects, pod('monitoring', 'prometheus'), web, 8080)).toBe(false);
    expect(connects(objects, { address: '169.254.7.127' }, web, 8080)).toBe(ambient);
  });

  test('the checks have no findings about the generated policies', () => {
    const { app, web, db } = estate(props);
    web.calls(db);
    expect(Checks.of(app).findings().filter((f) => f.severity !== Severity.INFO).map((f) => `${f.severity} ${f.code} ${f.message}`)).toEqual([]);
  });
});

test('callers of access rules are allowed: namespaces, identities, addresses, everyone', () => {
  const { app, web, api, db, twin } = estate();
  web.allow({ from: [Source.namespace('monitoring')], ports: [80] });
  api.allow({ from: [Source.identity(Identity.fromServiceAccount({ namespace: 'batch', serviceAccount: 'job' }))] });
  db.allow({ from: [Source.ipBlocks('10.0.0.0/8')], ports: [5432] });
  twin.allow({ ports: [80] });
  const objects = objectsOf(app);
  const anywhere: End = { address: '203.0.113.7' };
  expect([8080, 5432].filter((p) => connects(objects, pod('monitoring', 'any'), pod('shop', 'web'), p))).toEqual([8080]);
  expect([8080, 5432].filter((p) => connects(objects, pod('batch', 'job'), pod('shop', 'api'), p))).toEqual([8080, 5432]);
  expect([8080, 5432].filter((p) => connects(objects, { address: '10.1.2.3' }, pod('data', 'db'), p))).toEqual([5432]);
  expect([8080, 5432].filter((p) => connects(objects, anywhere, pod('shop-a', 'web'), p))).toEqual([8080]);
  expect(connects(objects, pod('batch', 'job'), pod('shop', 'web'), 8080)).toBe(false);
  expect(connects(objects, anywhere, pod('data', 'db'), 5432)).toBe(false);
});

test('if rules route to another service, its pods accept the callers of the first', () => {
  const { app, web, api, db } = estate();
  api.split(api.weight(90), db.weight(10));
  web.calls(api, { ports: [80] });
  const objects = objectsOf(app);
  expect(connects(objects, pod('shop', 'web'), pod('data', 'db'), 8080)).toBe(true);
  expect(connects(objects, pod('shop', 'web'), pod('shop', 'api'), 8080)).toBe(true);
  expect(connects(objects, pod('shop', 'web'), pod('shop', 'api'), 5432)).toBe(false);
});

test('adopted pods are allowed by their labels, the ports on which they listen, and their namespace, which their proxies see', () => {
  const { app, shop, web, db } = estate();
  const labels = { 'app.kubernetes.io/name': 'cache' };
  new kplus.k8s.KubeDeployment(shop, 'cache-pods', {
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'redis:7', ports: [{ name: 'redis', containerPort: 6379 }] }] } } },
  });
  const service = new kplus.k8s.KubeService(shop, 'cache-service', { metadata: { name: 'cache' }, spec: { selector: labels, ports: [{ name: 'tcp-redis', port: 1234, targetPort: kplus.k8s.IntOrString.fromString('redis') }] } });
  const cache = MeshService.fromApiObject(shop, 'cache', service, Identity.fromServiceAccount({ namespace: 'shop', serviceAccount: 'default' }));
  web.calls(cache);
  cache.calls(db, { ports: [5432] });
  const objects = objectsOf(app);
  const pods: End = { namespace: 'shop', labels };
  expect([1234, 6379].filter((p) => connects(objects, pod('shop', 'web'), pods, p))).toEqual([6379]);
  expect(connects(objects, pods, pod('data', 'db'), 5432)).toBe(true);
  expect(connects(objects, pod('shop', 'api'), pods, 6379)).toBe(false);
});

test('external services are allowed by port, by address where addresses are known, or only through the egress gateway', () => {
  const { app, mesh, shop, web, api, db } = estate();
  const out = new Chart(app, 'out', { namespace: 'out' });
  mesh.enroll(out);
  const gateway = new EgressGateway(shop, 'way-out', { workload: GatewayWorkload.helm('istio-egress', 'out') });
  web.calls(new ExternalService(shop, 'bank', { hosts: ['bank.example.com'], ports: [ServicePort.http(80)], originateTls: true }));
  api.calls(new ExternalService(shop, 'legacy', { hosts: ['legacy.example.com'], ports: [ServicePort.tcp(1521)], endpoints: [{ address: '10.9.9.9' }] }));
  db.calls(new ExternalService(shop, 'tax', { hosts: ['tax.example.com'], ports: [ServicePort.tls(443)], via: gateway }));
  const objects = objectsOf(app);
  const outside: End = { address: '203.0.113.7' };
  const proxies: End = { namespace: 'out', labels: { app: 'istio-egress', istio: 'egress' } };
  expect([80, 443, 1521].filter((p) => connects(objects, pod('shop', 'web'), outside, p))).toEqual([443]);
  expect([outside, { address: '10.9.9.9' }].filter((end) => connects(objects, pod('shop', 'api'), end, 1521))).toEqual([{ address: '10.9.9.9' }]);
  expect(connects(objects, pod('data', 'db'), outside, 443)).toBe(false);
  expect([443, 8443].filter((p) => connects(objects, pod('data', 'db'), proxies, p))).toEqual([443, 8443]);
  expect(connects(objects, proxies, outside, 443)).toBe(true);
  expect(connects(objects, proxies, outside, 1521)).toBe(false);
  expect(connects(objects, proxies, { namespace: 'istio-system', labels: { app: 'istiod' } }, 15012)).toBe(true);
});

describe('gateways', () => {
  const outside: End = { address: '203.0.113.7' };

  test('accept traffic to their listeners if they have their own proxies, and reach the services of their routes', () => {
    const { app, shop, web, db } = estate();
    const edge = new IngressGateway(shop, 'edge', { workload: GatewayWorkload.own() });
    edge.addListener(Listener.http({ hosts: ['a.example.com'] })).route(web);
    const objects = objectsOf(app);
    const proxies: End = { namespace: 'shop', labels: { app: 'edge', istio: 'edge' } };
    expect([80, 443, 15021].filter((p) => connects(objects, outside, proxies, p))).toEqual([80, 15021]);
    expect(connects(objects, proxies, pod('shop', 'web'), 8080)).toBe(true);
    expect(connects(objects, proxies, pod('data', 'db'), 8080)).toBe(false);
    expect(db.serviceName).toBe('db');
  });

  test('reach the services of their routes in another namespace; without deny by default no policy is written', () => {
    const { app, shop, web } = estate();
    new IngressGateway(shop, 'edge').addListener(Listener.http({ hosts: ['a.example.com'] })).route(web);
    const objects = objectsOf(app);
    expect(connects(objects, { namespace: 'istio-ingress', labels: { istio: 'ingress' } }, pod('shop', 'web'), 8080)).toBe(true);
    expect(objects.filter((o) => o.kind === 'NetworkPolicy' && o.metadata.namespace === 'istio-ingress')).toEqual([]);
  });

  test('are allowed too if their namespace is enrolled later', () => {
    const { app, mesh, shop, web } = estate();
    new IngressGateway(shop, 'edge').addListener(Listener.http({ hosts: ['a.example.com'] })).route(web);
    mesh.enroll(new Chart(app, 'ingress', { namespace: 'istio-ingress' }));
    const objects = objectsOf(app);
    const proxies: End = { namespace: 'istio-ingress', labels: { istio: 'ingress' } };
    expect([80, 8080, 443].filter((p) => connects(objects, outside, proxies, p))).toEqual([80, 8080]);
    expect(connects(objects, proxies, pod('shop', 'web'), 8080)).toBe(true);
  });
});

test('a waypoint accepts tunnels of all pods and reaches its services, whose pods accept no other callers', () => {
  const { app, shop, web, api } = estate(AMBIENT);
  new Waypoint(shop, 'way', {});
  web.calls(api);
  const objects = objectsOf(app);
  const way: End = { namespace: 'shop', labels: { 'gateway.networking.k8s.io/gateway-name': 'way' } };
  expect(connects(objects, pod('shop', 'web'), way, 15008)).toBe(true);
  expect(connects(objects, way, pod('shop', 'api'), 15008)).toBe(true);
  expect(connects(objects, way, { namespace: 'istio-system', labels: { app: 'istiod' } }, 15012)).toBe(true);
});

describe('follow the stages of adoption', () => {
  test('without deny by default pods accept all callers; without scoped sidecars pods reach all hosts', () => {
    const { app, mesh } = estate();
    const chart = new Chart(app, 'legacy', { namespace: 'legacy' });
    mesh.enroll(chart, { stage: AdoptionStage.PERMISSIVE });
    new MeshService(chart, 'old', { ports: [ServicePort.http(80, { targetPort: 8080 })], ...image });
    const objects = objectsOf(app);
    expect(connects(objects, { address: '203.0.113.7' }, pod('legacy', 'old'), 8080)).toBe(true);
    expect(connects(objects, pod('legacy', 'old'), { address: '203.0.113.7' }, 443)).toBe(true);
    expect(connects(objects, pod('legacy', 'old'), pod('shop', 'web'), 8080)).toBe(false);
  });

  test('a namespace can have its own setting', () => {
    const app = new App();
    const mesh = new Mesh(app, 'mesh');
    for (const [namespace, networkPolicies] of [['a', true], ['b', false], ['c', undefined]] as const) {
      const chart = new Chart(app, namespace, { namespace });
      mesh.enroll(chart, { networkPolicies });
      new MeshService(chart, 'web', { ports: [ServicePort.http(80)], ...image });
    }
    expect(objectsOf(app).filter((o) => o.kind === 'NetworkPolicy').map((o) => `${o.metadata.namespace}/${o.metadata.name}`).sort()).toEqual(['a/default', 'a/web']);
  });

  test('planes without Istio\'s proxies refuse them', () => {
    expect(() => new Mesh(new App(), 'mesh', { controlPlane: ControlPlane.static(), networkPolicies: true })).toThrow(/mesh 'mesh': networkPolicies is not supported on plane 'static'/);
  });
});
