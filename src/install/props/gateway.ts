import type { Duration } from 'cdk8s';
import type { GatewayPods, GatewayServiceType, ImagePullPolicy } from './enums';
import type { InstallProps } from './install-props';

/** The proxies of a gateway: Envoys that istiod configures. */
export interface IstioGatewayProps extends InstallProps {
  /**
   * Name of the gateway, and of its objects.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * Revision or tag of the control plane that injects the gateway's pods.
   *
   * @default - the default revision
   */
  readonly revision?: string;

  /**
   * The workload kind.
   *
   * @default GatewayPods.DEPLOYMENT
   */
  readonly kind?: GatewayPods;

  /**
   * The number of replicas, without autoscaling.
   *
   * @default - 1
   */
  readonly replicas?: number;

  /**
   * Autoscaling settings.
   *
   * @default - from 1 to 5 replicas, at 80 % of the requested CPU
   */
  readonly autoscaling?: GatewayAutoscaling;

  /**
   * `minAvailable` or `maxUnavailable`, and `unhealthyPodEvictionPolicy`. Needs more than one replica.
   *
   * @default - none
   */
  readonly podDisruptionBudget?: { [key: string]: any };

  /**
   * Service of the gateway.
   *
   * @default - a load balancer on 80 and 443
   */
  readonly service?: GatewayService;

  /**
   * Network that the gateway exposes, as an east-west gateway.
   *
   * @default - none
   */
  readonly networkGateway?: string;

  /**
   * Ports of an east-west gateway: `status-port`, `tls`, `tls-istiod`, `tls-webhook` to `port`, `targetPort`, `protocol`.
   *
   * @default - 15021, 15443, 15012, 15017
   */
  readonly networkGatewayPorts?: { [key: string]: any };

  /**
   * Whether the gateway gets RBAC permission to read Secrets of its namespace; not needed for Gateway API.
   *
   * @default true
   */
  readonly rbac?: boolean;

  /**
   * Service account of the gateway.
   *
   * @default - a service account of its name
   */
  readonly serviceAccount?: GatewayServiceAccount;

  /**
   * Additional labels of all objects; `app` and `istio` override the defaults.
   *
   * @default - a label that excludes it from ambient mode
   */
  readonly labels?: { [key: string]: string };

  /**
   * Additional annotations of all objects.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };

  /**
   * Additional annotations of pods.
   *
   * @default - for metrics and injection
   */
  readonly podAnnotations?: { [key: string]: string };

  /**
   * Resource requests and limits, in Kubernetes format.
   *
   * @default - 100m CPU and 128 MiB requested, 2 CPUs and 1 GiB at most
   */
  readonly resources?: { [key: string]: any };

  /**
   * Environment variables.
   *
   * @default - none
   */
  readonly env?: { [key: string]: any };

  /**
   * Environment variables with `valueFrom`, in Kubernetes format.
   *
   * @default - none
   */
  readonly envFrom?: { [key: string]: any }[];

  /**
   * Update strategy, in Kubernetes format.
   *
   * @default - Kubernetes' default
   */
  readonly strategy?: { [key: string]: any };

  /**
   * How long a pod must be ready to be considered available.
   *
   * @default - Kubernetes' default
   */
  readonly minReady?: Duration;

  /**
   * A custom readiness probe, in Kubernetes format.
   *
   * @default - istiod's
   */
  readonly readinessProbe?: { [key: string]: any };

  /**
   * Lifecycle hooks, in Kubernetes format.
   *
   * @default - none
   */
  readonly lifecycle?: { [key: string]: any };

  /**
   * The termination grace period, in which connections are drained.
   *
   * @default Duration.seconds(30)
   */
  readonly terminationGracePeriod?: Duration;

  /**
   * Security context of the pod, in Kubernetes format.
   *
   * @default - allows unprivileged users to bind low ports
   */
  readonly securityContext?: { [key: string]: any };

  /**
   * Security context of the gateway's container, in Kubernetes format.
   *
   * @default - no privileges
   */
  readonly containerSecurityContext?: { [key: string]: any };

  /**
   * Scheduling of the gateway's pods.
   *
   * @default - no constraints
   */
  readonly scheduling?: GatewayScheduling;

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
   * Init containers, in Kubernetes format.
   *
   * @default - none
   */
  readonly initContainers?: { [key: string]: any }[];

  /**
   * Additional containers, in Kubernetes format.
   *
   * @default - none
   */
  readonly additionalContainers?: { [key: string]: any }[];

  /**
   * The image pull policy.
   *
   * @default - Kubernetes' default
   */
  readonly imagePullPolicy?: ImagePullPolicy;

  /**
   * Names of image pull secrets.
   *
   * @default - none
   */
  readonly imagePullSecrets?: string[];

  /**
   * Whether a NetworkPolicy restricts the gateway's inbound traffic to its own ports.
   *
   * @default false
   */
  readonly networkPolicy?: boolean;
}

/** Autoscaling of a gateway. */
export interface GatewayAutoscaling {
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

/** The Service of a gateway. */
export interface GatewayService {
  /**
   * The Service type.
   *
   * @default GatewayServiceType.LOAD_BALANCER
   */
  readonly type?: GatewayServiceType;

  /**
   * Cluster IP of the Service.
   *
   * @default - any
   */
  readonly clusterIp?: string;

  /**
   * Additional labels in the Service's selector.
   *
   * @default - none
   */
  readonly selectorLabels?: { [key: string]: string };

  /**
   * Ports, in Kubernetes format.
   *
   * @default - 15021, 80, 443
   */
  readonly ports?: { [key: string]: any }[];

  /**
   * Annotations, for example for the load balancer.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };

  /**
   * The IP address of the load balancer.
   *
   * @default - any
   */
  readonly loadBalancerIp?: string;

  /**
   * The load balancer class.
   *
   * @default - the setting of the cluster
   */
  readonly loadBalancerClass?: string;

  /**
   * Allowed client CIDR ranges.
   *
   * @default - all
   */
  readonly loadBalancerSourceRanges?: string[];

  /**
   * Whether node ports are allocated for the load balancer.
   *
   * @default - Kubernetes' default
   */
  readonly allocateLoadBalancerNodePorts?: boolean;

  /**
   * `Cluster` or `Local`; the latter preserves client addresses.
   *
   * @default - Kubernetes' default
   */
  readonly externalTrafficPolicy?: string;

  /**
   * `Cluster` or `Local`.
   *
   * @default - Kubernetes' default
   */
  readonly internalTrafficPolicy?: string;

  /**
   * Node port of the load balancer's health check.
   *
   * @default - any
   */
  readonly healthCheckNodePort?: number;

  /**
   * External IP addresses.
   *
   * @default - none
   */
  readonly externalIps?: string[];

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
}

/** The service account of a gateway. */
export interface GatewayServiceAccount {
  /**
   * Whether the service account is created.
   *
   * @default true
   */
  readonly create?: boolean;

  /**
   * Name of the service account.
   *
   * @default - the name of the gateway
   */
  readonly name?: string;

  /**
   * Annotations of the service account.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
}

/** Scheduling of a gateway's pods. */
export interface GatewayScheduling {
  /**
   * Node labels.
   *
   * @default - any node
   */
  readonly nodeSelector?: { [key: string]: string };

  /**
   * Tolerations, in Kubernetes format.
   *
   * @default - none
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
