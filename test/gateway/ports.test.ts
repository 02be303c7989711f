import { ApiObject, App, Chart } from 'cdk8s';
import { Backend, ControlPlane, GatewayWorkload, HttpMatch, IngressGateway, Listener, Mesh, MeshService, type MeshProps, ServicePort, TrafficApi } from '../../src';
import { connects } from '../network';
import { letsIn } from '../policies';

const PLANES: Array<[string, MeshProps]> = [
  ['Istio\'s API', {}],
  ['Gateway API', { controlPlane: ControlPlane.existing({ trafficApi: TrafficApi.GATEWAY_API }) }],
];

/** A service with a port for customers and one for operators, and two gateways with proxies of their own. */
function world(props: MeshProps) {
  const app = new App();
  const mesh = new Mesh(app, 'mesh', { ...props, networkPolicies: true });
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  mesh.enroll(chart);
  const web = new MeshService(chart, 'web', {
    ports: [ServicePort.http(80, { targetPort: 8080 }), ServicePort.http(81, { name: 'http-admin', targetPort: 9090 })], image: 'web:1',
  });
  const gateway = (id: string) => new IngressGateway(chart, id, { workload: GatewayWorkload.existing({ namespace: id, labels: { istio: id }, serviceAccount: id, serviceName: id }) });
  const [shop, office] = ['public', 'internal'].map(gateway);
  const listener = (edge: IngressGateway) => edge.addListener(Listener.http({ hosts: ['shop.example.com'] }));
  const objects = () => app.charts.flatMap((c) => c.toJson());
  const may = (from: string, port: number) => letsIn(objects(), { port, host: 'shop.example.com', principal: `cluster.local/ns/${from}/sa/${from}`, labels: { app: 'web' }, namespace: 'shop' });
  const reach = (from: string, port: number) => connects(objects(), { namespace: from, labels: { istio: from } }, { namespace: 'shop', labels: { app: 'web' } }, port);
  const all = (of: (from: string, port: number) => boolean) => ['public', 'internal'].map((from) => [8080, 9090].map((port) => of(from, port)));
  return { app, chart, web, shop: listener(shop), office: listener(office), may, all, reach };
}

describe.each(PLANES)('a gateway that routes to one of several ports, on %s', (_, props) => {
  test('may use that port only', () => {
    const { web, shop, office, may, reach, all } = world(props);
    shop.route(Backend.of(web, { port: 80 }));
    office.route(Backend.of(web, { port: 81 }));
    expect(all(may)).toEqual([[true, false], [false, true]]);
    expect(all(reach)).toEqual([[true, false], [false, true]]);
  });

  test('may use each port of its routes', () => {
    const { web, shop, office, may, all } = world(props);
    office.route(Backend.of(web, { port: 81 }), '/admin');
    office.route(Backend.of(web, { port: 80 }));
    shop.route(Backend.of(web, { port: 80 }));
    expect(all(may)).toEqual([[true, false], [true, true]]);
  });

  test('may use the port to which the service\'s own rules route, whenever they are declared', () => {
    const { web, shop, office, may, all } = world(props);
    shop.route(Backend.of(web, { port: 80 }));
    office.route(Backend.of(web, { port: 80 }));
    web.addRule({ matches: [HttpMatch.prefix('/metrics')], to: [Backend.of(web, { port: 81 })] });
    expect(all(may)).toEqual([[true, true], [true, true]]);
  });

  test('may use only the routed port of an adopted service whose target ports are named by its pods', () => {
    const { app, chart, shop } = world(props);
    const labels = { app: 'helm' };
    const object = (kind: string, spec: object) => new ApiObject(chart, kind, { apiVersion: kind === 'Service' ? 'v1' : 'apps/v1', kind, metadata: { name: 'helm' }, spec } as any);
    const adopted = object('Service', { selector: labels, ports: [{ name: 'http', port: 80, targetPort: 'web' }, { name: 'http-admin', port: 81, targetPort: 'admin' }] });
    shop.route(Backend.of(MeshService.fromApiObject(chart, 'adopted', adopted), { port: 80 }));
    const containers = [{ name: 'c', image: 'c:1', ports: [{ name: 'web', containerPort: 3000 }, { name: 'admin', containerPort: 3001 }] }];
    object('Deployment', { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } });
    const all = app.charts.flatMap((c) => c.toJson());
    expect([3000, 3001].map((port) => letsIn(all, { port, host: 'shop.example.com', principal: 'cluster.local/ns/public/sa/public', labels, namespace: 'shop' }))).toEqual([true, false]);
  });
});

test('a call that is limited to a port may use the port to which the service\'s rules route the call', () => {
  const { chart, web, may } = world({});
  const caller = new MeshService(chart, 'caller', { ports: [], image: 'caller:1' });
  caller.calls(web, { ports: [80] });
  expect([8080, 9090].map((port) => may('shop', port))).toEqual([false, false]); // of no identity that is declared
  const from = (port: number) => letsIn(chart.toJson(), { port, host: 'web', principal: 'cluster.local/ns/shop/sa/caller', labels: { app: 'web' }, namespace: 'shop' });
  expect([8080, 9090].map(from)).toEqual([true, false]);
  web.addRule({ to: [Backend.of(web, { port: 81 })] });
  expect([8080, 9090].map(from)).toEqual([true, true]);
});
