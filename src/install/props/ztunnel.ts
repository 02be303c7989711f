import type { Duration } from 'cdk8s';
import type { QuotaOptions } from './common-options';
import type { ImagePullPolicy, ImageVariant } from './enums';
import type { InstallProps } from './install-props';

/** The node proxy of ambient. */
export interface ZtunnelProps extends InstallProps {
  /**
   * Its image.
   *
   * @default - that of the release
   */
  readonly image?: ZtunnelImage;

  /**
   * Name of its objects and its account.
   *
   * @default ztunnel
   */
  readonly resourceName?: string;

  /**
   * Revision of the control plane that serves it.
   *
   * @default - the one without
   */
  readonly revision?: string;

  /**
   * The control plane's namespace.
   *
   * @default istio-system
   */
  readonly istioNamespace?: string;

  /**
   * Name of the network that its node is in.
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
   * Name of the ConfigMap, or the trust bundle, with the roots.
   *
   * @default istio-ca-root-cert
   */
  readonly trustBundleName?: string;

  /**
   * Whether revoked certificates are refused.
   *
   * @default false
   */
  readonly peerCaCrl?: boolean;

  /**
   * Settings that proxies have in common.
   *
   * @default - none
   */
  readonly proxyMetadata?: { [key: string]: string };

  /**
   * Environment variables. Text, but for `ENABLE_CLUSTER_TRUST_BUNDLE_API`, which is true or false.
   *
   * @default - none
   */
  readonly env?: { [key: string]: any };

  /**
   * Its log level.
   *
   * @default info
   */
  readonly logLevel?: string;

  /**
   * Whether lines are JSON.
   *
   * @default false
   */
  readonly logAsJson?: boolean;

  /**
   * Requests and limits, as Kubernetes has them.
   *
   * @default - 200m CPU and 512 MiB requested
   */
  readonly resources?: { [key: string]: any };

  /**
   * Labels of nodes, beside Linux.
   *
   * @default - all
   */
  readonly nodeSelector?: { [key: string]: string };

  /**
   * Affinity, as Kubernetes has it.
   *
   * @default - none
   */
  readonly affinity?: { [key: string]: any };

  /**
   * Taints that don't matter, as Kubernetes has them.
   *
   * @default - all
   */
  readonly tolerations?: { [key: string]: any }[];

  /**
   * Labels of its objects, on top.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * Annotations of its objects, on top.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };

  /**
   * Labels of pods, on top.
   *
   * @default - none
   */
  readonly podLabels?: { [key: string]: string };

  /**
   * Annotations of pods, on top.
   *
   * @default - for metrics
   */
  readonly podAnnotations?: { [key: string]: string };

  /**
   * How pods are replaced, as Kubernetes has it.
   *
   * @default - a new one beside the old one
   */
  readonly updateStrategy?: { [key: string]: any };

  /**
   * How long connections have to end.
   *
   * @default Duration.seconds(30)
   */
  readonly terminationGracePeriod?: Duration;

  /**
   * SELinux options, as Kubernetes has them.
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
   * DNS settings of pods, as Kubernetes has them.
   *
   * @default - the cluster's
   */
  readonly dnsConfig?: { [key: string]: any };

  /**
   * Volumes on top, as Kubernetes has them.
   *
   * @default - none
   */
  readonly volumes?: { [key: string]: any }[];

  /**
   * Mounts on top, as Kubernetes has them.
   *
   * @default - none
   */
  readonly volumeMounts?: { [key: string]: any }[];

  /**
   * A quota, for platforms that allow no pods of high priority without one.
   *
   * @default - none
   */
  readonly resourceQuota?: QuotaOptions;

  /**
   * Whether a NetworkPolicy lets in only what it serves.
   *
   * @default false
   */
  readonly networkPolicy?: boolean;
}

/** Ztunnel's image. */
export interface ZtunnelImage {
  /**
   * Registry and path.
   *
   * @default - that of the release
   */
  readonly hub?: string;

  /**
   * Tag: the release.
   *
   * @default - the release that this library knows
   */
  readonly tag?: string;

  /**
   * What is in the image beside the program.
   *
   * @default ImageVariant.DEFAULT
   */
  readonly variant?: ImageVariant;

  /**
   * Its name, or a whole image when a slash is in it.
   *
   * @default ztunnel
   */
  readonly name?: string;

  /**
   * When it is fetched.
   *
   * @default - Kubernetes' default
   */
  readonly pullPolicy?: ImagePullPolicy;

  /**
   * Names of secrets, in the same namespace, to fetch it with.
   *
   * @default - none
   */
  readonly pullSecrets?: string[];
}
