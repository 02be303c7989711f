import { waypointIdentity } from './_waypoint-identity';
import { ingressWaypoint, waypointOf } from './_waypoints';
import type { Item, ItemOf } from '../../../world/item';
import type { World } from '../../../world/world';
import { controllerOf } from '../../attachment/classes';
import { attachedListeners, type Route } from '../../attachment/routes';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';
import { actionOf, targetsOf } from '../security/_allowing';
import { destinations } from '../traffic/_destinations';
import { backendUses, clientsOf } from '../traffic/_route-clients';

type Policy = ItemOf<'AuthorizationPolicy'>;

/** Hosts to which Istio gateways send requests, each with a route. */
const fromGateways = (world: World): ReadonlyMap<string, Item> => world.once(fromGateways, () => {
  const out = new Map<string, Item>();
  for (const use of destinations(world)) if (!use.mirror && clientsOf(use).gateways.length && !out.has(use.full)) out.set(use.full, use.vs);
  for (const use of backendUses(world)) {
    if (!use.gateway || out.has(use.host)) continue;
    const route = use.route as Route;
    const gateways = (route.spec.parentRefs ?? []).flatMap((ref) => attachedListeners(world, route, ref)).map((l) => l.gateway);
    if (gateways.some((g) => controllerOf(world, g.spec.gatewayClassName) === 'istio')) out.set(use.host, use.route);
  }
  return out;
});

/** The Services whose requests a policy applies to at their waypoint, with what names them. */
function services(world: World, policy: Policy): readonly ItemOf<'Service'>[] {
  return targetsOf(policy).flatMap((ref) => {
    if (ref.kind === 'Service') return [world.find('Service', policy.namespace, ref.name ?? '')].filter((s) => s !== undefined);
    if (ref.kind !== 'Gateway') return [];
    return world.all('Service').filter((s) => {
      const waypoint = waypointOf(world, s);
      return waypoint?.name === ref.name && waypoint?.namespace === policy.namespace;
    });
  });
}

export const policyPastWaypoint: Check = {
  code: 'MESH439',
  title: 'waypoint policy that a gateway bypasses',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A policy with `targetRefs` to a Service is enforced by the Service\'s waypoint. An ingress gateway sends requests straight to the pods, unless the Service or its namespace is labelled `istio.io/ingress-use-waypoint: "true"`: '
    + 'the policy does not apply to requests from outside, and a DENY denies none of them.',
  run(world, report) {
    for (const policy of world.all('AuthorizationPolicy', 'targetRefs', 'targetRef')) {
      for (const service of services(world, policy)) {
        const route = fromGateways(world).get(world.registry.fqdn(service.name, service.namespace));
        const waypoint = route && waypointIdentity(world, service);
        if (!route || !waypoint || ingressWaypoint(world, service)) continue;
        // the namespace may have the label in its definition, which is not among the checked objects
        if (!world.namespace(service.namespace) && !world.closed(service.namespace)) continue;
        const action = actionOf(policy);
        report(policy, {
          pointer: policy.spec.targetRefs ? '/spec/targetRefs' : '/spec/targetRef',
          severity: action === 'DENY' ? Severity.ERROR : Severity.WARNING,
          message: `the gateway of ${route.kind} ${route.namespace}/${route.name} sends requests to Service ${service.namespace}/${service.name} directly, bypassing waypoint ${waypoint.namespace}/${waypoint.gateway.name}, which enforces this policy: ${action === 'DENY' ? 'no request from outside is denied' : action === 'CUSTOM' ? 'requests from outside are not sent to the external authorizer' : 'it does not apply to requests from outside'}`,
          fix: `label Service ${service.namespace}/${service.name}, or its namespace, istio.io/ingress-use-waypoint: "true"`,
          related: [service, route, waypoint.gateway],
        });
        break;
      }
    }
  },
};
