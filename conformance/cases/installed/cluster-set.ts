import { Chart } from 'cdk8s';
import { ControlPlane, HttpMatch, install, LoadBalancer, Mesh, MeshApp, MeshService, ServiceExport, ServicePort } from 'cdk8s-mesh';
import { crdManifests } from '../../../src/crd/crds';
import { CrdSet } from '../../../src/crd/sets';
import { bearerKubeconfig } from '../../../src/install/multicluster/kubeconfig';
import type { Manifest } from '../../harness/api-client';
import { type Case } from '../../harness/case';
import { Authority } from '../../harness/certificates';
import { Cluster } from '../../harness/cluster/cluster';
import { byFile, ISTIOD } from '../../harness/cluster/folders';
import { LAB_ENV, taken } from '../../harness/cluster/installing';
import { ProxyPod } from '../../harness/cluster/proxy-pod';
import { readerOf, remoteSecret, run, shopIn, sidecar } from '../../harness/cluster/shops';
import { until } from '../../harness/processes';
import { origin } from '../../harness/trial';

const HOST = 'api.shop.svc.clusterset.local';

/** Two clusters of one network whose istiods read exports: services without an export stay in their cluster. */
function twoClusters(kubeconfig: string, env: { readonly [name: string]: string }): Record<string, Manifest[]> {
  const whole = new MeshApp();
  const clusters = new install.MultiCluster(whole, 'clusters', { meshId: 'shop' });
  const istio: install.IstioInstallOptions = { istiod: { env: { ...LAB_ENV, ENABLE_MCS_SERVICE_DISCOVERY: 'true', ...env }, telemetry: { enabled: false } } };
  clusters.addPrimary('east', { istio, credentials: install.RemoteCredentials.existing() });
  clusters.addPrimary('west', { istio, credentials: install.RemoteCredentials.kubeconfig(kubeconfig) });
  for (const cluster of clusters.clusters) {
    const mesh = new Mesh(cluster, 'mesh', { controlPlane: ControlPlane.inCluster(cluster.istio) });
    const shop = new Chart(cluster, 'shop', { namespace: 'shop' });
    mesh.enroll(shop);
    const [web, api] = [['web', 8080] as const, ['api', 9080] as const].map(([name, port]) => new MeshService(shop, name, { ports: [ServicePort.http(port)], image: name }));
    api.addRule({ matches: [HttpMatch.header('x-tea', 'yes')], directResponse: { status: 418 } });
    api.policy({ loadBalancer: LoadBalancer.roundRobin() });
    web.calls(new ServiceExport(shop, 'export', { service: api }));
    new MeshService(shop, 'batch', { ports: [ServicePort.http(8080)], image: 'batch' });
  }
  return byFile(whole);
}

/** The objects that a multi-cluster services controller creates in each cluster for an export. */
const imported: Manifest = {
  apiVersion: 'multicluster.x-k8s.io/v1alpha1',
  kind: 'ServiceImport',
  metadata: { name: 'api', namespace: 'shop' },
  spec: { type: 'ClusterSetIP', ips: ['10.250.0.7'], ports: [{ name: 'http', port: 9080, protocol: 'TCP' }] },
};

interface Way {
  readonly name: string;
  readonly env: { readonly [name: string]: string };
  /** Whether istiod itself defines the host, from an import. */
  readonly imports: boolean;
}

const WAYS: readonly Way[] = [
  { name: 'an istiod that merges endpoints, by an entry and routes of ours', env: {}, imports: false },
  { name: 'an istiod that knows the host by an import', env: { ENABLE_MCS_HOST: 'true' }, imports: true },
];

export const cases: Case[] = WAYS.map(({ name, env, imports }): Case => ({
  group: 'installed',
  name: `a service is called by its host of all clusters, and fails over between them: ${name}`,
  run: async (lab, t) => {
    const [east, west] = [await Cluster.start(lab), await Cluster.start(lab)];
    try {
      const first = twoClusters(bearerKubeconfig('west', { server: 'https://localhost', caData: 'Q0E=' }, 'none'), env);
      const authority = await Authority.create('mesh');
      for (const [cluster, objects] of [[east, first.east], [west, first.west]] as const) {
        await cluster.api.applyAll([objects.find((o) => o.kind === 'Namespace' && o.metadata.name === ISTIOD)!, authority.cacerts(ISTIOD), ...crdManifests(CrdSet.MCS)]);
      }
      const there = await run(t, 'west', west, first.west);
      await shopIn(t, 'west', west, first.west);
      await sidecar(west, 'batch'); // so that pods of west have other names than those of east
      const far = await ProxyPod.start(west, await sidecar(west, 'api'), [9080]);

      const { east: objects } = twoClusters(await readerOf('west', west), env);
      const here = await run(t, 'east', east, objects);
      await shopIn(t, 'east', east, objects);
      taken(t, 'the Secret that leads to west', await east.apply(objects.filter(remoteSecret)));
      const near = await ProxyPod.start(east, await sidecar(east, 'api'), [9080]);
      const [web, batch] = await Promise.all(['web', 'batch'].map(async (n) => ProxyPod.start(east, await sidecar(east, n), [8080])));

      const cluster = `outbound|9080||${imports ? HOST : 'api.shop.svc.cluster.local'}`;
      const hosts = async () => (await web.proxy.hosts(cluster)).sort();
      const both = [near, far].map((p) => `${p.proxy.address}:9080`).sort();
      if (imports) {
        await Promise.all([here.settled(), there.settled()]);
        t.equal('endpoints of the host before it is imported (control)', [], await hosts());
        for (const c of [west, east]) { taken(t, 'the import', await c.apply([imported])); }
      }
      await until('the endpoints of both clusters', here.server, 30, async () => (await hosts()).join() === both.join()).catch(() => undefined);
      await Promise.all([here.settled(), there.settled()]);
      t.equal('where a proxy of east finds the service', both, await hosts());

      const call = web.calls(HOST, 9080);
      const got = await call.many(20);
      t.equal('web of east calls it', [200], [...new Set(got.map((g) => g.status))]);
      t.equal('who answers', [near.pod.metadata.name, far.pod.metadata.name].sort(), [...new Set(got.map((g) => g.backend))].sort());
      const certificate = got[0].echo?.headers['x-forwarded-client-cert'] ?? '';
      t.that('who is seen', 'spiffe://cluster.local/ns/shop/sa/web', certificate, certificate.includes('URI=spiffe://cluster.local/ns/shop/sa/web'));
      t.equal('a rule of the service holds for the host', 418, (await call.get({ headers: { 'x-tea': 'yes' } })).status);
      const stranger = await batch.calls(HOST, 9080).get();
      t.that('batch of east, which declared no call', 'no 200', origin(stranger), stranger.status !== 200);

      await near.stop();
      await until('the endpoint of west alone', here.server, 30, async () => (await hosts()).length === 1).catch(() => undefined);
      const over = await call.many(10);
      t.equal('answers when that of east is gone', [[200], [far.pod.metadata.name]], [[...new Set(over.map((g) => g.status))], [...new Set(over.map((g) => g.backend))]]);
      for (const p of [far, web, batch]) { t.equal(`refused by the Envoy of ${p.pod.metadata.name}`, {}, await p.proxy.rejected()); }

      const known = imports ? [imported] : objects.filter((o) => o.metadata.name === 'api-clusterset');
      for (const c of imports ? [west, east] : [east]) { for (const o of known) { await c.api.delete(o); } }
      await until('proxies without the host', here.server, 30, async () => (await call.get()).status !== 200).catch(() => undefined);
      const without = await call.get();
      t.that(`web of east calls it without ${imports ? 'the import' : 'our entry and routes'} (control)`, 'no 200', origin(without), known.length === (imports ? 1 : 2) && without.status !== 200);
      t.equal('"forbidden" in the logs', [], [...here.forbidden(), ...there.forbidden()]);
    } finally {
      await Promise.all([east.stop(), west.stop()]);
    }
  },
}));
