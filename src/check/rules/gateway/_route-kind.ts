import { forNamespace, hostsMatch } from '../../../world/hosts';
import type { ItemOf } from '../../../world/item';
import type { World } from '../../../world/world';
import { gatewaysOf, splitName } from '../traffic/_destinations';

export type Server = NonNullable<ItemOf<'Gateway'>['spec']['servers']>[number];

interface Bound { readonly gateway: ItemOf<'Gateway'>; readonly server: Server; readonly index: number }

/** The servers that match a VirtualService's hosts. */
export function serversOf(world: World, vs: ItemOf<'VirtualService'>): Bound[] {
  const out: Bound[] = [];
  for (const name of gatewaysOf(vs)) {
    if (name === 'mesh') continue;
    const ref = splitName(name, vs.namespace);
    const gateway = world.find('Gateway', ref.namespace, ref.name);
    gateway?.spec.servers?.forEach((server, index) => {
      const offered = forNamespace((server.hosts ?? []).map((h) => h.replace(/^\.\//, `${gateway.namespace}/`)), vs.namespace);
      if (vs.spec.hosts?.some((h) => offered.some((o) => hostsMatch(o, h)))) out.push({ gateway, server, index });
    });
  }
  return out;
}

export const passes = (s: Server): boolean => s.tls?.mode === 'PASSTHROUGH' || s.tls?.mode === 'AUTO_PASSTHROUGH';

export const protocol = (s: Server): string => (s.port?.protocol ?? '').toUpperCase();
