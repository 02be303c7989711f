import type { CniProvider, ImageVariant } from './enums';

/** How the number of istiods follows the load. */
export interface IstiodAutoscaling {
  /**
   * Whether it does.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * Minimum number of replicas.
   *
   * @default 1
   */
  readonly minReplicas?: number;

  /**
   * Maximum number of replicas.
   *
   * @default 5
   */
  readonly maxReplicas?: number;

  /**
   * Percentage of the requested CPU to stay at.
   *
   * @default 80
   */
  readonly cpuUtilization?: number;

  /**
   * Percentage of the requested memory to stay at.
   *
   * @default - memory doesn't count
   */
  readonly memoryUtilization?: number;

  /**
   * How fast it goes up and down, as Kubernetes has it.
   *
   * @default - Kubernetes' default
   */
  readonly behavior?: { [key: string]: any };
}

/** How istiod's pods are replaced. */
export interface IstiodRollingUpdate {
  /**
   * How many more there may be meanwhile: a number or a percentage.
   *
   * @default 100%
   */
  readonly maxSurge?: string;

  /**
   * How many may be missing meanwhile: a number or a percentage.
   *
   * @default 25%
   */
  readonly maxUnavailable?: string;
}

/** How many istiods stay while nodes are drained. */
export interface IstiodDisruptionBudget {
  /**
   * Whether there is a budget.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * The fewest: a number or a percentage.
   *
   * @default 1
   */
  readonly minAvailable?: string;

  /**
   * The most that are missing, instead of `minAvailable`.
   *
   * @default - see minAvailable
   */
  readonly maxUnavailable?: string;

  /**
   * `IfHealthyBudget` or `AlwaysAllow`.
   *
   * @default - Kubernetes' default
   */
  readonly unhealthyPodEvictionPolicy?: string;
}

/** Another image for istiod. */
export interface IstiodImage {
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
   * @default pilot
   */
  readonly name?: string;
}

/** Where istiod's pods run. */
export interface IstiodScheduling {
  /**
   * Labels of nodes.
   *
   * @default - any node
   */
  readonly nodeSelector?: { [key: string]: string };

  /**
   * Taints that don't matter, as Kubernetes has them.
   *
   * @default - none but the node agent's
   */
  readonly tolerations?: { [key: string]: any }[];

  /**
   * Affinity, as Kubernetes has it.
   *
   * @default - none
   */
  readonly affinity?: { [key: string]: any };

  /**
   * How they spread, as Kubernetes has it.
   *
   * @default - Kubernetes' default
   */
  readonly topologySpreadConstraints?: { [key: string]: any }[];

  /**
   * Priority class.
   *
   * @default - none
   */
  readonly priorityClassName?: string;
}

/** Labels of istiod's objects. */
export interface IstiodLabels {
  /**
   * On the Deployment.
   *
   * @default - none
   */
  readonly deployment?: { [key: string]: string };

  /**
   * On pods.
   *
   * @default - none
   */
  readonly pod?: { [key: string]: string };
}

/** Annotations of istiod's objects. */
export interface IstiodAnnotations {
  /**
   * On the Deployment.
   *
   * @default - none
   */
  readonly deployment?: { [key: string]: string };

  /**
   * On pods.
   *
   * @default - none
   */
  readonly pod?: { [key: string]: string };

  /**
   * On Services.
   *
   * @default - none
   */
  readonly service?: { [key: string]: string };

  /**
   * On the ServiceAccount.
   *
   * @default - none
   */
  readonly serviceAccount?: { [key: string]: string };

  /**
   * On the injecting webhooks.
   *
   * @default - none
   */
  readonly injectionWebhook?: { [key: string]: string };
}

/** How istiod is reached in the cluster. */
export interface IstiodServiceOptions {
  /**
   * `SingleStack`, `PreferDualStack` or `RequireDualStack`.
   *
   * @default - Kubernetes' default
   */
  readonly ipFamilyPolicy?: string;

  /**
   * `IPv4`, `IPv6`, in order.
   *
   * @default - Kubernetes' default
   */
  readonly ipFamilies?: string[];

  /**
   * Which endpoints come first, such as `PreferClose`.
   *
   * @default - all alike
   */
  readonly trafficDistribution?: string;
}

/** What istiod has to know of the node agent. */
export interface IstiodCni {
  /**
   * Whether it sets up redirection in place of an init container.
   *
   * @default false
   */
  readonly enabled?: boolean;

  /**
   * How the cluster takes CNI plugins.
   *
   * @default CniProvider.DEFAULT
   */
  readonly provider?: CniProvider;
}

/** Nodes that stay closed until their node agent is ready. */
export interface IstiodTaint {
  /**
   * Whether istiod lifts the taint.
   *
   * @default false
   */
  readonly enabled?: boolean;

  /**
   * The node agent's namespace.
   *
   * @default - istiod's
   */
  readonly namespace?: string;

  /**
   * The taint's key.
   *
   * @default cni.istio.io/not-ready
   */
  readonly name?: string;
}

/** Which ztunnel may ask for others' certificates. */
export interface TrustedZtunnel {
  /**
   * Its namespace.
   *
   * @default - istiod's
   */
  readonly namespace?: string;

  /**
   * The name of its account.
   *
   * @default ztunnel
   */
  readonly name?: string;
}

/** Metrics by default. */
export interface IstiodTelemetry {
  /**
   * Whether there are any.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * Whether proxies make them.
   *
   * @default true
   */
  readonly v2?: boolean;

  /**
   * Whether they are for Prometheus.
   *
   * @default true
   */
  readonly prometheus?: boolean;
}
