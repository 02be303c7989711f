import { ApiObject, Chart } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';
import { Construct, type IConstruct } from 'constructs';
import { Emitter } from '../emit/emit';
import { type DataPlane, Mesh, MeshNamespace, type MutualTls } from '../mesh';
import { type CallOptions, callModel, type ICallTarget } from './calls';
import { type EndpointGroup, endpointGroupModel, refuseUnknown } from './endpoint-group';
import { Identity } from './identity';
import { portModels, ServicePort } from './port';
import { addRule, requireBackendPorts, setPolicy } from './rules';
import { ServiceState } from './state';
import { ServiceVersion, type VersionOptions } from './version';
import { adopt, namesPods, podPatcher, type WorkloadOptions, workloadModel } from './workload';
import { mtlsModel } from '../mesh/modes';
import { MeshFeature } from '../model/feature';
import * as names from '../model/names';
import type { BackendModel, HttpRuleModel } from '../model/route';
import type { ProtocolModel } from '../model/service';
import { type AccessRule, accessRuleModel } from '../security/access';
import { type JwtRequirement, jwtModel } from '../security/jwt';
import { Backend, backendModels, type IBackend } from '../traffic/backend';
import { type GrpcRule, grpcRuleModel, type HttpRule, httpRuleModel, type TcpRule, tcpRuleModel, type TlsRule, tlsRuleModel } from '../traffic/rules';
import { type TrafficPolicy, trafficPolicyModel } from '../traffic/traffic-policy';

/** A logical service of the mesh: ports, versions, rules, and who calls it. */
export interface IMeshService extends IConstruct, IBackend, ICallTarget {
  /** Name of the Kubernetes Service. */
  readonly serviceName: string;
  /** Its namespace. */
  readonly namespace: string;
  /** Its full host: `NAME.NAMESPACE.svc.CLUSTER_DOMAIN`. */
  readonly host: string;
}

/** A service that this app defines. */
export interface MeshServiceProps extends WorkloadOptions {
  /**
   * Ports that callers use. A service without ports is called by nobody: a job, a load generator.
   *
   * @default - no ports, and no Kubernetes Service
   */
  readonly ports?: ServicePort[];
  /**
   * Name of the Kubernetes Service.
   *
   * @default - the construct's id
   */
  readonly serviceName?: string;
  /**
   * Labels that all of its pods carry, and by which the Service selects them.
   *
   * @default - `app`, with the service's name
   */
  readonly selector?: { readonly [name: string]: string };
  /**
   * Whether the Service has no address of its own, and DNS answers with the pods'.
   *
   * @default false
   */
  readonly headless?: boolean;
  /**
   * Annotations of the Kubernetes Service.
   *
   * @default - none
   */
  readonly annotations?: { readonly [name: string]: string };
  /**
   * Who its workloads are: a service account that exists.
   *
   * @default - a service account of the service's name is made
   */
  readonly identity?: Identity;
  /**
   * What callers' proxies do towards it.
   *
   * @default - the plane's defaults
   */
  readonly policy?: TrafficPolicy;
  /**
   * Whether its workloads refuse plain text.
   *
   * @default - as the namespace says
   */
  readonly mtls?: MutualTls;
  /**
   * Whether its programs ask the control plane for their routes themselves, by gRPC's xDS support, and get no proxy. They dial `xds:///HOST:PORT`.
   *
   * @default false
   */
  readonly proxyless?: boolean;
  /**
   * How its pods take part in the mesh.
   *
   * @default - as the namespace says
   */
  readonly dataPlane?: DataPlane;
}

/** What is known of a service that this app does not define. */
export interface MeshServiceAttributes {
  /** Name of the Kubernetes Service. */
  readonly serviceName: string;
  /**
   * Its namespace.
   *
   * @default - the chart's
   */
  readonly namespace?: string;
  /** Its ports. */
  readonly ports: ServicePort[];
  /**
   * Labels by which it selects its pods.
   *
   * @default - not known: no versions can be added
   */
  readonly selector?: { readonly [name: string]: string };
  /**
   * Who its workloads are.
   *
   * @default - not known: it can be called, and can't call
   */
  readonly identity?: Identity;
}

/**
 * A logical service: a host with ports, versions of it, the rules by which requests reach them, and who may call it.
 *
 * It makes the Kubernetes Service, the service account, and whatever the mesh's plane needs beside them. Everything can be said
 * in any order until synth.
 *
 * @example
 * declare const chart: Chart; // enrolled in a mesh
 * const reviews = new mesh.MeshService(chart, 'reviews', { ports: [mesh.ServicePort.http(9080)] });
 * const v1 = reviews.addVersion('v1', { image: 'docker.io/istio/examples-bookinfo-reviews-v1:1.20.3' });
 * const v3 = reviews.addVersion('v3', { image: 'docker.io/istio/examples-bookinfo-reviews-v3:1.20.3' });
 * reviews.split(v1.weight(90), v3.weight(10));
 * reviews.addRule({ matches: [mesh.HttpMatch.header('end-user', 'jason')], to: [v3] });
 */
export class MeshService extends Construct implements IMeshService {
  /**
   * A service whose Kubernetes Service is an object of cdk8s-plus. Versions, rules and calls work as on one made here.
   *
   * @param scope a scope in an enrolled chart
   * @param id the construct's id
   * @param service the Kubernetes Service; its ports' names or appProtocols say what is spoken on them
   * @param identity who its workloads are; not known, when left out
   */
  public static fromService(scope: Construct, id: string, service: kplus.Service, identity?: Identity): MeshService {
    return MeshService.fromApiObject(scope, id, ApiObject.of(service), identity);
  }

  /**
   * A service whose Kubernetes Service is any object of kind Service.
   *
   * @param scope a scope in an enrolled chart
   * @param id the construct's id
   * @param service the Kubernetes Service
   * @param identity who its workloads are; not known, when left out
   */
  public static fromApiObject(scope: Construct, id: string, service: ApiObject, identity?: Identity): MeshService {
    if (service.kind !== 'Service') {
      throw new Error(`'${service.node.path}' is a ${service.kind}; a mesh service comes from a Service`);
    }
    const json = service.toJson();
    const ports = ((json.spec?.ports ?? []) as any[]).map((p) => portOf(service.node.path, p));
    return new MeshService(scope, id, { serviceName: service.name, ports, selector: json.spec?.selector, identity }, { namespace: json.metadata?.namespace, known: identity !== undefined });
  }

  /** A service that this app does not define, by what is known of it. */
  public static fromAttributes(scope: Construct, id: string, attributes: MeshServiceAttributes): MeshService {
    const { serviceName, namespace, ports, selector, identity } = attributes;
    return new MeshService(scope, id, { serviceName, ports, selector, identity }, { namespace, known: identity !== undefined });
  }

  /** Name of the Kubernetes Service. */
  public readonly serviceName: string;

  /** Its namespace. */
  public readonly namespace: string;

  /** Its full host: `NAME.NAMESPACE.svc.CLUSTER_DOMAIN`. */
  public readonly host: string;

  private readonly state: ServiceState;
  private readonly emitter: Emitter;
  private readonly versionsByName = new Map<string, ServiceVersion>();

  public constructor(scope: Construct, id: string, props: MeshServiceProps);
  /** @internal */
  public constructor(scope: Construct, id: string, props: MeshServiceProps, imported?: Imported);
  public constructor(scope: Construct, id: string, props: MeshServiceProps, imported?: Imported) {
    super(scope, id);
    const what = `service '${this.node.path}'`;
    const mesh = Mesh.containing(this);
    const chart = Chart.of(this);
    this.serviceName = names.dnsLabel(`the name of ${what}`, props.serviceName ?? id);
    this.namespace = names.dnsLabel(`the namespace of ${what}`, imported?.namespace ?? chart.namespace ?? '');
    this.host = `${this.serviceName}.${this.namespace}.svc.${mesh.clusterDomain}`;
    if (props.identity && props.identity.namespace !== this.namespace) {
      throw new Error(`${what}: a pod runs as a service account of its own namespace '${this.namespace}', got one of '${props.identity.namespace}'`);
    }
    const here = this.namespace === chart.namespace ? MeshNamespace._of(this) : undefined;
    this.state = new ServiceState({
      path: this.node.path,
      mesh: mesh._model(),
      namespaceModel: here?._model(),
      name: this.serviceName,
      namespace: this.namespace,
      hosts: [this.host],
      kind: 'kubernetes',
      owned: !imported,
      ports: portModels(what, props.ports ?? []),
      selector: props.selector ?? (imported ? {} : { app: this.serviceName }),
      headless: props.headless,
      annotations: props.annotations,
      identity: props.identity?._in(mesh.trustDomain) ?? (imported ? undefined : { trustDomain: mesh.trustDomain, namespace: this.namespace, serviceAccount: this.serviceName }),
      ownsIdentity: !imported && !props.identity,
      mtls: props.mtls && mtlsModel(props.mtls),
      proxyless: props.proxyless,
      dataPlane: props.dataPlane?._model(),
    });
    if (props.dataPlane?._model() === 'ambient') {
      mesh.controlPlane._requireAmbient(what);
    }
    if (props.proxyless) {
      refuseUnknown(what, mesh, MeshFeature.PROXYLESS_GRPC);
    }
    mesh._join(this.state);
    this.emitter = new Emitter(this, mesh._plane(), { service: this.state });
    if (!imported) {
      this.state.namesPods = namesPods(props);
      this.state.workload = workloadModel(what, props, this.targets());
      this.adopt(what, props, this.state.selector);
    }
    if (props.policy) {
      this.state.policy = trafficPolicyModel(what, props.policy);
    }
    this.state.changed = () => this.emitter.sync();
    this.state.changed();
    this.configureSidecar(props, this.serviceName);
  }

  /** Who its workloads are; undefined for a service from elsewhere of which that is not known. */
  public get identity(): Identity | undefined {
    return this.state.identity && Identity._from(this.state.identity, this);
  }

  /** Its versions, in the order in which they were added. */
  public get versions(): ServiceVersion[] {
    return [...this.versionsByName.values()];
  }

  /**
   * A version: a labelled set of the service's workloads, which rules can lead to.
   *
   * @param name a DNS label, such as `v1`
   * @throws when the service has a version of that name, or one with the same labels
   */
  public addVersion(name: string, options: VersionOptions = {}): ServiceVersion {
    const what = `version '${this.node.path}/${name}'`;
    names.dnsLabel(what, name);
    if (this.versionsByName.has(name)) {
      throw new Error(`${what} is there already`);
    }
    if (Object.keys(this.state.selector).length === 0) {
      throw new Error(`${what}: the service selects no pods by label, so no version can be told apart; give it a selector`);
    }
    if (this.state.workload) {
      throw new Error(`${what}: the service has a workload of its own, made from '${this.state.workload.image}'; give each version its image instead`);
    }
    const labels = options.labels ?? { version: name };
    for (const [k, v] of Object.entries(labels)) {
      names.labelValue(`${what}: label '${k}'`, v);
    }
    if (Object.keys(labels).length === 0) {
      throw new Error(`${what} needs a label that tells its pods from those of other versions`);
    }
    for (const other of this.versionsByName.values()) {
      if (sameLabels(other.labels, labels)) {
        throw new Error(`${what} has the labels of version '${other.versionName}' (${Object.entries(labels).map(([k, v]) => `${k}: ${v}`).join(', ')}); a pod would be of both`);
      }
    }
    const version = ServiceVersion._add(this, this.state, name, labels, workloadModel(what, options, this.targets()), namesPods(options));
    this.adopt(what, options, { ...this.state.selector, ...labels });
    this.versionsByName.set(name, version);
    this.state.versions.push(version._model());
    if (options.policy) {
      version._setPolicy(trafficPolicyModel(what, options.policy));
    }
    this.state.changed();
    this.configureSidecar(options, `${this.serviceName}-${name}`);
    return version;
  }

  /**
   * Endpoints of this service that Google Cloud knows as a group: machines, addresses, a service of Cloud Run. Beside its pods, if it names
   * some; the service is all of them together.
   *
   * @param groups the groups, all of one kind
   * @throws on a plane that knows no such groups
   */
  public addEndpointGroups(...groups: EndpointGroup[]): void {
    const what = `service '${this.node.path}'`;
    this.state.endpointGroups.push(...groups.map((g) => endpointGroupModel(what, Mesh.containing(this), g)));
    this.state.changed();
  }

  /**
   * Shares requests that no other rule takes among versions (or other services). Holds at the edge too, where a gateway leads here.
   *
   * @param backends each with a share: `v1.weight(90), v3.weight(10)`
   * @throws when there is a split already, or the shares sum to 0
   */
  public split(...backends: IBackend[]): void {
    const what = `the split of service '${this.node.path}'`;
    if (this.state.split.length > 0) {
      throw new Error(`${what} was set before; a service has one: change that call`);
    }
    if (backends.length === 0) {
      throw new Error(`${what} names no backend`);
    }
    const models = backendModels(what, backends);
    requireBackendPorts(this.state, what, models);
    this.state.split = models;
    this.state.routesChanged();
  }

  /**
   * A rule for HTTP requests to this service. More specific matches are tried first; `priority` overrides that.
   *
   * @throws when the service has no HTTP port, or the rule contradicts itself
   */
  public addRule(rule: HttpRule): void {
    addRule(this.state, 'http', this.what(rule.name), (what) => this.pushRule(httpRuleModel(what, rule)));
  }

  /**
   * A rule for gRPC calls to this service. More specific matches are tried first; `priority` overrides that.
   *
   * @throws when the service has no gRPC or HTTP port
   */
  public addGrpcRule(rule: GrpcRule): void {
    addRule(this.state, 'http', this.what(rule.name), (what) => this.pushRule(grpcRuleModel(what, rule)));
  }

  /**
   * A rule for TLS connections to this service, which pass unopened.
   *
   * @throws when the service has no TLS or HTTPS port
   */
  public addTlsRule(rule: TlsRule): void {
    addRule(this.state, 'tls', this.what(), (what) => this.state.tlsRules.push(tlsRuleModel(what, rule)));
  }

  /**
   * A rule for plain connections to this service.
   *
   * @throws when the service has no TCP port
   */
  public addTcpRule(rule: TcpRule): void {
    addRule(this.state, 'tcp', this.what(), (what) => this.state.tcpRules.push(tcpRuleModel(what, rule)));
  }

  /**
   * What callers' proxies do towards this service, or towards one port of it; versions can say otherwise.
   *
   * @param policy what to do
   * @param port the port that it holds for; all ports, when left out
   * @throws when it was set before, is empty, or the service has no such port
   */
  public policy(policy: TrafficPolicy, port?: number): void {
    setPolicy(this.state, `service '${this.node.path}'`, policy, port);
  }

  /**
   * Declares that this service calls another one, or a host outside. The call is allowed, the caller's proxy learns of its target,
   * and the topology shows it.
   *
   * @param target whom it calls
   * @param options what of it; everything, when left out
   * @throws when methods or paths are given for a port on which requests can't be seen, or it is not known who this service is
   */
  public calls(target: ICallTarget, options: CallOptions = {}): void {
    const callee = target._callee();
    const what = `the call from '${this.node.path}' to '${callee.path}'`;
    if (callee === this.state) {
      throw new Error(`${what} leads to itself; pods of one service reach each other as any caller does: leave it out, or declare another service`);
    }
    if (!this.state.identity) {
      throw new Error(`${what}: it is not known who '${this.serviceName}' is; give its identity: fromAttributes(…, { identity: Identity.of({…}) })`);
    }
    if (callee.ports.length === 0) {
      throw new Error(`${what}: '${callee.name}' has no port to call; give it ports`);
    }
    const call = callModel(what, callee, options, this.state.identity, this.state);
    this.state.calls.push(call);
    callee.addCaller(call);
    this.state.changed();
  }

  /**
   * Lets others call this service, beside the services that declared a call: callers without a construct here.
   */
  public allow(rule: AccessRule): void {
    this.state.access.push(accessRuleModel(`access to service '${this.node.path}'`, 'allow', rule, this.state.mesh.trustDomain, this.state));
    this.state.changed();
  }

  /** Refuses requests, whoever allows them. */
  public deny(rule: AccessRule): void {
    this.state.access.push(accessRuleModel(`access to service '${this.node.path}'`, 'deny', rule, this.state.mesh.trustDomain, this.state));
    this.state.changed();
  }

  /**
   * Asks an external authorizer about requests.
   *
   * @param provider name of an extension provider of the mesh
   * @param rule which requests; all of them, when left out
   */
  public authorizeWith(provider: string, rule: AccessRule = {}): void {
    this.state.access.push(accessRuleModel(`access to service '${this.node.path}'`, 'custom', rule, this.state.mesh.trustDomain, this.state, provider));
    this.state.changed();
  }

  /** Requests must carry a token. */
  public requireJwt(jwt: JwtRequirement): void {
    const what = `service '${this.node.path}'`;
    addRule(this.state, 'http', what, () => this.state.jwt.push(jwtModel(what, jwt)));
  }

  /**
   * Whether one port refuses plain text, apart from the others.
   *
   * @param port a port of the service
   * @param mode whether plain text is refused
   */
  public portMtls(port: number, mode: MutualTls): void {
    if (!this.state.ports.some((p) => p.port === port)) {
      throw new Error(`service '${this.node.path}' has no port ${port}`);
    }
    this.state.portMtls.set(port, mtlsModel(mode));
    this.state.changed();
  }

  /**
   * This service, all versions, with a share of the requests of another one.
   *
   * @param parts a whole number; the share is this number over the sum of all
   */
  public weight(parts: number): Backend {
    return Backend._weighted(this._backend(), parts);
  }

  /** Objects that were made for this service so far, to patch or to look at. */
  public get objects(): ApiObject[] {
    return [...this.emitter.objects];
  }

  /**
   * The first of its objects of a kind, to patch or to look at.
   *
   * @param kind such as `DestinationRule`
   * @returns nothing, while no such object is needed
   */
  public findObject(kind: string): ApiObject | undefined {
    return this.emitter.objects.find((o) => o.kind === kind);
  }

  /** @internal */
  public _backend(): BackendModel {
    return { service: this.state };
  }

  /** @internal */
  public _callee(): ServiceState {
    return this.state;
  }

  private pushRule(rule: HttpRuleModel): void {
    this.state.httpRules.push(rule);
  }

  private what(name?: string): string {
    return `${name ? `rule '${name}'` : 'a rule'} of service '${this.node.path}'`;
  }

  private targets(): readonly number[] {
    return [...new Set(this.state.ports.map((p) => (typeof p.targetPort === 'number' ? p.targetPort : p.port)))];
  }

  private configureSidecar(options: WorkloadOptions, deployment: string): void {
    if (options.sidecar) {
      const workload = options.workload ?? options.object ?? this.emitter.objects.find((o) => o.kind === 'Deployment' && o.name === deployment);
      if (!workload) {
        throw new Error(`'${this.node.path}': settings of a proxy belong to pods, and those of '${deployment}' come from elsewhere; give a workload, an object or an image`);
      }
      Mesh.containing(this).configureSidecar(workload, options.sidecar);
    }
  }

  private adopt(what: string, options: WorkloadOptions, labels: { readonly [name: string]: string }): void {
    const wanted = this.state.identity?.serviceAccount ?? 'default';
    const own = adopt(what, options, labels, wanted);
    if (own !== undefined && own !== wanted) {
      if (!this.state.ownsIdentity || this.versionsByName.size > 0) {
        throw new Error(`${what}: its pods run as service account '${own}', the service's others as '${wanted}'; one service is one identity: use one account`);
      }
      this.state.identity = { ...this.state.identity!, serviceAccount: own };
      this.state.ownsIdentity = false;
    }
    const object = options.workload ? ApiObject.of(options.workload) : options.object;
    if (object) {
      Mesh.containing(this)._plane().adopted?.(this.state, podPatcher(object));
    }
  }
}

/** How a service from elsewhere was brought in. */
interface Imported {
  readonly namespace?: string;
  readonly known: boolean;
}

function sameLabels(a: { readonly [k: string]: string }, b: { readonly [k: string]: string }): boolean {
  return Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([k, v]) => b[k] === v);
}

const BY_PROTOCOL: { readonly [P in ProtocolModel]: (port: number, o: { name?: string; targetPort?: number }) => ServicePort } = {
  'http': ServicePort.http,
  'http2': ServicePort.http2,
  'grpc': ServicePort.grpc,
  'grpc-web': ServicePort.grpcWeb,
  'https': ServicePort.https,
  'tls': ServicePort.tls,
  'tcp': ServicePort.tcp,
  'mongo': ServicePort.mongo,
  'redis': ServicePort.redis,
  'mysql': ServicePort.mysql,
  'udp': ServicePort.udp,
};

function portOf(path: string, p: { name?: string; port: number; targetPort?: number | string; appProtocol?: string; protocol?: string }): ServicePort {
  const said = (p.appProtocol ?? p.name ?? '').toLowerCase().replace('kubernetes.io/h2c', 'http2');
  const known = (Object.keys(BY_PROTOCOL) as ProtocolModel[]).sort((a, b) => b.length - a.length).find((k) => said === k || said.startsWith(`${k}-`));
  const protocol = p.protocol === 'UDP' ? 'udp' : known;
  if (!protocol) {
    throw new Error(`port ${p.port} of '${path}' does not say what is spoken on it; name it by its protocol ('http', 'grpc-api', 'tcp' …) or give it an appProtocol`);
  }
  return BY_PROTOCOL[protocol](p.port, { name: p.name, targetPort: typeof p.targetPort === 'number' ? p.targetPort : undefined });
}
