import { bindingOf, hasAddress } from './binding';
import { vipCluster, waypointRoutes, waypointStream, type WaypointContext } from './routes';
import { GATEWAY_NAME } from '../../world/waypoints';
import { sourceOf } from '../age';
import { clustersOf } from '../cluster';
import { withoutPort } from '../evaluate/host';
import type { Cluster, CompiledProxy, FilterChain, Listener, ProxyClass, RouteConfiguration } from '../form';
import { connectionManager, HTTP_ALPN, HTTP_INSPECTOR } from '../http-filters';
import type { MeshModel } from '../model';
import { isHttpOrSniffed, isSniffed } from '../outbound-routes';
import { BaseProxy, type ProxyOptions } from '../proxy';
import type { Imports } from '../scope';
import { UNSPECIFIED, type MeshPort, type MeshService } from '../services';
import { MESH } from '../virtual-services';

/** The address by which ambient proxies know a service: its own, or its host if the manifest has none. */
export const addressAt = (service: MeshService): string => (service.address === UNSPECIFIED ? service.host : service.address);

/** The configuration of a waypoint: a listener for each port of each service that it serves. */
export class WaypointProxy extends BaseProxy {
  protected readonly imports: Imports;
  private readonly served: ReadonlyMap<string, MeshService>;

  public constructor(model: MeshModel, proxies: ProxyClass, options: ProxyOptions = {}) {
    super(model, proxies, options);
    this.imports = model.gatewayScope(proxies.namespace);
    const name = proxies.labels[GATEWAY_NAME];
    const serves = (s: MeshService) => bindingOf(model.world, s).waypoints.some(({ gateway }) => gateway.name === name && gateway.namespace === proxies.namespace);
    this.served = new Map(model.services.all.filter((s) => hasAddress(s) && serves(s)).map((s) => [s.host, s]));
  }

  public override resolve(authority: string): string | undefined {
    const service = this.model.services.named(withoutPort(authority), this.class.namespace);
    return service && addressAt(service);
  }

  protected makeListeners(): readonly Listener[] {
    return [...this.served.values()].flatMap((service) => service.ports.filter((p) => p.protocol !== 'UDP').map((port) => this.listener(service, port)));
  }

  protected makeRoutes(): RouteConfiguration | undefined {
    return undefined; // the routes are inline in the listeners
  }

  protected makeOwnClusters(): readonly Cluster[] {
    return [...this.served.values()].flatMap((service) => service.ports.flatMap((port) => this.vipClusters(service, port)));
  }

  protected remade(model: MeshModel): CompiledProxy {
    return new WaypointProxy(model, this.class, this.options);
  }

  private listener(service: MeshService, port: MeshPort): Listener {
    const origin = sourceOf(service.item, port.pointer);
    const { mesh } = this.model;
    const sniffed = isSniffed(port.protocol);
    const manager = () => connectionManager({ kind: 'inbound', protocol: port.protocol, mesh }, { routeConfig: waypointRoutes(service, port, this.context) });
    const http = (): FilterChain => ({ name: vipCluster(service.host, port.port, 'http'), match: sniffed ? { applicationProtocols: HTTP_ALPN } : {}, filter: manager(), origin });
    const tcp = (): FilterChain => ({ name: vipCluster(service.host, port.port, 'tcp'), match: {}, filter: waypointStream(service, port, this.context), origin });
    return {
      name: `${service.host}:${port.port}`,
      address: addressAt(service),
      port: port.port,
      trafficDirection: 'UNSPECIFIED',
      filterChains: sniffed ? [tcp(), http()] : isHttpOrSniffed(port.protocol) ? [http()] : [tcp()],
      ...(sniffed ? { listenerFilters: [{ name: HTTP_INSPECTOR }] } : {}),
      origin,
    };
  }

  /** Traffic from a waypoint reaches workloads through ztunnel: the waypoint itself adds no TLS. */
  private vipClusters(service: MeshService, port: MeshPort): Cluster[] {
    const kinds = [...(isHttpOrSniffed(port.protocol) ? ['http'] : []), ...(!isHttpOrSniffed(port.protocol) || isSniffed(port.protocol) ? ['tcp'] : [])];
    return clustersOf(service, port, { ...this.clusterContext(), gateway: true }).flatMap(({ autoTls: _, ...cluster }) => kinds.map((kind) => {
      const subset = cluster.service?.subset;
      return { ...cluster, name: vipCluster(service.host, port.port, subset ? `${kind}/${subset}` : kind) };
    }));
  }

  private get context(): WaypointContext {
    const { namespace } = this.class;
    return {
      mesh: this.model.mesh,
      namespace,
      virtualServices: this.model.virtualServices.of(namespace, MESH),
      rules: (host) => this.rules(host),
      service: (host) => this.imports.byHost.get(host),
      serves: (host) => this.served.has(host),
    };
  }
}
