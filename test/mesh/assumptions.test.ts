import { App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-33';
import {
  Certificate, Checks, ControlPlane, EgressGateway, ExternalService, GatewayWorkload, HttpMatch, Identity, IngressGateway, istio, Listener, ListenerSet, Mesh, MeshService, ServicePort, TrafficApi,
} from '../../src';
import { aMesh, find } from '../fixture';

/** The output of synth, as `severity CODE path`. */
function printed(app: App): string[] {
  const lines: string[] = [];
  const spy = jest.spyOn(process.stderr, 'write').mockImplementation((text) => { lines.push(String(text)); return true; });
  try {
    app.synthYaml();
  } finally {
    spy.mockRestore();
  }
  return lines.flatMap((l) => { const m = /^(\w+): \[([^\]]*)\].*\((MESH\d+)/.exec(l); return m ? [`${m[1]} ${m[3]} ${m[2]}`] : []; });
}

const web = (chart: Chart, id = 'web') => new MeshService(chart, id, { ports: [ServicePort.http(80), ServicePort.tcp(5432)] });

describe.each([TrafficApi.ISTIO, TrafficApi.GATEWAY_API])('a listener without a route, on %s', (trafficApi) => {
  const isIstio = trafficApi === TrafficApi.ISTIO;

  test('is a warning for each port and host, unless it redirects, is open to other namespaces or has any route', () => {
    const { app, chart } = aMesh({ controlPlane: ControlPlane.existing({ trafficApi }) });
    const edge = new IngressGateway(chart, 'edge', { workload: GatewayWorkload.helm('istio-ingress') });
    const service = web(chart);
    edge.addListener(Listener.http({ hosts: ['shop.example.com'] }));
    edge.addListener(Listener.http({ hosts: ['old.example.com'], redirectToHttps: true }));
    edge.addListener(Listener.http({ hosts: ['team.example.com'] })).openTo('team');
    edge.addListener(Listener.https({ hosts: ['shop.example.com'], certificate: Certificate.fromSecret('cert') })).route(service);
    edge.addListener(Listener.tcp({ port: 9000 }));
    edge.addListener(Listener.tcp({ port: 9001 })).route(service);
    const set = new ListenerSet(chart, 'more', { gateway: edge });
    set.addListener(Listener.http({ hosts: ['set.example.com'] }));
    set.addListener(Listener.http({ hosts: ['routed.example.com'] })).route(service);

    const found = Checks.of(app).findings().filter((f) => f.code === 'MESH449');

    const at = isIstio ? '/spec/servers' : '/spec/listeners';
    expect(found.map((f) => `${f.severity} ${f.object.name}${f.pointer} ${/for (\S+) on port (\d+)/.exec(f.message)!.slice(1).join(':')}`).sort()).toEqual([
      `warning ${edge.gatewayName}${at}/0 shop.example.com:80`, `warning ${edge.gatewayName}${at}/4 *:9000`, `warning more${at}/0 set.example.com:80`,
    ].sort());
  });
});

test('a listener with a handwritten route has no warning', () => {
  const { app, chart } = aMesh();
  const edge = new IngressGateway(chart, 'edge');
  edge.addListener(Listener.http({ hosts: ['a.example.com', 'b.example.com'] }));
  new istio.VirtualService(chart, 'by-hand', {
    hosts: ['a.example.com'], gateways: [istio.GatewayRef.named('edge', 'shop')], http: [{ route: [{ destination: istio.Destination.host(web(chart).host, { port: 80 }) }] }],
  });
  expect(Checks.of(app).findings().filter((f) => f.code === 'MESH449').map((f) => [f.severity, f.message])).toEqual([
    ['warning', 'there is no route for b.example.com on port 80: requests get a 404, and connections are closed'],
  ]);
});

describe('assumptions of the library are printed as information', () => {
  test('include default gateway pods, providers, and hosts of handwritten routes', () => {
    const { app, chart } = aMesh();
    const service = web(chart);
    new IngressGateway(chart, 'assumed').addListener(Listener.http({ hosts: ['a.example.com'] })).route(service);
    new IngressGateway(chart, 'said', { workload: GatewayWorkload.istioctl() }).addListener(Listener.http({ hosts: ['b.example.com'] })).route(service);
    new ExternalService(chart, 'bank', { hosts: ['bank.example.com'], ports: [ServicePort.tls(443)], via: new EgressGateway(chart, 'out') });
    service.authorizeWith('opa');
    new istio.VirtualService(chart, 'typo', { hosts: [service.host], http: [{ route: [{ destination: istio.Destination.host('reveiws') }] }] });
    expect(printed(app).sort()).toEqual([
      'info MESH201 shop/typo/Resource', 'info MESH301 shop/assumed/Gateway', 'info MESH301 shop/bank/EgressGateway', 'info MESH404 shop/web/AuthorizationPolicy-custom-opa',
    ]);
  });

  test('are not printed if they are acknowledged', () => {
    const { app, chart } = aMesh();
    new IngressGateway(chart, 'edge').addListener(Listener.http({ hosts: ['a.example.com'] })).route(web(chart));
    Checks.of(chart).acknowledge({ code: 'MESH301', reason: 'installed by the platform' });
    expect(printed(app)).toEqual([]);
  });
});

describe('two services with the same name in a namespace', () => {
  test('are refused, also in several charts', () => {
    const { app, mesh, chart } = aMesh();
    web(chart);
    expect(() => new MeshService(chart, 'other', { serviceName: 'web' })).toThrow("service 'shop/other' has the same name as service 'shop/web', 'web', in namespace 'shop'");
    const again = new Chart(app, 'again', { namespace: 'shop' });
    mesh.enroll(again);
    expect(() => web(again)).toThrow("service 'again/web' has the same name as service 'shop/web'");
    new ExternalService(chart, 'bank', { hosts: ['a.example.com'], ports: [ServicePort.tls(443)] });
    expect(() => new ExternalService(again, 'bank', { hosts: ['b.example.com'], ports: [ServicePort.tls(443)] })).toThrow('use a different id');
  });

  test('are accepted for another kind, another namespace, and services that this app does not create', () => {
    const { app, mesh, chart } = aMesh();
    const other = new Chart(app, 'other', { namespace: 'other' });
    mesh.enroll(other);
    web(chart);
    web(other);
    new ExternalService(chart, 'x', { hosts: ['x.example.com'], ports: [ServicePort.tls(443)] });
    MeshService.fromAttributes(chart, 'theirs', { serviceName: 'web', namespace: 'other', ports: [ServicePort.http(80)] });
    expect(() => MeshService.fromAttributes(other, 'mine', { serviceName: 'web', namespace: 'other', ports: [] })).not.toThrow();
  });
});

test.each([['a call', (a: MeshService, b: MeshService) => a.calls(b, { methods: ['FETCH' as any], ports: [80] })], ['access', (a: MeshService) => a.deny({ methods: ['get' as any], ports: [80] })],
  ['a match', (a: MeshService) => a.addRule({ matches: [HttpMatch.method('PROPFIND' as any)] })]])('%s has the HTTP methods', (_, act) => {
  const { chart } = aMesh();
  expect(() => act(web(chart, 'a'), web(chart, 'b'))).toThrow(/must be one of GET, HEAD, POST.*got: '(FETCH|get|PROPFIND)'/);
});

test('the Sidecar of an adopted service that imports its whole namespace lists no host of it twice', () => {
  const { app, mesh, chart } = aMesh();
  const data = new Chart(app, 'data', { namespace: 'data' });
  mesh.enroll(data);
  const service = new kplus.Service(chart, 'svc', { metadata: { name: 'adopted' }, selector: kplus.Pods.select(chart, 'pods', { labels: { app: 'adopted' } }), ports: [{ port: 80, name: 'http' }] });
  const adopted = MeshService.fromService(chart, 'adopted', service, Identity.fromServiceAccount({ namespace: 'shop', serviceAccount: 'adopted' }));
  adopted.calls(web(chart), { ports: [80] });
  adopted.calls(web(data), { ports: [80] });
  expect(find(chart, 'Sidecar', 'adopted').spec.egress).toEqual([{ hosts: ['./*', 'data/web.data.svc.cluster.local', 'istio-system/*'] }]);
});

describe('gateways with their own proxies', () => {
  /** Gateways of one name in two namespaces, each with its own proxies. */
  const twoTeams = (names: readonly [string, string]) => {
    const app = new App();
    const mesh = new Mesh(app, 'mesh');
    ['a', 'b'].forEach((team, i) => {
      const chart = new Chart(app, team, { namespace: team });
      mesh.enroll(chart);
      new IngressGateway(chart, 'edge', { workload: GatewayWorkload.own(), gatewayName: names[i] })
        .addListener(Listener.http({ hosts: [`${team}.example.com`] })).route(new MeshService(chart, 'web', { ports: [ServicePort.http(80)] }));
    });
    return app;
  };

  test('are refused if they have the same name, as they would serve each other\'s hosts', () => {
    expect(() => twoTeams(['edge', 'edge']).synthYaml()).toThrow(/gateway 'a\/edge': its proxies in namespace 'a' have the labels .* by which gateway 'b\/edge' selects its proxies in namespace 'b'/);
  });

  test('are accepted if they have different names', () => {
    expect(() => twoTeams(['edge-a', 'edge-b']).synthYaml()).not.toThrow();
  });
});
