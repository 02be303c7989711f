import { load } from 'js-yaml';

/** The parts of a kubeconfig that istiod reads. */
interface Kubeconfig {
  readonly 'current-context'?: string;
  readonly 'contexts'?: readonly { readonly name: string; readonly context?: { readonly cluster?: string; readonly user?: string } }[];
  readonly 'clusters'?: readonly { readonly name: string; readonly cluster?: { readonly [field: string]: unknown } }[];
  readonly 'users'?: readonly { readonly name: string; readonly user?: { readonly [field: string]: any } }[];
}

/** User fields that istiod rejects, as they would read its own files or run programs. */
const REFUSED: readonly (readonly [field: string, instead: string])[] = [
  ['exec', 'a token'],
  ['tokenFile', 'token'],
  ['client-certificate', 'client-certificate-data'],
  ['client-key', 'client-key-data'],
];

/** The kubeconfig for access to another cluster, as `istioctl create-remote-secret` writes it, including the order of its keys. */
export function bearerKubeconfig(cluster: string, at: { server: string; caData: string; tlsServerName?: string }, token: string): string {
  return [
    'apiVersion: v1',
    'clusters:',
    '- cluster:',
    `    certificate-authority-data: ${at.caData}`,
    `    server: ${at.server}`,
    ...at.tlsServerName === undefined ? [] : [`    tls-server-name: ${at.tlsServerName}`],
    `  name: ${cluster}`,
    'contexts:',
    '- context:',
    `    cluster: ${cluster}`,
    `    user: ${cluster}`,
    `  name: ${cluster}`,
    `current-context: ${cluster}`,
    'kind: Config',
    'users:',
    `- name: ${cluster}`,
    '  user:',
    `    token: ${token}`,
    '',
  ].join('\n');
}

/**
 * Throws for a kubeconfig that istiod would reject or could not use.
 *
 * @param what a description of its owner, for errors
 */
export function checkKubeconfig(what: string, text: string): void {
  let config: Kubeconfig;
  try {
    config = load(text) as Kubeconfig;
  } catch (e) {
    throw new Error(`${what} must be YAML, got: ${(e as Error).message.split('\n')[0]}`);
  }
  if (config === null || typeof config !== 'object') throw new Error(`${what} is not a kubeconfig, as it has neither clusters nor users; use the output of kubectl config view --raw --minify`);
  const current = config['current-context'];
  const context = config.contexts?.find((one) => one.name === current)?.context;
  if (!context) throw new Error(`${what} has a current-context '${current ?? ''}' that is not one of its contexts (${(config.contexts ?? []).map((one) => one.name).join(', ') || 'it has none'}); use one of them`);
  const cluster = config.clusters?.find((one) => one.name === context.cluster)?.cluster;
  if (!cluster) throw new Error(`${what}: its context '${current}' refers to cluster '${context.cluster}', which it does not define; add it to clusters`);
  if (typeof cluster.server !== 'string' || !/^https?:\/\/./.test(cluster.server)) {
    throw new Error(`${what} has no server for cluster '${context.cluster}'; set server: https://…, an address that istiod can reach`);
  }
  if (cluster['certificate-authority'] !== undefined) {
    throw new Error(`${what}: certificate-authority is a file, which istiod can't read; put its content in base64 into certificate-authority-data`);
  }
  const user = config.users?.find((one) => one.name === context.user)?.user;
  if (!user) throw new Error(`${what}: its context '${current}' refers to user '${context.user}', which it does not define; add it to users`);
  for (const [field, instead] of REFUSED) {
    if (user[field] !== undefined) throw new Error(`${what} authenticates with '${field}', which istiod refuses; use ${instead}`);
  }
  const provider = user['auth-provider']?.name;
  if (provider !== undefined && provider !== 'oidc') throw new Error(`${what} authenticates with auth provider '${provider}', which istiod refuses; use a token, or oidc`);
}
