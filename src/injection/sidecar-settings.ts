import type { Duration } from 'cdk8s';
import type { InterceptionMode, MeshProxyConfig } from '../istio/api/mesh-proxy-config';
import type { ProxyImageType } from '../istio/api/proxy-config';
import type { ContainerResources } from '../workload/resources';

/** Which traffic of a pod is redirected to its proxy. */
export interface TrafficCapture {
  /**
   * Outbound CIDR ranges that are redirected; `*` redirects all.
   *
   * @default - the installation's setting: all
   */
  readonly includeOutboundIpRanges?: string[];
  /**
   * Outbound CIDR ranges that are not redirected.
   *
   * @default - the installation's setting: none
   */
  readonly excludeOutboundIpRanges?: string[];
  /**
   * Outbound ports that are always redirected. @default - the installation's setting: none
   */
  readonly includeOutboundPorts?: number[];
  /**
   * Outbound ports that are not redirected.
   *
   * @default - the installation's setting: none
   */
  readonly excludeOutboundPorts?: number[];
  /**
   * Inbound ports that are redirected; an empty list redirects none.
   *
   * @default - the installation's setting: all
   */
  readonly includeInboundPorts?: number[];
  /**
   * Inbound ports that are not redirected. Only has an effect if all other ports are redirected. @default - the installation's setting: none
   */
  readonly excludeInboundPorts?: number[];
  /**
   * Network interfaces of the pod whose traffic is not redirected.
   *
   * @default - none
   */
  readonly excludeInterfaces?: string[];
  /**
   * Virtual interfaces, of virtual machines or containers in the pod, whose traffic counts as outbound.
   *
   * @default - none
   */
  readonly rerouteVirtualInterfaces?: string[];
}

/** Readiness of a proxy. */
export interface ProxyReadiness {
  /**
   * Delay before the first probe; whole seconds.
   *
   * @default - the installation's setting: none
   */
  readonly initialDelay?: Duration;
  /**
   * Interval between probes; whole seconds.
   *
   * @default - the installation's setting: 15 s
   */
  readonly period?: Duration;
  /**
   * Failures in a row before the proxy counts as not ready.
   *
   * @default - the installation's setting: 4
   */
  readonly failureThreshold?: number;
}

/** An application's metrics endpoint. */
export interface ScrapeTarget {
  /** Port. */
  readonly port: number;
  /**
   * Path.
   *
   * @default /metrics
   */
  readonly path?: string;
}

/** Metrics collection of a pod. */
export interface PodMetrics {
  /**
   * Whether the proxy serves the application's metrics with its own, at one address.
   *
   * @default - the mesh's setting: true
   */
  readonly merge?: boolean;
  /**
   * Metrics endpoints of the application, if the pod's `prometheus.io/port` is not enough. @default - from the pod's own annotations
   */
  readonly targets?: ScrapeTarget[];
  /**
   * Port for the merged metrics over mutual TLS.
   *
   * @default - none
   */
  readonly securePort?: number;
}

/** Statistics settings of a proxy. */
export interface ProxyStatistics {
  /**
   * How often statistics are flushed; at least 1 ms.
   *
   * @default - Envoy's, 5 s
   */
  readonly flushInterval?: Duration;
  /**
   * How often unused statistics are evicted; a multiple of the flush interval.
   *
   * @default - never
   */
  readonly evictionInterval?: Duration;
  /**
   * Bounds of the buckets of histograms, by the prefix of their names.
   *
   * @default - Envoy's
   */
  readonly histogramBuckets?: { readonly [prefix: string]: number[] };
}

/** Attributes of a service in traces, instead of those derived from its pods. */
export interface TraceAttributes {
  /**
   * The `service.namespace`.
   *
   * @default - the pod's namespace
   */
  readonly serviceNamespace?: string;
  /**
   * The `service.version`.
   *
   * @default - the label `app.kubernetes.io/version`, or the tag of the image
   */
  readonly serviceVersion?: string;
  /**
   * The `service.instance.id`.
   *
   * @default - namespace, pod and container
   */
  readonly serviceInstanceId?: string;
}

/**
 * Sidecar settings of one workload that differ from the mesh's. They apply to proxies that the webhook injects, and to those that `mesh.inject` adds.
 *
 * @see https://istio.io/latest/docs/reference/config/annotations/
 */
export interface SidecarSettings {
  /**
   * Whether pods get a proxy, whatever their namespace says.
   *
   * @default - the namespace's setting
   */
  readonly inject?: boolean;
  /**
   * Revision, or revision tag, of the control plane that injects.
   *
   * @default - the namespace's setting
   */
  readonly revision?: string;
  /**
   * Injection templates, in their order: `sidecar`, `gateway`, `grpc-agent`, `grpc-simple`, or custom templates of the installation. @default - the
   * installation's setting: `sidecar`
   */
  readonly templates?: string[];
  /**
   * Whether the proxy is a native sidecar, which starts before and stops after all containers, or a regular container. @default - native if every node has
   * Kubernetes 1.33 or later
   */
  readonly native?: boolean;
  /**
   * Image of the proxy, with its registry.
   *
   * @default - the value of the installation
   */
  readonly image?: string;
  /**
   * Type of the proxy image.
   *
   * @default - the installation's setting
   */
  readonly imageType?: ProxyImageType;
  /**
   * CPU and memory of the proxy. They replace the installation's completely. @default - the installation's setting
   */
  readonly resources?: ContainerResources;
  /**
   * Level of Envoy's log: `trace`, `debug`, `info`, `warning`, `error`, `critical` or `off`.
   *
   * @default - the installation's setting: warning
   */
  readonly logLevel?: string;
  /**
   * Levels of Envoy's components, by their names.
   *
   * @default - the installation's setting: `misc` at error
   */
  readonly componentLogLevels?: { readonly [component: string]: string };
  /**
   * Level of the agent's log; `default:debug`, or several `SCOPE:LEVEL` with commas between them.
   *
   * @default - the installation's setting: default:info
   */
  readonly agentLogLevel?: string;
  /**
   * How traffic is redirected to the proxy.
   *
   * @default - the mesh's setting: REDIRECT
   */
  readonly interceptionMode?: InterceptionMode;
  /**
   * Which traffic goes through the proxy.
   *
   * @default - the installation's setting: all
   */
  readonly traffic?: TrafficCapture;
  /**
   * Whether the proxy may listen on ports below 1024; it then runs as root. @default - the installation's setting: false
   */
  readonly bindLowPorts?: boolean;
  /**
   * Whether kubelet probes go to the agent instead of the application, whose ports are intercepted. @default - the installation's setting: true
   */
  readonly rewriteProbes?: boolean;
  /**
   * Port on which the agent answers probes; 0 disables it, and the probes of the proxy. @default - the installation's setting: 15020
   */
  readonly statusPort?: number;
  /**
   * Readiness of the proxy. @default - the installation's setting
   */
  readonly readiness?: ProxyReadiness;
  /**
   * Other proxy configuration, which overrides the mesh's.
   *
   * @default - the mesh's setting
   */
  readonly proxyConfig?: MeshProxyConfig;
  /**
   * Metrics collection. @default - from the mesh and the pod's own annotations
   */
  readonly metrics?: PodMetrics;
  /**
   * Statistics of the proxy.
   *
   * @default - Envoy's and the mesh's
   */
  readonly statistics?: ProxyStatistics;
  /**
   * Environment of the Datadog tracer, if the installation uses it.
   *
   * @default - none
   */
  readonly datadogEnv?: { readonly [name: string]: string };
  /**
   * Default container of `kubectl exec` and `kubectl logs`.
   *
   * @default - the first that isn't the proxy
   */
  readonly defaultContainer?: string;
  /**
   * Attributes of the service in traces.
   *
   * @default - derived from the pods
   */
  readonly traces?: TraceAttributes;
  /**
   * ConfigMap in the pods' namespace whose `custom_bootstrap.json` overrides Envoy's bootstrap.
   *
   * @default - none
   */
  readonly bootstrapOverride?: string;
  /**
   * Volumes for the proxy, by name, as in a pod.
   *
   * @default - none
   */
  readonly volumes?: { readonly [name: string]: any };
  /**
   * Volume mounts of the proxy, by volume name, as in a container.
   *
   * @default - none
   */
  readonly volumeMounts?: { readonly [name: string]: any };
  /**
   * Name of the service in metrics and traces; label `service.istio.io/canonical-name`.
   *
   * @default - label `app.kubernetes.io/name`, or `app`, or the workload's name
   */
  readonly canonicalName?: string;
  /**
   * Revision of the service in metrics and traces; label `service.istio.io/canonical-revision`.
   *
   * @default - label `app.kubernetes.io/version`, or `version`, or latest
   */
  readonly canonicalRevision?: string;
  /**
   * Name of the workload in metrics and traces; label `service.istio.io/workload-name`.
   *
   * @default - the workload's name
   */
  readonly workloadName?: string;
  /**
   * Network of the pods; label `topology.istio.io/network`.
   *
   * @default - the value of the installation
   */
  readonly network?: string;
  /**
   * Whether other proxies use mutual TLS with these pods automatically.
   *
   * @default true
   */
  readonly offersMutualTls?: boolean;
}
