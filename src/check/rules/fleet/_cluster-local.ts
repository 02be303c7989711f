import type { ItemOf } from '../../../world/item';
import type { World } from '../../../world/world';
import { at } from '../../engine/path';

interface Settings { readonly hosts: readonly string[]; readonly local: boolean }

/**
 * Whether a service's endpoints stay in their cluster: as set in the mesh configuration, or else by default for services of Kubernetes and istiod.
 */
export function clusterLocal(world: World, service: ItemOf<'Service'>): boolean {
  const host = world.registry.fqdn(service.name, service.namespace);
  const covers = ({ hosts }: Settings) => hosts.some((h) => h === host || (h.startsWith('*.') && host.endsWith(h.slice(1))));
  const settings = world.once(clusterLocal, () => at(world.mesh.config, 'serviceSettings[*]').map(({ value }: { value: any }): Settings => (
    { hosts: Array.isArray(value?.hosts) ? value.hosts.map(String) : [], local: value?.settings?.clusterLocal === true }
  )));
  if (settings.some((s) => s.local && covers(s))) return true;
  const usual = service.namespace === 'kube-system' || (service.namespace === 'default' && service.name === 'kubernetes')
    || (service.labels.istio === 'pilot' && service.labels.app === 'istiod');
  return usual && !settings.some(covers);
}
