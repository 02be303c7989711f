import type { Duration } from 'cdk8s';
import type { IstioImages, QuotaOptions } from './common-options';
import type { CniProvider, ImagePullPolicy, ImageVariant } from './enums';
import type { InstallProps } from './install-props';

/** The CNI node agent, which sets up traffic redirection. */
export interface IstioCniProps extends InstallProps {
  /**
   * The images of all components.
   *
   * @default - the release that this library supports
   */
  readonly images?: IstioImages;

  /**
   * A different image for the node agent.
   *
   * @default - see `images`
   */
  readonly image?: CniImage;

  /**
   * Revision in the labels of the node agent.
   *
   * @default - none
   */
  readonly revision?: string;

  /**
   * How CNI plugins are installed in the cluster.
   *
   * @default CniProvider.DEFAULT
   */
  readonly provider?: CniProvider;

  /**
   * Whether the plugin is chained to the configuration of another plugin.
   *
   * @default true
   */
  readonly chained?: boolean;

  /**
   * Directory of CNI plugins on nodes.
   *
   * @default /opt/cni/bin
   */
  readonly binDir?: string;

  /**
   * Directory of the CNI configuration on nodes.
   *
   * @default /etc/cni/net.d
   */
  readonly confDir?: string;

  /**
   * The configuration file that the plugin is added to.
   *
   * @default - the first file
   */
  readonly confFileName?: string;

  /**
   * Directory of network namespaces on nodes.
   *
   * @default /var/run/netns
   */
  readonly netnsDir?: string;

  /**
   * Whether the plugin has its own configuration file, which is unaffected by changes to other files.
   *
   * @default false
   */
  readonly ownConfig?: boolean;

  /**
   * The name of that file.
   *
   * @default 02-istio-cni.conflist
   */
  readonly ownConfigFileName?: string;

  /**
   * Namespaces to ignore.
   *
   * @default - kube-system
   */
  readonly excludeNamespaces?: string[];

  /**
   * Ambient.
   *
   * @default - off
   */
  readonly ambient?: CniAmbient;

  /**
   * How pods that started before the node agent are handled.
   *
   * @default - they are repaired
   */
  readonly repair?: CniRepair;

  /**
   * Resource requests and limits, in Kubernetes format.
   *
   * @default - 100m CPU and 100 MiB requested
   */
  readonly resources?: { [key: string]: any };

  /**
   * Nodes on which the node agent runs.
   *
   * @default - all nodes
   */
  readonly scheduling?: CniScheduling;

  /**
   * Additional labels of the DaemonSet.
   *
   * @default - none
   */
  readonly daemonSetLabels?: { [key: string]: string };

  /**
   * Additional labels of pods.
   *
   * @default - none
   */
  readonly podLabels?: { [key: string]: string };

  /**
   * Additional annotations of pods.
   *
   * @default - none
   */
  readonly podAnnotations?: { [key: string]: string };

  /**
   * Additional environment variables and settings.
   *
   * @default - none
   */
  readonly env?: { [key: string]: any };

  /**
   * Update strategy, in Kubernetes format.
   *
   * @default - one node at a time
   */
  readonly updateStrategy?: { [key: string]: any };

  /**
   * The termination grace period.
   *
   * @default Duration.seconds(30)
   */
  readonly terminationGracePeriod?: Duration;

  /**
   * Seccomp profile, in Kubernetes format.
   *
   * @default - the runtime default
   */
  readonly seccompProfile?: { [key: string]: any };

  /**
   * SELinux options, in Kubernetes format.
   *
   * @default - none
   */
  readonly seLinuxOptions?: { [key: string]: any };

  /**
   * Whether AppArmor is disabled by annotation, for Kubernetes before 1.30.
   *
   * @default true
   */
  readonly useAppArmorAnnotation?: boolean;

  /**
   * A ResourceQuota, for platforms that require one for high-priority pods.
   *
   * @default - none
   */
  readonly resourceQuota?: QuotaOptions;

  /**
   * Logging settings.
   *
   * @default - `info`, text
   */
  readonly logging?: CniLogging;

  /**
   * Whether nftables is used instead of iptables.
   *
   * @default false
   */
  readonly nativeNftables?: boolean;

  /**
   * Whether a NetworkPolicy restricts the node agent's inbound traffic to its ports.
   *
   * @default false
   */
  readonly networkPolicy?: boolean;
}

/** The image of the node agent. */
export interface CniImage {
  /**
   * Registry and path.
   *
   * @default - the setting of all components
   */
  readonly hub?: string;

  /**
   * Tag.
   *
   * @default - the setting of all components
   */
  readonly tag?: string;

  /**
   * The image variant.
   *
   * @default - the setting of all components
   */
  readonly variant?: ImageVariant;

  /**
   * Image name, or a full image reference if it contains a slash.
   *
   * @default install-cni
   */
  readonly name?: string;

  /**
   * The image pull policy.
   *
   * @default - the setting of all components
   */
  readonly pullPolicy?: ImagePullPolicy;
}

/** Settings of the node agent in ambient mode. */
export interface CniAmbient {
  /**
   * Whether pods are redirected to ztunnel.
   *
   * @default false
   */
  readonly enabled?: boolean;

  /**
   * The pods to redirect: `podSelector` and `namespaceSelector`, in Kubernetes format.
   *
   * @default - pods with an ambient label, on themselves or their namespace
   */
  readonly enablementSelectors?: { [key: string]: any }[];

  /**
   * Directory of the node agent's own files.
   *
   * @default /etc/ambient-config
   */
  readonly configDir?: string;

  /**
   * Whether DNS is redirected too.
   *
   * @default true
   */
  readonly dnsCapture?: boolean;

  /**
   * Whether IPv6 is redirected.
   *
   * @default true
   */
  readonly ipv6?: boolean;

  /**
   * Whether iptables rules of an older version are updated at startup.
   *
   * @default true
   */
  readonly reconcileIptablesOnStartup?: boolean;

  /**
   * Whether the node agent runs in the host network namespace.
   *
   * @default false
   */
  readonly shareHostNetworkNamespace?: boolean;

  /**
   * Whether failed detection is retried.
   *
   * @default false
   */
  readonly detectionRetry?: boolean;
}

/** How pods that started before the node agent are handled. */
export interface CniRepair {
  /**
   * Whether pods that started before the node agent are handled at all.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * Repair the pods in place.
   *
   * @default true
   */
  readonly repairPods?: boolean;

  /**
   * Delete the pods.
   *
   * @default false
   */
  readonly deletePods?: boolean;

  /**
   * Label the pods.
   *
   * @default false
   */
  readonly labelPods?: boolean;

  /**
   * Registry and path of the repair image.
   *
   * @default - the value of the node agent
   */
  readonly hub?: string;

  /**
   * Tag of the repair image.
   *
   * @default - the value of the node agent
   */
  readonly tag?: string;

  /**
   * The init container whose failure marks a pod as broken.
   *
   * @default istio-validation
   */
  readonly initContainerName?: string;

  /**
   * The label's key.
   *
   * @default cni.istio.io/uninitialized
   */
  readonly brokenPodLabelKey?: string;

  /**
   * The label's value.
   *
   * @default true
   */
  readonly brokenPodLabelValue?: string;
}

/** The nodes that the node agent runs on. */
export interface CniScheduling {
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
}

/** Logging settings of the node agent. */
export interface CniLogging {
  /**
   * Log levels by scope.
   *
   * @default - globalLevel
   */
  readonly level?: string;

  /**
   * Default log level of scopes without a level.
   *
   * @default info
   */
  readonly globalLevel?: string;

  /**
   * Whether logs are written as JSON.
   *
   * @default false
   */
  readonly asJson?: boolean;
}
