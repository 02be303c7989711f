import { Ages, Contests } from './age';
import { PeerAuthentications } from './authentication';
import { DestinationRules } from './destination-rules';
import { EndpointIndex } from './endpoints';
import type { SourceObject } from './form';
import { apiGateways, type ApiGateways } from './gateway-api/gateways';
import { ofGatewayApi } from './gateway-api/routes';
import { Gateways, ofIstio as gatewaysOfIstio } from './gateways';
import { meshSettings, type MeshSettings } from './mesh';
import { everything, imports, importsOf, type Imports } from './scope';
import { Services } from './services';
import { Sidecars, type ChosenSidecar } from './sidecars';
import { ofIstio, VirtualServices } from './virtual-services';
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
  public readonly gateways: Gateways;
  public readonly apiGateways: ApiGateways;
  public readonly endpoints: EndpointIndex;
  private knownEverything?: Imports;
  private readonly scopes = new Map<string, Imports>();
  private readonly gatewayScopes = new Map<string, Imports>();
  private readonly others = new Map<SourceObject, MeshModel>();

  public constructor(public readonly world: World, oldest?: SourceObject) {
    this.mesh = meshSettings(world);
    this.ages = new Ages(oldest);
    this.contests = new Contests(this.ages);
    this.services = new Services(world, this.mesh, this.ages);
    this.apiGateways = apiGateways(world, this.ages);
    this.virtualServices = new VirtualServices([
      ...ofIstio(world.all('VirtualService'), this.mesh, this.ages), ...ofGatewayApi(world, this.mesh, this.ages, this.apiGateways),
    ].sort((a, b) => this.ages.compare(a, b)));
    this.destinationRules = new DestinationRules(world.all('DestinationRule'), this.mesh, this.ages, this.contests);
    this.authentication = new PeerAuthentications(world.all('PeerAuthentication'), this.mesh, this.ages, this.contests);
    this.sidecars = new Sidecars(world.all('Sidecar'), this.mesh, this.ages, this.contests);
    this.gateways = new Gateways([...gatewaysOfIstio(world.all('Gateway')), ...this.apiGateways.gateways], this.ages);
    this.endpoints = new EndpointIndex(world, this.mesh, this.services.all);
  }

  /** The same mesh, if one object were older than all others. */
  public ifOldest(object: SourceObject): MeshModel {
    let found = this.others.get(object);
    if (!found) this.others.set(object, found = new MeshModel(this.world, object));
    return found;
  }

  /** What the proxies of a namespace import under a Sidecar. */
  public scope(namespace: string, sidecar: ChosenSidecar | undefined): Imports {
    const key = `${namespace} ${sidecar ? `${sidecar.item.namespace}/${sidecar.item.name}` : ''}`;
    let found = this.scopes.get(key);
    if (!found) this.scopes.set(key, found = imports(sidecar?.spec.egress ?? [], sidecar?.item, namespace, this.services, this.virtualServices, this.ages));
    return found;
  }

  /** What the proxies of nodes know: every service. */
  public get everything(): Imports {
    return this.knownEverything ??= importsOf(this.services.all);
  }

  /** What gateways of a namespace know: Sidecars don't narrow it. */
  public gatewayScope(namespace: string): Imports {
    let found = this.gatewayScopes.get(namespace);
    if (!found) this.gatewayScopes.set(namespace, found = everything(namespace, this.services));
    return found;
  }
}
