import { onMesh } from './_destinations';
import { push } from '../../../world/collect';
import { label, type Item, type ItemOf } from '../../../world/item';
import { pointer, type Check } from '../../engine/check';
import { allOf } from '../../engine/others';
import { Severity } from '../../finding';

export const routeKindsCollide: Check = {
  code: 'MESH231',
  title: 'VirtualService and HTTPRoute for one host',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A VirtualService and a Gateway API route apply to the same service in the mesh. Istio does not merge the two: sidecars use one and drop the rules of the other.',
  run(world, report) {
    const routes = new Map<string, Item[]>();
    for (const key of ['HTTPRoute', 'GRPCRoute'] as const) {
      for (const route of world.all(key)) {
        for (const parent of route.spec.parentRefs ?? []) {
          if (parent.kind !== 'Service' || parent.group || !parent.name) continue;
          const host = world.registry.fqdn(parent.name, parent.namespace || route.namespace);
          push(routes, host, route);
        }
      }
    }
    if (!routes.size) return;
    for (const vs of world.all('VirtualService') as readonly ItemOf<'VirtualService'>[]) {
      if (!onMesh(vs)) continue;
      vs.spec.hosts?.forEach((h, i) => {
        const rivals = routes.get(world.registry.resolve(h, vs.namespace));
        if (!rivals) return;
        const others = allOf(rivals, label);
        report(vs, {
          pointer: pointer('spec', 'hosts', i),
          message: `${others.names} also ${others.count > 1 ? 'apply' : 'applies'} to ${h}: sidecars use the rules of one of them and drop those of the ${others.count > 1 ? 'others' : 'other'}`,
          fix: 'use only one of the two APIs for the rules of this host',
          related: others.shown,
        });
      });
    }
  },
};
