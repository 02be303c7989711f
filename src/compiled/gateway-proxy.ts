import { sniDnatClusters } from './cluster';
import { intermediaryAssumptions } from './destination-assumptions';
import type { Assumption, Cluster, CompiledProxy, Listener, ProxyClass, RouteConfiguration } from './form';
import { gatewayListeners } from './gateway-listeners';
import { gatewayRoutes } from './gateway-routes';
import type { GatewayTarget, MergedGateways } from './gateways';
import type { MeshModel } from './model';
import { blackHole } from './own-clusters';
import { BaseProxy, type ProxyOptions } from './proxy';
import type { Imports } from './scope';
import type { MeshService } from './services';
import { targetsOf } from './targets';
import { GATEWAY_NAME } from '../world/waypoints';

/** The configuration of a class of gateway proxies: they only listen on ports of Gateways, and know every service visible in their namespace. */
export class GatewayProxy extends BaseProxy {
  protected readonly imports: Imports;
  private readonly merged: MergedGateways | undefined;
  private known?: readonly Assumption[];
  private readonly targets: readonly GatewayTarget[];

  public constructor(model: MeshModel, proxies: ProxyClass, options: ProxyOptions = {}) {
    super(model, proxies, options);
    const { namespace, labels } = proxies;
    this.imports = model.gatewayScope(namespace);
    const targets = targetsOf(model, namespace, labels, options.addresses ?? []).map(({ service, servicePort, targetPort }): GatewayTarget => ({
      host: service.host, namespace: service.namespace, labels: service.labels, servicePort, targetPort,
    }));
    this.targets = [...targets, ...foreseen(model, proxies)];
    this.merged = model.gateways.merged(labels, this.targets);
  }

  public override get assumptions(): readonly Assumption[] {
    return this.known ??= [...super.assumptions, ...intermediaryAssumptions(this.model, this.class)];
  }

  public listeningPort(servicePort: number): number {
    return this.targets.find((t) => t.servicePort === servicePort)?.targetPort ?? servicePort;
  }

  protected makeListeners(): readonly Listener[] {
    const { namespace, labels } = this.class;
    return this.merged ? gatewayListeners(this.merged, {
      mesh: this.model.mesh,
      namespace,
      labels,
      services: this.imports.services,
      service: (host) => this.imports.byHost.get(host),
      rules: (host) => this.rules(host),
      virtualServices: (gateway) => this.model.virtualServices.of(namespace, gateway),
    }) : [];
  }

  protected makeRoutes(name: string): RouteConfiguration | undefined {
    const { namespace, labels } = this.class;
    return this.merged && gatewayRoutes(name, this.merged, {
      mesh: this.model.mesh,
      namespace,
      labels,
      rules: (host) => this.rules(host),
      service: (host, from) => this.serviceOf(host, from),
      virtualServices: (gateway) => this.model.virtualServices.of(namespace, gateway),
    });
  }

  protected makeOwnClusters(): readonly Cluster[] {
    const dnat = this.merged?.autoPassthrough ? this.imports.services.flatMap((service) => sniDnatClusters(service, this.clusterContext())) : [];
    return [blackHole(this.model.mesh), ...dnat];
  }

  protected remade(model: MeshModel): CompiledProxy {
    return new GatewayProxy(model, this.class, this.options);
  }

  /** The service in the VirtualService's namespace, if the gateway sees it, else the one that the gateway knows. */
  private serviceOf(host: string, from: string): MeshService | undefined {
    const own = this.model.services.byNamespace(host).get(from);
    return own && this.model.services.isVisible(own, this.class.namespace) ? own : this.imports.byHost.get(host);
  }
}

/** Ports of the Service that the control plane creates for a Gateway, if it is not among the manifests: the listeners' ports. */
function foreseen({ apiGateways, services }: MeshModel, { namespace, labels }: ProxyClass): GatewayTarget[] {
  return apiGateways.gateways.flatMap(({ services: own, managed, servers }) => {
    if (!managed || own?.namespace !== namespace || own.gateway !== labels[GATEWAY_NAME]) return [];
    return [...own.hosts].filter((host) => !services.byNamespace(host).has(namespace)).flatMap((host) => servers.map(({ spec }): GatewayTarget => {
      const port = spec.port?.number ?? 0;
      return { host, namespace, servicePort: port, targetPort: port, labels: {} };
    }));
  });
}
