import { ApiObject, Chart, JsonPatch, Testing } from 'cdk8s';
import { Bookinfo } from '../../examples/bookinfo/main';
import { OnlineBoutique } from '../../examples/online-boutique/main';
import { Certificate, EgressGateway, ExternalService, IngressGateway, Listener, Mesh, MeshService, MutualTls, ServicePort } from '../../src';
import { aMesh } from '../fixture';

/** Every object of an app with at least one of each kind that the library emits. */
function everything(): ApiObject[] {
  const { app, chart, mesh } = aMesh();
  new Bookinfo(app, mesh);
  new OnlineBoutique(app, mesh);
  const via = new EgressGateway(chart, 'out');
  new ExternalService(chart, 'bank', { hosts: ['bank.example'], ports: [ServicePort.http(80)], via });
  const a = new MeshService(chart, 'a', { ports: [ServicePort.http(80)], mtls: MutualTls.PERMISSIVE });
  a.requireJwt({ issuer: 'i', jwksUri: 'https://i.example' });
  const edge = new IngressGateway(chart, 'edge');
  edge.addListener(Listener.https({ hosts: ['a.example'], certificate: Certificate.issued({ issuer: 'le' }) })).route(a);
  return app.node.findAll().filter((c): c is ApiObject => ApiObject.isApiObject(c));
}

const KINDS = ['AuthorizationPolicy', 'Certificate', 'Deployment', 'DestinationRule', 'Gateway', 'Namespace', 'PeerAuthentication', 'RequestAuthentication', 'Service',
  'ServiceAccount', 'ServiceEntry', 'Sidecar', 'VirtualService'];

test('the app above has each kind that the Istio plane emits', () => {
  expect([...new Set(everything().map((o) => o.kind))].sort()).toEqual(KINDS);
});

test.each(KINDS)('a patched unknown field of a %s survives', (kind) => {
  const object = everything().find((o) => o.kind === kind)!;
  const at = object.toJson().spec === undefined ? '/brandNewField' : '/spec/brandNewField';
  object.addJsonPatch(JsonPatch.add(at, { deep: [1] }));
  expect(JSON.stringify(object.toJson())).toContain('"brandNewField":{"deep":[1]}');
});

test('the output contains the last state, and a single chart shows all of its objects', () => {
  const { chart, mesh } = aMesh();
  const a = new MeshService(chart, 'a', { ports: [ServicePort.http(80)] });
  const before = Testing.synth(chart).length;
  const v1 = a.addVersion('v1');
  a.split(v1);
  a.policy({ connectionPool: { maxConnections: 1 } });
  const kinds = Testing.synth(chart).map((o: any) => o.kind);
  expect(kinds.slice(before)).toEqual(['DestinationRule', 'VirtualService']);
  expect(Testing.synth(mesh).map((o: any) => o.kind)).toEqual(['PeerAuthentication']);
  expect(a.objects.map((o) => o.kind)).toEqual(['ServiceAccount', 'Service', 'Sidecar', 'DestinationRule', 'VirtualService']);
});

test('a Namespace has no namespace in any chart', () => {
  const namespaces = everything().filter((o) => o.kind === 'Namespace');
  expect(namespaces.map((o) => o.toJson().metadata)).toEqual([
    { name: 'shop', labels: { 'istio-injection': 'enabled' } },
    { name: 'bookinfo', labels: { 'istio-injection': 'enabled' } },
    { name: 'boutique', labels: { 'istio-injection': 'enabled' } },
  ]);
});

test('labels of a chart are added to the objects of the mesh too', () => {
  const { app, mesh } = aMesh();
  const chart = new Chart(app, 'labelled', { namespace: 'labelled', labels: { team: 'web' } });
  mesh.enroll(chart);
  new MeshService(chart, 'a', { ports: [ServicePort.http(80)] });
  expect(Testing.synth(chart).every((o: any) => o.metadata.labels.team === 'web')).toBe(true);
  expect(Mesh.containing(chart)).toBe(mesh);
});
