import type { Item, ItemOf } from './item';
import type { Labels } from './selector';
import type { World } from './world';

export const USE = 'istio.io/use-waypoint';
/** Label of the pods of a Gateway that istiod deploys: the Gateway's name. */
export const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';

/** The waypoint that labels name; `none`, in these letters, stands for no waypoint, also against what the namespace says. */
function named(labels: Labels, namespace: string): { name: string; namespace: string } | 'none' | undefined {
  const name = labels[USE];
  if (!name) return undefined;
  return name === 'none' ? 'none' : { name, namespace: labels[`${USE}-namespace`] || namespace };
}

/** The waypoint of a Service or ServiceEntry: by its own label, else by its namespace's. */
export function waypointOf(world: World, item: Pick<Item, 'labels' | 'namespace'>): { name: string; namespace: string } | undefined {
  const own = named(item.labels, item.namespace) ?? named(world.namespace(item.namespace)?.labels ?? {}, item.namespace);
  return own === 'none' ? undefined : own;
}

/** What a Gateway takes as a waypoint: `service` where neither it nor its class says. */
export function trafficOf(world: World, gateway: ItemOf<'KubeGateway'>): { readonly traffic: string; readonly declaredBy?: Item } {
  const label = 'istio.io/waypoint-for';
  const own = gateway.labels[label];
  if (own !== undefined) return { traffic: own, declaredBy: gateway };
  const declaredBy = world.all('GatewayClass').find((c) => c.name === gateway.spec.gatewayClassName && c.labels[label] !== undefined);
  return { traffic: declaredBy?.labels[label] ?? 'service', declaredBy };
}

/** The Gateway that the labels of an object name, when the world has it. */
export function namedWaypoint(world: World, item: Pick<Item, 'labels'>, namespace: string): ItemOf<'KubeGateway'> | undefined {
  const own = named(item.labels, namespace);
  return own && own !== 'none' ? world.find('KubeGateway', own.namespace, own.name) : undefined;
}

/** The listener at which the proxies of nodes hand over what they have. */
export const tunnel = (gateway: ItemOf<'KubeGateway'>) => gateway.spec.listeners?.find((l) => l.protocol === 'HBONE' && l.port === 15008);

/** Whether gateways send requests for a service over its waypoint. */
export function ingressWaypoint(world: World, item: Pick<Item, 'labels' | 'namespace'>): boolean {
  const label = 'istio.io/ingress-use-waypoint';
  return waypointOf(world, item) !== undefined && (item.labels[label] ?? world.namespace(item.namespace)?.labels[label])?.toLowerCase() === 'true';
}
