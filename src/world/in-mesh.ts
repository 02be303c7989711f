import type { Item, ItemOf } from './item';
import { containersOf, type Pod } from './pods';
import type { World } from './world';

/** What a pod itself says about a sidecar; its label takes precedence over its annotation. */
export const injectSetting = (pod: Pod): string | undefined => pod.labels['sidecar.istio.io/inject'] ?? pod.annotations['sidecar.istio.io/inject'];

/** Whether a pod has a sidecar or is in ambient mode, as far as labels show. */
export function inMesh(world: World, pod: Pod): boolean {
  if (hasProxy(pod)) return true;
  const own = injectSetting(pod);
  if (own !== undefined && own !== '') return own === 'true' || inAmbient(world, pod);
  if (inAmbient(world, pod)) return true;
  const namespace = world.namespace(pod.namespace);
  return injected(namespace) || (!namespace && world.options.enrolled?.[pod.namespace] === 'sidecar') || pod.labels['istio.io/rev'] !== undefined;
}

/** Whether the labels of a namespace request sidecars. */
export function injected(namespace: ItemOf<'Namespace'> | undefined): boolean {
  if (!namespace) return false;
  const legacy = namespace.labels['istio-injection'];
  return legacy === 'enabled' || (legacy === undefined && namespace.labels['istio.io/rev'] !== undefined);
}

export const hasProxy = (pod: Pod): boolean => containersOf(pod).some(isProxy);
const isProxy = ({ name, image }: ReturnType<typeof containersOf>[number]): boolean => name === 'istio-proxy' && !!image;

/** Whether a namespace is in ambient mode and does not also request sidecars. */
export function ambientNamespace(namespace: Item | undefined): boolean {
  if (!namespace || namespace.labels['istio-injection'] === 'enabled' || namespace.labels['istio.io/rev']) return false;
  return namespace.labels['istio.io/dataplane-mode'] === 'ambient';
}
export function inAmbient(world: World, pod: Pod): boolean {
  if (pod.annotations['ambient.istio.io/redirection'] === 'enabled') return true;
  const own = pod.labels['istio.io/dataplane-mode'];
  if (own !== undefined) return own === 'ambient';
  const namespace = world.namespace(pod.namespace);
  return (namespace ? ambientNamespace(namespace) : world.options.enrolled?.[pod.namespace] === 'ambient') && !hasProxy(pod);
}

/** Parts of the control plane, to which other rules apply. */
export const isControlPlane = (item: Item): boolean => 'istio' in item.labels || item.labels.release === 'istio';
