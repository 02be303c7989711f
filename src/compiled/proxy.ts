import { Ages, Contests } from './age';
import { assumptionsOf } from './assumptions';
import { PeerAuthentications } from './authentication';
import { clustersOf, type ClusterContext } from './cluster';
import { DestinationRules, forWorkload, type MergedRule } from './destination-rules';
import { EndpointIndex, targetOf } from './endpoints';
import type { Assumption, Cluster, CompiledProxy, Contest, Listener, ProxyClass, RouteConfiguration, SourceObject } from './form';
import { inboundClusters, inboundListeners, type InboundContext, type Target } from './inbound';
import { meshSettings, type MeshSettings } from './mesh';
import { httpProxyListener, outboundListeners, virtualOutbound, type ListenerContext } from './outbound-listeners';
import { outboundRoutes, type OutboundContext } from './outbound-routes';
import { blackHole, inboundPassthrough, passthroughCluster } from './own-clusters';
import type { Labels, ServiceEntrySpec } from './resources';
import { imports, type Imports } from './scope';
import { Services, type MeshPort, type MeshService } from './services';
import { Sidecars, type ChosenSidecar } from './sidecars';
import { ofIstio, VirtualServices } from './virtual-services';
import { matches } from '../world/selector';
import type { World } from '../world/world';

/** The mesh of a world as its control plane sees it: services, routes and rules, indexed once. */
export class MeshModel {
  public readonly mesh: MeshSettings;
  public readonly ages: Ages;
  public readonly contests: Contests;
  public readonly services: Services;
  public readonly virtualServices: VirtualServices;
  public readonly destinationRules: DestinationRules;
  public readonly authentication: PeerAuthentications;
  public readonly sidecars: Sidecars;
  public readonly endpoints: EndpointIndex;
  private readonly scopes = new Map<string, Imports>();

  public constructor(public readonly world: World, oldest?: SourceObject) {
    this.mesh = meshSettings(world);
    this.ages = new Ages(oldest);
    this.contests = new Contests(this.ages);
    this.services = new Services(world, this.mesh, this.ages);
    this.virtualServices = new VirtualServices(ofIstio(world.all('VirtualService'), this.mesh, this.ages));
    this.destinationRules = new DestinationRules(world.all('DestinationRule'), this.mesh, this.ages, this.contests);
    this.authentication = new PeerAuthentications(world.all('PeerAuthentication'), this.mesh, this.ages, this.contests);
    this.sidecars = new Sidecars(world.all('Sidecar'), this.mesh, this.ages, this.contests);
    this.endpoints = new EndpointIndex(world, this.mesh, this.services.all);
  }

  /** What the proxies of a namespace import under a Sidecar. */
  public scope(namespace: string, sidecar: ChosenSidecar | undefined): Imports {
    const key = `${namespace} ${sidecar ? `${sidecar.item.namespace}/${sidecar.item.name}` : ''}`;
    let found = this.scopes.get(key);
    if (!found) this.scopes.set(key, found = imports(sidecar?.spec.egress ?? [], sidecar?.item, namespace, this.services, this.virtualServices, this.ages));
    return found;
  }
}

/** What may be asked of the compiler beside the world. */
export interface ProxyOptions {
  /** addresses of the proxy, where they are known */
  readonly addresses?: readonly string[];
}

/** The configuration of the sidecars of a class. */
export class SidecarProxy implements CompiledProxy {
  public readonly class: ProxyClass;
  private readonly sidecar: ChosenSidecar | undefined;
  private readonly imports: Imports;
  private readonly routes = new Map<string, RouteConfiguration | undefined>();
  private readonly byService = new Map<string, readonly Cluster[]>();
  private readonly rulesByHost = new Map<string, readonly MergedRule[]>();
  private knownListeners?: readonly Listener[];
  private knownInbound?: ReadonlyMap<string, Cluster>;

  public constructor(private readonly model: MeshModel, proxies: ProxyClass, private readonly options: ProxyOptions = {}) {
    this.class = proxies;
    this.sidecar = model.sidecars.choose(this.class.namespace, this.class.labels);
    this.imports = model.scope(this.class.namespace, this.sidecar);
  }

  public get listeners(): readonly Listener[] {
    if (!this.knownListeners) {
      const context = this.listenerContext();
      const proxy = httpProxyListener(context);
      this.knownListeners = [...outboundListeners(context), ...(proxy ? [proxy] : []), virtualOutbound(context), ...inboundListeners(this.inboundContext())];
    }
    return this.knownListeners;
  }

  public get routeConfigurationNames(): readonly string[] {
    const names = new Set<string>();
    for (const { filterChains, defaultFilterChain } of this.listeners) {
      for (const { filter } of defaultFilterChain ? [...filterChains, defaultFilterChain] : filterChains) {
        if (filter.kind === 'http' && filter.routeConfigName !== undefined) names.add(filter.routeConfigName);
      }
    }
    return [...names];
  }

  public get clusterNames(): readonly string[] {
    const names: string[] = [];
    for (const service of this.imports.services) names.push(...this.clustersOf(service).map((c) => c.name));
    return [...new Set([...names, ...this.ownClusters().keys()])];
  }

  public get assumptions(): readonly Assumption[] {
    return assumptionsOf(this.model.world, this.model.mesh, this.class);
  }

  public get contests(): readonly Contest[] {
    return this.model.contests.all;
  }

  public routeConfiguration(name: string): RouteConfiguration | undefined {
    if (!this.routes.has(name)) this.routes.set(name, outboundRoutes(name, this.outboundContext()));
    return this.routes.get(name);
  }

  public cluster(name: string): Cluster | undefined {
    const own = this.ownClusters().get(name);
    if (own) return own;
    const parts = name.split('|');
    const service = parts.length === 4 ? this.imports.byHost.get(parts[3]) : undefined;
    return service && this.clustersOf(service).find((c) => c.name === name);
  }

  public ifOldest(object: SourceObject): CompiledProxy {
    return new SidecarProxy(new MeshModel(this.model.world, object), this.class, this.options);
  }

  private clustersOf(service: MeshService): readonly Cluster[] {
    let found = this.byService.get(service.host);
    if (!found) this.byService.set(service.host, found = service.ports.flatMap((port) => clustersOf(service, port, this.clusterContext())));
    return found;
  }

  private ownClusters(): ReadonlyMap<string, Cluster> {
    if (!this.knownInbound) {
      const { mesh } = this.model;
      const own = [blackHole(mesh), passthroughCluster(mesh), inboundPassthrough(mesh), ...inboundClusters(this.inboundContext())];
      this.knownInbound = new Map(own.map((c) => [c.name, c]));
    }
    return this.knownInbound;
  }

  /** DestinationRules of a host: of hosts that the proxy doesn't import there are none. */
  private rules(host: string): readonly MergedRule[] {
    let found = this.rulesByHost.get(host);
    if (!found) {
      const service = this.imports.byHost.get(host);
      this.rulesByHost.set(host, found = service ? this.model.destinationRules.lookup(this.class.namespace, service.host, service.namespace) : []);
    }
    return found;
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

  private clusterContext(): ClusterContext {
    const { mesh, endpoints, authentication } = this.model;
    return { mesh, gateway: false, endpoints, authentication, rule: (service) => forWorkload(this.rules(service.host), this.class.namespace, this.class.labels) };
  }

  private inboundContext(): InboundContext {
    const { namespace, labels } = this.class;
    return {
      mesh: this.model.mesh,
      mtls: this.model.authentication.ofWorkload(namespace, labels),
      targets: targetsOf(this.model, namespace, labels, this.options.addresses ?? []),
      addresses: this.options.addresses ?? [],
      ...(this.sidecar ? { sidecar: this.sidecar } : {}),
      rule: (host) => forWorkload(this.rules(host), namespace, labels, false),
    };
  }
}

/** The ports at which services reach a workload, the oldest service first. Ports by name are those of its containers, where the manifests have it. */
function targetsOf(model: MeshModel, namespace: string, labels: Labels, addresses: readonly string[]): Target[] {
  const out: Target[] = [];
  const pod = model.world.pods(labels, namespace).find((p) => Object.keys(p.labels).length === Object.keys(labels).length);
  const byAge = [...model.services.all].filter((s) => s.namespace === namespace).sort((a, b) => model.ages.compare({ ...a, name: a.host }, { ...b, name: b.host }));
  for (const service of byAge) {
    if (service.resolution === 'ALIAS') continue;
    const selected = !!service.selector && Object.keys(service.selector).length > 0 && matches(service.selector, labels);
    for (const port of service.ports) {
      const at = !selected ? entryTarget(service, port, addresses)
        : pod && service.kubernetes ? targetOf(pod, port) : typeof port.targetPort === 'number' && port.targetPort ? port.targetPort : port.port;
      if (at === undefined) continue;
      // several ports that lead to one are the first of them, if they speak the same
      if (out.some((t) => t.service === service && t.targetPort === at && t.protocol === port.protocol)) continue;
      out.push({ service, servicePort: port.port, protocol: port.protocol, targetPort: at, pointer: port.pointer });
    }
  }
  return out;
}

/** Where a ServiceEntry has the workload among its endpoints. */
function entryTarget({ kubernetes, item }: MeshService, port: MeshPort, addresses: readonly string[]): number | undefined {
  if (kubernetes) return undefined;
  const endpoint = (item.spec as ServiceEntrySpec).endpoints?.find((e) => e.address !== undefined && addresses.includes(e.address));
  return endpoint && (endpoint.ports?.[port.name] || (typeof port.targetPort === 'number' ? port.targetPort : port.port));
}
