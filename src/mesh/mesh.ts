import { Chart } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { Checks } from '../check';
import { type AdoptionNotice, adoptionNotices } from './adoption-notice';
import { type EnrollOptions, MeshNamespace, sidecarHosts } from './namespace';
import { MachineBootstrap } from '../bootstrap/machine-bootstrap';
import type { MachineBootstrapProps } from '../bootstrap/machine-bootstrap-props';
import { machineGroup } from '../bootstrap/machine-group';
import { checkState } from '../check/attach';
import { readiness, type ReadinessStep } from '../check/readiness';
import { AdoptionStage, type StageSettings, stageSettings } from '../control-plane/adoption';
import { ControlPlane } from '../control-plane/control-plane';
import type { DataPlane } from '../control-plane/data-plane';
import { injectorOf, type MeshDomains, type MeshTarget, requireAmbient, requireNetworkPolicies } from '../control-plane/driver';
import { ManagedImplementation } from '../control-plane/managed';
import { MutualTls, mtlsModel, OutboundTraffic } from '../control-plane/modes';
import { importOf } from '../control-plane/providers';
import { Emitter } from '../emit/emit';
import type { Target } from '../emit/target';
import { hostOf } from '../google/cluster-context';
import * as names from '../grammar/names';
import { given, guarded } from '../guard/guard';
import { propertiesOf } from '../guard/shapes';
import type { Injector } from '../injection/engine/injector';
import { injectorOfIstiod } from '../injection/engine/istiod';
import { inject } from '../injection/inject';
import type { InjectionProps } from '../injection/injection-props';
import { configureSidecar } from '../injection/sidecar';
import type { SidecarSettings } from '../injection/sidecar-settings';
import type { IstioInstall } from '../install/istio-install';
import type { UpgradePlan } from '../install/upgrade/plan';
import type { GatewayModel } from '../model/gateway';
import { keyFaults } from '../model/keys';
import type { MeshModel, MtlsMode, NamespaceModel } from '../model/mesh';
import type { ServiceModel } from '../model/service';
import { topology } from '../model/topology';
import type { Plane } from '../plane/plane';
import { placeOf } from '../synth/place';
import { workloadsIn } from '../workload/pods';

/** Properties of a mesh: defaults for everything in it. */
export interface MeshProps {
  /**
   * What runs the mesh.
   *
   * @default ControlPlane.existing()
   */
  readonly controlPlane?: ControlPlane;
  /**
   * Trust domain of the mesh, the prefix of its identities.
   *
   * @default - the trust domain of the fleet, for a mesh in a fleet's cluster; that of the project, with service routing; otherwise cluster.local
   */
  readonly trustDomain?: string;
  /**
   * DNS domain of the cluster; the hosts of services end in it.
   *
   * @default cluster.local
   */
  readonly clusterDomain?: string;
  /**
   * Whether plaintext is refused.
   *
   * @default MutualTls.STRICT
   */
  readonly mtls?: MutualTls;
  /**
   * Whether services accept only declared calls. With `false`, everything in the mesh may call everything, and proxies know all services, unless
   * `scopeSidecars` is set.
   *
   * @default true, unless `stage` is set
   */
  readonly denyByDefault?: boolean;
  /**
   * What proxies do with traffic to undeclared hosts.
   *
   * @default OutboundTraffic.REGISTRY_ONLY
   */
  readonly outbound?: OutboundTraffic;
  /**
   * How pods join the mesh; namespaces and services can override this setting.
   *
   * @default DataPlane.sidecar()
   */
  readonly dataPlane?: DataPlane;
  /**
   * Whether each proxy knows only the services that its service calls.
   *
   * @default - as denyByDefault; false in ambient mode, where a Sidecar has no effect
   */
  readonly scopeSidecars?: boolean;
  /**
   * Stage of adoption of the mesh: a default for `mtls`, `scopeSidecars`, `outbound` and `denyByDefault`, which can be overridden one by one.
   *
   * @default - AdoptionStage.CLOSED
   */
  readonly stage?: AdoptionStage;
  /**
   * Whether NetworkPolicies, like the mesh's policies, block undeclared traffic of the pods in the mesh's namespaces, so that an application that bypasses
   * its proxy is blocked too. Allowed are DNS, the control plane, tunnels and probes in ambient mode, the metrics of proxies, traffic to listeners of
   * gateways, declared calls, and what `allow`, `sidecarHosts` and extension providers name. If everybody may call (`denyByDefault: false`), pods accept all
   * connections; if proxies know all hosts (`scopeSidecars: false`, `OutboundTraffic.ALLOW_ANY`), pods may open any connection.
   *
   * A NetworkPolicy matches labels and addresses of its own cluster: callers with unknown labels are allowed by their namespace, external services by port,
   * and pods of other clusters can't be matched. Allow callers on nodes or the API server (admission webhooks) with `allow({ from: [Source.ipBlocks(…)] })`.
   * The control plane's own NetworkPolicies belong to its installation (`networkPolicy` of its parts).
   *
   * @default false
   * @throws on planes without Istio's proxies
   * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
   */
  readonly networkPolicies?: boolean;
  /**
   * Hosts that all proxies may call in addition to declared calls, in the form of a Sidecar: `NAMESPACE/HOST`. The hosts of the mesh's extension providers
   * are included automatically if the control plane's configuration is known.
   *
   * @default - none
   */
  readonly sidecarHosts?: string[];
}

/** A service that is notified of changes. */
interface Growing extends ServiceModel {
  changed(): void;
}

const MESH = Symbol.for('cdk8s-mesh.Mesh');

/**
 * One trust domain, one control plane, and the defaults of everything in it. It is a chart whose objects are the mesh-wide policies.
 *
 * @example
 * const app = new App();
 * const shopMesh = new mesh.Mesh(app, 'mesh');
 * const chart = new Chart(app, 'shop', { namespace: 'shop' });
 * shopMesh.enroll(chart);
 */
export class Mesh extends Chart {
  /**
   * Returns the mesh of a construct: that of the nearest enrolled chart above it.
   *
   * @throws when no chart above it is enrolled in a mesh
   */
  public static containing(scope: IConstruct): Mesh {
    for (const s of [...scope.node.scopes].reverse()) {
      const enrolled = MeshNamespace._find(s);
      if (enrolled) {
        return enrolled.mesh;
      }
      if (Mesh.isMesh(s)) {
        return s as Mesh;
      }
    }
    throw new Error(`'${scope.node.path}' is not in a mesh; call mesh.enroll(chart) on its chart first, with a Mesh of this app`);
  }

  /** Whether an object is a mesh. */
  public static isMesh(x: any): boolean {
    return x !== null && typeof x === 'object' && MESH in x;
  }

  /**
   * A mesh that another app owns. Nothing mesh-wide is written: no PeerAuthentication of the root namespace, no CRDs, no control plane. Namespaces, services
   * and gateways are created as in a mesh of this app. Pass the owner's own props, from a package that both apps import, so that both apps use the same; a
   * control plane that the owner installs (`inCluster`) is known here but not installed again.
   *
   * @param scope a scope in this app
   * @param id the construct's id
   * @param props the owner's props: trust domain, control plane, defaults
   *
   * @example
   * // in a package of the platform team
   * const SHOP_MESH: mesh.MeshProps = { trustDomain: 'shop.example', controlPlane: mesh.ControlPlane.inCluster({ revision: '1-31-0' }) };
   * // in the platform team's app it is made: new mesh.Mesh(app, 'mesh', SHOP_MESH)
   * const app = new App();
   * const shopMesh = mesh.Mesh.fromAttributes(app, 'mesh', SHOP_MESH);
   * const chart = new Chart(app, 'cart', { namespace: 'cart' });
   * shopMesh.enroll(chart);
   */
  public static fromAttributes(scope: Construct, id: string, props: MeshProps = {}): Mesh {
    return new ImportedMesh(scope, id, props);
  }

  /** What runs the mesh. */
  public readonly controlPlane: ControlPlane;

  /** Trust domain of the mesh, the prefix of its identities. */
  public readonly trustDomain: string;

  /** DNS domain of the cluster. */
  public readonly clusterDomain: string;

  /** The Istio that is installed with the mesh, to patch or inspect; undefined when it is installed elsewhere. */
  public readonly installation?: IstioInstall;

  private readonly model: MeshModel;
  private readonly target: MeshTarget;
  private readonly services: Growing[] = [];
  private readonly byName = new Map<string, ServiceModel>();
  /** Paths of the services created here, by the names of their objects. */
  private readonly owners = new Map<string, string>();
  private readonly enrolled = new Map<string, MeshNamespace>();
  private readonly gateways: Array<{ readonly model: GatewayModel; readonly changed: () => void }> = [];
  private injector?: Injector;

  public constructor(scope: Construct, id: string, props: MeshProps = {}) {
    given('Mesh', scope, id, props);
    const controlPlane = props.controlPlane ?? ControlPlane.existing();
    super(scope, id, { namespace: controlPlane.namespace });
    Object.defineProperty(this, MESH, { value: true });
    this.controlPlane = controlPlane;
    const driver = controlPlane._driver;
    const host = hostOf(this);
    if (!host && driver.managed) {
      throw new Error(`mesh '${this.node.path}': Google runs control planes only for clusters in a fleet; create the mesh under such a cluster: new Mesh(fleet.addGkeCluster(…), '${id}', …)`);
    }
    this.trustDomain = names.dnsName(`mesh '${this.node.path}': trustDomain`, props.trustDomain ?? host?.trustDomain ?? driver.trustDomain ?? 'cluster.local');
    this.clusterDomain = names.dnsName(`mesh '${this.node.path}': clusterDomain`, props.clusterDomain ?? 'cluster.local');
    const dataPlane = props.dataPlane?._model() ?? 'sidecar';
    if (dataPlane === 'none') {
      throw new Error(`mesh '${this.node.path}': DataPlane.none() can't be the default of a whole mesh; set it on namespaces or services`);
    }
    if (dataPlane === 'ambient') {
      requireAmbient(driver, `mesh '${this.node.path}'`);
    }
    if (props.networkPolicies) requireNetworkPolicies(driver, `mesh '${this.node.path}'`);
    const stage: Partial<StageSettings> = props.stage ? stageSettings(props.stage) : {};
    const denyByDefault = props.denyByDefault ?? stage.denyByDefault ?? true;
    const mtls: MtlsMode = mtlsModel(props.mtls ?? stage.mtls ?? MutualTls.STRICT);
    const { providers, keysByProxy } = driver.proxyNeeds;
    const what = `mesh '${this.node.path}'`;
    this.model = {
      path: this.node.path,
      plane: driver.plane,
      rootNamespace: controlPlane.namespace,
      trustDomain: this.trustDomain,
      clusterDomain: this.clusterDomain,
      revision: controlPlane.revision,
      mtls,
      denyByDefault,
      outbound: (props.outbound ?? stage.outbound ?? OutboundTraffic.REGISTRY_ONLY) === OutboundTraffic.REGISTRY_ONLY ? 'registry-only' : 'allow-any',
      scopeSidecars: props.scopeSidecars ?? (dataPlane === 'sidecar' && (stage.scopeSidecars ?? denyByDefault)),
      dataPlane,
      networkPolicies: props.networkPolicies ?? false,
      sidecarHosts: [...new Set([...providers.map((h) => importOf(h, this.clusterDomain)), ...sidecarHosts(what, props.sidecarHosts)])].sort(),
      providers: providers.map((h) => h.slice(h.indexOf('/') + 1)),
      keysByProxy,
    };
    const owned = this._isOwned();
    this.node.addValidation({ validate: () => keyFaults(this.services, this.gateways.map((g) => g.model)) });
    host?.join({
      gatewayApi: driver.cloudServiceMesh ?? false,
      path: this.node.path,
      managed: driver.managed,
      pathNormalization: driver.pathNormalization,
      trustDomain: this.trustDomain,
      clusterDomain: this.clusterDomain,
    });
    this.target = driver.target(this, owned);
    this.installation = owned ? driver.install?.(this, this.domains()) : undefined;
    checkState(this).addFacts({ pathNormalization: host ? undefined : driver.pathNormalization, keysByProxies: keysByProxy || undefined });
    Checks.attach(this, host ? {} : { domain: this.clusterDomain, trustDomain: props.trustDomain });
    if (owned) {
      new Emitter(this, this.target, { mesh: this.model }).sync();
    }
  }

  /**
   * Whether this app writes the mesh-wide objects.
   *
   * @internal
   */
  public _isOwned(): boolean {
    return true;
  }

  /**
   * Enrolls the namespace of a chart in the mesh: injection labels, mutual TLS, deny by default.
   *
   * Call it before creating the chart's services, because their constructors look up the mesh.
   *
   * @param chart a chart with a namespace
   * @throws when the chart has no namespace, or belongs to another mesh
   */
  public enroll(chart: Chart, options: EnrollOptions = {}): MeshNamespace {
    return new MeshNamespace(chart, 'mesh', { ...propertiesOf('EnrollOptions', options), mesh: this });
  }

  /**
   * Injects the proxy into workloads at synth, as the webhook would at admission: for clusters without a mutating webhook, or to see exactly what runs.
   * Later changes to the workload are taken into account; the webhook skips these pods.
   *
   * @param workload a workload of cdk8s-plus, any object with a pod template, a Pod; or a construct that contains one: a service of the mesh, a chart
   * @param props the settings to override, and the user that the proxy runs as
   * @throws when the construct has no workload or was injected already, when the installation of the control plane is unknown, and when settings
   * contradict each other. A pod that cannot have a proxy is a finding at synth.
   * @see https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/#manual-sidecar-injection
   *
   * @example
   * declare const web: kplus.Deployment;
   * const app = new App();
   * const shopMesh = new mesh.Mesh(app, 'mesh', { controlPlane: mesh.ControlPlane.inCluster() });
   * shopMesh.inject(web, { sidecar: { logLevel: 'info', traffic: { excludeOutboundPorts: [3306] } } });
   */
  public inject(workload: IConstruct, props: InjectionProps = {}): void {
    inject({ path: this.node.path, injector: this.injecting(), injects: (namespace) => this.enrolled.get(namespace ?? '')?._model().inject }, workload, props);
  }

  /**
   * Overrides sidecar settings of specific workloads that the webhook injects.
   *
   * @param workload a workload of cdk8s-plus, any object with a pod template, a Pod; or a construct that contains one: a service of the mesh, a chart
   * @param settings the settings to override
   * @throws when the construct has no workload, when settings contradict each other, and when the mesh's proxies don't read such settings
   *
   * @example
   * declare const web: kplus.Deployment;
   * declare const shopMesh: mesh.Mesh;
   * shopMesh.configureSidecar(web, { traffic: { excludeOutboundPorts: [3306] }, logLevel: 'debug' });
   */
  public configureSidecar(workload: IConstruct, settings: SidecarSettings): void {
    if (!this.controlPlane._driver.hasSidecars) {
      throw new Error(`'${workload.node.path}': the proxies of mesh '${this.node.path}' are not injected and ignore the sidecar settings of pods; remove the settings`);
    }
    for (const object of workloadsIn(workload, 'whose proxy can be configured')) configureSidecar(object, settings);
  }

  /**
   * Resource name of the mesh for clients outside Kubernetes: `projects/PROJECT/locations/global/meshes/NAME`.
   *
   * @throws for a mesh that is not on service routing
   */
  public get meshResource(): string {
    const resource = this.target.meshResource;
    if (!resource) {
      throw new Error(`mesh '${this.node.path}' has no Mesh resource in Google Cloud; use ControlPlane.serviceRouting, or the meshResourceName of a managed mesh's GKE cluster`);
    }
    return resource;
  }

  /**
   * The files with which proxies of VMs join the mesh, as members of a WorkloadGroup: the output of `istioctl x workload entry configure`, without access to
   * a cluster.
   *
   * @param group an `istio.WorkloadGroup`, or an object of that kind
   * @param props how the VMs reach the mesh
   * @throws when the construct is not a WorkloadGroup or has no namespace, and when the installation of the control plane is unknown
   * @see https://istio.io/latest/docs/setup/install/virtual-machine/
   *
   * @example
   * declare const chart: Chart;
   * const app = new App();
   * const shopMesh = new mesh.Mesh(app, 'mesh', { controlPlane: mesh.ControlPlane.inCluster() });
   * const group = new mesh.istio.WorkloadGroup(chart, 'ledger', {
   *   metadata: { name: 'ledger' },
   *   template: { serviceAccount: 'ledger', ports: { http: 8080 } },
   *   entryMetadata: { labels: { app: 'ledger' } },
   * });
   * shopMesh.machineBootstrap(group, { istiodAddress: '203.0.113.7' }).toConfigMap(chart, 'ledger-machines');
   */
  public machineBootstrap(group: IConstruct, props: MachineBootstrapProps = {}): MachineBootstrap {
    return MachineBootstrap._of(this.injecting(), this.controlPlane.namespace, machineGroup(group), props);
  }

  /** The enrolled namespaces, by name. */
  public get namespaces(): string[] {
    return [...this.enrolled.keys()];
  }

  /**
   * Lists what must change in the objects of this mesh's cluster before Google's managed control plane can serve it: each change with field, reason and replacement.
   * `npx cdk8s-mesh migrate-report` reports the same for any manifests.
   *
   * @param implementation the implementation that will serve it
   */
  public readinessFor(implementation: ManagedImplementation): ReadinessStep[] {
    const cluster = placeOf(this)?.name;
    const world = checkState(this).worlds().find((w) => w.options.cluster === cluster)!;
    return [...readiness(world, implementation === ManagedImplementation.ISTIOD ? 'istiod' : 'traffic-director', hostOf(this)?.trustDomain)];
  }

  /**
   * Lists what the next stage of adoption would refuse, service by service, as far as the declarations show, with a query for the proxies' metrics for the
   * rest. Empty when everything is at `AdoptionStage.CLOSED`.
   *
   * @see AdoptionStage
   */
  public adoptionReport(): AdoptionNotice[] {
    return adoptionNotices([...this.enrolled.values()].map((n) => n._model()), this.services);
  }

  /**
   * Draws the calls between services as a Mermaid flowchart: gateways, services by namespace, external hosts. Arrows are calls, labelled with methods and
   * ports;
   * dotted arrows are routes from one service to another.
   *
   * @see https://mermaid.js.org/syntax/flowchart.html
   */
  public topology(): string {
    return topology(this.services);
  }

  /**
   * The steps that replace the revision of `upgradeFrom` (`ControlPlane.inCluster`) with the installed one: what to apply, which of the app's workloads to
   * restart, and what must hold before each step.
   *
   * @throws when `upgradeFrom` is not set
   */
  public upgradePlan(): UpgradePlan {
    if (!this.installation) throw new Error(`mesh '${this.node.path}' does not install Istio, so there is nothing to upgrade; use ControlPlane.inCluster`);
    return this.installation.upgradePlan([...this.enrolled.values()].filter((namespace) => namespace._model().inject).map((namespace) => namespace.namespaceName));
  }

  /**
   * Registers a service.
   *
   * @throws when another one has its name and kind in its namespace: both would write the same objects
   * @internal
   */
  public _join(service: Growing): void {
    const key = `${service.kind} ${service.namespace}/${service.name}`;
    const other = service.owned ? this.owners.get(key) : undefined;
    if (other !== undefined) {
      throw new Error(`service '${service.path}' has the same name as service '${other}', '${service.name}', in namespace '${service.namespace}', so they would overwrite each other's objects; `
        + (service.kind === 'kubernetes' ? 'set a different serviceName' : 'use a different id'));
    }
    if (service.owned) this.owners.set(key, service.path);
    this.services.push(service);
    if (service.kind === 'kubernetes') {
      this.byName.set(`${service.namespace}/${service.name}`, service);
    }
  }

  /**
   * Called when the common settings of a namespace's services have changed.
   *
   * @internal
   */
  public _changed(namespace: NamespaceModel): void {
    const served = this.services.filter((s) => s.namespaceModel === namespace);
    this.services.filter((s) => served.includes(s) || served.some((other) => s.routedFrom.has(other))).forEach((s) => s.changed());
  }

  /** @internal */
  public _joinGateway(model: GatewayModel, changed: () => void): void {
    this.gateways.push({ model, changed });
  }

  /** @internal */
  public _gateways(): readonly GatewayModel[] {
    return this.gateways.map((g) => g.model);
  }

  /**
   * Whether a namespace denies by default, according to the declarations.
   *
   * @internal
   */
  public _closes(namespace: string): boolean {
    return this.enrolled.get(namespace)?._model().denyByDefault ?? false;
  }

  /**
   * Whether NetworkPolicies isolate the pods of a namespace, according to the declarations.
   *
   * @internal
   */
  public _guards(namespace: string): boolean {
    return this.enrolled.get(namespace)?._model().networkPolicies ?? false;
  }

  /** @internal */
  public _register(namespace: MeshNamespace): MeshNamespace | undefined {
    const before = this.enrolled.get(namespace.namespaceName);
    if (!before) {
      this.enrolled.set(namespace.namespaceName, namespace);
    }
    return before;
  }

  /**
   * Called when a namespace is enrolled: traffic to the gateways in it is then allowed.
   *
   * @internal
   */
  public _enrolled(namespace: string): void {
    this.gateways.filter((g) => g.model.workloadNamespace === namespace).forEach((g) => g.changed());
    this.services.filter((s) => s.external?.via?.namespace === namespace).forEach((s) => s.changed());
  }

  /** @internal */
  public _model(): MeshModel {
    return this.model;
  }

  /** @internal */
  public _plane(): Plane {
    return this.target.plane;
  }

  /** @internal */
  public _target(): Target {
    return this.target;
  }

  /**
   * Finds a service by the name of its Kubernetes Service.
   *
   * @internal
   */
  public _findService(namespace: string, name: string): ServiceModel | undefined {
    return this.byName.get(`${namespace}/${name}`);
  }

  private domains(): MeshDomains {
    return { trustDomain: this.trustDomain, clusterDomain: this.clusterDomain };
  }

  private injecting(): Injector {
    return this.injector ??= this.installation ? injectorOfIstiod(this.installation._serving()._props) : injectorOf(this.controlPlane._driver, this.domains());
  }
}
guarded(Mesh, 'Mesh');

/** A mesh whose objects are in another app. */
class ImportedMesh extends Mesh {
  /** @internal */
  public override _isOwned(): boolean {
    return false;
  }
}
