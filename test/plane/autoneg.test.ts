import { Chart } from 'cdk8s';
import { CertificateAuthority, ControlPlane, EndpointGroup, Fleet, GoogleProject, Mesh, MeshApp, MeshService, MutualTls, ServicePort, type ServiceRoutingProps } from '../../src';

const PROJECT = GoogleProject.fromIds('shop-prod', '482913370156');

function routed(props: ServiceRoutingProps = { autoneg: true }) {
  const app = new MeshApp();
  const chart = new Chart(app, 'web', { namespace: 'web' });
  new Mesh(app, 'shop', { controlPlane: ControlPlane.serviceRouting({ project: PROJECT, certificateAuthority: CertificateAuthority.elsewhere(), ...props }) }).enroll(chart);
  const find = (kind: string, name: string) => app.charts.flatMap((c) => c.toJson()).find((o) => o.kind === kind && o.metadata.name === name);
  return { app, chart, find };
}

describe('autoneg', () => {
  test('attaches the endpoint groups of pods, whose backends Config Connector ignores', () => {
    const { app, chart, find } = routed({ autoneg: true, maxRatePerEndpoint: 70 });
    new MeshService(chart, 'cart', { ports: [ServicePort.http(80), ServicePort.tcp(9000)], image: 'cart:1' });
    const { annotations } = find('Service', 'cart').metadata;
    expect(JSON.parse(annotations['controller.autoneg.dev/neg'])).toEqual({
      backend_services: { 80: [{ name: 'web-cart-80', max_rate_per_endpoint: 70 }], 9000: [{ name: 'web-cart-9000', max_connections_per_endpoint: 70 }] },
    });
    expect(JSON.parse(annotations['cloud.google.com/neg'])).toEqual({ exposed_ports: { 80: { name: 'web-cart-80' }, 9000: { name: 'web-cart-9000' } } });
    const backend = find('ComputeBackendService', 'web-cart-80');
    expect(backend.spec.backend).toBeUndefined();
    expect(backend.metadata.annotations).toEqual({ 'cnrm.cloud.google.com/project-id': 'shop-prod', 'cnrm.cloud.google.com/state-into-spec': 'absent' });
    expect(() => app.synthYaml()).not.toThrow();
  });

  test('uses the Service of each version, and supports VMs', () => {
    const { app, chart, find } = routed();
    const cart = new MeshService(chart, 'cart', { ports: [ServicePort.http(80)], mtls: MutualTls.DISABLE });
    const [pods, old] = [cart.addVersion('gke', { image: 'cart:1' }), cart.addVersion('vm')];
    old.addEndpointGroups(EndpointGroup.instanceGroup({ name: 'cart', location: 'europe-west1-b', portName: 'http' }));
    cart.split(pods.weight(9), old.weight(1));
    expect(JSON.parse(find('Service', 'cart-gke').metadata.annotations['controller.autoneg.dev/neg'])).toEqual({ backend_services: { 80: [{ name: 'web-cart-gke', max_rate_per_endpoint: 100 }] } });
    for (const name of ['cart', 'cart-vm']) {
      expect(find('Service', name).metadata.annotations?.['controller.autoneg.dev/neg']).toBeUndefined();
    }
    expect(find('ComputeBackendService', 'web-cart-vm').spec.backend).toHaveLength(1);
    expect(find('ComputeBackendService', 'web-cart-vm').metadata.annotations['cnrm.cloud.google.com/state-into-spec']).toBeUndefined();
    expect(() => app.synthYaml()).not.toThrow();
  });

  test('is off by default', () => {
    const { chart, find } = routed({ zones: ['europe-west1-b'] });
    new MeshService(chart, 'cart', { ports: [ServicePort.http(80)], image: 'cart:1' });
    expect(Object.keys(find('Service', 'cart').metadata.annotations)).toEqual(['cloud.google.com/neg']);
    expect(find('ComputeBackendService', 'web-cart').metadata.annotations).toEqual({ 'cnrm.cloud.google.com/project-id': 'shop-prod' });
  });

  test('attaches the endpoint groups of several clusters to one backend service, which is the same in all of them', () => {
    const build = (us: ServiceRoutingProps) => {
      const app = new MeshApp();
      const fleet = new Fleet(app, 'fleet', { project: PROJECT });
      for (const [name, location, props] of [['eu', 'europe-west1-b', { autoneg: true }], ['us', 'us-central1', us]] as const) {
        const cluster = fleet.addGkeCluster(name, { location });
        const chart = new Chart(cluster, 'web', { namespace: 'web' });
        new Mesh(cluster, 'shop', { controlPlane: ControlPlane.serviceRouting({ certificateAuthority: CertificateAuthority.elsewhere(), ...props }) }).enroll(chart);
        new MeshService(chart, 'cart', { ports: [ServicePort.http(80)], image: 'cart:1' });
      }
      return app;
    };
    const all = build({ autoneg: true }).charts.flatMap((c) => c.toJson());
    expect(all.filter((o) => o.kind === 'ComputeBackendService').map((o) => o.spec.backend)).toEqual([undefined]);
    const named = all.filter((o) => o.kind === 'Service' && o.metadata.name === 'cart').map((o) => JSON.parse(o.metadata.annotations['cloud.google.com/neg']).exposed_ports[80].name);
    expect(named).toEqual(['eu-web-cart-80', 'us-web-cart-80']);
    expect(() => build({ zones: ['us-central1-a'] })).toThrow(/another cluster of this mesh sets autoneg, but all clusters of a mesh must attach endpoint groups in the same way/);
  });

  test.each<[string, () => unknown, RegExp]>([
    ['zones beside it', () => routed({ autoneg: true, zones: ['europe-west1-b'] }), /autoneg finds the zones of the cluster's nodes itself, got: europe-west1-b/],
    ['neither of the two', () => routed({}), /needs the zones.*or autoneg: true if that controller is installed/],
    ['a mesh in another project', () => {
      const fleet = new Fleet(new MeshApp(), 'fleet', { project: PROJECT });
      const cluster = fleet.addGkeCluster('eu', { location: 'europe-west1', project: GoogleProject.fromIds('other-prod', '582913370156') });
      return new Mesh(cluster, 'shop', { controlPlane: ControlPlane.serviceRouting({ autoneg: true }) });
    }, /backend services of the cluster's own project 'other-prod', but the mesh is in 'shop-prod'/],
    ['an annotation of one\'s own', () => {
      const { app, chart } = routed();
      new MeshService(chart, 'cart', { ports: [ServicePort.http(80)], image: 'cart:1', annotations: { 'controller.autoneg.dev/neg': '{}' } });
      return app.synthYaml();
    }, /sets the annotation controller.autoneg.dev\/neg/],
    ['groups that are listed beside pods', () => {
      const { app, chart } = routed();
      new MeshService(chart, 'cart', { ports: [ServicePort.http(80)], image: 'cart:1' }).addEndpointGroups(EndpointGroup.networkEndpoints({ name: 'dc', zones: ['europe-west1-d'] }));
      return app.synthYaml();
    }, /service 'web\/cart' has pods, whose groups autoneg attaches, and other endpoint groups \(dc\)/],
  ])('refuses %s', (_, build, says) => expect(build).toThrow(says));
});
