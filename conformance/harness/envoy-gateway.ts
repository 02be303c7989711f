import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loadAll } from 'js-yaml';
import { freePort } from './addresses';
import type { Manifest } from './api-client';
import type { Lab } from './lab';
import { type Running, until } from './processes';

const run = promisify(execFile);
export const SYSTEM = 'envoy-gateway-system';

/** The class of Gateways that the lab's Envoy Gateway serves: the one that the library names. */
const CLASS: Manifest = {
  apiVersion: 'gateway.networking.k8s.io/v1', kind: 'GatewayClass', metadata: { name: 'eg' }, spec: { controllerName: 'gateway.envoyproxy.io/gatewayclass-controller' },
};

/** A running Envoy Gateway. */
export interface EnvoyGateway {
  readonly server: Running;
  /** Where proxies ask it for their configuration. */
  readonly address: string;
  /** The address on which it has its proxies listen. */
  readonly listenerAddress: string;
  /** The folder that a proxy sees as `/certs`. */
  readonly proxyCertificates: string;
}

/** Installs Envoy Gateway by its own chart, and starts it as its Deployment says, as a second controller of Gateway API beside istiod. */
export async function startEnvoyGateway(lab: Lab): Promise<EnvoyGateway> {
  const { admin } = lab.api;
  const folder = join(lab.present(), 'envoy-gateway');
  mkdirSync(folder, { recursive: true });
  const objects = await render(lab, folder, await freePort());
  const definitions = join(lab.parts.envoyGatewaySource, 'charts/gateway-helm/charts/crds/crds/generated');
  await Promise.all(readdirSync(definitions).flatMap((f) => loadAll(readFileSync(join(definitions, f), 'utf8')) as Manifest[]).map((m) => admin.applyAll([m])));
  await admin.applyAll([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: SYSTEM } }, ...objects]);

  const kubeconfig = async (account: string) => lab.api.kubeconfig(account, await admin.serviceAccountToken(SYSTEM, account));
  const env: NodeJS.ProcessEnv = { HOME: folder, PATH: process.env.PATH, ENVOY_GATEWAY_NAMESPACE: SYSTEM };
  const job = objects.find((o) => o.kind === 'Job')!.spec.template.spec;
  await run(lab.parts.envoyGateway, [...job.containers[0].command.slice(1), '--disable-topology-injector'], { env: { ...env, KUBECONFIG: await kubeconfig(job.serviceAccountName) } });
  const [own, proxies] = await Promise.all(['envoy-gateway', 'envoy'].map((name) => secretFolder(lab, folder, name)));

  const config = join(folder, 'envoy-gateway.yaml');
  writeFileSync(config, objects.find((o) => o.kind === 'ConfigMap' && o.metadata.name === 'envoy-gateway-config')!.data['envoy-gateway.yaml']);
  const [address, listenerAddress] = [lab.addresses.next(), lab.addresses.next()];
  const server = lab.processes.start({
    name: 'envoy-gateway',
    command: lab.parts.envoyGateway,
    cwd: folder,
    args: ['server', `--config-path=${config}`],
    env: {
      ...env,
      KUBECONFIG: await kubeconfig(objects.find((o) => o.kind === 'Deployment')!.spec.template.spec.serviceAccountName),
      XDS_SERVER_ADDRESS: address,
      XDS_SERVER_CERTIFICATE: join(own, 'tls.crt'),
      XDS_SERVER_KEY: join(own, 'tls.key'),
      XDS_SERVER_CA: join(own, 'ca.crt'),
      LISTENER_ADDRESS: listenerAddress,
    },
  });
  await admin.applyAll([CLASS]);
  await until('Envoy Gateway to take its class', server, 60, async () => (
    (await admin.get(CLASS))?.status?.conditions?.some((c: any) => c.type === 'Accepted' && c.status === 'True')
  ));
  return { server, address, listenerAddress, proxyCertificates: proxies };
}

/** What its chart installs. The module carries the chart's values with two places for the image, which nothing here pulls. */
async function render(lab: Lab, folder: string, admin: number): Promise<Manifest[]> {
  const chart = join(lab.parts.envoyGatewaySource, 'charts', 'gateway-helm');
  const values = join(folder, 'values.yaml');
  writeFileSync(values, readFileSync(join(chart, 'values.tmpl.yaml'), 'utf8').replace('${GatewayImage}', 'docker.io/envoyproxy/gateway:lab').replace('${GatewayImagePullPolicy}', 'IfNotPresent'));
  const settings = {
    admin: { address: { host: '127.0.0.1', port: admin } },
    telemetry: { metrics: { prometheus: { disable: true } } }, // it would be served on all addresses
    provider: { kubernetes: { leaderElection: { disable: true }, proxyTopologyInjector: { disabled: true } } }, // one controller; no pods that a webhook would change
  };
  const { stdout } = await run(lab.parts.helm, [
    'template', 'eg', chart, '--namespace', SYSTEM, '-f', values, '--set', 'crds.enabled=false', '--set-json', `config.envoyGateway=${JSON.stringify(settings)}`,
  ], { maxBuffer: 16 * 1024 * 1024 });
  return (loadAll(stdout) as Manifest[]).filter((m) => m && !m.kind.endsWith('WebhookConfiguration'));
}

/** The files of a Secret, as a volume of it shows them. */
async function secretFolder(lab: Lab, folder: string, name: string): Promise<string> {
  const secret = await lab.api.admin.get({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: SYSTEM } });
  const at = join(folder, `secret-${name}`);
  mkdirSync(at, { recursive: true });
  for (const [file, text] of Object.entries(secret!.data as Record<string, string>)) { writeFileSync(join(at, file), Buffer.from(text, 'base64'), { mode: 0o600 }); }
  return at;
}
