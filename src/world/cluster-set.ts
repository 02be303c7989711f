import type { Item } from './item';
import type { World } from './world';

const SUFFIX = '.svc.clusterset.local';

/** The service of a multi-cluster host: `NAME.NAMESPACE.svc.clusterset.local`. */
export function clusterSetService(host: string): { readonly name: string; readonly namespace: string } | undefined {
  if (!host.endsWith(SUFFIX)) return undefined;
  const [name, namespace, ...more] = host.slice(0, -SUFFIX.length).split('.');
  return name && name !== '*' && namespace && more.length === 0 ? { name, namespace } : undefined;
}

/** Exports of a cluster, of GKE's own API and of the multi-cluster API. */
export const exportsOf = (world: World): readonly Item[] => [...world.all('ServiceExport'), ...world.all('GkeServiceExport')];

/** Whether a cluster of the fleet exports the service of such a host, or has imported it. */
export function exportedHost(world: World, host: string): boolean {
  const service = clusterSetService(host);
  return service !== undefined && [world, ...world.siblings].some((w) => names(w).has(`${service.namespace}/${service.name}`));
}

function names(world: World): ReadonlySet<string> {
  return world.once(names, () => new Set([...exportsOf(world), ...world.all('ServiceImport'), ...world.all('GkeServiceImport')].map((i) => `${i.namespace}/${i.name}`)));
}
