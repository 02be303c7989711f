import { controllerOf } from './classes';
import { granted, grantFix } from './grants';
import { missingPicker } from './inference-pools';
import type { ListenerModel, Problem } from './model';
import { selects } from './namespaces';
import { simulate } from './simulate';
import { hostsMatch } from '../../world/hosts';
import type { Item, ItemOf } from '../../world/item';
import type { BackendRef, Reference } from '../../world/shapes/gateway-api';
import type { World } from '../../world/world';
import { pointer, unknownIn, type Found } from '../engine/check';
import { nearName, nearObject, orNear, type Near } from '../engine/near';
import { Severity } from '../finding';
import { nearHost } from '../rules/traffic/_near-hosts';

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
      for (const { ref, at } of backends(route)) backend(route, ref, at, gatewayParent, foreign);
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

  function backend(route: Route, ref: BackendRef, at: string, enforce: boolean, foreign: boolean): void {
    const group = ref.group ?? '';
    const kind = ref.kind ?? 'Service';
    const namespace = ref.namespace ?? route.namespace;
    const name = ref.name ?? '';
    const consequence = at.includes('/filters/') ? 'nothing is mirrored' : 'requests to this backend get a 500';
    const known = group === '' && kind === 'Service';
    if (enforce && namespace !== route.namespace && !granted(world, route, group, kind, namespace, name)) {
      const message = `${kind} ${namespace}/${name} is in another namespace, and no ReferenceGrant allows ${route.kind}s in ${route.namespace} to use it: ${consequence}`;
      const theirs = world.options.foreignNamespaces?.includes(namespace);
      const severity = world.closed(namespace) ? Severity.ERROR : theirs ? Severity.INFO : Severity.WARNING;
      addProblem('MESH807', route, { pointer: at, aliases: ['RefNotPermitted', 'KIA1402'], severity, message, fix: grantFix(route, group, kind, namespace) });
      return;
    }
    const missing = (what: string, home: string, near: Near | undefined) => {
      const severity = unknownIn(world, home);
      const message = `${what} is not defined${severity === Severity.ERROR ? '' : ' in the checked objects'}: ${consequence}`;
      addProblem('MESH804', route, { pointer: at, aliases: ['BackendNotFound', 'KIA1402'], severity, message, fix: orNear(near, `use a ${kind} that exists, with its namespace if it is a different one`) });
    };
    if (known) {
      if (name.includes('.')) {
        const message = `a backend is referenced by the name of its Service, not by a host name like ${name}: the rule is dropped`;
        addProblem('MESH808', route, { pointer: `${at}/name`, aliases: ['InvalidDestination'], message, fix: 'set name to the name of the Service, and namespace to its namespace' });
        return;
      }
      const service = world.find('Service', namespace, name);
      if (!service && world.made.by('Service', namespace, name)) return;
      if (!service) return void missing(`Service ${namespace}/${name}`, namespace, nearObject(world, 'Service', namespace, name));
      const ports = (service.spec.ports ?? []).map((p) => p.port);
      if (ref.port === undefined || ports.includes(ref.port)) return;
      const behind = service.spec.ports?.find((p) => p.targetPort === ref.port);
      addProblem('MESH805', route, {
        pointer: `${at}/port`,
        message: `Service ${namespace}/${name} has no port ${ref.port}${behind ? `, which is the targetPort of its port ${behind.port ?? '?'}` : ` (it has ${ports.join(', ') || 'none'})`}: ${consequence.replace('500', '503')}`,
        fix: behind ? `set port: ${behind.port ?? '?'}` : 'use a port of the Service, or add the port to it',
        related: [{ item: service, pointer: '/spec/ports' }],
      });
    } else if (group === 'networking.istio.io' && kind === 'Hostname') {
      if (!world.service(name, namespace)) missing(`host ${name}`, world.registry.parse(name)?.namespace ?? namespace, nearHost(world, name));
    } else if (kind === 'ServiceImport' && (group === 'multicluster.x-k8s.io' || group === 'net.gke.io')) {
      const found = world.find('ServiceImport', namespace, name) ?? world.find('GkeServiceImport', namespace, name) ?? world.find('Service', namespace, name);
      const exported = [world, ...world.siblings].some((w) => w.find('ServiceExport', namespace, name) ?? w.find('GkeServiceExport', namespace, name));
      if (!found && !exported) missing(`ServiceImport ${namespace}/${name}`, namespace, nearObject(world, group === 'net.gke.io' ? 'GkeServiceImport' : 'ServiceImport', namespace, name));
    } else if (kind === 'InferencePool' && group === 'inference.networking.k8s.io') {
      const pool = world.find('InferencePool', namespace, name);
      if (!pool) return void missing(`InferencePool ${namespace}/${name}`, namespace, nearObject(world, 'InferencePool', namespace, name));
      const picker = missingPicker(world, pool);
      if (!picker) return;
      const open = pool.spec.endpointPickerRef?.failureMode === 'FailOpen';
      addProblem('MESH809', route, {
        pointer: at,
        aliases: ['BackendNotFound'],
        severity: open && picker.severity === Severity.ERROR ? Severity.WARNING : picker.severity,
        message: `the endpoints of InferencePool ${namespace}/${name} are picked by ${picker.what}: ${open ? 'requests go to any of its pods' : consequence}`,
        fix: picker.fix,
        related: [{ item: pool, pointer: '/spec/endpointPickerRef' }],
      });
    } else if (!foreign) {
      const message = `Istio can't route to a ${kind}${group ? ` of ${group}` : ''}: ${consequence}`;
      addProblem('MESH806', route, { pointer: at, aliases: ['InvalidKind'], message, fix: 'refer to a Service, a ServiceImport or a Hostname of networking.istio.io' });
    }
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

/** Backends with a weight above 0, and mirrors. */
function* backends(route: Route): Iterable<{ ref: BackendRef; at: string }> {
  for (const [i, rule] of (route.spec.rules ?? []).entries()) {
    for (const [j, ref] of (rule.backendRefs ?? []).entries()) if (ref.weight !== 0) yield { ref, at: pointer('spec', 'rules', i, 'backendRefs', j) };
    for (const [j, filter] of (rule.filters ?? []).entries()) {
      if (filter.requestMirror?.backendRef) yield { ref: filter.requestMirror.backendRef, at: pointer('spec', 'rules', i, 'filters', j, 'requestMirror', 'backendRef') };
    }
  }
}
