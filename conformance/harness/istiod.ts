import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loadAll } from 'js-yaml';
import { freePort } from './addresses';
import { idOf, Manifest } from './api-client';
import { ApiServer } from './api-server';
import { Processes, Running, until } from './processes';
import { Parts } from '../parts/catalogue';

const run = promisify(execFile);
export const ISTIO_SYSTEM = 'istio-system';

export interface Istiod {
  readonly server: Running;
  /** host:port where proxies reach it, with certificates. */
  readonly discoveryAddress: string;
  /** host:port where programs reach it in plain text. */
  readonly plainAddress: string;
  readonly rootCertificate: string;
  /** All numbers of its metrics endpoint: name with labels, and value. */
  metrics(): Promise<Map<string, number>>;
  /** Waits until what was applied has been pushed to every connected proxy, and each has answered. */
  settled(): Promise<void>;
}

/**
 * The install that the lab runs: the charts `base` and `istiod`, with the API server calling istiod by URL and refusing what it can't ask
 * about, and with the switches that Envoy needs when it isn't Istio's own build (it has no metadata exchange and no statistics filter).
 */
export async function renderInstall(parts: Parts, webhookPort: number): Promise<Manifest[]> {
  const base = [`base.validationURL=https://localhost:${webhookPort}/validate`, 'base.validationFailurePolicy=Fail'];
  const istiod = [
    ...base,
    `istiodRemote.injectionURL=https://localhost:${webhookPort}/inject`,
    'telemetry.enabled=false',
    'meshConfig.accessLogFile=/dev/stdout',
    'meshConfig.pathNormalization.normalization=DECODE_AND_MERGE_SLASHES', // as ControlPlane.inCluster sets it
    'env.PILOT_ENABLE_METADATA_EXCHANGE=false',
    'env.PILOT_ENABLE_ALPN_FILTER=false',
    'env.PILOT_ENABLE_TELEMETRY_LABEL=false',
  ];
  const renders = await Promise.all([['istio-base', 'base', base], ['istiod', 'istio-control/istio-discovery', istiod]].map(async ([release, chart, values]) => {
    const folder = join(parts.istioSource, 'manifests', 'charts', chart as string);
    const set = (values as string[]).flatMap((v) => [v.startsWith('env.') ? '--set-string' : '--set', v]);
    return run(parts.helm, ['template', release as string, folder, '--namespace', ISTIO_SYSTEM, ...set], { maxBuffer: 64 * 1024 * 1024 });
  }));
  return renders.flatMap(({ stdout }) => loadAll(stdout) as Manifest[]).filter(Boolean);
}

/** Starts istiod as its Deployment says (arguments and environment), with the addresses of this lab. */
export async function startIstiod(parts: Parts, api: ApiServer, processes: Processes, folder: string): Promise<Istiod> {
  const ports = { monitoring: await freePort(), http: await freePort(), https: await freePort(), grpc: await freePort(), secure: await freePort(), ctrlz: await freePort() };
  const install = await renderInstall(parts, ports.https);
  const webhooks = install.filter((m) => m.kind.endsWith('WebhookConfiguration'));
  const rest = install.filter((m) => !webhooks.includes(m));
  const crds = rest.filter((m) => m.kind === 'CustomResourceDefinition');
  const gatewayApi = definitions(join(parts.gatewayApiSource, 'config', 'crd', 'experimental'));
  await api.admin.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: ISTIO_SYSTEM } });
  await Promise.all([...crds, ...gatewayApi].map((m) => api.admin.applyAll([m])));
  await api.admin.applyAll(rest.filter((m) => !crds.includes(m)));
  await api.admin.applyAll(webhooks);

  const deployment = install.find((m) => m.kind === 'Deployment' && m.metadata.labels?.app === 'istiod');
  if (!deployment) { throw new Error('the rendered install holds no Deployment of istiod'); }
  const container = deployment.spec.template.spec.containers[0];
  const env: NodeJS.ProcessEnv = { HOME: folder, PATH: process.env.PATH };
  for (const e of container.env) {
    const field = e.valueFrom?.fieldRef?.fieldPath as string | undefined;
    const fields: Record<string, string> = { 'metadata.name': 'istiod-lab', 'metadata.namespace': ISTIO_SYSTEM, 'spec.serviceAccountName': 'istiod' };
    if (e.valueFrom?.resourceFieldRef) { continue; }
    env[e.name] = field ? fields[field] : e.value;
  }
  delete env.KUBECONFIG;
  // push at once: a person's patience is shorter than a fleet's
  Object.assign(env, { ISTIOD_CUSTOM_HOST: 'localhost', PILOT_DEBOUNCE_AFTER: '20ms', PILOT_DEBOUNCE_MAX: '500ms' });

  const cwd = join(folder, 'istiod');
  mkdirSync(cwd, { recursive: true });
  const kubeconfig = api.kubeconfig('istiod', await api.admin.serviceAccountToken(ISTIO_SYSTEM, 'istiod'));
  const args = container.args.filter((a: string) => !a.startsWith('--monitoringAddr')) as string[];
  const server = processes.start({
    name: 'istiod',
    command: parts.istiod,
    cwd,
    env,
    args: [
      ...args, `--kubeconfig=${kubeconfig}`, `--monitoringAddr=127.0.0.1:${ports.monitoring}`, `--httpAddr=127.0.0.1:${ports.http}`, `--httpsAddr=127.0.0.1:${ports.https}`,
      `--grpcAddr=127.0.0.1:${ports.grpc}`, `--secureGRPCAddr=127.0.0.1:${ports.secure}`, `--ctrlz_port=${ports.ctrlz}`, '--ctrlz_address=127.0.0.1',
    ],
  });
  await until('istiod', server, 60, async () => (await fetch(`http://127.0.0.1:${ports.http}/ready`)).ok);
  // from here on the API server asks istiod about every object, and refuses when it can't be asked
  await until('the webhooks of istiod', server, 60, async () => {
    const now = await Promise.all(webhooks.map((w) => api.admin.get(w)));
    return now.every((w) => w!.webhooks.every((h: any) => h.clientConfig.caBundle && (w!.kind !== 'ValidatingWebhookConfiguration' || h.failurePolicy === 'Fail')));
  });
  const rootMap: Manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'istio-ca-root-cert', namespace: ISTIO_SYSTEM } };
  await until(idOf(rootMap), server, 60, async () => !!(await api.admin.get(rootMap))?.data?.['root-cert.pem']);

  return {
    server,
    discoveryAddress: `localhost:${ports.secure}`,
    plainAddress: `127.0.0.1:${ports.grpc}`,
    rootCertificate: (await api.admin.get(rootMap))!.data['root-cert.pem'],
    ...observe(server, `127.0.0.1:${ports.http}`, `127.0.0.1:${ports.monitoring}`),
  };
}

/** What an istiod says of itself, where it serves its debug pages and its metrics. */
export function observe(server: Running, http: string, monitoring: string): Pick<Istiod, 'metrics' | 'settled'> {
  const metrics = async () => parseMetrics(await (await fetch(`http://${monitoring}/metrics`)).text());
  return {
    metrics,
    settled: async () => {
      let before = '';
      let quietSince = Date.now();
      await until('istiod to settle', server, 60, async () => {
        const m = await metrics();
        const now = [...m].filter(([k]) => /^(pilot_xds_pushes|pilot_k8s_cfg_events|pilot_k8s_reg_events|pilot_inbound_updates|pilot_proxy_convergence_time_count)/.test(k)).map(([k, v]) => `${k}=${v}`).join();
        if (now !== before) {
          before = now;
          quietSince = Date.now();
          return false;
        }
        const quiet = Date.now() - quietSince;
        if (quiet < 150) { return false; } // its own patience is 20 ms
        if (quiet > 2000) { return true; } // a proxy that refused never confirms: the checks say so
        const proxies = await (await fetch(`http://${http}/debug/syncz`)).json() as any;
        return (Array.isArray(proxies) ? proxies : []).every((p) => ['cluster', 'listener', 'route', 'endpoint'].every((t) => p[`${t}_sent`] === p[`${t}_acked`]));
      });
    },
  };
}

/** Counters and gauges of istiod that say that something collided or was refused since its metrics were as `before`. */
export async function complaintsSince(istiod: Istiod, before: ReadonlyMap<string, number>): Promise<Record<string, number>> {
  const now = await istiod.metrics();
  // (TCP services share one loopback address here, as no iptables tell their own addresses apart: that conflict is the lab's)
  const bad = /^(pilot_conflict_(?!outbound_listener_tcp_over_current_tcp)|pilot_vservice_dup_domain|pilot_duplicate_envoy_clusters|pilot_destrule_subsets|pilot_total_rejected_configs|pilot_total_xds_rejects|pilot_total_xds_internal_errors|pilot_xds_(cds|lds|rds|eds)_reject)/;
  return Object.fromEntries([...now].filter(([k, v]) => bad.test(k) && v > (/total|reject/.test(k) ? before.get(k) ?? 0 : 0)));
}

/** The CRDs in a folder, without what else stands there. */
function definitions(folder: string): Manifest[] {
  const files = readdirSync(folder).filter((f) => f.endsWith('.yaml')).sort();
  return files.flatMap((f) => loadAll(readFileSync(join(folder, f), 'utf8')) as Manifest[]).filter((m) => m?.kind === 'CustomResourceDefinition');
}

function parseMetrics(text: string): Map<string, number> {
  const lines = text.split('\n').filter((l) => l && !l.startsWith('#'));
  return new Map(lines.map((l) => {
    const cut = l.lastIndexOf(' ');
    return [l.slice(0, cut), Number(l.slice(cut + 1))];
  }));
}
