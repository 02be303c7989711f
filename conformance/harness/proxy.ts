import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './addresses';
import { ApiServer } from './api-server';
import { Istiod } from './istiod';
import { Processes, Running, until } from './processes';
import { Parts } from '../parts/catalogue';

export interface ProxyOptions {
  readonly role: 'router' | 'sidecar' | 'waypoint';
  readonly name: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The workload's address: what reaches it arrives there. */
  readonly address: string;
  /** Where its outbound listeners are bound (sidecars). */
  readonly outbound: string;
}

/** An Envoy that pilot-agent runs, with a certificate that istiod's CA signed for its service account. */
export class Proxy {
  public constructor(public readonly options: ProxyOptions, public readonly server: Running, private readonly admin: number) { }

  public get address(): string { return this.options.address; }
  public get outbound(): string { return this.options.outbound; }

  /** Envoy's counters and gauges whose names match. */
  public async stats(filter: string): Promise<Map<string, number>> {
    const text = await (await fetch(`http://127.0.0.1:${this.admin}/stats?filter=${encodeURIComponent(filter)}`)).text();
    const lines = text.split('\n').map((l) => /^(.*): (\d+)$/.exec(l)).filter((m) => m !== null);
    return new Map(lines.map((m) => [m[1], Number(m[2])]));
  }

  /** The sum of the counters whose names match. */
  public async count(filter: string): Promise<number> {
    return [...(await this.stats(filter)).values()].reduce((a, b) => a + b, 0);
  }

  /** Where Envoy sends what goes to a cluster of its configuration. */
  public async hosts(cluster: string): Promise<string[]> {
    const { cluster_statuses: all } = await (await fetch(`http://127.0.0.1:${this.admin}/clusters?format=json`)).json() as any;
    const found = all.find((c: any) => c.name === cluster);
    return (found?.host_statuses ?? []).map(({ address: { socket_address: at } }: any) => `${at.address}:${at.port_value}`);
  }

  public async config(): Promise<any> {
    return (await fetch(`http://127.0.0.1:${this.admin}/config_dump?include_eds`)).json();
  }

  /** Listeners, clusters and routes that Envoy refused, by kind. */
  public async rejected(): Promise<Record<string, number>> {
    const stats = await this.stats('update_rejected|create_failure|listener_create_failure');
    return Object.fromEntries([...stats].filter(([, v]) => v > 0));
  }

  public async stop(): Promise<void> { await this.server.stop(); }
}

export async function startProxy(parts: Parts, api: ApiServer, istiod: Istiod, processes: Processes, folder: string, o: ProxyOptions): Promise<Proxy> {
  const cwd = join(folder, `${o.namespace}-${o.name}`);
  for (const d of ['var/lib/istio/envoy', 'etc/istio/pod', 'etc/istio/proxy', 'var/run/secrets/tokens', 'var/run/secrets/istio']) {
    mkdirSync(join(cwd, d), { recursive: true });
  }
  const [admin, status, prometheus] = [await freePort(), await freePort(), await freePort()];
  const bootstrap = readFileSync(join(parts.istioSource, 'tools/packaging/common/envoy_bootstrap.json'), 'utf8');
  writeFileSync(join(cwd, 'var/lib/istio/envoy/envoy_bootstrap_tmpl.json'), bootstrap.replaceAll('{{ .wildcard }}', o.address));
  writeFileSync(join(cwd, 'etc/istio/pod/labels'), Object.entries(o.labels).map(([k, v]) => `${k}="${v}"\n`).join(''));
  writeFileSync(join(cwd, 'etc/istio/pod/annotations'), '');
  writeFileSync(join(cwd, 'var/run/secrets/tokens/istio-token'), await api.admin.serviceAccountToken(o.namespace, o.serviceAccount, 'istio-ca'), { mode: 0o600 });
  writeFileSync(join(cwd, 'var/run/secrets/istio/root-cert.pem'), istiod.rootCertificate);

  const server = processes.start({
    name: `${o.namespace}-${o.name}`,
    command: parts.agent,
    cwd,
    args: ['proxy', o.role, '--domain', `${o.namespace}.svc.cluster.local`, '--proxyLogLevel=warning', '--log_output_level=default:warn'],
    env: {
      HOME: cwd,
      PATH: process.env.PATH,
      POD_NAME: o.name,
      POD_NAMESPACE: o.namespace,
      INSTANCE_IP: o.address,
      SERVICE_ACCOUNT: o.serviceAccount,
      ISTIO_META_CLUSTER_ID: 'Kubernetes',
      ISTIO_META_NAMESPACE: o.namespace,
      ISTIO_META_WORKLOAD_NAME: o.name,
      ISTIO_METAJSON_LABELS: JSON.stringify(o.labels),
      ...(o.role === 'sidecar' ? { ISTIO_META_INTERCEPTION_MODE: 'NONE' } : {}),
      PILOT_CERT_PROVIDER: 'istiod',
      CA_ADDR: istiod.discoveryAddress,
      ENVOY_STATUS_PORT: String(status),
      ENVOY_PROMETHEUS_PORT: String(prometheus),
      GRPC_XDS_BOOTSTRAP: '',
      PROXY_CONFIG: JSON.stringify({
        discoveryAddress: istiod.discoveryAddress,
        binaryPath: parts.envoy,
        configPath: './etc/istio/proxy',
        proxyBootstrapTemplatePath: './var/lib/istio/envoy/envoy_bootstrap_tmpl.json',
        proxyAdminPort: admin,
        // the agent would serve its health page to the whole machine: a port that is taken makes it go on without
        statusPort: api.admin.port,
        concurrency: 1,
        proxyStatsMatcher: { inclusionRegexps: ['.*'] },
      }),
    },
  });
  await until(`the proxy ${o.name}`, server, 40, async () => (await fetch(`http://127.0.0.1:${admin}/ready`)).ok);
  return new Proxy(o, server, admin);
}
