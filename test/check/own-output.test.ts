import { App, Chart } from 'cdk8s';
import {
  Checks, ControlPlane, Fleet, GoogleProject, ManagedImplementation, Mesh, MeshService, ServiceExport, ServiceImport, ServicePort, Source, Identity,
} from '../../src';

const PODS = { image: 'a:1', runAsUser: 1000 };

/** What is found of a code, as `SEVERITY CODE NAMESPACE/NAME`, with its fix. */
function found(app: App, code: string): Array<[string, string]> {
  return Checks.of(app).findings().filter((f) => f.code === code).map((f) => [`${f.severity} ${f.code} ${f.object.namespace}/${f.object.name}`, f.fix ?? '']);
}

describe('meshes of several trust domains in one app', () => {
  function meshes(stranger?: string): App {
    const app = new App();
    for (const name of ['one', 'two']) {
      const mesh = new Mesh(app, `mesh-${name}`, { controlPlane: ControlPlane.existing({ namespace: `istio-${name}`, revision: name }), trustDomain: `${name}.example` });
      const chart = new Chart(app, name, { namespace: name });
      mesh.enroll(chart);
      const [caller, callee] = ['caller', 'callee'].map((id) => new MeshService(chart, id, { ports: [ServicePort.http(80)], ...PODS }));
      caller.calls(callee);
      if (stranger !== undefined && name === 'one') callee.allow({ from: [Source.identity(Identity.of({ namespace: 'one', serviceAccount: 'caller', trustDomain: stranger }))] });
    }
    return app;
  }

  test('name their own callers in policies', () => {
    expect(found(meshes(), 'MESH408')).toEqual([]);
  });

  test('do not use each other\'s trust domain', () => {
    expect(found(meshes('three.example'), 'MESH408').map(([finding]) => finding)).toEqual(['warning MESH408 one/callee-allow']);
  });
});

function fleet() {
  const app = new App();
  const all = new Fleet(app, 'fleet', { project: GoogleProject.of('shop-fleet', '482913370156') });
  const [east, west] = ['east', 'west'].map((name, i) => {
    const cluster = all.addGkeCluster(name, { location: ['us-east1', 'europe-west1'][i] });
    const mesh = new Mesh(cluster, 'mesh', { controlPlane: ControlPlane.managed({ expect: ManagedImplementation.TRAFFIC_DIRECTOR }) });
    const chart = new Chart(cluster, 'shop', { namespace: 'shop' });
    mesh.enroll(chart);
    return { chart, caller: new MeshService(chart, 'caller', { ports: [ServicePort.http(80)], ...PODS }) };
  });
  return { app, east, west };
}

test('a TCP port of an exported service, called by its multi-cluster host, is information with a remedy for callers', () => {
  const { app, east } = fleet();
  const cart = new MeshService(east.chart, 'cart', { ports: [ServicePort.http(80), ServicePort.tcp(9000)], ...PODS });
  east.caller.calls(new ServiceExport(east.chart, 'export', { service: cart }));
  expect(found(app, 'MESH241')).toEqual([
    ['info MESH241 shop/cart-clusterset', 'call the port by the host that the Service has in the cluster, or let the mesh allocate addresses (DNS capture with auto-allocation)'],
  ]);
});

test('if another cluster imports a service without its split, the finding names what to declare there', () => {
  const { app, east, west } = fleet();
  const cart = new MeshService(east.chart, 'cart', { ports: [ServicePort.http(80)] });
  const [v1, v2] = ['v1', 'v2'].map((v) => cart.addVersion(v, PODS));
  cart.split(v1.weight(90), v2.weight(10));
  east.caller.calls(new ServiceExport(east.chart, 'export', { service: cart }));
  const imported = MeshService.fromAttributes(west.chart, 'cart', { serviceName: 'cart', namespace: 'shop', ports: [ServicePort.http(80)] });
  west.caller.calls(new ServiceImport(west.chart, 'import', { service: imported }));
  const differing = found(app, 'MESH934');
  expect(differing.length).toBeGreaterThan(0);
  for (const [finding, fix] of differing) {
    expect(finding).toMatch(/^warning MESH934 shop\/cart/);
    expect(fix).toMatch(/^apply .*\(with constructs, declare the same rules and split in each, also on the service of a ServiceImport\)$/);
  }
});
