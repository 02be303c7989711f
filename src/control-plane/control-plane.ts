import { App, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { acknowledged } from './accepted-difference';
import { type ClusterSetFacts, istiodClusterSet, managedClusterSet } from './cluster-set';
import type { ChartControlPlaneProps, ExistingControlPlaneProps, GatewayApiControlPlaneProps, InClusterControlPlaneProps, StaticControlPlaneProps } from './control-plane-props';
import { type ManagedControlPlaneProps, managedModel } from './managed';
import { proxyNeeds, type ProxyNeeds } from './providers';
import { ServiceRouting, type ServiceRoutingProps } from './service-routing';
import { GatewayApiChannel, TrafficApi } from './traffic-api';
import { cellOf } from '../capability/implementation/cells';
import { type ImplementationModel, ISTIO } from '../capability/implementation/model';
import { SharedChart } from '../emit/shared';
import * as names from '../grammar/names';
import type { Injector } from '../injection/engine/injector';
import { injectorOfIstiod } from '../injection/engine/istiod';
import { ambientGaps } from '../install/ambient-gaps';
import { IstioInstall } from '../install/istio-install';
import type { IstioInstallProps } from '../install/props/istio-install';
import type { IstiodProps } from '../install/props/istiod';
import { reached } from '../install/upgrade/reached';
import { UpgradeStage } from '../install/upgrade/stage';
import { PathNormalization } from '../istio/mesh-traffic';
import { type ManagedModel, managedRevision } from '../model/managed';
import type { GatewayApiPlane as GatewayApi } from '../plane/gateway-api';
import { IstioPlane } from '../plane/istio';
import { ManagedPlane } from '../plane/managed';
import type { Plane } from '../plane/plane';
import { markPhase } from '../synth/place';

/** The turn in which a cluster is given what its control plane reads when it comes up. */
const OPTIONS_PHASE = 2;

/** What runs the mesh, and in which terms it takes its configuration. */
export class ControlPlane {
  /** Istio that is in the cluster already, or comes from elsewhere. */
  public static existing(props: ExistingControlPlaneProps = {}): ControlPlane {
    const revision = props.revision === undefined ? undefined : names.dnsLabel('ControlPlane: revision', props.revision);
    const gatewayApi = props.trafficApi === TrafficApi.GATEWAY_API;
    const accepted = acknowledged(gatewayApi ? 'gateway-api' : 'istio', props.acknowledge);
    if (props.gatewayApiChannel && !gatewayApi) {
      throw new Error('ControlPlane: gatewayApiChannel has a meaning with trafficApi: TrafficApi.GATEWAY_API only; set that, or leave gatewayApiChannel out');
    }
    if (props.gatewayImplementation && !gatewayApi) {
      throw new Error('ControlPlane: gatewayImplementation has a meaning with trafficApi: TrafficApi.GATEWAY_API only; set that, or leave gatewayImplementation out');
    }
    const experimental = props.gatewayApiChannel === GatewayApiChannel.EXPERIMENTAL;
    const gateways = props.gatewayImplementation?._model(experimental) ?? ISTIO;
    const plane = gatewayApi ? gatewayApiPlane(experimental, accepted, { mesh: ISTIO, gateways }) : new IstioPlane(accepted);
    const existing = new ControlPlane(plane, names.dnsLabel('ControlPlane: namespace', props.namespace ?? 'istio-system'), revision);
    existing.runsIstiod = true;
    existing.known = props.istiod;
    existing.paths = props.pathNormalization;
    existing.edge = gateways.dialect === 'istio' ? undefined : gateways;
    return existing;
  }

  /**
   * Istio that is installed with the mesh, in charts beneath it: CRDs first, then the control plane. It takes its trust domain and the cluster's
   * domain from the mesh. With a `tag`, namespaces are enrolled by that, so that another revision takes them over when the tag is moved.
   *
   * @example
   * const app = new App();
   * new mesh.Mesh(app, 'mesh', {
   *   controlPlane: mesh.ControlPlane.inCluster({ revision: '1-31-0', tag: 'prod', istiod: { autoscaling: { minReplicas: 2 } } }),
   * });
   */
  public static inCluster(props: InClusterControlPlaneProps = {}): ControlPlane {
    const { trafficApi, gatewayApiChannel, gatewayImplementation, acknowledge, ...install } = props;
    const { tag, upgradeFrom } = install;
    const named = install.revision ?? install.istiod?.revision;
    if (tag !== undefined && !named) throw new Error(`ControlPlane.inCluster: tag '${tag}' leads to a revision that has a name; set revision too`);
    const revision = reached(upgradeFrom, UpgradeStage.MOVED) ? named : upgradeFrom?.revision ?? upgradeFrom?.istiod?.revision;
    const namespace = install.namespace ?? install.istiod?.namespace;
    const plane = ControlPlane.existing({ revision: tag ?? revision, namespace, trafficApi, gatewayApiChannel, gatewayImplementation, acknowledge });
    plane.installed = install;
    return plane;
  }

  /**
   * The same as `inCluster`, for those who stay with helm: the typed props become values, and helm renders the official charts when the app is
   * synthesized. It needs helm, and what its charts need; `inCluster` yields the same objects without.
   *
   * @example
   * const app = new App();
   * declare const charts: mesh.install.HelmCharts; // HelmCharts.repository(…), .registry(…) or .folder(…)
   * new mesh.Mesh(app, 'mesh', {
   *   controlPlane: mesh.ControlPlane.fromChart({ charts, istiod: { autoscaling: { minReplicas: 2 } } }),
   * });
   */
  public static fromChart(props: ChartControlPlaneProps): ControlPlane {
    const { charts, ...rest } = props;
    const plane = ControlPlane.inCluster(rest);
    plane.installed = { ...plane.installed, charts };
    return plane;
  }

  /**
   * The control plane that Google runs for GKE clusters. Meshes with it are made in a cluster of a `Fleet`.
   *
   * @throws when props contradict each other, and for gateways that it has nobody to serve
   * @see https://cloud.google.com/service-mesh/docs/overview
   */
  public static managed(props: ManagedControlPlaneProps = {}): ControlPlane {
    const model = managedModel(props);
    const gateways = props.gatewayImplementation?._model(false);
    if (gateways?.dialect === 'istio') {
      throw new Error('ControlPlane.managed: nobody makes proxies for Gateways of Istio\'s class; leave gatewayImplementation out for proxies of your own, or let load balancers serve them: GatewayImplementation.gke()');
    }
    if (gateways?.proxiesInMesh && model.implementation !== 'istiod') {
      throw new Error(`${gateways.title} (class ${gateways.className}) is served by managed istiod only, not by Traffic Director; set expect: ManagedImplementation.ISTIOD, or use GatewayImplementation.gke()`);
    }
    const edge = gateways && gatewayApiPlane(false, new Set(), { mesh: ISTIO, gateways });
    const plane = new ManagedPlane(model, edge);
    const managed = new ControlPlane(plane, 'istio-system', model.namesRevision ? managedRevision(model.channel) : undefined, model);
    managed.edge = gateways;
    managed.settling = (mesh) => plane.settle(markPhase(SharedChart.in(mesh.node.scope as Construct, `${mesh.node.id}-before`, 'istio-system'), OPTIONS_PHASE));
    return managed;
  }

  /**
   * A mesh that reads Gateway API: Linkerd, Kuma, Cilium, Google's. What Gateway API has no words for is refused at synth: the mesh's defaults,
   * which only Istio's API says, are switched off by name (`mtls`, `denyByDefault`, `scopeSidecars`, `outbound`).
   *
   * @example
   * const app = new App();
   * new mesh.Mesh(app, 'mesh', {
   *   controlPlane: mesh.ControlPlane.gatewayApi({ mesh: mesh.GatewayImplementation.linkerd(), gatewayImplementation: mesh.GatewayImplementation.envoyGateway() }),
   *   mtls: mesh.MutualTls.PERMISSIVE,
   *   denyByDefault: false,
   *   scopeSidecars: false,
   *   outbound: mesh.OutboundTraffic.ALLOW_ANY,
   * });
   */
  public static gatewayApi(props: GatewayApiControlPlaneProps): ControlPlane {
    const experimental = props.gatewayApiChannel === GatewayApiChannel.EXPERIMENTAL;
    const by = props.mesh._model(experimental);
    if (by.dialect === 'istio') {
      throw new Error('ControlPlane.gatewayApi: Istio reads its own API beside Gateway API; use ControlPlane.existing({ trafficApi: TrafficApi.GATEWAY_API })');
    }
    const accepted = acknowledged('gateway-api', props.acknowledge, cellOf(by, false));
    return new ControlPlane(gatewayApiPlane(experimental, accepted, { mesh: by, gateways: props.gatewayImplementation?._model(experimental) ?? by }), 'default');
  }

  /**
   * No control plane: each proxy is an Envoy that reads its whole configuration from a ConfigMap when it starts. For an edge, or for a few
   * services that call each other.
   *
   * Programs reach what they call by its usual names, which lead to their own proxy; nothing is intercepted, so no pod needs rights of
   * the network. What they do not support is listed in https://github.com/cdk8s-mesh/cdk8s-mesh/blob/main/docs/planes.md.
   *
   * @example
   * const asker = mesh.istio.ExtensionProvider.httpExternalAuthorization('asker', 'asker.ops.svc.cluster.local', 8000, { statusOnError: 503 });
   * const app = new App();
   * new mesh.Mesh(app, 'mesh', { controlPlane: mesh.ControlPlane.static({ extensionProviders: [asker] }) });
   * // and, for a service of the mesh: service.authorizeWith('asker', { paths: ['/accounts/*'] })
   *
   * @throws if an extension provider is no external authorizer, or two have one name
   */
  public static static(props: StaticControlPlaneProps = {}): ControlPlane {
    const issuer = props.issuer === undefined ? undefined : { name: names.dnsName('ControlPlane.static: issuer', props.issuer), kind: props.issuerKind ?? 'ClusterIssuer' };
    const { StaticPlane } = require('../plane/static') as typeof import('../plane/static'); // eslint-disable-line @typescript-eslint/no-require-imports
    const { authorizers } = require('../plane/static/authorizer') as typeof import('../plane/static/authorizer'); // eslint-disable-line @typescript-eslint/no-require-imports
    const options = {
      image: props.image ?? 'docker.io/envoyproxy/envoy:distroless-v1.37.0',
      issuer,
      authorizers: authorizers((props.extensionProviders ?? []).map((p) => p._render())),
    };
    const plane = new StaticPlane(options, acknowledged('static', props.acknowledge));
    return new ControlPlane(plane, 'default');
  }

  /**
   * Google's service routing API, which Traffic Director serves to Envoys and to gRPC programs without a proxy, in GKE and on VMs, and to
   * Cloud Run. It is written as objects of Config Connector.
   *
   * @see https://cloud.google.com/service-mesh/docs/service-routing/service-routing-overview
   *
   * @example
   * const app = new App();
   * new mesh.Mesh(app, 'shop', {
   *   controlPlane: mesh.ControlPlane.serviceRouting({
   *     project: mesh.GoogleProject.of('shop-prod', '482913370156'),
   *     zones: ['europe-west1-b', 'europe-west1-c'],
   *   }),
   * });
   */
  public static serviceRouting(props: ServiceRoutingProps = {}): ControlPlane {
    const routing = new ServiceRouting(props);
    const result = new ControlPlane(routing.plane, names.dnsLabel('ControlPlane.serviceRouting: namespace', props.namespace ?? 'service-routing'));
    result.routing = routing;
    return result;
  }

  private installed?: IstioInstallProps;

  private routing?: ServiceRouting;

  private settling?: (mesh: Construct) => void;

  private runsIstiod = false;

  private known?: IstiodProps;

  private edge?: ImplementationModel;

  private paths?: PathNormalization;

  private constructor(
    private readonly plane: Plane,
    private readonly rootNamespace: string,
    private readonly revisionName?: string,
    private readonly managedFacts?: ManagedModel,
  ) {}

  /** Namespace of the control plane. */
  public get namespace(): string {
    return this.rootNamespace;
  }

  /** Revision, or revision tag, whose proxies are injected; undefined is the default one. */
  public get revision(): string | undefined {
    return this.revisionName;
  }

  /**
   * Makes what is installed, if anything is, beneath a mesh.
   *
   * @internal
   */
  public _install(scope: Construct, trustDomain: string, clusterDomain: string): IstioInstall | undefined {
    if (!this.installed) return undefined;
    const { istiod = {}, upgradeFrom, ...props } = this.installed;
    const joined = (own: IstiodProps): IstiodProps => {
      const { meshConfig, ...rest } = inMesh(own, trustDomain, clusterDomain);
      return { ...rest, meshConfig: { pathNormalization: PathNormalization.DECODE_AND_MERGE_SLASHES, ...meshConfig } };
    };
    return new IstioInstall(scope, 'istio', {
      ...props,
      istiod: joined(istiod),
      upgradeFrom: upgradeFrom?.istiod ? { ...upgradeFrom, istiod: joined(upgradeFrom.istiod) } : upgradeFrom,
    });
  }

  /**
   * Trust domain of the workloads, where the control plane knows it.
   *
   * @internal
   */
  public get _trustDomain(): string | undefined {
    return this.routing?.trustDomain;
  }

  /**
   * Path of the Mesh, where it is a resource of Google Cloud.
   *
   * @internal
   */
  public get _meshResource(): string | undefined {
    return this.routing?.resource;
  }

  /**
   * A mesh is made with it, or imported.
   *
   * @internal
   */
  public _settle(scope: Construct, owned: boolean): void {
    this.routing?.settle(scope, owned);
    if (owned) this.settling?.(scope);
  }

  /**
   * The injector of an istiod that somebody else installed.
   *
   * @internal
   */
  public _injector(trustDomain: string, clusterDomain: string): Injector {
    if (!this.runsIstiod) throw new Error('ControlPlane: its proxies don\'t come from an istiod that is known here; use mesh.inject with ControlPlane.inCluster or ControlPlane.existing');
    if (this.installed) {
      // its owner installs it: what would come out there is made in an app that is never written
      return injectorOfIstiod(this._install(new Chart(new App(), 'owner'), trustDomain, clusterDomain)!._serving()._props);
    }
    if (!this.known) {
      throw new Error('ControlPlane: nothing is known of the istiod that runs already, by which proxies are made; say what it was installed with: '
        + 'ControlPlane.existing({ istiod: { … } }), its helm values as `values`, or leave the pods to its webhook');
    }
    return injectorOfIstiod(inMesh({ revision: this.revisionName, namespace: this.rootNamespace, ...this.known }, trustDomain, clusterDomain));
  }

  /**
   * What its proxies ask beside the calls of their services, as far as is known.
   *
   * @internal
   */
  public _proxyNeeds(): ProxyNeeds {
    return proxyNeeds(this.installed ? this.installed.istiod : this.known);
  }

  /**
   * Whether its proxies read Istio's annotations.
   *
   * @internal
   */
  public _hasSidecars(): boolean {
    return this.runsIstiod || this.managedFacts !== undefined;
  }

  /**
   * Refuses what needs ambient mode, where it is known that the control plane hasn't got it.
   *
   * @internal
   */
  public _requireAmbient(what: string): void {
    if (!this.runsIstiod) {
      throw new Error(`${what} is of ambient mode, which istiod serves; use ControlPlane.inCluster({ ambient: true }), or ControlPlane.existing() where it is installed`);
    }
    const lacks = this.installed ? ambientGaps(this.installed) : this.known ? ambientGaps({ istiod: this.known, ambient: false, ztunnel: {}, cni: { ambient: { enabled: true } } }) : [];
    if (lacks.length > 0) {
      throw new Error(`${what} is of ambient mode, and the control plane lacks ${lacks.join(', ')}; install it with ambient: true`);
    }
  }

  /**
   * Who brings the proxies of gateways, where it is not the app and not Istio.
   *
   * @internal
   */
  public _edge(): ImplementationModel | undefined {
    return this.edge;
  }

  /**
   * What it makes of the host that a service has in all clusters.
   *
   * @param host the service's own host
   * @internal
   */
  public _clusterSet(host: string): ClusterSetFacts {
    const istiod = this.installed ? this.installed.istiod : this.known;
    return this.managedFacts ? managedClusterSet(this.managedFacts, host) : istiodClusterSet({ ...istiod?.env, ...istiod?.values?.env, ...istiod?.values?.pilot?.env });
  }

  /**
   * What is done to paths before policies see them, where the app's objects don't tell; `UNKNOWN` where it could be said and is not.
   *
   * @internal
   */
  public _pathNormalization(): string | undefined {
    if (this.managedFacts) return this.managedFacts.pathNormalization ?? 'UNKNOWN';
    if (!this.runsIstiod || this.installed) return undefined;
    const said = this.paths ?? this.known?.meshConfig?.pathNormalization ?? this.known?.values?.meshConfig?.pathNormalization?.normalization;
    return said ?? (this.known ? PathNormalization.BASE : 'UNKNOWN');
  }

  /** @internal */
  public _managed(): ManagedModel | undefined {
    return this.managedFacts;
  }

  /** @internal */
  public _plane(): Plane {
    return this.plane;
  }
}

/** What istiod has to know of its mesh. */
function inMesh(istiod: IstiodProps, trustDomain: string, clusterDomain: string): IstiodProps {
  return { ...istiod, meshConfig: { trustDomain, ...istiod.meshConfig }, proxy: { clusterDomain, ...istiod.proxy } };
}

/** Planes of other APIs than Istio's are loaded when an app asks for one. */
function gatewayApiPlane(...args: ConstructorParameters<typeof GatewayApi>): GatewayApi {
  const { GatewayApiPlane } = require('../plane/gateway-api') as typeof import('../plane/gateway-api'); // eslint-disable-line @typescript-eslint/no-require-imports
  return new GatewayApiPlane(...args);
}
