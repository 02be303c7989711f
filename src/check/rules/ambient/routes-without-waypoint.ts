import { each, sidecars } from './_routes-without-waypoint-facts';
import { USE, waypointOf } from './_waypoints';
import { type Check, type Report } from '../../engine/check';
import { Severity } from '../../finding';

export const routesWithoutWaypoint: Check = {
  code: 'MESH673',
  title: 'rules for an ambient service that has no waypoint',
  aliases: ['KIA1109', 'KIA1113', 'KIA0210', 'KIA0211'],
  severity: Severity.WARNING,
  explanation: 'In ambient mode requests are routed, retried and load-balanced by a waypoint. Without one, the rules of a VirtualService and the settings of a DestinationRule apply only to clients with sidecars and to gateways.',
  run(world, report: Report) {
    each(world, ({ item, at, what, aliases }, service) => {
      if (waypointOf(world, service.item)) return;
      const sure = !sidecars(world) && (world.namespace(service.namespace) !== undefined || world.closed(service.namespace));
      report(item, {
        pointer: at,
        severity: sure ? Severity.WARNING : Severity.INFO,
        aliases: aliases.none,
        message: `Service ${service.namespace}/${service.item.name} is in ambient mode and has no waypoint: these ${what} never apply to clients in ambient mode`,
        fix: `label the Service or its namespace ${USE} with the name of a waypoint`,
        related: [service.item],
      });
    });
  },
};
