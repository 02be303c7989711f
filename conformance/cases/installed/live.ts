import { ApiObject, App, Chart } from 'cdk8s';
import { ControlPlane, EgressGateway, ExternalService, GatewayWorkload, IngressGateway, install, Listener, Mesh, MeshService, ServicePort } from 'cdk8s-mesh';
import { crdManifests } from '../../../src/crd/crds';
import { CrdSet } from '../../../src/crd/sets';
import { listenersOutsideLoopback } from '../../harness/addresses';
import { Manifest } from '../../harness/api-client';
import { Backend } from '../../harness/backend';
import type { Case } from '../../harness/case';
import { Cluster } from '../../harness/cluster/cluster';
import { LAB_ENV, taken, webhooksOpen } from '../../harness/cluster/installing';
import { IstiodPod } from '../../harness/cluster/istiod-pod';
import { containerOf } from '../../harness/cluster/kubelet';
import { NO_INTERCEPTION, ProxyPod } from '../../harness/cluster/proxy-pod';
import { TRANSLATIONS } from '../../harness/cluster/translations';
import { adapt } from '../../harness/lab-objects';
import { until } from '../../harness/processes';
import { Trial } from '../../harness/trial';
import { workloadsOf } from '../../harness/workloads';

const HOST = 'shop.example.com';
const BANK = 'api.bank.example';

/** A mesh with its own Istio, two services, and a gateway of each kind. */
function app(upgrade = false) {
  const whole = new App();
  const mesh = new Mesh(whole, 'mesh', {
    controlPlane: ControlPlane.inCluster({
      upgrade,
      istiod: {
        env: LAB_ENV,
        telemetry: { enabled: false },
        meshConfig: { accessLogFile: '/dev/stdout' },
        proxy: { logLevel: 'info', resources: { requests: { cpu: '123m', memory: '64Mi' }, limits: { cpu: '1500m', memory: '256Mi' } } },
        sidecarInjector: { injectedAnnotations: { 'example.com/owner': 'mesh' } },
      },
    }),
  });
  const shop = new Chart(whole, 'shop', { namespace: 'shop' });
  mesh.enroll(shop);
  const web = new MeshService(shop, 'web', { ports: [ServicePort.http(8080)], image: 'web' });
  const api = new MeshService(shop, 'api', { ports: [ServicePort.http(9080)], image: 'api' });
  web.calls(api);
  const edge = new Chart(whole, 'edge', { namespace: 'istio-ingress' });
  new ApiObject(edge, 'namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'istio-ingress' } });
  const proxies = new install.IstioGateway(edge, 'istio-ingress', {
    name: 'front-door',
    namespace: 'istio-ingress',
    serviceAccount: { name: 'doorman' },
    labels: { istio: 'door' },
    service: { ports: [{ name: 'http', port: 8080, targetPort: 18080 }] },
  });
  new IngressGateway(shop, 'edge', { workload: GatewayWorkload.deployed(proxies) }).addListener(Listener.http({ hosts: [HOST], port: 8080 })).route(api);
  const exit = new install.IstioGateway(edge, 'way-out', {
    namespace: 'istio-ingress',
    service: { type: install.GatewayServiceType.CLUSTER_IP, ports: [{ name: 'https', port: 443, targetPort: 18443 }] },
  });
  const via = new EgressGateway(shop, 'out', { workload: GatewayWorkload.deployed(exit) });
  web.calls(new ExternalService(shop, 'bank', { hosts: [BANK], ports: [ServicePort.http(8085)], via }));
  const objects = (...paths: string[]) => whole.charts.filter((c) => paths.includes(c.node.path)).flatMap((c) => c.toJson()) as Manifest[];
  return { first: objects('mesh/istio/base'), then: objects('mesh/istio/control-plane'), rest: [...objects('mesh'), ...objects('edge'), ...objects('shop')] }; // a policy of shop's goes to the namespace of the egress gateway
}

/** A gateway that istiod deploys automatically. */
const DEPLOYED: readonly Manifest[] = [
  {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'front', namespace: 'istio-ingress', annotations: { 'networking.istio.io/service-type': 'ClusterIP' } },
    spec: { gatewayClassName: 'istio', infrastructure: { labels: { team: 'front' } }, listeners: [{ name: 'http', port: 8081, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'All' } } }] },
  },
  {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'front', namespace: 'shop' },
    spec: { parentRefs: [{ name: 'front', namespace: 'istio-ingress' }], hostnames: [HOST], rules: [{ backendRefs: [{ name: 'api', port: 9080 }] }] },
  },
  {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'front', namespace: 'shop' },
    spec: { selector: { matchLabels: { app: 'api' } }, rules: [{ from: [{ source: { principals: ['cluster.local/ns/istio-ingress/sa/front-istio'] } }] }] },
  },
];
const GATEWAY_API_CRDS = () => crdManifests(CrdSet.GATEWAY_API) as Manifest[];

/** Permissions that istiod needs, each with what fails without it. */
const RIGHTS: readonly { readonly role: string; readonly resource: string; readonly lacks: string }[] = [
  // (first, as only the leader deploys gateways, and an istiod that is killed is followed by no other for half a minute)
  { role: 'istiod-gateway-controller-istio-system', resource: 'deployments', lacks: 'the gateways that it deploys' },
  { role: 'istiod-clusterrole-istio-system', resource: 'endpointslices', lacks: 'where the pods of a Service are' },
  { role: 'istiod-clusterrole-istio-system', resource: 'configmaps', lacks: 'its own configuration' },
  { role: 'istiod-clusterrole-istio-system', resource: 'mutatingwebhookconfigurations', lacks: 'its webhook' },
];

export const cases: Case[] = [{
  group: 'installed',
  name: 'our manifests install a mesh that injects, validates, deploys gateways and serves',
  run: async (lab, t) => {
    t.that('translated for want of a cluster', 'said here', TRANSLATIONS.map(([what, here]) => `${what}: ${here}`).join('; '), true);
    const { first, then, rest } = app();
    const cluster = await Cluster.start(lab);
    try {
      taken(t, 'chart base', await cluster.apply(first));
      taken(t, 'chart control-plane', await cluster.apply(then));
      taken(t, 'the CRDs of Gateway API', await cluster.apply(GATEWAY_API_CRDS()));
      const istiod = await IstiodPod.start(cluster, 'istio-system', 'istiod');
      await istiod.ready();
      await webhooksOpen(cluster, istiod, [...first, ...then]);
      taken(t, 'the mesh, its gateway and its services', await cluster.apply(rest));
      await validates(t, cluster);
      await injects(t, cluster);
      await serves(t, cluster, istiod, rest);
      await again(t, cluster, istiod, [...first, ...then]);
      t.equal('"forbidden" in the log of istiod', [], istiod.forbidden());
    } finally {
      await cluster.stop();
    }
  },
}, {
  group: 'installed',
  name: 'our manifests with one rule of istiod\'s roles less (control)',
  run: async (lab, t) => {
    const { first, then } = app();
    const cluster = await Cluster.start(lab);
    try {
      await cluster.api.applyAll([...first, ...then, ...GATEWAY_API_CRDS()]);
      for (const { role, resource, lacks } of RIGHTS) {
        const whole = then.find((o) => o.kind === 'ClusterRole' && o.metadata.name === role)!;
        const rules = whole.rules.filter((r: any) => !r.resources.includes(resource));
        t.equal(`rules for ${resource}`, 1, whole.rules.length - rules.length);
        await cluster.api.applyAll([{ ...whole, rules }]);
        const istiod = await IstiodPod.start(cluster, 'istio-system', 'istiod');
        const said = new RegExp(`forbidden: .*${resource}`);
        const seen = () => istiod.forbidden().find((l) => said.test(l));
        await until(`"forbidden" without ${resource}`, istiod.server, 20, async () => seen() !== undefined).catch(() => undefined);
        t.that(`"forbidden" when it may not see ${lacks}`, 'in the log', seen() ? 'in the log' : 'not in the log', seen() !== undefined);
        await istiod.stop();
        await cluster.api.applyAll([whole]);
      }
    } finally {
      await cluster.stop();
    }
  },
}];

/** What has been applied is applied once more. */
async function again(t: Trial, cluster: Cluster, istiod: IstiodPod, objects: readonly Manifest[]): Promise<void> {
  const validators = objects.filter((o) => o.kind === 'ValidatingWebhookConfiguration');
  const refused = (await cluster.apply(objects)).filter((a) => !a.ok);
  t.equal('refused when it is applied twice', validators.map((o) => `${o.kind} ${o.metadata.name}`).sort(), refused.map((a) => a.object).sort());
  t.that('why', 'failurePolicy is istiod\'s', refused[0]?.message ?? '', refused.every((a) => /conflict with "pilot-discovery".*failurePolicy/s.test(a.message)));
  const upgrade = app(true);
  taken(t, 'with upgrade: true', await cluster.apply([...upgrade.first, ...upgrade.then]));
  await cluster.api.applyAll(validators); // by force
  await webhooksOpen(cluster, istiod, objects);
}

async function validates(t: Trial, cluster: Cluster): Promise<void> {
  const route = (weight: number): Manifest => ({
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'judged', namespace: 'shop' },
    spec: { hosts: ['judged.example'], http: [{ route: [{ destination: { host: 'api' }, weight }, { destination: { host: 'web' }, weight: 0 }] }] },
  });
  const [bad] = await cluster.apply([route(0)]);
  t.that('a VirtualService whose weights are 0', 'refused by istiod', bad.ok ? 'taken' : bad.message, /admission webhook "(rev\.)?validation\.istio\.io" denied/.test(bad.message));
  const [good] = await cluster.apply([route(100)]);
  t.equal('the same with a weight', true, good.ok);
  await cluster.api.delete(route(100));
}

async function injects(t: Trial, cluster: Cluster): Promise<void> {
  const pod = await cluster.pod('shop', 'web', { dryRun: true });
  const proxy = containerOf(pod, 'istio-proxy');
  t.equal('init containers', ['istio-init', 'istio-proxy Always'], pod.spec.initContainers.map((c: any) => [c.name, c.restartPolicy].filter(Boolean).join(' ')));
  t.equal('containers', ['web'], pod.spec.containers.map((c: any) => c.name));
  t.equal('resources of the proxy', { limits: { cpu: '1500m', memory: '256Mi' }, requests: { cpu: '123m', memory: '64Mi' } }, proxy.resources);
  t.equal('its log level', true, proxy.args.includes('--proxyLogLevel=info'));
  t.equal('its owner', 'kubernetes://apis/apps/v1/namespaces/shop/deployments/web', proxy.env.find((e: any) => e.name === 'ISTIO_META_OWNER').value);
  t.equal('the annotation that every pod gets', 'mesh', pod.metadata.annotations!['example.com/owner']);
  t.equal('its revision', 'default', pod.metadata.annotations!['istio.io/rev']);
}

async function serves(t: Trial, cluster: Cluster, istiod: IstiodPod, rest: readonly Manifest[]): Promise<void> {
  const { objects, external } = adapt(rest, workloadsOf(rest).filter((w) => w.namespace === 'shop'), () => cluster.lab.addresses.next());
  await cluster.api.applyAll(objects);
  const started = async (namespace: string, deployment: string, ports: number[] = [], annotations = {}) => (
    ProxyPod.start(cluster, await cluster.pod(namespace, deployment, { annotations }), ports)
  );
  const bank = new Backend(BANK, external[0].address);
  cluster.closers.push(() => bank.close());
  await bank.listen(8085, 'http');
  const [web, api, edge, exit] = await Promise.all([
    started('shop', 'web', [8080], NO_INTERCEPTION), started('shop', 'api', [9080], NO_INTERCEPTION), started('istio-ingress', 'front-door'),
    started('istio-ingress', 'way-out'),
  ]);
  await cluster.api.applyAll(DEPLOYED);
  const made = ['Deployment', 'Service', 'ServiceAccount'].map((kind): Manifest => (
    { apiVersion: kind === 'Deployment' ? 'apps/v1' : 'v1', kind, metadata: { name: 'front-istio', namespace: 'istio-ingress' } }
  ));
  await until('what istiod deploys', istiod.server, 60, async () => (await Promise.all(made.map((m) => cluster.api.get(m)))).every(Boolean));
  const deployed = (await Promise.all(made.map((m) => cluster.api.get(m)))) as Manifest[];
  t.equal('made for a Gateway', ['Deployment front', 'Service front', 'ServiceAccount front'], deployed.map((m) => `${m.kind} ${m.metadata.labels?.team}`));
  t.equal('ports of its Service', [15021, 8081], deployed[1].spec.ports.map((p: any) => p.port));
  const front = await started('istio-ingress', 'front-istio');
  await istiod.settled();

  const call = await web.calls('api', 9080).get();
  t.equal('web calls api', [200, api.pod.metadata.name], [call.status, call.backend]);
  const certificate = call.echo?.headers['x-forwarded-client-cert'] ?? '';
  t.that('who api sees', 'spiffe://cluster.local/ns/shop/sa/web', certificate, certificate.includes('URI=spiffe://cluster.local/ns/shop/sa/web'));
  const back = await api.calls('web', 8080).get();
  t.that('api calls web, which nobody allowed', 'no 200', String(back.status), back.status !== 200);
  for (const [name, door] of [['our gateway', edge.edge(18080, HOST)], ['istiod\'s gateway', front.edge(8081, HOST)]] as const) {
    const got = await door.get();
    t.equal(`${name} leads to api`, [200, api.pod.metadata.name], [got.status, got.backend]);
  }
  const paid = await web.calls(BANK, 8085).get();
  t.equal('web calls an external service', [200, BANK], [paid.status, paid.backend]);
  t.equal('calls that left by our egress gateway', 1, await exit.proxy.count('^cluster\\.outbound\\|8085\\|\\|api\\.bank\\.example[.;]*upstream_rq_200$'));
  t.equal('sockets outside 127.0.0.0/8', [], listenersOutsideLoopback(cluster.lab.processes.ids()));
  for (const p of [web, api, edge, exit, front]) { t.equal(`refused by the Envoy of ${p.pod.metadata.labels!['gateway.networking.k8s.io/gateway-name'] ?? p.pod.spec.serviceAccountName}`, {}, await p.proxy.rejected()); }
}
