import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import { Certificate, Checks, ControlPlane, EgressGateway, ExternalService, Fleet, GatewayWorkload, GoogleProject, IngressGateway, install, Listener, Mesh, MeshService, ServicePort, Severity } from '../../src';
import { aMesh, find, has, objects } from '../fixture';

const http = (port?: number) => Listener.http({ hosts: ['a.example'], port });

function joined(props: install.IstioGatewayProps = {}, controlPlane?: ControlPlane) {
  const { app, mesh, chart } = aMesh({ controlPlane });
  const edge = new Chart(app, 'edge', { namespace: 'edge' });
  const proxies = new install.IstioGateway(edge, 'public', { namespace: 'edge', ...props });
  const web = new MeshService(chart, 'web', { ports: [ServicePort.http(80)] });
  return { app, mesh, chart, edge, proxies, web, workload: GatewayWorkload.deployed(proxies) };
}

describe('a gateway that is installed by the app', () => {
  test.each<[string, install.IstioGatewayProps, object, string, string]>([
    ['with defaults', {}, { app: 'public', istio: 'public' }, 'public', 'public'],
    ['with a name, an account and labels', { name: 'istio-front', serviceAccount: { name: 'door' }, labels: { istio: 'x', team: 'y' } }, { app: 'istio-front', istio: 'x' }, 'door', 'istio-front'],
    ['as a DaemonSet, by values', { values: { kind: 'DaemonSet', name: 'v' } }, { app: 'v', istio: 'v' }, 'v', 'v'],
  ])('%s, is selected by its labels', (_name, props, selector, account, name) => {
    const { chart, web, workload, proxies } = joined(props);
    const gateway = new IngressGateway(chart, 'edge', { workload });
    gateway.addListener(http()).route(web);
    expect(find(chart, 'Gateway', 'edge').spec.selector).toEqual(selector);
    expect(gateway.identity.principal).toBe(`cluster.local/ns/edge/sa/${account}`);
    expect(JSON.stringify(find(chart, 'AuthorizationPolicy', 'web-allow').spec)).toContain(`/ns/edge/sa/${account}"`);
    expect(proxies.name).toBe(name);
    expect(has(Chart.of(proxies) as Chart, 'Service', name)).toBe(true);
  });

  test('uses certificates in its own namespace, and a check reports certificates elsewhere', () => {
    const { app, chart, edge, web, workload } = joined();
    const gateway = new IngressGateway(chart, 'edge', { workload });
    gateway.addListener(Listener.https({ hosts: ['b.example'], certificate: Certificate.issued({ issuer: 'le' }) })).route(web);
    expect(objects(chart).find((o) => o.kind === 'Certificate').metadata.namespace).toBe('edge');
    gateway.addListener(Listener.https({ hosts: ['c.example'], certificate: Certificate.fromSecret('cert') })).route(web);
    new ApiObject(chart, 'secret', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'cert', namespace: 'shop' } });
    expect(objects(edge).map((o) => o.kind)).toContain('Role');
    const found = Checks.of(app).findings().filter((f) => f.code === 'MESH303' && f.message.includes('/cert '));
    expect(found.map((f) => [f.severity, f.message])).toEqual([[Severity.WARNING, expect.stringMatching(/^Secret edge\/cert is not defined.*found: shop\/cert.*the gateway's pods run in edge/)]]);
  });

  test('has the ports of its Service, including patched ones', () => {
    const { chart, proxies, workload } = joined();
    const gateway = new IngressGateway(chart, 'edge', { workload });
    expect(() => gateway.addListener(Listener.tcp({ port: 9000 }))).toThrow(/has no port 9000/);
    proxies.object('Service').addJsonPatch(JsonPatch.add('/spec/ports/-', { name: 'tcp-9000', port: 9000 }));
    gateway.addListener(Listener.tcp({ port: 9000 }));
  });

  test('needs no Service for ingress', () => {
    const { chart, web, workload } = joined({ service: { type: install.GatewayServiceType.NONE } });
    new IngressGateway(chart, 'edge', { workload }).addListener(http(8123)).route(web);
    expect(find(chart, 'Gateway', 'edge').spec.servers[0].port.number).toBe(8123);
  });

  test('can be an egress gateway', () => {
    const { chart, web, workload } = joined();
    const bank = new ExternalService(chart, 'bank', { hosts: ['bank.example'], ports: [ServicePort.http(8085)], via: new EgressGateway(chart, 'out', { workload }) });
    web.calls(bank);
    expect(find(chart, 'Gateway', 'bank-egress').spec.selector).toEqual({ app: 'public', istio: 'public' });
    expect(find(chart, 'DestinationRule', 'bank-egress').spec.host).toBe('public.edge.svc.cluster.local');
  });

  test.each<[string, boolean]>([['prod', true], ['', false]])('of revision %j in a mesh of revision prod is accepted: %s', (revision, taken) => {
    const { app, chart, web, workload } = joined({ revision: revision || undefined }, ControlPlane.existing({ revision: 'prod' }));
    new IngressGateway(chart, 'edge', { workload }).addListener(http()).route(web);
    const synth = expect(() => app.synthYaml());
    if (taken) synth.not.toThrow(); else synth.toThrow(/gateway 'edge\/public' has no revision, but mesh 'mesh' uses revision 'prod'.*set revision: 'prod' on it, or enroll its namespace 'edge'/);
  });

  test('needs no revision in a namespace of the mesh', () => {
    const { app, mesh, chart, edge, web, workload } = joined({}, ControlPlane.existing({ revision: 'prod' }));
    mesh.enroll(edge);
    new IngressGateway(chart, 'edge', { workload }).addListener(http()).route(web);
    expect(() => app.synthYaml()).not.toThrow();
  });
});

describe('a mistake with an installed gateway is an error', () => {
  test.each<[string, install.IstioGatewayProps, (e: ReturnType<typeof joined>) => unknown, RegExp]>([
    ['a port that its Service lacks', {}, (e) => new IngressGateway(e.chart, 'g', { workload: e.workload }).addListener(http(8080)),
      /listener 'shop\/g\/http-8080': the Service of gateway 'edge\/public' has no port 8080 \(it has 15021, 80, 443\).*add \{ name: 'tcp-8080', port: 8080 \} to its service\.ports/],
    ['a port that its Service has for UDP', { service: { ports: [{ name: 'quic', port: 443, protocol: 'UDP' }, { name: 'http', port: 80 }] } },
      (e) => new IngressGateway(e.chart, 'g', { workload: e.workload }).addListener(Listener.tlsPassthrough({ hosts: ['*'] })), /no port 443 \(it has 80\).*'https', port: 443/],
    ['an east-west gateway for what comes in', { networkGateway: 'east' }, (e) => new IngressGateway(e.chart, 'g', { workload: e.workload }).addListener(http()), /no port 80 \(it has 15021, 15443, 15012, 15017\).*install a separate gateway/],
    ['a port that leaves by it', {}, (e) => new ExternalService(e.chart, 'db', { hosts: ['db.example'], ports: [ServicePort.tcp(5432)], via: new EgressGateway(e.chart, 'out', { workload: e.workload }) }),
      /external service 'shop\/db': the Service of gateway 'edge\/public' has no port 5432/],
    ['a way out without a Service', { service: { type: install.GatewayServiceType.NONE } }, (e) => new EgressGateway(e.chart, 'out', { workload: e.workload }), /has no Service, so no workload can reach it/],
  ])('%s', (_name, props, mistake, message) => {
    expect(() => mistake(joined(props))).toThrow(message);
  });

  test('a gateway of another cluster', () => {
    const { workload } = joined();
    const fleet = new Fleet(joined().app, 'fleet', { project: GoogleProject.fromIds('proj-one', '123456') });
    const cluster = fleet.addGkeCluster('east', { location: 'europe-west1' });
    const mesh = new Mesh(cluster, 'mesh');
    const chart = new Chart(cluster, 'shop', { namespace: 'shop' });
    mesh.enroll(chart);
    expect(() => new IngressGateway(chart, 'g', { workload })).toThrow(/is in cluster 'east', and gateway 'edge\/public' is in none, but a proxy serves only its own cluster; install a gateway in each cluster/);
  });
});
