import type { CompiledMesh } from './compile';
import { nameOf, type Peer } from './evaluate/journey';
import type { Cluster, Endpoint } from './form';
import type { MeshModel } from './model';
import { classOf } from './proxy-kind';
import type { MeshService } from './services';

/** Finds the gateways behind clusters: they pass on what they get. */
export class Peers {
  private readonly known = new WeakMap<Cluster, readonly (Peer | undefined)[]>();

  public constructor(private readonly mesh: CompiledMesh, private readonly model: MeshModel) {}

  /** The different proxies behind a cluster that pass on what they get; undefined among them stands for workloads that keep it, an empty list for nothing but such. */
  public of(cluster: Cluster): readonly (Peer | undefined)[] {
    let found = this.known.get(cluster);
    if (!found) this.known.set(cluster, found = this.find(cluster));
    return found;
  }

  private find(cluster: Cluster): readonly (Peer | undefined)[] {
    const peers = cluster.endpoints.length || cluster.endpointsKnown ? cluster.endpoints.map((e) => this.ofEndpoint(e)) : this.foreseen(cluster);
    if (!peers.some((p) => p)) return [];
    return [...new Map(peers.map((p) => [p && `${nameOf(p.proxy)} ${p.port} ${p.tlsMode}`, p])).values()];
  }

  private ofEndpoint(endpoint: Endpoint): Peer | undefined {
    return endpoint.workload === undefined ? this.byName(endpoint) : this.byWorkload(endpoint);
  }

  private byWorkload({ workload, namespace = '', labels, port, tlsMode }: Endpoint): Peer | undefined {
    const pod = this.model.world.pods(labels, namespace).find((p) => p.name === workload);
    const proxies = pod && classOf(pod);
    return proxies?.kind === 'gateway' ? { proxy: this.mesh.proxy(proxies), port, tlsMode } : undefined;
  }

  /** A DNS name of a ServiceEntry may be that of a Service whose workloads are gateways. */
  private byName({ address, port }: Endpoint): Peer | undefined {
    for (const service of this.model.services.byNamespace(address).values()) {
      const own = service.kubernetes ? service.ports.find((p) => p.port === port) : undefined;
      for (const behind of own ? this.model.endpoints.byPort(service, own).list : []) {
        const peer = behind.workload === undefined ? undefined : this.byWorkload(behind);
        if (peer) return peer;
      }
    }
    return undefined;
  }

  /** Where no file has the workloads of a Service, but a Gateway selects their labels, they are gateways. */
  private foreseen({ service: reached }: Cluster): readonly Peer[] {
    const service = reached && this.model.services.byNamespace(reached.host).get(reached.namespace);
    const port = service?.ports.find((p) => p.port === reached!.port);
    if (!service?.kubernetes || !port || !service.selector || !this.model.gateways.selects(service.selector)) return [];
    return [{ proxy: this.mesh.proxy(unseenGateway(service, service.selector)), port: typeof port.targetPort === 'number' && port.targetPort ? port.targetPort : port.port, foreseen: service.host }];
  }
}

const unseenGateway = ({ namespace, name }: MeshService, labels: Readonly<Record<string, string>>) =>
  ({ kind: 'gateway' as const, namespace, labels, serviceAccount: 'default', workloads: [name] });
