import { sourceOf } from './age';
import type { Endpoint, SourceObject } from './form';
import { byHost, membersOf } from './index-by';
import type { MeshSettings } from './mesh';
import type { Labels, ServiceEntrySpec, WorkloadEntrySpec } from './resources';
import type { MeshPort, MeshService } from './services';
import type { Item, ItemOf } from '../world/item';
import { containersOf, serviceAccountOf, type Pod } from '../world/pods';
import { matches } from '../world/selector';
import { GATEWAY_NAME } from '../world/waypoints';
import type { World } from '../world/world';

/** Endpoints of a service port. */
export interface Endpoints {
  readonly list: readonly Endpoint[];
  /** whether the list is complete */
  readonly known: boolean;
}

const TLS_MODE = 'security.istio.io/tlsMode';
const keyOf = ({ host, namespace }: MeshService): string => `${namespace} ${host}`;
const nameOf = (o: SourceObject | undefined): string => `${o?.kind}/${o?.namespace}/${o?.name}`;
const NONE: Endpoints = { list: [], known: false };

/** Finds the workloads behind services: pods, pod templates, WorkloadEntries and endpoints of ServiceEntries. */
export class EndpointIndex {
  private readonly cache = new Map<string, Map<string, Endpoints>>();

  public constructor(private readonly world: World, private readonly mesh: MeshSettings, private readonly services: readonly MeshService[]) {}

  /** Services of one host and namespace share their endpoints by port name. */
  public of(service: MeshService, port: MeshPort): Endpoints {
    let ports = this.cache.get(keyOf(service));
    if (!ports) this.cache.set(keyOf(service), ports = new Map());
    let found = ports.get(port.name);
    if (!found) ports.set(port.name, found = this.gather(service, (_, p) => p.name === port.name));
    return found;
  }

  /**
   * The endpoints of a service by port number, as the control plane writes it into clusters and listeners: endpoints of Services belong to the port with
   * their port
   * name, in any of the services; if several services have endpoints at the port, the youngest wins.
   */
  public byPort(service: MeshService, { port }: MeshPort): Endpoints {
    const all = this.namesakes(service);
    if (all.length === 1) return this.gather(service, (_, p) => p.port === port);
    let out: Endpoints | undefined;
    for (const s of all) {
      const found = this.gather(service, (t, p) => (t.kubernetes ? s.ports.some((q) => q.name === p.name && q.port === port) : p.port === port && s.ports.some((q) => q.port === port)));
      if (!out || found.list.length) out = found;
    }
    return out!;
  }

  private gather(service: MeshService, fits: (s: MeshService, p: MeshPort) => boolean): Endpoints {
    const all = this.namesakes(service);
    const found = all.flatMap((s) => s.ports.filter((p) => fits(s, p)).map((p) => this.find(s, p)));
    if (found.length === 1) return found[0];
    // a ServiceEntry with several addresses becomes several services with the same endpoints
    const once = new Map(found.flatMap((f) => f.list).map((e) => [`${nameOf(e.origin?.object)} ${e.origin?.pointer} ${e.port}`, e]));
    return { list: [...once.values()], known: found.length > 0 && found.every((f) => f.known) };
  }

  /** All services with the same host and namespace. */
  private namesakes(service: MeshService): readonly MeshService[] {
    const all = membersOf(byHost(this.services), service.host).filter((s) => s.namespace === service.namespace);
    return all.length ? all : [service];
  }

  /** Subject alternative names of the workloads behind any port of a service. */
  public accounts(service: MeshService): readonly string[] {
    const all = this.namesakes(service);
    const out = new Set(all[all.length - 1].accounts);
    const ports = all.flatMap((s) => s.ports);
    for (const port of ports) for (const { serviceAccount } of this.of(service, port).list) if (serviceAccount) out.add(serviceAccount);
    return [...out].sort();
  }

  private find(service: MeshService, port: MeshPort): Endpoints {
    if (service.resolution === 'ALIAS') return NONE;
    if (service.kubernetes) return this.ofSelector(service, port);
    const spec = service.item.spec as ServiceEntrySpec;
    if (spec.workloadSelector) return this.ofSelector(service, port);
    const dns = service.resolution === 'DNS' || service.resolution === 'DNS_ROUND_ROBIN';
    if (!spec.endpoints?.length) {
      if (!dns) return { list: [], known: true };
      const at = typeof port.targetPort === 'number' ? port.targetPort : port.port;
      return { list: [{ address: service.host, port: at, labels: {}, tlsMode: 'disabled', namespace: service.namespace, origin: sourceOf(service.item, '/spec/hosts') }], known: true };
    }
    return { list: spec.endpoints.map((e, i) => this.ofEntry(e, e.labels ?? {}, service, port, service.item, `/spec/endpoints/${i}`)), known: true };
  }

  private ofSelector(service: MeshService, port: MeshPort): Endpoints {
    // istiod collects no endpoints for a Service that is visible nowhere
    if (service.kubernetes && service.exportTo?.includes('~')) return { list: [], known: true };
    if (!service.selector || !Object.keys(service.selector).length) return NONE;
    const found = this.world.pods(service.selector, service.namespace);
    // the pods that a control plane creates for a Gateway may be both among the manifests and predicted
    const there = (pod: Pod) => found.some((p) => !p.made && p.labels[GATEWAY_NAME] === pod.item.name);
    const pods = found.filter((p) => !(p.made && p.item.key === 'KubeGateway' && there(p))).flatMap((pod) => this.ofPod(pod, port) ?? []);
    const entries = this.world.all('WorkloadEntry').filter((e) => e.namespace === service.namespace && matches(service.selector, entryLabels(e)))
      .map((e) => this.ofEntry(e.spec as WorkloadEntrySpec, entryLabels(e), service, port, e, ''));
    const list = [...pods, ...entries];
    // if nothing here is selected, the selected workloads may be in other files
    return { list, known: list.length > 0 || this.world.closed(service.namespace) };
  }

  private ofPod(pod: Pod, port: MeshPort): Endpoint | undefined {
    const at = targetOf(pod, port);
    if (at === undefined) return undefined;
    const status = pod.item.object.status as { readonly podIP?: string } | undefined;
    return {
      address: (pod.item.key === 'Pod' && status?.podIP) || '',
      port: at,
      labels: pod.labels,
      serviceAccount: `spiffe://${this.mesh.trustDomain}/ns/${pod.namespace}/sa/${serviceAccountOf(pod)}`,
      workload: pod.name,
      namespace: pod.namespace,
      tlsMode: pod.labels[TLS_MODE] === 'istio' ? 'istio' : 'disabled',
      origin: sourceOf(pod.item),
    };
  }

  private ofEntry(entry: WorkloadEntrySpec, labels: Labels, service: MeshService, port: MeshPort, item: Item, pointer: string): Endpoint {
    const account = entry.serviceAccount ? { serviceAccount: `spiffe://${this.mesh.trustDomain}/ns/${service.namespace}/sa/${entry.serviceAccount}` } : {};
    const mode = labels[TLS_MODE] ?? (entry.serviceAccount ? 'istio' : 'disabled');
    const target = typeof port.targetPort === 'number' ? port.targetPort : 0;
    const unix = entry.address?.startsWith('unix://');
    return {
      address: unix ? entry.address!.slice('unix://'.length) : entry.address ?? '',
      port: unix ? 0 : entry.ports?.[port.name] || target || port.port,
      labels,
      ...(entry.weight ? { weight: entry.weight } : {}),
      ...(entry.locality ? { locality: entry.locality } : {}),
      ...(entry.network ? { network: entry.network } : {}),
      ...account,
      namespace: service.namespace,
      tlsMode: mode === 'istio' ? 'istio' : 'disabled',
      origin: sourceOf(item, pointer),
    };
  }
}

/** The labels of a WorkloadEntry: the object's own labels win. */
const entryLabels = (item: ItemOf<'WorkloadEntry'>): Labels => ({ ...(item.spec as WorkloadEntrySpec).labels, ...item.labels });

/** The pod port of a service port; undefined for a name that no container has. */
export function targetOf(pod: Pod, port: MeshPort): number | undefined {
  if (port.targetPort === undefined || port.targetPort === '' || port.targetPort === 0) return port.port;
  if (typeof port.targetPort === 'number') return port.targetPort;
  for (const container of containersOf(pod)) {
    for (const p of container.ports ?? []) if (p.name === port.targetPort && p.containerPort !== undefined && ((p.protocol ?? 'TCP') === 'UDP') === (port.protocol === 'UDP')) return p.containerPort;
  }
  return /^\d+$/.test(port.targetPort) ? Number(port.targetPort) : undefined;
}
