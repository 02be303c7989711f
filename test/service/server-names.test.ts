import { App, Chart, Duration } from 'cdk8s';
import { ControlPlane, GatewayApiChannel, Mesh, MeshService, ServicePort, Traffic, TrafficApi } from '../../src';
import { aMesh } from '../fixture';

/* TLS clients send the name that they call as the server name: short or full. */

const shares = (traffic: Traffic, from: string, url: string, serverName: string): string =>
  traffic.ask({ from, url, serverName }).outcomes.map((o) => `${o.subset ?? o.host?.split('.')[0].replace(/^.*-(?=v\d)/, '') ?? o.kind} ${Math.round(o.share * 100)}`).join(', ');
const namesOf = (name: string, namespace: string) => [`${name}.${namespace}`, `${name}.${namespace}.svc`, `${name}.${namespace}.svc.cluster.local`];

function shop(controlPlane: ControlPlane) {
  const { app, chart } = aMesh({ controlPlane });
  const web = new MeshService(chart, 'web', { ports: [ServicePort.http(80)], image: 'a:1' });
  const service = (name: string, ...ports: ServicePort[]) => {
    const made = new MeshService(chart, name, { ports });
    const [v1, v2] = ['v1', 'v2'].map((v) => made.addVersion(v, { image: 'a:1' }));
    web.calls(made);
    return { made, v1, v2 };
  };
  return { service, traffic: () => Traffic.ofManifests(app.charts.flatMap((c) => c.toJson())) };
}

describe.each([
  ['Istio\'s API', ControlPlane.existing()],
  ['Gateway API', ControlPlane.existing({ trafficApi: TrafficApi.GATEWAY_API, gatewayApiChannel: GatewayApiChannel.EXPERIMENTAL })],
])('with %s', (_api, controlPlane) => {
  test('a split applies to TLS on all ports, for each name of the service', () => {
    const { service, traffic } = shop(controlPlane);
    for (const [name, port] of [['db', ServicePort.mysql(3306)], ['db-2', ServicePort.http(80)]] as const) {
      const { made, v1, v2 } = service(name, ServicePort.tls(443), port);
      made.split(v1.weight(90), v2.weight(10));
    }
    for (const name of ['db', 'db-2']) {
      expect([name, ...namesOf(name, 'shop')].map((sni) => shares(traffic(), 'shop/web', `tls://${name}:443`, sni))).toEqual(Array(4).fill('v1 90, v2 10'));
    }
    expect(shares(traffic(), 'shop/web', 'http://db-2/', '')).toBe('v1 90, v2 10');
  });

  test('a rule for one server name leaves the service\'s other names unchanged', () => {
    const { service, traffic } = shop(controlPlane);
    const { made, v2 } = service('db', ServicePort.tls(443));
    made.addTlsRule({ sniHosts: ['first.example.com'], to: [v2] });
    expect(['first.example.com', 'db', ...namesOf('db', 'shop')].map((sni) => shares(traffic(), 'shop/web', 'tls://db:443', sni))).toEqual(['v2 100', ...Array(4).fill('db 100')]);
  });

  test('a rule for the full name applies to the short ones, except those with their own rule', () => {
    const { service, traffic } = shop(controlPlane);
    const { made, v1, v2 } = service('db', ServicePort.tls(443));
    made.addTlsRule({ sniHosts: [made.host], to: [v1.weight(90), v2.weight(10)] });
    made.addTlsRule({ sniHosts: ['db.shop'], to: [v2] });
    expect(['db', ...namesOf('db', 'shop')].map((sni) => shares(traffic(), 'shop/web', 'tls://db:443', sni))).toEqual(['v1 90, v2 10', 'v2 100', 'v1 90, v2 10', 'v1 90, v2 10']);
  });
});

test('callers\' rules for another owner\'s requests leave its TLS unchanged, and split it if declared', () => {
  const app = new App();
  const mesh = Mesh.fromAttributes(app, 'mesh');
  const chart = new Chart(app, 'team', { namespace: 'team' });
  mesh.enroll(chart);
  const web = new MeshService(chart, 'web', { ports: [ServicePort.http(80)], image: 'a:1' });
  const foreign = (serviceName: string) => MeshService.fromAttributes(chart, serviceName, { serviceName, namespace: 'data', ports: [ServicePort.tls(443), ServicePort.http(80)], selector: { app: serviceName } });
  const [plain, split] = ['plain', 'split'].map(foreign);
  plain.addRule({ timeout: Duration.seconds(1) });
  const [v1, v2] = ['v1', 'v2'].map((v) => split.addVersion(v));
  split.split(v1.weight(70), v2.weight(30));
  web.calls(plain);
  web.calls(split);
  const owned = ['plain', 'split'].flatMap((name) => [
    { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'data' }, spec: { selector: { app: name }, ports: [{ name: 'tls', port: 443 }, { name: 'http', port: 80 }] } },
    ...['v1', 'v2'].map((version) => ({
      apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: `${name}-${version}`, namespace: 'data' }, spec: { selector: { matchLabels: { app: name, version } }, template: { metadata: { labels: { app: name, version } }, spec: { containers: [] } } },
    })),
  ]);
  const traffic = Traffic.ofManifests([...app.charts.flatMap((c) => c.toJson()), ...owned]);
  expect(namesOf('plain', 'data').map((sni) => shares(traffic, 'team/web', 'tls://plain.data:443', sni))).toEqual(Array(3).fill('plain 100'));
  expect(namesOf('split', 'data').map((sni) => shares(traffic, 'team/web', 'tls://split.data:443', sni))).toEqual(Array(3).fill('v1 70, v2 30'));
});
