import { isIp } from './address';
import { sourceOf, type Ages } from './age';
import { mergeRoutes } from './delegates';
import type { Source } from './form';
import { oncePer } from './index-by';
import type { MeshSettings } from './mesh';
import { replacing, replacingIn, sameList } from './replacing';
import type { Destination, HttpMatchSpec, HttpRouteSpec, L4Match, TcpRouteSpec, TlsRouteSpec, VirtualServiceSpec } from './resources';
import type { Item, ItemOf } from '../world/item';

/** A route with its place in the source. */
export interface Placed<T> {
  readonly spec: T;
  readonly origin: Source;
  /** the route that delegated to it */
  readonly root?: Source;
  /** a rule of the Gateway API: the place is that of its match, and fields have that API's names */
  readonly gatewayApi?: boolean;
}

/** A VirtualService as the control plane uses it: with full names and merged delegates. Gateway API routes are converted to it, too. */
export interface MeshVirtualService {
  readonly name: string;
  readonly namespace: string;
  readonly item: Item;
  readonly origin: Source;
  readonly hosts: readonly string[];
  /** `namespace/name`, or `mesh` */
  readonly gateways: readonly string[];
  readonly exportTo: readonly string[];
  readonly http: readonly Placed<HttpRouteSpec>[];
  readonly tls: readonly Placed<TlsRouteSpec>[];
  readonly tcp: readonly Placed<TcpRouteSpec>[];
  /** converted from Gateway API routes */
  readonly gatewaySemantics: boolean;
  /** the name in the metadata of its routes, if it is not this object */
  readonly config?: string;
}

export const MESH = 'mesh';

/** Completes a short name with the namespace of the object that uses it. */
export function fullHost(host: string, namespace: string, domain: string): string {
  return host === '' || host === '*' || host.includes('.') || isIp(host) ? host : `${host}.${namespace}.svc.${domain}`;
}

/** `namespace/name` of a Gateway, from a name in any form that Istio accepts. */
export function gatewayName(name: string, namespace: string): string {
  if (name === MESH) return name;
  if (name.startsWith('./')) return `${namespace}/${name.slice(2)}`;
  if (name.includes('/')) return name;
  const dot = name.indexOf('.');
  if (dot < 0) return `${namespace}/${name}`;
  const rest = name.slice(dot + 1);
  const end = rest.indexOf('.');
  return `${end < 0 ? rest : rest.slice(0, end)}/${name.slice(0, dot)}`;
}

/** Lists by gateway, and by the namespace that sees them where not all do. */
interface Lists {
  readonly private: Map<string, readonly MeshVirtualService[]>;
  readonly exported: Map<string, readonly MeshVirtualService[]>;
  readonly public: Map<string, readonly MeshVirtualService[]>;
}

/** VirtualServices by gateway and visibility, oldest first. */
export class VirtualServices {
  /** The VirtualServices, in order of precedence. */
  public static of(all: readonly MeshVirtualService[]): VirtualServices {
    const lists: Growing = { private: new Map(), exported: new Map(), public: new Map() };
    for (const service of all) index(service, lists);
    return new VirtualServices(all, lists);
  }

  private constructor(public readonly all: readonly MeshVirtualService[], private readonly known: Lists) {}

  /** The VirtualServices with one object changed; undefined where the change affects other objects, or the lists that contain the object. */
  public with(item: ItemOf<'VirtualService'>, before: ItemOf<'VirtualService'>, mesh: MeshSettings, ages: Ages): VirtualServices | undefined {
    const old = resolved(before, mesh);
    const changed = resolved(item, mesh);
    if (![old, changed].every(standsAlone) || ages.compare(before, item) !== 0 || !sameList(old.gateways, changed.gateways) || !sameList(old.exportTo, changed.exportTo)) return undefined;
    const others = new Map([[old, changed]]);
    const lists = { private: replacingIn(this.known.private, others), exported: replacingIn(this.known.exported, others), public: replacingIn(this.known.public, others) };
    return new VirtualServices(replacing(this.all, others), lists);
  }

  /** In order of precedence: the namespace's own, those exported to it, then public ones. */
  public lists(namespace: string, gateway: string): readonly (readonly MeshVirtualService[])[] {
    const key = `${namespace} ${gateway}`;
    return [this.known.private.get(key) ?? [], this.known.exported.get(key) ?? [], this.known.public.get(gateway) ?? []];
  }

  /** The VirtualServices of a gateway; Gateway API routes in the namespace itself precede other public ones. */
  public of(namespace: string, gateway: string): readonly MeshVirtualService[] {
    const [own, exported, all] = this.lists(namespace, gateway);
    const first = (v: MeshVirtualService) => v.gatewaySemantics && v.namespace === namespace;
    return [...own, ...exported, ...all.filter(first), ...all.filter((v) => !first(v))];
  }
}

type Growing = { readonly [K in keyof Lists]: Map<string, MeshVirtualService[]> };

function index(service: MeshVirtualService, lists: Growing): void {
  const { exportTo, namespace } = service;
  // a VirtualService that names a Gateway twice counts twice there
  const gateways = service.gateways.length ? service.gateways : [MESH];
  if (exportTo.includes('*')) {
    for (const g of gateways) add(lists.public, g, service);
  } else if (!exportTo.includes('~')) {
    for (const to of new Set(exportTo)) for (const g of gateways) add(to === namespace ? lists.private : lists.exported, `${to} ${g}`, service);
  }
}
const add = <T>(map: Map<string, T[]>, key: string, thing: T): void => {
  const list = map.get(key);
  if (list) list.push(thing); else map.set(key, [thing]);
};

/** Whether a VirtualService neither delegates to others nor is one that others delegate to. */
const standsAlone = ({ hosts, http }: MeshVirtualService): boolean => hosts.length > 0 && !http.some(({ spec }) => spec.delegate);

/** Istio's VirtualServices, with merged delegates. */
export function ofIstio(items: readonly ItemOf<'VirtualService'>[], mesh: MeshSettings, ages: Ages): MeshVirtualService[] {
  const delegates = new Map<string, MeshVirtualService>();
  const roots: MeshVirtualService[] = [];
  for (const item of items) {
    const read = resolved(item, mesh);
    if (read.hosts.length) roots.push(read); else delegates.set(`${item.namespace}/${item.name}`, read);
  }
  return roots.map((root) => withDelegates(root, delegates)).sort((a, b) => ages.compare(a, b));
}

const known = oncePer((_: MeshSettings) => new WeakMap<Item, MeshVirtualService>());

/** Created once per object and mesh settings: a mesh in which one object changes reuses all others. */
function resolved(item: ItemOf<'VirtualService'>, mesh: MeshSettings): MeshVirtualService {
  let found = known(mesh).get(item);
  if (!found) known(mesh).set(item, found = resolve(item, mesh));
  return found;
}

function resolve(item: ItemOf<'VirtualService'>, mesh: MeshSettings): MeshVirtualService {
  const spec = item.spec as VirtualServiceSpec;
  const { namespace, name } = item;
  const host = (h: string) => fullHost(h, namespace, mesh.domain);
  const to = <D extends Destination | undefined>(d: D): D => (d ? { ...d, host: host(d.host ?? '') } : d);
  const gateways = <M extends L4Match | HttpMatchSpec>(m: M): M => (m.gateways?.length ? { ...m, gateways: m.gateways.map((g) => gatewayName(g, namespace)) } : m);
  const placed = <T>(list: readonly T[] | undefined, field: string, change: (route: T) => T): Placed<T>[] =>
    (list ?? []).map((route, i) => ({ spec: change(route), origin: sourceOf(item, `/spec/${field}/${i}`) }));
  const given = spec.exportTo?.length ? spec.exportTo : mesh.defaultVirtualServiceExportTo;
  return {
    name,
    namespace,
    item,
    origin: sourceOf(item),
    hosts: (spec.hosts ?? []).map(host),
    gateways: (spec.gateways ?? []).map((g) => gatewayName(g, namespace)),
    exportTo: given.map((e) => (e === '.' ? namespace : e)),
    http: placed(spec.http, 'http', (route) => ({
      ...route,
      ...(route.match ? { match: route.match.map(gateways) } : {}),
      ...(route.route ? { route: route.route.map((r) => (r.destination ? { ...r, destination: to(r.destination) } : r)) } : {}),
      ...(route.mirror ? { mirror: to(route.mirror) } : {}),
      ...(route.mirrors ? { mirrors: route.mirrors.map((m) => (m.destination ? { ...m, destination: to(m.destination) } : m)) } : {}),
    })),
    tls: placed(spec.tls, 'tls', (route) => l4(route, gateways, to)),
    tcp: placed(spec.tcp, 'tcp', (route) => l4(route, gateways, to)),
    gatewaySemantics: false,
  };
}

function l4<T extends TcpRouteSpec | TlsRouteSpec>(route: T, gateways: <M extends L4Match>(m: M) => M, to: (d: Destination) => Destination): T {
  return {
    ...route,
    ...(route.match ? { match: route.match.map(gateways) } : {}),
    ...(route.route ? { route: route.route.map((r) => (r.destination ? { ...r, destination: to(r.destination) } : r)) } : {}),
  };
}

function withDelegates(root: MeshVirtualService, delegates: ReadonlyMap<string, MeshVirtualService>): MeshVirtualService {
  if (!root.http.some(({ spec }) => spec.delegate)) return root;
  const http = root.http.flatMap((route) => {
    const { delegate } = route.spec;
    if (!delegate) return [route];
    const found = delegates.get(`${delegate.namespace || root.namespace}/${delegate.name ?? ''}`);
    // if a delegate is missing, or not visible in the root's namespace, only this route is dropped
    if (!found || !(found.exportTo.includes('*') || found.exportTo.includes(root.namespace))) return [];
    return mergeRoutes(route, found.http);
  });
  return { ...root, http };
}
