import { backendProblems } from './backends';
import { controllerOf } from './classes';
import type { ListenerModel, Problem } from './model';
import { selects } from './namespaces';
import { simulate } from './simulate';
import { hostsMatch } from '../../world/hosts';
import type { Item, ItemOf } from '../../world/item';
import type { Reference } from '../../world/shapes/gateway-api';
import type { World } from '../../world/world';
import { pointer, unknownIn, type Found } from '../engine/check';
import { nearName, nearObject, orNear } from '../engine/near';
import { Severity } from '../finding';

const GROUP = 'gateway.networking.k8s.io';
export const ROUTE_KINDS = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'] as const;
export type Route = ItemOf<(typeof ROUTE_KINDS)[number]>;

/** How closely a listener matches a parentRef; the closest one is reported. */
type Refusal = { readonly rank: number; readonly code: string; readonly reason: string; readonly message: string; readonly fix: string; readonly severity?: Severity };

/** Whether routes of a namespace may attach; undefined when the namespace's labels are unknown. */
function namespaceAllowed(world: World, l: ListenerModel, namespace: string): boolean | undefined {
  const from = l.listener.allowedRoutes?.namespaces;
  const how = from?.from ?? 'Same';
  if (how === 'Same') return namespace === l.owner.namespace;
  if (how === 'All' || !from?.selector) return how !== 'None';
  return selects(world, from.selector, namespace);
}

function refuse(world: World, route: Route, ref: Reference, l: ListenerModel, siblings: readonly ListenerModel[]): Refusal | undefined {
  const parent = `${l.owner.kind} ${l.owner.namespace}/${l.owner.name}`;
  if (ref.port !== undefined && ref.port !== l.port) {
    return { rank: 4, code: 'MESH801', reason: 'NoMatchingParent', message: `${parent} has no listener on port ${ref.port}`, fix: `use the port of a listener, like ${l.port}, or remove port` };
  }
  if (ref.sectionName !== undefined && ref.sectionName !== l.listener.name) {
    return { rank: 4, code: 'MESH801', reason: 'NoMatchingParent', message: `${parent} has no listener named ${ref.sectionName}`, fix: orNear(nearName('listener', ref.sectionName, siblings.flatMap((s) => s.listener.name ?? [])), `use the name of a listener${l.listener.name ? `, like ${l.listener.name}` : ''}, or remove sectionName`) };
  }
  const allowed = namespaceAllowed(world, l, route.namespace);
  const hostnames = route.spec.hostnames?.length ? route.spec.hostnames : ['*'];
  const matches = hostnames.some((h) => hostsMatch(l.hostname, h));
  if (!matches) {
    const message = `${parent} listens for ${l.hostname}, but the route is for ${hostnames.join(', ')}`;
    return { rank: 3, code: 'MESH802', reason: 'NoMatchingListenerHostname', message, fix: `use a hostname that ${l.hostname} matches, or add a listener for the route's` };
  }
  if (allowed === false || (allowed === undefined && world.closed(route.namespace))) {
    const message = `${parent} accepts no routes from namespace ${route.namespace}${allowed === false ? '' : ', unless the namespace has labels that are not in the checked objects'}`;
    const severity = allowed === false ? Severity.ERROR : Severity.WARNING;
    return { rank: 1, code: 'MESH803', reason: 'NotAllowedByListeners', message, fix: `allow the namespace in a listener (allowedRoutes.namespaces: { from: All }, or a selector), or move the route to ${l.owner.namespace}`, severity };
  }
  if (!l.kinds.includes(route.kind)) {
    const message = `listener ${l.listener.name ?? ''} of ${parent} accepts ${l.kinds.join(', ') || 'no routes'}, not ${route.kind}`;
    return { rank: 1, code: 'MESH803', reason: 'NotAllowedByListeners', message, fix: `attach the route to a listener that accepts ${route.kind}, or allow the kind in allowedRoutes.kinds` };
  }
  return undefined;
}

/** The listeners that a parentRef of a route attaches it to. */
export function attachedListeners(world: World, route: Route, ref: Reference): readonly ListenerModel[] {
  const kind = (ref.kind ?? 'Gateway').replace(/^X/, '');
  const listeners = simulate(world).parents.get(`${kind} ${ref.namespace ?? route.namespace}/${ref.name ?? ''}`) ?? [];
  return listeners.filter((l) => refuse(world, route, ref, l, listeners) === undefined);
}

/** The problems of the parents and backends of every route. */
export const routeProblems = (world: World): readonly Problem[] => world.once('gatewayApiRoutes', () => {
  const { parents, controllers } = simulate(world);
  const out: Problem[] = [];
  const addProblem = (code: string, item: Route, found: Found) => out.push({ code, item, found });

  for (const key of ROUTE_KINDS) {
    for (const route of world.all(key)) {
      let gatewayParent = false;
      let foreign = false;
      route.spec.parentRefs?.forEach((ref, i) => {
        const at = pointer('spec', 'parentRefs', i);
        const group = ref.group ?? GROUP;
        const kind = ref.kind ?? 'Gateway';
        const namespace = ref.namespace ?? route.namespace;
        const name = ref.name ?? '';
        if ((group === '' && kind === 'Service') || (group === 'networking.istio.io' && kind === 'ServiceEntry')) {
          const parent = world.find(kind as 'Service', namespace, name);
          if (parent && otherWaypoint(world, parent)) foreign = true;
          if (parent) return parentPort(route, ref, parent, at);
          const severity = unknownIn(world, namespace);
          const message = `${kind} ${namespace}/${name} is not defined${severity === Severity.ERROR ? '' : ' in the checked objects'}: the rules apply to no client`;
          addProblem('MESH801', route, { pointer: at, aliases: ['NoMatchingParent'], severity, message, fix: orNear(nearObject(world, kind as 'Service' | 'ServiceEntry', namespace, name), `use a ${kind} that exists`) });
          return;
        }
        if (!(group === GROUP && (kind === 'Gateway' || kind === 'ListenerSet')) && !(kind === 'XListenerSet')) {
          foreign = true; // such as Linkerd's, of group `core` or policy.linkerd.io
          return;
        }
        gatewayParent = true;
        const id = `${kind.replace(/^X/, '')} ${namespace}/${name}`;
        const item = kind === 'Gateway' ? world.find('KubeGateway', namespace, name) : world.find('ListenerSet', namespace, name) ?? world.find('XListenerSet', namespace, name);
        if (!item) {
          foreign = true;
          if (servedElsewhere(route, name, namespace)) return;
          const severity = unknownIn(world, namespace);
          const message = `${kind} ${namespace}/${name} is not defined${severity === Severity.ERROR ? '' : ' in the checked objects'}: nothing serves the route`;
          addProblem('MESH801', route, { pointer: at, aliases: ['KIA1401'], severity, message, fix: orNear(nearObject(world, kind === 'Gateway' ? 'KubeGateway' : kind as 'ListenerSet' | 'XListenerSet', namespace, name), `use a ${kind} that exists, with its namespace`) });
          return;
        }
        if ((controllers.get(id) ?? 'istio') === 'unknown') foreign = true;
        const listeners = parents.get(id);
        if (!listeners?.length) return;
        const refusals = listeners.map((l) => refuse(world, route, ref, l, listeners));
        if (refusals.some((r) => r === undefined)) return;
        const best = refusals.reduce((a, b) => (b!.rank < a!.rank ? b : a))!;
        const aliases = [best.reason, ...(best.code === 'MESH803' ? ['KIA1401'] : [])];
        addProblem(best.code, route, { pointer: at, aliases, severity: best.severity, message: `${best.message}: the route is not attached, and its requests get a 404`, fix: best.fix, related: [item] });
      });
      out.push(...backendProblems(world, route, { gateway: gatewayParent, foreign }));
    }
  }
  return out;

  /** Istio compares the port of the parentRef with that of each request, and does not check whether the Service has it. */
  function parentPort(route: Route, ref: Reference, parent: ItemOf<'Service'> | ItemOf<'ServiceEntry'>, at: string): void {
    const ports = parent.key === 'Service' ? ((parent as ItemOf<'Service'>).spec.ports ?? []).map((p) => ({ number: p.port, target: p.targetPort }))
      : ((parent as ItemOf<'ServiceEntry'>).spec.ports ?? []).map((p) => ({ number: p.number, target: p.targetPort }));
    if (ref.port === undefined || !ports.length || ports.some((p) => p.number === ref.port)) return;
    const behind = ports.find((p) => p.target === ref.port)?.number;
    // another parentRef may apply the rules to the same Service
    const same = (o: Reference) => o !== ref && o.kind === ref.kind && o.name === ref.name && (o.namespace ?? route.namespace) === parent.namespace;
    const alone = !route.spec.parentRefs?.some((o) => same(o) && (o.port === undefined || ports.some((p) => p.number === o.port)));
    addProblem('MESH801', route, {
      pointer: `${at}/port`,
      severity: alone ? Severity.ERROR : Severity.WARNING,
      aliases: [],
      message: `${parent.kind} ${parent.namespace}/${parent.name} has no port ${ref.port}${behind === undefined ? ` (it has ${ports.map((p) => p.number ?? '?').join(', ')})` : `, which is the targetPort of its port ${behind}`}: the rules never apply, and nothing reports it`,
      fix: `set port: ${behind ?? ports[0].number ?? '?'}, or remove port`,
      related: [parent],
    });
  }
});

/** Whether the route's own status, as read from a cluster, names another controller for the parent: it exists there. */
function servedElsewhere(route: Route, name: string, namespace: string): boolean {
  const parents = (route.object.status as { parents?: unknown } | undefined)?.parents;
  return Array.isArray(parents) && parents.some((p) => p?.parentRef?.name === name && (p.parentRef.namespace ?? route.namespace) === namespace
    && typeof p.controllerName === 'string' && !p.controllerName.startsWith('istio.io/'));
}

/** Whether another controller's waypoint receives the requests of a Service. */
function otherWaypoint(world: World, parent: Item): boolean {
  const labels = parent.labels['istio.io/use-waypoint'] !== undefined ? parent.labels : world.namespace(parent.namespace)?.labels ?? {};
  const name = labels['istio.io/use-waypoint'];
  if (!name || name.toLowerCase() === 'none') return false;
  const waypoint = world.find('KubeGateway', labels['istio.io/use-waypoint-namespace'] || parent.namespace, name);
  return waypoint !== undefined && controllerOf(world, waypoint.spec.gatewayClassName) === 'unknown';
}
