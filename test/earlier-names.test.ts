import { Chart } from 'cdk8s';
import {
  Backend, CloudRunClient, ControlPlane, EnvoyBootstrap, GatewayImplementation, GoogleProject, GrpcBootstrap, GrpcMatch, HttpMatch, Identity, istio, MachineProxy, Mesh, MeshApp, MeshService,
  PathMatch, ServicePort, StringMatch,
} from 'cdk8s-mesh';

const NODE = { projectNumber: '482913370156', mesh: 'shop', nodeId: 'n-1' };
const CLIENT = {
  service: 'checkout',
  image: 'checkout:1',
  port: 8080,
  region: 'europe-west1',
  projectNumber: '482913370156',
  mesh: 'projects/shop-prod/locations/global/meshes/shop',
  network: 'default',
  subnetwork: 'default',
  serviceAccount: 'checkout@shop-prod.iam.gserviceaccount.com',
};

describe('a deprecated name returns what its replacement returns', () => {
  const pairs: { readonly [name: string]: readonly [unknown, unknown] } = {
    'Identity.of': [Identity.of({ serviceAccount: 'web', namespace: 'shop' }), Identity.fromServiceAccount({ serviceAccount: 'web', namespace: 'shop' })],
    'GoogleProject.of': [GoogleProject.of('shop-fleet', '482913370156'), GoogleProject.fromIds('shop-fleet', '482913370156')],
    'GatewayImplementation.of': [GatewayImplementation.of('traefik/traefik'), GatewayImplementation.custom('traefik/traefik')],
    'HttpMatch.of': [HttpMatch.of({ path: PathMatch.prefix('/a'), port: 80 }), HttpMatch.conditions({ path: PathMatch.prefix('/a'), port: 80 })],
    'EnvoyBootstrap.of': [EnvoyBootstrap.of(NODE).toText(), EnvoyBootstrap.create(NODE).toText()],
    'GrpcBootstrap.of': [GrpcBootstrap.of(NODE).toText(), GrpcBootstrap.google(NODE).toText()],
    'MachineProxy.of': [MachineProxy.of({ mesh: 'shop', servingPorts: [1, 2] }).metadata, MachineProxy.create({ mesh: 'shop', servingPorts: [1, 2] }).metadata],
    'CloudRunClient.of': [CloudRunClient.of(CLIENT).toText(), CloudRunClient.create(CLIENT).toText()],
    'istio.RetryOn.condition': [istio.RetryOn.condition('cancelled'), istio.RetryOn.GRPC_CANCELLED],
    'istio.RetryOn.statusCode': [istio.RetryOn.statusCode(503), istio.RetryOn.status(503)],
    'istio.RetryOn.RETRIABLE_4XX': [istio.RetryOn.RETRIABLE_4XX, istio.RetryOn.CONFLICT],
    'istio.RetryOn.ENVOY_RATE_LIMITED': [istio.RetryOn.ENVOY_RATE_LIMITED, istio.RetryOn.RATE_LIMITED],
    'istio.RetryOn.UNAVAILABLE': [istio.RetryOn.UNAVAILABLE, istio.RetryOn.GRPC_UNAVAILABLE],
  };
  test.each(Object.keys(pairs))('%s', (name) => expect(pairs[name][0]).toEqual(pairs[name][1]));

  test('Backend.of', () => {
    const app = new MeshApp();
    const mesh = new Mesh(app, 'mesh', { controlPlane: ControlPlane.existing() });
    const chart = new Chart(app, 'shop', { namespace: 'shop' });
    mesh.enroll(chart);
    const api = new MeshService(chart, 'api', { ports: [ServicePort.http(80), ServicePort.http(81)] });
    expect(Backend.of(api, { port: 81 })._backend()).toEqual(Backend.to(api, { port: 81 })._backend());
  });
});

describe('HTTP and gRPC conditions take the same values', () => {
  test('a header in any comparison', () => {
    expect(HttpMatch.prefix('/a').withHeader('X-Tester', StringMatch.present())).toEqual(HttpMatch.conditions({ path: PathMatch.prefix('/a'), headers: { 'X-Tester': StringMatch.present() } }));
    expect(() => HttpMatch.header('x-tester', 'a').withHeader('X-Tester', StringMatch.present())).toThrow(/x-tester/i);
  });
  test('metadata by its exact value', () => {
    expect(GrpcMatch.metadata('x-tester', 'a')._model().headers).toEqual(HttpMatch.header('x-tester', 'a')._model().headers);
  });
});
