import type { Duration } from 'cdk8s';
import type { ImageVariant } from './enums';

/** Settings of every proxy. */
export interface ProxyOptions {
  /**
   * Its name, or a whole image when a slash is in it.
   *
   * @default proxyv2
   */
  readonly image?: string;

  /**
   * What is in its image beside the program.
   *
   * @default - that of all parts
   */
  readonly variant?: ImageVariant;

  /**
   * Envoy's log level.
   *
   * @default warning
   */
  readonly logLevel?: string;

  /**
   * Envoy's log levels by component, such as `rbac:debug,jwt:debug`.
   *
   * @default misc:error
   */
  readonly componentLogLevel?: string;

  /**
   * DNS domain of the cluster.
   *
   * @default cluster.local
   */
  readonly clusterDomain?: string;

  /**
   * Requests and limits, as Kubernetes has them.
   *
   * @default - 100m CPU and 128 MiB requested, 2 CPUs and 1 GiB at most
   */
  readonly resources?: { [key: string]: any };

  /**
   * Destinations that are redirected to it, CIDRs, comma separated.
   *
   * @default - all: `*`
   */
  readonly includeIpRanges?: string;

  /**
   * Destinations that aren't, CIDRs, comma separated.
   *
   * @default - none
   */
  readonly excludeIpRanges?: string;

  /**
   * Ports of the pod that are redirected, comma separated.
   *
   * @default - all: `*`
   */
  readonly includeInboundPorts?: string;

  /**
   * Ports of the pod that aren't, comma separated.
   *
   * @default - none
   */
  readonly excludeInboundPorts?: string;

  /**
   * Ports of others that are redirected whatever the address, comma separated.
   *
   * @default - none
   */
  readonly includeOutboundPorts?: string;

  /**
   * Ports of others that aren't, comma separated.
   *
   * @default - none
   */
  readonly excludeOutboundPorts?: string;

  /**
   * Whether it is privileged.
   *
   * @default false
   */
  readonly privileged?: boolean;

  /**
   * Whether it may listen on low ports.
   *
   * @default false
   */
  readonly capNetBindService?: boolean;

  /**
   * Seccomp profile, as Kubernetes has it.
   *
   * @default - the runtime's
   */
  readonly seccompProfile?: { [key: string]: any };

  /**
   * Whether it has a startup probe.
   *
   * @default true
   */
  readonly startupProbe?: boolean;

  /**
   * How often the startup probe may fail, a second apart.
   *
   * @default 600
   */
  readonly startupProbeFailureThreshold?: number;

  /**
   * Before the first readiness probe.
   *
   * @default Duration.seconds(0)
   */
  readonly readinessInitialDelay?: Duration;

  /**
   * Between two readiness probes.
   *
   * @default Duration.seconds(15)
   */
  readonly readinessPeriod?: Duration;

  /**
   * How often readiness may fail.
   *
   * @default 4
   */
  readonly readinessFailureThreshold?: number;

  /**
   * The agent's port for health and metrics; 0: no probes.
   *
   * @default 15020
   */
  readonly statusPort?: number;

  /**
   * Lifecycle hooks of its container, as Kubernetes has them.
   *
   * @default - a native sidecar drains before it stops
   */
  readonly lifecycle?: { [key: string]: any };

  /**
   * Whether applications start after it; native sidecars always do.
   *
   * @default false
   */
  readonly holdApplicationUntilProxyStarts?: boolean;

  /**
   * Where it logs ejected endpoints.
   *
   * @default - nowhere
   */
  readonly outlierLogPath?: string;
}

/** The init container that sets up redirection. */
export interface ProxyInitOptions {
  /**
   * Its name, or a whole image when a slash is in it.
   *
   * @default proxyv2
   */
  readonly image?: string;

  /**
   * Whether rules are written whatever is there.
   *
   * @default false
   */
  readonly forceApplyIptables?: boolean;
}

/** Settings of waypoints. */
export interface WaypointOptions {
  /**
   * Requests and limits, as Kubernetes has them.
   *
   * @default - 100m CPU and 128 MiB requested, 2 CPUs and 1 GiB at most
   */
  readonly resources?: { [key: string]: any };

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
}

/** Pods of gateways that istiod fills in or deploys. */
export interface GatewayPodOptions {
  /**
   * Security context of the pod, as Kubernetes has it.
   *
   * @default - low ports for everybody
   */
  readonly securityContext?: { [key: string]: any };

  /**
   * Seccomp profile, as Kubernetes has it.
   *
   * @default - the runtime's
   */
  readonly seccompProfile?: { [key: string]: any };
}
