import { sourceOf, type Ages } from './age';
import { mostSpecific } from './destination-rules';
import type { Source } from './form';
import type { EgressSpec } from './resources';
import type { MeshPort, MeshService, Services } from './services';
import { MESH, type MeshVirtualService, type VirtualServices } from './virtual-services';
import { hostsMatch, isSubsetOf, isWildcard } from '../world/hosts';
import type { Item } from '../world/item';
import { parseProtocol } from '../world/protocol';

/** One egress listener of a Sidecar with what it lets in; without a Sidecar there is one that lets in all. */
export interface Egress {
  readonly spec?: EgressSpec;
  readonly origin?: Source;
  readonly services: readonly MeshService[];
  readonly virtualServices: readonly MeshVirtualService[];
  /** by the host of a service: the VirtualService with the most specific host for it */
  readonly mostSpecific: ReadonlyMap<string, MeshVirtualService>;
}

/** What a namespace's proxies know, by way of a Sidecar or all of it. */
export interface Imports {
  readonly egress: readonly Egress[];
  readonly services: readonly MeshService[];
  readonly byHost: ReadonlyMap<string, MeshService>;
}

interface Hosts { readonly exact: Set<string>; readonly all: string[]; readonly excluded: string[] }

/** What a Sidecar with these egress listeners imports into a namespace. */
export function imports(egress: readonly EgressSpec[], sidecar: Item | undefined, namespace: string, services: Services, virtualServices: VirtualServices, ages: Ages): Imports {
  const given = egress.length ? egress : [{ hosts: ['*/*'] }];
  const listeners = given.map((spec, i) => toEgress(spec, egress.length && sidecar ? sourceOf(sidecar, `/spec/egress/${i}`) : undefined, namespace, services, virtualServices, ages));
  return { egress: listeners, ...collect(listeners, namespace, services, ages) };
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
  const candidates = allExact ? exactServices(services, namespace, hosts, ages) : services.visibleTo(namespace);
  const selected = selectServices(candidates, namespace, hosts, portOf(spec));
  return { spec, origin, services: selected, virtualServices: vs, mostSpecific: indexWildcards(vs, selected) };
}

/** The port that services must have; 0: any. */
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

const excluded = (hosts: Hosts | undefined, host: string): boolean => !!hosts && hosts.excluded.some((e) => isSubsetOf(host, e));
const imported = (hosts: Hosts, host: string): boolean =>
  hosts.exact.has(host) || hosts.all.some((h) => (isWildcard(host) || isWildcard(h)) && isSubsetOf(host, h));
/** VirtualServices are imported by hosts that overlap in either direction, unless they stem from the Gateway API. */
const importedVirtual = (hosts: Hosts, host: string, gatewaySemantics: boolean): boolean =>
  hosts.exact.has(host) || hosts.all.some((h) => (isWildcard(host) || isWildcard(h)) && (gatewaySemantics ? isSubsetOf(host, h) : hostsMatch(host, h)));

function selectVirtualServices(all: VirtualServices, namespace: string, hosts: ReadonlyMap<string, Hosts>): MeshVirtualService[] {
  const out = new Set<MeshVirtualService>();
  const anywhere = hosts.get('*');
  const take = (service: MeshVirtualService, scope: Hosts | undefined): void => {
    if (!scope || out.has(service)) return;
    const own = hosts.get(service.namespace);
    if (service.hosts.some((h) => importedVirtual(scope, h, service.gatewaySemantics) && !excluded(own, h) && !excluded(anywhere, h))) out.add(service);
  };
  for (const list of all.lists(namespace, MESH)) {
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

function selectServices(candidates: readonly MeshService[], namespace: string, hosts: ReadonlyMap<string, Hosts>, port: number): MeshService[] {
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

/** A service with the port and the aliases that are imported; undefined if it is not. */
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

/** Of a host that several namespaces have: the client's own, else a Service rather than a ServiceEntry, else the first. */
function oneNamespace(services: readonly MeshService[], namespace: string): MeshService[] {
  const chosen = new Map<string, { readonly namespace: string; readonly kubernetes: boolean }>();
  for (const s of services) {
    const before = chosen.get(s.host);
    if (!before || s.namespace === namespace || (!before.kubernetes && s.kubernetes && before.namespace !== namespace)) chosen.set(s.host, s);
  }
  return services.filter((s) => chosen.get(s.host)!.namespace === s.namespace);
}

function indexWildcards(virtualServices: readonly MeshVirtualService[], services: readonly MeshService[]): ReadonlyMap<string, MeshVirtualService> {
  const specific = new Map<string, MeshVirtualService>();
  const wildcard = new Map<string, MeshVirtualService>();
  for (const vs of virtualServices) {
    for (const host of vs.hosts) {
      const map = isWildcard(host) ? wildcard : specific;
      if (!map.has(host)) map.set(host, vs);
    }
  }
  const out = new Map<string, MeshVirtualService>();
  if (!specific.size && !wildcard.size) return out;
  for (const { host } of services) {
    const found = mostSpecific(host, { specific, wildcard });
    if (found) out.set(host, found);
  }
  return out;
}

/** Destinations of a VirtualService and their ports; 0 stands for every port. */
function destinations(service: MeshVirtualService, namespace: string): Map<string, Set<number>> {
  const out = new Map<string, Set<number>>();
  const add = (d: { readonly host?: string; readonly port?: { readonly number?: number } } | undefined): void => {
    if (!d) return;
    const host = d.host ?? '';
    if (!out.has(host)) out.set(host, new Set());
    out.get(host)!.add(d.port ? d.port.number ?? 0 : 0);
  };
  for (const { spec } of service.http) {
    const sources = (spec.match ?? []).map((m) => m.sourceNamespace).filter((s) => s);
    if (sources.length && !sources.includes(namespace)) continue;
    for (const r of spec.route ?? []) add(r.destination);
    add(spec.mirror);
    for (const m of spec.mirrors ?? []) add(m.destination);
  }
  for (const { spec } of [...service.tcp, ...service.tls]) for (const r of spec.route ?? []) add(r.destination);
  return out;
}

/** All that a namespace sees, as gateways know it. */
export const everything = (namespace: string, services: Services): Imports => importsOf(services.visibleTo(namespace));

/** Services by host, without any listener of a Sidecar. */
export function importsOf(services: readonly MeshService[]): Imports {
  const all = new Gathered();
  for (const service of services) all.add(service);
  return { egress: [], services: all.services, byHost: all.byHost };
}

/** All services of all listeners, and those that VirtualServices lead to. */
function collect(listeners: readonly Egress[], namespace: string, services: Services, ages: Ages): Pick<Imports, 'services' | 'byHost'> {
  const gathered = new Gathered();
  for (const egress of listeners) {
    const port = egress.spec ? portOf(egress.spec) : 0;
    for (const s of egress.services) gathered.add(s);
    for (const vs of egress.virtualServices) {
      for (const [host, ports] of destinations(vs, namespace)) {
        const known = services.byNamespace(host);
        const service = known.get(namespace) ?? best([...known.values()].filter((s) => services.isVisible(s, namespace)), ages);
        const found = service && (port ? atPort(service, port) : atPorts(service, ports));
        if (found) gathered.add(found);
      }
    }
  }
  return gathered;
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

/** Services by host; several of one host become one. */
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
    if (!before.kubernetes && service.kubernetes) this.put(place, service);
    else if (!samePorts(before.ports, service.ports) && mergeable(before, service)) this.put(place, { ...before, ports: union(before.ports, service.ports) });
  }

  private put(place: number, service: MeshService): void {
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
