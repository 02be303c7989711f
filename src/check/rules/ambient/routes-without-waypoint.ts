import { each, sidecars } from './_routes-without-waypoint-facts';
import { USE, waypointOf } from './_waypoints';
import { type Check, type Report } from '../../engine/check';
import { Severity } from '../../finding';

export const routesWithoutWaypoint: Check = {
  code: 'MESH673',
  title: 'rules for a service in ambient mode that has no waypoint',
  aliases: ['KIA1109', 'KIA1113', 'KIA0210', 'KIA0211'],
  severity: Severity.WARNING,
  explanation: 'In ambient mode a waypoint routes requests, retries and balances them. The rules of a VirtualService and the settings of a DestinationRule do nothing for a service without one, other than for clients with sidecars and for gateways.',
  run(world, report: Report) {
    each(world, ({ item, at, what, aliases }, service) => {
      if (waypointOf(world, service.item)) return;
      const sure = !sidecars(world) && (world.namespace(service.namespace) !== undefined || world.closed(service.namespace));
      report(item, {
        pointer: at,
        severity: sure ? Severity.WARNING : Severity.INFO,
        aliases: aliases.none,
        message: `Service ${service.namespace}/${service.item.name} is in ambient mode and has no waypoint: clients in ambient mode never meet these ${what}`,
        fix: `label the Service or its namespace ${USE} with the name of a waypoint`,
        related: [service.item],
      });
    });
  },
};
