import { App, Chart } from 'cdk8s';
import { ControlPlane, DataPlane, HttpMethod, Mesh, MeshService, OutboundTraffic, ServicePort, Waypoint } from 'cdk8s-mesh';
import { crdManifests } from '../../../src/crd/crds';
import { CrdSet } from '../../../src/crd/sets';
import { Manifest } from '../../harness/api-client';
import type { Case } from '../../harness/case';
import { Cluster } from '../../harness/cluster/cluster';
import { LAB_ENV, taken, webhooksOpen } from '../../harness/cluster/installing';
import { IstiodPod } from '../../harness/cluster/istiod-pod';
import { containerOf } from '../../harness/cluster/kubelet';
import { until } from '../../harness/processes';

/** A mesh in ambient mode: a service with request rules, behind a waypoint, and one whose callers only are checked. */
function app() {
  const whole = new App();
  const mesh = new Mesh(whole, 'mesh', {
    controlPlane: ControlPlane.inCluster({ ambient: true, istiod: { env: LAB_ENV, telemetry: { enabled: false } } }),
    dataPlane: DataPlane.ambient(),
    outbound: OutboundTraffic.ALLOW_ANY,
  });
  const shop = new Chart(whole, 'shop', { namespace: 'shop' });
  mesh.enroll(shop);
  const back = new Chart(whole, 'back', { namespace: 'back' });
  mesh.enroll(back);
  const ports = [ServicePort.http(80, { targetPort: 8080 })];
  const web = new MeshService(shop, 'web', { ports, image: 'web' });
  const api = new MeshService(shop, 'api', { ports });
  const [v1, v2] = ['v1', 'v2'].map((v) => api.addVersion(v, { image: `api-${v}` }));
  api.split(v1.weight(90), v2.weight(10));
  web.calls(api, { methods: [HttpMethod.GET] });
  web.calls(new MeshService(back, 'store', { ports, image: 'store' }));
  new Waypoint(shop, 'waypoint', { replicas: 2, resources: { cpuRequest: '123m' } });
  whole.synthYaml(); // its checks have nothing to say
  const objects = (...paths: string[]) => whole.charts.filter((c) => paths.includes(c.node.path)).flatMap((c) => c.toJson()) as Manifest[];
  return { first: objects('mesh/istio/base'), then: objects('mesh/istio/control-plane', 'mesh/istio/ztunnel'), agent: objects('mesh/istio/node-agent'), rest: objects('mesh', 'shop', 'back') };
}

/** What a service without a waypoint must not have: ztunnels would get its rule without the method. */
const TRAP: Manifest = {
  apiVersion: 'security.istio.io/v1',
  kind: 'AuthorizationPolicy',
  metadata: { name: 'no-delete', namespace: 'back' },
  spec: { selector: { matchLabels: { app: 'store' } }, action: 'DENY', rules: [{ to: [{ operation: { methods: ['DELETE'] } }] }] },
};

const gateway: Manifest = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: { name: 'waypoint', namespace: 'shop' } };

export const cases: Case[] = [{
  group: 'installed',
  name: 'our manifests install ambient mode, whose istiod deploys our waypoint and tells the proxies of nodes who may connect',
  run: async (lab, t) => {
    const { first, then, agent, rest } = app();
    const cluster = await Cluster.start(lab);
    try {
      taken(t, 'chart base', await cluster.apply(first));
      await cluster.api.applyAll(crdManifests(CrdSet.GATEWAY_API) as Manifest[]);
      taken(t, 'control plane and ztunnel', await cluster.apply(then));
      // (the chart says AppArmor by an annotation, of which the API server warns)
      t.equal('refused of the node agent', [], (await cluster.apply(agent)).filter((a) => !a.ok));
      const istiod = await IstiodPod.start(cluster, 'istio-system', 'istiod');
      await istiod.ready();
      await webhooksOpen(cluster, istiod, then);
      taken(t, 'the mesh and its services', await cluster.apply(rest));

      const made: Manifest = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'waypoint', namespace: 'shop' } };
      await until('the waypoint that istiod deploys', istiod.server, 60, async () => !!(await cluster.api.get(made)));
      const deployed = (await cluster.api.get(made))!;
      const proxy = deployed.spec.template.spec.containers[0];
      t.equal('its number, size and account', [2, '123m', 'waypoint', 'waypoint'], [deployed.spec.replicas, proxy.resources.requests.cpu, deployed.spec.template.spec.serviceAccountName, proxy.args[1]]);
      const pod = await cluster.pod('shop', 'waypoint');
      t.equal('injected into it', 'istio-proxy', containerOf(pod, 'istio-proxy').name);
      for (const name of ['web', 'api-v1', 'api-v2']) await cluster.pod('shop', name);
      t.equal('containers of a pod in ambient mode', ['web'], (await cluster.pod('shop', 'web', { dryRun: true })).spec.containers.map((c: any) => c.name));
      await cluster.pod('back', 'store');

      const conditions = async () => ((await cluster.api.get(gateway))?.status?.conditions ?? []).map((c: any) => `${c.type} ${c.status}`) as string[];
      await until('the Gateway to be accepted', istiod.server, 60, async () => (await conditions()).includes('Accepted True'));
      t.that('the Gateway of the waypoint', 'Accepted True', (await conditions()).join(', '), (await conditions()).includes('Accepted True'));
      const told = async () => await (await fetch(`http://${istiod.pod.status.podIP}:8080/debug/ambientz`)).json() as any;
      const policies = async () => ((await told()).policies ?? []).map((p: any) => p.authorization ?? p.Authorization ?? p) as any[];
      await until('what nodes are told', istiod.server, 60, async () => (await policies()).some((p) => p.name === 'store-allow'));
      const all = await policies();
      const names = all.map((p) => `${p.namespace}/${p.name}`).sort();
      t.equal('policies of nodes', ['back/deny-by-default', 'back/store-allow', 'istio-system/istio_converted_static_strict', 'shop/api-waypoint', 'shop/deny-by-default', 'shop/web-waypoint'], names);
      const text = (name: string) => JSON.stringify(all.find((p) => p.name === name));
      t.that('who may connect to the pods of api', 'the waypoint', text('api-waypoint'), text('api-waypoint').includes('cluster.local/ns/shop/sa/waypoint') && !text('api-waypoint').includes('sa/web'));
      t.that('who may connect to store, without a waypoint', 'web, to 8080', text('store-allow'), text('store-allow').includes('cluster.local/ns/shop/sa/web') && text('store-allow').includes('8080'));
      await cluster.api.applyAll([TRAP]);
      await until('the policy by label', istiod.server, 60, async () => (await policies()).some((p) => p.name === 'no-delete'));
      const trap = JSON.stringify((await policies()).find((p) => p.name === 'no-delete'));
      t.that('a refusal of DELETE by label, which the library does not write', 'refuses every connection', trap, trap.includes('DENY') && !trap.includes('DELETE'));
      t.equal('"forbidden" in the log of istiod', [], istiod.forbidden());
    } finally {
      await cluster.stop();
    }
  },
}];
