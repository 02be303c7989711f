import type { ItemOf } from '../../world/item';
import { matchesSelector } from '../../world/selector';
import type { LabelSelector } from '../../world/shapes/core';
import { ingressWaypoint, trafficOf, tunnel, USE, waypointOf } from '../../world/waypoints';
import type { World } from '../../world/world';
import { UNSPECIFIED, type MeshService } from '../services';

/** A waypoint that handles a share of the requests for a service. */
export interface Bound {
  readonly gateway: ItemOf<'KubeGateway'>;
  /** 0 to 1 */
  readonly share: number;
}
/** How requests for a service reach it: through waypoints, or directly if there are none. `unknown`: why the files don't determine it. */
export interface Binding {
  readonly waypoints: readonly Bound[];
  readonly unknown?: string;
}

const STRAIGHT: Binding = { waypoints: [] };
const CANARY = `${USE}-canary`;

/** The waypoints of a service, as ztunnels use them. Like istiod, this omits a waypoint that does not exist or does not accept the service. */
export function bindingOf(world: World, service: MeshService): Binding {
  const { item } = service;
  if (item.labels['gateway.istio.io/managed']?.startsWith('istio.io-') || !hasAddress(service)) return STRAIGHT;
  const named = waypointOf(world, item);
  if (!named) return STRAIGHT;
  const primary = usable(world, service, named);
  if (typeof primary === 'string') return { waypoints: [], unknown: primary };
  if (!primary) return STRAIGHT;
  const weight = canaryWeight(world, service);
  const canary = weight && usable(world, service, weight.waypoint);
  if (typeof canary === 'string') return { waypoints: [], unknown: canary };
  if (!weight || !canary || canary === primary) return { waypoints: [{ gateway: primary, share: 1 }] };
  return { waypoints: [{ gateway: primary, share: 1 - weight.share }, { gateway: canary, share: weight.share }].filter((b) => b.share > 0) };
}

/** Whether gateways of the mesh also send requests for a service to its waypoints. */
export const fromGateways = (world: World, { item }: MeshService): boolean => ingressWaypoint(world, item);

/** Waypoints handle what is sent to the address of a service. Hosts of ServiceEntries get an address if the manifest has none. */
export const hasAddress = ({ address, resolution, host }: MeshService): boolean =>
  address !== UNSPECIFIED || (resolution !== 'PASSTHROUGH' && resolution !== 'ALIAS' && !host.startsWith('*'));

interface Named { readonly name: string; readonly namespace: string }

/** The Gateway of a waypoint, if it accepts the service; as a string, why the files don't determine it. */
function usable(world: World, { item: { namespace } }: MeshService, { name, namespace: at }: Named): ItemOf<'KubeGateway'> | string | undefined {
  const gateway = world.find('KubeGateway', at, name);
  if (!gateway) return world.closed(at) ? undefined : `the files don't contain the waypoint ${at}/${name}`;
  const { traffic } = trafficOf(world, gateway);
  if (traffic !== 'service' && traffic !== 'all') return undefined;
  const { from = 'Same', selector } = tunnel(gateway)?.allowedRoutes?.namespaces ?? {};
  if (from === 'All') return gateway;
  if (from === 'Same') return at === namespace ? gateway : undefined;
  const labels = { ...world.namespace(namespace)?.labels, 'kubernetes.io/metadata.name': namespace };
  return selector && matchesSelector(selector as LabelSelector, labels) ? gateway : undefined;
}

/** The second waypoint of a service, and its share; its labels are read from where those of the first one are. */
function canaryWeight(world: World, { item }: MeshService): { readonly waypoint: Named; readonly share: number } | undefined {
  const namespace = item.labels[USE] ? undefined : world.namespace(item.namespace);
  const from = item.labels[CANARY] === undefined && namespace?.labels[CANARY] !== undefined ? namespace : item;
  const name = from.labels[CANARY];
  if (!name || name === 'none') return undefined;
  const weight = item.annotations[`${CANARY}-weight`] ?? namespace?.annotations[`${CANARY}-weight`] ?? '0';
  const share = /^\d+$/.test(weight) && Number(weight) <= 100 ? Number(weight) / 100 : 0;
  return share > 0 ? { waypoint: { name, namespace: from.labels[`${CANARY}-namespace`] || item.namespace }, share } : undefined;
}
