import { forNamespace, hostsMatch } from '../../../world/hosts';
import type { ItemOf } from '../../../world/item';
import type { World } from '../../../world/world';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';
import { splitName } from '../traffic/_destinations';

type Gateway = ItemOf<'Gateway'>;

/** The VirtualServices that are bound to each Gateway. */
const boundTo = (world: World): ReadonlyMap<Gateway, readonly ItemOf<'VirtualService'>[]> => world.once(boundTo, () => {
  const out = new Map<Gateway, ItemOf<'VirtualService'>[]>();
  for (const vs of world.all('VirtualService', 'gateways')) {
    for (const name of vs.spec.gateways ?? []) {
      const ref = splitName(name, vs.namespace);
      const gateway = name === 'mesh' ? undefined : world.find('Gateway', ref.namespace, ref.name);
      if (gateway) out.set(gateway, [...out.get(gateway) ?? [], vs]);
    }
  }
  return out;
});

/** Whether hosts, or the port, are those of traffic between clusters. */
const eastWest = (hosts: readonly string[], port: number | undefined): boolean =>
  port === 15443 || (hosts.length > 0 && hosts.every((h) => /\*\.(local|global)$/.test(h) || h.endsWith('.svc.cluster.local')));

export const passthroughWithoutRoutes: Check = {
  code: 'MESH316',
  title: 'server that passes TLS through to nowhere',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A server with `tls.mode: PASSTHROUGH` gets a filter chain for each `tls` rule of a VirtualService bound to its Gateway, by `sniHosts`; without one there is none, and the gateway closes the connections. '
    + 'East-west gateways (port 15443, hosts `*.local`) need no rules, but the mode `AUTO_PASSTHROUGH`, which takes services from the registry.',
  run(world, report) {
    for (const gateway of world.all('Gateway', 'servers.tls.mode')) {
      gateway.spec.servers?.forEach((server, i) => {
        if (server.tls?.mode !== 'PASSTHROUGH') return;
        const hosts = server.hosts ?? [];
        const bare = hosts.map((h) => h.slice(h.indexOf('/') + 1));
        const meets = (vs: ItemOf<'VirtualService'>) => {
          const offered = forNamespace(hosts.map((h) => h.replace(/^\.\//, `${gateway.namespace}/`)), vs.namespace);
          return vs.spec.hosts?.some((h) => offered.some((o) => hostsMatch(o, h)));
        };
        const bound = boundTo(world).get(gateway)?.filter(meets) ?? [];
        // rules of another kind are told of at the VirtualService
        if (bound.some((vs) => vs.spec.tls?.length || vs.spec.http?.length || vs.spec.tcp?.length)) return;
        const automatic = eastWest(bare, server.port?.number);
        if (!automatic && !world.closed(gateway.namespace)) return;
        report(gateway, {
          pointer: pointer('spec', 'servers', i, 'tls', 'mode'),
          severity: automatic && world.closed(gateway.namespace) ? Severity.ERROR : Severity.WARNING,
          message: `no VirtualService has tls rules for ${hosts.join(', ') || 'the hosts'} at this server (port ${server.port?.number ?? '?'}): it has no filter chain, and the gateway closes every connection`,
          fix: automatic ? 'use tls.mode: AUTO_PASSTHROUGH, by which an east-west gateway leads to the services of the cluster' : `bind a VirtualService to the Gateway, with tls rules whose sniHosts are ${bare.join(', ') || 'the hosts'}`,
        });
      });
    }
  },
};
