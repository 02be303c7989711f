import { ApiObject, App, Chart, Duration, Size } from 'cdk8s';
import {
  CertificateAuthority,
  ControlPlane, EndpointGroup, ExternalService, Fault, Fleet, GatewayExposure, GatewayWorkload,
  GoogleProject, GrpcMatch, HashKey, HealthCheck, HttpMatch, HttpMethod, IngressGateway, Listener, LoadBalancer, MachineProxy,
  ManagedInstanceGroup, Mesh, MeshApp, MeshFeature, MeshService, MutualTls, OutboundTraffic, PathMatch, Resolution, RetryOn, ServicePort, Source, StringMatch,
} from 'cdk8s-mesh';

/** Service routing in two clusters of a fleet, told everything that its API has words for. */
export function wholeRouting(): App {
  const app = new MeshApp();
  const fleet = new Fleet(app, 'fleet', { project: GoogleProject.fromIds('shop-fleet', '482913370156') });
  const eu = fleet.addGkeCluster('eu', { location: 'europe-west1' });
  const us = fleet.addGkeCluster('us', { location: 'us-central1-b' });
  for (const cluster of [eu, us]) {
    const mesh = new Mesh(cluster, 'shop', {
      outbound: OutboundTraffic.ALLOW_ANY,
      controlPlane: ControlPlane.serviceRouting({
        zones: cluster === eu ? ['europe-west1-b', 'europe-west1-c'] : undefined,
        domain: 'mesh.internal',
        certificateAuthority: CertificateAuthority.workloadCertificates({ project: 'shop-fleet', location: 'europe-west1', pool: 'mesh', objectName: 'mesh-ca' }),
        clientAccounts: ['checkout@shop-fleet.iam.gserviceaccount.com'],
        acknowledge: [MeshFeature.EXTERNAL_DNS, MeshFeature.EXTERNAL_STATIC, MeshFeature.FAULT_WITH_RETRY, MeshFeature.PROXYLESS_POLICY, MeshFeature.TCP_ROUTE_SUBNETS].map((feature) => ({ feature, reason: 'said to try it' })),
      }),
    });
    const chart = new Chart(cluster, 'web', { namespace: 'web' });
    mesh.enroll(chart);
    services(chart);
    group(chart, cluster.clusterName ?? '');
  }
  machines(fleet);
  return app;
}

function services(chart: Chart): void {
  const cart = new MeshService(chart, 'cart', { ports: [ServicePort.http(80, { targetPort: 8080 }), ServicePort.tcp(9000), ServicePort.https(443)] });
  const pods = cart.addVersion('gke', { image: 'cart:1', healthCheck: HealthCheck.http(8080, '/ok') });
  const run = cart.addVersion('run');
  run.addEndpointGroups(EndpointGroup.cloudRun({ service: 'cart', region: 'europe-west1', tag: 'blue' }));
  const machine = cart.addVersion('vm');
  machine.addEndpointGroups(EndpointGroup.instanceGroup({ name: 'cart', location: 'europe-west1', portName: 'http', plainText: true, maxRate: 50, capacityScale: 0.5 }));
  const api = new MeshService(chart, 'api', { ports: [ServicePort.grpc(50051)], image: 'api:1', mtls: MutualTls.PERMISSIVE, healthCheck: HealthCheck.grpc(50052) });
  const stock = new MeshService(chart, 'stock', { ports: [ServicePort.grpc(50051)], image: 'stock:1', proxyless: true, policy: { loadBalancer: LoadBalancer.consistentHash(HashKey.header('x-user')) } });
  api.addEndpointGroups(EndpointGroup.networkEndpoints({ name: 'api-dc', zones: ['europe-west1-d'], capacityScale: 0 }));
  cart.split(pods.weight(80), run.weight(10), machine.weight(10));
  cart.addRule({
    name: 'all of it',
    matches: [
      HttpMatch.conditions({ path: PathMatch.prefix('/api').ignoringCase(), method: HttpMethod.GET, headers: { 'a': StringMatch.prefix('b'), 'x-no': StringMatch.absent() }, query: { q: StringMatch.regex('x+') } }),
      HttpMatch.conditions({ path: PathMatch.regex('/[a-z]+'), authority: StringMatch.exact('cart.example.com') }),
    ],
    fault: Fault.delay(Duration.millis(1500), 10),
    retries: { attempts: 2, on: [RetryOn.GATEWAY_ERROR, RetryOn.CONNECT_FAILURE], perTryTimeout: Duration.seconds(1) },
    timeout: Duration.seconds(5),
    mirrors: [{ to: api }],
    rewrite: { authority: 'cart.internal' },
    requestHeaders: { set: { a: 'b' }, add: { d: 'e' }, remove: ['c'] },
    responseHeaders: { set: { f: 'g' } },
    cors: { allowOrigins: [StringMatch.exact('https://b.example.com'), StringMatch.prefix('https://a.')], maxAge: Duration.hours(1), allowMethods: [HttpMethod.GET], allowCredentials: true },
  });
  cart.addRule({ matches: [HttpMatch.prefix('/old')], redirect: { prefix: '/new', status: 308 } });
  cart.addRule({ matches: [HttpMatch.prefix('/v1')], rewrite: { path: '/' } });
  cart.addTcpRule({ port: 9000, destinationSubnets: ['10.0.0.0/8'], to: [pods] });
  api.addGrpcRule({ matches: [GrpcMatch.method('shop.Cart', 'Add')], fault: Fault.abort(503, 5) });
  api.addGrpcRule({ matches: [GrpcMatch.service('shop.Stock').withMetadata('x', StringMatch.prefix('y'))], timeout: Duration.seconds(2), retries: { attempts: 2, on: [RetryOn.GRPC_UNAVAILABLE] } });
  api.policy({
    loadBalancer: LoadBalancer.leastRequest(),
    connectionPool: { maxConnections: 9, maxPendingRequests: 9, maxRequests: 9, maxRequestsPerConnection: 9, maxRetries: 2 },
    outlierDetection: { consecutive5xxErrors: 7, consecutiveGatewayErrors: 5, interval: Duration.millis(2500), baseEjectionTime: Duration.seconds(30), maxEjectionPercent: 20 },
  });
  cart.policy({ loadBalancer: LoadBalancer.consistentHash(HashKey.cookie({ name: 'sid', path: '/', ttl: Duration.hours(1) })) }, 80);
  api.allow({ from: [Source.ipBlocks('10.0.0.0/8')], hosts: ['api.example.com'], ports: [50051] });
  api.calls(cart, { methods: [HttpMethod.GET], ports: [80] });
  stock.calls(api, { ports: [50051] });
  new ExternalService(chart, 'bank', { hosts: ['api.bank.example'], ports: [ServicePort.tls(8443)] });
  new ExternalService(chart, 'db', {
    hosts: ['db.example.com'], ports: [ServicePort.tcp(5432)], addresses: ['198.51.100.7'], resolution: Resolution.STATIC, endpoints: [{ address: '198.51.100.7' }],
  });
  const edge = new IngressGateway(chart, 'edge', { workload: GatewayWorkload.trafficDirector({ exposure: GatewayExposure.LOAD_BALANCER }) });
  edge.addListener(Listener.http({ hosts: ['shop.example.com'] })).route(cart);
  edge.addListener(Listener.http({ hosts: ['old.example.com'], redirectToHttps: true }));
}

/** Machines that are told everything. */
function group(chart: Chart, cluster: string): void {
  const stock = new MeshService(chart, 'old-stock', { ports: [ServicePort.http(8088)], mtls: MutualTls.DISABLE });
  const all = new ManagedInstanceGroup(chart, 'old-stock-machines', {
    groupName: `old-stock-${cluster}`,
    location: 'europe-west1',
    zones: ['europe-west1-b', 'europe-west1-c'],
    size: 3,
    ports: { http: 8088 },
    machineType: 'e2-small',
    image: 'projects/shop-fleet/global/images/family/stock',
    diskSize: Size.gibibytes(20),
    subnetwork: 'projects/shop-fleet/regions/europe-west1/subnetworks/shop',
    serviceAccount: 'stock@shop-fleet.iam.gserviceaccount.com',
    startupScript: 'systemctl start stock',
    metadata: { team: 'stock' },
    labels: { env: 'prod' },
    tags: ['stock'],
    healthCheck: HealthCheck.http(8088, '/ok', { period: Duration.seconds(20) }),
    initialDelay: Duration.minutes(2),
  });
  stock.addEndpointGroups(all.endpoints('http', { maxRate: 50, capacityScale: 0.5 }));
}

/** The machines behind a version, whose proxies are clients too. */
function machines(fleet: Fleet): void {
  const chart = new Chart(fleet.management, 'machines', { namespace: 'service-routing' });
  const template = new ApiObject(chart, 'template', {
    apiVersion: 'compute.cnrm.cloud.google.com/v1beta1',
    kind: 'ComputeInstanceTemplate',
    metadata: { name: 'cart' },
    spec: {
      machineType: 'e2-small',
      disk: [{ boot: true, sourceImageRef: { external: 'debian-cloud/debian-12' } }],
      networkInterface: [{ networkRef: { external: 'default' } }],
      serviceAccount: { scopes: ['cloud-platform'], serviceAccountRef: { external: 'cart@shop-fleet.iam.gserviceaccount.com' } },
    },
  } as any);
  MachineProxy.create({ mesh: 'shop', servingPorts: [8080], labels: { service: 'cart', namespace: 'web' } }).addTo(template);
}
