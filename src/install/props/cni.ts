import type { Duration } from 'cdk8s';
import type { IstioImages, QuotaOptions } from './common-options';
import type { CniProvider, ImagePullPolicy, ImageVariant } from './enums';
import type { InstallProps } from './install-props';

/** The node agent that sets up redirection. */
export interface IstioCniProps extends InstallProps {
  /**
   * Where the images of every part come from.
   *
   * @default - the release that this library knows
   */
  readonly images?: IstioImages;

  /**
   * Another image for the node agent alone.
   *
   * @default - that of `images`
   */
  readonly image?: CniImage;

  /**
   * The revision that it is labelled with.
   *
   * @default - none
   */
  readonly revision?: string;

  /**
   * How the cluster takes CNI plugins.
   *
   * @default CniProvider.DEFAULT
   */
  readonly provider?: CniProvider;

  /**
   * Whether the plugin is added to the configuration of another one.
   *
   * @default true
   */
  readonly chained?: boolean;

  /**
   * Where nodes have CNI plugins.
   *
   * @default /opt/cni/bin
   */
  readonly binDir?: string;

  /**
   * Where nodes have the configuration of CNI plugins.
   *
   * @default /etc/cni/net.d
   */
  readonly confDir?: string;

  /**
   * The file that the plugin is added to.
   *
   * @default - the first one
   */
  readonly confFileName?: string;

  /**
   * Where nodes have network namespaces.
   *
   * @default /var/run/netns
   */
  readonly netnsDir?: string;

  /**
   * Whether the plugin has a configuration file of its own, which holds although the other one changes.
   *
   * @default false
   */
  readonly ownConfig?: boolean;

  /**
   * The name of its own file.
   *
   * @default 02-istio-cni.conflist
   */
  readonly ownConfigFileName?: string;

  /**
   * Namespaces that are left alone.
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
   * What happens to pods that started before the node agent.
   *
   * @default - they are repaired
   */
  readonly repair?: CniRepair;

  /**
   * Requests and limits, as Kubernetes has them.
   *
   * @default - 100m CPU and 100 MiB requested
   */
  readonly resources?: { [key: string]: any };

  /**
   * On which nodes it runs.
   *
   * @default - on all
   */
  readonly scheduling?: CniScheduling;

  /**
   * Labels of the DaemonSet, on top.
   *
   * @default - none
   */
  readonly daemonSetLabels?: { [key: string]: string };

  /**
   * Labels of pods, on top.
   *
   * @default - none
   */
  readonly podLabels?: { [key: string]: string };

  /**
   * Annotations of pods, on top.
   *
   * @default - none
   */
  readonly podAnnotations?: { [key: string]: string };

  /**
   * Environment variables and settings on top.
   *
   * @default - none
   */
  readonly env?: { [key: string]: any };

  /**
   * How pods are replaced, as Kubernetes has it.
   *
   * @default - one node after the other
   */
  readonly updateStrategy?: { [key: string]: any };

  /**
   * How long it has to clean up.
   *
   * @default Duration.seconds(30)
   */
  readonly terminationGracePeriod?: Duration;

  /**
   * Seccomp profile, as Kubernetes has it.
   *
   * @default - the runtime's
   */
  readonly seccompProfile?: { [key: string]: any };

  /**
   * SELinux options, as Kubernetes has them.
   *
   * @default - none
   */
  readonly seLinuxOptions?: { [key: string]: any };

  /**
   * Whether AppArmor is switched off by an annotation, for Kubernetes before 1.30.
   *
   * @default true
   */
  readonly useAppArmorAnnotation?: boolean;

  /**
   * A quota, for platforms that allow no pods of high priority without one.
   *
   * @default - none
   */
  readonly resourceQuota?: QuotaOptions;

  /**
   * What is logged.
   *
   * @default - `info`, text
   */
  readonly logging?: CniLogging;

  /**
   * Whether rules are written with nftables, not iptables.
   *
   * @default false
   */
  readonly nativeNftables?: boolean;

  /**
   * Whether a NetworkPolicy lets in only what it serves.
   *
   * @default false
   */
  readonly networkPolicy?: boolean;
}

/** Another image for the node agent. */
export interface CniImage {
  /**
   * Registry and path.
   *
   * @default - that of all parts
   */
  readonly hub?: string;

  /**
   * Tag.
   *
   * @default - that of all parts
   */
  readonly tag?: string;

  /**
   * What is in the image beside the program.
   *
   * @default - that of all parts
   */
  readonly variant?: ImageVariant;

  /**
   * Its name, or a whole image when a slash is in it.
   *
   * @default install-cni
   */
  readonly name?: string;

  /**
   * When it is fetched.
   *
   * @default - that of all parts
   */
  readonly pullPolicy?: ImagePullPolicy;
}

/** The node agent's part in ambient. */
export interface CniAmbient {
  /**
   * Whether pods are redirected to ztunnel.
   *
   * @default false
   */
  readonly enabled?: boolean;

  /**
   * Which pods are: `podSelector` and `namespaceSelector`, as Kubernetes has them.
   *
   * @default - those that are labelled so, by themselves or by their namespace
   */
  readonly enablementSelectors?: { [key: string]: any }[];

  /**
   * Where it keeps its own files.
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
   * Whether IPv6 is.
   *
   * @default true
   */
  readonly ipv6?: boolean;

  /**
   * Whether rules that an older one wrote are put right.
   *
   * @default true
   */
  readonly reconcileIptablesOnStartup?: boolean;

  /**
   * Whether it runs in the node's network.
   *
   * @default false
   */
  readonly shareHostNetworkNamespace?: boolean;

  /**
   * Whether it asks again when it couldn't tell.
   *
   * @default false
   */
  readonly detectionRetry?: boolean;
}

/** What happens to pods that started before the node agent. */
export interface CniRepair {
  /**
   * Whether anything does.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * They are put right where they are.
   *
   * @default true
   */
  readonly repairPods?: boolean;

  /**
   * They are deleted.
   *
   * @default false
   */
  readonly deletePods?: boolean;

  /**
   * They are labelled.
   *
   * @default false
   */
  readonly labelPods?: boolean;

  /**
   * Registry and path of the image that repairs.
   *
   * @default - that of the node agent
   */
  readonly hub?: string;

  /**
   * Tag of the image that repairs.
   *
   * @default - that of the node agent
   */
  readonly tag?: string;

  /**
   * The init container whose failure tells.
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

/** On which nodes the node agent runs. */
export interface CniScheduling {
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
}

/** What the node agent logs. */
export interface CniLogging {
  /**
   * Levels by scope.
   *
   * @default - globalLevel
   */
  readonly level?: string;

  /**
   * Levels by scope, where `level` says nothing.
   *
   * @default info
   */
  readonly globalLevel?: string;

  /**
   * Whether lines are JSON.
   *
   * @default false
   */
  readonly asJson?: boolean;
}
