import type { Duration } from 'cdk8s';
import type { ConnectionSettings } from './connection-settings';
import type { PrivateKeyProvider } from './private-key-provider';
import type { ProxyImageType } from './proxy-config';
import type { ForwardClientCertDetails, ProxyHeaders } from './proxy-headers';
import type { ProxyTracing, TracingServiceName } from './proxy-tracing';
import type { ReadinessProbe } from './readiness-probe';
import type { RemoteService } from './remote-service';

/** How inbound traffic is redirected to the proxy. */
export enum InterceptionMode {
  /** iptables REDIRECT; the source address is lost. */
  REDIRECT = 'REDIRECT',

  /** iptables TPROXY, which keeps the source address; the proxy needs NET_ADMIN. */
  TPROXY = 'TPROXY',

  /** No redirection. */
  NONE = 'NONE',
}

/** How proxies connect to the control plane. */
export enum ControlPlaneAuthPolicy {
  /** In plaintext. */
  NONE = 'NONE',

  /** Over mutual TLS. */
  MUTUAL_TLS = 'MUTUAL_TLS',
}

/** The proxies in front of gateways. */
export interface GatewayTopology {
  /**
   * The number of trusted proxies in front of a gateway, which determines the client's address in `X-Forwarded-For`.
   *
   * @default 0
   */
  readonly numTrustedProxies?: number;

  /**
   * How gateways handle `X-Forwarded-Client-Cert`.
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

/** Envoy statistics to keep in addition to Istio's own; each uses memory. */
export interface ProxyStatsMatcher {
  /**
   * Name prefixes.
   *
   * @default - none
   */
  readonly inclusionPrefixes?: string[];

  /**
   * Name suffixes.
   *
   * @default - none
   */
  readonly inclusionSuffixes?: string[];

  /**
   * RE2 expressions of names.
   *
   * @default - none
   */
  readonly inclusionRegexps?: string[];
}

/**
 * Proxy settings: the mesh's defaults (`defaultConfig`), or those of a pod in its annotation `proxy.istio.io/config`. A change
 * needs a restart of the proxies.
 *
 * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#ProxyConfig
 */
export interface MeshProxyConfig {
  /**
   * The number of worker threads; 0 uses all cores of the node, regardless of limits.
   *
   * @default - derived from CPU requests and limits
   */
  readonly concurrency?: number;

  /**
   * Delay the start of the application until the proxy is ready.
   *
   * @default false
   */
  readonly holdApplicationUntilProxyStarts?: boolean;

  /**
   * How long a proxy that is stopped waits for open connections.
   *
   * @default - 5 s
   */
  readonly terminationDrainDuration?: Duration;

  /**
   * How long connections are drained during a hot restart, in whole seconds.
   *
   * @default - 45 s
   */
  readonly drainDuration?: Duration;

  /**
   * Traces.
   *
   * @default - none; see Telemetry
   */
  readonly tracing?: ProxyTracing;

  /**
   * Environment variables of the proxy; those that begin with `ISTIO_META_` are sent to the control plane as node metadata.
   *
   * @default - none
   */
  readonly proxyMetadata?: { [key: string]: string };

  /**
   * Values of Envoy's runtime, including unsafe ones.
   *
   * @default - none
   */
  readonly runtimeValues?: { [key: string]: string };

  /**
   * The proxies in front of gateways.
   *
   * @default - none
   */
  readonly gatewayTopology?: GatewayTopology;

  /**
   * The headers that proxies add and modify.
   *
   * @default - Istio's defaults
   */
  readonly proxyHeaders?: ProxyHeaders;

  /**
   * Envoy statistics to keep in addition to Istio's own.
   *
   * @default - none
   */
  readonly proxyStatsMatcher?: ProxyStatsMatcher;

  /**
   * Compress statistics if the client requests it.
   *
   * @default true
   */
  readonly statsCompression?: boolean;

  /**
   * Settings of the connections to a proxy.
   *
   * @default - Istio's defaults
   */
  readonly connectionSettings?: ConnectionSettings;

  /**
   * The image; field `image.imageType`.
   *
   * @default - the default image
   */
  readonly image?: ProxyImageType;

  /**
   * How inbound traffic is redirected to the proxy.
   *
   * @default InterceptionMode.REDIRECT
   */
  readonly interceptionMode?: InterceptionMode;

  /**
   * Readiness probe of a workload on a VM.
   *
   * @default - considered ready
   */
  readonly readinessProbe?: ReadinessProbe;

  /**
   * Hardware acceleration of private key operations.
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
   * The address of a statsd listener for metrics, `host:port`.
   *
   * @default - none
   */
  readonly statsdUdpAddress?: string;

  /**
   * The address of the control plane, `host:port`.
   *
   * @default - the setting of the installation
   */
  readonly discoveryAddress?: string;

  /**
   * How the proxy connects to the control plane.
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
   * The name of the mesh in telemetry.
   *
   * @default - the trust domain
   */
  readonly meshId?: string;

  /**
   * The name of the workload in traces; can't be combined with `tracingServiceName`.
   *
   * @default - see `tracingServiceName`
   */
  readonly serviceCluster?: string;

  /**
   * The name of a workload in traces.
   *
   * @default TracingServiceName.APP_LABEL_AND_NAMESPACE
   */
  readonly tracingServiceName?: TracingServiceName;

  /**
   * The port of Envoy's admin interface.
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
   * Maximum length of names in Envoy's statistics.
   *
   * @default 189
   */
  readonly statNameLength?: number;

  /**
   * The interval at which logs are flushed; at least 1 ms.
   *
   * @default - 1 s
   */
  readonly fileFlushInterval?: Duration;

  /**
   * The buffer size at which logs are flushed, in KiB.
   *
   * @default 64
   */
  readonly fileFlushMinSizeKb?: number;

  /**
   * The directory of the generated configuration.
   *
   * @default /etc/istio/proxy
   */
  readonly configPath?: string;

  /**
   * Path of the proxy's binary.
   *
   * @default /usr/local/bin/envoy
   */
  readonly binaryPath?: string;

  /**
   * Path of a custom configuration.
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
