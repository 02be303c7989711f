import { App, Chart } from 'cdk8s';
import {
  Certificate, ControlPlane, GatewayApiChannel, GatewayWorkload, IngressGateway, Listener, ListenerProtocol, Mesh, type MeshService, MeshService as Service, ServicePort, Traffic, TrafficApi,
} from '../../src';

/* Listeners of one gateway with overlapping hosts: the most specific host on a port handles a request. */

const API = {
  'Istio\'s API': { controlPlane: ControlPlane.existing(), workload: undefined, from: 'shop/edge' },
  'Gateway API': {
    controlPlane: ControlPlane.existing({ trafficApi: TrafficApi.GATEWAY_API, gatewayApiChannel: GatewayApiChannel.EXPERIMENTAL }), workload: GatewayWorkload.automatic(), from: 'shop/edge-istio',
  },
  'static Envoys': { controlPlane: ControlPlane.static(), workload: undefined, from: 'istio-ingress/istio-ingress' },
};

function app(controlPlane: ControlPlane, workload: GatewayWorkload | undefined, build: (edge: IngressGateway, service: (name: string, ...ports: ServicePort[]) => MeshService, chart: Chart) => void): Traffic {
  const root = new App();
  const chart = new Chart(root, 'shop', { namespace: 'shop' });
  new Mesh(root, 'mesh', { controlPlane }).enroll(chart);
  const service = (name: string, ...ports: ServicePort[]) => new Service(chart, name, { ports: ports.length > 0 ? ports : [ServicePort.http(80, { targetPort: 8080 })], image: 'a:1', runAsUser: 1000 });
  build(new IngressGateway(chart, 'edge', { workload }), service, chart);
  return Traffic.ofManifests(root.charts.flatMap((c) => c.toJson()));
}

const where = (traffic: Traffic, from: string, url: string): string => {
  const { outcomes } = traffic.ask({ from, url });
  return outcomes.map((o) => (o.kind === 'routed' ? o.host!.split('.')[0] : o.kind)).join(' and ');
};

describe.each(Object.entries(API))('with %s', (_name, { controlPlane, workload, from }) => {
  test('requests are routed by the most specific host', () => {
    const traffic = app(controlPlane, workload, (edge, service) => {
      const [all, wild, shop, deep, secure] = ['all', 'wild', 'shop', 'deep', 'secure'].map((name) => service(name));
      edge.addListener(Listener.http({ name: 'all', hosts: ['*'] })).route(all);
      edge.addListener(Listener.http({ name: 'wild', hosts: ['*.example.com', 'example.com'] })).route(wild);
      edge.addListener(Listener.http({ name: 'shop', hosts: ['shop.example.com'] })).route(shop, '/cart');
      edge.addListener(Listener.http({ name: 'deep', hosts: ['*.shop.example.com'], port: 8080 })).route(deep);
      edge.addListener(Listener.https({ name: 'secure', hosts: ['shop.example.com'], certificate: Certificate.fromSecret('shop') })).route(secure);
    });
    expect(Object.fromEntries([
      'http://example.org/', 'http://a.example.com/', 'http://example.com/', 'http://shop.example.com/cart', 'http://shop.example.com/other', 'http://SHOP.example.com/other',
      'http://a.shop.example.com/', 'http://a.shop.example.com:8080/', 'http://shop.example.com:8080/', 'https://shop.example.com/other',
    ].map((url) => [url, where(traffic, from, url)]))).toEqual({
      'http://example.org/': 'all',
      'http://a.example.com/': 'wild',
      'http://example.com/': 'wild',
      'http://shop.example.com/cart': 'shop',
      'http://shop.example.com/other': 'noRoute',
      'http://SHOP.example.com/other': 'noRoute',
      'http://a.shop.example.com/': 'wild',
      'http://a.shop.example.com:8080/': 'deep',
      'http://shop.example.com:8080/': 'noRoute',
      'https://shop.example.com/other': 'secure',
    });
  });

  test('the delegated rules of a wildcard host do not apply to more specific hosts', () => {
    if (controlPlane === API['static Envoys'].controlPlane) return; // nobody to delegate to
    const traffic = app(controlPlane, workload, (edge, service, chart) => {
      const wild = edge.addListener(Listener.http({ name: 'wild', hosts: ['*.example.com'] }));
      wild.route(service('home'));
      wild.delegate('/team', 'team', 'team');
      edge.addListener(Listener.http({ name: 'one', hosts: ['one.example.com'] })).route(service('one'));
      const team = new Chart(chart.node.root as App, 'team', { namespace: 'team' });
      Mesh.containing(chart).enroll(team);
      const delegated = IngressGateway.fromAttributes(team, 'edge', {
        gatewayName: 'edge', namespace: 'shop', listeners: [{ listenerName: 'wild', protocol: ListenerProtocol.HTTP, hosts: ['*.example.com'], pathPrefix: '/team', delegateName: 'team' }],
      });
      delegated.listener('wild').route(new Service(team, 'api', { ports: [ServicePort.http(80)], image: 'a:1' }));
    });
    expect(['a.example.com/team/x', 'a.example.com/teams', 'one.example.com/team/x'].map((url) => where(traffic, from, `http://${url}`))).toEqual(['api', 'home', 'one']);
  });
});

test.each(Object.entries(API).slice(0, 2))('TLS connections are routed by the most specific host, with service rules for some names of a listener, with %s', (_name, { controlPlane, workload, from }) => {
  const traffic = app(controlPlane, workload, (edge, service) => {
    const db = service('db', ServicePort.tls(443, { targetPort: 8443 }));
    db.addTlsRule({ sniHosts: ['a.db.example.com'], to: [service('first', ServicePort.tls(443, { targetPort: 8443 }))] });
    edge.addListener(Listener.tlsPassthrough({ name: 'db', hosts: ['a.db.example.com', 'b.db.example.com'] })).route(db);
    edge.addListener(Listener.tlsPassthrough({ name: 'wild', hosts: ['*.example.com'] })).route(service('wild', ServicePort.tls(443, { targetPort: 8443 })));
  });
  expect(['a.db', 'b.db', 'c.db'].map((name) => where(traffic, from, `tls://${name}.example.com:443`))).toEqual(['first', 'db', 'wild']);
});
