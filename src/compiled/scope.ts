import { sourceOf, type Ages } from './age';
import { mostSpecific } from './destination-rules';
import { Memo } from './evaluate/memo';
import type { Source } from './form';
import { anyOf, byHost, indexBy, membersOf, oncePer } from './index-by';
import type { EgressSpec } from './resources';
import type { MeshPort, MeshService, Services } from './services';
import { MESH, type MeshVirtualService, type VirtualServices } from './virtual-services';
import { hostsMatch, isSubsetOf, isWildcard } from '../world/hosts';
import type { Item } from '../world/item';
import { parseProtocol } from '../world/protocol';

/** One egress listener of a Sidecar with its imports; without a Sidecar there is one that imports everything. */
export interface Egress {
  readonly spec?: EgressSpec;
  readonly origin?: Source;
  readonly services: readonly MeshService[];
  readonly virtualServices: readonly MeshVirtualService[];
  /** the VirtualService with the most specific host for one of the services */
  mostSpecific(host: string): MeshVirtualService | undefined;
}

/** The services that a namespace's proxies know: those that a Sidecar imports, or all. */
export interface Imports {
  readonly egress: readonly Egress[];
  readonly services: readonly MeshService[];
  readonly byHost: Pick<ReadonlyMap<string, MeshService>, 'get'>;
}

interface Hosts { readonly exact: Set<string>; readonly all: string[]; readonly excluded: string[] }

/** The imports into a namespace of a Sidecar with these egress listeners. */
export function imports(egress: readonly EgressSpec[], sidecar: Item | undefined, namespace: string, services: Services, virtualServices: VirtualServices, ages: Ages): Imports {
  const given = egress.length ? egress : [{ hosts: ['*/*'] }];
  const listeners = given.map((spec, i) => toEgress(spec, egress.length && sidecar ? sourceOf(sidecar, `/spec/egress/${i}`) : undefined, namespace, services, virtualServices, ages));
  return new Collected(listeners, namespace, services, ages);
}

function toEgress(spec: EgressSpec, origin: Source | undefined, namespace: string, services: Services, virtualServices: VirtualServices, ages: Ages): Egress {
  const hosts = new Map<string, Hosts>();
  let allExact = true;
  for (const entry of spec.hosts ?? []) {
    const parts = entry.split('/');
    if (parts.length !== 2) continue;
    let [ns] = parts;
    const excludes = ns.startsWith('~');
    if (excludes) ns = ns.slice(1) || '*';
    if (ns === '.') ns = namespace;
    let known = hosts.get(ns);
    if (!known) hosts.set(ns, known = { exact: new Set(), all: [], excluded: [] });
    if (excludes) {
      known.excluded.push(parts[1]);
      continue;
    }
    if (!isWildcard(parts[1])) known.exact.add(parts[1]); else allExact = false;
    if (ns === '*') allExact = false;
    known.all.push(parts[1]);
  }
  const vs = selectVirtualServices(virtualServices, namespace, hosts);
  const port = portOf(spec);
  const everyone = port === 0 && !services.haveRivals && isEverything(hosts);
  const candidates = allExact ? exactServices(services, namespace, hosts, ages) : services.visibleTo(namespace);
  // returns the same list, so that cached results apply in all namespaces
  const selected = everyone ? candidates : selectServices(candidates, namespace, hosts, port);
  return { spec, origin, services: selected, virtualServices: vs, mostSpecific: (host) => (byHost(selected).has(host) ? mostSpecific(host, hostsOf(vs)) : undefined) };
}

/** The port that services must have; 0 means any. */
const portOf = (spec: EgressSpec): number => (spec.port?.number && parseProtocol(spec.port.protocol ?? '') !== 'HTTP_PROXY' ? spec.port.number : 0);

function exactServices(services: Services, namespace: string, hosts: ReadonlyMap<string, Hosts>, ages: Ages): readonly MeshService[] {
  const out: MeshService[] = [];
  for (const [ns, { exact }] of hosts) {
    for (const host of exact) {
      const service = services.byNamespace(host).get(ns);
      if (service && services.isVisible(service, namespace)) out.push(service);
    }
  }
  return out.sort((a, b) => ages.compare(a, b));
}

/** Whether nothing is excluded. */
const isEverything = (hosts: ReadonlyMap<string, Hosts>): boolean => {
  const anywhere = hosts.get('*');
  return hosts.size === 1 && anywhere !== undefined && anywhere.all.includes('*') && anywhere.excluded.length === 0;
};

const excluded = (hosts: Hosts | undefined, host: string): boolean => !!hosts && hosts.excluded.some((e) => isSubsetOf(host, e));
const imported = (hosts: Hosts, host: string): boolean =>
  hosts.exact.has(host) || hosts.all.some((h) => (isWildcard(host) || isWildcard(h)) && isSubsetOf(host, h));
/** VirtualServices are imported by hosts that overlap in either direction, unless they come from the Gateway API. */
const importedVirtual = (hosts: Hosts, host: string, gatewaySemantics: boolean): boolean =>
  hosts.exact.has(host) || hosts.all.some((h) => (isWildcard(host) || isWildcard(h)) && (gatewaySemantics ? isSubsetOf(host, h) : hostsMatch(host, h)));

function selectVirtualServices(all: VirtualServices, namespace: string, hosts: ReadonlyMap<string, Hosts>): readonly MeshVirtualService[] {
  const lists = all.lists(namespace, MESH).filter((list) => list.length > 0);
  // returns the same list, so that cached results apply in all namespaces
  if (lists.length === 1 && isEverything(hosts) && !isReordered(lists[0], namespace)) return lists[0];
  const out = new Set<MeshVirtualService>();
  const anywhere = hosts.get('*');
  const take = (service: MeshVirtualService, scope: Hosts | undefined): void => {
    if (!scope || out.has(service)) return;
    const own = hosts.get(service.namespace);
    if (service.hosts.some((h) => importedVirtual(scope, h, service.gatewaySemantics) && !excluded(own, h) && !excluded(anywhere, h))) out.add(service);
  };
  for (const list of lists) {
    for (const consumer of [true, false]) {
      for (const service of list) {
        if (consumer !== (service.gatewaySemantics && service.namespace === namespace)) continue;
        take(service, hosts.get(service.namespace));
        take(service, anywhere);
      }
    }
  }
  return [...out];
}

/** Whether a namespace sees a list in a different order, or without some elements. */
const isReordered = (list: readonly MeshVirtualService[], namespace: string): boolean => (haveConsumers(list) && consumers(list).has(namespace)) || isShortened(list);
const haveConsumers = anyOf((v: MeshVirtualService) => v.gatewaySemantics);
const consumers = oncePer((list: readonly MeshVirtualService[]) => new Set(list.filter((v) => v.gatewaySemantics).map((v) => v.namespace)));
/** A list has a VirtualService twice if it names a gateway twice. */
const isShortened = anyOf((v: MeshVirtualService) => v.hosts.length === 0 || new Set(v.gateways).size < v.gateways.length);

function selectServices(candidates: readonly MeshService[], namespace: string, hosts: ReadonlyMap<string, Hosts>, port: number): readonly MeshService[] {
  const anywhere = hosts.get('*');
  const out: MeshService[] = [];
  for (const service of candidates) {
    const own = hosts.get(service.namespace);
    if (excluded(own, service.host) || excluded(anywhere, service.host)) continue;
    const found = (own && trimmed(service, own, port)) ?? (anywhere && trimmed(service, anywhere, port));
    if (found) out.push(found);
  }
  return oneNamespace(out, namespace);
}

/** A service with the imported port and aliases; undefined if it is not imported. */
function trimmed(service: MeshService, hosts: Hosts, port: number): MeshService | undefined {
  if (!imported(hosts, service.host)) return undefined;
  const withPort = port ? atPort(service, port) : service;
  if (!withPort) return undefined;
  const aliases = service.aliases.filter((a) => imported(hosts, a.host));
  return aliases.length === service.aliases.length ? withPort : { ...withPort, aliases };
}

function atPort(service: MeshService, port: number): MeshService | undefined {
  const found = service.ports.find((p) => p.port === port);
  return found && (service.ports.length === 1 ? service : { ...service, ports: [found] });
}

/** For a host in several namespaces: the client's own, else a Service rather than a ServiceEntry, else the first. */
function oneNamespace(services: readonly MeshService[], namespace: string): readonly MeshService[] {
  const chosen = new Map<string, { readonly namespace: string; readonly kubernetes: boolean }>();
  for (const s of services) {
    const before = chosen.get(s.host);
    if (!before || s.namespace === namespace || (!before.kubernetes && s.kubernetes && before.namespace !== namespace)) chosen.set(s.host, s);
  }
  return services.filter((s) => chosen.get(s.host)!.namespace === s.namespace);
}

/** The first VirtualService of each host. */
const hostsOf = oncePer((virtualServices: readonly MeshVirtualService[]) => {
  const specific = new Map<string, MeshVirtualService>();
  const wildcard = new Map<string, MeshVirtualService>();
  for (const vs of virtualServices) {
    for (const host of vs.hosts) {
      const map = isWildcard(host) ? wildcard : specific;
      if (!map.has(host)) map.set(host, vs);
    }
  }
  return { specific, wildcard };
});

/** Destinations of a VirtualService, for clients in one namespace or any, and their ports; 0 means every port. */
function destinations(service: MeshVirtualService, namespace?: string): Map<string, Set<number>> {
  const out = new Map<string, Set<number>>();
  const add = (d: { readonly host?: string; readonly port?: { readonly number?: number } } | undefined): void => {
    if (!d) return;
    const host = d.host ?? '';
    if (!out.has(host)) out.set(host, new Set());
    out.get(host)!.add(d.port ? d.port.number ?? 0 : 0);
  };
  for (const { spec } of service.http) {
    const sources = (spec.match ?? []).map((m) => m.sourceNamespace).filter((s) => s);
    if (namespace !== undefined && sources.length && !sources.includes(namespace)) continue;
    for (const r of spec.route ?? []) add(r.destination);
    add(spec.mirror);
    for (const m of spec.mirrors ?? []) add(m.destination);
  }
  for (const { spec } of [...service.tcp, ...service.tls]) for (const r of spec.route ?? []) add(r.destination);
  return out;
}

/** Everything visible in a namespace, as gateways know it. */
export const everything = (namespace: string, services: Services): Imports => importsOf(services.visibleTo(namespace));

/** Services by host, without Sidecar listeners. */
export function importsOf(services: readonly MeshService[]): Imports {
  const all = new Gathered();
  for (const service of services) all.add(service);
  return { egress: [], services: all.services, byHost: all.byHost };
}

const destinationHosts = oncePer((v: MeshVirtualService) => [...destinations(v).keys()]);
/** VirtualServices by destination host. */
const byDestination = indexBy(destinationHosts);

/** All services of all listeners, and destinations of VirtualServices. Those of a host are collected on demand. */
class Collected implements Imports {
  public readonly byHost = { get: (host: string): MeshService | undefined => this.known.of(host) };
  private readonly known = new Memo((host) => this.collect(host).byHost.get(host));
  private all?: readonly MeshService[];

  public constructor(public readonly egress: readonly Egress[], private readonly namespace: string, private readonly registry: Services, private readonly ages: Ages) {}

  public get services(): readonly MeshService[] {
    return this.all ??= this.collect().services;
  }

  /** Collects services of one host, or of all. */
  private collect(only?: string): Gathered {
    const gathered = new Gathered();
    for (const egress of this.egress) {
      const port = egress.spec ? portOf(egress.spec) : 0;
      for (const s of only === undefined ? egress.services : membersOf(byHost(egress.services), only)) gathered.add(s);
      for (const vs of only === undefined ? egress.virtualServices : membersOf(byDestination(egress.virtualServices), only)) {
        const to = destinations(vs, this.namespace);
        for (const host of only === undefined ? to.keys() : to.has(only) ? [only] : []) {
          const found = this.destination(host, to.get(host)!, port);
          if (found) gathered.add(found);
        }
      }
    }
    return gathered;
  }

  private destination(host: string, ports: ReadonlySet<number>, port: number): MeshService | undefined {
    const { registry, namespace, ages } = this;
    const known = registry.byNamespace(host);
    const service = known.get(namespace) ?? best([...known.values()].filter((s) => registry.isVisible(s, namespace)), ages);
    return service && (port ? atPort(service, port) : atPorts(service, ports));
  }
}

/** A Service, else the oldest ServiceEntry. */
function best(services: readonly MeshService[], ages: Ages): MeshService | undefined {
  return services.find((s) => s.kubernetes) ?? [...services].sort((a, b) => ages.compare(a, b))[0];
}

function atPorts(service: MeshService, ports: ReadonlySet<number>): MeshService | undefined {
  if (!ports.size || ports.has(0)) return service;
  const found = service.ports.filter((p) => ports.has(p.port));
  if (found.length === service.ports.length) return service;
  return found.length ? { ...service, ports: found } : undefined;
}

/** Services by host; several of the same host are merged. */
class Gathered {
  public readonly services: MeshService[] = [];
  public readonly byHost = new Map<string, MeshService>();
  private readonly places = new Map<string, number>();

  public add(service: MeshService): void {
    const place = this.places.get(service.host);
    if (place === undefined) {
      this.places.set(service.host, this.services.length);
      this.services.push(service);
      this.byHost.set(service.host, service);
      return;
    }
    const before = this.services[place];
    if (before === service) return;
    if (before.kubernetes && !service.kubernetes) return;
    if (!before.kubernetes && service.kubernetes) this.set(place, service);
    else if (!samePorts(before.ports, service.ports) && mergeable(before, service)) this.set(place, { ...before, ports: union(before.ports, service.ports) });
  }

  private set(place: number, service: MeshService): void {
    this.services[place] = service;
    this.byHost.set(service.host, service);
  }
}

const samePorts = (a: readonly MeshPort[], b: readonly MeshPort[]): boolean =>
  a.length === b.length && a.every((p, i) => p.name === b[i].name && p.port === b[i].port && p.protocol === b[i].protocol);
const union = (a: readonly MeshPort[], b: readonly MeshPort[]): MeshPort[] => {
  const out = [...a];
  for (const port of b) if (!out.some((p) => p.port === port.port)) out.push(port);
  return out;
};
const sameLabels = (a: object | undefined, b: object | undefined): boolean => JSON.stringify(Object.entries(a ?? {}).sort()) === JSON.stringify(Object.entries(b ?? {}).sort());
const mergeable = (a: MeshService, b: MeshService): boolean =>
  a.namespace === b.namespace && a.resolution === b.resolution && a.kubernetes === b.kubernetes && sameLabels(a.labels, b.labels) && sameLabels(a.selector, b.selector)
  && JSON.stringify([...a.exportTo ?? []].sort()) === JSON.stringify([...b.exportTo ?? []].sort());
