import { each, sidecars } from './_routes-without-waypoint-facts';
import { waypointOf } from './_waypoints';
import { type Check, type Report } from '../../engine/check';
import { Severity } from '../../finding';

export const routesElsewhere: Check = {
  code: 'MESH674',
  title: 'routing rules in a namespace other than that of the ambient service',
  aliases: ['KIA1114', 'KIA0212'],
  severity: Severity.WARNING,
  explanation: 'A waypoint applies the rules of the service\'s own namespace only; rules in the namespaces of its clients are ignored.',
  run(world, report: Report) {
    each(world, ({ item, at, what, aliases }, service) => {
      if (item.namespace === service.namespace || item.namespace === world.mesh.rootNamespace || !waypointOf(world, service.item)) return;
      report(item, {
        pointer: at,
        severity: sidecars(world) ? Severity.INFO : Severity.WARNING,
        aliases: aliases.elsewhere ? [aliases.elsewhere] : [],
        message: `Service ${service.namespace}/${service.item.name} has a waypoint, which ignores namespace ${item.namespace}: these ${what} never apply to clients in ambient mode`,
        fix: `move the object to namespace ${service.namespace}`,
        related: [service.item],
      });
    });
  },
};
