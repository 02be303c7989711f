import { App, Chart, Duration } from 'cdk8s';
import { aFleet, PROJECT, synth } from './fixture';
import {
  CertificateAuthority, CloudRunClient, ControlPlane, EndpointGroup, GatewayImplementation, GkeGatewayClass, GoogleProject, HealthCheck, IngressGateway, Listener, Certificate, ManagedImplementation, Mesh, MeshService,
  MultiClusterGateway, MutualTls, RetryOn, ServiceExport, ServicePort,
} from '../../src';

const agent = (domain: string) => `serviceAccount:service-${PROJECT.number}@${domain}.iam.gserviceaccount.com`;
const given = (objects: any[]) => objects.filter((o) => o.kind === 'IAMPolicyMember').map((o) => `${o.spec.member} ${o.spec.role} ${o.spec.resourceRef.external}`);

describe('roles of Google\'s agents', () => {
  /** Clusters by project and network, each with an exported service. */
  function fleetOf(clusters: ReadonlyArray<readonly [name: string, project: GoogleProject | undefined, network: string | undefined]>, gateways = false) {
    const { app, fleet } = aFleet();
    const exported = clusters.map(([name, project, network]) => {
      const cluster = fleet.addGkeCluster(name, { location: 'europe-west1', project, network });
      const chart = new Chart(cluster, 'shop', { namespace: 'shop' });
      new Mesh(cluster, 'mesh', { controlPlane: ControlPlane.managed() }).enroll(chart);
      return new ServiceExport(chart, 'export', { service: new MeshService(chart, 'cart', { ports: [ServicePort.http(80)], image: 'cart:1' }) });
    });
    if (gateways) new MultiClusterGateway(new Chart(fleet.clusters[0], 'edge', { namespace: 'shop' }), 'edge', { hosts: ['shop.example.com'] }).route(exported[0], { port: 80 });
    return given(synth(app).management);
  }
  const other = GoogleProject.fromIds('shop-prod', '7');

  test('none are needed in one project on its own network', () => {
    expect(fleetOf([['eu', undefined, undefined], ['us', undefined, 'mine']]).filter((g) => g.includes('@gcp-sa-'))).toEqual([]);
  });
  test('a cluster in another project is reached by the fleet and its mesh', () => {
    const roles = fleetOf([['eu', undefined, undefined], ['us', other, 'shop-prod/own']]);
    expect(roles.filter((g) => g.includes('@gcp-sa-'))).toEqual([
      `${agent('gcp-sa-gkehub')} roles/gkehub.serviceAgent projects/shop-prod`,
      `${agent('gcp-sa-servicemesh')} roles/anthosservicemesh.serviceAgent projects/shop-prod`,
      `${agent('gcp-sa-mcsd')} roles/multiclusterservicediscovery.serviceAgent projects/shop-prod`,
    ]);
  });
  test('the fleet may create firewall rules and services in a network of a third project', () => {
    const roles = fleetOf([['eu', other, 'net-host/shared'], ['us', undefined, 'net-host/shared']]);
    expect(roles).toEqual(expect.arrayContaining([
      `${agent('gcp-sa-servicemesh')} roles/compute.securityAdmin projects/net-host`,
      `${agent('gcp-sa-mcsd')} roles/multiclusterservicediscovery.serviceAgent projects/net-host`,
      `${agent('gcp-sa-mcsd')} roles/multiclusterservicediscovery.serviceAgent projects/shop-prod`,
    ]));
    expect(roles.filter((g) => g.includes('securityAdmin'))).toHaveLength(1);
  });
  test('the controller of multi-cluster gateways may manage resources in every project with members', () => {
    const roles = fleetOf([['eu', undefined, undefined], ['us', other, 'shop-fleet/default']], true);
    expect(roles.filter((g) => g.includes('multiclusteringress'))).toEqual(['shop-fleet', 'shop-prod'].map((p) => `${agent('gcp-sa-multiclusteringress')} roles/container.admin projects/${p}`));
  });
});

describe('Cloud Run', () => {
  test('a Cloud Run client of a mesh is a preview feature, applied with a beta command', () => {
    const client = CloudRunClient.create({
      service: 'checkout', region: 'europe-west1', projectNumber: '7', mesh: 'projects/p/locations/global/meshes/m', image: 'c:1', network: 'default', subnetwork: 'run', serviceAccount: 'checkout@shop-prod.iam.gserviceaccount.com', meshDataplane: 'a-plane',
    });
    expect(client.toJson().metadata.annotations).toEqual({ 'run.googleapis.com/launch-stage': 'BETA' });
    expect(client.toJson().spec.template.metadata.annotations['run.googleapis.com/mesh-dataplane']).toBe('a-plane');
    expect(client.command('c.yaml')).toBe('gcloud beta run services replace c.yaml --region=europe-west1 --project=7');
  });
  test('invokers of a service behind the mesh, and writers of traces, get roles', () => {
    const app = new App();
    const caller = 'checkout@shop-prod.iam.gserviceaccount.com';
    const mesh = new Mesh(app, 'mesh', {
      controlPlane: ControlPlane.serviceRouting({ project: GoogleProject.fromIds('shop-prod', '7'), zones: ['europe-west1-b'], clientAccounts: [caller], certificateAuthority: CertificateAuthority.elsewhere() }),
    });
    const chart = new Chart(app, 'shop', { namespace: 'shop' });
    mesh.enroll(chart);
    const hello = new MeshService(chart, 'hello', { ports: [ServicePort.http(80)], mtls: MutualTls.DISABLE });
    hello.addEndpointGroups(EndpointGroup.cloudRun({ service: 'hello', region: 'europe-west1', invokers: [caller, 'web-app@shop-prod.iam.gserviceaccount.com'] }));
    const roles = given(app.charts.flatMap((c) => c.toJson()));
    expect(roles).toEqual(expect.arrayContaining([
      `serviceAccount:${caller} roles/cloudtrace.agent projects/shop-prod`,
      `serviceAccount:${caller} roles/run.invoker projects/shop-prod/locations/europe-west1/services/hello`,
      'serviceAccount:web-app@shop-prod.iam.gserviceaccount.com roles/run.invoker projects/shop-prod/locations/europe-west1/services/hello',
    ]));
    expect(() => EndpointGroup.cloudRun({ service: 'hello', region: 'europe-west1', invokers: ['allUsers'] })).toThrow("got: 'allUsers'");
  });
});

describe('load balancers of GKE', () => {
  const edge = (more: (chart: Chart, edge: (service: MeshService) => void) => void) => {
    const { app, fleet } = aFleet();
    const cluster = fleet.addGkeCluster('eu', { location: 'europe-west1' });
    const gatewayImplementation = GatewayImplementation.gke({ gatewayClass: GkeGatewayClass.GLOBAL_EXTERNAL });
    const chart = new Chart(cluster, 'shop', { namespace: 'shop' });
    new Mesh(cluster, 'mesh', { controlPlane: ControlPlane.managed({ expect: ManagedImplementation.TRAFFIC_DIRECTOR, gatewayImplementation }), mtls: MutualTls.PERMISSIVE, denyByDefault: false }).enroll(chart);
    const listener = new IngressGateway(chart, 'edge').addListener(Listener.https({ hosts: ['shop.example.com'], certificate: Certificate.fromSecret('cert') }));
    more(chart, (service) => listener.route(service));
    return synth(app).eu;
  };
  const policies = (objects: any[]) => objects.filter((o) => o.kind === 'HealthCheckPolicy').map((o) => [o.spec.targetRef.name, o.spec.default]);

  test('use the health check of the service, and of each version', () => {
    const objects = edge((chart, route) => {
      const web = new MeshService(chart, 'web', { ports: [ServicePort.http(80, { targetPort: 8080 })] });
      const v1 = web.addVersion('v1', { image: 'web:1', healthCheck: HealthCheck.http(8081, '/live', { period: Duration.seconds(3) }) });
      const v2 = web.addVersion('v2', { image: 'web:2', healthCheck: HealthCheck.tcp(8080) });
      web.split(v1.weight(9), v2.weight(1));
      new MeshService(chart, 'inside', { ports: [ServicePort.http(80)], image: 'inside:1', healthCheck: HealthCheck.http(80, '/live') });
      route(web);
    });
    expect(policies(objects)).toEqual([
      ['web-v1', { checkIntervalSec: 3, timeoutSec: 3, config: { type: 'HTTP', httpHealthCheck: { portSpecification: 'USE_FIXED_PORT', port: 8081, requestPath: '/live' } } }],
      ['web-v2', { config: { type: 'TCP', tcpHealthCheck: { portSpecification: 'USE_FIXED_PORT', port: 8080 } } }],
    ]);
  });
  test('use gRPC health checks and HTTP/2 for gRPC servers', () => {
    const objects = edge((chart, route) => route(new MeshService(chart, 'api', { ports: [ServicePort.grpc(50051)], image: 'api:1' })));
    expect(policies(objects)).toEqual([['api', { config: { type: 'GRPC', grpcHealthCheck: { portSpecification: 'USE_SERVING_PORT' } } }]]);
    expect(objects.find((o) => o.kind === 'Service').spec.ports[0].appProtocol).toBe('kubernetes.io/h2c');
  });
});

test('service routing retries on a conflict, and on no other status', () => {
  const app = new App();
  const mesh = new Mesh(app, 'mesh', { controlPlane: ControlPlane.serviceRouting({ project: GoogleProject.fromIds('shop-prod', '7'), zones: ['europe-west1-b'], certificateAuthority: CertificateAuthority.elsewhere() }) });
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  mesh.enroll(chart);
  const made = (name: string, on: RetryOn[]) => new MeshService(chart, name, { ports: [ServicePort.http(80)], image: 'a:1' }).addRule({ retries: { attempts: 2, on } });
  made('cart', [RetryOn.CONFLICT, RetryOn.GATEWAY_ERROR]);
  app.synthYaml();
  expect(app.charts.flatMap((c) => c.toJson()).find((o: any) => o.kind === 'NetworkServicesHTTPRoute').spec.rules[0].action.retryPolicy.retryConditions).toEqual(['retriable-4xx', 'gateway-error']);
  made('stock', [RetryOn.CONFLICT, RetryOn.status(429)]);
  expect(() => app.synthYaml()).toThrow(/retry-on-status/);
});
