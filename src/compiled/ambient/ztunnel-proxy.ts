import { addressAt } from './waypoint-proxy';
import { sourceOf } from '../age';
import type { ClusterContext } from '../cluster';
import { withoutPort } from '../evaluate/host';
import type { Cluster, CompiledProxy, Listener, ProxyClass, RouteConfiguration } from '../form';
import type { MeshModel } from '../model';
import { blackHole, passthroughCluster } from '../own-clusters';
import { BaseProxy, type ProxyOptions } from '../proxy';
import { cluster } from '../route';
import type { Imports } from '../scope';
import type { MeshService } from '../services';

/** The ztunnel proxy of a workload in ambient mode, which forwards connections by address and supports neither routes nor DestinationRules. */
export class ZtunnelProxy extends BaseProxy {
  protected readonly imports: Imports;

  public constructor(model: MeshModel, proxies: ProxyClass, options: ProxyOptions = {}) {
    super(model, proxies, options);
    this.imports = model.everything;
  }

  public override resolve(authority: string): string | undefined {
    return super.resolve(authority) ?? this.model.services.named(withoutPort(authority), this.class.namespace)?.host;
  }

  protected makeListeners(): readonly Listener[] {
    const known = this.imports.services.filter((s) => s.resolution !== 'ALIAS').flatMap((service) => service.ports.filter((p) => p.protocol !== 'UDP').map((port): Listener => {
      const origin = sourceOf(service.item, port.pointer);
      return { ...toCluster(`${service.host}:${port.port}`, cluster(service.host, port.port)), address: addressAt(service), port: port.port, origin };
    }));
    return [...known, { ...toCluster('passthrough', 'PassthroughCluster'), address: '0.0.0.0', port: 15001, useOriginalDst: true }];
  }

  protected makeRoutes(): RouteConfiguration | undefined {
    return undefined;
  }

  protected makeOwnClusters(): readonly Cluster[] {
    return [blackHole(this.model.mesh), passthroughCluster(this.model.mesh)];
  }

  protected remade(model: MeshModel): CompiledProxy {
    return new ZtunnelProxy(model, this.class, this.options);
  }

  protected override clusterContext(): ClusterContext {
    return { ...super.clusterContext(), gateway: true, rule: (_service: MeshService) => undefined };
  }
}

const toCluster = (name: string, to: string): Pick<Listener, 'name' | 'trafficDirection' | 'filterChains'> =>
  ({ name, trafficDirection: 'OUTBOUND', filterChains: [{ match: {}, filter: { kind: 'tcp', clusters: [{ name: to }] } }] });
