import { destinations } from './_destinations';
import { backendUses } from './_route-clients';
import type { ItemOf } from '../../../world/item';
import type { Registered } from '../../../world/services';
import type { World } from '../../../world/world';
import { type Check, type Found } from '../../engine/check';
import { Severity } from '../../finding';

/** Services, as namespace/name, with endpoints from objects. */
const withEndpoints = (world: World): ReadonlySet<string> => world.once(withEndpoints, () => new Set([
  ...world.ofKind('discovery.k8s.io', 'EndpointSlice').map((e) => `${e.namespace}/${e.labels['kubernetes.io/service-name'] ?? ''}`),
  ...world.ofKind('', 'Endpoints').map((e) => `${e.namespace}/${e.name}`),
]));

/** Full hosts for which VirtualServices have rules. */
const split = (world: World): ReadonlySet<string> => world.once(split, () => new Set(world.all('VirtualService').flatMap((vs) => (vs.spec.hosts ?? []).map((h) => world.registry.resolve(h, vs.namespace)))));

/** The problem of a route to a service without endpoints. */
function found(world: World, service: Registered | undefined, at: string): Found | undefined {
  if (service?.kind !== 'Service' || service.made || service.selector || !world.closed(service.namespace)) return undefined;
  const { spec, name, namespace } = service.item as ItemOf<'Service'>;
  if (spec.type === 'ExternalName' || withEndpoints(world).has(`${namespace}/${name}`) || (name === 'kubernetes' && namespace === 'default')) return undefined;
  // merged with services of the same name in other clusters, and with imports of its name
  if (world.siblings.some((w) => w.find('Service', namespace, name)) || world.find('ServiceImport', namespace, name)) return undefined;
  return {
    pointer: at,
    message: `Service ${namespace}/${name} has no selector and no EndpointSlice: requests of this route get a 503, no healthy upstream${split(world).has(service.host) ? '; the rules for its host apply to clients that call that host, not to a route to it' : ''}`,
    fix: `${split(world).has(service.host) ? 'use the Services that its VirtualService routes to as destinations' : 'route to a Service with pods'}; or give Service ${namespace}/${name} a selector or an EndpointSlice (label kubernetes.io/service-name: ${name})`,
    related: [service.item],
  };
}

export const routeToNoEndpoints: Check = {
  code: 'MESH277',
  title: 'route to a Service without endpoints',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A Service without a selector has only the endpoints of an EndpointSlice that is created separately. A Service that is only a name for mesh rules has none: a route to it, at a gateway or from another host, is not routed again by those rules and gets a 503 (`UH`).',
  run(world, report) {
    for (const use of destinations(world)) {
      const f = use.mirror ? undefined : found(world, use.service, use.pointer);
      if (f) report(use.vs, f);
    }
    for (const use of backendUses(world)) {
      const f = found(world, world.registry.same(use.host).find((r) => r.kind === 'Service'), use.at);
      if (f) report(use.route, { ...f, severity: Severity.WARNING });
    }
  },
};
