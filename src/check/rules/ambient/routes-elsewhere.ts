import { each, sidecars } from './_routes-without-waypoint-facts';
import { waypointOf } from './_waypoints';
import { type Check, type Report } from '../../engine/check';
import { Severity } from '../../finding';

export const routesElsewhere: Check = {
  code: 'MESH674',
  title: 'rules for a service in ambient mode in another namespace than the service',
  aliases: ['KIA1114', 'KIA0212'],
  severity: Severity.WARNING,
  explanation: 'A waypoint stands before the service and holds the rules of the service\'s own namespace; those of its clients\' namespaces don\'t count there.',
  run(world, report: Report) {
    each(world, ({ item, at, what, aliases }, service) => {
      if (item.namespace === service.namespace || item.namespace === world.mesh.rootNamespace || !waypointOf(world, service.item)) return;
      report(item, {
        pointer: at,
        severity: sidecars(world) ? Severity.INFO : Severity.WARNING,
        aliases: aliases.elsewhere ? [aliases.elsewhere] : [],
        message: `Service ${service.namespace}/${service.item.name} has a waypoint, which does not look at namespace ${item.namespace}: clients in ambient mode never meet these ${what}`,
        fix: `move the object to namespace ${service.namespace}`,
        related: [service.item],
      });
    });
  },
};
