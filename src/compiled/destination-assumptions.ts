import { sourceOf } from './age';
import { extensions } from './assumptions';
import { isFor, isForService } from './attached';
import type { Assumption, Cluster, Endpoint, ProxyClass } from './form';
import type { MeshModel } from './model';
import { networkAssumptions } from './network-policies';
import type { MeshService } from './services';
import type { Item } from '../world/item';

/** The assumptions about what the compiler doesn't read on the path from a proxy to the workloads behind a cluster. */
export function destinationAssumptions({ world, mesh }: MeshModel, service: MeshService | undefined, { endpoints, proxyProtocol }: Cluster): Assumption[] {
  const workloads = classesOf(endpoints);
  const own = service && { kind: service.kubernetes ? 'Service' : 'ServiceEntry', namespace: service.namespace, name: service.item.name };
  const policies = (['BackendTLSPolicy', 'XBackendTrafficPolicy'] as const).flatMap((key) => world.all(key).filter((item) => own && isForService(item, own.kind, own.namespace, own.name))
    .map((item): Assumption => ({ kind: 'gateway-api', text: `the effect of this ${key} is not evaluated`, about: sourceOf(item) })));
  const inbound = unique(workloads.flatMap((w) => extensions(world, mesh, w)));
  return [
    ...policies,
    ...inbound,
    ...(proxyProtocol ? [{ kind: 'proxy-protocol', text: `the workloads of ${service?.host ?? 'the cluster'} accept the PROXY protocol, which the DestinationRule requires` }] : []),
    ...networkAssumptions(world, workloads, 'Ingress'),
    ...access(workloads.length ? world.all('AuthorizationPolicy').filter((item) => workloads.some((w) => isFor(item, w, mesh))) : []),
    ...tokens(workloads.length ? world.all('RequestAuthentication').filter((item) => workloads.some((w) => isFor(item, w, mesh))) : []),
  ];
}

/** The assumptions about policies that the compiler doesn't read: those of a gateway or waypoint on the path. */
export function intermediaryAssumptions({ world, mesh }: MeshModel, proxies: ProxyClass, service?: MeshService): Assumption[] {
  const here = (item: Item): boolean => isFor(item, proxies, mesh)
    || (proxies.kind === 'waypoint' && service !== undefined && isForService(item, service.kubernetes ? 'Service' : 'ServiceEntry', service.namespace, service.item.name));
  return [...access(world.all('AuthorizationPolicy').filter(here)), ...tokens(world.all('RequestAuthentication').filter(here))];
}

function access(policies: readonly Item[]): Assumption[] {
  const custom = policies.filter((p) => (p.spec as { readonly action?: string }).action === 'CUSTOM');
  return [
    ...(policies.length ? [{ kind: 'authorization', text: `authorization is not evaluated (${names('AuthorizationPolicy', policies)})` }] : []),
    ...custom.map((p): Assumption => ({ kind: 'ext-authz', text: 'the provider of this policy allows the request and does not change it', about: sourceOf(p) })),
  ];
}

const tokens = (policies: readonly Item[]): Assumption[] =>
  (policies.length ? [{ kind: 'authentication', text: `a token in the request is valid (${names('RequestAuthentication', policies)})` }] : []);

const LISTED = 4;
function names(kind: string, items: readonly Item[]): string {
  const listed = items.slice(0, LISTED).map((i) => `${i.namespace}/${i.name}`).join(', ');
  return `${kind} ${listed}${items.length > LISTED ? ` and ${items.length - LISTED} more` : ''}`;
}

function classesOf(endpoints: readonly Endpoint[]): readonly ProxyClass[] {
  return endpoints.flatMap(({ workload, namespace = '', labels }): ProxyClass[] =>
    (workload === undefined ? [] : [{ kind: 'sidecar', namespace, labels, serviceAccount: '', workloads: [workload] }]));
}

function unique(assumptions: readonly Assumption[]): Assumption[] {
  return [...new Map(assumptions.map((a) => [a.about?.object ?? a.text, a])).values()];
}
