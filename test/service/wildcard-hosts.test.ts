import { Chart } from 'cdk8s';
import { Checks, ControlPlane, DataPlane, EgressGateway, ExternalService, MeshService, OutboundTraffic, Resolution, ServicePort, Severity, Waypoint } from '../../src';
import { aMesh, find, objects } from '../fixture';

const hosts = ['*.encyclopedia.example', '*.search.example'];
const dynamic = (chart: Chart, more: object = {}) => new ExternalService(chart, 'any', { hosts, ports: [ServicePort.http(80), ServicePort.tls(443)], resolution: Resolution.DYNAMIC_DNS, ...more });

test('wildcard hosts are resolved by the DNS name of each request', () => {
  const { app, chart } = aMesh();
  const web = new MeshService(chart, 'web', { ports: [ServicePort.http(80)], image: 'web:1', runAsUser: 1000 });
  web.calls(dynamic(chart));
  expect(find(chart, 'ServiceEntry', 'any').spec).toEqual({
    hosts, ports: [{ number: 80, name: 'http', protocol: 'HTTP' }, { number: 443, name: 'tls', protocol: 'TLS' }], location: 'MESH_EXTERNAL', resolution: 'DYNAMIC_DNS', exportTo: ['.'],
  });
  expect(find(chart, 'Sidecar', 'web').spec.egress[0].hosts).toEqual(['./*.encyclopedia.example', './*.search.example', 'istio-system/*']);
  expect(Checks.of(app).findings().filter((f) => f.severity !== Severity.INFO).map((f) => `${f.code} ${f.message}`)).toEqual([]);
});

test('wildcard hosts use a waypoint in ambient mode, which allows declared callers', () => {
  const { app, chart } = aMesh({ controlPlane: ControlPlane.inCluster({ ambient: true }), dataPlane: DataPlane.ambient(), outbound: OutboundTraffic.ALLOW_ANY });
  const web = new MeshService(chart, 'web', { ports: [ServicePort.http(80)], image: 'web:1', runAsUser: 1000 });
  const way = new Waypoint(chart, 'way-out', { wholeNamespace: false });
  const any = dynamic(chart, { ports: [ServicePort.http(80)] });
  way.serve(any);
  web.calls(any);
  expect(find(chart, 'ServiceEntry', 'any')).toMatchObject({ metadata: { labels: { 'istio.io/use-waypoint': 'way-out' } }, spec: { resolution: 'DYNAMIC_DNS' } });
  expect(find(chart, 'AuthorizationPolicy', 'any-allow').spec).toEqual({
    action: 'ALLOW', targetRefs: [{ group: 'networking.istio.io', kind: 'ServiceEntry', name: 'any' }], rules: [{ from: [{ source: { principals: ['cluster.local/ns/shop/sa/web'] } }], to: [{ operation: { ports: ['80'] } }] }],
  });
  expect(Checks.of(app).findings().filter((f) => f.severity !== Severity.INFO).map((f) => `${f.code} ${f.message}`)).toEqual([]);
});

test.each<[string, (chart: Chart) => void, RegExp]>([
  ['an egress gateway', (chart) => dynamic(chart, { via: new EgressGateway(chart, 'out') }), /can't be routed through an egress gateway, whose proxies don't resolve the host of each request; list the full host names, or, in ambient mode, use a waypoint/],
  ['a host without a wildcard', (chart) => dynamic(chart, { hosts: ['*.a.example', 'b.example'] }), /hosts must have a wildcard with Resolution\.DYNAMIC_DNS, got: 'b\.example'/],
  ['addresses', (chart) => dynamic(chart, { addresses: ['10.0.0.1'] }), /resolved from the host of each request; remove addresses/],
  ['a port of bytes', (chart) => dynamic(chart, { ports: [ServicePort.tcp(5432)] }), /with Resolution\.DYNAMIC_DNS, which needs the host of each request, ports must be http, http2, grpc or tls, got: 5432 tcp/],
  ['another resolution', (chart) => dynamic(chart, { resolution: Resolution.DNS }), /use Resolution\.NONE or Resolution\.DYNAMIC_DNS, or list the full host names/],
])('%s is refused', (_, act, error) => expect(() => act(aMesh().chart)).toThrow(error));

test('a plane whose proxies don\'t support it is refused', () => {
  expect(() => dynamic(aMesh({ controlPlane: ControlPlane.static() }).chart)).toThrow(/Resolution\.DYNAMIC_DNS needs an istiod and is not supported/);
  expect(objects(aMesh().chart).length).toBeGreaterThan(0);
});
