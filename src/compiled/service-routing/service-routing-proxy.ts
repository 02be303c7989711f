import { BackendServices } from './backend-services';
import type { Client } from './client';
import { PASSTHROUGH, takesAll, tcpChains, tlsChains } from './filter-chains';
import { GroupMembers } from './group-members';
import { attached, placesOf, requestRoutes, type Place } from './places';
import { fleetOf, Resources } from './resources';
import { routesOf } from './virtual-hosts';
import type { Assumption, Cluster, CompiledProxy, Contest, FilterChain, Listener, ListenerFilter, ProxyClass, RouteConfiguration } from '../form';
import type { MeshModel } from '../model';
import { networkAssumptions } from '../network-policies';
import { passthroughCluster } from '../own-clusters';
import { targetsOf } from '../targets';

const INSPECTORS: readonly ListenerFilter[] = [{ name: 'envoy.filters.listener.tls_inspector' }, { name: 'envoy.filters.listener.http_inspector' }];
const HTTP_FILTERS = ['fault', 'cors', 'router'].map((name) => `envoy.filters.http.${name}`);

/** Name of a cluster that stands for an outcome that the documentation leaves open. */
const UNDOCUMENTED = 'undocumented';

const UNPROVEN: Assumption = { kind: 'service-routing', text: 'unproven: not compared with Traffic Director; the answer follows the documentation of its service routing' };

/** Connections of a gRPC program to other names than those of its routes have no proxy. */
const AROUND: FilterChain = { match: {}, filter: { kind: 'tcp', clusters: [{ name: PASSTHROUGH }] } };

/** A client of Traffic Director's service routing, as its documentation describes it: not compared with the real control plane. */
export class ServiceRoutingProxy implements CompiledProxy {
  public readonly class: ProxyClass;
  public readonly contests: readonly Contest[] = [];
  private readonly resources: Resources;
  private readonly services: BackendServices;
  private readonly places: readonly Place[];
  private readonly proxyless: boolean;
  private readonly configurations = new Map<string, RouteConfiguration>();
  private knownListeners?: readonly Listener[];

  public constructor(private readonly model: MeshModel, proxies: ProxyClass, private readonly client: Client) {
    this.class = { ...proxies, kind: client.scope === undefined ? 'sidecar' : 'gateway' };
    this.proxyless = client.proxyless ?? false;
    this.resources = Resources.of(model.world);
    this.services = new BackendServices(this.resources, model.world.once(GroupMembers, () => new GroupMembers(model)));
    this.places = placesOf(client, this.resources);
  }

  public get opaque(): string | undefined {
    const { mesh, scope, unknown } = this.client;
    if (unknown !== undefined) return unknown;
    return this.places.length > 0 ? undefined : `the files don't contain ${scope === undefined ? `the Mesh ${mesh}` : `a Gateway with scope ${scope}`} of Traffic Director`;
  }

  public get listeners(): readonly Listener[] {
    return this.knownListeners ??= this.places.map((place) => this.listener(place));
  }

  public get routeConfigurationNames(): readonly string[] {
    return this.places.map((p) => p.name);
  }

  public get clusterNames(): readonly string[] {
    return [...this.services.clusterNames, PASSTHROUGH];
  }

  public get assumptions(): readonly Assumption[] {
    return [UNPROVEN, ...this.policies(), ...networkAssumptions(this.model.world, [this.class], 'Egress', ...(this.class.kind === 'gateway' ? ['Ingress'] as const : []))];
  }

  public routeConfiguration(name: string): RouteConfiguration | undefined {
    const place = this.places.find((p) => p.name === name);
    if (place && !this.configurations.has(name)) this.configurations.set(name, this.routes(place));
    return this.configurations.get(name);
  }

  public cluster(name: string): Cluster | undefined {
    return name === PASSTHROUGH ? passthroughCluster(this.model.mesh) : this.services.cluster(name);
  }

  public unseen(name: string): string {
    return name === UNDOCUMENTED ? 'the documentation of service routing does not say whether requests for hosts without a route use the TCPRoute that accepts all connections' : this.services.unseen(name);
  }

  public resolve(authority: string): string | undefined {
    return this.model.services.resolve(authority.replace(/:\d+$/, ''), this.class.namespace);
  }

  public listeningPort(servicePort: number): number {
    const { namespace, labels } = this.class;
    return targetsOf(this.model, namespace, labels, []).find((t) => t.servicePort === servicePort)?.targetPort ?? servicePort;
  }

  public ifOldest(): CompiledProxy {
    return this; // Google refuses a route whose hostname another one has, whichever is older
  }

  private listener(place: Place): Listener {
    const connections = this.connections(place);
    const rest = this.proxyless ? AROUND : connections.find(takesAll);
    return {
      name: place.name,
      address: '0.0.0.0',
      port: place.port,
      trafficDirection: 'OUTBOUND',
      ...(this.class.kind === 'sidecar' ? { useOriginalDst: true } : {}),
      filterChains: [...connections.filter((c) => !takesAll(c)), ...this.requestChains(place, rest !== undefined)],
      ...(rest ? { defaultFilterChain: rest } : {}),
      listenerFilters: INSPECTORS,
      origin: place.parents[0].sourceOf(''),
    };
  }

  private connections(place: Place): readonly FilterChain[] {
    if (this.proxyless) return [];
    return [...tcpChains(attached('TCPRoute', place, this.resources), this.services), ...tlsChains(attached('TLSRoute', place, this.resources), this.services)];
  }

  /** The chain of HTTP requests. If a chain takes all other connections, there is one only if there are routes for requests. */
  private requestChains(place: Place, othersAreTaken: boolean): readonly FilterChain[] {
    if (othersAreTaken && requestRoutes(place, this.proxyless, this.resources).length === 0) return [];
    const filter = { kind: 'http', routeConfigName: place.name, httpFilters: HTTP_FILTERS } as const;
    if (place.tls) return [{ match: {}, tls: place.tls, filter, origin: place.tls.origin }];
    return [{ match: othersAreTaken ? { transportProtocol: 'raw_buffer', applicationProtocols: ['http/1.1', 'h2c'] } : {}, filter }];
  }

  private routes(place: Place): RouteConfiguration {
    const others = this.proxyless ? PASSTHROUGH : this.connections(place).some(takesAll) ? UNDOCUMENTED : undefined;
    return routesOf(place.name, requestRoutes(place, this.proxyless, this.resources), this.services, others);
  }

  /** The policies that decide at the endpoints who may call. */
  private policies(): readonly Assumption[] {
    const policies = fleetOf(this.model.world).flatMap((w) => w.ofKind('networksecurity.cnrm.cloud.google.com', 'NetworkSecurityAuthorizationPolicy'));
    const names = [...new Set(policies.map((p) => `${p.namespace}/${p.name}`))];
    const more = names.length > LISTED ? ` and ${names.length - LISTED} more` : '';
    return names.length === 0 ? [] : [{ kind: 'authorization', text: `authorization is not evaluated (NetworkSecurityAuthorizationPolicy ${names.slice(0, LISTED).join(', ')}${more})` }];
  }
}

const LISTED = 4;
