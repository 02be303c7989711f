import type { ItemOf } from '../../../world/item';
import type { Registered } from '../../../world/services';
import { scopes, visible } from '../../../world/services';
import type { Destination } from '../../../world/shapes/istio';
import type { World } from '../../../world/world';

type VirtualService = ItemOf<'VirtualService'>;

/** A destination of a VirtualService, and its place. */
export class Use {
  public constructor(
    public readonly vs: VirtualService,
    public readonly destination: Destination,
    public readonly host: string,
    /** full name of the host */
    public readonly full: string,
    /** the service that the host resolves to for this VirtualService; undefined if it sees none with that name */
    public readonly service: Registered | undefined,
    public readonly kind: 'http' | 'tls' | 'tcp',
    /** index of the route */
    public readonly route: number,
    /** index of the destination in the route, or of the mirror; undefined for the single `mirror` of a route */
    private readonly index: number | undefined,
    public readonly mirror: boolean,
  ) {}

  /** JSON pointer to the destination. */
  public get pointer(): string {
    const route = `/spec/${this.kind}/${this.route}`;
    if (this.index === undefined) return `${route}/mirror`;
    return `${route}/${this.mirror ? 'mirrors' : 'route'}/${this.index}/destination`;
  }
}

/** Every destination of all VirtualServices, including mirrors: collected and resolved once for all checks. */
export const destinations = (world: World): readonly Use[] => world.once(destinations, () => {
  const out: Use[] = [];
  for (const vs of world.all('VirtualService')) for (const use of find(world, vs)) out.push(use);
  return out;
});

/** The destinations of one VirtualService. */
export function find(world: World, vs: VirtualService): readonly Use[] {
  const out: Use[] = [];
  let last: Use | undefined;
  const add = (destination: Destination | undefined, kind: Use['kind'], route: number, index: number | undefined, mirror: boolean) => {
    const host = destination?.host;
    if (!host) return;
    // most routes of a VirtualService have the same host
    const { full, service } = last?.host === host ? last : { full: world.registry.resolve(host, vs.namespace), service: target(world, vs, host) };
    out.push(last = new Use(vs, destination, host, full, service, kind, route, index, mirror));
  };
  for (const kind of ['tcp', 'tls', 'http'] as const) {
    vs.spec[kind]?.forEach((r, i) => r.route?.forEach((d, j) => add(d.destination, kind, i, j, false)));
  }
  vs.spec.http?.forEach((r, i) => {
    if (r.mirror) add(r.mirror, 'http', i, undefined, true);
    r.mirrors?.forEach((m, j) => add(m.destination, 'http', i, j, true));
  });
  return out;
}

/** The service that a destination host of this VirtualService resolves to, for the clients of the VirtualService. */
export function target(world: World, vs: VirtualService, host: string): Registered | undefined {
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

/** The namespace in which a host would be defined, as far as its name shows. */
export const homeOf = (world: World, host: string, from: string): string =>
  world.registry.parse(world.registry.resolve(host, from))?.namespace ?? from;

/** The gateways that a VirtualService is bound to; none means the sidecars. */
export const gatewaysOf = (vs: VirtualService): readonly string[] => (vs.spec.gateways?.length ? vs.spec.gateways : ['mesh']);
export const onMesh = (vs: VirtualService): boolean => !vs.spec.gateways?.length || vs.spec.gateways.includes('mesh');

/** Namespace and name from a `name` or `namespace/name` in an object of a namespace. */
export function splitName(text: string, namespace: string): { namespace: string; name: string } {
  const slash = text.indexOf('/');
  if (slash < 0) return { namespace, name: text };
  return { namespace: text.slice(0, slash) === '.' ? namespace : text.slice(0, slash), name: text.slice(slash + 1) };
}
