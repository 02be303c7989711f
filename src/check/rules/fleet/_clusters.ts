import type { Item, ItemOf } from '../../../world/item';
import type { World } from '../../../world/world';

export const MULTI_CLUSTER = 'istio/multiCluster';
const NETWORK = 'topology.istio.io/network';

/** Deployments of istiod. */
export const planes = (world: World): readonly ItemOf<'Deployment'>[] => world.once(planes, () => world.all('Deployment').filter((d) =>
  d.labels.app === 'istiod' || d.spec.template?.metadata?.labels?.app === 'istiod' || d.spec.template?.spec?.containers?.some((c) => c.name === 'discovery' && /\/(pilot|istiod)[:@-]/.test(c.image ?? '')) === true));

/** An environment variable of the control planes of a cluster, if they all have the same value. */
export function planeVariable(world: World, name: string): string | undefined {
  const values = new Set(planes(world).map((d) => d.spec.template?.spec?.containers?.flatMap((c) => c.env ?? []).find((e) => e.name === name)?.value));
  const [value] = values;
  return values.size === 1 ? value : undefined;
}

/** The cluster ID that the control plane of a cluster uses; undefined if none is set. */
export const clusterId = (world: World): string | undefined => planeVariable(world, 'CLUSTER_ID');

/** Secrets that give a control plane access to another cluster, with the cluster names in them. */
export const remoteSecrets = (world: World): readonly { readonly secret: ItemOf<'Secret'>; readonly keys: readonly string[] }[] => world.once(remoteSecrets, () =>
  world.all('Secret').filter((s) => s.labels[MULTI_CLUSTER] === 'true').map((secret) => ({ secret, keys: [...Object.keys(secret.spec.data ?? {}), ...Object.keys(secret.spec.stringData ?? {})] })));

/** Whether the control plane of one cluster reads the other cluster, or both name the same mesh. */
export function oneMesh(a: World, b: World): boolean {
  const hasSecretFor = (from: World, to: World) => remoteSecrets(from).some(({ keys }) => keys.some((k) => k === clusterId(to) || k === to.options.cluster));
  const [x, y] = [a, b].map((w) => w.mesh.config.defaultConfig?.meshId);
  return hasSecretFor(a, b) || hasSecretFor(b, a) || (x !== undefined && x !== '' && x === y);
}

/** The network that the system namespace of a cluster assigns to its pods. */
export const networkOf = (world: World): string | undefined => world.namespace(world.mesh.rootNamespace)?.labels[NETWORK] || undefined;

/** The gateways of a cluster, with their own pods, that declare which network they lead into. */
export function networkGateways(world: World): readonly { readonly item: Item; readonly network: string }[] {
  const services = world.all('Service').filter((s) => s.labels[NETWORK] && s.spec.selector && world.pods(s.spec.selector, s.namespace).length > 0);
  const gateways = world.all('KubeGateway').filter((g) => g.labels[NETWORK] && g.spec.gatewayClassName === 'istio-east-west');
  return [...services, ...gateways].map((item) => ({ item, network: item.labels[NETWORK] }));
}
export const NETWORK_LABEL = NETWORK;
