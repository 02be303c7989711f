import { App, Chart, Duration } from 'cdk8s';
import { load } from 'js-yaml';
import { aFleet, only, PROJECT, synth } from './fixture';
import { fleet as example } from '../../examples/fleet/main';
import {
  AccessLogFormat, CertificateAuthority, Checks, CloudResource, ControlPlane, GatewayWorkload, GoogleProject, GrantForm, type GrantOptions, IngressGateway, install, istio, Listener, LoadBalancer, Locality, ManagedChannel, type ManagedControlPlaneProps,
  ManagedImplementation, ManagedManagement, Mesh, MeshService, ServicePort, UpstreamTls, type WorkloadCertificatesProps, WorkloadKey,
} from '../../src';
import { validateSchema } from '../../src/check/schema';

const ASKER = istio.ExtensionProvider.grpcExternalAuthorization('asker', 'asker.ops.svc.cluster.local', 9191);
const SECRET = CloudResource.secret('vault', 'key');
const ACCESSOR = 'roles/secretmanager.secretAccessor';

/** A fleet of two clusters with a managed mesh and one service in each. */
function aManagedFleet(props: ManagedControlPlaneProps = {}, each: (service: MeshService, cluster: string) => void = () => undefined, locations = ['eu', 'us']) {
  const { app, fleet } = aFleet();
  for (const name of locations) {
    const cluster = fleet.addGkeCluster(name, { location: 'europe-west1' });
    const mesh = new Mesh(cluster, 'mesh', { controlPlane: ControlPlane.managed(props) });
    const chart = new Chart(cluster, 'shop', { namespace: 'shop' });
    mesh.enroll(chart);
    each(new MeshService(chart, 'cart', { ports: [ServicePort.http(80)], image: 'cart:1' }), name);
  }
  return { app, fleet };
}

test('a managed mesh enables the feature for each membership in its location', () => {
  const { management } = synth(aManagedFleet().app);
  expect(only(management, 'GKEHubFeature').spec).toEqual({ projectRef: { external: 'projects/shop-fleet' }, location: 'global', resourceID: 'servicemesh' });
  expect(only(management, 'GKEHubFeatureMembership', 'servicemesh-us').spec).toEqual({
    projectRef: { external: 'projects/shop-fleet' },
    location: 'global',
    membershipLocation: 'europe-west1',
    featureRef: { name: 'servicemesh' },
    membershipRef: { name: 'us' },
    mesh: { management: 'MANAGEMENT_AUTOMATIC' },
  });
});

test.each<[string, ManagedControlPlaneProps, string[]]>([
  ['unknown who serves', {}, ['istio-asm-managed', 'istio-asm-managed-rapid']],
  ['Traffic Director, stable', { channel: ManagedChannel.STABLE, expect: ManagedImplementation.TRAFFIC_DIRECTOR }, ['istio-asm-managed-stable', 'istio-asm-managed-rapid']],
  ['managed istiod', { expect: ManagedImplementation.ISTIOD }, ['istio-asm-managed']],
])('the mesh configuration: %s', (_what, props, names) => {
  const maps = synth(aManagedFleet(props).app).eu.filter((o) => o.kind === 'ConfigMap');
  expect(maps.map((m) => m.metadata.name)).toEqual(names);
  maps.forEach((m) => expect(load(m.data.mesh)).toEqual({ outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } }));
});

test('namespaces are injected by the default revision with managed proxies, or by a named revision', () => {
  expect(only(synth(aManagedFleet().app).eu, 'Namespace', 'shop').metadata).toMatchObject({ labels: { 'istio-injection': 'enabled' }, annotations: { 'mesh.cloud.google.com/proxy': '{"managed":"true"}' } });
  const named = only(synth(aManagedFleet({ channel: ManagedChannel.RAPID, revisionLabel: true, managedDataPlane: false }).app).eu, 'Namespace', 'shop').metadata;
  expect(named.labels).toEqual({ 'istio.io/rev': 'asm-managed-rapid' });
  expect(named.annotations).toBeUndefined();
});

test('a revision is written with manual management only', () => {
  expect(synth(aManagedFleet().app).eu.some((o) => o.kind === 'ControlPlaneRevision')).toBe(false);
  const { eu, management } = synth(aManagedFleet({ management: ManagedManagement.MANUAL, vpcServiceControls: true }).app);
  expect(only(eu, 'ControlPlaneRevision')).toEqual({
    apiVersion: 'mesh.cloud.google.com/v1beta1',
    kind: 'ControlPlaneRevision',
    metadata: { name: 'asm-managed', namespace: 'istio-system', labels: { 'mesh.cloud.google.com/managed-cni-enabled': 'true' }, annotations: { 'mesh.cloud.google.com/vpcsc': 'true' } },
    spec: { type: 'managed_service', channel: 'regular' },
  });
  expect(only(management, 'GKEHubFeatureMembership', 'servicemesh-eu').spec.mesh.management).toBe('MANAGEMENT_MANUAL');
});

test('the control plane uses a Certificate Authority Service pool, with the needed role', () => {
  const certificateAuthority = CertificateAuthority.caService({ project: 'shop-ca', location: 'europe-west1', pool: 'mesh', objectName: 'mesh-pool' });
  const { eu, management } = synth(aManagedFleet({ certificateAuthority }).app);
  expect(only(eu, 'ConfigMap', 'asm-options').data).toEqual({ ASM_OPTS: 'CA=PRIVATECA;CAAddr=projects/shop-ca/locations/europe-west1/caPools/mesh' });
  expect(management.filter((o) => o.kind === 'IAMPolicyMember').map((o) => [o.spec.member, o.spec.role])).toEqual([
    ['group:shop-fleet.svc.id.goog:/allAuthenticatedUsers/', 'roles/privateca.workloadCertificateRequester'],
    ['group:shop-fleet.svc.id.goog:/allAuthenticatedUsers/', 'roles/privateca.auditor'],
  ]);
});

describe('workload certificates of GKE', () => {
  const pool = { project: 'shop-ca', location: 'europe-west1', pool: 'mesh', objectName: 'mesh-pool' };
  const of = (props: Partial<WorkloadCertificatesProps> = {}) => synth(aManagedFleet({ certificateAuthority: CertificateAuthority.workloadCertificates({ ...pool, ...props }) }).app);

  test('are issued from one pool to pods that request them', () => {
    const { eu, management } = of();
    expect(only(eu, 'TrustConfig').spec.trustStores[0]).toEqual({
      trustDomain: 'shop-fleet.svc.id.goog', trustAnchors: [{ certificateAuthorityServiceURI: '//privateca.googleapis.com/projects/shop-ca/locations/europe-west1/caPools/mesh' }],
    });
    expect(only(eu, 'WorkloadCertificateConfig').metadata).toEqual({ name: 'default' });
    expect(only(eu, 'Deployment', 'cart').spec.template.metadata.annotations).toEqual({ 'security.cloud.google.com/use-workload-certificates': '' });
    // GKE asks for them, not the pods
    const agent = 'serviceAccount:service-482913370156@container-engine-robot.iam.gserviceaccount.com';
    expect(management.filter((o) => o.kind === 'IAMPolicyMember').map((o) => [o.spec.member, o.spec.role])).toEqual([[agent, 'roles/privateca.certificateManager'], [agent, 'roles/privateca.auditor']]);
    expect(eu.flatMap((o) => validateSchema(o))).toEqual([]);
  });
  test('use a custom root and key algorithm', () => {
    const { eu, management } = of({ rootPool: 'root', rootObjectName: 'root-pool', rootLocation: 'us-central1', key: WorkloadKey.RSA_4096, validity: Duration.hours(12), rotationWindow: 25 });
    expect(only(eu, 'WorkloadCertificateConfig').spec).toMatchObject({ keyAlgorithm: { rsa: { modulusSize: 4096 } }, validityDurationSeconds: 43200, rotationWindowPercentage: 25 });
    expect(only(eu, 'TrustConfig').spec.trustStores[0].trustAnchors[0].certificateAuthorityServiceURI).toBe('//privateca.googleapis.com/projects/shop-ca/locations/us-central1/caPools/root');
    expect(management.filter((o) => o.kind === 'IAMPolicyMember').map((o) => o.spec.resourceRef.name)).toEqual(['mesh-pool', 'root-pool']);
  });
  test('need a rotation window from 1 to 99 percent', () => {
    expect(() => of({ rotationWindow: 100 })).toThrow('a percentage from 1 to 99, got: 100');
  });
});

describe('failover to the nearest region', () => {
  const failing = (s: MeshService) => s.policy({ loadBalancer: LoadBalancer.leastRequest({ locality: Locality.failover() }), outlierDetection: { consecutive5xxErrors: 5 } });

  test('is a policy of the Service on Traffic Director', () => {
    const { eu } = synth(aManagedFleet({ expect: ManagedImplementation.TRAFFIC_DIRECTOR }, failing).app);
    expect(only(eu, 'GCPTrafficDistributionPolicy').spec).toEqual({
      targetRefs: [{ group: '', kind: 'Service', name: 'cart' }], default: { serviceLbAlgorithm: 'WATERFALL_BY_REGION', autoCapacityDrain: { enableAutoCapacityDrain: true } },
    });
    expect(only(eu, 'DestinationRule').spec.trafficPolicy.loadBalancer).toEqual({ simple: 'LEAST_REQUEST' });
  });
  test('is a DestinationRule on managed istiod', () => {
    const { eu } = synth(aManagedFleet({ expect: ManagedImplementation.ISTIOD }, failing).app);
    expect(only(eu, 'DestinationRule').spec.trafficPolicy.loadBalancer.localityLbSetting).toEqual({ enabled: true });
  });
  test.each([
    [Locality.failover({ from: 'a', to: 'b' }), 'use Locality.failover() without regions'],
    [Locality.distribute({ from: 'a', to: { b: 100 } }), "can't distribute requests among regions by percentage"],
    [Locality.priority('zone'), 'ranks endpoints by region and zone, not by labels'],
  ])('what Traffic Director does not support is an error at once (%#)', (locality, message) => {
    expect(() => aManagedFleet({ expect: ManagedImplementation.TRAFFIC_DIRECTOR }, (s) => s.policy({ loadBalancer: LoadBalancer.random({ locality }) }))).toThrow(message);
  });
});

describe('roles outside the fleet', () => {
  const given = (options: GrantOptions = {}) => aManagedFleet({}, (s) => s.identity!.grant(ACCESSOR, SECRET, options)).app;
  const member = 'principal://iam.googleapis.com/projects/482913370156/locations/global/workloadIdentityPools/shop-fleet.svc.id.goog/subject/ns/shop/sa/cart';

  test('are granted once for all clusters', () => {
    const { management } = synth(given());
    expect(only(management, 'IAMPolicyMember').spec).toEqual({
      member, role: ACCESSOR, resourceRef: { apiVersion: 'secretmanager.cnrm.cloud.google.com/v1beta1', kind: 'SecretManagerSecret', external: 'projects/vault/secrets/key' },
    });
  });
  test('are limited to one cluster by a condition', () => {
    const { management } = synth(given({ thisClusterOnly: true }));
    expect(management.filter((o) => o.kind === 'IAMPolicyMember').map((o) => o.spec.condition.expression)).toEqual(['eu', 'us']
      .map((c) => `request.auth.claims.google.providerId == "https://container.googleapis.com/v1/projects/shop-fleet/locations/europe-west1/clusters/${c}"`));
  });
  test('can be written as one object per resource', () => {
    expect(only(synth(given({ form: GrantForm.PARTIAL_POLICY })).management, 'IAMPartialPolicy').spec.bindings).toEqual([{ role: ACCESSOR, members: [{ member }] }]);
  });
  test('can be granted to a Google service account', () => {
    const { eu, us, management } = synth(given({ googleServiceAccount: 'cart-app@shop-fleet.iam.gserviceaccount.com' }));
    for (const cluster of [eu, us]) {
      expect(only(cluster, 'ServiceAccount').metadata.annotations).toEqual({ 'iam.gke.io/gcp-service-account': 'cart-app@shop-fleet.iam.gserviceaccount.com' });
    }
    expect(management.filter((o) => o.kind === 'IAMPolicyMember').map((o) => [o.spec.member, o.spec.role])).toEqual([
      ['serviceAccount:shop-fleet.svc.id.goog[shop/cart]', 'roles/iam.workloadIdentityUser'], ['serviceAccount:cart-app@shop-fleet.iam.gserviceaccount.com', ACCESSOR],
    ]);
  });
  test('use the workload identity pool of the cluster\'s project', () => {
    const { app, fleet } = aFleet();
    const prod = fleet.addGkeCluster('eu', { location: 'europe-west1', project: GoogleProject.fromIds('shop-prod', '7') });
    const chart = new Chart(prod, 'shop', { namespace: 'shop' });
    new Mesh(prod, 'mesh', { controlPlane: ControlPlane.managed() }).enroll(chart);
    new MeshService(chart, 'cart', { ports: [ServicePort.http(80)], image: 'cart:1' }).identity!.grant(ACCESSOR, SECRET);
    expect(synth(app).management.filter((o) => o.kind === 'IAMPolicyMember').map((o) => o.spec.member)).toContain(
      'principal://iam.googleapis.com/projects/7/locations/global/workloadIdentityPools/shop-prod.svc.id.goog/subject/ns/shop/sa/cart');
  });
  test('can\'t be granted in two ways, or with and without a condition', () => {
    const twice = (a: GrantOptions, b: GrantOptions) => () => aManagedFleet({}, (s) => [a, b].forEach((o) => s.identity!.grant(ACCESSOR, SECRET, o)), ['eu']);
    expect(twice({}, { thisClusterOnly: true })).toThrow('twice, with a condition and without');
    expect(twice({}, { googleServiceAccount: 'cart-app@shop-fleet.iam.gserviceaccount.com' })).toThrow('use one of the two');
    expect(twice({}, { form: GrantForm.PARTIAL_POLICY })).toThrow('use one of the two forms');
  });
  test('can\'t be granted outside a fleet', () => {
    const app = new App();
    const chart = new Chart(app, 'shop', { namespace: 'shop' });
    new Mesh(app, 'mesh').enroll(chart);
    expect(() => new MeshService(chart, 'cart', { ports: [ServicePort.http(80)] }).identity!.grant(ACCESSOR, SECRET)).toThrow('Google Cloud roles are granted to services in a cluster of a Fleet');
  });
});

test.each<[string, () => unknown, string]>([
  ['a managed mesh outside a fleet', () => new Mesh(new App(), 'mesh', { controlPlane: ControlPlane.managed() }), 'Google runs control planes only for clusters in a fleet'],
  ['a managed mesh in an attached cluster', () => new Mesh(aFleet().fleet.addAttachedCluster('dc', { location: 'europe-west1', issuerUrl: 'https://x.example', platformVersion: '1' }), 'mesh',
    { controlPlane: ControlPlane.managed() }), "only for GKE clusters in Google Cloud, and 'dc' is an attached cluster"],
  ['a trust domain of its own', () => new Mesh(aFleet().fleet.addGkeCluster('eu', { location: 'europe-west1' }), 'mesh', { controlPlane: ControlPlane.managed(), trustDomain: 'mine.example' }),
    "mesh 'fleet/eu/mesh': with a managed control plane, trustDomain must be that of the fleet, 'shop-fleet.svc.id.goog', got: 'mine.example'; omit it"],
  ['two expectations in one fleet', () => {
    const { fleet } = aFleet();
    [ManagedImplementation.ISTIOD, ManagedImplementation.TRAFFIC_DIRECTOR].forEach((expect_, i) => new Mesh(fleet.addGkeCluster(`c${i}`, { location: 'europe-west1' }), 'mesh',
      { controlPlane: ControlPlane.managed({ expect: expect_ }) }));
  }, 'Google chooses one per fleet'],
  ['a format of access logs on Traffic Director', () => ControlPlane.managed({ accessLogFile: '/dev/stdout', accessLogFormat: AccessLogFormat.JSON, expect: ManagedImplementation.TRAFFIC_DIRECTOR }),
    'accessLogFormat is not supported by Traffic Director, got: JSON'],
  ['cluster-local hosts on Traffic Director', () => ControlPlane.managed({ clusterLocal: ['a.b.svc.cluster.local'] }), 'cluster-local hosts are not supported by Traffic Director'],
  ['an external authorizer on Traffic Director', () => ControlPlane.managed({ extensionProviders: [ASKER], expect: ManagedImplementation.TRAFFIC_DIRECTOR }), 'extensionProviders must be empty unless managed istiod is expected, as Traffic Director does not read them, got: 1'],
  ['an external authorizer where nobody knows what serves', () => ControlPlane.managed({ extensionProviders: [ASKER] }), 'or set expect: ManagedImplementation.ISTIOD'],
])('%s is refused by the call', (_what, make, message) => {
  expect(make).toThrow(message);
});

test('an external authorizer of managed istiod is in its mesh configuration, and every proxy knows it', () => {
  const { app } = aManagedFleet({ extensionProviders: [ASKER], expect: ManagedImplementation.ISTIOD }, (cart) => cart.authorizeWith('asker', { paths: ['/pay*'] }));
  const { eu, us } = synth(app);
  for (const objects of [eu, us]) {
    expect(load(only(objects, 'ConfigMap', 'istio-asm-managed').data.mesh)).toMatchObject({ extensionProviders: [{ name: 'asker', envoyExtAuthzGrpc: { service: 'asker.ops.svc.cluster.local', port: 9191 } }] });
    expect(objects.filter((o: any) => o.kind === 'AuthorizationPolicy' && o.spec.action === 'CUSTOM').map((o: any) => o.spec.provider)).toEqual([{ name: 'asker' }]);
    expect(only(objects, 'Sidecar', 'cart').spec.egress[0].hosts).toContain('ops/asker.ops.svc.cluster.local');
  }
});

describe('the example', () => {
  const kinds = (objects: any[]) => objects.map((o) => `${o.kind} ${o.metadata.namespace ?? ''}/${o.metadata.name}`).sort();

  test('is valid for its CRDs', () => {
    const all = synth(example({ outdir: aFleet().app.outdir }));
    expect(Object.keys(all).sort()).toEqual(['boutique-dc', 'boutique-eu', 'boutique-us', 'management']);
    expect(Object.values(all).flat().flatMap((o) => validateSchema(o).map((p) => `${o.kind} ${o.metadata.name}${p.pointer}: ${p.message}`))).toEqual([]);
    expect(kinds(all['boutique-eu'])).toEqual(kinds(all['boutique-us']));
    expect(all.management.filter((o) => o.kind === 'IAMPolicyMember' && o.spec.role === ACCESSOR)).toHaveLength(1);
  });

  test('runs unchanged on Istio that is installed in the clusters', () => {
    jest.spyOn(process.stderr, 'write').mockReturnValue(true); // such control planes are deprecated, which is said
    const { 'boutique-eu': eu, management } = synth(example({ outdir: aFleet().app.outdir, controlPlane: () => ControlPlane.inCluster() }));
    jest.restoreAllMocks();
    only(eu, 'Deployment', 'istiod');
    only(eu, 'Deployment', 'checkoutservice');
    expect(load(only(eu, 'ConfigMap', 'istio').data.mesh)).toMatchObject({ trustDomain: 'boutique-fleet.svc.id.goog' });
    expect(management.some((o) => o.kind === 'GKEHubFeatureMembership')).toBe(false);
  });

  test('runs unchanged on a control plane in the cluster', () => {
    const managed = synth(example({ outdir: aFleet().app.outdir }))['boutique-eu'];
    const inCluster = synth(example({ outdir: aFleet().app.outdir, controlPlane: () => ControlPlane.existing() }))['boutique-eu'];
    // the mesh's own settings and the way of failing over are the plane's; all else is the same
    const ofThePlane = (o: any) => ['ConfigMap', 'GCPTrafficDistributionPolicy', 'DestinationRule', 'Namespace'].includes(o.kind);
    expect(inCluster.filter((o) => !ofThePlane(o))).toEqual(managed.filter((o) => !ofThePlane(o)));
    expect(only(inCluster, 'DestinationRule', 'checkoutservice').spec.trafficPolicy.loadBalancer.localityLbSetting).toEqual({ enabled: true });
    expect(only(managed, 'GCPTrafficDistributionPolicy', 'checkoutservice').metadata.namespace).toBe('checkout');
  });
});

test('the workload identity pool of a project uses its id', () => {
  expect(PROJECT.workloadPool).toBe('shop-fleet.svc.id.goog');
});

test('features that Istio\'s API does not support are reported on the managed plane too', () => {
  const { app } = aManagedFleet({}, (cart) => cart.policy({ tls: UpstreamTls.simple({ caConfigMap: 'ca' }) }));
  expect(() => synth(app)).toThrow(/cart.*ConfigMap/s);
});

test('a self-managed gateway is injected by the managed plane, with or without a revision', () => {
  const { app, fleet } = aFleet();
  const cluster = fleet.addGkeCluster('eu', { location: 'europe-west1' });
  const mesh = new Mesh(cluster, 'mesh', { controlPlane: ControlPlane.managed({ channel: ManagedChannel.STABLE, revisionLabel: true, expect: ManagedImplementation.TRAFFIC_DIRECTOR }) });
  const edge = new Chart(cluster, 'edge', { namespace: 'edge' });
  mesh.enroll(edge, { denyByDefault: false });
  const proxies = new install.IstioGateway(edge, 'public', { namespace: 'edge', revision: mesh.controlPlane.revision });
  const shop = new Chart(cluster, 'shop', { namespace: 'shop' });
  mesh.enroll(shop);
  const web = new MeshService(shop, 'web', { ports: [ServicePort.http(80)], image: 'web:1' });
  new IngressGateway(shop, 'door', { workload: GatewayWorkload.deployed(proxies) }).addListener(Listener.http({ hosts: ['shop.example.com'] })).route(web);
  expect(Checks.of(fleet).findings().filter((f) => f.severity !== 'info')).toEqual([]);
  const { eu } = synth(app);
  const { metadata, spec } = only(eu, 'Deployment', 'public').spec.template;
  expect(metadata.annotations).toMatchObject({ 'inject.istio.io/templates': 'gateway' });
  expect(metadata.labels).toMatchObject({ 'istio.io/rev': 'asm-managed-stable', 'sidecar.istio.io/inject': 'true' });
  expect(spec.containers).toMatchObject([{ name: 'istio-proxy', image: 'auto' }]);
  expect(only(eu, 'Namespace', 'edge').metadata.labels).toMatchObject({ 'istio.io/rev': 'asm-managed-stable' });
  expect(only(eu, 'Gateway', 'door').spec.selector).toEqual(proxies.selector);
});

test('pods with a revision that Google does not offer are reported', () => {
  const { fleet } = aFleet();
  const cluster = fleet.addGkeCluster('eu', { location: 'europe-west1' });
  new Mesh(cluster, 'mesh', { controlPlane: ControlPlane.managed() });
  new install.IstioGateway(new Chart(cluster, 'edge', { namespace: 'edge' }), 'public', { namespace: 'edge', revision: 'stable' });
  expect(Checks.of(fleet).findings().filter((f) => f.code === 'MESH752')).toMatchObject([{ object: { kind: 'Deployment', name: 'public' }, pointer: '/spec/template/metadata/labels/istio.io~1rev' }]);
});
