import type { Field } from './fields';
import { fullName, readItem, toolOf, type Item, type ItemOf } from './item';
import { keyOf, KINDS, type KindKey, type SpecOf } from './kinds';
import { isMaker, MadeObjects } from './made';
import type { Manifest, Origin } from './manifest';
import { isMeshConfigMap, meshFacts, type MeshFacts } from './mesh';
import { OfKind } from './of-kind';
import { podOf, type Pod } from './pods';
import { otherNamespaces, otherVersions, type Reading } from './readings';
import { isEmpty, LabelIndex, type Labels } from './selector';
import { ofMadeService, ofService, ofServiceEntry, ofServiceImport, ServiceRegistry, type Registered } from './services';
import { read } from './shape';
import { meshNetworks } from './shapes/istio';
import { canonical } from '../crd/mesh-types';
import { readYaml } from '../grammar/yaml';

/** Facts that the manifests do not contain. */
export interface WorldOptions {
  /** whether the objects are complete: an undefined reference is then missing, otherwise just unknown */
  readonly complete?: boolean;
  /** namespaces whose objects are complete */
  readonly completeNamespaces?: readonly string[];
  /** how namespaces without a Namespace object here join the mesh */
  readonly enrolled?: { readonly [namespace: string]: 'sidecar' | 'ambient' };
  /** namespaces of other owners, whose objects are defined elsewhere */
  readonly foreignNamespaces?: readonly string[];
  /** DNS domain of the cluster; `cluster.local` */
  readonly domain?: string;
  /** trust domain of the mesh, if its configuration does not set one; by default the DNS domain */
  readonly trustDomain?: string;
  /** trust domains of all meshes of an app that has several */
  readonly trustDomains?: readonly string[];
  /** namespace for objects without one, as in `kubectl apply --namespace`; otherwise it is unknown */
  readonly namespace?: string;
  /** parsed mesh configuration; by default read from the ConfigMap `istio`, or Istio's defaults */
  readonly meshConfig?: unknown;
  /** how paths are normalized before policies see them, if the mesh configuration is missing here; `UNKNOWN` if an app could set it and does not */
  readonly pathNormalization?: string;
  /** whether proxies fetch the JWT keys, if the objects don't show it (`PILOT_JWT_ENABLE_REMOTE_JWKS` of istiod) */
  readonly keysByProxies?: boolean;
  /** parsed mesh networks */
  readonly meshNetworks?: unknown;
  /** origin of the mesh configuration */
  readonly meshConfigOrigin?: Origin;
  /** origin of the mesh networks */
  readonly meshNetworksOrigin?: Origin;
  /** name of the cluster, if there are several */
  readonly cluster?: string;
  /** the current time in milliseconds, for checks that use it (never at synth): expiry of certificates */
  readonly now?: number;
  /** the cluster's role in its fleet; '' as both name and role is for objects that go to no cluster */
  readonly role?: 'management' | 'member';
  /** whether Google runs the control plane, and with which implementation; by default determined from the objects */
  readonly managed?: { readonly implementation?: 'traffic-director' | 'istiod'; readonly channel?: 'rapid' | 'regular' | 'stable' };
  /** Istio version to check for, `MAJOR.MINOR`; by default the newest one that the checks support */
  readonly istioVersion?: string;
  /** Gateway API release of the CRDs in the cluster, `MAJOR.MINOR`; by default the one that the newest Istio reads */
  readonly gatewayApiVersion?: string;
}

/** A manifest that is not a Kubernetes object, or that repeats another one. */
export interface Oddity {
  readonly manifest: Manifest;
  readonly problem: string;
  /** the tool whose configuration it is: it is not meant for a cluster */
  readonly tool?: string;
}

const NO_ITEMS: readonly never[] = [];
const ENTANGLED: ReadonlySet<KindKey | undefined> = new Set<KindKey>(['Namespace', 'ConfigMap', 'GatewayClass']);
const IN_REGISTRY: ReadonlySet<string> = new Set<KindKey>(['Service', 'ServiceEntry', 'ServiceImport', 'GkeServiceImport']);

/** All objects of one cluster, indexed. Building it takes time proportional to the objects; rarely used parts are built on demand. */
export class World {
  /** Clusters as a fleet, in which each knows the others; a single cluster as it is. */
  public static fleet(worlds: readonly World[]): readonly World[] {
    if (worlds.length < 2) return worlds;
    const members = worlds.map((w) => w.variant({ memo: new Map() }));
    for (const member of members) member.siblings = members.filter((other) => other !== member);
    return members;
  }

  public readonly items: readonly Item[];
  public readonly oddities: readonly Oddity[];
  public readonly options: WorldOptions;
  public readonly domain: string;
  public readonly mesh: MeshFacts;
  /** the objects that controllers create from others */
  public readonly made: MadeObjects;
  /** the other clusters of the fleet; objects defined there are not missing here */
  public siblings: readonly World[] = [];
  private readonly kinds = new Map<string, OfKind>();
  private readonly allPods: Pod[] = [];
  private readonly podsByNamespace = new Map<string, LabelIndex<Pod>>();
  private readonly namespaceItems = new Map<string, ItemOf<'Namespace'>>();
  private readonly memo = new Map<unknown, unknown>();
  private readonly duplicates: [Item, Item][] = [];
  private readonly later = new Set<number>();
  private readonly manifests: readonly Manifest[];
  private readonly reading: Reading;
  private knownRegistry?: ServiceRegistry;
  private readonly completeNamespaces: ReadonlySet<string>;

  public constructor(manifests: readonly Manifest[], options: WorldOptions = {}, reading: Reading = {}) {
    this.options = options;
    this.manifests = manifests;
    this.reading = reading;
    this.domain = options.domain || 'cluster.local';
    this.completeNamespaces = new Set(options.completeNamespaces);
    const items: Item[] = [];
    const oddities: Oddity[] = [];
    for (const manifest of manifests) {
      if (manifest.piece) {
        oddities.push({ manifest, problem: manifest.piece.what, tool: manifest.piece.tool });
        continue;
      }
      const item = readItem(manifest, items.length, options.namespace, reading.namespace);
      if (typeof item === 'string') oddities.push({ manifest, problem: item, tool: toolOf(manifest.object) });
      else items.push(item);
    }
    this.items = items;
    this.oddities = oddities;
    for (const item of items) if (!reading.without?.has(item.order)) this.place(item);
    this.made = new MadeObjects(this.items.filter((i) => this.placed(i)), (name, namespace, of) => this.byKind(name, namespace, of));
    for (const pod of this.made.pods) this.putPod(pod);
    this.mesh = this.readMesh();
  }

  /** The services that clients can refer to. */
  public get registry(): ServiceRegistry {
    return this.knownRegistry ??= this.registered();
  }

  /**
   * The same world with one more object: it replaces the one with its kind, namespace and name, or is added at the end. Unaffected parts are shared with this
   * world, so this is much faster than building a new one.
   */
  public with(manifest: Manifest): World {
    const given = readItem(manifest, this.items.length, this.options.namespace, this.reading.namespace);
    if (typeof given === 'string') throw new Error(given);
    const name = given.key ?? `${given.group}/${given.kind}`;
    const before = this.kinds.get(name)?.find(given.namespace, given.name);
    const manifests = before ? this.manifests.map((m) => (m.object === before.object ? manifest : m)) : [...this.manifests, manifest];
    if (this.isEntangled(given, before)) return new World(manifests, this.options, this.reading);
    const item: Item = before ? { ...given, order: before.order } : given;
    return this.variant({
      manifests,
      items: replacedAt(this.items, item.order, item),
      kinds: new Map(this.kinds).set(name, (this.kinds.get(name) ?? new OfKind()).with(item, before)),
      ...(IN_REGISTRY.has(name) ? { knownRegistry: undefined } : {}),
      ...this.podsWith(podOf(item), before),
      memo: new Map(),
    });
  }

  /** Whether an object affects more of the world than its kind and the pods: namespaces, the mesh configuration, created objects. */
  private isEntangled(item: Item, before: Item | undefined): boolean {
    const pod = podOf(item);
    return ENTANGLED.has(item.key) || isMaker(item) || (before !== undefined && isMaker(before)) || item.name.endsWith('*')
      || (pod !== undefined && this.made.pods.length > 0) || (before !== undefined && (pod === undefined) !== (podOf(before) === undefined))
      || this.duplicates.some(([, first]) => first.kind === item.kind && first.name === item.name);
  }

  private podsWith(pod: Pod | undefined, before: Item | undefined): object {
    if (!pod) return {};
    const place = before ? this.allPods.findIndex((p) => p.item === before) : this.allPods.length;
    const allPods = replacedAt(this.allPods, place, pod);
    const index = new LabelIndex<Pod>();
    for (const p of allPods) if (p.namespace === pod.namespace) index.add(p);
    return { allPods, podsByNamespace: new Map(this.podsByNamespace).set(pod.namespace, index) };
  }

  private variant(parts: object): World {
    return Object.assign(Object.create(World.prototype) as World, this, parts);
  }

  private registered(): ServiceRegistry {
    const registry = new ServiceRegistry(this.domain);
    const defaults = this.mesh.config.defaultServiceExportTo;
    for (const s of this.all('Service')) registry.add(ofService(s, registry, defaults));
    for (const s of this.all('ServiceEntry')) for (const r of ofServiceEntry(s, defaults)) registry.add(r);
    for (const m of this.made.objects) if (m.kind === 'Service' && !this.find('Service', m.namespace, m.name)) registry.add(ofMadeService(m, registry, defaults));
    for (const s of [...this.all('ServiceImport'), ...this.all('GkeServiceImport')]) registry.add(ofServiceImport(s));
    return registry;
  }

  /** All objects of a kind, in the given order; if fields are named, only those that set one of them. Most checks are about fields that few objects have. */
  public all<K extends KindKey>(key: K, ...fields: readonly Field<SpecOf<K>>[]): readonly ItemOf<K>[] {
    const kind = this.kinds.get(key);
    return (!kind ? NO_ITEMS : fields.length ? kind.setting(fields) : kind.items) as readonly ItemOf<K>[];
  }

  /** All objects of a kind, by its group; including kinds that are not in KINDS. */
  public ofKind(group: string, kind: string): readonly Item[] {
    return this.kinds.get(keyOf(group, kind) ?? `${group}/${kind}`)?.items ?? NO_ITEMS;
  }

  public find<K extends KindKey>(key: K, namespace: string, name: string): ItemOf<K> | undefined {
    return this.kinds.get(key)?.find(namespace, name) as ItemOf<K> | undefined;
  }

  /** Pairs of objects with the same kind, namespace and name, the later one first. */
  public get repeated(): readonly (readonly [Item, Item])[] {
    return this.duplicates;
  }

  /** Whether the object is part of this reading of the world, not another version of a part. */
  public placed(item: Item): boolean {
    return this.reading.without ? !this.reading.without.has(item.order) : !this.later.has(item.order);
  }

  /** The same manifests, with the other versions of repeatedly defined objects. */
  public otherVersions(): readonly World[] {
    return otherVersions(this.duplicates).map((without) => this.again({ without }));
  }

  /** The same manifests, with objects without a namespace in each namespace that they may be applied to. */
  public inOtherNamespaces(): readonly World[] {
    return otherNamespaces(this.items, this.options.namespace).map((namespace) => this.again({ namespace }));
  }

  /** The Namespace object, if the world has it. */
  public namespace(name: string): ItemOf<'Namespace'> | undefined {
    return this.namespaceItems.get(name);
  }

  /** Namespaces that are defined, or that contain an object. */
  public get knownNamespaces(): ReadonlySet<string> {
    return this.once('knownNamespaces', () => new Set(['default', ...this.namespaceItems.keys(), ...this.items.map((i) => i.namespace).filter((n) => n)]));
  }

  /** Whether a namespace's objects are complete: unknown then means missing. */
  public closed(namespace: string): boolean {
    return this.options.complete === true || this.completeNamespaces.has(namespace);
  }

  /** Pods and pod templates that a selector matches; in all namespaces if none is given. */
  public pods(selector: Labels | undefined, namespace?: string): readonly Pod[] {
    if (namespace !== undefined) return this.podsByNamespace.get(namespace)?.select(selector) ?? NO_ITEMS;
    if (isEmpty(selector)) return this.allPods;
    return this.once('podsEverywhere', () => {
      const index = new LabelIndex<Pod>();
      for (const pod of this.allPods) index.add(pod);
      return index;
    }).select(selector);
  }

  /** Pods and pod templates with a label, whatever its value. */
  public podsLabelled(label: string): readonly Pod[] {
    return [...this.podsByNamespace.values()].flatMap((index) => index.labelled(label));
  }

  /** Pods to which a policy in a namespace applies: a policy in the root namespace applies everywhere. */
  public selected(selector: Labels | undefined, namespace: string): readonly Pod[] {
    return this.pods(selector, namespace === this.mesh.rootNamespace ? undefined : namespace);
  }

  /** The service that a host refers to for a client in a namespace: a short name is completed, and only exported services are visible. */
  public service(host: string, namespace: string): Registered | undefined {
    const full = this.registry.resolve(host, namespace);
    const here = this.registry.lookup(full, namespace);
    if (here) return here;
    for (const other of this.siblings) {
      const there = other.registry.lookup(full, namespace);
      if (there) return there;
    }
    return undefined;
  }

  /** Computed once per world. */
  public once<T>(key: unknown, compute: () => T): T {
    let value = this.memo.get(key);
    if (value === undefined && !this.memo.has(key)) this.memo.set(key, value = compute());
    return value as T;
  }

  /** Placeholders for the mesh configuration and the mesh networks that were given separately. */
  public get given(): readonly Item[] {
    return this.once('given', () => [this.beside('MeshConfig', this.options.meshConfig, this.options.meshConfigOrigin, 0), this.meshNetworksItem].filter((i) => i !== undefined));
  }

  /** The placeholder for mesh networks that were given separately. */
  public get meshNetworksItem(): Item | undefined {
    return this.beside('MeshNetworks', this.options.meshNetworks, this.options.meshNetworksOrigin, 1);
  }

  private beside(kind: string, config: unknown, origin: Origin | undefined, place: number): Item | undefined {
    if (config === undefined) return undefined;
    const metadata = { name: kind.toLowerCase(), namespace: this.mesh.rootNamespace };
    const item = readItem({ object: { apiVersion: 'istio.mesh.v1alpha1', kind, metadata, config }, origin: origin ?? {} }, this.items.length + place);
    return typeof item === 'string' ? undefined : item;
  }

  /** Full name, for messages. */
  public nameOf(item: Item): string {
    return fullName(item);
  }

  private again(reading: Reading): World {
    const world = new World(this.manifests, this.options, reading);
    world.siblings = this.siblings;
    return world;
  }

  private place(item: Item): void {
    const name = item.key ?? `${item.group}/${item.kind}`;
    let kind = this.kinds.get(name);
    if (!kind) this.kinds.set(name, kind = new OfKind());
    const before = kind.add(item);
    if (before) {
      this.duplicates.push([item, before]);
      this.later.add(item.order);
      return;
    }
    if (!item.key) return;
    if (item.key === 'Namespace') this.namespaceItems.set(item.name, item as ItemOf<'Namespace'>);
    const pod = podOf(item);
    if (pod) this.putPod(pod);
  }

  /** Looks up objects by the kinds that controllers refer to. */
  private byKind(name: string, namespace: string, of: string): Item | undefined {
    return Object.hasOwn(KINDS, name) ? this.kinds.get(name)?.find(namespace, of) : undefined;
  }

  private putPod(pod: Pod): void {
    this.allPods.push(pod);
    let index = this.podsByNamespace.get(pod.namespace);
    if (!index) this.podsByNamespace.set(pod.namespace, index = new LabelIndex<Pod>());
    index.add(pod);
  }

  private readMesh(): MeshFacts {
    const networks = this.options.meshNetworks === undefined ? undefined : read(meshNetworks, canonical('MeshNetworks', this.options.meshNetworks));
    if (this.options.meshConfig !== undefined) return meshFacts(canonical('MeshConfig', this.options.meshConfig) ?? {}, undefined, networks, this.options.trustDomain ?? this.domain);
    const map = this.all('ConfigMap').filter(isMeshConfigMap).sort((a, b) => a.name.length - b.name.length)[0];
    if (!map) return meshFacts(undefined, undefined, networks, this.options.trustDomain ?? this.domain);
    try {
      return meshFacts(canonical('MeshConfig', readYaml(map.spec.data!.mesh as string)) ?? {}, map, networks, this.options.trustDomain ?? this.domain);
    } catch {
      return meshFacts(undefined, map, networks, this.domain); // unreadable: reported by the mesh configuration check
    }
  }
}

/** A copy of a list with another member at a place, or one more. */
function replacedAt<T>(list: readonly T[], place: number, member: T): T[] {
  const out = [...list];
  out[place] = member;
  return out;
}
