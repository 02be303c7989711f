import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject, Chart, Duration } from 'cdk8s';
import { ControlPlane, IngressGateway, install, Listener, Mesh, MeshApp, MeshService, ServicePort } from 'cdk8s-mesh';
import { loadAll } from 'js-yaml';
import { idOf, Manifest } from '../../harness/api-client';
import type { Case } from '../../harness/case';
import { Door } from '../../harness/client';
import { Cluster } from '../../harness/cluster/cluster';
import { LAB_ENV, taken, webhooksOpen } from '../../harness/cluster/installing';
import { IstiodPod } from '../../harness/cluster/istiod-pod';
import { askCheck } from '../../harness/cluster/plan-checks';
import { NO_INTERCEPTION, ProxyPod } from '../../harness/cluster/proxy-pod';
import { Traffic } from '../../harness/cluster/traffic';
import { adapt } from '../../harness/lab-objects';
import { until } from '../../harness/processes';
import { Trial } from '../../harness/trial';
import { workloadsOf } from '../../harness/workloads';

const HOST = 'shop.example.com';
const [OLD, NEW, TAG] = ['1-31-0', '1-31-1', 'prod'];
/** Both revisions are the lab's istiod: their proxies are distinguished by settings. */
const LOG: Record<string, string> = { [OLD]: 'warning', [NEW]: 'info' };

const { BESIDE, MOVED, DEFAULT, DONE } = install.UpgradeStage;
const STAGES = [BESIDE, MOVED, DEFAULT, DONE];

interface Written {
  /** Objects of each file, by the path that a plan names. */
  readonly files: Map<string, Manifest[]>;
  readonly plan?: install.UpgradePlan;
}

/** Writes a shop with its control plane, as it was before an upgrade or is at a stage of it; its namespace and gateway are enrolled by the tag. */
function write(folder: string, stage?: install.UpgradeStage): Written {
  const whole = new MeshApp({ outdir: folder });
  const istiod = (revision: string): install.IstiodProps => ({
    env: LAB_ENV,
    telemetry: { enabled: false },
    meshConfig: { defaultConfig: { terminationDrainDuration: Duration.seconds(2) } },
    proxy: { logLevel: LOG[revision] },
  });
  const revision = stage ? NEW : OLD;
  const upgradeFrom = stage && { revision: OLD, istiod: istiod(OLD), stage };
  const mesh = new Mesh(whole, 'mesh', { controlPlane: ControlPlane.inCluster({ revision, tag: TAG, istiod: istiod(revision), upgradeFrom }) });
  const shop = new Chart(whole, 'shop', { namespace: 'shop' });
  mesh.enroll(shop);
  const web = new MeshService(shop, 'web', { ports: [ServicePort.http(8080)], image: 'web' });
  const api = new MeshService(shop, 'api', { ports: [ServicePort.http(9080)], image: 'api', replicas: 2 });
  web.calls(api);
  new IngressGateway(shop, 'edge').addListener(Listener.http({ hosts: [HOST], port: 8080 })).route(api);
  const edge = new Chart(whole, 'edge', { namespace: 'istio-ingress' });
  new ApiObject(edge, 'namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'istio-ingress' } });
  new install.IstioGateway(edge, 'istio-ingress', { namespace: 'istio-ingress', revision: TAG, service: { ports: [{ name: 'http', port: 8080 }] } });
  whole.synth();
  const files = readdirSync(folder).filter((n) => n.endsWith('.yaml'));
  return {
    files: new Map(files.map((n) => [`dist/${n}`, loadAll(readFileSync(join(folder, n), 'utf8')).filter(Boolean) as Manifest[]])),
    plan: stage && mesh.upgradePlan(),
  };
}

/** Objects as stored by the API server, without its counters. */
async function snapshot(cluster: Cluster, objects: readonly Manifest[]): Promise<Map<string, string>> {
  return new Map(await Promise.all(objects.map(async (o): Promise<[string, string]> => {
    const { status: _, metadata: { managedFields: __, resourceVersion: ___, generation: ____, ...metadata } = {} as any, ...rest } = await cluster.api.get(o) ?? {} as any;
    return [idOf(o), JSON.stringify([rest, metadata])];
  })));
}

/** Workloads of the shop with their proxies, as many pods as there are replicas. */
class Shop {
  private pods = new Map<string, ProxyPod[]>();

  private readonly ports: Record<string, number[]> = { web: [8080], api: [9080] };

  public constructor(private readonly cluster: Cluster) { }

  public async start(): Promise<void> {
    await Promise.all([this.replace('istio-ingress', 'istio-ingress', 1), this.replace('shop', 'web', 1), this.replace('shop', 'api', 2)]);
  }

  /** Creates a new pod for each, and then removes the old ones. */
  private async replace(namespace: string, deployment: string, count: number, before: () => void = () => undefined): Promise<void> {
    const annotations = namespace === 'shop' ? NO_INTERCEPTION : {};
    const fresh = await Promise.all(Array.from({ length: count }, async () => (
      ProxyPod.start(this.cluster, await this.cluster.pod(namespace, deployment, { annotations }), this.ports[deployment] ?? [])
    )));
    const gone = this.pods.get(deployment) ?? [];
    this.pods.set(deployment, fresh);
    before();
    await Promise.all(gone.map((p) => p.stop()));
  }

  /** Replaces the pods of these workloads, and routes traffic to the new ones. */
  public async restart(workloads: readonly string[], traffic: Traffic): Promise<void> {
    const lead = () => this.doors().forEach((door, name) => traffic.lead(name, door));
    await Promise.all(workloads.map((workload) => {
      const [namespace, name] = workload.split('/');
      return this.replace(namespace, name, this.pods.get(name)?.length ?? 1, lead);
    }));
  }

  public doors(): Map<string, Door> {
    return new Map([['the gateway', this.pods.get('istio-ingress')![0].edge(8080, HOST)], ['web', this.pods.get('web')![0].calls('api', 9080)]]);
  }

  /** The revision annotation of each pod, and the log level of its proxy. */
  public revisions(): string[] {
    const all = [...this.pods.values()].flat();
    return [...new Set(all.map(({ pod }) => `${pod.metadata.annotations!['istio.io/rev']} ${JSON.stringify(pod.spec).includes(`--proxyLogLevel=${LOG[NEW]}`) ? LOG[NEW] : LOG[OLD]}`))];
  }
}

export const cases: Case[] = [{
  group: 'installed',
  name: 'an upgrade by a tag, step by step as its plan says: traffic never fails, and nothing is refused',
  run: async (lab, t) => {
    const cluster = await Cluster.start(lab);
    try {
      const folder = join(lab.folder, `upgrade-${process.pid}`);
      const written = new Map(STAGES.map((stage) => [stage, write(join(folder, stage), stage)]));
      const plan = written.get(STAGES[0])!.plan!;
      const told = (p: install.UpgradePlan) => JSON.stringify(p.steps.map(({ reached: _, ...step }) => step));
      t.equal('stages whose plan is another', [], STAGES.filter((stage) => told(written.get(stage)!.plan!) !== told(plan)));

      const before = write(join(folder, 'before'));
      const names = [...before.files.keys()].sort();
      const first = names.filter((n) => n.startsWith('dist/0-')).flatMap((n) => before.files.get(n)!);
      const rest = names.filter((n) => !n.startsWith('dist/0-')).flatMap((n) => before.files.get(n)!);
      const old = await installed(t, cluster, OLD, first);
      taken(t, 'the mesh', await cluster.apply(rest));
      const laid = adapt(rest, workloadsOf(rest).filter((w) => w.namespace === 'shop'), () => lab.addresses.next()).objects;
      await cluster.api.applyAll(laid);
      const shop = new Shop(cluster);
      await shop.start();
      await old.settled();
      const traffic = new Traffic(shop.doors());

      const here = new Map(laid.map((o) => [idOf(o), o]));
      const istiods = new Map([[`istiod-${OLD}`, old]]);
      for (const step of plan.steps) {
        const file = (path: string) => {
          const objects = written.get(step.stage)!.files.get(path);
          if (!objects) { throw new Error(`the plan names ${path}, which stage ${step.stage} doesn't write`); }
          return objects.map((o) => here.get(idOf(o)) ?? o);
        };
        for (const check of step.checks) {
          const instead = await askCheck({ cluster, istiods, proxies: 4, file }, check);
          if (instead !== null) { t.that(`${step.title}: ${check.command.slice(0, 120)}`, check.expect, instead ?? check.expect, instead === undefined); }
        }
        const objects = step.files.flatMap(file);
        if (objects.length > 0) {
          const held = await snapshot(cluster, objects);
          taken(t, step.title, await cluster.apply(objects));
          const now = await snapshot(cluster, objects);
          const listed = new Set(step.applies.map(({ apiVersion, kind, name, namespace }) => idOf({ apiVersion, kind, metadata: { name, namespace } })));
          t.equal(`${step.title}: what changes, and isn't listed`, [], objects.map(idOf).filter((id) => held.get(id) !== now.get(id) && !listed.has(id)));
          t.equal(`${step.title}: what is listed, and isn't in the files`, [], [...listed].filter((id) => !now.has(id)));
          for (const o of objects.filter((one) => one.kind === 'Deployment' && one.metadata.name.startsWith('istiod-') && !istiods.has(one.metadata.name))) {
            istiods.set(o.metadata.name, await running(cluster, o.metadata.name, objects));
          }
        }
        if (step.restarts.length > 0) {
          t.equal('revision of the pods', [`${OLD} ${LOG[OLD]}`], shop.revisions());
          await shop.restart(step.restarts.map(({ namespace, name }) => `${namespace}/${name}`), traffic);
          t.equal('revision of the pods after their restart', [`${NEW} ${LOG[NEW]}`], shop.revisions());
        }
        for (const { apiVersion, kind, name, namespace } of step.removes) {
          await cluster.api.delete({ apiVersion, kind, metadata: { name, namespace } });
          if (kind === 'Deployment') { await istiods.get(name)!.stop(); }
        }
      }
      const fresh = istiods.get(`istiod-${NEW}`)!;
      t.equal('proxies of the new istiod', 4, (await fresh.proxies()).length);
      const done = [...written.get(install.UpgradeStage.DONE)!.files.values()].flat().map((o) => here.get(idOf(o)) ?? o);
      const held = await snapshot(cluster, done);
      taken(t, 'the last stage as a whole, again', await cluster.apply(done));
      const now = await snapshot(cluster, done);
      t.equal('what it changes', [], done.map(idOf).filter((id) => held.get(id) !== now.get(id)));
      const lasting = new Set(done.map(idOf));
      const gone = [...before.files.values()].flat().filter((o) => !lasting.has(idOf(o)));
      const left = await Promise.all(gone.map(async (o) => (await cluster.api.get(o)) && idOf(o)));
      t.equal(`left of the old one's ${gone.length > 10 ? 'objects' : 'few objects'}`, [], left.filter(Boolean));

      const [again] = await cluster.apply(first.filter((o) => o.kind === 'ValidatingWebhookConfiguration' && o.metadata.name === 'istiod-default-validator'));
      t.that('what was applied first, again', 'a conflict with istiod', again.ok ? 'taken' : again.message, /conflict with "pilot-discovery".*failurePolicy/s.test(again.message));
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
    const folder = join(lab.folder, `upgrade-control-${process.pid}`);
    const [before, beside, moved] = [write(join(folder, 'before')), ...STAGES.map((stage) => write(join(folder, stage), stage))];
    const cluster = await Cluster.start(lab);
    try {
      const old = await installed(t, cluster, OLD, [...before.files.keys()].sort().flatMap((n) => before.files.get(n)!));
      const [, besides, move] = beside.plan!.steps;
      const fresh = besides.files.filter((f) => f.includes('control-plane')).flatMap((f) => beside.files.get(f)!);
      await installed(t, cluster, NEW, fresh);
      await old.stop();
      const pod = () => cluster.pod('shop', 'web', { dryRun: true }).then((p) => p.metadata.annotations!['istio.io/rev'], (e: Error) => e.message);
      const early = await pod();
      t.that('a new pod', 'refused: nobody injects it', early, /failed calling webhook "rev\.namespace\.sidecar-injector\.istio\.io"/.test(early));
      await cluster.api.applyAll(move.files.flatMap((f) => moved.files.get(f)!));
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
  return running(cluster, `istiod-${revision}`, objects);
}

/** Runs the istiod of a Deployment, as a cluster does that has been given one. */
async function running(cluster: Cluster, deployment: string, objects: readonly Manifest[]): Promise<IstiodPod> {
  const istiod = await IstiodPod.start(cluster, 'istio-system', deployment);
  await istiod.ready();
  await webhooksOpen(cluster, istiod, objects);
  return istiod;
}

/** After the old revision is removed, traffic flows, new pods are injected, and applied objects are validated and reach the proxies. */
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
