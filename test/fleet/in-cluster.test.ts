import { Chart } from 'cdk8s';
import { load } from 'js-yaml';
import { aFleet, only, synth } from './fixture';
import { Checks, Mesh, MeshService, ServicePort } from '../../src';

test('Google\'s build of Istio has its images, revision, CA and the fleet\'s identities', () => {
  const { app, fleet } = aFleet();
  const cluster = fleet.addGkeCluster('eu', { location: 'europe-west1' });
  const chart = new Chart(cluster, 'shop', { namespace: 'shop' });
  new Mesh(cluster, 'mesh', { controlPlane: cluster.inClusterControlPlane('1.28.2-asm.4') }).enroll(chart);
  new MeshService(chart, 'web', { ports: [ServicePort.http(80)], image: 'web:1' });
  // deprecated, and said so
  expect(Checks.of(cluster).findings().filter((f) => f.aliases.includes('G-CP7')).map((f) => f.severity)).toEqual(['warning']);
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const { eu } = synth(app);
  jest.restoreAllMocks();
  expect(only(eu, 'Namespace', 'shop').metadata.labels).toEqual({ 'istio.io/rev': 'asm-1282-4' });
  expect(only(eu, 'Namespace', 'istio-system').metadata.labels).toEqual({ 'topology.istio.io/network': 'shop-fleet-default' });
  const [istiod] = only(eu, 'Deployment', 'istiod-asm-1282-4').spec.template.spec.containers;
  expect(istiod.image).toBe('gke.gcr.io/asm/pilot:1.28.2-asm.4');
  expect(istiod.env).toContainEqual({ name: 'TOKEN_AUDIENCES', value: 'istio-ca,shop-fleet.svc.id.goog' });
  expect(istiod.env).toContainEqual({ name: 'CLUSTER_ID', value: 'cn-shop-fleet-europe-west1-eu' });
  expect(load(only(eu, 'ConfigMap', 'istio-asm-1282-4').data.mesh)).toMatchObject({
    trustDomain: 'shop-fleet.svc.id.goog',
    trustDomainAliases: ['shop-fleet.hub.id.goog'],
    defaultConfig: { meshId: 'proj-482913370156', proxyMetadata: { CA_PROVIDER: 'GoogleCA', GCP_METADATA: 'shop-fleet|482913370156|eu|europe-west1' } },
  });
});

test.each(['1.28', '1.28.2'])('%s is not a version of Google\'s build of Istio', (version) => {
  expect(() => aFleet().fleet.addGkeCluster('eu', { location: 'europe-west1' }).inClusterControlPlane(version)).toThrow(`the version of Google's build of Istio must be of the form X.Y.Z-asm.N, got: '${version}'`);
});
