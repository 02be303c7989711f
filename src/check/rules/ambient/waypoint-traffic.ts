import { namedWaypoint, naming, trafficOf, USE } from './_waypoints';
import type { Item } from '../../../world/item';
import type { World } from '../../../world/world';
import { controllerOf } from '../../attachment/classes';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';
import { podPlace } from '../workload/_pod-place';

const FOR = 'istio.io/waypoint-for';
const TRAFFIC = ['service', 'workload', 'all', 'none'];

/** Objects that name a waypoint, with the traffic that each needs it for and the place. A namespace may need either type. */
function* users(world: World): Iterable<{ item: Item; namespace: string; labels: Item['labels']; at: string; what: string; needs: readonly string[] }> {
  const at = pointer('metadata', 'labels', USE);
  for (const item of naming(world)) {
    if (item.key === 'Namespace') yield { item, namespace: item.name, labels: item.labels, at, what: `namespace ${item.name}`, needs: ['service', 'workload', 'all'] };
    else yield { item, namespace: item.namespace, labels: item.labels, at, what: `${item.kind} ${item.namespace}/${item.name}`, needs: ['service', 'all'] };
  }
  for (const pod of world.podsLabelled(USE)) {
    yield { item: pod.item, namespace: pod.namespace, labels: pod.labels, at: podPlace(pod, 'labels', USE), what: `the pods of ${pod.item.kind} ${pod.namespace}/${pod.item.name}`, needs: ['workload', 'all'] };
  }
}

export const waypointTraffic: Check = {
  code: 'MESH680',
  title: 'waypoint that does not accept this type of traffic',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A waypoint accepts requests to services, to workloads (pods by their own addresses), to both, or to neither, depending on the label `istio.io/waypoint-for` of the Gateway or its class; the default is `service`. '
    + 'Requests of the other type are not sent to it: they go straight to the pods, and no policy of the waypoint is enforced.',
  run(world, report) {
    for (const gateway of world.all('KubeGateway')) {
      const value = gateway.labels[FOR];
      if (value === undefined || TRAFFIC.includes(value) || controllerOf(world, gateway.spec.gatewayClassName) !== 'waypoint') continue;
      report(gateway, {
        pointer: pointer('metadata', 'labels', FOR),
        message: `${FOR} is '${value}', which is not one of ${TRAFFIC.join(', ')}: no traffic goes through the waypoint, and its policies are not enforced`,
        fix: `set one of ${TRAFFIC.join(', ')}, or remove the label for the default, service`,
      });
    }
    for (const { item, namespace, labels, at, what, needs } of users(world)) {
      const gateway = namedWaypoint(world, { labels }, namespace);
      if (!gateway) continue;
      const { traffic, declaredBy: setBy } = trafficOf(world, gateway);
      if (needs.includes(traffic) || !TRAFFIC.includes(traffic)) continue;
      report(item, {
        pointer: at,
        message: `waypoint ${gateway.namespace}/${gateway.name} is for ${traffic}${setBy ? '' : ' (the default)'}: requests for ${what} bypass it, and its policies don't apply to them`,
        fix: `label the Gateway ${FOR}: ${needs.includes('service') && needs.includes('workload') ? needs.join(' or ') : `${needs[0]} (or all)`}, or name another waypoint`,
        related: [setBy ?? gateway],
      });
    }
  },
};
