import { reportOf, reports } from '../crd/reports';
import * as names from '../model/names';
import { ISTIO, type ImplementationModel } from '../plane/gateway-api/implementation/model';

/** An implementation of Gateway API, in a version. */
export interface GatewayImplementationProps {
  /**
   * Its version. Its own conformance report says what it has, or the newest report of an earlier version.
   *
   * @default - the newest version that there is a report of
   */
  readonly version?: string;
  /**
   * Class of its Gateways.
   *
   * @default - the usual one of the implementation
   */
  readonly className?: string;
  /**
   * What it has though its report does not say so, by the names of Gateway API's features: `HTTPRouteRequestTimeout`; and `RegularExpression`,
   * which no test covers. A profile by its name: `GATEWAY-UDP`.
   *
   * @default - what its report says
   */
  readonly supports?: string[];
}

/**
 * Who carries out objects of Gateway API. What a route asks for and the implementation does not have, by the conformance report that it
 * published, is an error at synth.
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
export class GatewayImplementation {
  /** Istio. Without a version it is the one that this library is measured with. */
  public static istio(props: GatewayImplementationProps = {}): GatewayImplementation {
    return new GatewayImplementation({ ...ISTIO }, props);
  }

  /** GKE's own gateways: load balancers of Google Cloud. */
  public static gke(props: GatewayImplementationProps = {}): GatewayImplementation {
    return new GatewayImplementation({ name: 'gke/gke-gateway', title: 'GKE Gateway', dialect: 'gke', className: 'gke-l7-global-external-managed' }, props);
  }

  /** Google's managed mesh, which takes routes of Gateway API for its proxies. It published no conformance report. */
  public static cloudServiceMesh(props: GatewayImplementationProps = {}): GatewayImplementation {
    return new GatewayImplementation({ name: 'google/cloud-service-mesh', title: 'Cloud Service Mesh', dialect: 'gke', labels: { 'istio-injection': 'enabled' } }, props);
  }

  /** Envoy Gateway. It has gateways, and no mesh. */
  public static envoyGateway(props: GatewayImplementationProps = {}): GatewayImplementation {
    return new GatewayImplementation({ name: 'envoyproxy/envoy-gateway', title: 'Envoy Gateway', className: 'eg' }, props);
  }

  /** Linkerd. It is a mesh, and has no gateways. */
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
   * Any other that published a conformance report.
   *
   * @param name its organization and project, as in its reports: `traefik/traefik`
   * @throws when there is no report of that name
   */
  public static of(name: string, props: GatewayImplementationProps = {}): GatewayImplementation {
    const known = Object.keys(reports().implementations);
    if (!known.includes(name)) {
      throw new Error(`no implementation of Gateway API published a conformance report as '${name}'; there are: ${known.join(', ')}`);
    }
    return new GatewayImplementation({ name, title: name }, props);
  }

  private readonly model: ImplementationModel;

  private constructor(known: Partial<ImplementationModel> & Pick<ImplementationModel, 'name' | 'title'>, props: GatewayImplementationProps) {
    for (const feature of props.supports ?? []) {
      if (!/^[A-Z][A-Za-z0-9]+$|^(GATEWAY|MESH)-[A-Z]+$/.test(feature)) {
        throw new Error(`${known.title} supports features by the names of Gateway API, such as 'HTTPRouteRequestTimeout', got: '${feature}'`);
      }
    }
    if (props.version !== undefined) reportOf(known.name, props.version, false);
    this.model = {
      dialect: 'none',
      labels: {},
      annotations: {},
      ...known,
      version: props.version,
      className: props.className === undefined ? known.className : names.dnsName(`the class of ${known.title}'s Gateways`, props.className),
      supports: new Set(props.supports),
    };
  }

  /** @internal */
  public _model(experimental: boolean): ImplementationModel {
    const { name, version, dialect } = this.model;
    return dialect === 'istio' && version === undefined ? this.model : { ...this.model, report: reportOf(name, version, experimental) };
  }
}
