import { App, Chart } from 'cdk8s';
import {
  Certificate, ControlPlane, GatewayWorkload, IngressGateway, Listener, ListenerSet, Mesh, MeshService, type MeshProps, ServicePort, Source, TrafficApi,
} from '../../src';
import { letsIn } from '../policies';

const PLANES: Array<[string, MeshProps]> = [
  ['Istio\'s API', {}],
  ['Gateway API', { controlPlane: ControlPlane.existing({ trafficApi: TrafficApi.GATEWAY_API }) }],
];

/** Namespaces with similar names, each with a gateway with the ID `edge`; all use the same proxies. */
const TEAMS = ['a', 'a-b', 'b'];

const hostOf = (team: string) => `${team}.example.com`;
const rangeOf = (team: string) => `10.${TEAMS.indexOf(team)}.0.0/16`;

function join(mesh: Mesh, scope: App, team: string): IngressGateway {
  const chart = new Chart(scope, team, { namespace: team });
  mesh.enroll(chart);
  const service = new MeshService(chart, 'web', { ports: [ServicePort.http(80)], image: 'web:1' });
  const edge = new IngressGateway(chart, 'edge');
  edge.addListener(Listener.https({ hosts: [hostOf(team)], certificate: Certificate.issued({ issuer: 'letsencrypt' }) })).route(service);
  edge.allow({ from: [Source.ipBlocks(rangeOf(team))] });
  edge.authorizeWith('opa', { paths: ['/admin'] });
  edge.requireJwt({ issuer: 'https://id.example.com', jwksUri: 'https://id.example.com/keys' });
  return edge;
}

/** A namespace of proxies where NetworkPolicies are written too. */
function enrollProxies(mesh: Mesh, app: App): void {
  mesh.enroll(new Chart(app, 'istio-ingress', { namespace: 'istio-ingress' }), { networkPolicies: true });
}

const objectsOf = (app: App): any[] => app.charts.flatMap((c) => c.toJson());
const idOf = (o: any) => `${o.kind} ${o.metadata.namespace}/${o.metadata.name}`;

function oneApp(props: MeshProps): any[] {
  const app = new App();
  const mesh = new Mesh(app, 'mesh', props);
  enrollProxies(mesh, app);
  TEAMS.forEach((team) => join(mesh, app, team));
  app.synthYaml();
  return objectsOf(app);
}

/** The objects of an app for each team, which imports the mesh. */
function appEach(props: MeshProps): any[] {
  return TEAMS.flatMap((team) => {
    const app = new App();
    join(Mesh.fromAttributes(app, 'mesh', props), app, team);
    app.synthYaml();
    return objectsOf(app);
  });
}

describe.each(PLANES)('gateways of one id in several namespaces on the same proxies, on %s', (_, props) => {
  test.each([['one app', oneApp], ['an app for each', appEach]])('write no object twice: %s', (__, render) => {
    const ids = render(props).map(idOf);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  });

  test('keep their own rules', () => {
    const all = appEach(props);
    const may = (host: string, range: string) => letsIn(all, {
      host, ip: range.replace('0.0/16', '0.7'), port: 443, labels: { istio: 'ingress' }, namespace: 'istio-ingress', token: 'https://id.example.com/someone',
    });
    for (const team of TEAMS) {
      expect(TEAMS.map((other) => may(hostOf(team), rangeOf(other)))).toEqual(TEAMS.map((other) => other === team));
    }
  });

  test('have names with the namespace of their owner where that is not the namespace of the object', () => {
    const names = (kind: string) => oneApp(props).filter((o) => o.kind === kind && o.metadata.namespace === 'istio-ingress').map((o) => o.metadata.name);
    expect(names('RequestAuthentication')).toEqual(['a-edge', 'a--b-edge', 'b-edge']);
    expect(names('NetworkPolicy')).toEqual(['default', 'a-edge-gateway', 'a--b-edge-gateway', 'b-edge-gateway']);
    expect(names('AuthorizationPolicy').filter((n) => n.startsWith('a-'))).toEqual(
      expect.arrayContaining(['a-edge-deny', 'a-edge-authorize-opa', 'a-edge-require-token', 'a--b-edge-deny', 'a--b-edge-authorize-opa', 'a--b-edge-require-token']),
    );
  });
});

describe('the Gateway of Gateway API in the namespace of the proxies', () => {
  const [, props] = PLANES[1];

  test('has its owner\'s namespace in its name, and routes and listener sets refer to that name', () => {
    const app = new App();
    const mesh = new Mesh(app, 'mesh', props);
    const edge = join(mesh, app, 'a-b');
    const set = new ListenerSet(app.node.findChild('a-b') as Chart, 'set', { gateway: edge });
    set.addListener(Listener.http({ hosts: ['set.example.com'], redirectToHttps: true }));
    const all = objectsOf(app);
    expect(all.filter((o) => o.kind === 'Gateway').map(idOf)).toEqual(['Gateway istio-ingress/a--b-edge']);
    expect(all.find((o) => o.kind === 'HTTPRoute').spec.parentRefs).toEqual([{ name: 'a--b-edge', namespace: 'istio-ingress', sectionName: 'https-443' }]);
    expect(all.find((o) => o.kind === 'ListenerSet').spec.parentRef).toEqual({ name: 'a--b-edge', namespace: 'istio-ingress' });
    expect(edge.gatewayName).toBe('a--b-edge');
  });

  test('has the given name, or the construct\'s id if it is in the namespace of the proxies', () => {
    const app = new App();
    const mesh = new Mesh(app, 'mesh', props);
    const [shop, ingress] = ['shop', 'istio-ingress'].map((namespace) => {
      const chart = new Chart(app, namespace, { namespace });
      mesh.enroll(chart);
      return chart;
    });
    const given = new IngressGateway(shop, 'edge', { gatewayName: 'public', workload: GatewayWorkload.existing() });
    const own = new IngressGateway(ingress, 'edge');
    for (const gateway of [given, own]) gateway.addListener(Listener.http({ hosts: [`${gateway.gatewayName}.example.com`] }));
    expect(objectsOf(app).filter((o) => o.kind === 'Gateway').map(idOf)).toEqual(['Gateway istio-ingress/public', 'Gateway istio-ingress/edge']);
    expect([given.gatewayName, own.gatewayName]).toEqual(['public', 'edge']);
  });
});
