import { App, Chart } from 'cdk8s';
import { ControlPlane, DataPlane, HttpMatch, HttpMethod, Mesh, MeshService, OutboundTraffic, ServicePort, Waypoint } from 'cdk8s-mesh';
import { crdManifests } from '../../../src/crd/crds';
import { CrdSet } from '../../../src/crd/sets';
import { listenersOutsideLoopback } from '../../harness/addresses';
import type { Manifest } from '../../harness/api-client';
import { Backend } from '../../harness/backend';
import { type Case, find } from '../../harness/case';
import { Door } from '../../harness/client';
import { Cluster } from '../../harness/cluster/cluster';
import { identityOf } from '../../harness/cluster/identity';
import { LAB_ENV, taken, webhooksOpen } from '../../harness/cluster/installing';
import { IstiodPod } from '../../harness/cluster/istiod-pod';
import { NodeProxy } from '../../harness/cluster/node-proxy';
import { entryOf, ProxyPod } from '../../harness/cluster/proxy-pod';
import { until } from '../../harness/processes';
import { origin, Trial } from '../../harness/trial';

const SHOP = 'shop';
const HOST = 'api.shop.svc.cluster.local';

function app() {
  const whole = new App();
  const mesh = new Mesh(whole, 'mesh', {
    controlPlane: ControlPlane.inCluster({ ambient: true, istiod: { env: LAB_ENV, telemetry: { enabled: false } } }),
    dataPlane: DataPlane.ambient(),
    outbound: OutboundTraffic.ALLOW_ANY,
  });
  const shop = new Chart(whole, SHOP, { namespace: SHOP });
  mesh.enroll(shop);
  const ports = [ServicePort.http(80, { targetPort: 8080 })];
  const web = new MeshService(shop, 'web', { ports, image: 'web' });
  new MeshService(shop, 'batch', { ports, image: 'batch' });
  const api = new MeshService(shop, 'api', { ports });
  const [v1, v2, v3] = ['v1', 'v2', 'v3'].map((v) => api.addVersion(v, { image: `api-${v}` }));
  api.split(v1.weight(90), v2.weight(10));
  api.addRule({ matches: [HttpMatch.header('end-user', 'jason')], to: [v2] });
  api.addRule({ matches: [HttpMatch.prefix('/beta')], to: [v3] });
  web.calls(api, { methods: [HttpMethod.GET] });
  new Waypoint(shop, 'waypoint');
  whole.synthYaml(); // its checks have nothing to say
  const objects = (...paths: string[]) => whole.charts.filter((c) => paths.includes(c.node.path)).flatMap((c) => c.toJson()) as Manifest[];
  return { first: objects('mesh/istio/base'), then: objects('mesh/istio/control-plane'), rest: objects('mesh', SHOP) };
}

/** Errors in what was synthesized, each with what tells it. */
const MISTAKES: readonly { readonly what: string; readonly tells: string; make(objects: Manifest[]): void }[] = [
  { what: 'weights the wrong way round', tells: 'split', make: (o) => find(o, 'VirtualService', 'api').spec.http.at(-1).route.forEach((r: any) => { r.weight = 100 - r.weight; }) },
  { what: 'a route for another header', tells: 'header', make: (o) => { find(o, 'VirtualService', 'api').spec.http.forEach((r: any) => r.match?.forEach((m: any) => { if (m.headers) { m.headers = { other: { exact: 'x' } }; } })); } },
  { what: 'the port that pods listen on, in the policy', tells: 'declared', make: (o) => { find(o, 'AuthorizationPolicy', 'api-allow').spec.rules[0].to[0].operation.ports = ['8080']; } },
  { what: 'a policy for another caller', tells: 'undeclared', make: (o) => { find(o, 'AuthorizationPolicy', 'api-allow').spec.rules[0].from[0].source.principals = ['cluster.local/ns/shop/sa/batch']; } },
  { what: 'a policy without methods', tells: 'POST', make: (o) => { delete find(o, 'AuthorizationPolicy', 'api-allow').spec.rules[0].to[0].operation.methods; } },
];

export const cases: Case[] = [{
  group: 'installed',
  name: 'an Envoy is our waypoint: it routes, splits and judges what comes through tunnels, and pods hear from it alone',
  run: async (lab, t) => {
    const { first, then, rest } = app();
    const cluster = await Cluster.start(lab);
    try {
      await cluster.api.applyAll([...first, ...crdManifests(CrdSet.GATEWAY_API) as Manifest[]]);
      taken(t, 'the control plane', await cluster.apply(then));
      const istiod = await IstiodPod.start(cluster, 'istio-system', 'istiod');
      await istiod.ready();
      await webhooksOpen(cluster, istiod, then);
      taken(t, 'the mesh and its services', await cluster.apply(rest));
      await until('the waypoint that istiod deploys', istiod.server, 60, async () => !!(await cluster.api.get({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'waypoint', namespace: SHOP } })));

      const nodes = new NodeProxy();
      cluster.closers.push(() => nodes.close());
      const identity = (account: string) => identityOf(cluster, istiod, SHOP, account);
      for (const name of ['api-v1', 'api-v2', 'api-v3']) {
        const pod = await cluster.pod(SHOP, name, { annotations: { 'ambient.istio.io/redirection': 'enabled' } });
        const backend = new Backend(name, pod.status.podIP);
        cluster.closers.push(() => backend.close());
        await backend.listen(8080, 'http');
        await nodes.enters(await identity('api'), pod.status.podIP);
        await cluster.api.applyAll([entryOf(pod)]);
      }
      const waypoint = await ProxyPod.start(cluster, await cluster.pod(SHOP, 'waypoint'));
      await istiod.settled();
      const service = (await cluster.api.get(find([...rest], 'Service', 'api')))!;
      const [web, batch] = await Promise.all(['web', 'batch'].map(async (who) => (
        nodes.leaves(await identity(who), waypoint.proxy.address, `${service.spec.clusterIP}:80`, HOST)
      )));
      await measure(t, web, batch);
      t.equal('who came to the pods of api', ['spiffe://cluster.local/ns/shop/sa/waypoint'], [...new Set(nodes.seen.map((s) => s.from))]);
      t.equal('refused by the Envoy of the waypoint', {}, await waypoint.proxy.rejected());
      for (const { what, tells, make } of MISTAKES) {
        const wrong: Manifest[] = JSON.parse(JSON.stringify(rest));
        make(wrong);
        const changed = wrong.filter((o, i) => JSON.stringify(o) !== JSON.stringify(rest[i]));
        await cluster.api.applyAll(changed);
        await istiod.settled();
        const inner = new Trial();
        await measure(inner, web, batch);
        const failed = inner.checks.filter((c) => !c.ok).map((c) => c.what);
        t.that(`with ${what} (control)`, `another '${tells}'`, failed.join(', ') || 'nothing else', failed.some((f) => f.includes(tells)));
        await cluster.api.applyAll(rest.filter((_, i) => changed.includes(wrong[i])));
        await istiod.settled();
      }
      t.equal('sockets outside 127.0.0.0/8', [], listenersOutsideLoopback(cluster.lab.processes.ids()));
      t.equal('"forbidden" in the log of istiod', [], istiod.forbidden());
    } finally {
      await cluster.stop();
    }
  },
}];

async function measure(t: Trial, web: Door, batch: Door): Promise<void> {
  t.shares('split', (await web.many(1000)).map((g) => g.backend), { 'api-v1': 90, 'api-v2': 10 });
  t.backends('route by header', await web.many(50, { headers: { 'end-user': 'jason' } }), ['api-v2']);
  t.backends('route by path', await web.many(50, { path: '/beta/x' }), ['api-v3']);
  t.equal('declared caller', 200, (await web.get()).status);
  const post = await web.get({ method: 'POST' });
  t.equal('POST of the declared caller, which may GET', 'status 403', origin(post));
  const stranger = await batch.get();
  t.equal('undeclared caller', 'status 403', origin(stranger));
}

