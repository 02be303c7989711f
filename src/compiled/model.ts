import { Ages, Contests } from './age';
import { PeerAuthentications } from './authentication';
import { DestinationRules } from './destination-rules';
import { EndpointIndex } from './endpoints';
import type { SourceObject } from './form';
import { apiGateways, type ApiGateways } from './gateway-api/gateways';
import { ofGatewayApi } from './gateway-api/routes';
import { Gateways, ofIstio as gatewaysOfIstio } from './gateways';
import { meshSettings, type MeshSettings } from './mesh';
import { onlyChange } from './replacing';
import { everything, imports, importsOf, type Imports } from './scope';
import { Services } from './services';
import { Sidecars, type ChosenSidecar } from './sidecars';
import { ofIstio, VirtualServices, type MeshVirtualService } from './virtual-services';
import type { ItemOf } from '../world/item';
import type { KindKey } from '../world/kinds';
import type { World } from '../world/world';

/** The kinds that Gateway API Gateways are built from, including everything that their listeners and routes refer to. */
const OF_GATEWAY_API: readonly KindKey[] = ['KubeGateway', 'GatewayClass', 'ListenerSet', 'Namespace', 'ReferenceGrant', 'Service', 'ServiceEntry', 'Secret', 'ConfigMap'];
const IN_REGISTRY: readonly KindKey[] = ['Service', 'ServiceEntry'];
const API_ROUTES: readonly KindKey[] = ['HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute'];

/** The mesh of a world as its control plane sees it: services, routes and rules, each indexed once. */
export class MeshModel {
  public readonly mesh: MeshSettings;
  public readonly ages: Ages;
  public readonly contests: Contests;
  public readonly services: Services;
  public readonly virtualServices: VirtualServices;
  public readonly destinationRules: DestinationRules;
  public readonly authentication: PeerAuthentications;
  public readonly sidecars: Sidecars;
  public readonly gateways: Gateways;
  public readonly apiGateways: ApiGateways;
  private readonly apiRoutes: readonly MeshVirtualService[];
  public readonly endpoints: EndpointIndex;
  private knownEverything?: Imports;
  private readonly scopes = new Map<string, Imports>();
  private readonly gatewayScopes = new Map<string, Imports>();
  private readonly others = new Map<SourceObject, MeshModel>();

  /**
   * @param oldest an object that is assumed to be older than all others
   * @param before a mesh whose parts are reused if their objects are the same
   */
  public constructor(public readonly world: World, oldest?: SourceObject, before?: MeshModel) {
    const isKept = (kinds: readonly KindKey[]): boolean => before !== undefined && before.world.mesh === world.mesh && kinds.every((k) => before.world.all(k) === world.all(k));
    const keep = <T>(part: (model: MeshModel) => T, kinds: readonly KindKey[], make: () => T): T => (isKept(kinds) ? part(before!) : make());
    /** The part with one changed object of a kind, if nothing else that it is made of changed and it can be patched. */
    const patch = <K extends KindKey, T>(kind: K, kinds: readonly KindKey[], change: (model: MeshModel, item: ItemOf<K>, was: ItemOf<K>) => T | undefined): T | undefined => {
      const [was, item] = isKept(kinds.filter((k) => k !== kind)) ? onlyChange(before!.world.all(kind), world.all(kind)) ?? [] : [];
      return item && was && change(before!, item, was);
    };
    this.mesh = keep((m) => m.mesh, [], () => meshSettings(world));
    this.ages = new Ages(oldest);
    this.services = keep((m) => m.services, IN_REGISTRY, () =>
      patch('Service', IN_REGISTRY, (m, item, was) => m.services.with(item, was, this.ages))
      ?? patch('ServiceEntry', IN_REGISTRY, (m, item, was) => m.services.with(item, was, this.ages))
      ?? Services.of(world, this.mesh, this.ages));
    // without Gateways, nothing else affects them
    const gateways = world.all('KubeGateway').length ? OF_GATEWAY_API : OF_GATEWAY_API.slice(0, 1);
    const routes = API_ROUTES.some((k) => world.all(k).length) ? [...OF_GATEWAY_API, ...API_ROUTES] : API_ROUTES;
    this.apiGateways = keep((m) => m.apiGateways, gateways, () => apiGateways(world, this.ages));
    this.apiRoutes = keep((m) => m.apiRoutes, routes, () => ofGatewayApi(world, this.mesh, this.ages, this.apiGateways));
    this.virtualServices = keep((m) => m.virtualServices, ['VirtualService', ...routes], () =>
      patch('VirtualService', ['VirtualService', ...routes], (m, item, was) => m.virtualServices.with(item, was, this.mesh, this.ages))
      ?? VirtualServices.of(this.sorted([...ofIstio(world.all('VirtualService'), this.mesh, this.ages), ...this.apiRoutes])));
    this.destinationRules = keep((m) => m.destinationRules, ['DestinationRule'], () =>
      patch('DestinationRule', ['DestinationRule'], (m, item, was) => m.destinationRules.with(item, was))
      ?? new DestinationRules(world.all('DestinationRule'), this.mesh, this.ages));
    this.authentication = keep((m) => m.authentication, ['PeerAuthentication'], () => new PeerAuthentications(world.all('PeerAuthentication'), this.mesh, this.ages));
    this.sidecars = keep((m) => m.sidecars, ['Sidecar'], () => new Sidecars(world.all('Sidecar'), this.mesh, this.ages));
    this.gateways = keep((m) => m.gateways, ['Gateway', ...gateways], () => new Gateways([...gatewaysOfIstio(world.all('Gateway')), ...this.apiGateways.gateways], this.ages));
    this.contests = new Contests(this.ages, [this.destinationRules, this.authentication, this.sidecars].map((part) => part.contests));
    this.endpoints = new EndpointIndex(world, this.mesh, this.services.all);
  }

  private sorted(services: readonly MeshVirtualService[]): readonly MeshVirtualService[] {
    return this.apiRoutes.length ? [...services].sort((a, b) => this.ages.compare(a, b)) : services;
  }

  /** The same mesh, if one object were older than all others. */
  public ifOldest(object: SourceObject): MeshModel {
    let found = this.others.get(object);
    if (!found) this.others.set(object, found = new MeshModel(this.world, object));
    return found;
  }

  /** The hosts that proxies in a namespace import with a Sidecar. */
  public scope(namespace: string, sidecar: ChosenSidecar | undefined): Imports {
    const key = `${namespace} ${sidecar ? `${sidecar.item.namespace}/${sidecar.item.name}` : ''}`;
    let found = this.scopes.get(key);
    if (!found) this.scopes.set(key, found = imports(sidecar?.spec.egress ?? [], sidecar?.item, namespace, this.services, this.virtualServices, this.ages));
    return found;
  }

  /** The services that ztunnels know: all of them. */
  public get everything(): Imports {
    return this.knownEverything ??= importsOf(this.services.all);
  }

  /** The services that gateways in a namespace know, which Sidecars don't restrict. */
  public gatewayScope(namespace: string): Imports {
    let found = this.gatewayScopes.get(namespace);
    if (!found) this.gatewayScopes.set(namespace, found = everything(namespace, this.services));
    return found;
  }
}
