import { Chart } from 'cdk8s';
import { written } from './samples/compare';
import {
  CertificateAuthority, ControlPlane, Fleet, GatewayImplementation, GcloudCommands, GoogleProject, ManagedChannel, ManagedImplementation, Mesh, MeshApp, MeshService, MutualTls, OutboundTraffic, ScopeForm, ScopeRole, ServicePort, Source,
} from '../../src';
import { aFleet } from '../fleet/fixture';

const only = (objects: readonly any[], kind: string, name: string) => {
  const found = objects.filter((o) => o.kind === kind && o.metadata.name === name);
  expect(found).toHaveLength(1);
  return found[0];
};

test('gcloud scopes are commands, without alpha kinds', () => {
  const { app, fleet } = aFleet({ scopeForm: ScopeForm.GCLOUD });
  const clusters = ['eu', 'us'].map((name) => fleet.addGkeCluster(name, { location: 'europe-west1' }));
  const scope = fleet.addScope('pay', { namespaceLabels: { team: 'pay', tier: 'one' } });
  scope.addNamespace('payments', { labels: { kind: 'api' } });
  scope.bind(...clusters, clusters[0]);
  scope.grantGroup('pay@example.com', ScopeRole.EDIT);
  scope.grantUser('ann@example.com', ScopeRole.custom('auditor'));
  const all = GcloudCommands.of(fleet.management).commands.map((c) => c.replace(/ pay-\S+-[0-9a-f]{8} /g, ' NAME '));
  const commands = all.map((c) => c.replace(/^if (.*); then .*; else (.*); fi$/, '$1 || $2').split(' >/dev/null 2>&1 || '));
  expect(commands.map(([, create]) => create)).toEqual([
    'gcloud container fleet scopes create pay --namespace-labels=team=pay,tier=one --project=shop-fleet',
    'gcloud container fleet scopes namespaces create payments --scope=pay --namespace-labels=kind=api --project=shop-fleet',
    'gcloud container fleet memberships bindings create pay-eu --membership=eu --location=europe-west1 --scope=pay --project=shop-fleet',
    'gcloud container fleet memberships bindings create pay-us --membership=us --location=europe-west1 --scope=pay --project=shop-fleet',
    'gcloud container fleet scopes rbacrolebindings create NAME --scope=pay --role=edit --group=pay@example.com --project=shop-fleet',
    'gcloud container fleet scopes rbacrolebindings create NAME --scope=pay --custom-role=auditor --user=ann@example.com --project=shop-fleet',
  ]);
  // each is created unless it exists, so that the script can run again
  expect(commands.map(([describe]) => describe)).toEqual([
    'gcloud container fleet scopes describe pay --project=shop-fleet',
    'gcloud container fleet scopes namespaces describe payments --scope=pay --project=shop-fleet',
    'gcloud container fleet memberships bindings describe pay-eu --membership=eu --location=europe-west1 --project=shop-fleet',
    'gcloud container fleet memberships bindings describe pay-us --membership=us --location=europe-west1 --project=shop-fleet',
    'gcloud container fleet scopes rbacrolebindings describe NAME --scope=pay --project=shop-fleet',
    'gcloud container fleet scopes rbacrolebindings describe NAME --scope=pay --project=shop-fleet',
  ]);
  // labels that the app determines are replaced where the resource exists
  expect(all.flatMap((c) => /; then (.*); else /.exec(c)?.[1] ?? [])).toEqual([
    'gcloud container fleet scopes update pay --clear-namespace-labels --update-namespace-labels=team=pay,tier=one --project=shop-fleet',
    'gcloud container fleet scopes namespaces update payments --scope=pay --clear-namespace-labels --update-namespace-labels=kind=api --project=shop-fleet',
  ]);
  expect(app.synthYaml()).not.toContain('v1alpha1');
});

test('labels of a scope that the app leaves alone are not changed, and an empty set removes all', () => {
  const { fleet } = aFleet({ scopeForm: ScopeForm.GCLOUD });
  fleet.addScope('pay');
  fleet.addScope('shop', { namespaceLabels: {} });
  expect(GcloudCommands.of(fleet.management).commands.map((c) => c.replace(/ --project=shop-fleet/g, ''))).toEqual([
    'gcloud container fleet scopes describe pay >/dev/null 2>&1 || gcloud container fleet scopes create pay',
    'if gcloud container fleet scopes describe shop >/dev/null 2>&1; then gcloud container fleet scopes update shop --clear-namespace-labels; else gcloud container fleet scopes create shop; fi',
  ]);
});

test('Google\'s mesh with Gateway API is enabled by the fleet, with gcloud for settings that Config Connector lacks', () => {
  let commands: string[] = [];
  const objects = written((app) => {
    const fleet = new Fleet(app, 'fleet', { project: GoogleProject.fromIds('shop-fleet', '482913370156') });
    for (const name of ['eu', 'us']) {
      const cluster = fleet.addGkeCluster(name, { location: 'europe-west1' });
      const mesh = new Mesh(cluster, 'mesh', { controlPlane: ControlPlane.gatewayApi({ mesh: GatewayImplementation.cloudServiceMesh() }), mtls: MutualTls.DISABLE, denyByDefault: false, outbound: OutboundTraffic.ALLOW_ANY });
      const chart = new Chart(cluster, 'shop', { namespace: 'shop' });
      mesh.enroll(chart);
      new MeshService(chart, 'plain', { ports: [ServicePort.http(80)], image: 'plain:1' });
      new MeshService(chart, 'grpc', { ports: [ServicePort.grpc(81)], image: 'grpc:1', proxyless: true });
    }
    commands = GcloudCommands.of(fleet.management).commands;
  });
  expect(commands).toEqual(['eu', 'us'].map((name) => `gcloud container fleet mesh update --config-api=gateway --memberships=${name} --location=europe-west1 --project=shop-fleet`));
  expect(only(objects, 'GKEHubFeatureMembership', 'servicemesh-us').spec.mesh).toEqual({ management: 'MANAGEMENT_AUTOMATIC' });
  const injection = (o: any) => o.spec?.template.metadata.labels['mesh.cloud.google.com/csm-injection'] ?? o.metadata.labels['mesh.cloud.google.com/csm-injection'];
  expect(['Namespace shop', 'Deployment plain', 'Deployment grpc'].map((what) => injection(objects.find((o) => `${o.kind} ${o.metadata.name}` === what)))).toEqual(['sidecar', undefined, 'proxyless']);
});

test('automatic addresses of external hosts are an option of Traffic Director in the rapid channel', () => {
  const objects = written((app) => {
    const cluster = new Fleet(app, 'fleet', { project: GoogleProject.fromIds('shop-fleet', '482913370156') }).addGkeCluster('eu', { location: 'europe-west1' });
    new Mesh(cluster, 'mesh', { controlPlane: ControlPlane.managed({ channel: ManagedChannel.RAPID, ipAutoAllocation: true, endpointDiscovery: true }) });
  });
  expect(only(objects, 'ConfigMap', 'asm-options').data).toEqual({ multicluster_mode: 'connected', ip_auto_allocation: 'true' });
  expect(() => ControlPlane.managed({ ipAutoAllocation: true })).toThrow('channel must be ManagedChannel.RAPID for ipAutoAllocation, the only channel that supports it, got: REGULAR');
  expect(() => ControlPlane.managed({ ipAutoAllocation: true, channel: ManagedChannel.RAPID, expect: ManagedImplementation.ISTIOD })).toThrow('got: expect ISTIOD');
});

test('Istio in a GKE cluster uses the given CA, with grants on its pools', () => {
  const pool = { project: 'ca-project', location: 'us-central1', pool: 'mesh', objectName: 'mesh-pool', template: 'projects/ca-project/locations/us-central1/certificateTemplates/t' };
  const objects = written((app) => {
    const cluster = new Fleet(app, 'fleet', { project: GoogleProject.fromIds('shop-fleet', '482913370156') }).addGkeCluster('eu', { location: 'europe-west1' });
    new Mesh(cluster, 'mesh', { controlPlane: cluster.inClusterControlPlane('1.28.2-asm.4', { certificateAuthority: CertificateAuthority.caService(pool), cloudTracing: true }) });
  });
  expect(only(objects, 'ConfigMap', 'istio-asm-1282-4').data.mesh).toMatch(/CA_PROVIDER: GoogleCAS/);
  expect(only(objects, 'ConfigMap', 'istio-sidecar-injector-asm-1282-4').data.values).toMatch('"caAddress":"projects/ca-project/locations/us-central1/caPools/mesh:projects/ca-project/locations/us-central1/certificateTemplates/t"');
  expect(objects.filter((o) => o.kind === 'IAMPolicyMember').map((o) => o.spec.role).sort()).toEqual(['roles/cloudtrace.agent', 'roles/privateca.auditor', 'roles/privateca.templateUser', 'roles/privateca.workloadCertificateRequester']);
  const { fleet } = aFleet();
  expect(() => fleet.addGkeCluster('eu', { location: 'europe-west1' }).inClusterControlPlane('1.28.2-asm.4', { certificateAuthority: CertificateAuthority.elsewhere() })).toThrow('does not use the workload certificates that GKE provides');
  expect(() => ControlPlane.managed({ certificateAuthority: CertificateAuthority.istiod() })).toThrow('got: CertificateAuthority.istiod()');
});

/** A service of service routing with rules of access. */
const routed = (app: MeshApp, access: (s: MeshService) => void, ports = [ServicePort.http(80), ServicePort.grpc(81)]) => {
  const mesh = new Mesh(app, 'mesh', { controlPlane: ControlPlane.serviceRouting({ project: GoogleProject.fromIds('shop-prod', '482913370156'), zones: ['europe-west1-b'], certificateAuthority: CertificateAuthority.elsewhere() }) });
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  mesh.enroll(chart);
  access(new MeshService(chart, 'web', { ports, image: 'web:1' }));
};

test('header conditions are supported by service routing', () => {
  const objects = written((app) => routed(app, (s) => {
    s.allow({ from: [Source.namespace('front')], when: [{ key: 'request.headers[x-team]', values: ['pay', 'a.b*', '*.c'] }] });
    s.allow({ ports: [81], when: [{ key: 'request.headers[x-any]', values: ['*'] }] });
  }));
  expect(only(objects, 'NetworkSecurityAuthorizationPolicy', 'shop-web').spec.rules).toEqual([
    { sources: [{ principals: ['spiffe://shop-prod.svc.id.goog/ns/front/*'] }], destinations: [{ hosts: ['*'], ports: [80, 81], httpHeaderMatch: { headerName: 'x-team', regexMatch: 'pay|a\\.b.*|.*\\.c' } }] },
    { destinations: [{ hosts: ['*'], ports: [81], httpHeaderMatch: { headerName: 'x-any', regexMatch: '.+' } }] },
  ]);
});

test.each<[string, (s: MeshService) => void, ServicePort[] | undefined, string]>([
  ['two of them', (s) => s.allow({ when: [{ key: 'request.headers[a]', values: ['1'] }, { key: 'request.headers[b]', values: ['1'] }] }), undefined, 'supports one header condition, got: request.headers[a], request.headers[b]'],
  ['another attribute', (s) => s.allow({ when: [{ key: 'source.ip', values: ['10.0.0.1'] }] }), undefined, 'support conditions on header values only, got: source.ip'],
  ['what may not be there', (s) => s.allow({ when: [{ key: 'request.headers[a]', notValues: ['1'] }] }), undefined, 'got: request.headers[a] with notValues'],
  ['a port of bytes', (s) => s.allow({ when: [{ key: 'request.headers[a]', values: ['1'] }] }), [ServicePort.http(80), ServicePort.tcp(90)], "service 'shop/web' has a TCP port"],
])('a condition on a header: %s is an error', (_what, access, ports, message) => {
  expect(() => written((app) => routed(app, access, ports))).toThrow(message);
});
