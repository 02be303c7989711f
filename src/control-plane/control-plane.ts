import type { ChartControlPlaneProps, ExistingControlPlaneProps, GatewayApiControlPlaneProps, InClusterControlPlaneProps, StaticControlPlaneProps } from './control-plane-props';
import type { Driver } from './driver';
import { guarded } from '../guard/guard';
import { gatewayApiDriver } from './drivers/gateway-api';
import { existingDriver, installedDriver } from './drivers/istio';
import { managedDriver } from './drivers/managed';
import { serviceRoutingDriver } from './drivers/service-routing';
import { staticDriver } from './drivers/static';
import type { ManagedControlPlaneProps } from './managed';
import type { ServiceRoutingProps } from './service-routing';

/** What runs the mesh, and which API configures it. */
export class ControlPlane {
  /** An Istio that exists in the cluster already, or is installed elsewhere. */
  public static existing(props: ExistingControlPlaneProps = {}): ControlPlane {
    return new ControlPlane(existingDriver(props));
  }

  /**
   * Istio that is installed with the mesh, in charts in its scope: CRDs first, then the control plane. It uses the trust domain and the cluster domain of the
   * mesh. With a `tag`, namespaces are enrolled by that tag, so that moving the tag moves them to another revision.
   *
   * @example
   * const app = new App();
   * new mesh.Mesh(app, 'mesh', {
   *   controlPlane: mesh.ControlPlane.inCluster({ revision: '1-31-0', tag: 'prod', istiod: { autoscaling: { minReplicas: 2 } } }),
   * });
   */
  public static inCluster(props: InClusterControlPlaneProps = {}): ControlPlane {
    return new ControlPlane(installedDriver(props));
  }

  /**
   * Like `inCluster`, but with Helm: the typed props become values, and `helm` renders the official charts at synth. It needs Helm and access to the
   * charts; `inCluster` produces the same objects without either.
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
    return new ControlPlane(installedDriver(rest, charts));
  }

  /**
   * The control plane that Google runs for GKE clusters. Create meshes with it in a cluster of a `Fleet`.
   * @throws when props contradict each other, and for gateways that it does not serve
   * @see https://cloud.google.com/service-mesh/docs/overview
   */
  public static managed(props: ManagedControlPlaneProps = {}): ControlPlane {
    return new ControlPlane(managedDriver(props));
  }

  /**
   * A mesh that implements Gateway API: Linkerd, Kuma, Cilium, Google's. What Gateway API does not support is refused at synth: disable the mesh's defaults
   * that need Istio's API by name (`mtls`, `denyByDefault`, `scopeSidecars`, `outbound`).
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
    return new ControlPlane(gatewayApiDriver(props));
  }

  /**
   * No control plane: each proxy is an Envoy that reads its whole configuration from a ConfigMap when it starts. It is meant for an edge, or for a few
   * services that call each other. Applications call services by their usual names, which resolve to their own proxy; nothing is intercepted, so no pod needs
   * network capabilities. Unsupported features are listed in https://github.com/cdk8s-mesh/cdk8s-mesh/blob/main/docs/planes.md.
   *
   * @example
   * const asker = mesh.istio.ExtensionProvider.httpExternalAuthorization('asker', 'asker.ops.svc.cluster.local', 8000, { statusOnError: 503 });
   * const app = new App();
   * new mesh.Mesh(app, 'mesh', { controlPlane: mesh.ControlPlane.static({ extensionProviders: [asker] }) });
   * // and, for a service of the mesh: service.authorizeWith('asker', { paths: ['/accounts/*'] })
   *
   * @throws if an extension provider is not an external authorizer, or two have the same name
   */
  public static static(props: StaticControlPlaneProps = {}): ControlPlane {
    return new ControlPlane(staticDriver(props));
  }

  /**
   * Google's service routing API, which Traffic Director serves to Envoys and to proxyless gRPC applications, in GKE and on VMs, and to Cloud Run. It is
   * written as objects of Config Connector.
   *
   * @see https://cloud.google.com/service-mesh/docs/service-routing/service-routing-overview
   *
   * @example
   * const app = new App();
   * new mesh.Mesh(app, 'shop', {
   *   controlPlane: mesh.ControlPlane.serviceRouting({
   *     project: mesh.GoogleProject.fromIds('shop-prod', '482913370156'),
   *     zones: ['europe-west1-b', 'europe-west1-c'],
   *   }),
   * });
   */
  public static serviceRouting(props: ServiceRoutingProps = {}): ControlPlane {
    return new ControlPlane(serviceRoutingDriver(props));
  }

  /**
   * A control plane with any driver: the entry point for planes outside this library.
   *
   * @internal
   */
  public static _of(driver: Driver): ControlPlane {
    return new ControlPlane(driver);
  }

  private constructor(
    /** @internal */
    public readonly _driver: Driver,
  ) {}

  /** Namespace of the control plane. */
  public get namespace(): string {
    return this._driver.namespace;
  }

  /** Revision, or revision tag, whose proxies are injected; undefined is the default one. */
  public get revision(): string | undefined {
    return this._driver.revision;
  }
}
guarded(ControlPlane, 'ControlPlane');
