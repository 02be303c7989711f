import type { DataPlaneMode, IdentityModel, MeshModel, MtlsMode, NamespaceModel } from '../model/mesh';
import type { TrafficPolicyModel } from '../model/policy';
import type { BackendModel, HttpRuleModel, TcpRuleModel, TlsRuleModel } from '../model/route';
import type { AccessRuleModel, CallModel, JwtModel } from '../model/security';
import { type ClusterSetModel, type EndpointGroupModel, type ExternalModel, type PortModel, reachOf, type ServiceModel, type VersionModel, type WorkloadModel } from '../model/service';
import type { WaypointModel } from '../model/waypoint';

/** The properties of a service at its creation. */
export interface ServiceFacts {
  readonly path: string;
  readonly mesh: MeshModel;
  readonly namespaceModel?: NamespaceModel;
  readonly name: string;
  readonly namespace: string;
  readonly hosts: readonly string[];
  readonly kind: ServiceModel['kind'];
  readonly owned: boolean;
  readonly adopted?: boolean;
  readonly client?: string;
  readonly scoped?: boolean;
  readonly outbound?: ServiceModel['outbound'];
  readonly closed?: boolean;
  readonly sidecarHosts?: readonly string[];
  readonly ports: readonly PortModel[];
  readonly selector: { readonly [name: string]: string };
  readonly headless?: boolean;
  readonly annotations?: { readonly [name: string]: string };
  readonly identity?: IdentityModel;
  readonly ownsIdentity?: boolean;
  readonly mtls?: MtlsMode;
  readonly proxyless?: boolean;
  readonly dataPlane?: DataPlaneMode;
  readonly external?: ExternalModel;
}

/** The model of one service while it is built: constructs write it, planes read it at synth. */
export class ServiceState implements ServiceModel {
  public readonly path: string;
  public readonly mesh: MeshModel;
  public readonly namespaceModel?: NamespaceModel;
  public readonly name: string;
  public readonly namespace: string;
  public readonly hosts: readonly string[];
  public readonly kind: ServiceModel['kind'];
  public readonly owned: boolean;
  public readonly adopted: boolean;
  public readonly client?: string;
  public readonly scoped?: boolean;
  public readonly outbound?: ServiceModel['outbound'];
  public readonly closed?: boolean;
  public readonly sidecarHosts: readonly string[];
  public readonly ports: readonly PortModel[];
  public readonly headless: boolean;
  public readonly annotations: { readonly [name: string]: string };
  public readonly external?: ExternalModel;
  public readonly proxyless: boolean;
  public readonly dataPlane?: DataPlaneMode;

  public clusterSet?: ClusterSetModel;
  public selector: { readonly [name: string]: string };
  public identity?: IdentityModel;
  public ownsIdentity: boolean;
  public workload?: WorkloadModel;
  public mtls?: MtlsMode;
  public waypoint?: WaypointModel;
  public policy?: TrafficPolicyModel;
  public split: readonly BackendModel[] = [];

  public namesPods = false;

  public readonly endpointGroups: EndpointGroupModel[] = [];
  public readonly versions: VersionModel[] = [];
  public readonly httpRules: HttpRuleModel[] = [];
  public readonly tlsRules: TlsRuleModel[] = [];
  public readonly tcpRules: TcpRuleModel[] = [];
  public readonly portPolicies = new Map<number, TrafficPolicyModel>();
  public readonly portMtls = new Map<number, MtlsMode>();
  public readonly calls: CallModel[] = [];
  public readonly routesFrom = new Set<string>();
  public readonly routedFrom = new Set<ServiceState>();
  public readonly access: AccessRuleModel[] = [];
  public readonly jwt: JwtModel[] = [];

  /** Called after each change, so that objects are created as needed. */
  public changed: () => void;
  /** Whether the construct was taken out of the app again. */
  public isRemoved: () => boolean;
  /** The incoming calls, but for those of services that are no longer in the app. */
  public readonly callers!: readonly CallModel[];
  private readonly incoming: CallModel[] = [];

  public constructor(facts: ServiceFacts) {
    this.changed = () => undefined;
    this.isRemoved = () => false;
    // a property of its own, since copies of the state are made with a spread
    Object.defineProperty(this, 'callers', { enumerable: true, get: () => staying(this.incoming) });
    this.path = facts.path;
    this.mesh = facts.mesh;
    this.namespaceModel = facts.namespaceModel;
    this.name = facts.name;
    this.namespace = facts.namespace;
    this.hosts = facts.hosts;
    this.kind = facts.kind;
    this.owned = facts.owned;
    this.adopted = facts.adopted ?? false;
    this.client = facts.client;
    this.scoped = facts.scoped;
    this.outbound = facts.outbound;
    this.closed = facts.closed;
    this.sidecarHosts = facts.sidecarHosts ?? [];
    this.ports = facts.ports;
    this.selector = { ...facts.selector };
    this.headless = facts.headless ?? false;
    this.annotations = { ...facts.annotations };
    this.identity = facts.identity;
    this.ownsIdentity = facts.ownsIdentity ?? false;
    this.mtls = facts.mtls;
    this.external = facts.external;
    this.proxyless = facts.proxyless ?? false;
    this.dataPlane = facts.dataPlane;
  }

  /** Called after a rule or a split is set: the services to which it routes then accept the calls of this service. */
  public routesChanged(): void {
    for (const reached of reachOf(this)) {
      if (reached !== this) {
        const state = reached as ServiceState;
        state.routedFrom.add(this);
        state.changed();
      }
    }
    this.changed();
  }

  /** Adds an incoming call. */
  public addCaller(call: CallModel): void {
    this.incoming.push(call);
    if (this.split.length > 0 || this.httpRules.length > 0 || this.tlsRules.length > 0 || this.tcpRules.length > 0) {
      this.routesChanged();
    } else {
      this.changed();
    }
  }
}

function staying(calls: readonly CallModel[]): readonly CallModel[] {
  const isGone = ({ caller }: CallModel) => (caller as ServiceState | undefined)?.isRemoved() === true;
  return calls.some(isGone) ? calls.filter((call) => !isGone(call)) : calls;
}
