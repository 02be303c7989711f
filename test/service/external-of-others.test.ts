import { App, Chart, Duration } from 'cdk8s';
import { Checks, EgressGateway, ExternalService, GatewayWorkload, Identity, IngressGateway, Listener, Mesh, MeshService, ServicePort, Severity } from '../../src';
import { objects } from '../fixture';

const HOSTS = ['api.payments.example', 'fraud.payments.example'];
const PORTS = [ServicePort.http(80), ServicePort.tls(8443)];
const PROXIES = GatewayWorkload.helm('istio-egress', 'out');
const CHECKOUT = Identity.fromServiceAccount({ namespace: 'shop', serviceAccount: 'checkout' });

/** A team's app that calls the platform's hosts. */
function team() {
  const app = new App();
  const mesh = Mesh.fromAttributes(app, 'mesh');
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  mesh.enroll(chart);
  const checkout = new MeshService(chart, 'checkout', { ports: [ServicePort.http(80)], image: 'checkout:1', runAsUser: 1000 });
  const web = new MeshService(chart, 'web', { ports: [ServicePort.http(80)], image: 'web:1', runAsUser: 1000 });
  return { app, chart, checkout, web };
}

/** The platform's app, which allows the team's service to use its gateway. */
function platform() {
  const app = new App();
  const mesh = new Mesh(app, 'mesh');
  const chart = new Chart(app, 'platform', { namespace: 'platform' });
  mesh.enroll(chart);
  const payments = new ExternalService(chart, 'payments', { hosts: HOSTS, ports: PORTS, via: new EgressGateway(chart, 'out', { workload: PROXIES }) });
  MeshService.fromAttributes(chart, 'checkout', { serviceName: 'checkout', namespace: 'shop', ports: [], identity: CHECKOUT }).calls(payments);
  return { app, chart };
}

const egress = (chart: Chart, name: string) => objects(chart).find((o) => o.kind === 'Sidecar' && o.metadata.name === name).spec.egress[0].hosts;

test('its callers reach it through the owner\'s objects, directly or by the owner\'s gateway, and no object is written for it', () => {
  const { chart, checkout, web } = team();
  const before = objects(chart).length;
  checkout.calls(ExternalService.fromAttributes(chart, 'payments', { namespace: 'platform', hosts: HOSTS, ports: PORTS, via: new EgressGateway(chart, 'out', { workload: PROXIES }) }));
  web.calls(ExternalService.fromAttributes(chart, 'search', { namespace: 'other', hosts: ['search.example.com'], ports: [ServicePort.tls(443)] }), { ports: [443] });

  expect(egress(chart, 'checkout')).toEqual(['out/istio-egress.out.svc.cluster.local', 'platform/api.payments.example', 'platform/fraud.payments.example', 'istio-system/*']);
  expect(egress(chart, 'web')).toEqual(['other/search.example.com', 'istio-system/*']);
  expect(objects(chart)).toHaveLength(before);
});

test('the owner\'s objects are visible to its callers', () => {
  const { chart } = platform();
  const of = (kind: string) => objects(chart).filter((o) => o.kind === kind);
  expect(of('ServiceEntry').map((o) => o.spec.exportTo)).toEqual([['.', 'out', 'shop']]);
  expect(of('VirtualService').map((o) => [o.spec.hosts, o.spec.exportTo])).toEqual(HOSTS.map((h) => [[h], ['.', 'out', 'shop']]));
  expect(of('AuthorizationPolicy').find((o) => o.metadata.namespace === 'out').spec.rules.map((r: any) => r.from[0].source.principals)).toEqual([
    ['cluster.local/ns/shop/sa/checkout'], ['cluster.local/ns/shop/sa/checkout'],
  ]);
});

test('both apps only have informational findings', () => {
  const { app, chart, checkout } = team();
  checkout.calls(ExternalService.fromAttributes(chart, 'payments', { namespace: 'platform', hosts: HOSTS, ports: PORTS, via: new EgressGateway(chart, 'out', { workload: PROXIES }) }));
  for (const each of [app, platform().app]) {
    expect(Checks.of(each).findings().filter((f) => f.severity !== Severity.INFO).map((f) => `${f.severity} ${f.code} ${f.message}`)).toEqual([]);
  }
});

test('a gateway may route to it', () => {
  const { chart } = team();
  const search = ExternalService.fromAttributes(chart, 'search', { namespace: 'other', hosts: ['search.example.com'], ports: [ServicePort.http(80)] });
  new IngressGateway(chart, 'edge').addListener(Listener.http({ hosts: ['find.example.com'] })).route(search);
  expect(objects(chart).find((o) => o.kind === 'VirtualService').spec.http[0].route).toEqual([{ destination: { host: 'search.example.com', port: { number: 80 } } }]);
});

test.each<[string, (s: ExternalService) => void]>([
  ['a rule', (s) => s.addRule({ timeout: Duration.seconds(1) })],
  ['a policy', (s) => s.policy({ connectionPool: { maxConnections: 1 } })],
])('%s of it belongs to the owner', (_, act) => {
  const { chart } = team();
  const payments = ExternalService.fromAttributes(chart, 'payments', { namespace: 'platform', hosts: HOSTS, ports: PORTS });
  expect(() => act(payments)).toThrow(/external service 'payments' belongs to the owner of namespace 'platform', whose rules and policies apply to all callers; configure the service in the app that defines it/);
});

test.each<[string, object, RegExp]>([
  ['no host', { namespace: 'platform', hosts: [], ports: PORTS }, /external service 'shop\/x' has no host; add at least one to hosts/],
  ['a namespace that is not a name', { namespace: 'Platform', hosts: HOSTS, ports: PORTS }, /the namespace of external service 'shop\/x' must be a DNS label.*got: 'Platform'/],
])('%s is refused', (_, attributes, error) => {
  expect(() => ExternalService.fromAttributes(team().chart, 'x', attributes as any)).toThrow(error);
});
