import type { Duration } from 'cdk8s';
import type { ConnectionSettings } from './connection-settings';
import type { PrivateKeyProvider } from './private-key-provider';
import type { ProxyImageType } from './proxy-config';
import type { ForwardClientCertDetails, ProxyHeaders } from './proxy-headers';
import type { ProxyTracing, TracingServiceName } from './proxy-tracing';
import type { ReadinessProbe } from './readiness-probe';
import type { RemoteService } from './remote-service';

/** How traffic to a workload is redirected to its proxy. */
export enum InterceptionMode {
  /** By iptables; the source address is lost. */
  REDIRECT = 'REDIRECT',

  /** By iptables with the source address kept; the proxy needs NET_ADMIN. */
  TPROXY = 'TPROXY',

  /** Not at all. */
  NONE = 'NONE',
}

/** How proxies talk to the control plane. */
export enum ControlPlaneAuthPolicy {
  /** In plain text. */
  NONE = 'NONE',

  /** Over mutual TLS. */
  MUTUAL_TLS = 'MUTUAL_TLS',
}

/** What stands before gateways. */
export interface GatewayTopology {
  /**
   * How many trusted proxies are before a gateway; the client's address is so far from the right in `X-Forwarded-For`.
   *
   * @default 0
   */
  readonly numTrustedProxies?: number;

  /**
   * What gateways do with `X-Forwarded-Client-Cert`.
   *
   * @default ForwardClientCertDetails.SANITIZE_SET
   */
  readonly forwardClientCertDetails?: ForwardClientCertDetails;

  /**
   * Expect the PROXY protocol.
   *
   * @default false
   */
  readonly proxyProtocol?: boolean;
}

/** Statistics of Envoy that are kept beside Istio's own; the more, the more memory. */
export interface ProxyStatsMatcher {
  /**
   * Names that begin so.
   *
   * @default - none
   */
  readonly inclusionPrefixes?: string[];

  /**
   * Names that end so.
   *
   * @default - none
   */
  readonly inclusionSuffixes?: string[];

  /**
   * Names that match these RE2 expressions.
   *
   * @default - none
   */
  readonly inclusionRegexps?: string[];
}

/**
 * Settings of proxies: the mesh's defaults (`defaultConfig`), or those of a pod in its annotation `proxy.istio.io/config`. A change
 * needs a restart of the proxies.
 *
 * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#ProxyConfig
 */
export interface MeshProxyConfig {
  /**
   * The worker threads; 0 takes all cores of the machine, whatever the limits.
   *
   * @default - as CPU requests and limits say
   */
  readonly concurrency?: number;

  /**
   * Start the application when its proxy is ready.
   *
   * @default false
   */
  readonly holdApplicationUntilProxyStarts?: boolean;

  /**
   * How long open connections may end when a proxy is stopped.
   *
   * @default - 5 s
   */
  readonly terminationDrainDuration?: Duration;

  /**
   * How long connections are drained in a hot restart, in whole seconds.
   *
   * @default - 45 s
   */
  readonly drainDuration?: Duration;

  /**
   * Traces.
   *
   * @default - none; Telemetry says
   */
  readonly tracing?: ProxyTracing;

  /**
   * Environment variables of the proxy; those that begin with `ISTIO_META_` are told the control plane.
   *
   * @default - none
   */
  readonly proxyMetadata?: { [key: string]: string };

  /**
   * Values of Envoy's runtime; unsafe ones too.
   *
   * @default - none
   */
  readonly runtimeValues?: { [key: string]: string };

  /**
   * What stands before gateways.
   *
   * @default - nothing
   */
  readonly gatewayTopology?: GatewayTopology;

  /**
   * The headers that proxies add and change.
   *
   * @default - Istio's defaults
   */
  readonly proxyHeaders?: ProxyHeaders;

  /**
   * Statistics that are kept beside Istio's own.
   *
   * @default - none
   */
  readonly proxyStatsMatcher?: ProxyStatsMatcher;

  /**
   * Compress statistics on demand.
   *
   * @default true
   */
  readonly statsCompression?: boolean;

  /**
   * How a proxy treats the connections to it.
   *
   * @default - Istio's defaults
   */
  readonly connectionSettings?: ConnectionSettings;

  /**
   * The image; field `image.imageType`.
   *
   * @default - the default one
   */
  readonly image?: ProxyImageType;

  /**
   * How traffic to a workload is redirected to its proxy.
   *
   * @default InterceptionMode.REDIRECT
   */
  readonly interceptionMode?: InterceptionMode;

  /**
   * How it is found out that a workload on a virtual machine is ready.
   *
   * @default - it counts as ready
   */
  readonly readinessProbe?: ReadinessProbe;

  /**
   * Hardware that works with private keys.
   *
   * @default - none
   */
  readonly privateKeyProvider?: PrivateKeyProvider;

  /**
   * The service that access logs are sent to.
   *
   * @default - none
   */
  readonly envoyAccessLogService?: RemoteService;

  /**
   * The service that metrics are sent to.
   *
   * @default - none
   */
  readonly envoyMetricsService?: RemoteService;

  /**
   * The listener of statsd that metrics are sent to, `host:port`.
   *
   * @default - none
   */
  readonly statsdUdpAddress?: string;

  /**
   * The address of the control plane, `host:port`.
   *
   * @default - that of the install
   */
  readonly discoveryAddress?: string;

  /**
   * How the proxy talks to the control plane.
   *
   * @default ControlPlaneAuthPolicy.MUTUAL_TLS
   */
  readonly controlPlaneAuthPolicy?: ControlPlaneAuthPolicy;

  /**
   * Further root certificates of workloads, as PEM.
   *
   * @default - none
   */
  readonly caCertificatesPem?: string[];

  /**
   * The name of the mesh, in telemetry.
   *
   * @default - the trust domain
   */
  readonly meshId?: string;

  /**
   * The name of the workload, for traces; not beside `tracingServiceName`.
   *
   * @default - see `tracingServiceName`
   */
  readonly serviceCluster?: string;

  /**
   * How a workload is called in traces.
   *
   * @default TracingServiceName.APP_LABEL_AND_NAMESPACE
   */
  readonly tracingServiceName?: TracingServiceName;

  /**
   * The port of Envoy's administration.
   *
   * @default 15000
   */
  readonly proxyAdminPort?: number;

  /**
   * The port of the agent, for probes and metrics.
   *
   * @default 15020
   */
  readonly statusPort?: number;

  /**
   * The longest name in Envoy's statistics.
   *
   * @default 189
   */
  readonly statNameLength?: number;

  /**
   * How often logs are written, at least 1 ms.
   *
   * @default - 1 s
   */
  readonly fileFlushInterval?: Duration;

  /**
   * Logs are written once there is so much, in KiB.
   *
   * @default 64
   */
  readonly fileFlushMinSizeKb?: number;

  /**
   * The folder of the generated configuration.
   *
   * @default /etc/istio/proxy
   */
  readonly configPath?: string;

  /**
   * The proxy's program.
   *
   * @default /usr/local/bin/envoy
   */
  readonly binaryPath?: string;

  /**
   * A configuration of your own.
   *
   * @default - none
   */
  readonly customConfigFile?: string;

  /**
   * The template of the bootstrap configuration.
   *
   * @default - Istio's
   */
  readonly proxyBootstrapTemplatePath?: string;
}
