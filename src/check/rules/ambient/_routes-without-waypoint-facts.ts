import { ambientService, anyAmbient } from './_waypoints';
import type { Item } from '../../../world/item';
import type { Registered } from '../../../world/services';
import type { World } from '../../../world/world';
import { onMesh } from '../traffic/_destinations';

interface Use { readonly item: Item; readonly host: string; readonly at: string; readonly what: string; readonly aliases: { readonly none: readonly string[]; readonly elsewhere?: string } }

/** Rules and settings for HTTP requests, with their host in the mesh. */
function* uses(world: World): Iterable<Use> {
  for (const vs of world.all('VirtualService')) {
    if (!vs.spec.http?.length || !onMesh(vs)) continue;
    for (const [i, host] of (vs.spec.hosts ?? []).entries()) {
      yield { item: vs, host: world.registry.resolve(host, vs.namespace), at: `/spec/hosts/${i}`, what: 'rules', aliases: { none: ['KIA1109', 'KIA1113'], elsewhere: 'KIA1114' } };
    }
  }
  for (const kind of ['HTTPRoute', 'GRPCRoute'] as const) {
    for (const route of world.all(kind)) {
      for (const [i, ref] of (route.spec.parentRefs ?? []).entries()) {
        if (ref.group !== '' || ref.kind !== 'Service' || !ref.name) continue;
        yield { item: route, host: world.registry.fqdn(ref.name, ref.namespace ?? route.namespace), at: `/spec/parentRefs/${i}`, what: 'rules', aliases: { none: [] } };
      }
    }
  }
  for (const dr of world.all('DestinationRule')) {
    const policies = [dr.spec.trafficPolicy, ...dr.spec.subsets?.map((s) => s.trafficPolicy) ?? []];
    if (!dr.spec.host || !(dr.spec.subsets?.length || policies.some((p) => p?.loadBalancer || p?.connectionPool || p?.outlierDetection))) continue;
    yield { item: dr, host: world.registry.resolve(dr.spec.host, dr.namespace), at: '/spec/host', what: 'settings', aliases: { none: ['KIA0210', 'KIA0211'], elsewhere: 'KIA0212' } };
  }
}

/** Only if every client is in ambient mode as well: sidecars apply the rules themselves. */
export const sidecars = (world: World): boolean => world.once('anySidecars', () =>
  world.all('Namespace').some((n) => n.labels['istio-injection'] === 'enabled' || n.labels['istio.io/rev'] !== undefined)
  || world.podsLabelled('sidecar.istio.io/inject').some((p) => p.labels['sidecar.istio.io/inject'] === 'true'));

export function each(world: World, visit: (use: Use, service: Registered) => void): void {
  if (!anyAmbient(world)) return;
  for (const use of uses(world)) {
    const service = world.registry.same(use.host)[0];
    if (service && ambientService(world, service)) visit(use, service);
  }
}
