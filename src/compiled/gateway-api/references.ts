import { GROUP, type BackendRef } from './specs';
import type { Item } from '../../world/item';
import type { World } from '../../world/world';

interface GrantSpec {
  readonly from?: readonly { readonly group?: string; readonly kind?: string; readonly namespace?: string }[];
  readonly to?: readonly { readonly group?: string; readonly kind?: string; readonly name?: string }[];
}

interface From { readonly kind: string; readonly namespace: string }

/** Whether a ReferenceGrant allows objects of a kind and namespace to refer to an object in another namespace. */
export function granted(world: World, from: From, to: From & { readonly name: string }): boolean {
  return world.all('ReferenceGrant').some((item) => {
    const spec = item.spec as GrantSpec;
    return item.namespace === to.namespace
      && (spec.from ?? []).some((f) => f.group === GROUP && f.kind === from.kind && f.namespace === from.namespace)
      && (spec.to ?? []).some((t) => (t.group ?? '') === '' && t.kind === to.kind && (t.name === undefined || t.name === to.name));
  });
}

const byName = (items: readonly Item[]): ReadonlyMap<string, Item> => new Map(items.map((i) => [`${i.namespace}/${i.name}`, i]));
const services = (world: World): ReadonlyMap<string, Item> => world.once(services, () => byName(world.all('Service')));
export const hasService = (world: World, namespace: string, name: string): boolean => services(world).has(`${namespace}/${name}`);

const entries = (world: World): ReadonlyMap<string, Item> => world.once(entries, () => byName(world.all('ServiceEntry')));
export const serviceEntryOf = (world: World, namespace: string, name: string): Item | undefined => entries(world).get(`${namespace}/${name}`);

/** Whether a namespace defines a host, by a Service or a ServiceEntry. */
function hasHost(world: World, namespace: string, host: string): boolean {
  if (host.endsWith(`.${namespace}.svc.${world.domain}`) && hasService(world, namespace, host.slice(0, host.indexOf('.')))) return true;
  return world.all('ServiceEntry').some((e) => e.namespace === namespace && ((e.spec as { readonly hosts?: readonly string[] }).hosts ?? []).includes(host));
}

/** The target of a backend: an empty host if the route may not use it. */
export interface Backend { readonly host: string; readonly port?: number; readonly known: boolean }

/** The host and port of a backend; `refused` if its route is dropped as a whole. */
export function backendOf(ref: BackendRef, route: { readonly kind: string; readonly namespace: string }, enforceGrants: boolean, world: World): Backend | 'refused' {
  const { group = '', kind = 'Service', name = '', namespace = route.namespace, port } = ref;
  const none: Backend = { host: '', known: false };
  if (enforceGrants && ref.namespace !== undefined && namespace !== route.namespace && !granted(world, route, { kind, namespace, name })) return none;
  let backend: Backend;
  if ((group === '' && kind === 'Service') || (group === 'multicluster.x-k8s.io' && kind === 'ServiceImport')) {
    if (name.includes('.') && kind === 'Service') return 'refused';
    backend = { host: `${name}.${namespace}.svc.${world.domain}`, port, known: hasService(world, namespace, name) };
  } else if (group === 'networking.istio.io' && kind === 'Hostname') {
    if (ref.namespace !== undefined) return 'refused';
    backend = { host: name, port, known: hasHost(world, route.namespace, name) };
  } else {
    return none;
  }
  return port === undefined ? 'refused' : backend;
}
