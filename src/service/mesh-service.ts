import { ApiObject, Chart } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import type { MutualTls } from '../control-plane';
import { Mesh, MeshNamespace } from '../mesh';
import { type AdoptedPorts, adoptedPorts, type AdoptedServiceOptions } from './adopted-ports';
import { type CallOptions, callModel, type ICallTarget } from './calls';
import { type EndpointGroup, endpointGroupModel, refuseUnknown } from './endpoint-group';
import type { IMeshService, MeshServiceAttributes, MeshServiceProps } from './mesh-service-props';
import { portModels } from './port';
import { RoutedService } from './routed-service';
import { addRule, refuseForeignRules, requireBackendPorts, takesAll, takesAllConnections } from './rules';
import { ServiceState } from './state';
import { ServiceVersion, type VersionOptions } from './version';
import { adopt, namesPods, patchPods, type WorkloadOptions, workloadModel } from './workload';
import type { CloudRunClient } from '../bootstrap/cloud-run-client';
import { MeshFeature } from '../capability/feature';
import { checkState } from '../check/attach';
import { stageSettings } from '../control-plane/adoption';
import { requireAmbient } from '../control-plane/driver';
import { mtlsModel, OutboundTraffic } from '../control-plane/modes';
import { Emitter } from '../emit/emit';
import { made } from '../grammar/given';
import * as names from '../grammar/names';
import { given, guarded } from '../guard/guard';
import { sidecarHosts } from '../mesh/namespace';
import type { CallModel } from '../model/security';
import { arrivingCalls, carriesHttp, carriesTls, requirePort } from '../model/service';
import { type AccessRule, accessRuleModel } from '../security/access';
import { Identity } from '../security/identity';
import { type JwtRequirement, jwtModel } from '../security/jwt';
import { backendModels, type IBackend } from '../traffic/backend';
import { type GrpcRule, grpcRuleModel, type TcpRule, tcpRuleModel, type TlsRule, tlsRuleModel } from '../traffic/rules';
import { trafficPolicyModel } from '../traffic/traffic-policy';

/**
 * A logical service: a host with ports, versions of it, the rules by which requests reach them, and who may call it.
 *
 * It creates the Kubernetes Service, the service account, and the objects that the mesh's plane needs. Everything can be declared in any order until
 * synth.
 *
 * @example
 * declare const chart: Chart; // enrolled in a mesh
 * const reviews = new mesh.MeshService(chart, 'reviews', { ports: [mesh.ServicePort.http(9080)] });
 * const v1 = reviews.addVersion('v1', { image: 'docker.io/istio/examples-bookinfo-reviews-v1:1.20.3' });
 * const v3 = reviews.addVersion('v3', { image: 'docker.io/istio/examples-bookinfo-reviews-v3:1.20.3' });
 * reviews.split(v1.weight(90), v3.weight(10));
 * reviews.addRule({ matches: [mesh.HttpMatch.header('end-user', 'jason')], to: [v3] });
 */
export class MeshService extends RoutedService implements IMeshService {
  /**
   * A service whose Kubernetes Service is a cdk8s-plus construct, for any Kubernetes version. Versions, rules and calls work as for a service of
   * this app.
   *
   * @param scope a scope in an enrolled chart
   * @param id the construct's id
   * @param service the Kubernetes Service; the names or appProtocols of its ports define their protocols
   * @param identity identity of its workloads; unknown by default
   * @param options settings that the Service itself does not contain
   */
  public static fromService(scope: Construct, id: string, service: IConstruct, identity?: Identity, options: AdoptedServiceOptions = {}): MeshService {
    return MeshService.fromApiObject(scope, id, ApiObject.of(service), identity, options);
  }

  /**
   * A service whose Kubernetes Service is any object of kind Service.
   *
   * @param scope a scope in an enrolled chart
   * @param id the construct's id
   * @param service the Kubernetes Service
   * @param identity identity of its workloads; unknown by default
   * @param options settings that the Service itself does not contain
   */
  public static fromApiObject(scope: Construct, id: string, service: ApiObject, identity?: Identity, options: AdoptedServiceOptions = {}): MeshService {
    if (service.kind !== 'Service') {
      throw new Error(`MeshService.fromApiObject: '${service.node.path}' must be a Service, got: '${service.kind}'`);
    }
    const json = service.toJson();
    const ports = adoptedPorts(service, options);
    const props = { serviceName: service.name, selector: json.spec?.selector, identity, headless: json.spec?.clusterIP === 'None' };
    return new MeshService(scope, id, props, { namespace: json.metadata?.namespace, ports });
  }

  /**
   * Imports a service that this app does not define.
   *
   * In a namespace other than the chart's, the service belongs to another owner, and nothing is written there. Rules, versions and policies then apply only
   * to callers in this app, and replace the owner's for them: with Istio's API in a VirtualService and a DestinationRule in the callers' namespaces, visible
   * only there; with Gateway API in routes in the callers' namespaces. Only the owner can set who may call it, and with which token.
   */
  public static fromAttributes(scope: Construct, id: string, attributes: MeshServiceAttributes): MeshService {
    const { serviceName, namespace, ports, selector, identity } = attributes;
    return new MeshService(scope, id, { serviceName, ports, selector, identity }, { namespace });
  }

  /** Name of the Kubernetes Service. */
  public readonly serviceName: string;

  /** Namespace of the service. */
  public readonly namespace: string;

  /** Full host of the service: `NAME.NAMESPACE.svc.CLUSTER_DOMAIN`. */
  public readonly host: string;

  /** Host of the service, as a list, because a call target can have several hosts. */
  public readonly hosts: string[];

  /** @internal */
  protected readonly _state: ServiceState;
  /** @internal */
  protected readonly _emitter: Emitter;
  private readonly versionsByName = new Map<string, ServiceVersion>();

  public constructor(scope: Construct, id: string, props: MeshServiceProps);
  /** @internal */
  public constructor(scope: Construct, id: string, props: MeshServiceProps, imported?: Imported);
  public constructor(scope: Construct, id: string, props: MeshServiceProps, imported?: Imported) {
    super(scope, given('MeshService', scope, id, props));
    const what = `service '${this.node.path}'`;
    const mesh = Mesh.containing(this);
    const chart = Chart.of(this);
    this.serviceName = names.dnsLabel(`the name of ${what}`, props.serviceName ?? id);
    if (this.serviceName === 'default' && !imported) {
      throw new Error(`the name of ${what} must not be 'default': it would overwrite the namespace's own Sidecar, PeerAuthentication and service account, which have that name; set serviceName`);
    }
    this.namespace = names.dnsLabel(`the namespace of ${what}`, imported?.namespace ?? chart.namespace ?? '');
    this.host = `${this.serviceName}.${this.namespace}.svc.${mesh.clusterDomain}`;
    this.hosts = [this.host];
    if (props.identity && props.identity.namespace !== this.namespace) {
      throw new Error(`${what}: the namespace of identity must be the service's own, '${this.namespace}', got: '${props.identity.namespace}'; use a service account of that namespace, as a pod can't run as one of another namespace`);
    }
    const stage = props.stage && stageSettings(props.stage);
    const mtls = props.mtls ?? stage?.mtls;
    const here = this.namespace === chart.namespace ? MeshNamespace._of(this) : undefined;
    this._state = new ServiceState({
      path: this.node.path,
      mesh: mesh._model(),
      namespaceModel: here?._model(),
      name: this.serviceName,
      namespace: this.namespace,
      hosts: this.hosts,
      kind: 'kubernetes',
      owned: !imported,
      adopted: imported?.ports !== undefined,
      client: imported && !imported.ports && chart.namespace !== undefined && this.namespace !== chart.namespace ? chart.namespace : undefined,
      ports: imported?.ports?.models ?? portModels(what, props.ports ?? []),
      selector: props.selector ?? (imported ? {} : { app: this.serviceName }),
      headless: props.headless,
      annotations: props.annotations,
      identity: props.identity?._in(mesh.trustDomain) ?? (imported ? undefined : { trustDomain: mesh.trustDomain, namespace: this.namespace, serviceAccount: this.serviceName }),
      ownsIdentity: !imported && !props.identity,
      mtls: mtls && mtlsModel(mtls),
      scoped: stage?.scopeSidecars,
      outbound: stage && (stage.outbound === OutboundTraffic.REGISTRY_ONLY ? 'registry-only' : 'allow-any'),
      closed: stage?.denyByDefault,
      sidecarHosts: sidecarHosts(what, props.sidecarHosts),
      proxyless: props.proxyless,
      dataPlane: props.dataPlane?._model(),
    });
    if (props.dataPlane?._model() === 'ambient') {
      requireAmbient(mesh.controlPlane._driver, what);
    }
    if (props.proxyless) {
      refuseUnknown(what, mesh, MeshFeature.PROXYLESS_GRPC);
    }
    mesh._join(this._state);
    this._emitter = new Emitter(this, mesh._target(), { service: this._state, findService: (...named) => mesh._findService(...named) });
    if (!imported) {
      this._state.namesPods = namesPods(props);
      this._state.workload = workloadModel(what, props, this.targets());
      this.adopt(what, props, this._state.selector);
    }
    if (props.policy) {
      this._state.policy = trafficPolicyModel(what, props.policy);
    }
    if (imported?.ports) {
      this.node.addValidation({ validate: () => (needsPodPorts(this._state) ? this._state.ports.flatMap((p) => imported.ports!.unresolved(p) ?? []) : []) });
    }
    if (this._state.client !== undefined) {
      checkState(this).addFacts({ foreignNamespaces: [this.namespace] });
      this.node.addValidation({ validate: () => foreignFaults(this._state) });
    }
    this._state.changed = () => this._emitter.sync();
    this._state.isRemoved = () => isRemoved(this);
    this._state.changed();
    this.configureSidecar(props, this.serviceName);
  }

  /** Identity of the service's workloads; undefined for an imported service without an identity. */
  public get identity(): Identity | undefined {
    return this._state.identity && Identity._from(this._state.identity, this);
  }

  /** Versions of the service, in the order in which they were added. */
  public get versions(): ServiceVersion[] {
    return [...this.versionsByName.values()];
  }

  /**
   * Adds a version: a labelled set of the service's workloads, to which rules can route.
   *
   * @param name a DNS label, such as `v1`
   * @throws when the service already has a version with that name or the same labels
   */
  public addVersion(name: string, options: VersionOptions = {}): ServiceVersion {
    const what = `version '${this.node.path}/${name}'`;
    names.dnsLabel(what, name);
    this.refuseForeignVersion(what, options);
    if (this.versionsByName.has(name)) {
      throw new Error(`${what} already exists; use a different name`);
    }
    if (Object.keys(this._state.selector).length === 0) {
      throw new Error(`${what}: the service has no selector, so versions can't be distinguished by label; set a selector`);
    }
    if (this._state.workload) {
      throw new Error(`${what}: the service has its own workload, created from image '${this._state.workload.image}'; set the image of each version instead`);
    }
    const labels = options.labels ?? { version: name };
    for (const [k, v] of Object.entries(labels)) {
      names.labelValue(`${what}: label '${k}'`, v);
    }
    if (Object.keys(labels).length === 0) {
      throw new Error(`${what} has no label that distinguishes its pods from those of other versions; set labels, or omit them to use the label 'version: ${name}'`);
    }
    for (const other of this.versionsByName.values()) {
      if (sameLabels(other.labels, labels)) {
        throw new Error(`${what} has the labels of version '${other.versionName}' (${Object.entries(labels).map(([k, v]) => `${k}: ${v}`).join(', ')}), so each pod would belong to both; use different labels`);
      }
    }
    const version = ServiceVersion._add(this, this._state, name, labels, workloadModel(what, options, this.targets()), namesPods(options));
    this.adopt(what, options, { ...this._state.selector, ...labels });
    this.versionsByName.set(name, version);
    this._state.versions.push(version._model());
    if (options.policy) {
      version._setPolicy(trafficPolicyModel(what, options.policy));
    }
    this._state.changed();
    this.configureSidecar(options, `${this.serviceName}-${name}`);
    return version;
  }

  /**
   * Adds endpoint groups of Google Cloud to this service: VMs, addresses, a Cloud Run service. They serve requests in addition to its pods, if there are any.
   *
   * @param groups the groups, all of one kind
   * @throws on a plane without such groups
   */
  public addEndpointGroups(...groups: EndpointGroup[]): void {
    const what = `service '${this.node.path}'`;
    this._state.endpointGroups.push(...groups.map((g) => endpointGroupModel(what, Mesh.containing(this), g)));
    this._state.changed();
  }

  /**
   * Splits requests that no other rule matches among versions (or other services) by weight. It also applies to requests from gateways.
   *
   * @param backends each with a weight: `v1.weight(90), v3.weight(10)`
   * @throws when it already has a split, or the weights add up to 0
   */
  public split(...backends: IBackend[]): void {
    const what = `the split of service '${this.node.path}'`;
    refuseForeignRules(this._state, what);
    if (this._state.split.length > 0) {
      throw new Error(`${what} was already set, and a service has only one; change the first call`);
    }
    if (backends.length === 0) {
      throw new Error(`${what} has no backends; add at least two, each with a weight`);
    }
    const models = backendModels(what, backends);
    const foreign = models.find((m) => m.version && m.service !== this._state);
    if (foreign) {
      throw new Error(`${what} has version '${foreign.version!.name}' of service '${foreign.service.path}', but a split distributes the requests of a service among its own versions; `
        + 'use one of its own versions, or a whole service');
    }
    if (this._state.ports.length > 0 && this._state.ports.every(carriesTls)) {
      throw new Error(`${what}: its ports carry TLS, which is routed by server name; use addTlsRule({ sniHosts: ['${this.host}'], to: [ … ] }) with a weight for each`);
    }
    const dead = this._state.httpRules.find(takesAll) ?? this._state.tcpRules.find(takesAllConnections);
    if (dead && this._state.ports.some(carriesHttp) === 'matches' in dead) {
      throw new Error(`${what} would receive no requests, as a rule without matches, but with to, redirect or directResponse, already handles them all; add matches to that rule, or remove one of the two`);
    }
    requireBackendPorts(this._state, what, models);
    this._state.split = models;
    this._state.routesChanged();
  }

  /**
   * Adds a rule for gRPC calls to this service. More specific matches are tried first; `priority` overrides that.
   *
   * @throws when the service has no gRPC or HTTP port
   */
  public addGrpcRule(rule: GrpcRule): void {
    addRule(this._state, 'http', this._rule(rule.name), (what) => this._state.httpRules.push(grpcRuleModel(what, rule)));
  }

  /**
   * Adds a rule for TLS connections to this service, which are passed through.
   *
   * @throws when the service has no TLS or HTTPS port
   */
  public addTlsRule(rule: TlsRule): void {
    addRule(this._state, 'tls', this._rule(), (what) => this._state.tlsRules.push(tlsRuleModel(what, rule)));
  }

  /**
   * Adds a rule for TCP connections to this service.
   *
   * @throws when the service has no TCP port
   */
  public addTcpRule(rule: TcpRule): void {
    addRule(this._state, 'tcp', this._rule(), (what) => this._state.tcpRules.push(tcpRuleModel(what, rule)));
  }

  /**
   * Declares that this service calls another one, or an external service. The call is allowed, the caller's proxy can reach the target, and the topology
   * shows it.
   *
   * @param target the called service
   * @param options restrictions on the call; none by default
   * @throws when methods or paths are given for a port on which the proxy does not see requests, or the identity of this service is unknown
   */
  public calls(target: ICallTarget, options: CallOptions = {}): void {
    const callee = made(`the call from '${this.node.path}': its target`, target, '_callee', 'a MeshService or an ExternalService')._callee();
    const what = `the call from '${this.node.path}' to '${callee.path}'`;
    if (callee === this._state) {
      throw new Error(`${what} refers to the service itself; remove it, or declare a different service`);
    }
    if (!this._state.identity) {
      throw new Error(`${what}: the identity of '${this.serviceName}' is not known; pass its identity, Identity.fromServiceAccount({…}), to fromService, fromApiObject or fromAttributes`);
    }
    if (callee.ports.length === 0) {
      throw new Error(`${what}: '${callee.name}' has no port to call; declare its ports`);
    }
    target._clusterSet?.(what, this);
    const model = callModel(what, callee, options, this._state.identity, this._state);
    const call: CallModel = target._clusterSet ? { ...model, clusterSet: true } : model;
    this._state.calls.push(call);
    callee.addCaller(call);
    this._state.changed();
  }

  /**
   * Declares that a Cloud Run service calls this one. Cloud Run has no mesh certificates: on the service-routing plane, synth fails if this service
   * requires mutual TLS, or allows callers only by identity.
   */
  public calledBy(client: CloudRunClient): void {
    this._state.addCaller({ outside: `Cloud Run service '${client._service}'`, target: this._state, methods: [], paths: [], ports: [], hosts: [] });
  }

  /** Allows callers that have no construct in this app, in addition to declared calls. */
  public allow(rule: AccessRule): void {
    this.refuseForeignAccess('who may call it');
    this._state.access.push(accessRuleModel(`access to service '${this.node.path}'`, 'allow', rule, this._state.mesh.trustDomain, this._state));
    this._state.changed();
  }

  /**
   * Allows routes of other apps, in other namespaces, to use this service as a backend. With Gateway API this is a ReferenceGrant; on other planes a route needs no
   * permission.
   * @param namespaces the namespaces of those routes
   * @throws for another owner's service, and for a name that is not a DNS label
   */
  public allowRoutesFrom(...namespaces: string[]): void {
    this.refuseForeignAccess('which routes may refer to it');
    namespaces.forEach((n) => this._state.routesFrom.add(names.dnsLabel(`service '${this.node.path}': allowRoutesFrom: a namespace`, n)));
    this._state.changed();
  }

  /** Refuses requests to this service, even those that another rule allows. */
  public deny(rule: AccessRule): void {
    this.refuseForeignAccess('who may call it');
    this._state.access.push(accessRuleModel(`access to service '${this.node.path}'`, 'deny', rule, this._state.mesh.trustDomain, this._state));
    this._state.changed();
  }

  /**
   * Marks requests for auditing, without allowing or refusing them. Proxies without an audit plugin ignore it.
   *
   * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/#AuthorizationPolicy-Action
   */
  public audit(rule: AccessRule): void {
    this.refuseForeignAccess('its audit rules');
    this._state.access.push(accessRuleModel(`access to service '${this.node.path}'`, 'audit', rule, this._state.mesh.trustDomain, this._state));
    this._state.changed();
  }

  /**
   * Delegates the authorization of requests to an external authorizer.
   *
   * @param provider name of an extension provider of the mesh
   * @param rule which requests; all by default
   */
  public authorizeWith(provider: string, rule: AccessRule = {}): void {
    this.refuseForeignAccess('who authorizes requests to it');
    checkState(this).show('MESH404', this);
    this._state.access.push(accessRuleModel(`access to service '${this.node.path}'`, 'custom', rule, this._state.mesh.trustDomain, this._state, provider));
    this._state.changed();
  }

  /** Requires a token in requests to this service. */
  public requireJwt(jwt: JwtRequirement): void {
    const what = `service '${this.node.path}'`;
    this.refuseForeignAccess('which tokens it requires');
    addRule(this._state, 'http', what, () => this._state.jwt.push(jwtModel(what, jwt)));
  }

  /**
   * Sets whether one port of this service refuses plaintext.
   * @param port a port of the service
   * @param mode whether plaintext is refused
   */
  public portMtls(port: number, mode: MutualTls): void {
    this.refuseForeignAccess('which of its ports accept plaintext');
    requirePort(`service '${this.node.path}'`, this._state.ports, port);
    this._state.portMtls.set(port, mtlsModel(mode));
    this._state.changed();
  }

  /** @internal */
  protected get _what(): string {
    return `service '${this.node.path}'`;
  }

  /** Throws because the settings of the service's own proxies belong to the namespace of its pods, which has another owner. */
  private refuseForeignAccess(fact: string): void {
    if (this._state.client !== undefined) {
      throw new Error(`service '${this.node.path}' belongs to the owner of namespace '${this.namespace}', and only that owner configures ${fact}; configure it in the app that defines the service, `
        + `or, if namespace '${this.namespace}' belongs to this app, create the construct in a chart of that namespace`);
    }
  }

  private refuseForeignVersion(what: string, options: VersionOptions): void {
    if (this._state.client === undefined) return;
    refuseForeignRules(this._state, what);
    const pods = (['image', 'workload', 'object'] as const).find((name) => options[name] !== undefined);
    if (pods) {
      throw new Error(`${what} belongs to a service in namespace '${this.namespace}' of another owner, who runs its pods; remove ${pods}`);
    }
    if (Mesh.containing(this)._plane().name === 'gateway-api') {
      throw new Error(`${what} would be a Service in namespace '${this.namespace}', which belongs to another owner; `
        + 'refer to the owner\'s Service of that version with MeshService.fromAttributes');
    }
  }

  private targets(): readonly number[] {
    return [...new Set(this._state.ports.map((p) => (typeof p.targetPort === 'number' ? p.targetPort : p.port)))];
  }

  private configureSidecar(options: WorkloadOptions, deployment: string): void {
    if (options.sidecar) {
      const workload = options.workload ?? options.object ?? this._emitter.objects.find((o) => o.kind === 'Deployment' && o.name === deployment);
      if (!workload) {
        throw new Error(`'${this.node.path}': sidecar settings are written to pods, but this app does not create those of '${deployment}'; set workload, object or image`);
      }
      Mesh.containing(this).configureSidecar(workload, options.sidecar);
    }
  }

  private adopt(what: string, options: WorkloadOptions, labels: { readonly [name: string]: string }): void {
    const wanted = this._state.identity?.serviceAccount ?? 'default';
    const own = adopt(what, options, labels, wanted);
    if (own !== undefined && own !== wanted) {
      if (!this._state.ownsIdentity || this.versionsByName.size > 0) {
        throw new Error(`${what}: its pods run as service account '${own}', but the service's other pods run as '${wanted}', and a service has one identity; use one service account`);
      }
      this._state.identity = { ...this._state.identity!, serviceAccount: own };
      this._state.ownsIdentity = false;
    }
    const object = options.workload ? ApiObject.of(options.workload) : options.object;
    if (object) {
      const change = Mesh.containing(this)._plane().adoptedPod?.(this._state);
      if (change) patchPods(object, change);
    }
  }
}
guarded(MeshService, 'MeshService');

/** Faults: gateways of other owners whose proxies would need settings that this app can't write. */
function foreignFaults(s: ServiceState): string[] {
  const policies = s.versions.length > 0 || s.policy !== undefined || s.portPolicies.size > 0;
  const gateways = policies ? [...new Set(arrivingCalls(s).filter((c) => c.foreignGateway).map((c) => c.gateway!))] : [];
  return gateways.map((g) => `service '${s.path}' has versions or a policy here, which apply only to callers in this app, but gateway '${g}' belongs to another owner; `
    + 'declare them in the app that defines the service, or remove them');
}

/** How an existing service was imported. */
interface Imported {
  readonly namespace?: string;
  /** The adopted ports, for a Kubernetes Service that is an object of this app. */
  readonly ports?: AdoptedPorts;
}

/** Whether policies contain ports of the pods. */
function needsPodPorts(s: ServiceState): boolean {
  return Object.keys(s.selector).length > 0 && (s.callers.length + s.routedFrom.size + s.access.length + s.jwt.length + s.portMtls.size > 0);
}

function sameLabels(a: { readonly [k: string]: string }, b: { readonly [k: string]: string }): boolean {
  return Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([k, v]) => b[k] === v);
}

/** Whether a construct, or one that contains it, was taken out of its scope with `tryRemoveChild`. */
function isRemoved(construct: IConstruct): boolean {
  for (let at: IConstruct = construct; at.node.scope; at = at.node.scope) {
    if (at.node.scope.node.tryFindChild(at.node.id) !== at) return true;
  }
  return false;
}
