import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { dump, load } from 'js-yaml';
import { ControlPlane, istio, type MachineBootstrapProps, Mesh } from '../../../src';
import type { Values } from '../../../src/install/values/kinds';
import type { Manifest } from '../../harness/api-client';
import { type Case, manifestsOf } from '../../harness/case';
import { ours } from '../../harness/official';
import { differences, meaning } from '../../harness/same-pod';

interface Machines {
  readonly name: string;
  readonly values: Values;
  readonly group: Omit<istio.WorkloadGroupProps, 'metadata'>;
  readonly annotations?: { readonly [key: string]: string };
  readonly props: MachineBootstrapProps;
  /** What istioctl is told for the same. */
  readonly flags: readonly string[];
}
const MACHINES: readonly Machines[] = [
  {
    name: 'the defaults',
    values: {},
    group: { template: { serviceAccount: 'ledger' } },
    props: { autoRegister: false },
    flags: ['--clusterID', 'Kubernetes'],
  },
  {
    name: 'ports, labels, a probe, a gateway to istiod, registered by istiod',
    values: { global: { meshID: 'm1', network: 'n1', multiCluster: { clusterName: 'c1' } }, meshConfig: { trustDomain: 'td.example' } },
    group: {
      template: { serviceAccount: 'ledger', ports: { http: 8080, grpc: 3550 }, network: 'vms' },
      entryMetadata: { labels: { app: 'ledger', version: 'v2' } },
      probe: istio.ReadinessProbe.http(8080, { path: '/ready' }),
    },
    props: { istiodAddress: '192.0.2.7' },
    flags: ['--autoregister', '--ingressIP', '192.0.2.7'],
  },
  {
    name: 'a revision, settings of proxies, an address of its own',
    values: { revision: 'canary', meshConfig: { defaultConfig: { proxyMetadata: { A: 'it\'s', B: 'x y' }, statusPort: 15099, holdApplicationUntilProxyStarts: true } } },
    group: {
      template: { serviceAccount: 'ledger', labels: { tier: 'back' } },
      entryMetadata: { annotations: { 'proxy.istio.io/config': 'concurrency: 3\nproxyMetadata:\n  C: c\n' } },
    },
    props: { captureDns: false, internalIp: '10.0.0.7', autoRegister: false },
    flags: ['--capture-dns=false', '--internalIP', '10.0.0.7', '--revision', 'canary', '--clusterID', 'Kubernetes'],
  },
  {
    name: 'behind address translation',
    values: {},
    group: { template: { serviceAccount: 'ledger', ports: { http: 80 } }, entryMetadata: { labels: { 'app.kubernetes.io/name': 'books', 'app.kubernetes.io/version': '7' } } },
    props: { externalIp: '198.51.100.9', autoRegister: false },
    flags: ['--externalIP', '198.51.100.9', '--clusterID', 'Kubernetes'],
  },
];

/** `ISTIO_INBOUND_PORTS` comes in no order from istioctl. */
const env = (text: string): string[] => text.split('\n').map((line) => line.replace(/^(ISTIO_INBOUND_PORTS=)'(.*)'$/, (_, key, ports) => key + ports.split(',').sort().join(',')));
const mesh = (text: string): unknown => {
  const config = load(text) as any;
  return meaning(config);
};

export const cases: Case[] = [{
  group: 'installed',
  name: 'machines outside Kubernetes are told what istioctl tells them',
  run: async (lab, trial) => {
    const kubeconfig = lab.api.kubeconfig('machines', lab.api.admin.token);
    for (const [i, { name, values, group, props, flags }] of MACHINES.entries()) {
      const [control, namespace] = [`machines-mesh-${i}`, `machines-${i}`];
      const app = new App();
      const shop = new Mesh(app, 'mesh', { trustDomain: values.meshConfig?.trustDomain, controlPlane: ControlPlane.existing({ namespace: control, istiod: { values } }) });
      const chart = new Chart(app, 'machines', { namespace });
      const made = new istio.WorkloadGroup(chart, 'ledger', group);
      const files = shop.machineBootstrap(made, props).files;

      const object = (kind: string, metadata: object, rest: object = {}): Manifest => ({ apiVersion: 'v1', kind, metadata, ...rest } as Manifest);
      await lab.api.admin.applyAll([
        object('Namespace', { name: control }),
        object('Namespace', { name: namespace }),
        ...ours({ chart: 'istiod', values, release: 'istio', namespace: control, upgrade: false }).filter((o) => o.kind === 'ConfigMap'),
        object('ServiceAccount', { name: 'ledger', namespace }),
        object('ConfigMap', { name: 'istio-ca-root-cert', namespace }, { data: { 'root-cert.pem': 'root' } }),
      ]);
      const folder = join(lab.folder, namespace);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'group.yaml'), dump(manifestsOf(app).find((o) => o.kind === 'WorkloadGroup')));
      const { status, stderr } = spawnSync(lab.parts.istioctl, [
        'x', 'workload', 'entry', 'configure', '-f', join(folder, 'group.yaml'), '-o', folder, '--istioNamespace', control, '--kubeconfig', kubeconfig, ...flags,
      ]);
      trial.equal(`${name}: istioctl ends with`, 0, status === 0 ? 0 : stderr.toString().slice(0, 500));
      const theirs = (file: string): string => readFileSync(join(folder, file), 'utf8');
      trial.equal(`${name}: cluster.env`, env(theirs('cluster.env')), env(files['cluster.env']));
      trial.equal(`${name}: mesh.yaml differs in`, [], differences(mesh(theirs('mesh.yaml')), mesh(files['mesh.yaml'])));
      trial.equal(`${name}: hosts`, theirs('hosts'), files.hosts);
    }
  },
}];
