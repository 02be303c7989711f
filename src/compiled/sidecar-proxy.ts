import { forWorkload } from './destination-rules';
import { withoutPort } from './evaluate/host';
import type { Cluster, CompiledProxy, Listener, ProxyClass, RouteConfiguration } from './form';
import { inboundClusters, inboundListeners, type InboundContext } from './inbound';
import { indexBy } from './index-by';
import type { MeshModel } from './model';
import { httpProxyListener, isDynamicDns, outboundListeners, podListener, virtualOutbound, type ListenerContext } from './outbound-listeners';
import { outboundRoutes, type OutboundContext } from './outbound-routes';
import { blackHole, dynamicDnsCluster, inboundPassthrough, passthroughCluster } from './own-clusters';
import { BaseProxy, type ProxyOptions } from './proxy';
import type { Imports } from './scope';
import { UNSPECIFIED, type MeshService } from './services';
import type { ChosenSidecar } from './sidecars';
import { targetsOf } from './targets';

/** Headless services by port. */
const headlessByPort = indexBy(({ address, resolution, ports }: MeshService) =>
  (address === UNSPECIFIED && resolution === 'PASSTHROUGH' ? ports.map((p) => String(p.port)) : []));

/** The configuration of a class of sidecars. */
export class SidecarProxy extends BaseProxy {
  protected readonly imports: Imports;
  private readonly sidecar: ChosenSidecar | undefined;
  private readonly podListeners = new Map<string, Listener | undefined>();

  public constructor(model: MeshModel, proxies: ProxyClass, options: ProxyOptions = {}) {
    super(model, proxies, options);
    this.sidecar = model.sidecars.choose(proxies.namespace, proxies.labels);
    this.imports = model.scope(proxies.namespace, this.sidecar);
  }

  public podListener(authority: string, port: number): Listener | undefined {
    if (!this.imports.egress.some((e) => headlessByPort(e.services).has(String(port)))) return undefined;
    const host = this.model.services.headless(withoutPort(authority), this.class.namespace)?.host;
    if (host === undefined) return undefined;
    const key = `${host} ${port}`;
    if (!this.podListeners.has(key)) this.podListeners.set(key, podListener(host, port, this.listenerContext()));
    return this.podListeners.get(key);
  }

  protected makeListeners(): readonly Listener[] {
    const context = this.listenerContext();
    const proxy = httpProxyListener(context);
    return [...outboundListeners(context), ...(proxy ? [proxy] : []), virtualOutbound(context), ...inboundListeners(this.inboundContext())];
  }

  protected makeRoutes(name: string): RouteConfiguration | undefined {
    return outboundRoutes(name, this.outboundContext());
  }

  protected makeOwnClusters(): readonly Cluster[] {
    const { mesh } = this.model;
    const dynamic = isDynamicDns({ policy: this.sidecar?.spec.outboundTrafficPolicy, mesh }) ? [dynamicDnsCluster(mesh)] : [];
    return [blackHole(mesh), passthroughCluster(mesh), ...dynamic, inboundPassthrough(mesh), ...inboundClusters(this.inboundContext())];
  }

  protected remade(model: MeshModel): CompiledProxy {
    return new SidecarProxy(model, this.class, this.options);
  }

  private outboundContext(): OutboundContext {
    const { namespace, labels } = this.class;
    return {
      mesh: this.model.mesh,
      namespace,
      labels,
      egress: this.imports.egress,
      policy: this.sidecar?.spec.outboundTrafficPolicy,
      contests: this.model.contests,
      rules: (host) => this.rules(host),
    };
  }

  private listenerContext(): ListenerContext {
    return {
      ...this.outboundContext(),
      addresses: this.options.addresses ?? [],
      service: (host) => this.imports.byHost.get(host),
      endpoints: (service, port) => this.model.endpoints.byPort(service, port),
    };
  }

  private inboundContext(): InboundContext {
    const { namespace, labels } = this.class;
    const addresses = this.options.addresses ?? [];
    return {
      mesh: this.model.mesh,
      mtls: this.model.authentication.ofWorkload(namespace, labels),
      targets: targetsOf(this.model, namespace, labels, addresses),
      addresses,
      ...(this.sidecar ? { sidecar: this.sidecar } : {}),
      rule: (host) => forWorkload(this.rules(host), namespace, labels, false),
    };
  }
}
