import { destinations } from './_destinations';
import { hostsMatch, isWildcard } from '../../../world/hosts';
import type { ItemOf } from '../../../world/item';
import { isHttp } from '../../../world/protocol';
import type { ServiceEntry } from '../../../world/shapes/istio';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

/** Whether an entry leads to external servers, resolved by their own name. */
const chosenByName = ({ location, resolution, endpoints }: ServiceEntry): boolean => location !== 'MESH_INTERNAL' && resolution === 'DNS' && !endpoints?.length;

export const externalAuthority: Check = {
  code: 'MESH254',
  title: 'route to an external host with a different Host header',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'The proxy passes the host that the client asked for (`:authority`) on to the destination. External servers select the site by it and don\'t know the name of a mesh service: they answer with a 404, a 421 or a different site. `rewrite.authority` sends the server\'s own name.',
  run(world, report) {
    if (!world.all('ServiceEntry').some(({ spec }) => chosenByName(spec)) && !world.siblings.length) return;
    for (const use of destinations(world)) {
      const { vs, service: found } = use;
      if (use.kind !== 'http' || use.mirror) continue;
      const route = vs.spec.http![use.route];
      const setsHost = Object.keys(route.headers?.request?.set ?? {}).some((h) => ['host', ':authority'].includes(h.toLowerCase()));
      if (route.rewrite?.authority || setsHost) continue;
      if (found?.kind !== 'ServiceEntry' || isWildcard(found.host)) continue;
      const entry = (found.item as ItemOf<'ServiceEntry'>).spec;
      if (!chosenByName(entry) || !found.ports.some((p) => isHttp(p.protocol))) continue;
      const names = (vs.spec.hosts ?? []).map((h) => world.registry.resolve(h, vs.namespace));
      if (names.some((h) => hostsMatch(h, found.host))) continue;
      report(vs, {
        pointer: use.pointer,
        message: `requests for ${names.join(', ')} go to ${found.host} with the host name that the client used: an external server that selects the site by name answers with a 404 or a different site`,
        fix: `add rewrite: { authority: ${found.host} } to the route`,
        related: [found.item],
      });
    }
  },
};
