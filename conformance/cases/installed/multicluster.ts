import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Chart } from 'cdk8s';
import { ControlPlane, install, Mesh, MeshApp, MeshService, ServicePort } from 'cdk8s-mesh';
import { load, loadAll } from 'js-yaml';
import { multicluster } from '../../../examples/multicluster/main';
import { bearerKubeconfig } from '../../../src/install/multicluster/kubeconfig';
import type { Manifest } from '../../harness/api-client';
import type { Case } from '../../harness/case';
import { Cluster } from '../../harness/cluster/cluster';
import { byFile, ISTIOD, READER } from '../../harness/cluster/folders';
import { LAB_ENV, taken, webhooksOpen } from '../../harness/cluster/installing';
import { IstiodPod } from '../../harness/cluster/istiod-pod';
import { NO_INTERCEPTION, ProxyPod } from '../../harness/cluster/proxy-pod';
import { adapt } from '../../harness/lab-objects';
import { until } from '../../harness/processes';
import { standIn } from '../../harness/stand-ins';
import type { Trial } from '../../harness/trial';
import { workloadsOf } from '../../harness/workloads';

/** The address of the other cluster's east-west gateway and its pod: nothing is ever sent there. */
const [GATEWAY, POD] = ['198.51.100.7', '10.9.0.7'];

/** Two clusters in two networks, each with its own istiod, and one service in both. */
function app(kubeconfig: string): Record<string, Manifest[]> {
  const whole = new MeshApp();
  const clusters = new install.MultiCluster(whole, 'clusters', { meshId: 'shop' });
  const istio: install.IstioInstallOptions = { istiod: { env: LAB_ENV, telemetry: { enabled: false } } };
  clusters.addPrimary('east', { network: 'network-1', istio, credentials: install.RemoteCredentials.existing() });
  clusters.addPrimary('west', { network: 'network-2', istio, credentials: install.RemoteCredentials.kubeconfig(kubeconfig) });
  for (const cluster of clusters.clusters) {
    const mesh = new Mesh(cluster, 'mesh', { controlPlane: ControlPlane.inCluster(cluster.istio) });
    const shop = new Chart(cluster, 'shop', { namespace: 'shop' });
    mesh.enroll(shop);
    const web = new MeshService(shop, 'web', { ports: [ServicePort.http(8080)], image: 'web' });
    web.calls(new MeshService(shop, 'api', { ports: [ServicePort.http(9080)], image: 'api' }));
  }
  return byFile(whole);
}

/** A ready pod of the other cluster, with the annotations that its own istiod would write. */
async function remotePod(west: Cluster, service: Manifest): Promise<void> {
  const labels = { 'app': 'api', 'security.istio.io/tlsMode': 'istio', 'topology.istio.io/network': 'network-2' };
  const pod: Manifest = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'api-1', namespace: 'shop', labels }, spec: { serviceAccountName: 'api', nodeName: 'node-1', containers: [{ name: 'api', image: 'api' }] } };
  await west.api.applyAll([pod, {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'api-1', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'api' } },
    addressType: 'IPv4',
    endpoints: [{ addresses: [POD], conditions: { ready: true }, targetRef: { kind: 'Pod', name: 'api-1', namespace: 'shop' } }],
    ports: service.spec.ports.map((p: any) => ({ name: p.name, port: p.port, protocol: 'TCP' })),
  } as unknown as Manifest]);
  const status = (path: string, body: object) => west.api.call('PATCH', `/api/v1/namespaces/${path}/status`, { status: body }, 'application/merge-patch+json');
  await status('shop/pods/api-1', { phase: 'Running', podIP: POD, podIPs: [{ ip: POD }], conditions: [{ type: 'Ready', status: 'True' }] });
  await status(`${ISTIOD}/services/istio-eastwestgateway`, { loadBalancer: { ingress: [{ ip: GATEWAY }] } });
}

/** The Secret that istioctl creates for the other cluster; no controller runs here, so the token's Secret is filled in by hand. */
async function byIstioctl(west: Cluster, file: string, token: string): Promise<any> {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  await west.api.applyAll([{
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'kubernetes.io/service-account-token',
    metadata: { name: `${READER}-istio-remote-secret-token`, namespace: ISTIOD, annotations: { 'kubernetes.io/service-account.name': READER } },
    data: { 'token': base64(token), 'ca.crt': base64(west.api.ca) },
  } as Manifest]);
  const { stdout } = await promisify(execFile)(west.lab.parts.istioctl, ['create-remote-secret', '--name', 'west', '--server', `https://127.0.0.1:${west.api.port}`, '--kubeconfig', file]);
  return loadAll(stdout).find(Boolean);
}

const plain = (object: any) => JSON.parse(JSON.stringify({ ...object, metadata: { ...object.metadata, creationTimestamp: undefined } }));

export const cases: Case[] = [{
  group: 'installed',
  name: 'an istiod reads a second cluster through our remote secret, and leads to it by its east-west gateway',
  run: async (lab, t) => {
    const west = await Cluster.start(lab);
    const east = await Cluster.start(lab);
    try {
      await westOf(t, west, east);
    } finally {
      await Promise.all([east.stop(), west.stop()]);
    }
  },
}, {
  group: 'installed',
  name: 'example multicluster: the folder of each cluster is taken by an API server of its own',
  run: async (lab, t) => {
    for (const [name, objects] of Object.entries(byFile(multicluster()))) {
      const cluster = await Cluster.start(lab);
      try {
        await cluster.api.applyAll([standIn('external-secrets.io', 'v1', 'ExternalSecret', 'externalsecrets')]);
        taken(t, `the files of ${name}, in the order of their names`, await cluster.apply(objects));
      } finally {
        await cluster.stop();
      }
    }
  },
}, {
  group: 'installed',
  name: 'what leads between networks is as Istio\'s samples have it',
  run: async (lab, t) => {
    const sample = (file: string) => loadAll(readFileSync(join(lab.parts.istioSource, 'samples', 'multicluster', file), 'utf8')) as any[];
    const theirs = [...sample('expose-services.yaml'), ...sample('expose-istiod.yaml')].filter(Boolean);
    const chart = new Chart(new MeshApp(), 'c');
    new install.EastWestGateway(chart, 'g', { network: 'network-1', exposeIstiod: true });
    const objects = chart.toJson() as Manifest[];
    for (const their of theirs) {
      const [own] = objects.filter((o) => o.kind === their.kind && o.metadata.name === their.metadata.name);
      const upper = JSON.parse(JSON.stringify(their.spec).replaceAll('"protocol":"tls"', '"protocol":"TLS"')); // one of the sample files has it in lower case
      t.equal(`${their.kind} ${their.metadata.name}`, JSON.parse(sorted(upper)), JSON.parse(sorted(own?.spec)));
    }
    t.equal('objects of the samples', 3, theirs.length);
  },
}];

async function westOf(t: Trial, west: Cluster, east: Cluster): Promise<void> {
  const first = app(bearerKubeconfig('west', { server: 'https://localhost', caData: 'Q0E=' }, 'none'));
  await west.api.applyAll(first.west.filter((o) => !o.kind.endsWith('WebhookConfiguration'))); // (its own istiod doesn't run)
  const token = await west.api.serviceAccountToken(ISTIOD, READER);
  const at = { server: `https://127.0.0.1:${west.api.port}`, caData: Buffer.from(west.api.ca).toString('base64') };
  const kubeconfig = bearerKubeconfig('west', at, token);
  const objects = app(kubeconfig).east;
  const secret = objects.find((o) => o.kind === 'Secret')!;
  await remotePod(west, first.west.find((o) => o.kind === 'Service' && o.metadata.name === 'api')!);

  const theirs = await byIstioctl(west, await west.adminKubeconfig(), token);
  const read = (s: any) => ({ ...plain(s), stringData: Object.fromEntries(Object.entries(s.stringData).map(([k, v]) => [k, load(v as string)])) });
  const same = sorted(read(secret)) === sorted(read(theirs));
  t.that('the Secret', 'that of istioctl create-remote-secret', same ? 'that of istioctl create-remote-secret' : `${sorted(read(secret))}, not ${sorted(read(theirs))}`, same);
  t.equal('its kubeconfig, byte for byte', theirs.stringData.west.replace(token, 'TOKEN'), (secret.stringData as any).west.replace(token, 'TOKEN'));

  const parts = objects.filter((o) => o.metadata.namespace !== 'shop' && o !== secret && !(o.kind === 'Namespace' && o.metadata.name === 'shop'));
  taken(t, 'the install of east', await east.apply(parts));
  const istiod = await IstiodPod.start(east, ISTIOD, 'istiod');
  await istiod.ready();
  await webhooksOpen(east, istiod, parts);
  const shop = objects.filter((o) => o.metadata.namespace === 'shop' || o.metadata.name === 'shop');
  taken(t, 'the shop', await east.apply(shop));
  await east.api.applyAll(adapt(shop, workloadsOf(shop).filter((w) => w.namespace === 'shop'), () => east.lab.addresses.next()).objects);
  const web = await ProxyPod.start(east, await east.pod('shop', 'web', { annotations: NO_INTERCEPTION }), [8080]);
  const api = await ProxyPod.start(east, await east.pod('shop', 'api', { annotations: NO_INTERCEPTION }), [9080]);
  await istiod.settled();
  const hosts = async () => (await web.proxy.hosts('outbound|9080||api.shop.svc.cluster.local')).sort();
  const here = `${api.pod.status.podIP}:9080`;
  await until('the pod of east', istiod.server, 60, async () => (await hosts()).includes(here));
  t.equal('where a proxy of east finds api, without the Secret', [here], await hosts());

  taken(t, 'the Secret', await east.apply([secret]));
  await until('the gateway of west', istiod.server, 20, async () => (await hosts()).length > 1).catch(() => undefined);
  t.equal('where it finds api with it', [here, `${GATEWAY}:15443`].sort(), await hosts());
  const clusters = async () => {
    const all = await (await fetch(`http://${istiod.pod.status.podIP}:8080/debug/clusterz`)).json() as any[];
    return all.map((c) => [c.id, ...c.secretName ? [c.syncStatus] : []].join(' ')).sort();
  };
  await until('all of west', istiod.server, 20, async () => (await clusters()).includes('west synced')).catch(() => undefined);
  t.equal('the clusters of its istiod', ['east', 'west synced'], await clusters());
  t.equal('"forbidden" in its log', [], istiod.forbidden());
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, v) => (v && typeof v === 'object' && !Array.isArray(v) ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))) : v));
}
