import type { AcceptedDifference } from './accepted-difference';
import type { GatewayImplementation } from './gateway-implementation';
import type { GatewayApiChannel, TrafficApi } from './traffic-api';
import type { HelmCharts } from '../install/helm-charts';
import type { IstioInstallOptions } from '../install/props/istio-install';
import type { IstiodProps } from '../install/props/istiod';
import type { ExtensionProvider } from '../istio/extension-provider';
import type { PathNormalization } from '../istio/mesh-traffic';

/** A control plane that is installed elsewhere. */
export interface ExistingControlPlaneProps {
  /**
   * Revision, or revision tag, whose proxies are injected: the value of the label `istio.io/rev`.
   *
   * @default - the default revision: namespaces are labelled `istio-injection: enabled`
   */
  readonly revision?: string;
  /**
   * Namespace of the control plane; mesh-wide policies live in it.
   *
   * @default istio-system
   */
  readonly namespace?: string;
  /**
   * API of routes and gateways.
   *
   * @default TrafficApi.ISTIO
   */
  readonly trafficApi?: TrafficApi;
  /**
   * Which channel of Gateway API the cluster has; fields of the experimental one are written only when it is declared here.
   *
   * @default GatewayApiChannel.STANDARD
   */
  readonly gatewayApiChannel?: GatewayApiChannel;
  /**
   * Implementation of Gateways, with Gateway API; the mesh itself is Istio's.
   *
   * @default - Istio
   */
  readonly gatewayImplementation?: GatewayImplementation;
  /**
   * Features that the plane supports only with a difference, and that you accept. Otherwise such a feature is an error at synth.
   *
   * @default - none
   */
  readonly acknowledge?: AcceptedDifference[];
  /**
   * How its mesh configuration normalizes paths before policies see them (`pathNormalization.normalization`). Denials by path need
   * `istio.PathNormalization.DECODE_AND_MERGE_SLASHES`; with less, `//admin` or `/%2Fadmin` gets around a denial of `/admin`.
   *
   * @default - from `istiod`; else not known, and a denial by path is a warning
   */
  readonly pathNormalization?: PathNormalization;
  /**
   * Values that istiod was installed with; `mesh.inject` uses them.
   *
   * @default - not known: its webhook adds the proxies
   */
  readonly istiod?: IstiodProps;
}

/** A mesh configured by Gateway API alone. */
export interface GatewayApiControlPlaneProps {
  /** Implementation of the mesh. */
  readonly mesh: GatewayImplementation;
  /**
   * Implementation of Gateways.
   *
   * @default - the mesh's own
   */
  readonly gatewayImplementation?: GatewayImplementation;
  /**
   * Which channel of Gateway API the cluster has; fields of the experimental one are written only when it is declared here.
   *
   * @default GatewayApiChannel.STANDARD
   */
  readonly gatewayApiChannel?: GatewayApiChannel;
  /**
   * Features that the plane supports only with a difference, and that you accept. Otherwise such a feature is an error at synth.
   *
   * @default - none
   */
  readonly acknowledge?: AcceptedDifference[];
}

/** A control plane that is installed with the mesh. */
export interface InClusterControlPlaneProps extends IstioInstallOptions {
  /**
   * API of routes and gateways.
   *
   * @default TrafficApi.ISTIO
   */
  readonly trafficApi?: TrafficApi;
  /**
   * Which channel of Gateway API the cluster has; fields of the experimental one are written only when it is declared here.
   *
   * @default GatewayApiChannel.STANDARD
   */
  readonly gatewayApiChannel?: GatewayApiChannel;
  /**
   * Implementation of Gateways, with Gateway API; the mesh itself is Istio's.
   *
   * @default - Istio
   */
  readonly gatewayImplementation?: GatewayImplementation;
  /**
   * Features that the plane supports only with a difference, and that you accept. Otherwise such a feature is an error at synth.
   *
   * @default - none
   */
  readonly acknowledge?: AcceptedDifference[];
}

/** A control plane that is installed with the mesh, from the official helm charts. */
export interface ChartControlPlaneProps extends InClusterControlPlaneProps {
  /** Where the charts are. */
  readonly charts: HelmCharts;
}

/** Proxies without a control plane. */
export interface StaticControlPlaneProps {
  /**
   * Name of the cert-manager issuer that makes the certificates of identities.
   *
   * @default - Secrets `SERVICE_ACCOUNT-mesh-tls` with `tls.crt`, `tls.key` and `ca.crt`, and the identity as URI of the certificate, come from elsewhere
   */
  readonly issuer?: string;
  /**
   * `ClusterIssuer`, or `Issuer` of each namespace.
   *
   * @default ClusterIssuer
   */
  readonly issuerKind?: string;
  /**
   * Image of the proxies.
   *
   * @default docker.io/envoyproxy/envoy:distroless-v1.37.0
   */
  readonly image?: string;
  /**
   * External authorizers, by the names that `authorizeWith` takes. Other kinds of providers are an error.
   *
   * A service's proxy asks an authorizer that the service calls (`service.calls(authorizer)`) the way it is called, over mutual TLS or the
   * TLS of an external service; every other one, and a gateway each one, over plain text at the address of its host. An authorizer of the
   * mesh that refuses plain text therefore has to be called.
   *
   * @default - none
   */
  readonly extensionProviders?: ExtensionProvider[];
  /**
   * Features that the plane supports only with a difference, and that you accept. Otherwise such a feature is an error at synth.
   *
   * @default - none
   */
  readonly acknowledge?: AcceptedDifference[];
}
