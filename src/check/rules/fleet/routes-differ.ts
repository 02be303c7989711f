import { canonical } from './_canonical';
import { clusterOf, membersOf } from './_facts';
import type { Item } from '../../../world/item';
import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { managed } from '../managed/_facts';

const ROUTES = ['VirtualService', 'DestinationRule', 'HTTPRoute', 'GRPCRoute', 'AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication'] as const;

export const routesDiffer: Check = {
  code: 'MESH934',
  title: 'route or policy that is missing in a cluster that needs it',
  aliases: ['R-SV4'],
  severity: Severity.ERROR,
  explanation: 'The control plane of each cluster reads the objects of its own cluster. A route must exist where the callers are, a policy where the workloads are: a cluster without it (or with a different one) treats the same service differently. The finding is a warning for routes, which are often changed cluster by cluster.',
  runFleet(worlds, report) {
    const members = membersOf(worlds);
    for (const kind of ROUTES) {
      const byName = new Map<string, { item: Item; world: World }[]>();
      for (const world of members) {
        for (const item of world.all(kind) as readonly Item[]) {
          if (selective(item)) byName.set(`${item.namespace}/${item.name}`, [...byName.get(`${item.namespace}/${item.name}`) ?? [], { item, world }]);
        }
      }
      for (const places of byName.values()) {
        const [first, ...rest] = places;
        for (const { item, world } of rest) {
          if (meaning(item, world, first.world) !== meaning(first.item, first.world, world)) {
            report(item, {
              pointer: '/spec',
              severity: severityOf(kind),
              message: `${kind} ${item.namespace}/${item.name} differs in ${clusterOf(world)} and ${clusterOf(first.world)}: the same service behaves differently depending on the cluster that ${routes(kind) ? 'a request comes from' : 'it is served in'}`,
              fix: `apply the same object to every cluster${routes(kind) ? IN_CONSTRUCTS : ''}`,
              related: [first.item],
            });
          }
        }
        for (const world of members) {
          if (!places.some((p) => p.world === world) && needs(world, first.item)) {
            report(first.item, {
              severity: severityOf(kind),
              message: `${kind} ${first.item.namespace}/${first.item.name} is not in ${clusterOf(world)}, which ${routes(kind) ? 'knows its host' : 'runs its workloads'}: it does not apply there`,
              fix: `apply it also to ${clusterOf(world)}${routes(kind) ? IN_CONSTRUCTS : ''}`,
            });
          }
        }
      }
    }
  },
};

/** A cluster that does not run a service has its routes from what is imported there. */
const IN_CONSTRUCTS = ' (with constructs, declare the same rules and split in each, also on the service of a ServiceImport)';

const routes = (kind: string): boolean => !/(Policy|Authentication)$/.test(kind);

/** A policy that does not apply in a cluster leaves its workloads open; routes are often changed cluster by cluster. */
const severityOf = (kind: string): Severity => (routes(kind) ? Severity.WARNING : Severity.ERROR);

/** Namespace-wide policies are compared as the namespace's meaning. Routes of gateways apply only where the gateway is. */
function selective(item: Item): boolean {
  const spec = (item.object as any).spec ?? {};
  if (!routes(item.kind)) return spec.selector !== undefined || spec.targetRefs !== undefined || spec.targetRef !== undefined;
  if (item.kind === 'VirtualService') return !Array.isArray(spec.gateways) || spec.gateways.length === 0 || spec.gateways.includes('mesh');
  if (item.kind !== 'DestinationRule') return Array.isArray(spec.parentRefs) && spec.parentRefs.some((r: any) => r?.kind === 'Service');
  return true;
}

/** The meaning of an object; with Traffic Director, the locality settings of a DestinationRule are configured elsewhere. */
function meaning(item: Item, world: World, other: World): string {
  const spec = (item.object as any).spec ?? {};
  if (item.kind !== 'DestinationRule') return canonical(spec);
  if (managed(world)?.implementation === managed(other)?.implementation && !distributes(world, item) && !distributes(other, item)) return canonical(spec);
  const copy = structuredClone(spec);
  const lb = copy.trafficPolicy?.loadBalancer;
  if (lb) {
    delete lb.localityLbSetting;
    if (Object.keys(lb).length === 0) delete copy.trafficPolicy.loadBalancer;
  }
  return canonical(copy);
}

/** Whether Google's own policy distributes the requests to a rule's host in a cluster. */
function distributes(world: World, rule: Item): boolean {
  const { host } = (rule.object as any).spec ?? {};
  const named = (name: unknown, namespace: string) => (typeof name === 'string' ? world.registry.resolve(name, namespace) : undefined);
  return world.ofKind('networking.gke.io', 'GCPTrafficDistributionPolicy').some((policy) => {
    const { targetRefs } = (policy.object as any).spec ?? {};
    return Array.isArray(targetRefs) && targetRefs.some((t) => t?.kind === 'Service' && named(t.name, policy.namespace) === named(host, rule.namespace));
  });
}

/** Whether a cluster needs the object: it has the route's host, or the policy's workloads. */
function needs(world: World, item: Item): boolean {
  const spec = (item.object as any).spec ?? {};
  if (!routes(item.kind)) {
    const selector = spec.selector?.matchLabels;
    if (selector) return world.pods(selector, item.namespace).length > 0;
    const targets = [...(Array.isArray(spec.targetRefs) ? spec.targetRefs : []), ...(spec.targetRef ? [spec.targetRef] : [])];
    return targets.some((t: any) => t?.kind === 'Service' && world.all('Service').some((s) => s.name === t.name && s.namespace === item.namespace));
  }
  const hosts: unknown[] = item.kind === 'DestinationRule' ? [spec.host] : item.kind === 'VirtualService' ? spec.hosts ?? [] : (spec.parentRefs ?? []).filter((r: any) => r?.kind === 'Service').map((r: any) => r.name);
  return hosts.some((h) => typeof h === 'string' && world.registry.same(world.registry.resolve(h, item.namespace)).some((r) => r.namespace === item.namespace));
}
