import { App, Chart, Duration } from 'cdk8s';
import {
  ApplyOrder, CertificateAuthority, CloudPrincipal, CloudResource, ConfigSync, ConfigSyncAuth, ConfigSyncForm,
  ControlPlane, Fleet, FleetFeature, GatewayWorkload, GoogleProject, GrantForm, Listener, LoadBalancer, Locality,
  IngressGateway, LogRouting, ManagedChannel, ManagedImplementation, ManagedManagement, Mesh, MeshApp, MeshService, MultiClusterGateway, MultiClusterGatewayClass,
  RepoSync, ScopeRole, ServiceExport, ServicePort, WorkloadKey,
} from 'cdk8s-mesh';

/** A fleet that uses everything a fleet can be told, for each kind that it can emit. */
export function wholeFleet(order: ApplyOrder): App {
  const app = new MeshApp();
  const host = GoogleProject.fromIds('shop-fleet', '482913370156');
  const source = { auth: ConfigSyncAuth.googleServiceAccount('config-sync@shop-fleet.iam.gserviceaccount.com'), period: Duration.seconds(30), version: '1.20.0', preventDrift: true };
  const fleet = new Fleet(app, 'fleet', {
    project: host,
    applyOrder: order,
    // each order with one of the ways by which clusters learn their folder
    configSync: order === ApplyOrder.ARGO_CD
      ? ConfigSync.git({ ...source, repository: 'https://git.example.com/shop.git', revision: 'v1', proxy: 'https://proxy.example.com', form: ConfigSyncForm.ROOT_SYNC })
      : ConfigSync.oci({ ...source, image: 'europe-docker.pkg.dev/shop-fleet/config/shop:v1' }),
    policyController: { version: '1.20.0', referentialRules: true, mutation: true, logDenies: true, auditInterval: Duration.seconds(120), exemptNamespaces: ['gke-mcs'] },
  });
  const eu = fleet.addGkeCluster('eu', { location: 'europe-west1', trustLevel: 'production', labels: { tier: 'one' }, network: 'net-host/shared' });
  const us = fleet.addGkeCluster('us', { location: 'us-central1-b', project: GoogleProject.fromIds('shop-prod', '7'), trustLevel: 'production', network: 'net-host/shared', clusterId: 'prod-us' });
  const dc = fleet.addAttachedCluster('dc', { location: 'europe-west1', issuerUrl: 'https://oidc.example', platformVersion: '1.31.0-gke.1', jwks: 'e30=', trustLevel: 'production' });

  const team = fleet.addScope('team', { namespaceLabels: { team: 'shop' } });
  team.addNamespace('shop', { labels: { tier: 'one' } });
  team.bind(eu, us, dc);
  team.grantGroup('team@example.com', ScopeRole.ADMIN);
  team.grantUser('jo@example.com', ScopeRole.custom('auditor'));
  fleet.enable(FleetFeature.WORKLOAD_IDENTITY);
  fleet.observe({ clusters: LogRouting.COPY, scopes: LogRouting.MOVE });
  fleet.grant(CloudPrincipal.namespace(host, 'shop'), 'roles/storage.objectViewer', CloudResource.bucket('assets'));
  fleet.grant(eu.allPrincipals(), 'roles/logging.logWriter', CloudResource.project('shop-prod'), { title: 'until summer', expression: 'request.time < timestamp("2027-06-01T00:00:00Z")' });
  fleet.grant(us.principal('shop', 'web'), 'roles/pubsub.publisher', CloudResource.topic('shop-prod', 'orders'));

  const certificates = { project: 'shop-ca', location: 'europe-west1', pool: 'mesh', rootPool: 'root', key: WorkloadKey.RSA_3072, validity: Duration.hours(12), rotationWindow: 40 };
  const managed = ControlPlane.managed({
    channel: ManagedChannel.STABLE,
    management: ManagedManagement.MANUAL,
    vpcServiceControls: true,
    expect: ManagedImplementation.TRAFFIC_DIRECTOR,
    endpointDiscovery: true,
    certificateAuthority: CertificateAuthority.workloadCertificates(certificates),
    accessLogFile: '/dev/stdout',
    tracing: true,
    revisionLabel: true,
  });
  for (const cluster of fleet.clusters) {
    const chart = new Chart(cluster, 'shop', { namespace: 'shop' });
    new Mesh(cluster, 'mesh', { controlPlane: cluster.isGke ? managed : ControlPlane.existing() }).enroll(chart, { labels: { team: 'shop' } });
    const web = new MeshService(chart, 'web', { ports: [ServicePort.http(80)], image: 'web:1' });
    const api = new MeshService(chart, 'api', { ports: [ServicePort.grpc(9090)], image: 'api:1' });
    web.calls(api);
    web.policy({ loadBalancer: LoadBalancer.leastRequest({ locality: Locality.failover() }), outlierDetection: { consecutive5xxErrors: 5 } });
    web.identity!.grant('roles/secretmanager.secretAccessor', CloudResource.secret('vault', 'key'), { form: GrantForm.PARTIAL_POLICY });
    web.identity!.grant('roles/storage.objectViewer', CloudResource.bucket('pictures'), { thisClusterOnly: true });
    api.identity!.grant('roles/spanner.databaseUser', CloudResource.external('spanner.cnrm.cloud.google.com/v1beta1', 'SpannerInstance', 'projects/shop-prod/instances/shop'),
      { googleServiceAccount: 'shop-api@shop-fleet.iam.gserviceaccount.com' });
    new IngressGateway(chart, 'edge', { workload: GatewayWorkload.own() }).addListener(Listener.http({ hosts: ['in.example.com'] })).route(web);
    if (cluster.isGke) {
      const exports = [web, api].map((service) => new ServiceExport(chart, `export-${service.serviceName}`, { service }));
      if (cluster === eu) {
        doors(eu, exports);
        new RepoSync(chart, 'own', { source: ConfigSync.git({ repository: 'git@git.example.com:team.git', folder: 'deploy', auth: ConfigSyncAuth.ssh() }) });
      }
    }
  }
  return app;
}

/** A gateway of each class, with each kind of certificate and health check. */
function doors(cluster: Fleet['clusters'][number], [web, api]: ServiceExport[]): void {
  const chart = new Chart(cluster, 'doors', { namespace: 'shop' });
  const global = new MultiClusterGateway(chart, 'everywhere', { hosts: ['shop.example.com', '*.shop.example.com'], certificateMap: 'shop', sslPolicy: 'modern' });
  global.route(web, { port: 80, healthCheck: { path: '/healthz', port: 8080, interval: Duration.seconds(5) }, timeout: Duration.seconds(10), securityPolicy: 'armor' });
  global.route(api, { port: 9090, pathPrefix: '/api', healthCheck: { grpc: true, port: 9090 } });
  new MultiClusterGateway(chart, 'region', { gatewayClass: MultiClusterGatewayClass.REGIONAL_EXTERNAL, hosts: ['eu.example.com'], certificateSecret: 'eu-cert' }).route(web, { port: 80 });
  new MultiClusterGateway(chart, 'inside', { gatewayClass: MultiClusterGatewayClass.REGIONAL_INTERNAL, hosts: ['in.example.com'], allowGlobalAccess: true }).route(web, { port: 80 });
  new MultiClusterGateway(chart, 'between', { gatewayClass: MultiClusterGatewayClass.CROSS_REGIONAL_INTERNAL, hosts: ['in.example.com'] }).route(api, { port: 9090 });
}
