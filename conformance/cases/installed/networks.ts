import { Chart } from 'cdk8s';
import { ControlPlane, install, Mesh, MeshApp, MeshService, ServicePort } from 'cdk8s-mesh';
import { bearerKubeconfig } from '../../../src/install/multicluster/kubeconfig';
import { listenersOutsideLoopback } from '../../harness/addresses';
import type { Manifest } from '../../harness/api-client';
import { type Case } from '../../harness/case';
import { Authority } from '../../harness/certificates';
import { Cluster } from '../../harness/cluster/cluster';
import { byFile, ISTIOD } from '../../harness/cluster/folders';
import { LAB_ENV, taken } from '../../harness/cluster/installing';
import { entryOf, ProxyPod } from '../../harness/cluster/proxy-pod';
import { inShop, readerOf, remoteSecret, run, shopIn, sidecar } from '../../harness/cluster/shops';
import { until } from '../../harness/processes';
import { origin } from '../../harness/trial';

type Folders = Record<string, Manifest[]>;
const GATEWAY = 'istio-eastwestgateway';

/** What each cluster runs: `batch` may call nobody. */
function shopOf(clusters: install.MultiCluster): void {
  for (const cluster of clusters.clusters) {
    const mesh = new Mesh(cluster, 'mesh', { controlPlane: ControlPlane.inCluster(cluster.istio) });
    const shop = new Chart(cluster, 'shop', { namespace: 'shop' });
    mesh.enroll(shop);
    const web = new MeshService(shop, 'web', { ports: [ServicePort.http(8080)], image: 'web' });
    web.calls(new MeshService(shop, 'api', { ports: [ServicePort.http(9080)], image: 'api' }));
    new MeshService(shop, 'batch', { ports: [ServicePort.http(8080)], image: 'batch' });
  }
}

const istio: install.IstioInstallOptions = { istiod: { env: LAB_ENV, telemetry: { enabled: false } } };

/** Two clusters of two networks, each with an istiod of its own. */
function twoNetworks(kubeconfig: string): Folders {
  const whole = new MeshApp();
  const clusters = new install.MultiCluster(whole, 'clusters', { meshId: 'shop' });
  clusters.addPrimary('east', { network: 'network-1', istio, credentials: install.RemoteCredentials.existing() });
  clusters.addPrimary('west', { network: 'network-2', istio, credentials: install.RemoteCredentials.kubeconfig(kubeconfig) });
  shopOf(clusters);
  return byFile(whole);
}

/** A cluster with an istiod, and one of another network that it serves. */
function served(address: string, kubeconfig: string): Folders {
  const whole = new MeshApp();
  const clusters = new install.MultiCluster(whole, 'clusters', { meshId: 'shop' });
  const primary = clusters.addPrimary('east', { network: 'network-1', istio, credentials: install.RemoteCredentials.existing(), gatewayAddress: address });
  clusters.addRemote('south', { network: 'network-3', istio, primary, credentials: install.RemoteCredentials.kubeconfig(kubeconfig) });
  shopOf(clusters);
  return byFile(whole);
}

/** Where a gateway is reached from outside. */
async function balance(cluster: Cluster, ip: string): Promise<void> {
  const path = `/api/v1/namespaces/${ISTIOD}/services/${GATEWAY}/status`;
  const a = await cluster.api.call('PATCH', path, { status: { loadBalancer: { ingress: [{ ip }] } } }, 'application/merge-patch+json');
  if (a.status >= 300) { throw new Error(`the status of ${GATEWAY}: ${a.body?.message}`); }
}

export const cases: Case[] = [{
  group: 'installed',
  name: 'a request reaches a pod of another network through our east-west gateway, encrypted all the way, and is judged there',
  run: async (lab, t) => {
    const [east, west] = [await Cluster.start(lab), await Cluster.start(lab)];
    try {
      const first = twoNetworks(bearerKubeconfig('west', { server: 'https://localhost', caData: 'Q0E=' }, 'none'));
      const authority = await Authority.create('mesh');
      for (const [cluster, objects] of [[east, first.east], [west, first.west]] as const) {
        await cluster.api.applyAll([objects.find((o) => o.kind === 'Namespace' && o.metadata.name === ISTIOD)!, authority.cacerts(ISTIOD)]);
      }
      const there = await run(t, 'west', west, first.west);
      await shopIn(t, 'west', west, first.west);
      const api = await ProxyPod.start(west, await sidecar(west, 'api'), [9080]);
      const gateway = await ProxyPod.start(west, await west.pod(ISTIOD, GATEWAY));
      await balance(west, gateway.proxy.address);

      const { east: objects } = twoNetworks(await readerOf('west', west));
      const here = await run(t, 'east', east, objects);
      await shopIn(t, 'east', east, objects);
      taken(t, 'the Secret that leads to west', await east.apply(objects.filter(remoteSecret)));
      const [web, batch] = await Promise.all(['web', 'batch'].map(async (n) => ProxyPod.start(east, await sidecar(east, n), [8080])));
      t.equal('the network of the pod, by its injection', 'network-2', api.pod.metadata.labels!['topology.istio.io/network']);
      const hosts = () => web.proxy.hosts('outbound|9080||api.shop.svc.cluster.local');
      await until('the gateway of west', here.server, 20, async () => (await hosts()).includes(`${gateway.proxy.address}:15443`)).catch(() => undefined);
      await Promise.all([here.settled(), there.settled()]);
      t.equal('where a proxy of east finds api', [`${gateway.proxy.address}:15443`], await hosts());

      const passed = () => gateway.proxy.count('^cluster\\.outbound_.*api[._]shop.*upstream_cx_total$');
      const [before, got] = [await passed(), await web.calls('api', 9080).get()];
      t.equal('web of east calls api', [200, api.pod.metadata.name], [got.status, got.backend]);
      const certificate = got.echo?.headers['x-forwarded-client-cert'] ?? '';
      t.that('who api sees', 'spiffe://cluster.local/ns/shop/sa/web', certificate, certificate.includes('URI=spiffe://cluster.local/ns/shop/sa/web'));
      t.equal('connections that the gateway passed on', 1, await passed() - before);
      t.equal('of TLS that it ended itself', 0, await gateway.proxy.count('^listener\\..*15443.*ssl\\.handshake$'));
      t.that('batch of east, which nobody allowed', 'no 200', origin(await batch.calls('api', 9080).get()), (await batch.calls('api', 9080).get()).status !== 200);
      for (const p of [api, gateway, web, batch]) { t.equal(`refused by the Envoy of ${p.pod.metadata.name}`, {}, await p.proxy.rejected()); }

      const straight = await passed();
      await west.api.applyAll([{ ...entryOf(api.pod), spec: { ...entryOf(api.pod).spec, network: 'network-1' } }]);
      await until('another way to api', here.server, 60, async () => (await hosts()).includes(`${api.proxy.address}:9080`));
      await web.calls('api', 9080).get();
      t.equal('connections that the gateway passed on when the pod is said to be in the network of the caller (control)', 0, await passed() - straight);
      await west.api.applyAll([entryOf(api.pod)]);
      await until('the gateway again', here.server, 60, async () => (await hosts()).includes(`${gateway.proxy.address}:15443`));
      await west.api.delete(first.west.find((o) => o.kind === 'Gateway' && o.metadata.name === 'cross-network-gateway')!);
      await Promise.all([here.settled(), there.settled()]);
      t.equal('web of east calls api without the Gateway that leads on (control)', 'status 503', origin(await web.calls('api', 9080).get()));
      t.equal('sockets outside 127.0.0.0/8', [], listenersOutsideLoopback(lab.processes.ids()));
      t.equal('"forbidden" in the logs', [], [...here.forbidden(), ...there.forbidden()]);
    } finally {
      await Promise.all([east.stop(), west.stop()]);
    }
  },
}, {
  group: 'installed',
  name: 'a cluster without an istiod: that of another one injects its pods and serves its proxies, through our east-west gateway',
  run: async (lab, t) => {
    const outside = '198.51.100.7';
    const [east, south] = [await Cluster.start(lab), await Cluster.start(lab)];
    try {
      const first = served(outside, bearerKubeconfig('south', { server: 'https://localhost', caData: 'Q0E=' }, 'none'));
      taken(t, 'the install of south', await south.apply(first.south.filter((o) => !inShop(o))));
      const { east: objects } = served(outside, await readerOf('south', south));
      const istiod = await run(t, 'east', east, objects);
      await shopIn(t, 'east', east, objects);
      const { spec, ...entry } = entryOf(istiod.pod); // by which the gateway finds it: a pod without a proxy
      await east.api.applyAll([{ ...entry, spec: { ...spec, labels: { ...spec.labels, 'security.istio.io/tlsMode': 'disabled' } } }]);
      const gateway = await ProxyPod.start(east, await east.pod(ISTIOD, GATEWAY));
      const api = await ProxyPod.start(east, await sidecar(east, 'api'), [9080]);
      south.network.knows(outside, gateway.proxy.address);
      await balance(east, gateway.proxy.address);

      const webhook = first.south.find((o) => o.kind === 'MutatingWebhookConfiguration')!;
      const bundle = async () => (await south.api.get(webhook))!.webhooks.every((w: any) => w.clientConfig.caBundle);
      taken(t, 'the namespace of the shop of south', await south.apply(first.south.filter((o) => inShop(o) && ['Namespace', 'ServiceAccount', 'Service', 'Deployment'].includes(o.kind))));
      const early = await south.pod('shop', 'web', { dryRun: true }).then(() => 'taken', (e: Error) => e.message);
      t.that('a pod of south while istiod doesn\'t know it', 'refused: nobody injects it', early, /failed calling webhook/.test(early));
      taken(t, 'the Secret that leads to south', await east.apply(objects.filter(remoteSecret)));
      await until('istiod of east to put its certificate into the webhook of south', istiod.server, 60, bundle);
      const roots: Manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'istio-ca-root-cert', namespace: 'shop' } };
      await until('istiod of east to put its root certificate into the namespaces of south', istiod.server, 60, async () => !!await south.api.get(roots));
      const web = await ProxyPod.start(south, await sidecar(south, 'web'), [8080], east);
      const proxy = web.pod.spec.initContainers.find((c: any) => c.name === 'istio-proxy');
      const env = (name: string) => proxy.env.find((e: any) => e.name === name)?.value;
      t.equal('injected: its cluster and network', ['south', 'network-3'], [env('ISTIO_META_CLUSTER_ID'), env('ISTIO_META_NETWORK')]);
      await istiod.settled();
      const clusters = await (await fetch(`http://${istiod.pod.status.podIP}:8080/debug/syncz`)).json() as any[];
      t.equal('proxies of istiod, by cluster', ['east', 'east', 'south'], clusters.map((p) => p.cluster_id ?? p.clusterID).sort());
      t.equal('where a proxy of south finds api', [`${gateway.proxy.address}:15443`], await web.proxy.hosts('outbound|9080||api.shop.svc.cluster.local'));
      const got = await web.calls('api', 9080).get();
      t.equal('web of south calls api of east', [200, api.pod.metadata.name], [got.status, got.backend]);
      const certificate = got.echo?.headers['x-forwarded-client-cert'] ?? '';
      t.that('who api sees', 'spiffe://cluster.local/ns/shop/sa/web', certificate, certificate.includes('URI=spiffe://cluster.local/ns/shop/sa/web'));
      for (const p of [api, gateway, web]) { t.equal(`refused by the Envoy of ${p.pod.metadata.name}`, {}, await p.proxy.rejected()); }
      t.equal('"forbidden" in the log of istiod', [], istiod.forbidden());
    } finally {
      await Promise.all([east.stop(), south.stop()]);
    }
  },
}];
