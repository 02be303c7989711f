import { granted, grantFix } from './grants';
import { missingPicker } from './inference-pools';
import type { Problem } from './model';
import type { Route } from './routes';
import type { BackendRef } from '../../world/shapes/gateway-api';
import type { World } from '../../world/world';
import { pointer, unknownIn, type Found } from '../engine/check';
import { nearObject, orNear, type Near } from '../engine/near';
import { Severity } from '../finding';
import { nearHost } from '../rules/traffic/_near-hosts';

/** A backend that a route refers to. */
interface Backend {
  readonly world: World;
  readonly route: Route;
  readonly ref: BackendRef;
  /** The pointer of the reference. */
  readonly at: string;
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** What happens to requests to a backend that can't be used. */
  readonly consequence: string;
}

/** What is known of the parents of a route. */
export interface Parents {
  /** Whether one of them is a gateway, so that references to other namespaces need a grant. */
  readonly gateway: boolean;
  /** Whether one of them may belong to another controller, which may know other kinds of backends. */
  readonly foreign: boolean;
}

/** The problems of the backends of a route. */
export function backendProblems(world: World, route: Route, { gateway, foreign }: Parents): Problem[] {
  return [...backendsOf(world, route)].flatMap((backend): Problem[] => {
    const ungranted = gateway ? notGranted(backend) : undefined;
    const problem = ungranted ?? unusable(backend, foreign);
    return problem ? [problem] : [];
  });
}

/** Backends with a weight above 0, and mirrors. */
function* backendsOf(world: World, route: Route): Iterable<Backend> {
  const backend = (ref: BackendRef, at: string, consequence: string): Backend =>
    ({ world, route, ref, at, consequence, group: ref.group ?? '', kind: ref.kind ?? 'Service', namespace: ref.namespace ?? route.namespace, name: ref.name ?? '' });
  for (const [i, rule] of (route.spec.rules ?? []).entries()) {
    for (const [j, ref] of (rule.backendRefs ?? []).entries()) if (ref.weight !== 0) yield backend(ref, pointer('spec', 'rules', i, 'backendRefs', j), 'requests to this backend get a 500');
    for (const [j, filter] of (rule.filters ?? []).entries()) {
      if (filter.requestMirror?.backendRef) yield backend(filter.requestMirror.backendRef, pointer('spec', 'rules', i, 'filters', j, 'requestMirror', 'backendRef'), 'nothing is mirrored');
    }
  }
}

const problem = (code: string, { route }: Backend, found: Found): Problem => ({ code, item: route, found });

function notGranted(backend: Backend): Problem | undefined {
  const { world, route, at, group, kind, namespace, name, consequence } = backend;
  if (namespace === route.namespace || granted(world, route, group, kind, namespace, name)) return undefined;
  const message = `${kind} ${namespace}/${name} is in another namespace, and no ReferenceGrant allows ${route.kind}s in ${route.namespace} to use it: ${consequence}`;
  const theirs = world.options.foreignNamespaces?.includes(namespace);
  const severity = world.closed(namespace) ? Severity.ERROR : theirs ? Severity.INFO : Severity.WARNING;
  return problem('MESH807', backend, { pointer: at, aliases: ['RefNotPermitted', 'KIA1402'], severity, message, fix: grantFix(route, group, kind, namespace) });
}

/** Why requests don't reach a backend, by its kind. */
function unusable(backend: Backend, foreign: boolean): Problem | undefined {
  const { group, kind, at, consequence } = backend;
  if (group === '' && kind === 'Service') return service(backend);
  if (group === 'networking.istio.io' && kind === 'Hostname') return host(backend);
  if (kind === 'ServiceImport' && (group === 'multicluster.x-k8s.io' || group === 'net.gke.io')) return serviceImport(backend);
  if (kind === 'InferencePool' && group === 'inference.networking.k8s.io') return inferencePool(backend);
  if (foreign) return undefined;
  const message = `Istio can't route to a ${kind}${group ? ` of ${group}` : ''}: ${consequence}`;
  return problem('MESH806', backend, { pointer: at, aliases: ['InvalidKind'], message, fix: 'refer to a Service, a ServiceImport or a Hostname of networking.istio.io' });
}

function missing(backend: Backend, what: string, home: string, near: Near | undefined): Problem {
  const severity = unknownIn(backend.world, home);
  const message = `${what} is not defined${severity === Severity.ERROR ? '' : ' in the checked objects'}: ${backend.consequence}`;
  return problem('MESH804', backend, { pointer: backend.at, aliases: ['BackendNotFound', 'KIA1402'], severity, message, fix: orNear(near, `use a ${backend.kind} that exists, with its namespace if it is a different one`) });
}

function service(backend: Backend): Problem | undefined {
  const { world, ref, at, namespace, name, consequence } = backend;
  if (name.includes('.')) {
    const message = `a backend is referenced by the name of its Service, not by a host name like ${name}: the rule is dropped`;
    return problem('MESH808', backend, { pointer: `${at}/name`, aliases: ['InvalidDestination'], message, fix: 'set name to the name of the Service, and namespace to its namespace' });
  }
  const found = world.find('Service', namespace, name);
  if (!found && world.made.by('Service', namespace, name)) return undefined;
  if (!found) return missing(backend, `Service ${namespace}/${name}`, namespace, nearObject(world, 'Service', namespace, name));
  const ports = (found.spec.ports ?? []).map((p) => p.port);
  if (ref.port === undefined || ports.includes(ref.port)) return undefined;
  const behind = found.spec.ports?.find((p) => p.targetPort === ref.port);
  return problem('MESH805', backend, {
    pointer: `${at}/port`,
    message: `Service ${namespace}/${name} has no port ${ref.port}${behind ? `, which is the targetPort of its port ${behind.port ?? '?'}` : ` (it has ${ports.join(', ') || 'none'})`}: ${consequence.replace('500', '503')}`,
    fix: behind ? `set port: ${behind.port ?? '?'}` : 'use a port of the Service, or add the port to it',
    related: [{ item: found, pointer: '/spec/ports' }],
  });
}

function host(backend: Backend): Problem | undefined {
  const { world, namespace, name } = backend;
  return world.service(name, namespace) ? undefined : missing(backend, `host ${name}`, world.registry.parse(name)?.namespace ?? namespace, nearHost(world, name));
}

function serviceImport(backend: Backend): Problem | undefined {
  const { world, group, namespace, name } = backend;
  const found = world.find('ServiceImport', namespace, name) ?? world.find('GkeServiceImport', namespace, name) ?? world.find('Service', namespace, name);
  const exported = [world, ...world.siblings].some((w) => w.find('ServiceExport', namespace, name) ?? w.find('GkeServiceExport', namespace, name));
  if (found || exported) return undefined;
  return missing(backend, `ServiceImport ${namespace}/${name}`, namespace, nearObject(world, group === 'net.gke.io' ? 'GkeServiceImport' : 'ServiceImport', namespace, name));
}

function inferencePool(backend: Backend): Problem | undefined {
  const { world, at, namespace, name, consequence } = backend;
  const pool = world.find('InferencePool', namespace, name);
  if (!pool) return missing(backend, `InferencePool ${namespace}/${name}`, namespace, nearObject(world, 'InferencePool', namespace, name));
  const picker = missingPicker(world, pool);
  if (!picker) return undefined;
  const open = pool.spec.endpointPickerRef?.failureMode === 'FailOpen';
  return problem('MESH809', backend, {
    pointer: at,
    aliases: ['BackendNotFound'],
    severity: open && picker.severity === Severity.ERROR ? Severity.WARNING : picker.severity,
    message: `the endpoints of InferencePool ${namespace}/${name} are picked by ${picker.what}: ${open ? 'requests go to any of its pods' : consequence}`,
    fix: picker.fix,
    related: [{ item: pool, pointer: '/spec/endpointPickerRef' }],
  });
}
