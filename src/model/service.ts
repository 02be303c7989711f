import type { DataPlaneMode, IdentityModel, MeshModel, MtlsMode, NamespaceModel, OutboundMode } from './mesh';
import { qualified } from './object-name';
import type { TrafficPolicyModel } from './policy';
import type { BackendModel, HttpRuleModel, TcpRuleModel, TlsRuleModel } from './route';
import type { AccessRuleModel, CallModel, JwtModel } from './security';
import type { WaypointModel } from './waypoint';

/** The protocol of a port, as a proxy must know it. */
export type ProtocolModel = 'http' | 'http2' | 'grpc' | 'grpc-web' | 'https' | 'tls' | 'tcp' | 'mongo' | 'redis' | 'mysql' | 'udp';

export interface PortModel {
  readonly name: string;
  readonly port: number;
  readonly protocol: ProtocolModel;
  /** The port on which the workload listens: a number, or the name of a container port. */
  readonly targetPort?: number | string;
}

/** Protocols whose requests a proxy can read. */
const REQUESTS: ReadonlySet<ProtocolModel> = new Set(['http', 'http2', 'grpc', 'grpc-web']);

/** Whether a proxy sees requests on this port, and not only TCP. */
export function carriesHttp(port: PortModel): boolean {
  return REQUESTS.has(port.protocol);
}

/** Whether connections to this port are TLS that is passed through. */
export function carriesTls(port: PortModel): boolean {
  return port.protocol === 'tls' || port.protocol === 'https';
}

/** Whether a proxy only sees TCP on this port. */
export function carriesBytes(port: PortModel): boolean {
  return !carriesHttp(port) && !carriesTls(port) && port.protocol !== 'udp';
}

/** Whether the port is UDP. */
export function carriesDatagrams(port: PortModel): boolean {
  return port.protocol === 'udp';
}

/** The default port of a backend: the only one, the only one of its kind, or the one with the same number as the called port. */
export function portOf(backend: BackendModel, near: number | undefined, fits: (p: PortModel) => boolean): number | undefined {
  if (backend.port !== undefined) {
    return backend.port;
  }
  const { ports } = backend.service;
  const fitting = ports.filter(fits);
  return (ports.length === 1 ? ports[0] : fitting.length === 1 ? fitting[0] : fitting.find((p) => p.port === near))?.port;
}

/** Throws for a port that a service doesn't have. */
export function requirePort(service: string, ports: readonly PortModel[], port: number): void {
  if (!ports.some((p) => p.port === port)) {
    const has = ports.map((p) => `${p.port} ${p.protocol}`).join(', ');
    throw new Error(`${service} has no port ${port} (it has ${has || 'none'}); ${has ? 'use one of its ports' : 'declare its ports'}`);
  }
}

/** Throws for a rule with a backend without a matching port, or with several and none named. */
export function requirePorts(what: string, backends: readonly BackendModel[], near: number | undefined, fits: (p: PortModel) => boolean): void {
  for (const b of backends) {
    if (b.service.ports.length > 0 && portOf(b, near, fits) === undefined) {
      const fitting = b.service.ports.filter(fits);
      const which = fitting.length > 0 ? `several matching ports (${fitting.map((p) => p.port).join(', ')})` : `no matching port (it has ${b.service.ports.map((p) => p.port).join(', ')})`;
      throw new Error(`${what}: it routes to service '${b.service.name}', which has ${which}; choose one with Backend.to(service, { port })`);
    }
  }
}

/** A probe of a generated container. */
export interface ProbeModel {
  readonly kind: 'http' | 'grpc' | 'tcp' | 'exec';
  readonly port?: number;
  readonly path?: string;
  readonly command?: readonly string[];
  readonly headers?: { readonly [name: string]: string };
  readonly initialDelaySeconds?: number;
  readonly periodSeconds?: number;
}

/** A generated Deployment. */
export interface WorkloadModel {
  readonly image: string;
  readonly replicas?: number;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env: { readonly [name: string]: string };
  readonly requests?: { readonly cpu?: string; readonly memory?: string };
  readonly limits?: { readonly cpu?: string; readonly memory?: string };
  readonly probe?: ProbeModel;
  readonly security: 'restricted' | 'baseline' | 'unset';
  readonly runAsUser?: number;
  readonly automountToken: boolean;
  /** Container ports, if the service has none. */
  readonly containerPorts: readonly number[];
}

/** Request rate of a group before others are used, and the usable fraction of its capacity. */
export interface CapacityModel {
  /** Requests per second that one endpoint or VM accepts. */
  readonly maxRate?: number;
  /** Usable fraction of the capacity: 0 drains the group. */
  readonly scale?: number;
}

/** Network endpoint groups in Google Cloud, in addition to or instead of pods. */
export interface EndpointGroupModel {
  readonly kind: 'instance-group' | 'network-endpoints' | 'cloud-run';
  readonly project?: string;
  readonly name: string;
  /** Zones; for an instance group, its zone or region; for Cloud Run, the region. */
  readonly locations: readonly string[];
  /** Name of the port of an instance group. */
  readonly portName?: string;
  /** Tag of a Cloud Run revision. */
  readonly tag?: string;
  readonly capacity?: CapacityModel;
  /** Requests to it use plaintext, whatever the service's pods require. */
  readonly plainText: boolean;
  /** Google service accounts that may invoke a Cloud Run service. */
  readonly invokers?: readonly string[];
}

/** A labelled set of a service's workloads. */
export interface VersionModel {
  readonly path: string;
  readonly name: string;
  readonly labels: { readonly [name: string]: string };
  readonly policy?: TrafficPolicyModel;
  /** The generated Deployment, if any. */
  readonly workload?: WorkloadModel;
  /** Endpoints in addition to pods, or instead of pods if there are none. */
  readonly endpointGroups: readonly EndpointGroupModel[];
  /** Whether the pods are known: generated or adopted. */
  readonly namesPods: boolean;
}

/** The multi-cluster host of a service in a fleet, and how its mesh learns the host. */
export interface ClusterSetModel {
  /** `NAME.NAMESPACE.svc.clusterset.local`. */
  readonly host: string;
  /**
   * `alias`: the control plane merges the endpoints of all clusters under the service's own host, so this host is an alias of it; `import`: the host comes
   * from a ServiceImport, with its own endpoints.
   */
  readonly by: 'alias' | 'import';
  /** API group of the ServiceImport. */
  readonly group?: string;
  /** Why the mesh does not handle calls to this host. */
  readonly refused?: string;
}

/** A logical service: hosts, ports, versions, rules, policies, its callers and targets. */
export interface ServiceModel {
  readonly path: string;
  readonly mesh: MeshModel;
  /** The namespace's mesh settings; undefined for an external service. */
  readonly namespaceModel?: NamespaceModel;
  readonly name: string;
  readonly namespace: string;
  /** Hosts that callers use; the first one is the service's own. */
  readonly hosts: readonly string[];
  /** The multi-cluster host in a fleet, if the service is exported. */
  readonly clusterSet?: ClusterSetModel;
  readonly kind: 'kubernetes' | 'external';
  /** Whether the Kubernetes Service is generated here. */
  readonly owned: boolean;
  /** Whether the Kubernetes Service is an object of this app that is written by other means: by hand, by Helm. */
  readonly adopted: boolean;
  /**
   * For a service in another owner's namespace, the namespace of its construct: settings made here apply to the callers in this app, and are written to their
   * namespaces.
   */
  readonly client?: string;
  /** Whether the service's proxies are configured only for its declared calls; undefined: the setting of the namespace. */
  readonly scoped?: boolean;
  /** How its proxies handle unknown hosts; undefined: the namespace's setting. */
  readonly outbound?: OutboundMode;
  /** Whether the service only accepts declared calls; undefined: the namespace's setting. */
  readonly closed?: boolean;
  /** Additional hosts that its proxies know, `NAMESPACE/HOST`. */
  readonly sidecarHosts: readonly string[];
  /** Namespaces of other apps whose routes may refer to the service. */
  readonly routesFrom: ReadonlySet<string>;
  readonly ports: readonly PortModel[];
  /** Labels that all of its pods carry. */
  readonly selector: { readonly [name: string]: string };
  readonly headless: boolean;
  readonly annotations: { readonly [name: string]: string };
  readonly identity?: IdentityModel;
  readonly ownsIdentity: boolean;
  readonly versions: readonly VersionModel[];
  readonly workload?: WorkloadModel;
  /** Endpoints in addition to pods, or instead of pods if there are none. */
  readonly endpointGroups: readonly EndpointGroupModel[];
  /** Whether the pods are known: generated or adopted. */
  readonly namesPods: boolean;
  /** Whether the service's applications connect to the control plane themselves: proxyless gRPC. */
  readonly proxyless: boolean;
  /** How its pods join the mesh; undefined: the namespace's setting. */
  readonly dataPlane?: DataPlaneMode;
  /** The service's own waypoint; undefined: the namespace's, if it has one. */
  readonly waypoint?: WaypointModel;
  readonly split: readonly BackendModel[];
  readonly httpRules: readonly HttpRuleModel[];
  readonly tlsRules: readonly TlsRuleModel[];
  readonly tcpRules: readonly TcpRuleModel[];
  readonly policy?: TrafficPolicyModel;
  readonly portPolicies: ReadonlyMap<number, TrafficPolicyModel>;
  readonly mtls?: MtlsMode;
  readonly portMtls: ReadonlyMap<number, MtlsMode>;
  readonly calls: readonly CallModel[];
  readonly callers: readonly CallModel[];
  /** Services whose rules route here. */
  readonly routedFrom: ReadonlySet<ServiceModel>;
  readonly access: readonly AccessRuleModel[];
  readonly jwt: readonly JwtModel[];
  readonly external?: ExternalModel;
}

/** Properties of services outside the mesh. */
export interface ExternalModel {
  readonly resolution: 'none' | 'static' | 'dns' | 'dns-round-robin' | 'dynamic-dns';
  readonly addresses: readonly string[];
  readonly endpoints: readonly EndpointModel[];
  /** The caller's plaintext requests leave as TLS. */
  readonly originateTls: boolean;
  /** The egress gateway for its traffic. */
  readonly via?: EgressModel;
  readonly internal: boolean;
}

export interface EndpointModel {
  readonly address: string;
  readonly ports?: { readonly [name: string]: number };
  readonly labels?: { readonly [name: string]: string };
  readonly locality?: string;
  readonly weight?: number;
  readonly serviceAccount?: string;
}

/** The public properties of an egress gateway. */
export interface EgressModel {
  readonly path: string;
  readonly name: string;
  readonly namespace: string;
  readonly selector: { readonly [name: string]: string };
  readonly identity: IdentityModel;
  /** The ports on which its pods may listen for a port of their Service. */
  readonly podPorts: (port: number) => readonly number[];
  /** Whether NetworkPolicies isolate its pods, according to the declarations. */
  readonly guarded: () => boolean;
  /** Kubernetes Service of the egress gateway. */
  readonly host: string;
}

/**
 * Port of an egress gateway for a port of the external service; requests use the mesh's mutual TLS. If applications also open their own TLS connections to
 * 443 with the same server name, requests arrive at 80.
 */
export function egressPort(p: PortModel, all: readonly PortModel[]): number {
  return !carriesHttp(p) ? p.port : all.some((o) => !carriesHttp(o) && o.port === 443) ? 80 : 443;
}

/** Whether the Sidecar of a service only imports its calls: if its pods are known, and for an adopted service only once it declares a call. */
export function scopesItsProxies(s: ServiceModel): boolean {
  const known = s.owned || (s.adopted && s.calls.length > 0 && Object.keys(s.selector).length > 0);
  // a service without its own Sidecar in a namespace with one overrides it
  return known && s.kind === 'kubernetes' && ((s.namespaceModel?.scopeSidecars ?? false) || s.scoped === true);
}

/** All backends in the rules, split and mirrors of a service. */
function backendsOf(service: ServiceModel): readonly BackendModel[] {
  return [
    ...service.split,
    ...service.httpRules.flatMap((rule) => [...rule.backends, ...(rule.mirrors ?? []).map((m) => m.backend)]),
    ...service.tlsRules.flatMap((r) => r.backends),
    ...service.tcpRules.flatMap((r) => r.backends),
  ];
}

/** All services that traffic to this one may reach: itself, and those in its rules, split and mirrors. */
export function reachOf(service: ServiceModel): ReadonlySet<ServiceModel> {
  return new Set<ServiceModel>([service, ...backendsOf(service).map((b) => b.service)]);
}

/** Whether rules of a service route to another by its multi-cluster host. */
export function leadsByClusterSet(service: ServiceModel, to: ServiceModel): boolean {
  return backendsOf(service).some((b) => b.clusterSet && b.service === to);
}

/** The service's own endpoints, by its multi-cluster host. */
export function byClusterSet(s: ServiceModel, backends: readonly BackendModel[]): readonly BackendModel[] {
  return backends.map((b) => (b.service === s ? { ...b, clusterSet: true as const } : b));
}

/** Where settings for another owner's service are written: the namespaces of its construct, of callers, and of gateways that route to it. */
export function clientNamespaces(s: ServiceModel): readonly string[] {
  const callers = arrivingCalls(s).flatMap((c) => (c.caller && !c.caller.client ? [c.caller.namespace] : []));
  return [...new Set([s.client ?? s.namespace, ...callers])].sort();
}

/** The name of what this app writes about another owner's service into a namespace of its callers. */
export function clientName(s: ServiceModel, namespace: string): string {
  const writer = s.client === undefined || s.client === namespace ? [] : [s.client];
  return qualified(...writer, s.namespace, s.name);
}

/** The namespaces of this app's gateways whose proxies call a service. */
export function gatewayNamespaces(s: ServiceModel): readonly string[] {
  return [...new Set(arrivingCalls(s).flatMap((c) => (c.gateway !== undefined && !c.foreignGateway && c.identity ? [c.identity.namespace] : [])))].sort();
}

/** The calls to a service, with the ports of its own to which its rules lead them. */
function ledOn(service: ServiceModel): readonly CallModel[] {
  const ports = backendsOf(service).flatMap((b) => (b.service === service ? b.port ?? [] : []));
  return ports.length === 0 ? service.callers : service.callers.map((c) => (c.ports.length === 0 ? c : { ...c, ports: [...new Set([...c.ports, ...ports])] }));
}

/**
 * The calls that can arrive at a service: to itself, and to services whose rules route to it. Where its own rules lead to another of its ports, they arrive
 * there too.
 */
export function arrivingCalls(service: ServiceModel): readonly CallModel[] {
  const own = service.callers.some((c) => c.ports.length > 0) ? ledOn(service) : service.callers;
  return service.routedFrom.size === 0 ? own : [...own, ...[...service.routedFrom].filter((s) => s !== service).flatMap((s) => s.callers)];
}
