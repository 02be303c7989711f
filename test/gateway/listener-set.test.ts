import { Chart, Testing } from 'cdk8s';
import { Certificate, ControlPlane, IngressGateway, Listener, ListenerSet, Mesh, MeshService, ServicePort, TrafficApi } from '../../src';

function world(controlPlane: ControlPlane = ControlPlane.existing({ trafficApi: TrafficApi.GATEWAY_API })) {
  const app = Testing.app();
  const mesh = new Mesh(app, 'mesh', { controlPlane });
  const [chart, team] = ['shop', 'team'].map((namespace) => {
    const one = new Chart(app, namespace, { namespace });
    mesh.enroll(one);
    return one;
  });
  const web = new MeshService(team, 'web', { ports: [ServicePort.http(80)], image: 'web:1' });
  const edge = new IngressGateway(chart, 'edge');
  edge.addListener(Listener.http({ hosts: ['shop.example.com'] })).route(web);
  return { app, mesh, chart, team, web, edge };
}

const of = (chart: Chart, kind: string, name?: string) => chart.toJson().filter((o: any) => o.kind === kind && (name === undefined || o.metadata.name === name));
const TEAM = () => Listener.https({ hosts: ['team.example.com'], certificate: Certificate.fromSecret('team-cert') });

test('a team\'s listeners, routes and certificates are in its namespace, which the gateway allows', () => {
  const { chart, team, web, edge } = world();
  expect(of(chart, 'Gateway')[0].spec.allowedListeners).toBeUndefined();
  new ListenerSet(team, 'own', { gateway: edge }).addListener(TEAM()).route(web);
  expect(of(chart, 'Gateway')[0].spec.allowedListeners).toEqual({
    namespaces: { from: 'Selector', selector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['team'] }] } },
  });
  const [set] = of(team, 'ListenerSet');
  expect([set.apiVersion, set.metadata]).toEqual(['gateway.networking.k8s.io/v1', { name: 'own', namespace: 'team' }]);
  expect(set.spec).toEqual({
    parentRef: { name: 'shop-edge', namespace: 'istio-ingress' },
    listeners: [{
      name: 'https-443',
      hostname: 'team.example.com',
      port: 443,
      protocol: 'HTTPS',
      tls: { mode: 'Terminate', certificateRefs: [{ name: 'team-cert' }] },
      allowedRoutes: { namespaces: { from: 'Same' } },
    }],
  });
  expect(of(team, 'HTTPRoute')[0].spec.parentRefs).toEqual([{ kind: 'ListenerSet', name: 'own', sectionName: 'https-443' }]);
});

test('a certificate for a listener set is created in the namespace of the set, as the API requires', () => {
  const { team, web, edge } = world();
  new ListenerSet(team, 'own', { gateway: edge }).addListener(Listener.https({ hosts: ['team.example.com'], certificate: Certificate.issued({ issuer: 'letsencrypt' }) })).route(web);
  expect(of(team, 'Certificate')[0].metadata).toEqual({ name: 'team-own-team-example-com-cert', namespace: 'team' });
  const istio = world(ControlPlane.existing());
  new ListenerSet(istio.team, 'own', { gateway: istio.edge }).addListener(Listener.https({ hosts: ['team.example.com'], certificate: Certificate.issued({ issuer: 'letsencrypt' }) })).route(istio.web);
  expect(of(istio.team, 'Certificate')[0].metadata).toEqual({ name: 'team-own-team-example-com-cert', namespace: 'istio-ingress' });
});

test('on the Istio API a listener set is a separate Gateway for the same proxies', () => {
  const { team, web, edge } = world(ControlPlane.existing());
  new ListenerSet(team, 'own', { gateway: edge }).addListener(TEAM()).route(web);
  const [gateway] = of(team, 'Gateway');
  expect(gateway.metadata).toEqual({ name: 'own', namespace: 'team' });
  expect(gateway.spec.selector).toEqual({ istio: 'ingress' });
  expect(of(team, 'VirtualService')[0].spec.gateways).toEqual(['team/own']);
});

test('a service behind the routes of a listener set accepts requests from the gateway', () => {
  const { team, web, edge } = world();
  new ListenerSet(team, 'own', { gateway: edge }).addListener(TEAM()).route(web);
  const [policy] = of(team, 'AuthorizationPolicy', 'web-allow');
  expect(policy.spec.rules[0].from[0].source.principals).toEqual(['cluster.local/ns/istio-ingress/sa/istio-ingress']);
});

test('all listeners of a gateway share its ports', () => {
  const { team, edge } = world();
  const own = new ListenerSet(team, 'own', { gateway: edge });
  expect(() => own.addListener(Listener.http({ hosts: ['shop.example.com'] }))).toThrow(/host 'shop.example.com' on port 80 is already served by listener 'http-80'/);
  own.addListener(TEAM());
  const other = new ListenerSet(team, 'other', { gateway: edge });
  expect(() => other.addListener(TEAM())).toThrow(/host 'team.example.com' on port 443 is already served/);
  expect(() => other.addListener(Listener.tcp({ port: 443 }))).toThrow(/port 443 is already used by https listener/);
  expect(() => edge.addListener(Listener.http({ hosts: ['*'], port: 443 }))).toThrow(/port 443 is already used by https listener/);
});

test('an invalid listener set is refused', () => {
  const { app, mesh, team, edge } = world();
  expect(() => new ListenerSet(new Chart(mesh, 'bare'), 'nowhere', { gateway: edge })).toThrow(/listener set 'mesh\/bare\/nowhere' has no namespace; set one on its chart: new Chart\(app, id, \{ namespace: … \}\)/);
  const away = new Mesh(app, 'away');
  const abroad = new Chart(away, 'abroad', { namespace: 'abroad' });
  expect(() => new ListenerSet(abroad, 'own', { gateway: edge })).toThrow(/gateway 'shop\/edge' in mesh 'mesh'/);
  new ListenerSet(team, 'empty', { gateway: edge });
  expect(() => app.synth()).toThrow(/listener set 'empty' has no listener/);
});

test('a plane that does not support listener sets refuses them', () => {
  const { app, team, web, edge } = world(ControlPlane.static());
  new ListenerSet(team, 'own', { gateway: edge }).addListener(TEAM()).route(web);
  expect(() => app.synth()).toThrow(/team\/own: listeners that others add \(ListenerSet\) \(listener-set\) is not supported on plane 'static'; closest alternative: add the listeners to the gateway/);
});
