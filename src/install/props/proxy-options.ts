import type { Duration } from 'cdk8s';
import type { ImageVariant } from './enums';

/** Settings of every proxy. */
export interface ProxyOptions {
  /**
   * Image name, or a full image reference if it contains a slash.
   *
   * @default proxyv2
   */
  readonly image?: string;

  /**
   * The image variant.
   *
   * @default - the setting of all components
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
   * Resource requests and limits, in Kubernetes format.
   *
   * @default - 100m CPU and 128 MiB requested, 2 CPUs and 1 GiB at most
   */
  readonly resources?: { [key: string]: any };

  /**
   * Outbound CIDR ranges to redirect, comma-separated.
   *
   * @default - all: `*`
   */
  readonly includeIpRanges?: string;

  /**
   * Outbound CIDR ranges to exclude, comma-separated.
   *
   * @default - none
   */
  readonly excludeIpRanges?: string;

  /**
   * Inbound ports to redirect, comma-separated.
   *
   * @default - all: `*`
   */
  readonly includeInboundPorts?: string;

  /**
   * Inbound ports to exclude, comma-separated.
   *
   * @default - none
   */
  readonly excludeInboundPorts?: string;

  /**
   * Outbound ports to redirect regardless of the address, comma-separated.
   *
   * @default - none
   */
  readonly includeOutboundPorts?: string;

  /**
   * Outbound ports to exclude, comma-separated.
   *
   * @default - none
   */
  readonly excludeOutboundPorts?: string;

  /**
   * Whether the proxy's container is privileged.
   *
   * @default false
   */
  readonly privileged?: boolean;

  /**
   * Whether the proxy can bind privileged ports.
   *
   * @default false
   */
  readonly capNetBindService?: boolean;

  /**
   * Seccomp profile, in Kubernetes format.
   *
   * @default - the runtime default
   */
  readonly seccompProfile?: { [key: string]: any };

  /**
   * Whether the proxy has a startup probe.
   *
   * @default true
   */
  readonly startupProbe?: boolean;

  /**
   * Failure threshold of the startup probe, which runs every second.
   *
   * @default 600
   */
  readonly startupProbeFailureThreshold?: number;

  /**
   * Initial delay of the readiness probe.
   *
   * @default Duration.seconds(0)
   */
  readonly readinessInitialDelay?: Duration;

  /**
   * Period of the readiness probe.
   *
   * @default Duration.seconds(15)
   */
  readonly readinessPeriod?: Duration;

  /**
   * Failure threshold of the readiness probe.
   *
   * @default 4
   */
  readonly readinessFailureThreshold?: number;

  /**
   * The agent's port for health and metrics; 0 disables probes.
   *
   * @default 15020
   */
  readonly statusPort?: number;

  /**
   * Lifecycle hooks of the proxy's container, in Kubernetes format.
   *
   * @default - a native sidecar drains before it stops
   */
  readonly lifecycle?: { [key: string]: any };

  /**
   * Whether applications start only after the proxy; always the case for native sidecars.
   *
   * @default false
   */
  readonly holdApplicationUntilProxyStarts?: boolean;

  /**
   * Path of the log of outlier ejections.
   *
   * @default - not logged
   */
  readonly outlierLogPath?: string;
}

/** The init container that sets up redirection. */
export interface ProxyInitOptions {
  /**
   * Image name, or a full image reference if it contains a slash.
   *
   * @default proxyv2
   */
  readonly image?: string;

  /**
   * Whether iptables rules are written regardless of existing ones.
   *
   * @default false
   */
  readonly forceApplyIptables?: boolean;
}

/** Settings of waypoints. */
export interface WaypointOptions {
  /**
   * Resource requests and limits, in Kubernetes format.
   *
   * @default - 100m CPU and 128 MiB requested, 2 CPUs and 1 GiB at most
   */
  readonly resources?: { [key: string]: any };

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
}

/** Pods of gateways that istiod injects or deploys. */
export interface GatewayPodOptions {
  /**
   * Security context of the pod, in Kubernetes format.
   *
   * @default - allows unprivileged users to bind low ports
   */
  readonly securityContext?: { [key: string]: any };

  /**
   * Seccomp profile, in Kubernetes format.
   *
   * @default - the runtime default
   */
  readonly seccompProfile?: { [key: string]: any };
}
