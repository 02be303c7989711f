import { ambientService, anyAmbient, USE, waypointOf } from './waypoints';
import { type Check, type Report } from '../engine/check';
import type { Item } from '../engine/item';
import type { Registered } from '../engine/services';
import type { World } from '../engine/world';
import { Severity } from '../finding';
import { onMesh } from '../traffic/destinations';

interface Use { readonly item: Item; readonly host: string; readonly at: string; readonly what: string; readonly aliases: { readonly none: readonly string[]; readonly elsewhere: string } }

/** Rules and settings about requests, with the host of the mesh that they are for. */
function* uses(world: World): Iterable<Use> {
  for (const vs of world.all('VirtualService')) {
    if (!vs.spec.http?.length || !onMesh(vs)) continue;
    for (const [i, host] of (vs.spec.hosts ?? []).entries()) {
      yield { item: vs, host: world.registry.resolve(host, vs.namespace), at: `/spec/hosts/${i}`, what: 'rules', aliases: { none: ['KIA1109', 'KIA1113'], elsewhere: 'KIA1114' } };
    }
  }
  for (const dr of world.all('DestinationRule')) {
    const policies = [dr.spec.trafficPolicy, ...dr.spec.subsets?.map((s) => s.trafficPolicy) ?? []];
    if (!dr.spec.host || !(dr.spec.subsets?.length || policies.some((p) => p?.loadBalancer || p?.connectionPool || p?.outlierDetection))) continue;
    yield { item: dr, host: world.registry.resolve(dr.spec.host, dr.namespace), at: '/spec/host', what: 'settings', aliases: { none: ['KIA0210', 'KIA0211'], elsewhere: 'KIA0212' } };
  }
}
/** Only where every client is in ambient mode as well: sidecars hold the rules themselves. */
const sidecars = (world: World): boolean => world.once('anySidecars', () =>
  world.all('Namespace').some((n) => n.labels['istio-injection'] === 'enabled' || n.labels['istio.io/rev'] !== undefined)
  || world.pods(undefined).some((p) => p.labels['sidecar.istio.io/inject'] === 'true'));

function each(world: World, visit: (use: Use, service: Registered) => void): void {
  if (!anyAmbient(world)) return;
  for (const use of uses(world)) {
    const service = world.registry.same(use.host)[0];
    if (service && ambientService(world, service)) visit(use, service);
  }
}

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
        fix: `label the Service or its namespace ${USE}: NAME of a waypoint`,
        related: [service.item],
      });
    });
  },
};

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
        aliases: [aliases.elsewhere],
        message: `Service ${service.namespace}/${service.item.name} has a waypoint, which does not look at namespace ${item.namespace}: clients in ambient mode never meet these ${what}`,
        fix: `move the object to namespace ${service.namespace}`,
        related: [service.item],
      });
    });
  },
};
