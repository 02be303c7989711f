import { nearest } from '../../../grammar/nearest';
import { push } from '../../../world/collect';
import type { World } from '../../../world/world';

/** Names of Services by namespace, and namespaces by name. */
const names = (world: World) => world.once(names, () => {
  const byNamespace = new Map<string, string[]>();
  const byName = new Map<string, string[]>();
  for (const { name, namespace } of world.all('Service')) {
    push(byNamespace, namespace, name);
    push(byName, name, namespace);
  }
  return { byNamespace, byName };
});

/** The host that was likely meant by a name that does not exist: with a typo, or in another namespace. */
export function nearHost(world: World, full: string): { readonly host: string; readonly why: string } | undefined {
  const parsed = world.registry.parse(full);
  if (!parsed) return undefined;
  const { byNamespace, byName } = names(world);
  const [elsewhere] = byName.get(parsed.name) ?? [];
  if (elsewhere !== undefined) return { host: world.registry.fqdn(parsed.name, elsewhere), why: `Service ${parsed.name} is in namespace ${elsewhere}` };
  const near = nearest(parsed.name, byNamespace.get(parsed.namespace) ?? []);
  return near === undefined ? undefined : { host: world.registry.fqdn(near, parsed.namespace), why: `namespace ${parsed.namespace} has Service ${near}` };
}
