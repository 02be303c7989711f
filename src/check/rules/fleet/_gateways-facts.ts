import type { Item } from '../../../world/item';
import type { World } from '../../../world/world';
import { at } from '../../engine/path';

export const GKE = /^gke-l7-/;

/** GKE's gateway classes that a route is attached to. */
function classesOf(world: World, route: Item): readonly string[] {
  const parents = at(route.object, 'spec.parentRefs[*]').map(({ value }) => value as any).filter((p) => p && (p.kind ?? 'Gateway') === 'Gateway');
  return parents.flatMap((p) => world.all('KubeGateway').filter((g) => g.name === p.name && g.namespace === (p.namespace ?? route.namespace)).map((g) => g.spec.gatewayClassName ?? ''));
}

export const attached = (world: World): readonly (readonly [Item, readonly string[]])[] =>
  (['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'] as const).flatMap((k) => world.all(k) as readonly Item[]).map((r) => [r, classesOf(world, r).filter((c) => GKE.test(c))] as const);
