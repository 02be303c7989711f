import { HostIndex } from './hosts';
import type { Item, ItemOf } from './item';
import type { Made } from './made';
import { parseProtocol, servicePortProtocol, type Protocol } from './protocol';
import type { Labels } from './selector';

export interface ServicePort {
  readonly number: number;
  readonly name: string;
  readonly protocol: Protocol;
  /** the protocol in the manifest: from a Service's port name or appProtocol, or a ServiceEntry's protocol */
  readonly declared: string;
  /** transport of the port */
  readonly transport: string;
  readonly targetPort?: number | string;
}

/** A host that the mesh knows: of a Service, a ServiceEntry or a ServiceImport. */
export interface Registered {
  readonly host: string;
  readonly namespace: string;
  readonly ports: readonly ServicePort[];
  readonly item: Item;
  readonly kind: 'Service' | 'ServiceEntry' | 'ServiceImport';
  /** selects pods (and workload entries) in its namespace; undefined if endpoints have another source */
  readonly selector?: Labels;
  /** a controller creates the Service from `item`, which is another object: only the listed ports are known */
  readonly made?: true;
  /** namespaces in which it is visible: '*' for all */
  readonly exportTo: readonly string[];
}

/** Every host of the world, by full name. */
export class ServiceRegistry {
  private readonly index = new HostIndex<Registered>();
  private readonly list: Registered[] = [];
  /** full names by namespace and name: many checks need the same ones, and this avoids hashing new strings */
  private readonly names = new Map<string, Map<string, string>>();

  public constructor(private readonly domain: string) {}

  /** The full name of a service. */
  public fqdn(name: string, namespace: string): string {
    let known = this.names.get(namespace);
    if (!known) this.names.set(namespace, known = new Map());
    let full = known.get(name);
    if (full === undefined) known.set(name, full = `${name}.${namespace}.svc.${this.domain}`);
    return full;
  }

  /** Completes short names with the namespace that uses them; a name with a dot is unchanged. */
  public resolve(host: string, namespace: string): string {
    return host.includes('.') || host.startsWith('*') ? host : this.fqdn(host, namespace);
  }

  /** The name and namespace in a full name of this cluster's domain. */
  public parse(fqdn: string): { name: string; namespace: string } | undefined {
    const tail = `.svc.${this.domain}`;
    if (!fqdn.endsWith(tail)) return undefined;
    const front = fqdn.slice(0, -tail.length);
    const dot = front.lastIndexOf('.');
    return dot > 0 && dot < front.length - 1 ? { name: front.slice(0, dot), namespace: front.slice(dot + 1) } : undefined;
  }

  public add(registered: Registered): void {
    this.list.push(registered);
    this.index.add(registered.host, registered);
  }

  public all(): readonly Registered[] {
    return this.list;
  }

  public same(host: string): readonly Registered[] {
    return this.index.same(host);
  }

  /** The values for this full name or a wildcard over it. */
  public covering(host: string): readonly Registered[] {
    return this.index.covering(host);
  }

  /** The host that a client in the namespace resolves a full name to: only visible ones, exact before wildcard. */
  public lookup(host: string, namespace: string): Registered | undefined {
    return this.index.covering(host).find((r) => visible(r, namespace));
  }
}

export const visible = (r: { exportTo: readonly string[] }, namespace: string): boolean => r.exportTo.includes('*') || r.exportTo.includes(namespace);

const EVERYWHERE: readonly string[] = Object.freeze(['*']);
/** `exportTo` with `.` expanded; empty means everywhere. */
export function scopes(exportTo: readonly string[] | undefined, namespace: string, fallback: readonly string[] = EVERYWHERE): readonly string[] {
  const given = exportTo?.length ? exportTo : fallback;
  if (given.includes('*')) return EVERYWHERE;
  return [...new Set(given.map((e) => (e === '.' ? namespace : e)))];
}

export function ofService(item: ItemOf<'Service'>, registry: ServiceRegistry, fallback: readonly string[] | undefined): Registered {
  const annotation = item.annotations['networking.istio.io/exportTo'];
  return {
    host: registry.fqdn(item.name, item.namespace),
    namespace: item.namespace,
    item,
    kind: 'Service',
    selector: item.spec.selector && Object.keys(item.spec.selector).length ? item.spec.selector : undefined,
    exportTo: scopes(annotation ? annotation.split(',').map((s) => s.trim()) : undefined, item.namespace, fallback),
    ports: (item.spec.ports ?? []).map((p) => ({
      number: p.port ?? 0,
      name: p.name ?? '',
      protocol: servicePortProtocol(p),
      declared: p.appProtocol ?? p.name ?? '',
      transport: p.protocol ?? 'TCP',
      targetPort: p.targetPort,
    })),
  };
}

/** A Service that a controller creates. */
export function ofMadeService(made: Made, registry: ServiceRegistry, fallback: readonly string[] | undefined): Registered {
  return {
    host: registry.fqdn(made.name, made.namespace),
    namespace: made.namespace,
    item: made.by,
    kind: 'Service',
    made: true,
    selector: made.selector,
    exportTo: scopes(undefined, made.namespace, fallback),
    ports: (made.ports ?? []).map((p) => ({
      number: p.port, name: p.name ?? '', protocol: servicePortProtocol(p), declared: p.appProtocol ?? p.name ?? '', transport: 'TCP', targetPort: p.targetPort,
    })),
  };
}

export function* ofServiceEntry(item: ItemOf<'ServiceEntry'>, fallback: readonly string[] | undefined): Iterable<Registered> {
  const { spec } = item;
  const ports: ServicePort[] = (spec.ports ?? []).map((p) => ({
    number: p.number ?? 0,
    name: p.name ?? '',
    protocol: p.protocol ? parseProtocol(p.protocol) : 'Unsupported',
    declared: p.protocol ?? '',
    transport: p.protocol?.toUpperCase() === 'UDP' ? 'UDP' : 'TCP',
    targetPort: p.targetPort,
  }));
  const selector = spec.workloadSelector?.labels;
  const exportTo = scopes(spec.exportTo, item.namespace, fallback);
  for (const host of spec.hosts ?? []) {
    yield { host, namespace: item.namespace, item, kind: 'ServiceEntry', ports, exportTo, ...(selector ? { selector } : {}) };
  }
}

export function ofServiceImport(item: ItemOf<'ServiceImport'>): Registered {
  return {
    host: `${item.name}.${item.namespace}.svc.clusterset.local`,
    namespace: item.namespace,
    item,
    kind: 'ServiceImport',
    exportTo: ['*'],
    ports: (item.spec.ports ?? []).map((p) => ({
      number: p.port ?? 0,
      name: p.name ?? '',
      protocol: servicePortProtocol(p),
      declared: p.appProtocol ?? p.name ?? '',
      transport: p.protocol ?? 'TCP',
    })),
  };
}
