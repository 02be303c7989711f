import type { Item, ItemOf } from './item';
import type { Labels } from './selector';
import type { World } from './world';

export const USE = 'istio.io/use-waypoint';
/** Label of the pods of a Gateway that istiod deploys: the Gateway's name. */
export const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';

/** The waypoint named by labels; the value `none` means no waypoint, even if the namespace has one. */
function named(labels: Labels, namespace: string): { name: string; namespace: string } | 'none' | undefined {
  const name = labels[USE];
  if (!name) return undefined;
  return name === 'none' ? 'none' : { name, namespace: labels[`${USE}-namespace`] || namespace };
}

/** The waypoint of a Service or ServiceEntry: by its own label, else by its namespace's label. */
export function waypointOf(world: World, item: Pick<Item, 'labels' | 'namespace'>): { name: string; namespace: string } | undefined {
  const own = named(item.labels, item.namespace) ?? named(world.namespace(item.namespace)?.labels ?? {}, item.namespace);
  return own === 'none' ? undefined : own;
}

/** The traffic that a Gateway handles as a waypoint: `service` if neither it nor its class sets one. */
export function trafficOf(world: World, gateway: ItemOf<'KubeGateway'>): { readonly traffic: string; readonly declaredBy?: Item } {
  const label = 'istio.io/waypoint-for';
  const own = gateway.labels[label];
  if (own !== undefined) return { traffic: own, declaredBy: gateway };
  const declaredBy = world.all('GatewayClass').find((c) => c.name === gateway.spec.gatewayClassName && c.labels[label] !== undefined);
  return { traffic: declaredBy?.labels[label] ?? 'service', declaredBy };
}

/** The Gateway named by the labels of an object, if the world has it. */
export function namedWaypoint(world: World, item: Pick<Item, 'labels'>, namespace: string): ItemOf<'KubeGateway'> | undefined {
  const own = named(item.labels, namespace);
  return own && own !== 'none' ? world.find('KubeGateway', own.namespace, own.name) : undefined;
}

/** The listener to which ztunnels send connections. */
export const tunnel = (gateway: ItemOf<'KubeGateway'>) => gateway.spec.listeners?.find((l) => l.protocol === 'HBONE' && l.port === 15008);

/** Whether gateways send requests for a service through its waypoint. */
export function ingressWaypoint(world: World, item: Pick<Item, 'labels' | 'namespace'>): boolean {
  const label = 'istio.io/ingress-use-waypoint';
  return waypointOf(world, item) !== undefined && (item.labels[label] ?? world.namespace(item.namespace)?.labels[label])?.toLowerCase() === 'true';
}
