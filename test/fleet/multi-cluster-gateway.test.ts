import { Chart, Duration } from 'cdk8s';
import { aFleet, only, synth } from './fixture';
import { ControlPlane, Mesh, MeshService, MultiClusterGateway, MultiClusterGatewayClass, type MultiClusterGatewayProps, ServiceExport, ServicePort } from '../../src';
import { validateSchema } from '../../src/check/schema';

function aGateway(props: Partial<MultiClusterGatewayProps> = {}) {
  const { app, fleet } = aFleet();
  const exports = ['eu', 'us'].map((name) => {
    const cluster = fleet.addGkeCluster(name, { location: 'europe-west1' });
    const chart = new Chart(cluster, 'shop', { namespace: 'shop' });
    new Mesh(cluster, 'mesh', { controlPlane: ControlPlane.managed() }).enroll(chart);
    const service = new MeshService(chart, 'web', { ports: [ServicePort.http(80)], image: 'web:1' });
    return new ServiceExport(chart, 'export', { service });
  });
  const chart = new Chart(fleet.clusters[0], 'edge', { namespace: 'shop' });
  return { app, fleet, service: exports[0], chart, gateway: new MultiClusterGateway(chart, 'edge', { hosts: ['shop.example.com'], ...props }) };
}

test('a gateway routes to the import of a service, with its policies', () => {
  const { app, gateway, service } = aGateway({ certificateMap: 'shop-map', sslPolicy: 'modern' });
  gateway.route(service, { port: 80, healthCheck: { path: '/healthz', port: 8080, interval: Duration.seconds(5) }, timeout: Duration.seconds(10), securityPolicy: 'armor' });
  const { eu, us, management } = synth(app);
  expect(only(eu, 'Gateway')).toMatchObject({
    metadata: { annotations: { 'networking.gke.io/certmap': 'shop-map' } },
    spec: { gatewayClassName: 'gke-l7-global-external-managed-mc', listeners: [{ protocol: 'HTTPS', port: 443, hostname: 'shop.example.com' }] },
  });
  expect(only(eu, 'HTTPRoute').spec.rules[0].backendRefs).toEqual([{ group: 'net.gke.io', kind: 'ServiceImport', name: 'web', port: 80 }]);
  expect(only(eu, 'HealthCheckPolicy').spec.default).toEqual({
    checkIntervalSec: 5, config: { type: 'HTTP', httpHealthCheck: { portSpecification: 'USE_FIXED_PORT', port: 8080, requestPath: '/healthz' } },
  });
  expect(only(eu, 'GCPBackendPolicy').spec).toEqual({ default: { timeoutSec: 10, securityPolicy: 'armor' }, targetRef: { group: 'net.gke.io', kind: 'ServiceImport', name: 'web' } });
  expect(only(eu, 'GCPGatewayPolicy').spec.default).toEqual({ sslPolicy: 'modern' });
  expect(eu.flatMap((o) => validateSchema(o))).toEqual([]);
  // one cluster holds the configuration, and the fleet knows which
  expect(us.some((o) => o.kind === 'Gateway')).toBe(false);
  expect(only(management, 'GKEHubFeature', 'multiclusteringress').spec.spec).toEqual({ multiclusteringress: { configMembershipRef: { name: 'eu' } } });
  expect(only(us, 'ServiceExport').metadata).toEqual({ name: 'web', namespace: 'shop' });
});

test.each<[string, () => unknown, string]>([
  ['a second config cluster', () => {
    const { fleet } = aGateway();
    new MultiClusterGateway(new Chart(fleet.clusters[1], 'edge', { namespace: 'shop' }), 'edge', { hosts: ['a.example'] });
  }, "already use config cluster 'eu'"],
  ['one path twice', () => {
    const { gateway, service } = aGateway();
    [1, 2].forEach(() => gateway.route(service, { port: 80 }));
  }, "path '/' already has a route"],
  ['a port that only the pods have', () => {
    const { gateway, service } = aGateway();
    gateway.route(service, { port: 8080 });
  }, "the route to 'web' of multi-cluster gateway 'fleet/eu/edge/edge': port must be one of 80, got: 8080; use the port of the service, not that of its pods"],
  ['global access on the classic external gateway', () => aGateway({ gatewayClass: MultiClusterGatewayClass.CLASSIC_GLOBAL_EXTERNAL, allowGlobalAccess: true }), 'always accepts clients from every region'],
  ['a certificate map on a regional gateway', () => aGateway({ gatewayClass: MultiClusterGatewayClass.REGIONAL_INTERNAL, certificateMap: 'm' }), "multi-cluster gateway 'fleet/eu/edge/edge': gatewayClass must be GLOBAL_EXTERNAL for a certificate map, got: gke-l7-rilb-mc; use certificateSecret"],
  ['a TLS policy without TLS', () => aGateway({ sslPolicy: 'modern' }), 'no certificate'],
])('%s is refused by the call', (_what, make, message) => {
  expect(make).toThrow(message);
});
