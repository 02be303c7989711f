import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './addresses';
import { ApiClient } from './api-client';
import { Processes, until } from './processes';
import { Parts } from '../parts/catalogue';

export interface ApiServer {
  readonly admin: ApiClient;
  /** Writes a kubeconfig that acts with this token. */
  kubeconfig(name: string, token: string): string;
  /** Ends both of its processes. */
  stop(): Promise<void>;
}

export interface ApiServerOptions {
  /** Put before the names of its processes. */
  readonly prefix?: string;
  /** The socket of a proxy of HTTP CONNECT through which it reaches Services, as it has no kube-proxy. */
  readonly network?: string;
}

/** etcd and kube-apiserver with RBAC, service account tokens and admission webhooks; no controllers, no nodes. */
export async function startApiServer(parts: Parts, processes: Processes, folder: string, { prefix = '', network }: ApiServerOptions = {}): Promise<ApiServer> {
  const [client, peer, port] = [await freePort(), await freePort(), await freePort()];
  const etcd = processes.start({
    name: `${prefix}etcd`,
    command: parts.etcd,
    args: [
      '--name=lab', `--data-dir=${join(folder, 'etcd')}`, '--unsafe-no-fsync', '--log-level=warn',
      `--listen-client-urls=http://127.0.0.1:${client}`, `--advertise-client-urls=http://127.0.0.1:${client}`,
      `--listen-peer-urls=http://127.0.0.1:${peer}`, `--initial-advertise-peer-urls=http://127.0.0.1:${peer}`, `--initial-cluster=lab=http://127.0.0.1:${peer}`,
    ],
  });
  await until('etcd', etcd, 60, async () => (await fetch(`http://127.0.0.1:${client}/health`)).ok);

  const certs = join(folder, 'apiserver');
  mkdirSync(certs, { recursive: true });
  const key = generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs1', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
  writeFileSync(join(certs, 'sa.key'), key.privateKey, { mode: 0o600 });
  writeFileSync(join(certs, 'sa.pub'), key.publicKey);
  if (network !== undefined) {
    writeFileSync(join(certs, 'egress.yaml'), JSON.stringify({
      apiVersion: 'apiserver.k8s.io/v1beta1',
      kind: 'EgressSelectorConfiguration',
      egressSelections: [{ name: 'cluster', connection: { proxyProtocol: 'HTTPConnect', transport: { uds: { udsName: network } } } }],
    }));
  }
  const token = randomBytes(24).toString('hex');
  writeFileSync(join(certs, 'tokens.csv'), `${token},lab,lab,system:masters\n`, { mode: 0o600 });
  const server = processes.start({
    name: `${prefix}kube-apiserver`,
    command: parts.apiServer,
    args: [
      `--etcd-servers=http://127.0.0.1:${client}`, '--bind-address=127.0.0.1', `--secure-port=${port}`, '--advertise-address=127.0.0.1', `--cert-dir=${certs}`,
      '--authorization-mode=RBAC', `--token-auth-file=${join(certs, 'tokens.csv')}`,
      '--service-account-issuer=https://kubernetes.default.svc', '--api-audiences=https://kubernetes.default.svc,istio-ca',
      `--service-account-key-file=${join(certs, 'sa.pub')}`, `--service-account-signing-key-file=${join(certs, 'sa.key')}`,
      '--endpoint-reconciler-type=none', '--disable-admission-plugins=ServiceAccount', '--service-cluster-ip-range=10.96.0.0/16',
      ...network === undefined ? [] : [`--egress-selector-config-file=${join(certs, 'egress.yaml')}`],
    ],
  });
  let admin: ApiClient | undefined;
  await until('the API server', server, 60, async () => {
    admin ??= new ApiClient('127.0.0.1', port, readFileSync(join(certs, 'apiserver.crt'), 'utf8'), token);
    return (await admin.call('GET', '/readyz')).status === 200;
  });

  return {
    admin: admin!,
    stop: async () => {
      admin!.close();
      await Promise.all([server.stop(), etcd.stop()]);
    },
    kubeconfig: (name, asToken) => {
      const file = join(folder, `${name}.kubeconfig`);
      writeFileSync(file, JSON.stringify({
        'apiVersion': 'v1',
        'kind': 'Config',
        'clusters': [{ name: 'lab', cluster: { 'server': `https://127.0.0.1:${port}`, 'certificate-authority': join(certs, 'apiserver.crt') } }],
        'users': [{ name, user: { token: asToken } }],
        'contexts': [{ name: 'lab', context: { cluster: 'lab', user: name } }],
        'current-context': 'lab',
      }), { mode: 0o600 });
      return file;
    },
  };
}
