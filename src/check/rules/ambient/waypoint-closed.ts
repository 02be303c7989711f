import { namedWaypoint, naming, tunnel, USE } from './_waypoints';
import { selects } from '../../attachment/namespaces';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

const BOUND = 'ambient.istio.io/waypoint-inbound-binding';

export const waypointClosed: Check = {
  code: 'MESH679',
  title: 'waypoint that does not admit another namespace',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A waypoint serves its own namespace. Another namespace may use it (`istio.io/use-waypoint-namespace`) only if the listener of the waypoint, HBONE on port 15008, admits that namespace in `allowedRoutes.namespaces`. '
    + 'Otherwise istiod refuses the binding, in an easily overlooked status of the Service: requests go straight to the pods, and no policy of the waypoint is enforced.',
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
        message: `waypoint ${gateway.namespace}/${gateway.name} does not admit namespace ${namespace}${taken === undefined ? ', unless the namespace has labels that are not in the checked objects' : ''}: requests bypass the waypoint, and its policies are not enforced`,
        fix: 'admit the namespace at listener 15008 of the waypoint (allowedRoutes.namespaces: from: All, or a selector that matches it), or use a waypoint in the namespace itself',
        related: [gateway],
      });
    }
  },
};
