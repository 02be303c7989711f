import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { ControlPlane, istio, type MachineBootstrap, Mesh, MeshService, ServicePort } from 'cdk8s-mesh';
import { freePort } from '../../harness/addresses';
import { Manifest } from '../../harness/api-client';
import { Backend } from '../../harness/backend';
import type { Case } from '../../harness/case';
import { Cluster } from '../../harness/cluster/cluster';
import { LAB_ENV, taken, webhooksOpen } from '../../harness/cluster/installing';
import { IstiodPod } from '../../harness/cluster/istiod-pod';
import { NO_INTERCEPTION, ProxyPod } from '../../harness/cluster/proxy-pod';
import { adapt, APP_OFFSET, pin } from '../../harness/lab-objects';
import { until } from '../../harness/processes';
import { Proxy } from '../../harness/proxy';
import { type Workload, workloadsOf } from '../../harness/workloads';

const MACHINE: Workload = {
  name: 'machine',
  namespace: 'books',
  labels: { 'app': 'ledger', 'conformance/pod': 'machine' },
  serviceAccount: 'ledger',
  replicas: 1,
  ports: [{ port: 8080, name: 'http', istio: 'HTTP', speaks: 'http' }],
};

/** A service whose workload is a VM, and one in a pod that calls it. */
function app(address: string) {
  const whole = new App();
  const mesh = new Mesh(whole, 'mesh', { controlPlane: ControlPlane.inCluster({ istiod: { env: LAB_ENV, telemetry: { enabled: false } } }) });
  const books = new Chart(whole, 'books', { namespace: 'books' });
  mesh.enroll(books);
  const ledger = new MeshService(books, 'ledger', { ports: [ServicePort.http(8080)] });
  const web = new MeshService(books, 'web', { ports: [ServicePort.http(8080)], image: 'web' });
  web.calls(ledger);
  const group = new istio.WorkloadGroup(books, 'machines', {
    metadata: { name: 'ledger' },
    template: { serviceAccount: 'ledger', ports: { http: 8080 } },
    entryMetadata: { labels: MACHINE.labels },
  });
  const machine = mesh.machineBootstrap(group, { internalIp: address, captureDns: false });
  const objects = (path: string) => whole.charts.find((c) => c.node.path === path)!.toJson() as Manifest[];
  return { machine, crds: objects('mesh/istio/base'), istiod: objects('mesh/istio/control-plane'), rest: [...objects('mesh'), ...objects('books')] };
}

/** Starts the agent like the script of its package, from the files; the lab only changes the path of Envoy, and disables interception. */
async function start(cluster: Cluster, machine: MachineBootstrap, address: string): Promise<Proxy> {
  const root = join(cluster.lab.folder, 'machine');
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text, { mode: 0o600 });
  };
  const ca = await cluster.api.get({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'istio-ca-root-cert', namespace: 'books' } });
  put('etc/certs/root-cert.pem', ca!.data['root-cert.pem']);
  put('var/run/secrets/tokens/istio-token', await cluster.api.serviceAccountToken('books', 'ledger', 'istio-ca'));
  put('var/lib/istio/envoy/cluster.env', machine.files['cluster.env']);
  put('etc/istio/config/mesh', machine.files['mesh.yaml']);
  mkdirSync(join(root, 'etc/istio/proxy'), { recursive: true });
  const bootstrap = readFileSync(join(cluster.lab.parts.istioSource, 'tools/packaging/common/envoy_bootstrap.json'), 'utf8');
  put('var/lib/istio/envoy/envoy_bootstrap_tmpl.json', bootstrap.replaceAll('{{ .wildcard }}', address));
  // a shell reads the variables, as on a machine
  const said = execFileSync('sh', ['-c', 'set -a; . ./var/lib/istio/envoy/cluster.env; env -0'], { cwd: root, env: {} }).toString();
  const env = Object.fromEntries(said.split('\0').filter((line) => line.includes('=')).map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
  const admin = await freePort();
  const server = cluster.lab.processes.start({
    name: 'machine',
    command: cluster.lab.parts.agent,
    args: ['proxy'],
    cwd: root,
    env: {
      ...env,
      PATH: process.env.PATH,
      HOME: root,
      INSTANCE_IP: env.ISTIO_SVC_IP,
      POD_NAME: 'machine',
      POD_NAMESPACE: env.ISTIO_NAMESPACE,
      PROV_CERT: './etc/certs',
      OUTPUT_CERTS: './etc/certs',
      ISTIO_META_INTERCEPTION_MODE: 'NONE',
      HTTPS_PROXY: `http://127.0.0.1:${cluster.network.port}`,
      ENVOY_STATUS_PORT: String(await freePort()),
      ENVOY_PROMETHEUS_PORT: String(await freePort()),
      PROXY_CONFIG: JSON.stringify({
        binaryPath: cluster.lab.parts.envoy,
        proxyBootstrapTemplatePath: './var/lib/istio/envoy/envoy_bootstrap_tmpl.json',
        proxyAdminPort: admin,
        statusPort: await freePort(),
        proxyStatsMatcher: { inclusionRegexps: ['.*'] },
        proxyMetadata: { ISTIO_META_INTERCEPTION_MODE: 'NONE' },
      }),
    },
  });
  await until('the proxy of the machine', server, 40, async () => (await fetch(`http://127.0.0.1:${admin}/ready`)).ok);
  return new Proxy({ role: 'sidecar', name: 'machine', namespace: 'books', serviceAccount: 'ledger', labels: MACHINE.labels, address, outbound: cluster.lab.addresses.next() }, server, admin);
}

export const cases: Case[] = [{
  group: 'installed',
  name: 'a machine joins with our files: istiod registers it, and it serves over mutual TLS',
  run: async (lab, t) => {
    const address = lab.addresses.next();
    const { machine, crds, istiod: plane, rest } = app(address);
    const cluster = await Cluster.start(lab);
    try {
      taken(t, 'chart base', await cluster.apply(crds));
      taken(t, 'chart control-plane', await cluster.apply(plane));
      const istiod = await IstiodPod.start(cluster, 'istio-system', 'istiod');
      await istiod.ready();
      await webhooksOpen(cluster, istiod, [...crds, ...plane]);
      taken(t, 'the mesh and its services', await cluster.apply(rest));
      const { objects } = adapt(rest, [...workloadsOf(rest), MACHINE], () => lab.addresses.next());
      await cluster.api.applyAll([...objects, pin('books', 'machine', { SIDECAR_OUTBOUND: lab.addresses.next(), SIDECAR_INBOUND: address })]);

      const backend = new Backend('machine', address);
      cluster.closers.push(() => backend.close());
      await backend.listen(8080 + APP_OFFSET, 'http');
      const proxy = await start(cluster, machine, address);
      cluster.closers.push(() => proxy.stop());
      const entry: Manifest = { apiVersion: 'networking.istio.io/v1', kind: 'WorkloadEntry', metadata: { name: `ledger-${address}`, namespace: 'books' } };
      await until('the WorkloadEntry of the machine', istiod.server, 20, async () => Boolean(await cluster.api.get(entry))).catch(() => undefined);
      const made = await cluster.api.get(entry);
      t.equal('registered by istiod', { address, serviceAccount: 'ledger', app: 'ledger' }, made && { address: made.spec.address, serviceAccount: made.spec.serviceAccount, app: made.spec.labels?.app });

      const web = await ProxyPod.start(cluster, await cluster.pod('books', 'web', { annotations: NO_INTERCEPTION }), [8080]);
      await istiod.settled();
      const call = await web.calls('ledger', 8080).get();
      t.equal('web calls ledger, on the machine', [200, 'machine'], [call.status, call.backend]);
      const certificate = call.echo?.headers['x-forwarded-client-cert'] ?? '';
      t.that('who the machine sees', 'spiffe://cluster.local/ns/books/sa/web', certificate, certificate.includes('URI=spiffe://cluster.local/ns/books/sa/web'));
      t.that('who the machine is', 'spiffe://cluster.local/ns/books/sa/ledger', certificate, certificate.includes('By=spiffe://cluster.local/ns/books/sa/ledger'));
      t.equal('refused by the Envoy of the machine', {}, await proxy.rejected());
    } finally {
      await cluster.stop();
    }
  },
}];
