import { destinations } from './_destinations';
import { backendUses, clientsOf } from './_route-clients';
import { unbalanced } from './_unbalanced';
import type { ItemOf } from '../../../world/item';
import type { Registered } from '../../../world/services';
import type { World } from '../../../world/world';
import { type Check, type Found } from '../../engine/check';
import { Severity } from '../../finding';

/** The problem of a gateway's route to a host whose address only a client knows. */
function found(world: World, service: Registered | undefined, full: string, at: string): Found | undefined {
  const why = unbalanced(world, service);
  if (!service || why?.kind !== 'none') return undefined;
  const { endpoints, workloadSelector } = (service.item as ItemOf<'ServiceEntry'>).spec;
  if (endpoints?.length || workloadSelector) return undefined;
  return {
    pointer: at,
    message: `${why.what}, and has no endpoints: requests at a gateway carry no address of ${full} that it could connect to, and get a 503`,
    fix: full.startsWith('*') ? 'list the hosts one by one with resolution: DNS, or set resolution: DYNAMIC_DNS if your Istio version supports it' : 'set resolution: DNS in the ServiceEntry (or STATIC, with endpoints)',
    related: [service.item],
  };
}

export const gatewayRouteWithoutAddress: Check = {
  code: 'MESH275',
  title: 'gateway route to a ServiceEntry without addresses',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'With `resolution: NONE`, the default of a ServiceEntry, a proxy connects to the address that the client called. A request at a gateway was sent to the gateway\'s own address: if the ServiceEntry has no endpoints, the gateway has no address to connect to, and requests get a 503 (`UH`).',
  run(world, report) {
    for (const use of destinations(world)) {
      const f = use.mirror ? undefined : found(world, use.service, use.full, use.pointer);
      if (f && clientsOf(use).gateways.length) report(use.vs, f);
    }
    for (const use of backendUses(world)) {
      const f = use.gateway ? found(world, world.service(use.host, use.route.namespace), use.host, use.at) : undefined;
      if (f) report(use.route, f);
    }
  },
};
