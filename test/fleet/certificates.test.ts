import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { ApiObject, Chart } from 'cdk8s';
import { load, loadAll } from 'js-yaml';
import { aFleet, only } from './fixture';
import {
  type CaPoolProps, CertificateAuthority, Checks, CloudPrincipal, CloudResource, ConfigSync, ControlPlane, type Fleet, type FleetProps, GcloudCommands, GoogleProject, GrantForm, HealthCheck,
  type ManagedControlPlaneProps, Mesh, MeshApp, MeshService, MutualTls, ServicePort, Severity, type WorkloadCertificatesProps,
} from '../../src';
import { checkWorlds } from '../../src/check/engine/run';
import { CHECKS } from '../../src/check/registry';
import { World } from '../../src/world/world';
import { expectWellWorded } from '../check/wording';

const POOL = { project: 'shop-ca', location: 'europe-west1', pool: 'mesh' };

/** The files that an app writes, by path. */
function files(app: MeshApp): { readonly [file: string]: string } {
  app.synth();
  const found = fs.readdirSync(app.outdir, { recursive: true, encoding: 'utf8' }).filter((f) => /\.(yaml|sh)$/.test(f)).sort();
  const result = Object.fromEntries(found.map((f) => [f, fs.readFileSync(path.join(app.outdir, f), 'utf8')]));
  fs.rmSync(app.outdir, { recursive: true });
  return result;
}

const objects = (all: { readonly [file: string]: string }, prefix: string): any[] => Object.entries(all).filter(([f]) => f.startsWith(prefix) && f.endsWith('.yaml')).flatMap(([, text]) => loadAll(text));
const kinds = (all: { readonly [file: string]: string }, prefix: string) => objects(all, prefix).map((o) => `${o.kind} ${o.metadata.name}`);

function managed(props: ManagedControlPlaneProps, fleetProps: Partial<FleetProps> = {}): { app: MeshApp; fleet: Fleet } {
  const { app, fleet } = aFleet(fleetProps);
  for (const name of ['eu', 'us']) {
    const cluster = fleet.addGkeCluster(name, { location: 'europe-west1' });
    const mesh = new Mesh(cluster, 'mesh', { controlPlane: ControlPlane.managed(props) });
    const chart = new Chart(cluster, 'shop', { namespace: 'shop' });
    mesh.enroll(chart);
    new MeshService(chart, 'cart', { ports: [ServicePort.http(80)], image: 'cart:1' });
  }
  return { app, fleet };
}

const caService = (props: Partial<CaPoolProps> = {}) => ({ certificateAuthority: CertificateAuthority.caService({ ...POOL, ...props }) });

describe('a Certificate Authority Service pool of a managed control plane', () => {
  test('is applied in phases over all clusters: roles, namespace and options, the feature, the rest', () => {
    const all = files(managed(caService()).app);
    expect([...new Set(Object.keys(all).map(path.dirname))]).toEqual(['eu/phase-2', 'eu/phase-4', 'management/phase-1', 'management/phase-3', 'us/phase-2', 'us/phase-4']);
    for (const cluster of ['eu', 'us']) {
      expect(kinds(all, `${cluster}/phase-2`)).toEqual(['Namespace istio-system', 'ConfigMap asm-options']);
      expect(kinds(all, `${cluster}/phase-4`)).toEqual(expect.arrayContaining(['ConfigMap istio-asm-managed', 'PeerAuthentication default', 'Namespace shop', 'Service cart']));
    }
    expect(kinds(all, 'management/phase-3')).toEqual(['GKEHubFeature servicemesh', 'GKEHubFeatureMembership servicemesh-eu', 'GKEHubFeatureMembership servicemesh-us']);
    expect(kinds(all, 'management/phase-1')).toEqual(expect.arrayContaining(['GKEHubMembership eu', 'Service mesh.googleapis.com', 'Service privateca.googleapis.com']));
  });

  test('Mesh CA needs no phases, and the mesh namespace is still created', () => {
    const all = files(managed({}).app);
    expect(Object.keys(all)).toContain('eu/mesh.k8s.yaml');
    expect(Object.keys(all).filter((f) => f.includes('phase-'))).toEqual([]);
    expect(kinds(all, 'eu/')).toContain('Namespace istio-system');
    expect(kinds(files(managed({ createNamespace: false }).app), 'eu/')).not.toContain('Namespace istio-system');
  });

  test('roles for the pool are granted on its object, in the given namespace', () => {
    const all = files(managed(caService({ objectName: 'pki/mesh-pool' })).app);
    const grants = objects(all, 'management').filter((o) => o.kind === 'IAMPolicyMember');
    expect(grants.map((g) => [g.spec.role, g.spec.resourceRef])).toEqual(['roles/privateca.workloadCertificateRequester', 'roles/privateca.auditor'].map((role) => [
      role, { apiVersion: 'privateca.cnrm.cloud.google.com/v1beta1', kind: 'PrivateCACAPool', name: 'mesh-pool', namespace: 'pki' },
    ]));
    expect(Object.keys(all).filter((f) => f.endsWith('.sh'))).toEqual([]);
  });

  test('roles for a pool that is not a Config Connector object are granted by gcloud commands, run before the feature is enabled', () => {
    const { app, fleet } = managed(caService());
    const all = files(app);
    expect(objects(all, 'management').filter((o) => o.kind === 'IAMPolicyMember')).toEqual([]);
    expect(all['management/phase-1/gcloud.sh'].split('\n').filter((l) => l.startsWith('gcloud'))).toEqual(['workloadCertificateRequester', 'auditor'].map((role) =>
      `gcloud privateca pools add-iam-policy-binding mesh --location=europe-west1 --project=shop-ca --member='group:shop-fleet.svc.id.goog:/allAuthenticatedUsers/' --role=roles/privateca.${role} --condition=None`));
    expect(GcloudCommands.of(fleet.management).commands).toHaveLength(2);
  });

  test('the use of a template needs a role on the project of the template', () => {
    const all = files(managed(caService({ objectName: 'mesh', template: 'projects/other-ca/locations/us-west1/certificateTemplates/t' })).app);
    const grant = objects(all, 'management').find((o) => o.spec?.role === 'roles/privateca.templateUser');
    expect(grant.spec.resourceRef).toEqual({ apiVersion: 'resourcemanager.cnrm.cloud.google.com/v1beta1', kind: 'Project', external: 'projects/other-ca' });
  });

  test('Config Sync, which applies everything at once, gets a warning for each cluster', () => {
    const { app, fleet } = managed(caService({ objectName: 'mesh' }), { configSync: ConfigSync.git({ repository: 'https://git.example.com/shop.git' }) });
    const found = Checks.of(fleet).findings().filter((f) => f.code === 'MESH571');
    expect(found.map((f) => [f.severity, f.constructPath])).toEqual(['eu', 'us'].map((c) => [Severity.WARNING, `fleet/${c}/mesh-before/ConfigMap-asm-options`]));
    fs.rmSync(app.outdir, { recursive: true });
  });

  test('options in a regular chart are applied after the feature, so synthesis fails', () => {
    const { app, fleet } = managed({ ...caService({ objectName: 'mesh' }), createNamespace: false });
    const late = fleet.addGkeCluster('asia', { location: 'asia-east1' });
    new Mesh(late, 'mesh', { controlPlane: ControlPlane.managed(caService({ objectName: 'mesh' })) });
    fleet.node.findChild('asia').node.findChild('mesh-before').node.tryRemoveChild('ConfigMap-asm-options');
    new ApiObject(new Chart(late, 'own', { namespace: 'istio-system' }), 'options', {
      apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'asm-options' }, data: { ASM_OPTS: 'CA=PRIVATECA;CAAddr=projects/p/locations/l/caPools/c' },
    });
    expect(() => app.synth()).toThrow(/asm-options at \/data\/ASM_OPTS: it is applied to asia in phase 4, and the feature servicemesh-asia in phase 3.*MESH571/);
    fs.rmSync(app.outdir, { recursive: true });
  });
});

test('workload certificates are configured in the managed control plane too', () => {
  const all = files(managed({ certificateAuthority: CertificateAuthority.workloadCertificates({ ...POOL, objectName: 'mesh' }) }).app);
  expect(only(objects(all, 'eu/phase-2'), 'ConfigMap', 'asm-options').data).toEqual({ ASM_OPTS: 'CA=MANAGEDCAS' });
});

describe('roles that Config Connector can\'t grant', () => {
  const principal = CloudPrincipal.workload(GoogleProject.fromIds('shop-fleet', '482913370156'), 'shop', 'cart');
  const commands = (give: (fleet: Fleet) => void) => {
    const { app, fleet } = aFleet();
    give(fleet);
    fs.rmSync(app.outdir, { recursive: true });
    return GcloudCommands.of(fleet.management).commands;
  };
  test('a condition is passed to gcloud, with its quotes', () => {
    expect(commands((f) => f.grant(principal, 'roles/privateca.auditor', CloudResource.caPool('shop-ca', 'us-west1', 'p'), { title: 'till \'27', expression: 'request.time < timestamp("2027-01-01T00:00:00Z")' })))
      .toEqual([`gcloud privateca pools add-iam-policy-binding p --location=us-west1 --project=shop-ca --member='${principal.member}' --role=roles/privateca.auditor `
        + '--condition=\'^;;^expression=request.time < timestamp("2027-01-01T00:00:00Z");;title=till \'"\'"\'27\'']);
  });
  test('on a template, only its external name is accepted', () => {
    const template = (name: string) => (f: Fleet) => f.grant(principal, 'roles/privateca.templateUser', CloudResource.external('privateca.cnrm.cloud.google.com/v1beta1', 'PrivateCACertificateTemplate', name));
    expect(commands(template('projects/a-project/locations/us-west1/certificateTemplates/t'))[0]).toContain('gcloud privateca templates add-iam-policy-binding t --location=us-west1 --project=a-project');
    expect(() => commands(template('t'))).toThrow("Config Connector can't grant roles on PrivateCACertificateTemplate 't'");
  });
  test('all members of a pool in one object are refused', () => {
    expect(() => {
      const { fleet } = managed({});
      const cart = fleet.node.findChild('eu').node.findChild('shop').node.findChild('cart') as MeshService;
      cart.identity!.grant('roles/privateca.auditor', CloudResource.caPool('shop-ca', 'us-west1', 'p', 'pool'), { form: GrantForm.PARTIAL_POLICY });
    }).toThrow('use GrantForm.MEMBER');
  });
});

describe('service routing', () => {
  /** Two clusters of two projects in one mesh. */
  function routed(authority: Partial<WorkloadCertificatesProps>) {
    const { app, fleet } = aFleet();
    const places = [['eu', 'europe-west1-b', GoogleProject.fromIds('shop-eu-prod', '11')], ['us', 'us-central1-a', GoogleProject.fromIds('shop-us-prod', '22')]] as const;
    for (const [name, location, project] of places) {
      const cluster = fleet.addGkeCluster(name, { location, project, network: 'shop-fleet/shared' });
      const certificateAuthority = CertificateAuthority.workloadCertificates({ ...POOL, ...authority });
      const chart = new Chart(cluster, 'shop', { namespace: 'shop' });
      new Mesh(cluster, 'mesh', { controlPlane: ControlPlane.serviceRouting({ certificateAuthority }) }).enroll(chart);
      new MeshService(chart, 'cart', { ports: [ServicePort.grpc(50051)], image: 'cart:1', proxyless: true, healthCheck: HealthCheck.grpc(50052) });
    }
    return files(app);
  }

  test('configures GKE to issue certificates in each cluster, with the roles for each project', () => {
    const all = routed({ rootPool: 'root', objectName: 'mesh-pool', rootObjectName: 'root-pool' });
    for (const cluster of ['eu/', 'us/']) {
      expect(only(objects(all, cluster), 'WorkloadCertificateConfig').spec).toEqual({
        certificateAuthorityConfig: { certificateAuthorityServiceConfig: { endpointURI: '//privateca.googleapis.com/projects/shop-ca/locations/europe-west1/caPools/mesh' } }, keyAlgorithm: { ecdsa: { curve: 'P256' } },
      });
      expect(only(objects(all, cluster), 'TrustConfig').spec).toEqual({
        trustStores: [{ trustDomain: 'shop-fleet.svc.id.goog', trustAnchors: [{ certificateAuthorityServiceURI: '//privateca.googleapis.com/projects/shop-ca/locations/europe-west1/caPools/root' }] }],
      });
    }
    const grants = objects(all, 'management').filter((o) => o.kind === 'IAMPolicyMember' && o.spec.resourceRef.kind === 'PrivateCACAPool');
    expect(grants.map((g) => [g.spec.member, g.spec.role, g.spec.resourceRef.name])).toEqual(['11', '22'].flatMap((n) => [
      [`serviceAccount:service-${n}@container-engine-robot.iam.gserviceaccount.com`, 'roles/privateca.certificateManager', 'mesh-pool'],
      [`serviceAccount:service-${n}@container-engine-robot.iam.gserviceaccount.com`, 'roles/privateca.auditor', 'root-pool'],
    ]));
    expect(kinds(all, 'management')).toContain('Service privateca.googleapis.com');
  });

  test('grants the roles with gcloud if the pool is not an object', () => {
    const script = routed({ rootPool: 'root', rootObjectName: 'root-pool' })['management/gcloud.sh'];
    expect(script.split('\n').filter((l) => l.startsWith('gcloud')).map((l) => /bindings? mesh .*service-(\d+)@.*--role=(\S+)/.exec(l)?.slice(1))).toEqual([['11', 'roles/privateca.certificateManager'], ['22', 'roles/privateca.certificateManager']]);
  });

  function alone(props: Parameters<typeof ControlPlane.serviceRouting>[0], mtls?: MutualTls): () => void {
    const app = new MeshApp({ outdir: fs.mkdtempSync(path.join(os.tmpdir(), 'routing-')) });
    const mesh = new Mesh(app, 'mesh', { controlPlane: ControlPlane.serviceRouting({ project: GoogleProject.fromIds('shop-prod', '1'), zones: ['europe-west1-b'], ...props }), mtls, denyByDefault: mtls === undefined });
    const chart = new Chart(app, 'shop', { namespace: 'shop' });
    mesh.enroll(chart);
    new MeshService(chart, 'cart', { ports: [ServicePort.http(80), ServicePort.tcp(9000)], image: 'cart:1' });
    return () => app.synthYaml();
  }

  test('mutual TLS without a source of certificates is an error that names the service and its ports', () => {
    expect(alone({})).toThrow("service 'shop/cart' requires mutual TLS on port 80, 9000, but its pods have no certificates");
    expect(alone({}, MutualTls.DISABLE)).not.toThrow();
    expect(alone({ certificateAuthority: CertificateAuthority.elsewhere() })).not.toThrow();
  });

  test('supports the CA of GKE only', () => {
    expect(alone.bind(undefined, { certificateAuthority: CertificateAuthority.meshCa() })).toThrow('got: CertificateAuthority.meshCa');
    expect(alone.bind(undefined, { certificateAuthority: CertificateAuthority.caService(POOL) })).toThrow('use CertificateAuthority.workloadCertificates(');
    expect(() => ControlPlane.managed({ certificateAuthority: CertificateAuthority.elsewhere() })).toThrow('got: CertificateAuthority.elsewhere()');
  });
});

describe('third-party files', () => {
  const grant = (kind: string, ref: string, iam = 'IAMPolicyMember') => `{ apiVersion: iam.cnrm.cloud.google.com/v1beta1, kind: ${iam}, metadata: { name: g, namespace: n }, spec: { ${iam === 'IAMPolicyMember'
    ? 'member: "user:a@x.example", role: roles/privateca.auditor' : 'bindings: [{ role: roles/privateca.auditor, members: [{ member: "user:a@x.example" }] }]'}, `
    + `resourceRef: { apiVersion: privateca.cnrm.cloud.google.com/v1beta1, kind: ${kind}, ${ref} } } }`;
  const POOL_PATH = 'projects/p/locations/l/caPools/c';
  test.each([
    [grant('PrivateCACAPool', `external: ${POOL_PATH}`), ['error /spec/resourceRef/external']],
    [grant('PrivateCACAPool', 'name: c'), []],
    [grant('PrivateCACAPool', 'name: c', 'IAMPartialPolicy'), ['error /spec/resourceRef']],
    [grant('PrivateCACertificateTemplate', 'name: t'), ['error /spec/resourceRef']],
    [grant('StorageBucket', 'external: b').replace('privateca.cnrm', 'storage.cnrm'), []],
  ])('a role on a pool (%#)', (yaml, expected) => {
    const found = checkWorlds([new World([{ object: load(yaml), origin: {} }], {})], { checks: CHECKS }).filter((f) => f.code === 'MESH570');
    expect(found.map((f) => `${f.severity} ${f.pointer}`)).toEqual(expected);
    found.forEach(expectWellWorded);
  });

  /** A cluster and its management, each file in its folder. */
  const found = (code: string, complete: boolean, ...given: ReadonlyArray<readonly [file: string, object: any]>) => {
    const world = (cluster: string) => new World(given.filter(([file]) => file.startsWith(cluster)).map(([file, object]) => ({ object, origin: { file: `dist/${file}` } })), {
      cluster, role: cluster === 'management' ? 'management' : 'member', complete,
    });
    const result = checkWorlds([world('management'), world('eu')], { checks: CHECKS }).filter((f) => f.code === code);
    result.forEach(expectWellWorded);
    return result.map((f) => `${f.severity} ${f.object.kind} ${f.object.name}`);
  };
  const ns = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'istio-system' } };
  const options = (data: object) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'asm-options', namespace: 'istio-system' }, data });
  const cas = options({ ASM_OPTS: 'CA=PRIVATECA;CAAddr=projects/p/locations/l/caPools/c' });
  const on = (management = 'MANAGEMENT_AUTOMATIC') => ({
    apiVersion: 'gkehub.cnrm.cloud.google.com/v1beta1',
    kind: 'GKEHubFeatureMembership',
    metadata: { name: 'mesh-eu', namespace: 'hub' },
    spec: { featureRef: { name: 'servicemesh' }, membershipRef: { name: 'eu' }, location: 'global', mesh: { management } },
  });
  const revision = { apiVersion: 'mesh.cloud.google.com/v1beta1', kind: 'ControlPlaneRevision', metadata: { name: 'asm-managed', namespace: 'istio-system', annotations: { 'mesh.cloud.google.com/force-reprovision': 'true' } } };
  const LATE = ['error ConfigMap asm-options'];
  const UNSAID = ['warning ConfigMap asm-options'];
  test.each<[string, ReadonlyArray<readonly [string, object]>, readonly string[]]>([
    ['in order', [['eu/phase-2/a.yaml', ns], ['eu/phase-2/b.yaml', cas], ['management/phase-3/c.yaml', on()]], []],
    ['after the feature', [['eu/phase-2/a.yaml', ns], ['eu/phase-4/b.yaml', cas], ['management/phase-3/c.yaml', on()]], LATE],
    ['beside the feature', [['eu/phase-2/a.yaml', ns], ['eu/phase-2/b.yaml', cas], ['management/phase-2/c.yaml', on()]], LATE],
    ['before the namespace', [['eu/phase-3/a.yaml', ns], ['eu/phase-2/b.yaml', cas], ['management/phase-4/c.yaml', on()]], LATE],
    ['without the namespace', [['eu/phase-2/b.yaml', cas], ['management/phase-10/c.yaml', on()]], UNSAID],
    ['in no order', [['eu/a.yaml', ns], ['eu/b.yaml', cas], ['management/c.yaml', on()]], UNSAID],
    ['after the feature, and provisioned again', [['eu/phase-4/a.yaml', ns], ['eu/phase-4/b.yaml', cas], ['eu/phase-4/d.yaml', revision], ['management/phase-3/c.yaml', on()]], []],
    ['after a feature that is managed by hand', [['eu/phase-4/b.yaml', cas], ['management/phase-3/c.yaml', on('MANAGEMENT_MANUAL')]], []],
    ['other options after the feature', [['eu/phase-4/b.yaml', options({ multicluster_mode: 'connected' })], ['management/phase-3/c.yaml', on()]], []],
  ])('the certificate authority of a control plane: %s', (_what, given, expected) => {
    expect(found('MESH571', false, ...given)).toEqual(expected);
  });

  const pods = (annotations: object) => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'cart', namespace: 'shop' }, spec: { selector: { matchLabels: { app: 'cart' } }, template: { metadata: { labels: { app: 'cart' }, annotations }, spec: { containers: [] } } } });
  const tls = { apiVersion: 'networksecurity.cnrm.cloud.google.com/v1beta1', kind: 'NetworkSecurityServerTLSPolicy', metadata: { name: 'mtls', namespace: 'hub' }, spec: { location: 'global' } };
  const security = (kind: string, name = 'default') => ({ apiVersion: 'security.cloud.google.com/v1', kind, metadata: { name } });
  const CERTIFIED = { 'security.cloud.google.com/use-workload-certificates': '' };
  test.each<[string, boolean, readonly object[], readonly string[]]>([
    ['nobody issues any', true, [pods(CERTIFIED)], ['warning Deployment cart']],
    ['nobody issues any, as far as is known', false, [pods({ 'cloud.google.com/enableManagedCerts': 'true' })], ['info Deployment cart']],
    ['nobody is trusted', true, [pods(CERTIFIED), security('WorkloadCertificateConfig')], ['warning Deployment cart']],
    ['by another name', true, [pods(CERTIFIED), security('WorkloadCertificateConfig', 'mine'), security('TrustConfig')], ['warning Deployment cart']],
    ['all is there', true, [pods(CERTIFIED), security('WorkloadCertificateConfig'), security('TrustConfig')], []],
    ['nobody asks', true, [pods({ 'cloud.google.com/enableManagedCerts': 'false' })], []],
  ])('certificates of pods: %s', (_what, complete, given, expected) => {
    expect(found('MESH572', complete, ['management/a.yaml', tls], ...given.map((o, i) => [`eu/${i}.yaml`, o] as const))).toEqual(expected);
  });
});
