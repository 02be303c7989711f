import type { Duration } from 'cdk8s';
import type { ClientTls } from './client-tls';
import type { ConnectionSettings } from './connection-settings';
import type { ProxyImageType } from './proxy-config';
import type { ForwardClientCertDetails, ProxyHeaders } from './proxy-headers';
import type { ReadinessProbe } from './readiness-probe';
import type { RemoteService } from './remote-service';
import type { Json } from './render/json';
import { keyProvider, tracerAddress } from './render/mesh-proxy-config';
import type { CustomTag } from './tracing';

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

/** How a workload is called in traces. */
export enum TracingServiceName {
  /** By its label `app` and its namespace. */
  APP_LABEL_AND_NAMESPACE = 'APP_LABEL_AND_NAMESPACE',

  /** By its canonical name. */
  CANONICAL_NAME_ONLY = 'CANONICAL_NAME_ONLY',

  /** By its canonical name and its namespace. */
  CANONICAL_NAME_AND_NAMESPACE = 'CANONICAL_NAME_AND_NAMESPACE',
}

/** The tracing backend of proxies, outside the service registry. Extension providers are the newer way. */
export class Tracer {
  /** Zipkin, at `host:port`. */
  public static zipkin(address: string): Tracer {
    return new Tracer({ zipkin: { address: tracerAddress(address) } });
  }

  /** An agent of Datadog, at `host:port`; `$(HOST_IP)` is the node's address. */
  public static datadog(address: string): Tracer {
    return new Tracer({ datadog: { address: tracerAddress(address) } });
  }

  /** Google Cloud Trace. */
  public static stackdriver(): Tracer {
    return new Tracer({ stackdriver: {} });
  }

  private constructor(private readonly json: Json) {}

  /** @internal */
  public _render(): Json {
    return this.json;
  }
}

/** Traces of proxies. */
export interface ProxyTracing {
  /**
   * The backend; fields `zipkin`, `datadog`, `stackdriver`.
   *
   * @default - none; Telemetry says
   */
  readonly tracer?: Tracer;

  /**
   * How many requests are traced, in percent.
   *
   * @default 1
   */
  readonly sampling?: number;

  /**
   * The longest path in a span's URL tag.
   *
   * @default 256
   */
  readonly maxPathTagLength?: number;

  /**
   * Further tags, by name; all but those with a formatter.
   *
   * @default - none
   */
  readonly customTags?: { [key: string]: CustomTag };

  /**
   * How proxies speak TLS to the backend; field `tlsSettings`.
   *
   * @default - they don't
   */
  readonly tls?: ClientTls;

  /**
   * Add Istio's own tags.
   *
   * @default true
   */
  readonly enableIstioTags?: boolean;
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

/** Hardware that works with private keys. */
export class PrivateKeyProvider {
  /** Intel's CryptoMB. `pollDelay`: how long requests are gathered; `fallback`: do without where it is not there. */
  public static cryptoMb(pollDelay: Duration, fallback?: boolean): PrivateKeyProvider {
    return new PrivateKeyProvider({ cryptomb: keyProvider(pollDelay, fallback) });
  }

  /** Intel's QuickAssist. `pollDelay`: how long to wait for an answer; `fallback`: do without where it is not there. */
  public static qat(pollDelay: Duration, fallback?: boolean): PrivateKeyProvider {
    return new PrivateKeyProvider({ qat: keyProvider(pollDelay, fallback) });
  }

  private constructor(private readonly json: Json) {}

  /** @internal */
  public _render(): Json {
    return this.json;
  }
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
