import { ApiObject, App, Chart, Duration } from 'cdk8s';
import { ControlPlane, IngressGateway, install, Listener, Mesh, MeshService, ServicePort } from 'cdk8s-mesh';
import { idOf, Manifest } from '../../harness/api-client';
import type { Case } from '../../harness/case';
import { Door } from '../../harness/client';
import { Cluster } from '../../harness/cluster/cluster';
import { LAB_ENV, taken, webhooksOpen } from '../../harness/cluster/installing';
import { IstiodPod } from '../../harness/cluster/istiod-pod';
import { NO_INTERCEPTION, ProxyPod } from '../../harness/cluster/proxy-pod';
import { Traffic } from '../../harness/cluster/traffic';
import { adapt } from '../../harness/lab-objects';
import { until } from '../../harness/processes';
import { Trial } from '../../harness/trial';
import { workloadsOf } from '../../harness/workloads';

const HOST = 'shop.example.com';
const [OLD, NEW, TAG] = ['1-31-0', '1-31-1', 'prod'];
/** Both revisions are the istiod of the lab: settings tell their proxies apart. */
const LOG: Record<string, string> = { [OLD]: 'warning', [NEW]: 'info' };

interface Objects {
  readonly crds: Manifest[];
  readonly old: Manifest[];
  readonly new: Manifest[];
  readonly tag: Manifest[];
  readonly rest: Manifest[];
}

/** Two revisions, a tag that leads to one of them, and a shop whose namespace and gateway are enrolled by the tag. */
function app(tagged: string, byDefault: string): Objects {
  const whole = new App();
  const istiod = (revision: string): install.IstiodProps => ({
    env: LAB_ENV,
    telemetry: { enabled: false },
    meshConfig: { defaultConfig: { terminationDrainDuration: Duration.seconds(2) } },
    proxy: { logLevel: LOG[revision] },
  });
  new install.IstioInstall(whole, 'old', { revision: OLD, base: { defaultRevision: byDefault, upgrade: byDefault !== OLD }, istiod: istiod(OLD) });
  new install.IstioInstall(whole, 'new', { revision: NEW, installBase: false, istiod: istiod(NEW) });
  new install.RevisionTag(new Chart(whole, 'tag'), TAG, { tag: TAG, revision: tagged });

  const mesh = new Mesh(whole, 'mesh', { controlPlane: ControlPlane.existing({ revision: TAG }) });
  const shop = new Chart(whole, 'shop', { namespace: 'shop' });
  mesh.enroll(shop);
  const web = new MeshService(shop, 'web', { ports: [ServicePort.http(8080)], image: 'web' });
  const api = new MeshService(shop, 'api', { ports: [ServicePort.http(9080)], image: 'api', replicas: 2 });
  web.calls(api);
  new IngressGateway(shop, 'edge').addListener(Listener.http({ hosts: [HOST], port: 8080 })).route(api);
  const edge = new Chart(whole, 'edge', { namespace: 'istio-ingress' });
  new ApiObject(edge, 'namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'istio-ingress' } });
  new install.IstioGateway(edge, 'istio-ingress', { namespace: 'istio-ingress', revision: TAG, service: { ports: [{ name: 'http', port: 8080 }] } });
  const of = (...paths: string[]) => paths.flatMap((path) => whole.charts.find((c) => c.node.path === path)!.toJson()) as Manifest[];
  return { crds: of('old/base'), old: of('old/control-plane'), new: of('new/control-plane'), tag: of('tag'), rest: of('mesh', 'edge', 'shop') };
}

/** Workloads of the shop with their proxies, as many pods as there are replicas. */
class Shop {
  private pods = new Map<string, ProxyPod[]>();

  public constructor(private readonly cluster: Cluster) { }

  public async start(): Promise<void> {
    await Promise.all([this.replace('istio-ingress', 'istio-ingress', 1, []), this.replace('shop', 'web', 1, [8080]), this.replace('shop', 'api', 2, [9080])]);
  }

  /** A new pod for each, and then the old ones go. */
  private async replace(namespace: string, deployment: string, count: number, ports: number[], before: () => void = () => undefined): Promise<void> {
    const annotations = namespace === 'shop' ? NO_INTERCEPTION : {};
    const fresh = await Promise.all(Array.from({ length: count }, async () => (
      ProxyPod.start(this.cluster, await this.cluster.pod(namespace, deployment, { annotations }), ports)
    )));
    const gone = this.pods.get(deployment) ?? [];
    this.pods.set(deployment, fresh);
    before();
    await Promise.all(gone.map((p) => p.stop()));
  }

  public async restart(traffic: Traffic): Promise<void> {
    const lead = () => this.doors().forEach((door, name) => traffic.lead(name, door));
    await Promise.all([this.replace('istio-ingress', 'istio-ingress', 1, [], lead), this.replace('shop', 'web', 1, [8080], lead), this.replace('shop', 'api', 2, [9080])]);
  }

  public doors(): Map<string, Door> {
    return new Map([['the gateway', this.pods.get('istio-ingress')![0].edge(8080, HOST)], ['web', this.pods.get('web')![0].calls('api', 9080)]]);
  }

  /** What the annotation of each pod says, and the log level of its proxy. */
  public revisions(): string[] {
    const all = [...this.pods.values()].flat();
    return [...new Set(all.map(({ pod }) => `${pod.metadata.annotations!['istio.io/rev']} ${JSON.stringify(pod.spec).includes(`--proxyLogLevel=${LOG[NEW]}`) ? LOG[NEW] : LOG[OLD]}`))];
  }
}

export const cases: Case[] = [{
  group: 'installed',
  name: 'an upgrade by a tag: traffic never fails, and nothing is refused',
  run: async (lab, t) => {
    const [before, moved, byDefault] = [app(OLD, OLD), app(NEW, OLD), app(NEW, NEW)];
    const cluster = await Cluster.start(lab);
    try {
      const old = await installed(t, cluster, OLD, [...before.crds, ...before.old, ...before.tag]);
      taken(t, 'the mesh', await cluster.apply(before.rest));
      await cluster.api.applyAll(adapt(before.rest, workloadsOf(before.rest).filter((w) => w.namespace === 'shop'), () => lab.addresses.next()).objects);
      const shop = new Shop(cluster);
      await shop.start();
      await old.settled();
      const traffic = new Traffic(shop.doors());

      const fresh = await installed(t, cluster, NEW, before.new);
      t.equal('revision of the pods', [`${OLD} ${LOG[OLD]}`], shop.revisions());

      taken(t, 'the tag leads to the new one', await cluster.apply(moved.tag));
      await shop.restart(traffic);
      t.equal('revision of the pods after their restart', [`${NEW} ${LOG[NEW]}`], shop.revisions());
      await until('the proxies to leave the old istiod', old.server, 20, async () => (await old.proxies()).length === 0);
      t.equal('proxies of the new istiod', 4, (await fresh.proxies()).length);

      const [again] = await cluster.apply(before.crds.filter((o) => o.kind === 'ValidatingWebhookConfiguration'));
      t.that('what was applied first, again', 'a conflict with istiod', again.ok ? 'taken' : again.message, /conflict with "pilot-discovery".*failurePolicy/s.test(again.message));
      taken(t, 'the new one is the default', await cluster.apply(byDefault.crds));
      for (const o of [...before.old].reverse()) {
        await cluster.api.delete(o);
        if (o.kind === 'Deployment') { await old.stop(); }
      }
      const left = await Promise.all(before.old.map(async (o) => (await cluster.api.get(o)) && idOf(o)));
      t.equal('left of the old one', [], left.filter(Boolean));
      await stillGoverned(t, cluster, fresh, shop, traffic);
      t.equal('"forbidden" in the logs', [], [...old.forbidden(), ...fresh.forbidden()]);
    } finally {
      await cluster.stop();
    }
  },
}, {
  group: 'installed',
  name: 'an upgrade whose old revision goes before the tag is moved (control)',
  run: async (lab, t) => {
    const [before, moved] = [app(OLD, OLD), app(NEW, OLD)];
    const cluster = await Cluster.start(lab);
    try {
      const old = await installed(t, cluster, OLD, [...before.crds, ...before.old, ...before.tag, ...before.rest]);
      await installed(t, cluster, NEW, before.new);
      await old.stop();
      const pod = () => cluster.pod('shop', 'web', { dryRun: true }).then((p) => p.metadata.annotations!['istio.io/rev'], (e: Error) => e.message);
      const early = await pod();
      t.that('a new pod', 'refused: nobody injects it', early, /failed calling webhook "rev\.namespace\.sidecar-injector\.istio\.io"/.test(early));
      await cluster.api.applyAll(moved.tag);
      await until('the webhook that was moved', undefined, 10, async () => await pod() === NEW).catch(() => undefined);
      t.equal('once the tag is moved it is injected by', NEW, await pod());
    } finally {
      await cluster.stop();
    }
  },
}];

/** Applies the objects of a revision, and runs its istiod. */
async function installed(t: Trial, cluster: Cluster, revision: string, objects: readonly Manifest[]): Promise<IstiodPod> {
  taken(t, `revision ${revision}`, await cluster.apply(objects));
  const istiod = await IstiodPod.start(cluster, 'istio-system', `istiod-${revision}`);
  await istiod.ready();
  await webhooksOpen(cluster, istiod, objects);
  return istiod;
}

/** With the old revision gone, traffic flows, new pods are injected, and what is applied is judged and reaches the proxies. */
async function stillGoverned(t: Trial, cluster: Cluster, istiod: IstiodPod, shop: Shop, traffic: Traffic): Promise<void> {
  await new Promise((r) => setTimeout(r, 1000));
  await traffic.stop();
  t.that(`failures of ${traffic.sent} requests`, 'none', traffic.failed.slice(0, 5).join(' | ') || 'none', traffic.failed.length === 0 && traffic.sent > 500);
  const pod = await cluster.pod('shop', 'web', { dryRun: true });
  t.equal('a new pod is injected by', NEW, pod.metadata.annotations!['istio.io/rev']);
  const route = (status: number): Manifest => ({
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'teapot', namespace: 'shop' },
    spec: { hosts: ['api'], http: [{ fault: { abort: { httpStatus: status, percentage: { value: 100 } } }, route: [{ destination: { host: 'api' } }] }] },
  });
  const [bad] = await cluster.apply([route(9999)]);
  t.that('a wrong route', 'refused by istiod', bad.message, bad.message.includes('validation.istio.io" denied'));
  taken(t, 'another route', await cluster.apply([route(418)]));
  await istiod.settled();
  const wrong = new Traffic(shop.doors());
  await until('a failure to be counted', undefined, 10, async () => wrong.failed.length > 0).catch(() => undefined);
  await wrong.stop();
  t.that('it reaches the proxies, and failures are counted', '418', wrong.failed[0] ?? 'no failure', /418/.test(wrong.failed[0] ?? ''));
}
