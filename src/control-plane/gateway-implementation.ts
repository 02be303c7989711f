import { CLOUD_SERVICE_MESH, CSM_INJECTION, ISTIO, type ImplementationModel } from '../capability/implementation/model';
import { reportOf, reports } from '../capability/reports/reports';
import * as names from '../grammar/names';
import { Value } from '../grammar/value';
import { guarded } from '../guard/guard';
import { MESH_CLOUD_GATEWAY, meshCloudGatewayAccount } from '../model/managed';

/** A version of a Gateway API implementation. */
export interface GatewayImplementationProps {
  /**
   * Version of the implementation. The conformance report of this version decides which features are supported, or else the newest report of an earlier version. @default - the
   * newest version with a report
   */
  readonly version?: string;
  /**
   * Class of its Gateways.
   *
   * @default - the usual one of the implementation
   */
  readonly className?: string;
  /**
   * Supported features that its report does not list, by their Gateway API names: `HTTPRouteRequestTimeout`; and `RegularExpression`, which no test covers. A
   * profile by its name: `GATEWAY-UDP`.
   *
   * @default - what its report lists
   */
  readonly supports?: string[];
}

/** Load balancers of Google Cloud for one cluster. For several clusters, use `MultiClusterGateway`. */
export enum GkeGatewayClass {
  /** Reachable from anywhere, at the edge nearest to the caller. */
  GLOBAL_EXTERNAL = 'gke-l7-global-external-managed',
  /** Reachable from anywhere, in one region. */
  REGIONAL_EXTERNAL = 'gke-l7-regional-external-managed',
  /** Reachable from the network of the cluster, in one region. */
  REGIONAL_INTERNAL = 'gke-l7-rilb',
  /** Reachable from anywhere: the classic load balancer, which the global one replaces. */
  CLASSIC_GLOBAL_EXTERNAL = 'gke-l7-gxlb',
}

/** A version of GKE's own gateways. */
export interface GkeGatewayProps extends GatewayImplementationProps {
  /**
   * The load balancer behind a Gateway.
   *
   * @default GkeGatewayClass.GLOBAL_EXTERNAL
   */
  readonly gatewayClass?: GkeGatewayClass;
}

/**
 * An implementation of Gateway API. A feature that a route uses and that the implementation does not support, according to its published conformance
 * report, is an error at synth.
 *
 * @see https://gateway-api.sigs.k8s.io/implementations/
 *
 * @example
 * const app = new App();
 * new mesh.Mesh(app, 'mesh', {
 *   controlPlane: mesh.ControlPlane.existing({
 *     trafficApi: mesh.TrafficApi.GATEWAY_API,
 *     gatewayImplementation: mesh.GatewayImplementation.envoyGateway({ version: '1.9.0' }),
 *   }),
 *   mtls: mesh.MutualTls.PERMISSIVE,
 * });
 */
export class GatewayImplementation extends Value {
  /** Istio; by default the version that this library is tested with. */
  public static istio(props: GatewayImplementationProps = {}): GatewayImplementation {
    return new GatewayImplementation({ ...ISTIO }, props);
  }

  /**
   * GKE's own gateways: load balancers of Google Cloud.
   *
   * @throws when a class is given twice, or does not support the Services of one cluster
   */
  public static gke(props: GkeGatewayProps = {}): GatewayImplementation {
    const { gatewayClass, className } = props;
    if (gatewayClass !== undefined && className !== undefined) {
      throw new Error(`GatewayImplementation.gke: a Gateway has one class, got: gatewayClass '${gatewayClass}' and className '${className}'; remove one of them`);
    }
    if (className?.endsWith('-mc')) {
      throw new Error(`GatewayImplementation.gke: Gateways of class '${className}' route to the multi-cluster Services of a fleet, not to those of one cluster; use a MultiClusterGateway`);
    }
    if (className === MESH_CLOUD_GATEWAY) throw new Error(`GatewayImplementation.gke: class '${className}' belongs to Cloud Service Mesh; use GatewayImplementation.meshCloudGateway()`);
    if (className === 'gke-td') throw new Error('GatewayImplementation.gke: class \'gke-td\' is for TDMesh and TDGRPCRoute, which this library does not support; use ControlPlane.serviceRouting');
    const known = { name: 'gke/gke-gateway', title: 'GKE Gateway', dialect: 'gke', className: gatewayClass ?? GkeGatewayClass.GLOBAL_EXTERNAL } as const;
    return new GatewayImplementation(known, props);
  }

  /**
   * Google's service mesh cloud gateway (class `asm-l7-gxlb`): for each Gateway, a classic load balancer of Google Cloud in front of mesh proxies that
   * managed istiod creates and configures. It is in preview, for meshes on managed istiod; Istio implements its routes.
   *
   * @see https://cloud.google.com/service-mesh/legacy/anthos-service-mesh/service-mesh-cloud-gateway
   */
  public static meshCloudGateway(props: GatewayImplementationProps = {}): GatewayImplementation {
    return new GatewayImplementation({
      name: 'istio/istio', title: 'Service mesh cloud gateway', dialect: 'gke', className: MESH_CLOUD_GATEWAY, proxiesInMesh: meshCloudGatewayAccount,
    }, props);
  }

  /**
   * Google's managed mesh, which uses Gateway API routes for its proxies and for proxyless gRPC (`proxyless: true` of a service). It has no published
   * conformance report, and is in preview, for existing users. In a cluster of a fleet the feature is enabled, and `gcloud.sh` in the folder of the fleet's
   * objects sets the configuration API of the membership, for which Config Connector has no field.
   */
  public static cloudServiceMesh(props: GatewayImplementationProps = {}): GatewayImplementation {
    return new GatewayImplementation({ name: CLOUD_SERVICE_MESH, title: 'Cloud Service Mesh', dialect: 'gke', labels: { 'istio-injection': 'enabled', [CSM_INJECTION]: 'sidecar' } }, props);
  }

  /** Envoy Gateway (gateways only, no mesh). */
  public static envoyGateway(props: GatewayImplementationProps = {}): GatewayImplementation {
    return new GatewayImplementation({ name: 'envoyproxy/envoy-gateway', title: 'Envoy Gateway', className: 'eg' }, props);
  }

  /** Linkerd (mesh only, no gateways). */
  public static linkerd(props: GatewayImplementationProps = {}): GatewayImplementation {
    return new GatewayImplementation({ name: 'linkerd/linkerd', title: 'Linkerd', annotations: { 'linkerd.io/inject': 'enabled' } }, props);
  }

  /** Kuma. */
  public static kuma(props: GatewayImplementationProps = {}): GatewayImplementation {
    return new GatewayImplementation({ name: 'kumahq/kuma', title: 'Kuma', className: 'kuma', labels: { 'kuma.io/sidecar-injection': 'enabled' } }, props);
  }

  /** Cilium. */
  public static cilium(props: GatewayImplementationProps = {}): GatewayImplementation {
    return new GatewayImplementation({ name: 'cilium/cilium', title: 'Cilium', className: 'cilium' }, props);
  }

  /**
   * Any other implementation with a published conformance report.
   *
   * @param name its organization and project, as in its reports: `traefik/traefik`
   * @throws when no report has that name
   */
  public static custom(name: string, props: GatewayImplementationProps = {}): GatewayImplementation {
    const known = Object.keys(reports().implementations);
    if (!known.includes(name)) {
      throw new Error(`GatewayImplementation.custom: no Gateway API conformance report is known for an implementation '${name}'; use one of ${known.join(', ')}`);
    }
    return new GatewayImplementation({ name, title: name }, props);
  }

  /**
   * The earlier name of `GatewayImplementation.custom`.
   *
   * @deprecated use `custom`
   */
  public static of(name: string, props: GatewayImplementationProps = {}): GatewayImplementation {
    return GatewayImplementation.custom(name, props);
  }

  private readonly model: ImplementationModel;

  private constructor(known: Partial<ImplementationModel> & Pick<ImplementationModel, 'name' | 'title'>, props: GatewayImplementationProps) {
    super();
    for (const feature of props.supports ?? []) {
      if (!/^[A-Z][A-Za-z0-9]+$|^(GATEWAY|MESH)-[A-Z]+$/.test(feature)) {
        throw new Error(`GatewayImplementation: each supported feature of ${known.title} must be the name of a Gateway API feature, such as 'HTTPRouteRequestTimeout', got: '${feature}'`);
      }
    }
    if (props.version !== undefined) reportOf(known.name, props.version, false);
    this.model = {
      dialect: 'none',
      labels: {},
      annotations: {},
      ...known,
      version: props.version,
      className: props.className === undefined ? known.className : names.dnsName(`GatewayImplementation: the className of ${known.title}`, props.className),
      supports: new Set(props.supports),
    };
  }

  /** @internal */
  public _model(experimental: boolean): ImplementationModel {
    const { name, version, dialect } = this.model;
    return dialect === 'istio' && version === undefined ? this.model : { ...this.model, report: reportOf(name, version, experimental) };
  }
}
guarded(GatewayImplementation, 'GatewayImplementation');
