import { namedWaypoint, trafficOf, waypointOf } from './_waypoints';
import type { ItemOf } from '../../../world/item';
import type { World } from '../../../world/world';

/** The identity of a waypoint, as seen by the pods behind it. */
export interface WaypointIdentity {
  readonly gateway: ItemOf<'KubeGateway'>;
  readonly namespace: string;
  readonly account: string;
}

/** The waypoint that handles requests for a Service, if the world contains it. */
export function waypointIdentity(world: World, service: ItemOf<'Service'>): WaypointIdentity | undefined {
  if (!waypointOf(world, service)) return undefined;
  const gateway = namedWaypoint(world, service, service.namespace) ?? namedWaypoint(world, world.namespace(service.namespace) ?? service, service.namespace);
  if (!gateway || !['service', 'all'].includes(trafficOf(world, gateway).traffic)) return undefined;
  const account = gateway.annotations['gateway.istio.io/service-account'] ?? gateway.annotations['gateway.istio.io/name-override'] ?? gateway.name;
  return { gateway, namespace: gateway.namespace, account };
}

/** Whether a value of a policy, with `*` alone or at one end, matches a text. */
export const valueMatches = (value: string, text: string): boolean => value === '*' || value === text
  || (value.startsWith('*') && text.endsWith(value.slice(1))) || (value.endsWith('*') && text.startsWith(value.slice(0, -1)));
