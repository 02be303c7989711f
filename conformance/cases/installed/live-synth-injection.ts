import { App, Chart } from 'cdk8s';
import { ControlPlane, istio, Mesh, MeshService, ServicePort, SidecarContainer, type SidecarSettings } from 'cdk8s-mesh';
import { Manifest } from '../../harness/api-client';
import type { Case } from '../../harness/case';
import { Cluster } from '../../harness/cluster/cluster';
import { LAB_ENV, taken, webhooksOpen } from '../../harness/cluster/installing';
import { IstiodPod } from '../../harness/cluster/istiod-pod';
import { ProxyPod } from '../../harness/cluster/proxy-pod';
import { adapt } from '../../harness/lab-objects';
import { differences, meaning } from '../../harness/same-pod';
import { workloadsOf } from '../../harness/workloads';

/** Nothing is intercepted where the lab runs pods. */
const SETTINGS: SidecarSettings = { interceptionMode: istio.InterceptionMode.NONE, logLevel: 'info', metrics: { targets: [{ port: 9090 }] } };

/** Two services with the same settings: one that the webhook injects, one that is injected when it is written, if `here`. */
function app(here: boolean) {
  const whole = new App();
  const mesh = new Mesh(whole, 'mesh', { controlPlane: ControlPlane.inCluster({ istiod: { env: LAB_ENV, telemetry: { enabled: false } } }) });
  const shop = new Chart(whole, 'shop', { namespace: 'shop' });
  mesh.enroll(shop);
  const web = new MeshService(shop, 'web', { ports: [ServicePort.http(8080)], image: 'web', sidecar: SETTINGS });
  const api = new MeshService(shop, 'api', { ports: [ServicePort.http(9080)], image: 'api', sidecar: SETTINGS });
  new istio.ProxyConfig(shop, 'proxies', { environmentVariables: { WIDE: 'namespace', BOTH: 'namespace' } });
  new istio.ProxyConfig(shop, 'proxies-of-api', { selector: { app: 'api' }, concurrency: 1, environmentVariables: { BOTH: 'workload' } });
  SidecarContainer.addTo(api, 'helper', { image: 'helper', shares: [{ path: '/shared', inMemory: true }] });
  if (here) mesh.inject(api);
  web.calls(api);
  const objects = (path: string) => whole.charts.find((c) => c.node.path === path)!.toJson() as Manifest[];
  return { crds: objects('mesh/istio/base'), istiod: objects('mesh/istio/control-plane'), rest: [...objects('mesh'), ...objects('shop')] };
}

/** A pod but for its own name, what keeps the webhook away from it, and the protocol of ports, which the API server sets before the webhook sees them. */
function essence(pod: Manifest): unknown {
  const { labels = {}, annotations } = pod.metadata;
  const { 'conformance/pod': _pod, 'sidecar.istio.io/inject': _inject, ...kept } = labels;
  return JSON.parse(JSON.stringify(meaning({ labels: kept, annotations, spec: pod.spec })).replaceAll(',"protocol":"TCP"', ''));
}

export const cases: Case[] = [{
  group: 'installed',
  name: 'a pod that is injected at synth time is left alone by the webhook, is the webhook\'s pod, and serves',
  run: async (lab, t) => {
    const { crds, istiod: plane, rest } = app(true);
    const cluster = await Cluster.start(lab);
    try {
      taken(t, 'chart base', await cluster.apply(crds));
      taken(t, 'chart control-plane', await cluster.apply(plane));
      const istiod = await IstiodPod.start(cluster, 'istio-system', 'istiod');
      await istiod.ready();
      await webhooksOpen(cluster, istiod, [...crds, ...plane]);
      const api = (objects: readonly Manifest[]) => objects.find((o) => o.kind === 'Deployment' && o.metadata.name === 'api')!;
      taken(t, 'the mesh and its services', await cluster.apply(rest));

      const ours = await cluster.pod('shop', 'api', { dryRun: true });
      const written = api(rest).spec.template.spec;
      t.equal('containers that the webhook added', [], [...ours.spec.initContainers, ...ours.spec.containers].map((c: any) => c.name)
        .filter((name: string) => ![...written.initContainers, ...written.containers].some((c: any) => c.name === name)));
      await cluster.api.delete(api(rest));
      await cluster.api.applyAll([api(app(false).rest)]);
      const theirs = await cluster.pod('shop', 'api', { dryRun: true });
      t.equal('the webhook\'s pod has a proxy', true, theirs.spec.initContainers.some((c: any) => c.name === 'istio-proxy'));
      t.equal('the pod differs from the webhook\'s in', [], differences(essence(theirs), essence(ours)));
      await cluster.api.delete(api(rest));
      await cluster.api.applyAll([api(rest)]);

      const { objects } = adapt(rest, workloadsOf(rest), () => cluster.lab.addresses.next());
      await cluster.api.applyAll(objects);
      const [web, served] = await Promise.all([
        ProxyPod.start(cluster, await cluster.pod('shop', 'web'), [8080]), ProxyPod.start(cluster, await cluster.pod('shop', 'api'), [9080]),
      ]);
      await istiod.settled();
      const call = await web.calls('api', 9080).get();
      t.equal('web, injected by the webhook, calls api, injected here', [200, served.pod.metadata.name], [call.status, call.backend]);
      const certificate = call.echo?.headers['x-forwarded-client-cert'] ?? '';
      t.that('who api sees', 'spiffe://cluster.local/ns/shop/sa/web', certificate, certificate.includes('URI=spiffe://cluster.local/ns/shop/sa/web'));
      const back = await served.calls('web', 8080).get();
      t.that('api calls web, which nobody allowed', 'no 200', String(back.status), back.status !== 200);
      for (const p of [web, served]) { t.equal(`refused by the Envoy of ${p.pod.spec.serviceAccountName}`, {}, await p.proxy.rejected()); }
    } finally {
      await cluster.stop();
    }
  },
}];
