import type { CniProvider, ImageVariant } from './enums';

/** Autoscaling of istiod. */
export interface IstiodAutoscaling {
  /**
   * Whether autoscaling is enabled.
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
   * Target CPU utilization, as a percentage of the request.
   *
   * @default 80
   */
  readonly cpuUtilization?: number;

  /**
   * Target memory utilization, as a percentage of the request.
   *
   * @default - not used
   */
  readonly memoryUtilization?: number;

  /**
   * Scaling behavior, in Kubernetes format.
   *
   * @default - Kubernetes' default
   */
  readonly behavior?: { [key: string]: any };
}

/** Rolling update of istiod. */
export interface IstiodRollingUpdate {
  /**
   * Maximum surge: a number or a percentage.
   *
   * @default 100%
   */
  readonly maxSurge?: string;

  /**
   * Maximum number of unavailable pods: a number or a percentage.
   *
   * @default 25%
   */
  readonly maxUnavailable?: string;
}

/** Disruption budget of istiod. */
export interface IstiodDisruptionBudget {
  /**
   * Whether the PodDisruptionBudget is created.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * Minimum number of available pods: a number or a percentage.
   *
   * @default 1
   */
  readonly minAvailable?: string;

  /**
   * Maximum number of unavailable pods, instead of `minAvailable`.
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

/** The image of istiod. */
export interface IstiodImage {
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
   * @default pilot
   */
  readonly name?: string;
}

/** Scheduling of istiod's pods. */
export interface IstiodScheduling {
  /**
   * Node labels.
   *
   * @default - any node
   */
  readonly nodeSelector?: { [key: string]: string };

  /**
   * Tolerations, in Kubernetes format.
   *
   * @default - that of the node agent's taint
   */
  readonly tolerations?: { [key: string]: any }[];

  /**
   * Affinity, in Kubernetes format.
   *
   * @default - none
   */
  readonly affinity?: { [key: string]: any };

  /**
   * Topology spread constraints, in Kubernetes format.
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

/** The Service of istiod. */
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
   * Traffic distribution, such as `PreferClose`.
   *
   * @default - none
   */
  readonly trafficDistribution?: string;
}

/** Settings of istiod for the CNI node agent. */
export interface IstiodCni {
  /**
   * Whether the CNI node agent sets up redirection instead of an init container.
   *
   * @default false
   */
  readonly enabled?: boolean;

  /**
   * How CNI plugins are installed in the cluster.
   *
   * @default CniProvider.DEFAULT
   */
  readonly provider?: CniProvider;
}

/** A taint that keeps pods off nodes until their CNI node agent is ready. */
export interface IstiodTaint {
  /**
   * Whether istiod removes the taint.
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

/** The ztunnel that may request certificates for other identities. */
export interface TrustedZtunnel {
  /**
   * Namespace of ztunnel.
   *
   * @default - istiod's
   */
  readonly namespace?: string;

  /**
   * Name of ztunnel's service account.
   *
   * @default ztunnel
   */
  readonly name?: string;
}

/** Default metrics. */
export interface IstiodTelemetry {
  /**
   * Whether metrics are enabled.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * Whether proxies generate metrics.
   *
   * @default true
   */
  readonly v2?: boolean;

  /**
   * Whether the metrics are exposed for Prometheus.
   *
   * @default true
   */
  readonly prometheus?: boolean;
}
