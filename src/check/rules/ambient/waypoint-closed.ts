import { namedWaypoint, naming, tunnel, USE } from './_waypoints';
import { selects } from '../../attachment/namespaces';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

const BOUND = 'ambient.istio.io/waypoint-inbound-binding';

export const waypointClosed: Check = {
  code: 'MESH679',
  title: 'waypoint that takes nothing of another namespace',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A waypoint serves its own namespace. Another one may use it (`istio.io/use-waypoint-namespace`) only where the listener of the waypoint, HBONE on port 15008, says so in `allowedRoutes.namespaces`. '
    + 'Without it istiod refuses the binding, in a status of the Service that few look at: requests go straight to the pods, and no policy of the waypoint holds.',
  run(world, report) {
    for (const item of naming(world)) {
      const namespace = item.namespace || item.name;
      const gateway = namedWaypoint(world, item, namespace);
      if (!gateway || gateway.annotations[BOUND] !== undefined) continue;
      const from = tunnel(gateway)?.allowedRoutes?.namespaces;
      const how = from?.from ?? 'Same';
      if (how === 'All' || gateway.namespace === namespace && how !== 'Selector') continue;
      const taken = how === 'Selector' ? from?.selector !== undefined && selects(world, from.selector, namespace) : false;
      if (taken === true || taken === undefined && !world.closed(namespace)) continue;
      report(item, {
        pointer: pointer('metadata', 'labels', USE),
        severity: taken === undefined ? Severity.WARNING : Severity.ERROR,
        message: `waypoint ${gateway.namespace}/${gateway.name} takes nothing of namespace ${namespace}${taken === undefined ? ', unless that has labels that are not known here' : ''}: requests bypass it, and its policies don't hold`,
        fix: 'let listener 15008 of the waypoint take the namespace (allowedRoutes.namespaces: from: All, or a selector that picks it), or name a waypoint of the namespace',
        related: [gateway],
      });
    }
  },
};
