import { assumptionsOf } from './assumptions';
import { clustersOf, type ClusterContext } from './cluster';
import { forWorkload, type MergedRule } from './destination-rules';
import { dynamicClusters } from './dynamic-cluster';
import { withoutPort } from './evaluate/host';
import { Memo } from './evaluate/memo';
import type { Assumption, Cluster, CompiledProxy, Contest, Listener, ProxyClass, RouteConfiguration, SourceObject } from './form';
import type { MeshModel } from './model';
import type { Imports } from './scope';
import { isDynamic, type MeshService } from './services';

/** Options of the compiler, in addition to the world. */
export interface ProxyOptions {
  /** addresses of the proxy, if known */
  readonly addresses?: readonly string[];
}

/** The common base of all proxy types: parts are created on demand, and clusters are those of the services that the proxy knows. */
export abstract class BaseProxy implements CompiledProxy {
  /** The services that the proxy knows. */
  protected abstract readonly imports: Imports;
  private readonly routes = new Map<string, RouteConfiguration | undefined>();
  private readonly byService = new Map<string, readonly Cluster[]>();
  private readonly addresses = new Memo((authority) => this.model.services.resolve(withoutPort(authority), this.class.namespace));
  private readonly clusters = new Memo((name) => this.findCluster(name));
  private readonly rulesByHost = new Map<string, readonly MergedRule[]>();
  private readonly others = new Map<SourceObject, CompiledProxy>();
  private knownListeners?: readonly Listener[];
  private knownAssumptions?: readonly Assumption[];
  private knownOwn?: ReadonlyMap<string, Cluster>;

  public constructor(protected readonly model: MeshModel, private readonly proxies: ProxyClass, protected readonly options: ProxyOptions = {}) {}

  public get class(): ProxyClass {
    return this.proxies;
  }

  public get listeners(): readonly Listener[] {
    return this.knownListeners ??= this.makeListeners();
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
    return [...new Set([...names, ...this.ownClusters.keys()])];
  }

  public get assumptions(): readonly Assumption[] {
    return this.knownAssumptions ??= assumptionsOf(this.model.world, this.model.mesh, this.class);
  }

  public get contests(): readonly Contest[] {
    return this.model.contests.all;
  }

  public routeConfiguration(name: string): RouteConfiguration | undefined {
    if (!this.routes.has(name)) this.routes.set(name, this.makeRoutes(name));
    return this.routes.get(name);
  }

  public cluster(name: string): Cluster | undefined {
    return this.clusters.of(name);
  }

  public unseen(name: string): string | undefined {
    const { services, mesh: { domain }, world } = this.model;
    const host = name.split('|').at(3) ?? '';
    const [, namespace, end] = /^[^.]+\.([^.]+)\.svc\.(.+)$/.exec(host) ?? [];
    if (end !== domain || world.closed(namespace) || services.inNamespace(namespace)) return undefined;
    return `the files contain no services of namespace ${namespace}`;
  }

  public resolve(authority: string): string | undefined {
    return this.addresses.of(authority);
  }

  public ifOldest(object: SourceObject): CompiledProxy {
    let found = this.others.get(object);
    if (!found) this.others.set(object, found = this.remade(this.model.ifOldest(object)));
    return found;
  }

  protected abstract makeListeners(): readonly Listener[];
  protected abstract makeRoutes(name: string): RouteConfiguration | undefined;
  /** Clusters that don't come from services. */
  protected abstract makeOwnClusters(): readonly Cluster[];
  protected abstract remade(model: MeshModel): CompiledProxy;

  private get ownClusters(): ReadonlyMap<string, Cluster> {
    return this.knownOwn ??= new Map(this.makeOwnClusters().map((c) => [c.name, c]));
  }

  private findCluster(name: string): Cluster | undefined {
    const own = this.ownClusters.get(name);
    if (own) return own;
    const parts = name.split('|');
    const service = parts.length === 4 ? this.imports.byHost.get(parts[3]) : undefined;
    return service && this.clustersOf(service).find((c) => c.name === name);
  }

  private clustersOf(service: MeshService): readonly Cluster[] {
    let found = this.byService.get(service.host);
    if (!found) this.byService.set(service.host, found = service.ports.flatMap((port) => (isDynamic(service) ? dynamicClusters : clustersOf)(service, port, this.clusterContext())));
    return found;
  }

  /** DestinationRules for a host: none for hosts that the proxy doesn't import. */
  protected rules(host: string): readonly MergedRule[] {
    let found = this.rulesByHost.get(host);
    if (!found) {
      const service = this.imports.byHost.get(host);
      this.rulesByHost.set(host, found = service ? this.model.destinationRules.lookup(this.class.namespace, service.host, service.namespace) : []);
    }
    return found;
  }

  protected clusterContext(): ClusterContext {
    const { mesh, endpoints, authentication } = this.model;
    const { namespace, labels, kind } = this.class;
    return { mesh, gateway: kind === 'gateway', endpoints, authentication, rule: (service) => forWorkload(this.rules(service.host), namespace, labels) };
  }
}
