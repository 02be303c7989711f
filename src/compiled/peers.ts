import { bindingOf, fromGateways, type Binding, type Bound } from './ambient/binding';
import { addressAt } from './ambient/waypoint-proxy';
import type { CompiledMesh } from './compile';
import { destinationAssumptions, intermediaryAssumptions } from './destination-assumptions';
import { nameOf, type Behind, type Peer } from './evaluate/journey';
import type { Assumption, Cluster, CompiledProxy, Endpoint, ProxyClass } from './form';
import type { MeshModel } from './model';
import { classOf } from './proxy-kind';
import { receptionOf } from './receivers';
import type { MeshService } from './services';
import { GATEWAY_NAME } from '../world/waypoints';
import type { World } from '../world/world';

/** Finds the gateways and waypoints behind clusters, which forward what they receive. */
export class Peers {
  private readonly known = new WeakMap<Cluster, Behind>();

  public constructor(private readonly mesh: CompiledMesh, private readonly model: MeshModel) {}

  /** The workloads behind a cluster of a proxy. */
  public of(proxy: CompiledProxy, cluster: Cluster): Behind {
    let found = this.known.get(cluster);
    if (!found) this.known.set(cluster, found = this.find(proxy.class.kind, cluster));
    return found;
  }

  private find(kind: ProxyClass['kind'], cluster: Cluster): Behind {
    const service = cluster.service && this.model.services.byNamespace(cluster.service.host).get(cluster.service.namespace);
    const { waypoints, unknown }: Binding = service && kind !== 'waypoint' ? bindingOf(this.model.world, service) : { waypoints: [] };
    const { model } = this;
    if (kind === 'ztunnel' || (kind === 'gateway' && service && fromGateways(this.model.world, service))) {
      if (unknown !== undefined) return { peers: [], unknown, assumptions: [] };
      if (waypoints.length) return this.waypoints(waypoints, service!, cluster.service!.port);
    }
    const peers = this.gateways(cluster);
    const reception = kind === 'sidecar' || kind === 'gateway' ? receptionOf(model, cluster) : {};
    const passed = waypoints.length || unknown !== undefined ? [passedBy(kind, service!)] : [];
    return { peers, ...reception, get assumptions() { return [...destinationAssumptions(model, service, cluster), ...passed]; } };
  }

  private waypoints(bound: readonly Bound[], service: MeshService, port: number): Behind {
    const { world } = this.model;
    const foreign = bound.find(({ gateway }) => !isIstioWaypoint(gateway.spec.gatewayClassName, world));
    if (foreign) return { peers: [], unknown: `the waypoint ${foreign.gateway.namespace}/${foreign.gateway.name} has class ${foreign.gateway.spec.gatewayClassName}, whose routes are not evaluated`, assumptions: [] };
    const peers = bound.map(({ gateway, share }): Peer => ({ proxy: this.mesh.proxy(waypointClass(gateway, world)), address: addressAt(service), port, share }));
    return { peers, assumptions: peers.flatMap((p) => intermediaryAssumptions(this.model, p.proxy.class, service)) };
  }

  /** The distinct gateways behind a cluster. An undefined element stands for workloads that do not forward; the list is empty if there are only such workloads. */
  private gateways(cluster: Cluster): readonly (Peer | undefined)[] {
    const peers = cluster.endpoints.length || cluster.endpointsKnown ? cluster.endpoints.map((e) => this.ofEndpoint(e)) : this.foreseen(cluster);
    if (!peers.some((p) => p)) return [];
    return [...new Map(peers.map((p) => [p && `${nameOf(p.proxy)} ${p.port} ${p.tlsMode}`, p])).values()];
  }

  private ofEndpoint(endpoint: Endpoint): Peer | undefined {
    return endpoint.workload === undefined ? this.byName(endpoint) : this.byWorkload(endpoint);
  }

  private byWorkload({ workload, namespace = '', labels, port, tlsMode }: Endpoint): Peer | undefined {
    const pod = this.model.world.pods(labels, namespace).find((p) => p.name === workload);
    const proxies = pod && classOf(pod, this.model.world);
    return proxies?.kind === 'gateway' ? { proxy: this.mesh.proxy(proxies), port, tlsMode } : undefined;
  }

  /** A DNS name in a ServiceEntry may be the name of a Service whose workloads are gateways. */
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

  /** If the manifests lack a Service's workloads, but a Gateway selects their labels, they are assumed to be gateways. */
  private foreseen({ service: reached }: Cluster): readonly Peer[] {
    const service = reached && this.model.services.byNamespace(reached.host).get(reached.namespace);
    const port = service?.ports.find((p) => p.port === reached!.port);
    if (!service?.kubernetes || !port || !service.selector || !this.model.gateways.selects(service.selector)) return [];
    return [{ proxy: this.mesh.proxy(unseenGateway(service, service.selector)), port: typeof port.targetPort === 'number' && port.targetPort ? port.targetPort : port.port, foreseen: service.host }];
  }
}

const passedBy = (kind: ProxyClass['kind'], { namespace, name }: MeshService): Assumption => ({
  kind: 'waypoint',
  text: `the request bypasses the waypoint of ${namespace}/${name}: ${kind === 'gateway' ? 'the service is not labelled istio.io/ingress-use-waypoint: "true"' : 'sidecars don\'t use waypoints'}`,
});

function isIstioWaypoint(name: string | undefined, world: World): boolean {
  const item = world.all('GatewayClass').find((c) => c.name === name);
  return item ? (item.spec as { readonly controllerName?: string }).controllerName === 'istio.io/mesh-controller' : name === 'istio-waypoint';
}

function waypointClass({ name, namespace }: Bound['gateway'], world: World): ProxyClass {
  const pod = world.pods({ [GATEWAY_NAME]: name }, namespace).at(0);
  return pod ? { ...classOf(pod, world), kind: 'waypoint' } : { kind: 'waypoint', namespace, labels: { [GATEWAY_NAME]: name }, serviceAccount: name, workloads: [name] };
}

const unseenGateway = ({ namespace, name }: MeshService, labels: Readonly<Record<string, string>>) =>
  ({ kind: 'gateway' as const, namespace, labels, serviceAccount: 'default', workloads: [name] });
