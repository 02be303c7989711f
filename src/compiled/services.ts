import { isIp, parseCidr } from './address';
import { order, type Ages } from './age';
import type { MeshSettings } from './mesh';
import { replacing, replacingIn, sameList } from './replacing';
import type { Labels, ServiceEntrySpec } from './resources';
import { push } from '../world/collect';
import type { Item, ItemOf } from '../world/item';
import { parseProtocol, servicePortProtocol, type Protocol } from '../world/protocol';
import type { World } from '../world/world';

export interface MeshPort {
  readonly name: string;
  readonly port: number;
  readonly protocol: Protocol;
  /** the endpoints' port of a ServiceEntry */
  readonly targetPort?: number | string;
  /** JSON pointer in the object */
  readonly pointer: string;
}

/** `EDS`: individually known endpoints; `PASSTHROUGH`: connections keep their original destination; `ALIAS`: a second name of another host */
export type Resolution = 'EDS' | 'PASSTHROUGH' | 'DNS' | 'DNS_ROUND_ROBIN' | 'DYNAMIC_DNS' | 'ALIAS';

/** A host of the mesh, as the control plane sees it: one for each Service, and for each host and address of a ServiceEntry. */
export interface MeshService {
  readonly host: string;
  readonly namespace: string;
  readonly name: string;
  readonly ports: readonly MeshPort[];
  readonly resolution: Resolution;
  /** outside the mesh: no mutual TLS */
  readonly external: boolean;
  readonly kubernetes: boolean;
  /** first virtual IP; 0.0.0.0 for none; may be a CIDR */
  readonly address: string;
  readonly addresses: readonly string[];
  /** undefined: the mesh's default */
  readonly exportTo?: readonly string[];
  readonly labels: Labels;
  readonly selector?: Labels;
  readonly item: Item;
  readonly externalName?: string;
  /** aliases of this host */
  readonly aliases: readonly Alias[];
  /** certificate names that clients accept in addition to those of the workloads */
  readonly accounts: readonly string[];
  readonly publishNotReady?: boolean;
}
export interface Alias { readonly host: string; readonly namespace: string }

export const UNSPECIFIED = '0.0.0.0';

/** Services by name, namespace and visibility, oldest first. */
export class Services {
  /** The services of a world. */
  public static of(world: World, mesh: MeshSettings, ages: Ages): Services {
    const list = [...ofKubernetes(world, mesh.domain, mesh.trustDomain), ...world.all('ServiceEntry').flatMap(ofEntry)];
    list.sort((a, b) => ages.compare(a, b)); // stable: equal elements keep their order
    const all = withAliases(list);
    return new Services(all, listsOf(all, mesh), mesh);
  }

  private namespaces?: ReadonlySet<string>;

  private constructor(public readonly all: readonly MeshService[], private readonly lists: Lists, private readonly mesh: MeshSettings) {}

  /** Whether several namespaces have services with the same host. */
  public get haveRivals(): boolean {
    return this.lists.haveRivals;
  }

  /** The services with one object changed; undefined where the change affects other objects, or the lists that contain the object's services. */
  public with(item: RegistryItem, before: RegistryItem, ages: Ages): Services | undefined {
    const old = this.all.filter((s) => s.item === before);
    const changed = this.remade(item, before, old)?.sort((a, b) => ages.compare(a, b));
    if (changed?.length !== old.length || ages.compare(before, item) !== 0 || !old.every((s, i) => takesPlaceOf(changed[i], s))) return undefined;
    const others = new Map(old.map((s, i) => [s, changed[i]]));
    return new Services(replacing(this.all, others), replacingInLists(this.lists, others), this.mesh);
  }

  /** The services of a changed object; undefined where it may change the addresses of others. */
  private remade(item: RegistryItem, before: RegistryItem, [first]: readonly MeshService[]): MeshService[] | undefined {
    if (!isService(item)) return ofEntry(item as ItemOf<'ServiceEntry'>);
    if (!first || !isService(before) || before.spec.clusterIP !== item.spec.clusterIP || before.spec.type !== item.spec.type) return undefined;
    return [ofService(item, first.address, this.mesh.domain, this.mesh.trustDomain)];
  }

  /** The services visible in a namespace: first those exported to it by name, then public ones. */
  public visibleTo(namespace: string): readonly MeshService[] {
    const exported = this.lists.exported.get(namespace);
    if (!exported) return this.lists.public;
    let list = this.lists.visible.get(namespace);
    if (!list) this.lists.visible.set(namespace, list = [...exported, ...this.lists.public]);
    return list;
  }

  /** Whether a namespace has a service. */
  public inNamespace(namespace: string): boolean {
    this.namespaces ??= new Set(this.all.map((s) => s.namespace));
    return this.namespaces.has(namespace);
  }

  /** Services of a host by namespace. */
  public byNamespace(host: string): ReadonlyMap<string, MeshService> {
    return this.lists.hosts.get(host) ?? NONE;
  }

  /** The address of a name that a workload looks up: short names belong to its namespace; undefined if objects define none. */
  public resolve(name: string, namespace: string): string | undefined {
    if (isIp(name)) return name;
    const service = this.named(name, namespace);
    return !service || service.address === UNSPECIFIED || service.address.includes('/') ? undefined : service.address;
  }

  /** The headless service that a workload means by its name, or by the name of one of its pods. */
  public headless(name: string, namespace: string): MeshService | undefined {
    const service = this.named(name, namespace) ?? this.named(name.slice(name.indexOf('.') + 1), namespace);
    return service?.resolution === 'PASSTHROUGH' && service.address === UNSPECIFIED ? service : undefined;
  }

  /** The service that a workload's name refers to: short names belong to its namespace, and aliases are resolved. */
  public named(name: string, namespace: string, steps = 8): MeshService | undefined {
    const host = name.toLowerCase().replace(/\.$/, '');
    const { domain } = this.mesh;
    for (const full of [host, `${host}.${namespace}.svc.${domain}`, `${host}.svc.${domain}`, `${host}.${domain}`]) {
      const known = this.byNamespace(full);
      const service = known.get(namespace) ?? known.values().next().value as MeshService | undefined;
      if (service) return service.resolution === 'ALIAS' && steps > 0 ? this.named(service.externalName!, namespace, steps - 1) ?? service : service;
    }
    return undefined;
  }

  public isVisible(service: MeshService, namespace: string): boolean {
    const to = exportedTo(service, this.mesh);
    return to.includes('*') || (to.includes('.') && service.namespace === namespace) || to.includes(namespace);
  }
}
const NONE: ReadonlyMap<string, MeshService> = new Map();

/** Whether proxies look up the addresses of a service themselves, for each host that a request names. */
export const isDynamic = ({ resolution, host }: MeshService): boolean => resolution === 'DYNAMIC_DNS' && host.startsWith('*');

/** Services by who may see them and by host. */
interface Lists {
  /** whether several namespaces have services with the same host */
  readonly haveRivals: boolean;
  readonly public: readonly MeshService[];
  readonly exported: Map<string, readonly MeshService[]>;
  /** the services visible in each namespace that defines services; filled on demand */
  readonly visible: Map<string, readonly MeshService[]>;
  readonly hosts: Map<string, Map<string, MeshService>>;
}

function listsOf(services: readonly MeshService[], mesh: MeshSettings): Lists {
  const forAll: MeshService[] = [];
  const exported = new Map<string, MeshService[]>();
  const hosts = new Map<string, Map<string, MeshService>>();
  let haveRivals = false;
  for (const service of services) {
    let byNamespace = hosts.get(service.host);
    if (!byNamespace) hosts.set(service.host, byNamespace = new Map());
    const before = byNamespace.get(service.namespace);
    if (!before && byNamespace.size > 0) haveRivals = true;
    if (!before || (!before.kubernetes && service.kubernetes)) byNamespace.set(service.namespace, service);
    const to = exportedTo(service, mesh);
    if (to.includes('*')) forAll.push(service);
    else if (!to.includes('~')) for (const namespace of new Set(to.map((t) => (t === '.' ? service.namespace : t)))) push(exported, namespace, service);
  }
  return { haveRivals, public: forAll, exported, visible: new Map(), hosts };
}

/** The lists with other services in place of some, all of the same hosts and namespaces. */
function replacingInLists(lists: Lists, others: ReadonlyMap<MeshService, MeshService>): Lists {
  const hosts = new Map(lists.hosts);
  for (const [service, other] of others) {
    const byNamespace = hosts.get(service.host)!;
    if (byNamespace.get(service.namespace) === service) hosts.set(service.host, new Map(byNamespace).set(service.namespace, other));
  }
  return {
    haveRivals: lists.haveRivals,
    public: replacing(lists.public, others),
    exported: replacingIn(lists.exported, others),
    visible: replacingIn(lists.visible, others),
    hosts,
  };
}

const exportedTo = (service: MeshService, mesh: MeshSettings): readonly string[] => (service.exportTo?.length ? service.exportTo : mesh.defaultServiceExportTo);

/** Whether a service can stand in all lists where another one stood. */
const takesPlaceOf = (service: MeshService, before: MeshService): boolean =>
  service.host === before.host && sameList(service.exportTo ?? [], before.exportTo ?? [])
  && service.resolution !== 'ALIAS' && before.resolution !== 'ALIAS' && before.aliases.length === 0;

type RegistryItem = ItemOf<'Service'> | ItemOf<'ServiceEntry'>;
const isService = (item: RegistryItem): item is ItemOf<'Service'> => item.key === 'Service';

function ofKubernetes(world: World, domain: string, trustDomain: string): MeshService[] {
  const addresses = clusterAddresses(world);
  return world.all('Service').map((item) => {
    const address = addresses.get(item) ?? UNSPECIFIED;
    const before = known.get(item);
    if (before?.address === address && before.domain === domain && before.trustDomain === trustDomain) return before.service;
    const service = ofService(item, address, domain, trustDomain);
    known.set(item, { address, domain, trustDomain, service });
    return service;
  });
}

/** The last result for an object: a mesh in which one object changes reuses all others. */
const known = new WeakMap<Item, { readonly address: string; readonly domain: string; readonly trustDomain: string; readonly service: MeshService }>();

function ofService(item: ItemOf<'Service'>, address: string, domain: string, trustDomain: string): MeshService {
  const spec = item.spec as typeof item.spec & { readonly clusterIPs?: readonly string[]; readonly publishNotReadyAddresses?: boolean };
  const alias = spec.type === 'ExternalName' && !!spec.externalName;
  const exportTo = item.annotations['networking.istio.io/exportTo'];
  const several = address !== UNSPECIFIED && Array.isArray(spec.clusterIPs) && spec.clusterIPs.length > 1 ? spec.clusterIPs : undefined;
  const canonical = item.annotations['alpha.istio.io/canonical-serviceaccounts'];
  const accounts = item.annotations['alpha.istio.io/kubernetes-serviceaccounts'];
  return {
    host: `${item.name}.${item.namespace}.svc.${domain}`,
    namespace: item.namespace,
    name: item.name,
    ports: (spec.ports ?? []).map((p, i) => ({
      name: p.name ?? '', port: p.port ?? 0, protocol: servicePortProtocol(p), targetPort: p.targetPort, pointer: `/spec/ports/${i}`,
    })),
    resolution: spec.clusterIP === 'None' ? 'PASSTHROUGH' : alias ? 'ALIAS' : 'EDS',
    external: alias,
    kubernetes: true,
    address,
    addresses: several ?? [address],
    ...(exportTo ? { exportTo: exportTo.split(',').map((s) => s.trim()) } : {}),
    labels: item.labels,
    ...(spec.selector ? { selector: spec.selector } : {}),
    item,
    ...(alias ? { externalName: spec.externalName } : {}),
    aliases: [],
    accounts: [
      ...(canonical ? canonical.split(',') : []),
      ...(accounts ? accounts.split(',').map((a) => `spiffe://${trustDomain}/ns/${item.namespace}/sa/${a}`) : []),
    ],
    ...(spec.publishNotReadyAddresses ? { publishNotReady: true } : {}),
  };
}

/**
 * Virtual IPs of the Services. An API server assigns one to each Service whose manifest has none; here such a Service gets a placeholder, always
 * the same for the same names, so that listeners can be distinguished.
 */
export const clusterAddresses = (world: World): ReadonlyMap<Item, string> => world.once(clusterAddresses, () => {
  const out = new Map<Item, string>();
  const taken = new Set<string>();
  const open: ItemOf<'Service'>[] = [];
  for (const item of world.all('Service')) {
    const { clusterIP, type } = item.spec;
    if (clusterIP === 'None' || type === 'ExternalName') continue;
    if (clusterIP) {
      out.set(item, clusterIP);
      taken.add(clusterIP);
    } else { open.push(item); }
  }
  open.sort((a, b) => order(a.namespace, b.namespace) || order(a.name, b.name));
  let next = 1;
  for (const item of open) {
    let address: string;
    do {
      address = `10.${96 + Math.floor(next / 65536)}.${Math.floor(next / 256) % 256}.${next % 256}`;
      next++;
    } while (taken.has(address));
    out.set(item, address);
  }
  return out;
});

const RESOLUTIONS: Readonly<Record<string, Resolution>> = {
  NONE: 'PASSTHROUGH', STATIC: 'EDS', DNS: 'DNS', DNS_ROUND_ROBIN: 'DNS_ROUND_ROBIN', DYNAMIC_DNS: 'DYNAMIC_DNS',
};

/** One service for each host and address of a ServiceEntry. */
function ofEntry(item: ItemOf<'ServiceEntry'>): MeshService[] {
  const spec = item.spec as ServiceEntrySpec;
  const ports = (spec.ports ?? []).map((p, i): MeshPort => ({
    name: p.name ?? '',
    port: p.number ?? 0,
    protocol: p.protocol ? parseProtocol(p.protocol) : 'Unsupported',
    ...(p.targetPort ? { targetPort: p.targetPort } : {}),
    pointer: `/spec/ports/${i}`,
  }));
  const addresses = spec.addresses?.length ? spec.addresses.flatMap(usable) : [UNSPECIFIED];
  const selector = spec.workloadSelector?.labels;
  return (spec.hosts ?? []).flatMap((host) => addresses.map((address): MeshService => ({
    host,
    namespace: item.namespace,
    name: host,
    ports,
    resolution: RESOLUTIONS[spec.resolution ?? 'NONE'] ?? 'PASSTHROUGH',
    external: (spec.location ?? 'MESH_EXTERNAL') === 'MESH_EXTERNAL',
    kubernetes: false,
    address,
    addresses: [address],
    ...(spec.exportTo?.length ? { exportTo: spec.exportTo } : {}),
    labels: item.labels,
    ...(selector ? { selector } : {}),
    item,
    aliases: [],
    accounts: spec.subjectAltNames ?? [],
  })));
}

/** An address as it is, a network of one address as that address; undefined for anything else. */
function usable(text: string): string[] {
  if (isIp(text)) return [text];
  const cidr = parseCidr(text);
  return cidr ? [cidr.bits === cidr.width ? cidr.address : text] : [];
}

/** Gives each service the aliases (Services of type ExternalName) that lead to it, possibly in several steps. */
function withAliases(services: readonly MeshService[]): readonly MeshService[] {
  const aliases = services.filter((s) => s.resolution === 'ALIAS');
  if (!aliases.length) return services;
  const next = new Map(aliases.map((s) => [s.host, s.externalName!]));
  const leading = new Map<string, Alias[]>();
  for (const alias of aliases) {
    const end = endOf(alias.host, next);
    if (end === undefined) continue;
    const list = leading.get(end) ?? [];
    if (!leading.has(end)) leading.set(end, list);
    list.push({ host: alias.host, namespace: alias.namespace });
  }
  for (const list of leading.values()) list.sort((a, b) => order(a.namespace, b.namespace) || order(a.host, b.host));
  return services.map((s) => (leading.has(s.host) ? { ...s, aliases: leading.get(s.host)! } : s));
}

/** The end of a chain of aliases; undefined for a cycle. */
function endOf(host: string, next: ReadonlyMap<string, string>): string | undefined {
  const seen = new Set([host]);
  let at = next.get(host)!;
  for (;;) {
    const further = next.get(at);
    if (further === undefined) return at;
    if (seen.has(at)) return undefined;
    seen.add(at);
    at = further;
  }
}
