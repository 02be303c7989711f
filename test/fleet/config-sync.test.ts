import { Chart, Duration } from 'cdk8s';
import { aFleet, only, synth } from './fixture';
import { ConfigSync, ConfigSyncAuth, ConfigSyncForm, type FleetProps, GoogleProject, RepoSync, type RepoSyncProps } from '../../src';
import { validateSchema } from '../../src/check/schema';

const REPOSITORY = 'https://git.example.com/shop.git';

function written(props: Partial<FleetProps>): { [folder: string]: any[] } {
  const { app, fleet } = aFleet(props);
  fleet.addGkeCluster('eu', { location: 'europe-west1' });
  fleet.addGkeCluster('us', { location: 'us-central1', project: GoogleProject.fromIds('shop-prod', '7') });
  fleet.addAttachedCluster('dc', { location: 'europe-west1', issuerUrl: 'https://oidc.example', platformVersion: '1.31.0-gke.1' });
  const folders = synth(app);
  for (const object of Object.values(folders).flat()) {
    if (/^(configsync\.gke\.io|gkehub\.)/.test(object.apiVersion)) expect([object.kind, validateSchema(object)]).toEqual([object.kind, []]);
  }
  return folders;
}

const settings = (folders: { [folder: string]: any[] }, feature: string, cluster: string) => only(folders.management, 'GKEHubFeatureMembership', `${feature}-${cluster}`).spec;

test('the feature settings point each cluster to its own folder', () => {
  const folders = written({ configSync: ConfigSync.git({ repository: REPOSITORY, folder: 'fleet/dist/', auth: ConfigSyncAuth.token(), period: Duration.minutes(1) }) });
  expect(only(folders.management, 'GKEHubFeature', 'configmanagement').spec.resourceID).toBe('configmanagement');
  for (const [cluster, location] of [['eu', 'europe-west1'], ['us', 'us-central1'], ['dc', 'global']]) {
    expect(settings(folders, 'configmanagement', cluster)).toMatchObject({
      location: 'global',
      membershipLocation: location,
      configmanagement: {
        management: 'MANAGEMENT_AUTOMATIC',
        configSync: { sourceFormat: 'unstructured', git: { syncRepo: REPOSITORY, syncBranch: 'main', policyDir: `fleet/dist/${cluster}`, secretType: 'token', syncWaitSecs: '60' } },
      },
    });
  }
  expect(Object.values(folders).flat().filter((o) => o.kind === 'RootSync')).toEqual([]);
});

test('a RootSync in each cluster, including the management cluster, can point to its folder instead', () => {
  const folders = written({ configSync: ConfigSync.git({ repository: 'git@git.example.com:shop.git', branch: 'live', auth: ConfigSyncAuth.ssh(), form: ConfigSyncForm.ROOT_SYNC, version: '1.20.0' }) });
  for (const cluster of ['eu', 'us', 'dc', 'management']) {
    const { metadata, spec } = only(folders[cluster], 'RootSync');
    expect(metadata).toMatchObject({ name: cluster, namespace: 'config-management-system' });
    expect(spec).toEqual({
      sourceFormat: 'unstructured', sourceType: 'git', git: { repo: 'git@git.example.com:shop.git', branch: 'live', dir: `dist/${cluster}`, auth: 'ssh', secretRef: { name: 'git-creds' } },
    });
  }
  expect(settings(folders, 'configmanagement', 'eu').configmanagement).toEqual({ management: 'MANAGEMENT_MANUAL', version: '1.20.0', configSync: {} });
});

test.each([
  [ConfigSyncForm.MEMBERSHIP, 'root-reconciler', 'root-reconciler'],
  [ConfigSyncForm.ROOT_SYNC, 'root-reconciler-eu', 'root-reconciler-us'],
])('the reader of an image with %s may impersonate the Google service account, in the pool of each cluster', (form, eu, us) => {
  const auth = ConfigSyncAuth.googleServiceAccount('config-sync@shop-fleet.iam.gserviceaccount.com');
  const folders = written({ configSync: ConfigSync.oci({ image: 'europe-docker.pkg.dev/shop-fleet/config/shop:v1', auth, form }) });
  const given = folders.management.filter((o) => o.kind === 'IAMPolicyMember').map((o) => [o.spec.member, o.spec.role, o.spec.resourceRef.external]);
  const role = ['roles/iam.workloadIdentityUser', 'projects/shop-fleet/serviceAccounts/config-sync@shop-fleet.iam.gserviceaccount.com'];
  expect(given).toContainEqual([`serviceAccount:shop-fleet.svc.id.goog[config-management-system/${eu}]`, ...role]);
  expect(given).toContainEqual([`serviceAccount:shop-prod.svc.id.goog[config-management-system/${us}]`, ...role]);
});

test('Policy Controller is set up in each cluster', () => {
  const folders = written({ policyController: { referentialRules: true, auditInterval: Duration.minutes(2), exemptNamespaces: ['legacy'] } });
  expect(settings(folders, 'policycontroller', 'dc').policycontroller).toEqual({
    policyControllerHubConfig: {
      installSpec: 'INSTALL_SPEC_ENABLED', policyContent: { templateLibrary: { installation: 'ALL' } }, referentialRulesEnabled: true, auditIntervalSeconds: 120, exemptableNamespaces: ['legacy'],
    },
  });
});

describe('a namespace takes objects from its team\'s repository', () => {
  const sources = (props: Omit<RepoSyncProps, 'source'> & { readonly source?: ConfigSync } = {}, namespace = 'payments') => {
    const { app, fleet } = aFleet({ configSync: ConfigSync.git({ repository: REPOSITORY }) });
    const cluster = fleet.addGkeCluster('us', { location: 'us-central1', project: GoogleProject.fromIds('shop-prod', '7') });
    const source = ConfigSync.git({ repository: 'https://git.example.com/payments.git', folder: 'deploy', branch: 'live', auth: ConfigSyncAuth.token(), period: Duration.seconds(30) });
    const sync = new RepoSync(new Chart(cluster, 'payments', { namespace }), 'own', { source, ...props });
    return { app, sync };
  };

  test('with a RepoSync, whose reconciler may write to the namespace', () => {
    const { app, sync } = sources();
    const { us } = synth(app);
    const repoSync = only(us, 'RepoSync');
    expect(repoSync).toMatchObject({ apiVersion: 'configsync.gke.io/v1beta1', metadata: { name: 'repo-sync', namespace: 'payments' } });
    expect(repoSync.spec).toEqual({
      sourceFormat: 'unstructured', sourceType: 'git', git: { repo: 'https://git.example.com/payments.git', branch: 'live', dir: 'deploy', auth: 'token', secretRef: { name: 'git-creds' }, period: '30s' },
    });
    expect(validateSchema(repoSync)).toEqual([]);
    expect(validateSchema({ ...repoSync, spec: { ...repoSync.spec, git: { auth: 'password' } } }).map((p) => p.pointer).sort()).toEqual(['/spec/git', '/spec/git/auth']);
    expect(sync.reconciler).toBe('ns-reconciler-payments');
    expect(us.filter((o) => o.kind === 'RoleBinding').map((o) => [o.metadata.name, o.roleRef.kind, o.roleRef.name, o.subjects])).toEqual(
      [['applies', 'ClusterRole', 'edit'], ['mesh', 'Role', 'repo-sync-mesh']].map(([name, kind, role]) => [`repo-sync-${name}`, kind, role, [{ kind: 'ServiceAccount', name: 'ns-reconciler-payments', namespace: 'config-management-system' }]]));
    expect(only(us, 'Role').rules[0].apiGroups).toContain('networking.istio.io');
  });

  test('with a second RepoSync that has its own name, other permissions and a Google service account', () => {
    const auth = ConfigSyncAuth.googleServiceAccount('config-sync@shop-fleet.iam.gserviceaccount.com');
    const { app, sync } = sources({ syncName: 'images', source: ConfigSync.oci({ image: 'europe-docker.pkg.dev/shop-fleet/config/payments:v1', folder: '', auth }), clusterRole: 'payments-writer', meshObjects: false });
    const { us, management } = synth(app);
    expect(sync.reconciler).toBe('ns-reconciler-payments-images-6');
    expect(only(us, 'RepoSync').spec.oci).toEqual({ image: 'europe-docker.pkg.dev/shop-fleet/config/payments:v1', auth: 'gcpserviceaccount', gcpServiceAccountEmail: 'config-sync@shop-fleet.iam.gserviceaccount.com' });
    expect(only(us, 'RoleBinding').roleRef.name).toBe('payments-writer');
    expect(management.filter((o) => o.kind === 'IAMPolicyMember').map((o) => o.spec.member)).toEqual(['serviceAccount:shop-prod.svc.id.goog[config-management-system/ns-reconciler-payments-images-6]']);
  });

  test.each<[string, () => unknown, string]>([
    ['options of Config Sync as a whole', () => sources({ source: ConfigSync.git({ repository: REPOSITORY, version: '1.20.0' }) }), 'version applies to Config Sync as a whole'],
    ['the namespace of Config Sync', () => sources({}, 'config-management-system'), 'is reserved for Config Sync'],
    ['a name that makes the reader\'s too long', () => sources({ syncName: 'a'.repeat(50) }), 'longer than 63 characters'],
    ['a chart under no cluster', () => new RepoSync(new Chart(aFleet().fleet, 'x', { namespace: 'x' }), 'own', { source: ConfigSync.git({ repository: REPOSITORY }) }), 'create its chart under a cluster'],
  ])('but not with %s', (_what, make, message) => {
    expect(make).toThrow(message);
  });
});

test.each([
  ['no address', () => ConfigSync.git({ repository: 'shop' }), "got: 'shop'"],
  ['SSH without a key', () => ConfigSync.git({ repository: 'git@git.example.com:shop.git' }), 'auth: ConfigSyncAuth.ssh()'],
  ['a key for HTTPS', () => ConfigSync.git({ repository: REPOSITORY, auth: ConfigSyncAuth.ssh() }), 'can\'t use an SSH key'],
  ['a folder that leads away', () => ConfigSync.git({ repository: REPOSITORY, folder: '/dist' }), "got: '/dist'"],
  ['a version that is none', () => ConfigSync.git({ repository: REPOSITORY, version: 'latest' }), "X.Y.Z, got: 'latest'"],
  ['a period of nothing', () => ConfigSync.git({ repository: REPOSITORY, period: Duration.seconds(0) }), 'ConfigSync: the seconds of period must be a whole number of at least 1, got: 0'],
  ['an image that is none', () => ConfigSync.oci({ image: 'https://a/b' }), "got: 'https://a/b'"],
  ['a secret for a registry', () => ConfigSync.oci({ image: 'a.example/b:c', auth: ConfigSyncAuth.token() }), "ConfigSync.oci: auth of type 'token' is not supported for the registry of image 'a.example/b:c'; use ConfigSyncAuth.googleServiceAccount('…')"],
  ['a person for an account', () => ConfigSyncAuth.googleServiceAccount('jo@example.com'), "got: 'jo@example.com'"],
])('%s is refused', (_what, make, message) => {
  expect(make).toThrow(message);
});
