import type { AcceptedDifference } from './accepted-difference';
import type { GatewayImplementation } from './gateway-implementation';
import type { GatewayApiChannel, TrafficApi } from './traffic-api';
import type { HelmCharts } from '../install/helm-charts';
import type { IstioInstallOptions } from '../install/props/istio-install';
import type { IstiodProps } from '../install/props/istiod';
import type { ExtensionProvider } from '../istio/api/extension-provider';
import type { PathNormalization } from '../istio/api/mesh-traffic';

/** A control plane that is installed elsewhere. */
export interface ExistingControlPlaneProps {
  /**
   * Revision, or revision tag, whose proxies are injected: the value of the label `istio.io/rev`.
   *
   * @default - the default revision: namespaces are labelled `istio-injection: enabled`
   */
  readonly revision?: string;
  /**
   * Namespace of the control plane; mesh-wide policies belong there.
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
   * Channel of the cluster's Gateway API CRDs; experimental fields are only used if that channel is declared here.
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
   * How its mesh configuration normalizes paths before policies see them (`pathNormalization.normalization`). Deny rules by path need
   * `istio.PathNormalization.DECODE_AND_MERGE_SLASHES`; with less, `//admin` or `/%2Fadmin` bypasses a rule for `/admin`. @default - from `istiod`; otherwise
   * unknown, and a deny rule by path is a warning
   */
  readonly pathNormalization?: PathNormalization;
  /**
   * Values that istiod was installed with; `mesh.inject` uses them.
   *
   * @default - unknown: its webhook adds the proxies
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
   * @default - the setting of the mesh
   */
  readonly gatewayImplementation?: GatewayImplementation;
  /**
   * Channel of the cluster's Gateway API CRDs; experimental fields are only used if that channel is declared here.
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
   * Channel of the cluster's Gateway API CRDs; experimental fields are only used if that channel is declared here.
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

/** A control plane that is installed with the mesh, from the official Helm charts. */
export interface ChartControlPlaneProps extends InClusterControlPlaneProps {
  /** The location of the charts. */
  readonly charts: HelmCharts;
}

/** Proxies without a control plane. */
export interface StaticControlPlaneProps {
  /**
   * Name of the cert-manager issuer for identity certificates. @default - none: Secrets `SERVICE_ACCOUNT-mesh-tls` with `tls.crt`, `tls.key` and `ca.crt`,
   * and the identity as URI of the certificate, are created elsewhere
   */
  readonly issuer?: string;
  /**
   * Kind of the issuer: `ClusterIssuer`, or `Issuer` for one in each namespace.
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
   * External authorizers, under the names used in `authorizeWith`. Other kinds of providers are an error. If a service declares a call to an authorizer
   * (`service.calls(authorizer)`), its proxy reaches the authorizer in the same way, over mutual TLS or the TLS of an external service. All other
   * authorizers, and those of gateways, are reached in plaintext at the address of their host. An authorizer in the mesh that refuses plaintext therefore
   * needs a declared call.
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
