import { destinations, gatewaysOf, splitName, type Use } from './_destinations';
import type { Item } from '../../../world/item';
import type { World } from '../../../world/world';
import { pointer } from '../../engine/check';

/** Who uses the route of a destination: sidecars, Gateways, or both. */
export function clientsOf(use: Use): { readonly mesh: boolean; readonly gateways: readonly string[] } {
  const matches = use.vs.spec[use.kind]?.[use.route]?.match ?? [];
  const names = (g: string) => (g === 'mesh' ? g : Object.values(splitName(g, use.vs.namespace)).join('/'));
  const bound = gatewaysOf(use.vs).map(names);
  const all = matches.some((m) => !m.gateways?.length) || !matches.length ? bound : matches.flatMap((m) => m.gateways ?? []).map(names).filter((g) => bound.includes(g));
  return { mesh: all.includes('mesh'), gateways: all.filter((g) => g !== 'mesh') };
}

/** A backend of a route of the Gateway API: a Service by its full host, or a Hostname. */
export interface BackendUse {
  readonly route: Item;
  readonly at: string;
  readonly host: string;
  readonly port: number | undefined;
  /** hosts of the Services that the route applies to in the mesh */
  readonly parents: readonly string[];
  /** whether the route is attached to a Gateway */
  readonly gateway: boolean;
}

/** The backends of all routes of the Gateway API. */
export const backendUses = (world: World): readonly BackendUse[] => world.once(backendUses, () => {
  const out: BackendUse[] = [];
  for (const kind of ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute'] as const) {
    for (const route of world.all(kind)) {
      const refs = route.spec.parentRefs ?? [];
      const parents = refs.filter((r) => r.group === '' && r.kind === 'Service').map((r) => world.registry.fqdn(r.name ?? '', r.namespace ?? route.namespace));
      const gateway = refs.some((r) => (r.kind ?? 'Gateway') === 'Gateway' || /ListenerSet$/.test(r.kind ?? ''));
      for (const [i, rule] of (route.spec.rules ?? []).entries()) {
        for (const [j, ref] of (rule.backendRefs ?? []).entries()) {
          const service = (ref.group ?? '') === '' && (ref.kind ?? 'Service') === 'Service';
          const hostname = ref.group === 'networking.istio.io' && ref.kind === 'Hostname';
          if (!ref.name || ref.weight === 0 || !(service || hostname)) continue;
          out.push({ route, at: pointer('spec', 'rules', i, 'backendRefs', j), host: service ? world.registry.fqdn(ref.name, ref.namespace ?? route.namespace) : ref.name, port: ref.port, parents, gateway });
        }
      }
    }
  }
  return out;
});

/** Full hosts that a route of a gateway leads to. */
export const hostsOfGateways = (world: World): ReadonlySet<string> => world.once(hostsOfGateways, () => new Set([
  ...destinations(world).filter((u) => clientsOf(u).gateways.length).map((u) => u.full),
  ...backendUses(world).filter((u) => u.gateway).map((u) => u.host),
]));
