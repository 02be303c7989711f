import { gatewaysOf, splitName } from './_destinations';
import { KINDS } from './_match-gateway';
import type { World } from '../../../world/world';
import { pointer, unknownIn, type Check } from '../../engine/check';
import { Severity } from '../../finding';

/** Whether a Gateway is certain not to exist. */
function isMissing(world: World, namespace: string, gateway: string): boolean {
  if (gateway === 'mesh') return false;
  const ref = splitName(gateway, namespace);
  return !world.find('Gateway', ref.namespace, ref.name) && unknownIn(world, ref.namespace) === Severity.ERROR;
}

export const matchGatewayUnlisted: Check = {
  code: 'MESH227',
  title: 'match on a gateway that the VirtualService is not bound to',
  aliases: [],
  severity: Severity.WARNING,
  explanation: '`match.gateways` restricts a match to some of the gateways of the VirtualService. A gateway that is not in `spec.gateways` never gets the route.',
  run(world, report) {
    for (const vs of world.all('VirtualService', 'http.match.gateways', 'tls.match.gateways', 'tcp.match.gateways')) {
      const names = (g: string) => (g === 'mesh' ? g : Object.values(splitName(g, vs.namespace)).join('/'));
      const bound = new Set(gatewaysOf(vs).map(names));
      if (!vs.spec.hosts?.length) continue; // a delegate uses its root's
      KINDS.forEach((kind) => vs.spec[kind]?.forEach((r, i) => r.match?.forEach((m, j) => {
        if (!m.gateways?.length || m.gateways.some((g) => bound.has(names(g)))) return;
        if (m.gateways.every((g) => isMissing(world, vs.namespace, g))) return; // MESH205
        report(vs, {
          pointer: pointer('spec', kind, i, 'match', j, 'gateways'),
          message: `${m.gateways.join(', ')} ${m.gateways.length > 1 ? 'are' : 'is'} not among the gateways of this VirtualService (${gatewaysOf(vs).join(', ')}): the match never applies`,
          fix: `add ${m.gateways.join(', ')} to spec.gateways, or match ${gatewaysOf(vs).join(' or ')}`,
        });
      })));
    }
  },
};
