import { App, Chart } from 'cdk8s';
import { ControlPlane, Fleet, GoogleProject, Mesh, MeshService, ServicePort, type MeshServiceProps, type ServiceRoutingProps } from '../../src';

const project = GoogleProject.of('shop-prod', '482913370156');

interface Shop {
  readonly app: App;
  readonly mesh: Mesh;
  readonly chart: Chart;
}

function shop(props: ServiceRoutingProps = {}): Shop {
  const app = new App();
  const mesh = new Mesh(app, 'shop', { controlPlane: ControlPlane.serviceRouting({ project, zones: ['europe-west1-b', 'europe-west1-c'], ...props }) });
  const chart = new Chart(app, 'web', { namespace: 'web' });
  mesh.enroll(chart);
  return { app, mesh, chart };
}

function service({ chart }: Shop, name: string, props: MeshServiceProps = {}): MeshService {
  return new MeshService(chart, name, { ports: [ServicePort.http(80, { targetPort: 8080 })], ...props });
}

/** Every object; the checks have judged them. */
function objects({ app }: Shop): any[] {
  app.synthYaml();
  return app.charts.flatMap((c) => c.toJson());
}

const find = (list: any[], kind: string, name: string) => list.find((o) => o.kind === kind && o.metadata.name === name);

describe('a service with two versions', () => {
  const built = shop();
  const cart = service(built, 'cart');
  const v1 = cart.addVersion('v1', { image: 'cart:1' });
  const v2 = cart.addVersion('v2', { image: 'cart:2' });
  cart.split(v1.weight(90), v2.weight(10));
  const all = objects(built);

  test('is a route of the mesh with a backend service for each', () => {
    const route = find(all, 'NetworkServicesHTTPRoute', 'web-cart').spec;
    expect(route.meshes).toEqual([{ name: 'shop' }]);
    expect(route.hostnames).toEqual(['cart', 'cart.web', 'cart.web.svc', 'cart.web.svc.cluster.local']);
    expect(route.rules).toEqual([{ action: { destinations: [{ serviceRef: { name: 'web-cart-v1' }, weight: 90 }, { serviceRef: { name: 'web-cart-v2' }, weight: 10 }] } }]);
    expect(find(all, 'NetworkServicesMesh', 'shop').spec).toEqual({ projectRef: { external: 'projects/shop-prod' }, location: 'global', interceptionPort: 15001 });
  });

  test('has the endpoint groups behind its backend services kept by GKE, in every zone', () => {
    const annotation = JSON.parse(find(all, 'Service', 'cart-v1').metadata.annotations['cloud.google.com/neg']);
    const group = annotation.exposed_ports['80'].name;
    expect(find(all, 'ComputeBackendService', 'web-cart-v1').spec.backend.map((b: any) => b.group.networkEndpointGroupRef.external)).toEqual([
      `projects/shop-prod/zones/europe-west1-b/networkEndpointGroups/${group}`, `projects/shop-prod/zones/europe-west1-c/networkEndpointGroups/${group}`,
    ]);
    expect(find(all, 'ComputeBackendService', 'web-cart-v1').spec.healthChecks).toEqual([{ healthCheckRef: { name: find(all, 'ComputeHealthCheck', 'web-cart-v1').metadata.name } }]);
  });

  test('is no backend as a whole, as no rule leads to it', () => {
    expect(find(all, 'ComputeBackendService', 'web-cart')).toBeUndefined();
    expect(find(all, 'Service', 'cart').metadata.annotations).toBeUndefined();
  });
});

test('objects of Config Connector go to the management cluster of a fleet, and name the groups of each cluster', () => {
  const app = new App();
  const fleet = new Fleet(app, 'fleet', { project });
  for (const zone of ['europe-west1-b', 'us-central1-a']) {
    const cluster = fleet.addGkeCluster(`shop-${zone}`, { location: zone });
    const mesh = new Mesh(cluster, 'shop', { controlPlane: ControlPlane.serviceRouting() });
    const chart = new Chart(cluster, 'web', { namespace: 'web' });
    mesh.enroll(chart);
    service({ app, mesh, chart }, 'cart', { image: 'cart:1' });
  }
  app.synthYaml();
  const routing = app.charts.find((c) => c.node.path === 'fleet/management/service-routing-shop')!.toJson();
  const backends = routing.filter((o: any) => o.kind === 'ComputeBackendService');
  expect(backends).toHaveLength(1);
  expect(backends[0].spec.backend.map((b: any) => b.group.networkEndpointGroupRef.external)).toEqual([
    'projects/shop-prod/zones/europe-west1-b/networkEndpointGroups/shop-europe-west1-b-web-cart-80',
    'projects/shop-prod/zones/us-central1-a/networkEndpointGroups/shop-us-central1-a-web-cart-80',
  ]);
  expect(routing.filter((o: any) => o.kind === 'NetworkServicesHTTPRoute')).toHaveLength(1);
});

describe('refuses', () => {
  test('a mesh without zones', () => {
    expect(() => new Mesh(new App(), 'shop', { controlPlane: ControlPlane.serviceRouting({ project }) })).toThrow(/needs the zones/);
  });

  test('a mesh without a project', () => {
    expect(() => new Mesh(new App(), 'shop', { controlPlane: ControlPlane.serviceRouting({ zones: ['europe-west1-b'] }) })).toThrow(/needs the project/);
  });

  test('two services whose resources would have one name', () => {
    const built = shop();
    const other = new Chart(built.app, 'web-cart', { namespace: 'web-cart' });
    built.mesh.enroll(other);
    service(built, 'cart-api', { image: 'a:1' });
    expect(() => service({ ...built, chart: other }, 'api', { image: 'b:1' })).toThrow(/both need a ComputeHealthCheck named 'web-cart-api'/);
  });
});
