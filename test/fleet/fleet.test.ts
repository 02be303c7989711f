import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { ApiObject, App, Chart, YamlOutputType } from 'cdk8s';
import { Construct } from 'constructs';
import { load } from 'js-yaml';
import { aFleet, only, PROJECT, synth } from './fixture';
import { ApplyOrder, CloudPrincipal, CloudResource, Fleet, FleetFeature, GoogleProject, LogRouting, MeshApp, ScopeRole } from '../../src';
import { validateSchema } from '../../src/check/schema';
import { meshResourceName } from '../../src/google/mesh-resource';

const something = (chart: Chart) => new ApiObject(chart, 'cm', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'cm' }, data: {} });

test.each([
  // the vectors of Google's namer
  ['test-cluster', 'us-central1-a', 'gsmmesh-4g63-test-cluster-us-central1-a-4g63fl4kjz0z'],
  ['test-cluster-test-cluster-test-clusterss', 'us-northeast1-a', 'gsmmesh-l5lo-test-cluster-test-cluster-t-us-northe-l5loax1rjdik'],
])('the mesh of cluster %s in %s is %s', (cluster, location, name) => {
  expect(meshResourceName(cluster, location)).toBe(name);
});

test('a project distinguishes its id from its number', () => {
  expect(() => GoogleProject.fromIds('482913370156', 'shop-fleet')).toThrow("GoogleProject.fromIds: id must be a name, not a number, got: '482913370156'; use GoogleProject.fromIds('ID', '482913370156')");
  expect(() => GoogleProject.fromIds('shop-fleet', 'shop-fleet')).toThrow("GoogleProject.fromIds: the number of 'shop-fleet' must be a project number, such as '482913370156' ('gcloud projects describe ID' shows it), got: 'shop-fleet'");
  expect(PROJECT.meshId).toBe('proj-482913370156');
});

test('each cluster has a folder, and the management cluster has one', () => {
  const { app, fleet } = aFleet();
  for (const name of ['eu', 'us']) {
    something(new Chart(fleet.addGkeCluster(name, { location: 'europe-west1-b' }), 'shop', { namespace: 'shop' }));
  }
  app.synth();
  expect(fs.readdirSync(app.outdir).sort()).toEqual(['.cdk8s-mesh.files', 'eu', 'management', 'us']);
  expect(fs.readdirSync(`${app.outdir}/eu`)).toEqual(['shop.k8s.yaml']);
  expect(fs.readdirSync(`${app.outdir}/management`)).toEqual(['fleet.k8s.yaml']);
  fs.rmSync(app.outdir, { recursive: true });
});

test('a nested chart has the same file name in every cluster', () => {
  const { app, fleet } = aFleet();
  for (const name of ['eu', 'us']) {
    something(new Chart(new Construct(fleet.addGkeCluster(name, { location: 'europe-west1' }), 'teams'), 'shop', { namespace: 'shop' }));
  }
  app.synth();
  const [eu, us] = ['eu', 'us'].map((name) => fs.readdirSync(`${app.outdir}/${name}`));
  expect(eu).toEqual([expect.stringMatching(/^teams-shop-[0-9a-f]{8}\.k8s\.yaml$/)]);
  expect(us).toEqual(eu);
  fs.rmSync(app.outdir, { recursive: true });
});

test.each([
  [YamlOutputType.FILE_PER_APP, 'eu/app.k8s.yaml'],
  [YamlOutputType.FILE_PER_RESOURCE, 'eu/ConfigMap.cm.k8s.yaml'],
  [YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE, 'eu/shop/ConfigMap.cm.k8s.yaml'],
])('output type %s keeps clusters apart', (yamlOutputType, file) => {
  const app = new MeshApp({ outdir: fs.mkdtempSync(path.join(os.tmpdir(), 'fleet-')), yamlOutputType });
  const fleet = new Fleet(app, 'fleet', { project: PROJECT });
  something(new Chart(fleet.addGkeCluster('eu', { location: 'europe-west1' }), 'shop', { namespace: 'shop' }));
  app.synth();
  const files = fs.readdirSync(app.outdir, { recursive: true }).map(String);
  expect(files).toContain(file);
  fs.rmSync(app.outdir, { recursive: true });
});

test('a GKE cluster is registered by its issuer, in its region', () => {
  const { app, fleet } = aFleet();
  const eu = fleet.addGkeCluster('eu', { location: 'europe-west1-b', project: GoogleProject.fromIds('shop-prod', '7'), network: 'host-net/shared', trustLevel: 'production' });
  const membership = only(synth(app).management, 'GKEHubMembership');
  expect(membership.metadata).toMatchObject({
    annotations: { 'cnrm.cloud.google.com/project-id': 'shop-fleet', 'cdk8s-mesh.dev/network': 'projects/host-net/global/networks/shared' },
    labels: { 'trust-level': 'production' },
  });
  expect(membership.spec).toEqual({
    location: 'europe-west1',
    authority: { issuer: 'https://container.googleapis.com/v1/projects/shop-prod/locations/europe-west1-b/clusters/eu' },
    endpoint: { gkeCluster: { resourceRef: { external: '//container.googleapis.com/projects/shop-prod/locations/europe-west1-b/clusters/eu' } } },
  });
  expect(eu.trustDomainAliases).toEqual(['shop-fleet.hub.id.goog', 'shop-prod.svc.id.goog']);
});

test('a cluster that is already registered is only referred to', () => {
  const { app, fleet } = aFleet();
  const eu = fleet.addGkeCluster('eu', { location: 'europe-west1', register: false });
  fleet.addScope('team').bind(eu);
  const { management } = synth(app);
  expect(management.some((o) => o.kind === 'GKEHubMembership')).toBe(false);
  expect(only(management, 'GKEHubMembershipBinding').spec.membershipRef).toEqual({ external: 'projects/shop-fleet/locations/europe-west1/memberships/eu' });
});

test('all objects of a fleet are valid for their CRDs', () => {
  const { app, fleet } = aFleet();
  const eu = fleet.addGkeCluster('eu', { location: 'europe-west1', project: GoogleProject.fromIds('shop-prod', '7') });
  const dc = fleet.addAttachedCluster('dc', { location: 'europe-west1', issuerUrl: 'https://oidc.example', platformVersion: '1.31.0-gke.1' });
  const team = fleet.addScope('team', { namespaceLabels: { team: 'a' } });
  team.addNamespace('shop', { labels: { tier: 'one' } });
  team.bind(eu, dc);
  team.grantGroup('team@example.com', ScopeRole.ADMIN);
  team.grantUser('jo@example.com', ScopeRole.custom('auditor'));
  fleet.enableMultiClusterGateways(eu);
  fleet.observe({ clusters: LogRouting.COPY, scopes: LogRouting.MOVE });
  fleet.grant(CloudPrincipal.namespace(PROJECT, 'shop'), 'roles/storage.objectViewer', CloudResource.bucket('assets'));
  fleet.grant(eu.allPrincipals(), 'roles/logging.logWriter', CloudResource.project('shop-prod'), { title: 'until summer', expression: 'request.time < timestamp("2027-06-01T00:00:00Z")' });
  const { management } = synth(app);
  expect(management.flatMap((o) => validateSchema(o).map((p) => `${o.kind} ${o.metadata.name}${p.pointer}: ${p.message}`))).toEqual([]);
  expect(new Set(management.map((o) => o.kind))).toEqual(new Set([
    'Namespace', 'Service', 'GKEHubMembership', 'ContainerAttachedCluster', 'GKEHubScope', 'GKEHubNamespace', 'GKEHubMembershipBinding', 'GKEHubScopeRBACRoleBinding',
    'GKEHubFeature', 'IAMPolicyMember',
  ]));
});

test.each<[string, (fleet: Fleet) => unknown, string]>([
  ['two clusters of one name', (f) => [1, 2].map(() => f.addGkeCluster('eu', { location: 'europe-west1' })), "fleet 'fleet' already has a cluster 'eu'"],
  ['a cluster called as the management folder', (f) => f.addGkeCluster('management', { location: 'europe-west1' }), "fleet 'fleet': 'management' is taken by the folder of the management cluster (see managementName); give the cluster another name"],
  ['a location that is none', (f) => f.addGkeCluster('eu', { location: 'EU' }), "the location of cluster 'eu' must be a region or a zone, such as 'europe-west1' or 'europe-west1-b', got: 'EU'"],
  ['a membership in another region', (f) => f.addGkeCluster('eu', { location: 'europe-west1', membershipLocation: 'us-central1' }), "the membershipLocation of cluster 'eu' must be 'global' or the cluster's region 'europe-west1', got: 'us-central1'"],
  ['a namespace of two teams', (f) => ['a', 'b'].map((t) => f.addScope(t).addNamespace('shop')), "namespace 'shop' belongs to scope 'a', and a fleet namespace belongs to one scope; remove it from scope 'b'"],
  ['multi-cluster gateways without a config cluster', (f) => f.enable(FleetFeature.MULTI_CLUSTER_INGRESS), 'call enableMultiClusterGateways(cluster)'],
  ['a member that is not an address', (f) => f.addScope('a').grantGroup('devs', ScopeRole.VIEW), "a group of scope 'a' must be an e-mail address, got: 'devs'"],
])('%s is refused by the call', (_what, make, message) => {
  expect(() => make(aFleet().fleet)).toThrow(message);
});

test.each([
  [ApplyOrder.ARGO_CD, { 'argocd.argoproj.io/sync-wave': '2' }],
  [ApplyOrder.CONFIG_SYNC, {
    'config.kubernetes.io/depends-on': 'gkehub.cnrm.cloud.google.com/namespaces/fleet-admin/GKEHubScope/team,gkehub.cnrm.cloud.google.com/namespaces/fleet-admin/GKEHubMembership/eu',
  }],
  [ApplyOrder.NONE, undefined],
])('the order for %s', (applyOrder, annotations) => {
  const app = new App();
  const fleet = new Fleet(app, 'fleet', { project: PROJECT, applyOrder });
  fleet.addScope('team').bind(fleet.addGkeCluster('eu', { location: 'europe-west1' }));
  const binding = app.synthYaml().split('---\n').find((d) => d.includes('kind: GKEHubMembershipBinding'))!;
  expect((load(binding) as any).metadata.annotations).toEqual(annotations);
});
