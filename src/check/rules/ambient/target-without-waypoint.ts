import { ambientService, anyAmbient, USE, waypointOf } from './_waypoints';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { targetsOf } from '../security/_targets';

const KINDS = {
  AuthorizationPolicy: 'KIA0109', RequestAuthentication: 'KIA1110', WasmPlugin: 'KIA1111', Telemetry: 'KIA1112',
} as const;

export const targetWithoutWaypoint: Check = {
  code: 'MESH672',
  title: 'policy for a service that has no waypoint',
  aliases: Object.values(KINDS),
  severity: Severity.WARNING,
  explanation: 'A policy that targets a Service is enforced by the waypoint of the service. Without a waypoint (`istio.io/use-waypoint` on the Service or its namespace) nothing enforces it, and requests that it denies are admitted.',
  run(world, report) {
    if (!anyAmbient(world)) return;
    for (const { policy, ref, at } of targetsOf(world, Object.keys(KINDS) as (keyof typeof KINDS)[])) {
      if (ref.kind !== 'Service' || !ref.name) continue;
      const service = world.find('Service', policy.namespace, ref.name);
      const registered = service && world.registry.same(world.registry.fqdn(service.name, service.namespace)).find((r) => r.item === service);
      if (!service || !registered || !ambientService(world, registered) || waypointOf(world, service)) continue;
      // the namespace may have the label in its definition, which is not among the checked objects
      const known = world.namespace(service.namespace) !== undefined || world.closed(service.namespace);
      report(policy, {
        pointer: at,
        severity: known ? Severity.WARNING : Severity.INFO,
        aliases: [KINDS[policy.kind as keyof typeof KINDS]],
        message: `Service ${service.namespace}/${service.name} is in ambient mode and has no waypoint, so nothing enforces this ${policy.kind}`,
        fix: `label the Service or its namespace ${USE} with the name of a waypoint`,
        related: [service],
      });
    }
  },
};
