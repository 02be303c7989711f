import { namedWaypoint, trafficOf, waypointOf } from './_waypoints';
import type { ItemOf } from '../../../world/item';
import type { World } from '../../../world/world';

/** Who a waypoint is to the pods behind it. */
export interface WaypointIdentity {
  readonly gateway: ItemOf<'KubeGateway'>;
  readonly namespace: string;
  readonly account: string;
}

/** The waypoint that requests for a Service come from, where the world has it and it takes them. */
export function waypointIdentity(world: World, service: ItemOf<'Service'>): WaypointIdentity | undefined {
  if (!waypointOf(world, service)) return undefined;
  const gateway = namedWaypoint(world, service, service.namespace) ?? namedWaypoint(world, world.namespace(service.namespace) ?? service, service.namespace);
  if (!gateway || !['service', 'all'].includes(trafficOf(world, gateway).traffic)) return undefined;
  const account = gateway.annotations['gateway.istio.io/service-account'] ?? gateway.annotations['gateway.istio.io/name-override'] ?? gateway.name;
  return { gateway, namespace: gateway.namespace, account };
}

/** Whether a value of a policy, with `*` at one end or alone, is for a text. */
export const valueMatches = (value: string, text: string): boolean => value === '*' || value === text
  || (value.startsWith('*') && text.endsWith(value.slice(1))) || (value.endsWith('*') && text.startsWith(value.slice(0, -1)));
