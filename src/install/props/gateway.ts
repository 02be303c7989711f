import type { Duration } from 'cdk8s';
import type { GatewayPods, GatewayServiceType, ImagePullPolicy } from './enums';
import type { InstallProps } from './install-props';

/** A gateway by itself: an Envoy that istiod configures. */
export interface IstioGatewayProps extends InstallProps {
  /**
   * Its name, and that of its objects.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * Revision, or tag, of the control plane that fills it in.
   *
   * @default - the default one
   */
  readonly revision?: string;

  /**
   * What runs its pods.
   *
   * @default GatewayPods.DEPLOYMENT
   */
  readonly kind?: GatewayPods;

  /**
   * How many replicas there are, without autoscaling.
   *
   * @default - 1
   */
  readonly replicas?: number;

  /**
   * How the number of replicas follows the load.
   *
   * @default - from 1 to 5 replicas, at 80 % of the CPU that is asked for
   */
  readonly autoscaling?: GatewayAutoscaling;

  /**
   * `minAvailable` or `maxUnavailable`, and `unhealthyPodEvictionPolicy`. Needs more than one replica.
   *
   * @default - none
   */
  readonly podDisruptionBudget?: { [key: string]: any };

  /**
   * How it is reached.
   *
   * @default - a load balancer on 80 and 443
   */
  readonly service?: GatewayService;

  /**
   * The network that it leads to: it is an east-west gateway then.
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
   * Whether it may read certificates beside it; those of Gateway API need no right.
   *
   * @default true
   */
  readonly rbac?: boolean;

  /**
   * The account that it runs as.
   *
   * @default - one of its name
   */
  readonly serviceAccount?: GatewayServiceAccount;

  /**
   * Labels of everything, on top; `app` and `istio` replace the usual ones.
   *
   * @default - none but for staying out of ambient
   */
  readonly labels?: { [key: string]: string };

  /**
   * Annotations of everything, on top.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };

  /**
   * Annotations of pods, on top.
   *
   * @default - for metrics and injection
   */
  readonly podAnnotations?: { [key: string]: string };

  /**
   * Requests and limits, as Kubernetes has them.
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
   * Environment variables with `valueFrom`, as Kubernetes has them.
   *
   * @default - none
   */
  readonly envFrom?: { [key: string]: any }[];

  /**
   * How pods are replaced, as Kubernetes has it.
   *
   * @default - Kubernetes' default
   */
  readonly strategy?: { [key: string]: any };

  /**
   * How long a pod has to be ready to count.
   *
   * @default - Kubernetes' default
   */
  readonly minReady?: Duration;

  /**
   * Another readiness probe, as Kubernetes has it.
   *
   * @default - istiod's
   */
  readonly readinessProbe?: { [key: string]: any };

  /**
   * Lifecycle hooks, as Kubernetes has them.
   *
   * @default - none
   */
  readonly lifecycle?: { [key: string]: any };

  /**
   * How long connections have to end.
   *
   * @default Duration.seconds(30)
   */
  readonly terminationGracePeriod?: Duration;

  /**
   * Security context of the pod, as Kubernetes has it.
   *
   * @default - low ports for everybody
   */
  readonly securityContext?: { [key: string]: any };

  /**
   * Security context of its container, as Kubernetes has it.
   *
   * @default - no rights at all
   */
  readonly containerSecurityContext?: { [key: string]: any };

  /**
   * Where its pods run.
   *
   * @default - anywhere
   */
  readonly scheduling?: GatewayScheduling;

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
   * Containers that run before, as Kubernetes has them.
   *
   * @default - none
   */
  readonly initContainers?: { [key: string]: any }[];

  /**
   * Containers beside it, as Kubernetes has them.
   *
   * @default - none
   */
  readonly additionalContainers?: { [key: string]: any }[];

  /**
   * When its image is fetched.
   *
   * @default - Kubernetes' default
   */
  readonly imagePullPolicy?: ImagePullPolicy;

  /**
   * Names of secrets to fetch images with.
   *
   * @default - none
   */
  readonly imagePullSecrets?: string[];

  /**
   * Whether a NetworkPolicy lets in only its own ports.
   *
   * @default false
   */
  readonly networkPolicy?: boolean;
}

/** How the number of a gateway's replicas follows the load. */
export interface GatewayAutoscaling {
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

/** How a gateway is reached. */
export interface GatewayService {
  /**
   * What kind of Service it has.
   *
   * @default GatewayServiceType.LOAD_BALANCER
   */
  readonly type?: GatewayServiceType;

  /**
   * Its address in the cluster.
   *
   * @default - any
   */
  readonly clusterIp?: string;

  /**
   * Labels, on top, of pods that are behind it.
   *
   * @default - none
   */
  readonly selectorLabels?: { [key: string]: string };

  /**
   * Ports, as Kubernetes has them.
   *
   * @default - 15021, 80, 443
   */
  readonly ports?: { [key: string]: any }[];

  /**
   * Annotations: what the load balancer is told.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };

  /**
   * The load balancer's address.
   *
   * @default - any
   */
  readonly loadBalancerIp?: string;

  /**
   * Which load balancer.
   *
   * @default - the cluster's
   */
  readonly loadBalancerClass?: string;

  /**
   * Clients that are let in, CIDRs.
   *
   * @default - all
   */
  readonly loadBalancerSourceRanges?: string[];

  /**
   * Whether the load balancer gets ports of nodes.
   *
   * @default - Kubernetes' default
   */
  readonly allocateLoadBalancerNodePorts?: boolean;

  /**
   * `Cluster` or `Local`: the latter keeps clients' addresses.
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
   * Port of nodes where the load balancer asks for health.
   *
   * @default - any
   */
  readonly healthCheckNodePort?: number;

  /**
   * Addresses of nodes that lead to it.
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

/** The account that a gateway runs as. */
export interface GatewayServiceAccount {
  /**
   * Whether it is made.
   *
   * @default true
   */
  readonly create?: boolean;

  /**
   * Its name.
   *
   * @default - the gateway's
   */
  readonly name?: string;

  /**
   * Its annotations.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
}

/** Where a gateway's pods run. */
export interface GatewayScheduling {
  /**
   * Labels of nodes.
   *
   * @default - any node
   */
  readonly nodeSelector?: { [key: string]: string };

  /**
   * Taints that don't matter, as Kubernetes has them.
   *
   * @default - none
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
