import { destinations } from './_destinations';
import { backendUses, clientsOf } from './_route-clients';
import { unbalanced } from './_unbalanced';
import { hostsMatch } from '../../../world/hosts';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';

const consequence = (from: string, to: string): string => `requests for ${from} go to the address that the client called, never to ${to}`;
const FIX = { headless: 'route to a Service with a cluster IP for the same pods', none: 'set resolution: DNS in the ServiceEntry of the destination (or STATIC, with endpoints)', passthrough: 'remove PASSTHROUGH from the DestinationRule' } as const;

export const routeWhereClientChooses: Check = {
  code: 'MESH273',
  title: 'route to another host although the client chooses the address',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'For a headless Service, and for a ServiceEntry with `resolution: NONE`, a sidecar keeps the address that the client called. A route from another host to such a destination has no effect: the request goes to the address of the host that the client called. '
    + 'A gateway load-balances over the pods of a headless Service.',
  run(world, report) {
    for (const use of destinations(world)) {
      const why = use.mirror ? undefined : unbalanced(world, use.service);
      if (!why || !use.service || !clientsOf(use).mesh || !use.vs.spec.hosts?.length) continue;
      const hosts = use.vs.spec.hosts.map((h) => world.registry.resolve(h, use.vs.namespace));
      if (hosts.some((h) => hostsMatch(h, use.full) || hostsMatch(h, use.service!.host))) continue;
      report(use.vs, {
        pointer: use.pointer,
        // if it is also bound to gateways, it may be intended for gateways only
        severity: clientsOf(use).gateways.length ? Severity.WARNING : Severity.ERROR,
        message: `${why.what}: ${consequence(hosts.join(', '), use.full)}`,
        fix: FIX[why.kind],
        related: [use.service.item],
      });
    }
    for (const use of backendUses(world)) {
      if (use.gateway || !use.parents.length || use.parents.includes(use.host)) continue;
      const service = world.registry.same(use.host)[0];
      const why = unbalanced(world, service);
      if (!why) continue;
      report(use.route, { pointer: use.at, message: `${why.what}: ${consequence(use.parents.join(', '), use.host)}`, fix: FIX[why.kind], related: [service.item] });
    }
  },
};
