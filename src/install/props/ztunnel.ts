import type { Duration } from 'cdk8s';
import type { QuotaOptions } from './common-options';
import type { ImagePullPolicy, ImageVariant } from './enums';
import type { InstallProps } from './install-props';

/** Properties of `Ztunnel`. */
export interface ZtunnelProps extends InstallProps {
  /**
   * Image of ztunnel.
   *
   * @default - the value of the release
   */
  readonly image?: ZtunnelImage;

  /**
   * Name of ztunnel's objects and service account.
   *
   * @default ztunnel
   */
  readonly resourceName?: string;

  /**
   * Revision of the control plane that serves ztunnel.
   *
   * @default - the revision without a name
   */
  readonly revision?: string;

  /**
   * The control plane's namespace.
   *
   * @default istio-system
   */
  readonly istioNamespace?: string;

  /**
   * Name of the network of ztunnel's nodes.
   *
   * @default - one network for all
   */
  readonly network?: string;

  /**
   * Name of the cluster.
   *
   * @default Kubernetes
   */
  readonly clusterName?: string;

  /**
   * Address of the CA.
   *
   * @default - istiod
   */
  readonly caAddress?: string;

  /**
   * Address of the control plane.
   *
   * @default - istiod
   */
  readonly xdsAddress?: string;

  /**
   * Name of the ConfigMap or trust bundle with the root certificates.
   *
   * @default istio-ca-root-cert
   */
  readonly trustBundleName?: string;

  /**
   * Whether certificates of peers are checked against the revocation list.
   *
   * @default false
   */
  readonly peerCaCrl?: boolean;

  /**
   * Proxy metadata.
   *
   * @default - none
   */
  readonly proxyMetadata?: { [key: string]: string };

  /**
   * Environment variables. Values are strings, except for `ENABLE_CLUSTER_TRUST_BUNDLE_API`, a boolean.
   *
   * @default - none
   */
  readonly env?: { [key: string]: any };

  /**
   * Log level of ztunnel.
   *
   * @default info
   */
  readonly logLevel?: string;

  /**
   * Whether logs are written as JSON.
   *
   * @default false
   */
  readonly logAsJson?: boolean;

  /**
   * Resource requests and limits, in Kubernetes format.
   *
   * @default - 200m CPU and 512 MiB requested
   */
  readonly resources?: { [key: string]: any };

  /**
   * Node labels, in addition to Linux.
   *
   * @default - all
   */
  readonly nodeSelector?: { [key: string]: string };

  /**
   * Affinity, in Kubernetes format.
   *
   * @default - none
   */
  readonly affinity?: { [key: string]: any };

  /**
   * Tolerations, in Kubernetes format.
   *
   * @default - all
   */
  readonly tolerations?: { [key: string]: any }[];

  /**
   * Additional labels of ztunnel's objects.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * Additional annotations of ztunnel's objects.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };

  /**
   * Additional labels of pods.
   *
   * @default - none
   */
  readonly podLabels?: { [key: string]: string };

  /**
   * Additional annotations of pods.
   *
   * @default - for metrics
   */
  readonly podAnnotations?: { [key: string]: string };

  /**
   * Update strategy, in Kubernetes format.
   *
   * @default - a surge of one pod per node
   */
  readonly updateStrategy?: { [key: string]: any };

  /**
   * The termination grace period, in which connections are drained.
   *
   * @default Duration.seconds(30)
   */
  readonly terminationGracePeriod?: Duration;

  /**
   * SELinux options, in Kubernetes format.
   *
   * @default - none
   */
  readonly seLinuxOptions?: { [key: string]: any };

  /**
   * DNS policy of pods.
   *
   * @default - Kubernetes' default
   */
  readonly dnsPolicy?: string;

  /**
   * DNS settings of pods, in Kubernetes format.
   *
   * @default - the setting of the cluster
   */
  readonly dnsConfig?: { [key: string]: any };

  /**
   * Additional volumes, in Kubernetes format.
   *
   * @default - none
   */
  readonly volumes?: { [key: string]: any }[];

  /**
   * Additional volume mounts, in Kubernetes format.
   *
   * @default - none
   */
  readonly volumeMounts?: { [key: string]: any }[];

  /**
   * A ResourceQuota, for platforms that require one for high-priority pods.
   *
   * @default - none
   */
  readonly resourceQuota?: QuotaOptions;

  /**
   * Whether a NetworkPolicy restricts ztunnel's inbound traffic to its ports.
   *
   * @default false
   */
  readonly networkPolicy?: boolean;
}

/** The image of ztunnel. */
export interface ZtunnelImage {
  /**
   * Registry and path.
   *
   * @default - the value of the release
   */
  readonly hub?: string;

  /**
   * Tag: the release.
   *
   * @default - the release that this library supports
   */
  readonly tag?: string;

  /**
   * The image variant.
   *
   * @default ImageVariant.DEFAULT
   */
  readonly variant?: ImageVariant;

  /**
   * Image name, or a full image reference if it contains a slash.
   *
   * @default ztunnel
   */
  readonly name?: string;

  /**
   * The image pull policy.
   *
   * @default - Kubernetes' default
   */
  readonly pullPolicy?: ImagePullPolicy;

  /**
   * Names of image pull secrets in the same namespace.
   *
   * @default - none
   */
  readonly pullSecrets?: string[];
}
