import { isObject } from '../../../grammar/json';
import type { Item } from '../../../world/item';
import type { World } from '../../../world/world';
import { at, text } from '../../engine/path';

const SERVICES = 'networkservices.cnrm.cloud.google.com';
const COMPUTE = 'compute.cnrm.cloud.google.com';

/** Kinds of routes; routes for requests have hostnames. */
export const ROUTES = ['NetworkServicesHTTPRoute', 'NetworkServicesGRPCRoute', 'NetworkServicesTCPRoute', 'NetworkServicesTLSRoute'] as const;

/** Objects of Network Services, Network Security and Compute, in every world. */
export const serviceItems = (worlds: readonly World[], kind: string): readonly Item[] => worlds.flatMap((w) => w.ofKind(SERVICES, kind));
export const securityItems = (worlds: readonly World[], kind: string): readonly Item[] => worlds.flatMap((w) => w.ofKind('networksecurity.cnrm.cloud.google.com', kind));
export const computeItems = (worlds: readonly World[], kind: string): readonly Item[] => worlds.flatMap((w) => w.ofKind(COMPUTE, kind));
export const routeItems = (worlds: readonly World[]): readonly Item[] => ROUTES.flatMap((kind) => serviceItems(worlds, kind));

/** The target of a reference: the object, or the resource if it is not one of ours. */
export function target(item: Item, reference: unknown): string | undefined {
  const name = text(reference, 'name');
  return name === undefined ? text(reference, 'external') : `${text(reference, 'namespace') ?? item.namespace}/${name}`;
}

/** The targets of references at a path. */
export const targets = (item: Item, path: string): ReadonlySet<string> =>
  new Set(at(item.object, path).map(({ value }) => target(item, value)).filter((t): t is string => t !== undefined));

/** Backend services that are destinations of a route of these kinds. */
export function destinations(worlds: readonly World[], kinds: readonly string[]): ReadonlySet<string> {
  return new Set(kinds.flatMap((kind) => serviceItems(worlds, kind)).flatMap((route) => [...targets(route, 'spec.rules[*].action.destinations[*].serviceRef')]));
}

export const nameOf = (item: Item): string => `${item.namespace}/${item.name}`;

/** A client of the control plane, by its own node metadata. */
export interface Client {
  readonly metadata: Readonly<Record<string, string>>;
  readonly proxyless: boolean;
}

const BOOTSTRAP = /(^|\/)td-grpc-bootstrap(:|@|$)/;

/** The clients that the objects show: pods with a sidecar or a gRPC bootstrap, and VMs. */
export function clients(worlds: readonly World[]): readonly Client[] {
  const pods = worlds.flatMap((w) => [...w.pods(undefined)]).flatMap((pod): Client[] => {
    const generator = at(pod.spec, 'initContainers[*]').map((c) => c.value).find((c) => BOOTSTRAP.test(text(c, 'image') ?? ''));
    if (generator !== undefined) {
      const metadataValues = at(generator, 'args[*]').flatMap(({ value }) => (typeof value === 'string' && value.startsWith('--node-metadata=') ? [value.slice('--node-metadata='.length).split('=')] : []));
      return [{ proxyless: true, metadata: Object.fromEntries(metadataValues.map(([k, ...v]) => [k, v.join('=')])) }];
    }
    if (pod.annotations['cloud.google.com/forwardPodLabels'] === 'true') return [{ proxyless: false, metadata: pod.labels }];
    const metadata = parsed(pod.annotations['cloud.google.com/proxyMetadata']);
    return metadata === undefined ? [] : [{ proxyless: false, metadata }];
  });
  const machines = computeItems(worlds, 'ComputeInstanceTemplate').flatMap((item) => at(item.object, 'spec.metadata[*]')).flatMap(({ value }): Client[] => {
    const proxy = text(value, 'key') === 'gce-service-proxy' ? parsed(text(value, 'value')) : undefined;
    return proxy === undefined ? [] : [{ proxyless: false, metadata: (proxy as { labels?: Record<string, string> }).labels ?? {} }];
  });
  return [...pods, ...machines];
}

function parsed(json: string | undefined): Record<string, string> | undefined {
  if (json === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
