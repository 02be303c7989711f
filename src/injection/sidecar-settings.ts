import type { Duration } from 'cdk8s';
import type { InterceptionMode, MeshProxyConfig } from '../istio/mesh-proxy-config';
import type { ProxyImageType } from '../istio/proxy-config';
import type { ContainerResources } from '../workload/resources';

/** Which of a pod's traffic goes through its proxy. */
export interface TrafficCapture {
  /**
   * Only what leaves for these ranges is intercepted, as CIDR; `*` stands for all.
   *
   * @default - as the install says: all
   */
  readonly includeOutboundIpRanges?: string[];
  /**
   * What leaves for these ranges is not intercepted, as CIDR.
   *
   * @default - as the install says: none
   */
  readonly excludeOutboundIpRanges?: string[];
  /**
   * What leaves for these ports is intercepted in any case.
   *
   * @default - as the install says: none
   */
  readonly includeOutboundPorts?: number[];
  /**
   * What leaves for these ports is not intercepted.
   *
   * @default - as the install says: none
   */
  readonly excludeOutboundPorts?: number[];
  /**
   * Only what comes in at these ports is intercepted; none, for an empty list.
   *
   * @default - as the install says: all
   */
  readonly includeInboundPorts?: number[];
  /**
   * What comes in at these ports is not intercepted. It means something only where all ports are intercepted else.
   *
   * @default - as the install says: none
   */
  readonly excludeInboundPorts?: number[];
  /**
   * Network interfaces of the pod whose traffic is not intercepted.
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

/** When a proxy counts as ready. */
export interface ProxyReadiness {
  /**
   * Time until it is first asked; whole seconds.
   *
   * @default - as the install says: none
   */
  readonly initialDelay?: Duration;
  /**
   * How often it is asked; whole seconds.
   *
   * @default - as the install says: 15 s
   */
  readonly period?: Duration;
  /**
   * How often it may fail in a row.
   *
   * @default - as the install says: 4
   */
  readonly failureThreshold?: number;
}

/** Where an application's metrics are. */
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

/** How metrics of a pod are collected. */
export interface PodMetrics {
  /**
   * Whether the proxy serves the application's metrics with its own, at one address.
   *
   * @default - as the mesh says: true
   */
  readonly merge?: boolean;
  /**
   * Where the application has metrics, when `prometheus.io/port` of the pod doesn't say enough.
   *
   * @default - as the pod's own annotations say
   */
  readonly targets?: ScrapeTarget[];
  /**
   * Port where the merged metrics are served over mutual TLS.
   *
   * @default - none
   */
  readonly securePort?: number;
}

/** What proxies keep of their statistics. */
export interface ProxyStatistics {
  /**
   * How often statistics are handed on; at least 1 ms.
   *
   * @default - Envoy's, 5 s
   */
  readonly flushInterval?: Duration;
  /**
   * How often statistics that nobody used are thrown away; a multiple of the flush interval.
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

/** What a trace says of a service, instead of what is known of its pods. */
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
 * What the proxy of one workload's pods does otherwise than the mesh's others. It holds for proxies that the webhook injects, and for
 * those that `mesh.inject` adds.
 *
 * @see https://istio.io/latest/docs/reference/config/annotations/
 */
export interface SidecarSettings {
  /**
   * Whether pods get a proxy, whatever their namespace says.
   *
   * @default - as the namespace says
   */
  readonly inject?: boolean;
  /**
   * Revision, or revision tag, of the control plane that injects.
   *
   * @default - as the namespace says
   */
  readonly revision?: string;
  /**
   * Injection templates, in their order: `sidecar`, `gateway`, `grpc-agent`, `grpc-simple`, or templates of the install.
   *
   * @default - as the install says: `sidecar`
   */
  readonly templates?: string[];
  /**
   * Whether the proxy is a native sidecar, which starts before and stops after all containers, or one container among others.
   *
   * @default - native where every node has Kubernetes 1.33 or later
   */
  readonly native?: boolean;
  /**
   * Image of the proxy, with its registry.
   *
   * @default - the install's
   */
  readonly image?: string;
  /**
   * What is in the image beside the proxy.
   *
   * @default - as the install says
   */
  readonly imageType?: ProxyImageType;
  /**
   * Processor and memory of the proxy. They replace the install's altogether.
   *
   * @default - as the install says
   */
  readonly resources?: ContainerResources;
  /**
   * Level of Envoy's log: `trace`, `debug`, `info`, `warning`, `error`, `critical` or `off`.
   *
   * @default - as the install says: warning
   */
  readonly logLevel?: string;
  /**
   * Levels of Envoy's components, by their names.
   *
   * @default - as the install says: `misc` at error
   */
  readonly componentLogLevels?: { readonly [component: string]: string };
  /**
   * Level of the agent's log; `default:debug`, or several `SCOPE:LEVEL` with commas between them.
   *
   * @default - as the install says: default:info
   */
  readonly agentLogLevel?: string;
  /**
   * How traffic gets to the proxy.
   *
   * @default - as the mesh says: REDIRECT
   */
  readonly interceptionMode?: InterceptionMode;
  /**
   * Which traffic goes through the proxy.
   *
   * @default - as the install says: all
   */
  readonly traffic?: TrafficCapture;
  /**
   * Whether the proxy may listen at ports below 1024; it runs as root then.
   *
   * @default - as the install says: false
   */
  readonly bindLowPorts?: boolean;
  /**
   * Whether kubelet asks the agent instead of the application, whose ports are intercepted.
   *
   * @default - as the install says: true
   */
  readonly rewriteProbes?: boolean;
  /**
   * Port where the agent answers probes; 0 for none, and no probes of the proxy.
   *
   * @default - as the install says: 15020
   */
  readonly statusPort?: number;
  /**
   * When the proxy counts as ready.
   *
   * @default - as the install says
   */
  readonly readiness?: ProxyReadiness;
  /**
   * Everything else that a proxy is told, over what the mesh tells all of them.
   *
   * @default - as the mesh says
   */
  readonly proxyConfig?: MeshProxyConfig;
  /**
   * How metrics are collected.
   *
   * @default - as the mesh and the pod's own annotations say
   */
  readonly metrics?: PodMetrics;
  /**
   * What the proxy keeps of its statistics.
   *
   * @default - Envoy's and the mesh's
   */
  readonly statistics?: ProxyStatistics;
  /**
   * Environment of the Datadog tracer, where the install traces with it.
   *
   * @default - none
   */
  readonly datadogEnv?: { readonly [name: string]: string };
  /**
   * Which container `kubectl exec` and `kubectl logs` mean when none is named.
   *
   * @default - the first that isn't the proxy
   */
  readonly defaultContainer?: string;
  /**
   * What traces say of the service.
   *
   * @default - what is known of the pods
   */
  readonly traces?: TraceAttributes;
  /**
   * ConfigMap, of the pods' namespace, whose `custom_bootstrap.json` is put over Envoy's bootstrap.
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
   * Where the proxy has volumes, by the volume's name, as in a container.
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
   * Network that the pods are in; label `topology.istio.io/network`.
   *
   * @default - the install's
   */
  readonly network?: string;
  /**
   * Whether other proxies use mutual TLS with these pods by themselves.
   *
   * @default true
   */
  readonly offersMutualTls?: boolean;
}
