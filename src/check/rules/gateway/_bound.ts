import { forNamespace, hostsMatch } from '../../../world/hosts';
import type { ItemOf } from '../../../world/item';
import type { World } from '../../../world/world';
import { splitName } from '../traffic/_destinations';

type Gateway = ItemOf<'Gateway'>;
type VirtualService = ItemOf<'VirtualService'>;

const byGateway = (world: World): ReadonlyMap<Gateway, readonly VirtualService[]> => world.once(byGateway, () => {
  const out = new Map<Gateway, VirtualService[]>();
  for (const vs of world.all('VirtualService', 'gateways')) {
    for (const name of vs.spec.gateways ?? []) {
      const ref = splitName(name, vs.namespace);
      const gateway = name === 'mesh' ? undefined : world.find('Gateway', ref.namespace, ref.name);
      if (gateway) out.set(gateway, [...out.get(gateway) ?? [], vs]);
    }
  }
  return out;
});

/** The VirtualServices that are bound to a Gateway. */
export const boundTo = (world: World, gateway: Gateway): readonly VirtualService[] => byGateway(world).get(gateway) ?? [];

/** Whether a VirtualService has a host that a server offers to its namespace. */
export function meetsHosts(gateway: Gateway, hosts: readonly string[], vs: VirtualService): boolean {
  const offered = forNamespace(hosts.map((h) => h.replace(/^\.\//, `${gateway.namespace}/`)), vs.namespace);
  return vs.spec.hosts?.some((h) => offered.some((o) => hostsMatch(o, h))) ?? false;
}
