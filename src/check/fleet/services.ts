import { canonical } from './canonical';
import { clusterLocal } from './cluster-local';
import { clusterOf, itemsOf, membersOf } from './facts';
import type { Check } from '../engine/check';
import type { Item, ItemOf } from '../engine/item';
import { show } from '../engine/selector';
import type { World } from '../engine/world';
import { Severity } from '../finding';
import { managed } from '../managed/facts';

type Service = ItemOf<'Service'>;
interface Place { readonly service: Service; readonly world: World }

/** Services of one name in several clusters; what stays in its cluster is left out. */
function* merged(worlds: readonly World[]): Iterable<readonly Place[]> {
  const byName = new Map<string, Place[]>();
  for (const world of membersOf(worlds)) {
    for (const service of world.all('Service')) {
      if (clusterLocal(world, service)) continue;
      const key = `${service.namespace}/${service.name}`;
      const list = byName.get(key);
      if (list) list.push({ service, world }); else byName.set(key, [{ service, world }]);
    }
  }
  for (const places of byName.values()) if (places.length > 1) yield places;
}

const exported = (p: Place): boolean => [...itemsOf(p.world, 'net.gke.io', 'ServiceExport'), ...itemsOf(p.world, 'multicluster.x-k8s.io', 'ServiceExport')]
  .some((e) => e.name === p.service.name && e.namespace === p.service.namespace);
const ports = (s: Service): string => canonical([...s.spec.ports ?? []].sort((a, b) => ((a.name ?? '') < (b.name ?? '') ? -1 : 1))
  .map((p) => [p.name ?? '', p.port, p.protocol ?? 'TCP', p.appProtocol ?? '']));
const field = (s: Service, name: string, otherwise: string): string => String((s.object as any).spec?.[name] ?? otherwise);

export const exportConflict: Check = {
  code: 'MESH931',
  title: 'exported service that differs between clusters',
  aliases: ['R-SV1'],
  severity: Severity.ERROR,
  explanation: 'Clusters that export a service of one name export one service. Ports, type and session affinity must agree; else the export is in conflict, and the older one\'s view holds for all.',
  runFleet(worlds, report) {
    for (const places of merged(worlds)) {
      const [first, ...rest] = places.filter(exported);
      for (const other of rest) {
        const [a, b] = [first.service, other.service];
        const differ = [
          ...(ports(a) !== ports(b) ? ['ports'] : []),
          ...((a.spec.clusterIP === 'None') !== (b.spec.clusterIP === 'None') || field(a, 'type', 'ClusterIP') !== field(b, 'type', 'ClusterIP') ? ['type'] : []),
          ...(field(a, 'sessionAffinity', 'None') !== field(b, 'sessionAffinity', 'None') ? ['sessionAffinity'] : []),
        ];
        if (differ.length > 0) {
          report(b, {
            pointer: '/spec',
            message: `service ${b.namespace}/${b.name} is exported by ${clusterOf(first.world)} and ${clusterOf(other.world)} with different ${differ.join(' and ')}; the exports conflict, and one view holds for all callers`,
            fix: 'define it alike in every cluster that exports it',
            related: [a],
          });
        }
      }
    }
  },
};

export const selectorDiffers: Check = {
  code: 'MESH932',
  title: 'service that selects different pods in each cluster',
  aliases: ['R-SV2'],
  severity: Severity.ERROR,
  explanation: 'Services of one name and namespace are one logical service: requests reach the pods of every cluster. Where selectors differ, it is two services under one name.',
  runFleet(worlds, report) {
    for (const [first, ...rest] of merged(worlds)) {
      for (const { service, world } of rest) {
        if (show(service.spec.selector) !== show(first.service.spec.selector)) {
          report(service, {
            pointer: '/spec/selector',
            message: `service ${service.namespace}/${service.name} selects ${show(service.spec.selector) || 'nothing'} in ${clusterOf(world)} and ${show(first.service.spec.selector) || 'nothing'} in ${clusterOf(first.world)}; callers reach both`,
            fix: 'select the same pods in every cluster, rename one, or keep it in its cluster (clusterLocal)',
            related: [first.service],
          });
        }
      }
    }
  },
};

export const imagesDiffer: Check = {
  code: 'MESH933',
  title: 'service that is made of different programs in each cluster',
  aliases: ['R-SV3'],
  severity: Severity.WARNING,
  explanation: 'The mesh merges the endpoints of services of one name, exported or not. Different images behind them are most often two services that share a name by chance. Tags may differ: that is a rollout.',
  runFleet(worlds, report) {
    for (const [first, ...rest] of merged(worlds)) {
      const wanted = images(first);
      for (const place of rest) {
        const here = images(place);
        if (wanted && here && wanted !== here) {
          report(place.service, {
            message: `service ${place.service.namespace}/${place.service.name} is ${here} in ${clusterOf(place.world)} and ${wanted} in ${clusterOf(first.world)}; callers reach either`,
            fix: 'run the same program under one name, or rename one of the services',
            related: [first.service],
          });
        }
      }
    }
  },
};

/** Repositories of the images behind a service, without tags. */
function images({ service, world }: Place): string {
  const { selector } = service.spec;
  if (!selector || Object.keys(selector).length === 0) return '';
  const found = world.pods(selector, service.namespace).flatMap((p) => (p.spec.containers ?? []).map((c) => (c.image ?? '').replace(/@.*$/, '').replace(/:[^/:]*$/, '')));
  return [...new Set(found)].filter((i) => i && i !== 'auto').sort().join(', ');
}

const ROUTES = ['VirtualService', 'DestinationRule', 'HTTPRoute', 'GRPCRoute', 'AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication'] as const;

export const routesDiffer: Check = {
  code: 'MESH934',
  title: 'route or policy that is not in every cluster that needs it',
  aliases: ['R-SV4'],
  severity: Severity.ERROR,
  explanation: 'Each cluster\'s control plane reads the objects of its own cluster. A route must be where callers are, a policy where the workloads are: a cluster without it (or with another) treats the same service differently.',
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
              message: `${kind} ${item.namespace}/${item.name} differs in ${clusterOf(world)} and ${clusterOf(first.world)}: the same service behaves in two ways, by the cluster that ${routes(kind) ? 'a request comes from' : 'it is served in'}`,
              fix: 'apply the same to every cluster',
              related: [first.item],
            });
          }
        }
        for (const world of members) {
          if (!places.some((p) => p.world === world) && needs(world, first.item)) {
            report(first.item, {
              message: `${kind} ${first.item.namespace}/${first.item.name} is not in ${clusterOf(world)}, which ${routes(kind) ? 'knows its host' : 'runs its workloads'}: there it does not hold`,
              fix: `apply it to ${clusterOf(world)}, too`,
            });
          }
        }
      }
    }
  },
};

const routes = (kind: string): boolean => !/(Policy|Authentication)$/.test(kind);

/** Policies of a namespace as a whole are its meaning, and compared there. Routes of gateways alone hold where the gateway is. */
function selective(item: Item): boolean {
  const spec = (item.object as any).spec ?? {};
  if (!routes(item.kind)) return spec.selector !== undefined || spec.targetRefs !== undefined || spec.targetRef !== undefined;
  if (item.kind === 'VirtualService') return !Array.isArray(spec.gateways) || spec.gateways.length === 0 || spec.gateways.includes('mesh');
  if (item.kind !== 'DestinationRule') return Array.isArray(spec.parentRefs) && spec.parentRefs.some((r: any) => r?.kind === 'Service');
  return true;
}

/** What an object says; the locality of a DestinationRule is said by other means where Traffic Director serves. */
function meaning(item: Item, world: World, other: World): string {
  const spec = (item.object as any).spec ?? {};
  if (item.kind !== 'DestinationRule' || managed(world)?.implementation === managed(other)?.implementation) return canonical(spec);
  const copy = structuredClone(spec);
  const lb = copy.trafficPolicy?.loadBalancer;
  if (lb) {
    delete lb.localityLbSetting;
    if (Object.keys(lb).length === 0) delete copy.trafficPolicy.loadBalancer;
  }
  return canonical(copy);
}

/** Whether a cluster must have the object: it has the host that a route is about, or the workloads that a policy is about. */
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

export const serviceChecks = [exportConflict, selectorDiffers, imagesDiffer, routesDiffer];
