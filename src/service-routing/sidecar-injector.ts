import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { type InjectorModel, injectorSlots } from './injector-objects';
import { emit } from '../emit/emit';
import * as names from '../grammar/names';
import { given, guarded } from '../guard/guard';
import { Mesh } from '../mesh';
import type { ServiceRoutingPlane } from '../plane/service-routing';

/** Ports that the injected proxies use themselves. */
const RESERVED: ReadonlySet<number> = new Set([15001, 15006]);

/** An injector of Envoy sidecars for service routing. It needs a certificate: `issuer`, or `caBundle`. */
export interface ServiceRoutingInjectorProps {
  /**
   * Name of the cert-manager issuer that makes its certificate. cert-manager then also writes the certificate authority into the webhook.
   *
   * @default - the Secret `istio-sidecar-injector` in the namespace `istio-control` is created elsewhere, with the files `key.pem`, `cert.pem` and `ca-cert.pem`
   */
  readonly issuer?: string;
  /**
   * `ClusterIssuer`, or `Issuer` of the namespace `istio-control`.
   *
   * @default ClusterIssuer
   */
  readonly issuerKind?: string;
  /**
   * Certificate authority of the Secret's certificate, for the host `istio-sidecar-injector.istio-control.svc`: PEM in base64.
   *
   * @default - written by cert-manager, with `issuer`
   */
  readonly caBundle?: string;
  /**
   * Whether the namespace `istio-control` is created.
   *
   * @default true
   */
  readonly createNamespace?: boolean;
  /**
   * Number of replicas.
   *
   * @default 2
   */
  readonly replicas?: number;
  /**
   * Image of the injector.
   *
   * @default docker.io/istio/sidecar_injector:1.5.8
   */
  readonly image?: string;
  /**
   * Image of the injected Envoy; its arguments are `-c FILE`.
   *
   * @default docker.io/envoyproxy/envoy:distroless-v1.37.0
   */
  readonly proxyImage?: string;
  /**
   * Image of the container that writes Envoy's bootstrap.
   *
   * @default gcr.io/trafficdirector-prod/xds-client-bootstrap-generator:v0.1.0
   */
  readonly bootstrapImage?: string;
  /**
   * Image of the container that redirects the pod's connections, with the program `istio-iptables`.
   *
   * @default docker.io/istio/proxyv2:1.12.0
   */
  readonly redirectImage?: string;
  /**
   * Port of Envoy's administration interface in the pod.
   *
   * @default 15000
   */
  readonly adminPort?: number;
  /**
   * Port at which Envoy's statistics can be read from outside the pod.
   *
   * @default - they can't
   */
  readonly statsPort?: number;
  /**
   * File to which Envoy writes an access log.
   *
   * @default - none
   */
  readonly accessLogPath?: string;
  /**
   * Whether Envoy sends traces to Cloud Trace.
   *
   * @default false
   */
  readonly tracing?: boolean;
}

/**
 * The webhook that puts Envoy sidecars into the pods of a mesh of service routing: one for each cluster. It injects pods of namespaces with the label
 * `istio-injection: enabled`, which enrolled charts have, and follows the annotations that the mesh gives to pods.
 *
 * It has the objects, arguments and images of Google's download `td-sidecar-injector-xdsv3`, with a newer Envoy. A private GKE cluster needs a firewall
 * rule that lets its control plane reach port 9443 of the nodes.
 *
 * @see https://cloud.google.com/service-mesh/legacy/load-balancing-apis/auto-gke-options
 *
 * @example
 * declare const shop: mesh.Mesh; // of ControlPlane.serviceRouting()
 * new mesh.ServiceRoutingInjector(shop, 'injector', { issuer: 'cluster-ca' });
 */
export class ServiceRoutingInjector extends Construct {
  /** The injector's objects, in an order in which they can be applied; patch them for settings without a prop. */
  public readonly objects: ApiObject[];

  /**
   * @param scope a mesh of `ControlPlane.serviceRouting()`, or a chart that is enrolled in one
   * @param id the construct's id
   * @param props its certificate, at least
   * @throws when the mesh is of another plane, or the certificate authority of the webhook is not known
   */
  public constructor(scope: Construct, id: string, props: ServiceRoutingInjectorProps) {
    super(scope, given('ServiceRoutingInjector', scope, id, props));
    const what = `sidecar injector '${this.node.path}'`;
    const plane = Mesh.containing(this)._plane();
    if (plane.name !== 'service-routing') {
      throw new Error(`${what} must be in a mesh of service routing, got: a mesh of plane '${plane.name}'; remove it, or use ControlPlane.serviceRouting({…})`);
    }
    this.objects = injectorSlots(modelOf(what, props, plane as ServiceRoutingPlane)).map((slot) => emit(this, slot));
    this.objects.slice(1).forEach((object, i) => object.addDependency(this.objects[i]));
  }
}
guarded(ServiceRoutingInjector, 'ServiceRoutingInjector');

function modelOf(what: string, props: ServiceRoutingInjectorProps, plane: ServiceRoutingPlane): InjectorModel {
  const image = (prop: string, value: string) => names.image(`${prop} of ${what}`, value);
  const adminPort = proxyPort(`adminPort of ${what}`, props.adminPort ?? 15000);
  return {
    routing: plane.model,
    ...certificateOf(what, props),
    createNamespace: props.createNamespace ?? true,
    replicas: names.integer(`replicas of ${what}`, props.replicas ?? 2, 1),
    image: image('image', props.image ?? 'docker.io/istio/sidecar_injector:1.5.8'),
    images: {
      proxy: image('proxyImage', props.proxyImage ?? 'docker.io/envoyproxy/envoy:distroless-v1.37.0'),
      bootstrap: image('bootstrapImage', props.bootstrapImage ?? 'gcr.io/trafficdirector-prod/xds-client-bootstrap-generator:v0.1.0'),
      redirect: image('redirectImage', props.redirectImage ?? 'docker.io/istio/proxyv2:1.12.0'),
    },
    adminPort,
    statsPort: statsPort(what, props.statsPort, adminPort),
    accessLogPath: props.accessLogPath === undefined ? undefined : names.path(`accessLogPath of ${what}`, props.accessLogPath),
    tracing: props.tracing ?? false,
  };
}

function certificateOf(what: string, { issuer, issuerKind, caBundle }: ServiceRoutingInjectorProps): Pick<InjectorModel, 'issuer' | 'caBundle'> {
  if ((issuer === undefined) === (caBundle === undefined)) {
    throw new Error(`${what} needs the certificate authority of its webhook from one source, got: ${issuer === undefined ? 'neither issuer nor caBundle' : `issuer '${issuer}' and caBundle`}; `
      + 'set issuer for a certificate of cert-manager, or caBundle for a Secret that you create');
  }
  if (issuer === undefined) {
    if (issuerKind !== undefined) throw new Error(`issuerKind of ${what} must be set with issuer only, got: '${issuerKind}'; remove it, or set issuer`);
    return { caBundle: authority(what, caBundle!) };
  }
  const kind = issuerKind ?? 'ClusterIssuer';
  if (kind !== 'ClusterIssuer' && kind !== 'Issuer') {
    throw new Error(`issuerKind of ${what} must be ClusterIssuer or Issuer, got: '${kind}'; use one of the two`);
  }
  return { issuer: { name: names.dnsName(`issuer of ${what}`, issuer), kind } };
}

/** The API server refuses a webhook with anything else. */
function authority(what: string, bundle: string): string {
  const text = Buffer.from(bundle, 'base64').toString('latin1');
  if (!text.includes('-----BEGIN CERTIFICATE-----')) {
    throw new Error(`caBundle of ${what} must be PEM certificates in base64, got: '${bundle.slice(0, 40)}'; use the output of: base64 -w0 ca-cert.pem`);
  }
  return bundle;
}

/** Envoy runs without the right to open low ports. */
function proxyPort(what: string, port: number): number {
  names.integer(what, port, 1025, 65535);
  if (RESERVED.has(port)) {
    throw new Error(`${what} must not be a port that the proxy uses for traffic, got: ${port}; choose another, such as 15020`);
  }
  return port;
}

function statsPort(what: string, port: number | undefined, adminPort: number): number | undefined {
  if (port === undefined) return undefined;
  if (port === adminPort) {
    throw new Error(`statsPort of ${what} must differ from its adminPort, got: ${port} for both; choose another, such as 15020`);
  }
  return proxyPort(`statsPort of ${what}`, port);
}
