import type { ItemOf } from '../engine/item';
import type { Registered } from '../engine/services';
import { scopes, visible } from '../engine/services';
import type { Destination } from '../engine/shapes/istio';
import type { World } from '../engine/world';

/** A destination of a VirtualService, and where it stands. */
export interface Use {
  readonly destination: Destination;
  readonly host: string;
  /** to the destination */
  readonly pointer: string;
  readonly kind: 'http' | 'tls' | 'tcp';
  readonly mirror: boolean;
  /** index of the route */
  readonly route: number;
}

const uses = new WeakMap<ItemOf<'VirtualService'>, readonly Use[]>();

/** Every destination of a VirtualService, mirrors too. */
export function destinations(vs: ItemOf<'VirtualService'>): readonly Use[] {
  let known = uses.get(vs);
  if (!known) uses.set(vs, known = find(vs));
  return known;
}
function find(vs: ItemOf<'VirtualService'>): Use[] {
  const out: Use[] = [];
  const add = (destination: Destination | undefined, kind: Use['kind'], mirror: boolean, route: number, ...path: (string | number)[]) => {
    if (destination?.host) out.push({ destination, host: destination.host, pointer: `/spec/${kind}/${route}/${path.join('/')}`, kind, mirror, route });
  };
  for (const kind of ['tcp', 'tls', 'http'] as const) {
    (vs.spec[kind] ?? []).forEach((r, i) => r.route?.forEach((d, j) => add(d.destination, kind, false, i, 'route', j, 'destination')));
  }
  (vs.spec.http ?? []).forEach((r, i) => {
    add(r.mirror, 'http', true, i, 'mirror');
    r.mirrors?.forEach((m, j) => add(m.destination, 'http', true, i, 'mirrors', j, 'destination'));
  });
  return out;
}

/** What a destination host of this VirtualService reaches, seen from where the VirtualService applies. */
export function target(world: World, vs: ItemOf<'VirtualService'>, host: string): Registered | undefined {
  const full = world.registry.resolve(host, vs.namespace);
  const seen = (r: Registered): boolean => r.exportTo.includes('*')
    || (vs.spec.exportTo?.length ? scopes(vs.spec.exportTo, vs.namespace).some((ns) => visible(r, ns)) : visible(r, vs.namespace));
  const here = world.registry.covering(full).find(seen);
  if (here) return here;
  for (const other of world.siblings) {
    const there = other.registry.covering(full).find(seen);
    if (there) return there;
  }
  return undefined;
}

/** The namespace that a host would be defined in, as far as its name tells. */
export const homeOf = (world: World, host: string, from: string): string =>
  world.registry.parse(world.registry.resolve(host, from))?.namespace ?? from;

/** The gateways that a VirtualService is bound to; none means the sidecars. */
export const gatewaysOf = (vs: ItemOf<'VirtualService'>): readonly string[] => (vs.spec.gateways?.length ? vs.spec.gateways : ['mesh']);
export const onMesh = (vs: ItemOf<'VirtualService'>): boolean => gatewaysOf(vs).includes('mesh');

/** Namespace and name in a `name` or `namespace/name` that stands in an object of a namespace. */
export function splitName(text: string, namespace: string): { namespace: string; name: string } {
  const slash = text.indexOf('/');
  if (slash < 0) return { namespace, name: text };
  return { namespace: text.slice(0, slash) === '.' ? namespace : text.slice(0, slash), name: text.slice(slash + 1) };
}
