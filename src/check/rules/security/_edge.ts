import { push } from '../../../world/collect';
import type { Item, ItemOf } from '../../../world/item';
import type { Pod } from '../../../world/pods';
import type { Registered } from '../../../world/services';
import type { HttpRoute } from '../../../world/shapes/istio';
import type { World } from '../../../world/world';
import { splitName } from '../traffic/_destinations';

/** A route of a gateway: the pods of the gateway, the rule, and the services that it leads to. */
export interface EdgeRoute {
  readonly pods: readonly Pod[];
  readonly item: Item;
  readonly hosts: readonly string[];
  /** the rule of the VirtualService */
  readonly rule?: HttpRoute;
  readonly index: number;
  readonly services: readonly Registered[];
}

/** Every HTTP rule at gateways, of Istio's kinds and the Gateway API's. */
export const edgeRoutes = (world: World): readonly EdgeRoute[] => world.once(edgeRoutes, () => {
  const out: EdgeRoute[] = [];
  for (const vs of world.all('VirtualService', 'gateways')) {
    const pods = new Set((vs.spec.gateways ?? []).filter((g) => g !== 'mesh').flatMap((name) => {
      const ref = splitName(name, vs.namespace);
      const gateway = world.find('Gateway', ref.namespace, ref.name);
      const selector = gateway?.spec.selector;
      return selector && Object.keys(selector).length ? world.pods(selector) : [];
    }));
    if (!pods.size) continue;
    vs.spec.http?.forEach((rule, index) => out.push({
      pods: [...pods],
      item: vs,
      hosts: vs.spec.hosts ?? [],
      rule,
      index,
      services: (rule.route ?? []).flatMap((d) => world.registry.same(world.registry.resolve(d.destination?.host ?? '', vs.namespace))),
    }));
  }
  const byGateway = new Map<string, Pod[]>();
  for (const pod of world.podsLabelled('gateway.networking.k8s.io/gateway-name')) push(byGateway, `${pod.namespace}/${pod.labels['gateway.networking.k8s.io/gateway-name']}`, pod);
  for (const route of byGateway.size ? [...world.all('HTTPRoute'), ...world.all('GRPCRoute')] as readonly ItemOf<'HTTPRoute'>[] : []) {
    const pods = (route.spec.parentRefs ?? []).filter((p) => (p.kind ?? 'Gateway') === 'Gateway').flatMap((p) => byGateway.get(`${p.namespace ?? route.namespace}/${p.name ?? ''}`) ?? []);
    if (!pods.length) continue;
    route.spec.rules?.forEach((rule, index) => out.push({
      pods,
      item: route,
      hosts: route.spec.hostnames ?? [],
      index,
      services: (rule.backendRefs ?? []).filter((r) => !r.group && (r.kind ?? 'Service') === 'Service')
        .flatMap((r) => world.registry.same(world.registry.fqdn(r.name ?? '', r.namespace ?? route.namespace))),
    }));
  }
  return out;
});
