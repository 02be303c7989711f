import type { Duration } from 'cdk8s';
import type { ClientTls } from './client-tls';
import type { H2UpgradePolicy, TcpKeepalive } from './connection-pool';
import type { ExtensionProvider } from './extension-provider';
import type { HttpRetry } from './http-retry';
import type { LabelSelector } from './label-selector';
import type { LocalityLoadBalancing, ZoneAwareLoadBalancing } from './locality';
import type { CertificateAuthority, CertificateData } from './mesh-certificates';
import type { MeshProxyConfig } from './mesh-proxy-config';
import type { DefaultTrafficPolicy, InboundTrafficMode, MeshOutboundTrafficPolicy, MeshTls, PathNormalization } from './mesh-traffic';
import type { ServiceEntryVisibility, ServiceScopeConfig, ServiceSettings } from './mesh-visibility';
import type { IExtensionProvider } from './provider';
import type { ExportTo } from './visibility';

/** Which Ingress objects Istio serves. */
export enum IngressControllerMode {
  /** None. */
  OFF = 'OFF',

  /** Ingress objects of the configured class, and Ingress objects without any class. */
  DEFAULT = 'DEFAULT',

  /** Only Ingress objects of the configured class. */
  STRICT = 'STRICT',
}

/** The encoding of access logs. */
export enum AccessLogEncoding {
  /** Plain text lines. */
  TEXT = 'TEXT',

  /** JSON objects. */
  JSON = 'JSON',
}

/** The extension providers that apply if no Telemetry sets others. */
export interface DefaultProviders {
  /**
   * For traces.
   *
   * @default - none
   */
  readonly tracing?: IExtensionProvider[];

  /**
   * For metrics.
   *
   * @default - none
   */
  readonly metrics?: IExtensionProvider[];

  /**
   * For access logs.
   *
   * @default - none
   */
  readonly accessLogging?: IExtensionProvider[];
}

/** A source of configuration for istiod. */
export interface ConfigSource {
  /** Address of the source: `k8s://`, `fs:///path` or `xds://host:port`. */
  readonly address: string;

  /**
   * TLS settings of the connection to the source; field `tlsSettings`.
   *
   * @default - plaintext
   */
  readonly tls?: ClientTls;

  /**
   * Whether the source also provides services; field `subscribedResources: [SERVICE_REGISTRY]`.
   *
   * @default false
   */
  readonly serviceRegistry?: boolean;
}

/**
 * The mesh configuration, which istiod reads from its ConfigMap, under `mesh`.
 *
 * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig
 */
export interface MeshConfig {
  /**
   * Settings of proxies.
   *
   * @default - Istio's defaults
   */
  readonly defaultConfig?: MeshProxyConfig;

  /**
   * The trust domain of the workloads' identities.
   *
   * @default cluster.local
   */
  readonly trustDomain?: string;

  /**
   * Trust domains whose identities are treated as those of the mesh.
   *
   * @default - none
   */
  readonly trustDomainAliases?: string[];

  /**
   * The namespace whose objects apply to the whole mesh.
   *
   * @default - istiod's
   */
  readonly rootNamespace?: string;

  /**
   * Services that proxies integrate with.
   *
   * @default - Istio's own
   */
  readonly extensionProviders?: ExtensionProvider[];

  /**
   * The providers that apply if no Telemetry sets others.
   *
   * @default - none
   */
  readonly defaultProviders?: DefaultProviders;

  /**
   * How traffic to unknown destinations is handled.
   *
   * @default - allowed
   */
  readonly outboundTrafficPolicy?: MeshOutboundTrafficPolicy;

  /**
   * Where the proxy forwards inbound traffic in the pod; field `inboundTrafficPolicy.mode`.
   *
   * @default InboundTrafficMode.PASSTHROUGH
   */
  readonly inboundTrafficPolicy?: InboundTrafficMode;

  /**
   * Use mutual TLS automatically for destinations that support it.
   *
   * @default true
   */
  readonly enableAutoMtls?: boolean;

  /**
   * Settings of mutual TLS between workloads; field `meshMTLS`; `ecdhCurves` is not supported.
   *
   * @default - TLS 1.2 or later
   */
  readonly meshMtls?: MeshTls;

  /**
   * Settings of other TLS connections; `minProtocolVersion` has no effect.
   *
   * @default - Envoy's
   */
  readonly tlsDefaults?: MeshTls;

  /**
   * The namespaces that istiod watches: those that match any of these.
   *
   * @default - all
   */
  readonly discoverySelectors?: LabelSelector[];

  /**
   * Normalization of paths before policies and routes are evaluated; field `pathNormalization.normalization`.
   *
   * @default - BASE
   */
  readonly pathNormalization?: PathNormalization;

  /**
   * The retries of routes without a retry policy.
   *
   * @default - 2, on failures that are safe to repeat
   */
  readonly defaultHttpRetryPolicy?: HttpRetry;

  /**
   * Traffic policy of hosts without their own in a DestinationRule.
   *
   * @default - none
   */
  readonly defaultTrafficPolicy?: DefaultTrafficPolicy;

  /**
   * Default visibility of services.
   *
   * @default - all namespaces
   */
  readonly defaultServiceExportTo?: ExportTo[];

  /**
   * Default visibility of VirtualServices.
   *
   * @default - all namespaces
   */
  readonly defaultVirtualServiceExportTo?: ExportTo[];

  /**
   * Default visibility of DestinationRules.
   *
   * @default - all namespaces
   */
  readonly defaultDestinationRuleExportTo?: ExportTo[];

  /**
   * Visibility of ServiceEntries.
   *
   * @default - all namespaces
   */
  readonly serviceEntryVisibility?: ServiceEntryVisibility;

  /**
   * Settings of services.
   *
   * @default - none
   */
  readonly serviceSettings?: ServiceSettings[];

  /**
   * The clusters from which services can be reached, in multi-cluster ambient mode.
   *
   * @default - their own cluster
   */
  readonly serviceScopeConfigs?: ServiceScopeConfig[];

  /**
   * Locality load balancing; field `localityLbSetting`.
   *
   * @default - the caller's own first
   */
  readonly localityLb?: LocalityLoadBalancing;

  /**
   * Zone-aware load balancing, which takes precedence over `localityLb`; field `zoneAwareLbSetting`.
   *
   * @default - off
   */
  readonly zoneAwareLb?: ZoneAwareLoadBalancing;

  /**
   * Enable tracing.
   *
   * @default false
   */
  readonly enableTracing?: boolean;

  /**
   * The file of access logs, such as `/dev/stdout`; empty for none.
   *
   * @default - none
   */
  readonly accessLogFile?: string;

  /**
   * The format of access logs, with Envoy's `%…%` operators.
   *
   * @default - Istio's
   */
  readonly accessLogFormat?: string;

  /**
   * The encoding of access logs.
   *
   * @default AccessLogEncoding.TEXT
   */
  readonly accessLogEncoding?: AccessLogEncoding;

  /**
   * Send access logs to the service of `defaultConfig.envoyAccessLogService`.
   *
   * @default false
   */
  readonly enableEnvoyAccessLogService?: boolean;

  /**
   * Do not log connections that match no listener.
   *
   * @default false
   */
  readonly disableEnvoyListenerLog?: boolean;

  /**
   * Merge the metrics of the application and the proxy.
   *
   * @default true
   */
  readonly enablePrometheusMerge?: boolean;

  /**
   * The pattern of statistic names of inbound traffic, with placeholders such as `%SERVICE%`.
   *
   * @default - `inbound…`
   */
  readonly inboundClusterStatName?: string;

  /**
   * The pattern of statistic names of outbound traffic, with placeholders such as `%SERVICE%`.
   *
   * @default - `outbound…`
   */
  readonly outboundClusterStatName?: string;

  /**
   * Connection timeout, from 1 ms to 30 s.
   *
   * @default - 10 s
   */
  readonly connectTimeout?: Duration;

  /**
   * Idle timeout of HBONE tunnels in ambient mode.
   *
   * @default - 1 h
   */
  readonly hboneIdleTimeout?: Duration;

  /**
   * How long protocol detection waits for the first bytes; zero disables the timeout, which is safest.
   *
   * @default - zero
   */
  readonly protocolDetectionTimeout?: Duration;

  /**
   * The interval at which DNS names are resolved; at least 1 ms.
   *
   * @default - 60 s
   */
  readonly dnsRefreshRate?: Duration;

  /**
   * Probes of idle connections.
   *
   * @default - none
   */
  readonly tcpKeepalive?: TcpKeepalive;

  /**
   * Whether HTTP/1.1 connections are upgraded to HTTP/2; not DEFAULT.
   *
   * @default H2UpgradePolicy.DO_NOT_UPGRADE
   */
  readonly h2UpgradePolicy?: H2UpgradePolicy;

  /**
   * The port of proxies for outbound traffic.
   *
   * @default 15001
   */
  readonly proxyListenPort?: number;

  /**
   * The port of proxies for inbound traffic.
   *
   * @default 15006
   */
  readonly proxyInboundListenPort?: number;

  /**
   * A port on which proxies act as an HTTP proxy.
   *
   * @default - none
   */
  readonly proxyHttpPort?: number;

  /**
   * Which Ingress objects Istio serves.
   *
   * @default IngressControllerMode.STRICT
   */
  readonly ingressControllerMode?: IngressControllerMode;

  /**
   * The class of the Ingress objects that istiod reads.
   *
   * @default istio
   */
  readonly ingressClass?: string;

  /**
   * The Service of the gateway that serves Ingress objects.
   *
   * @default istio-ingressgateway
   */
  readonly ingressService?: string;

  /**
   * The value of that gateway's label `istio`.
   *
   * @default ingressgateway
   */
  readonly ingressSelector?: string;

  /**
   * An external CA that signs workload certificates.
   *
   * @default - istiod signs
   */
  readonly ca?: CertificateAuthority;

  /**
   * Further root certificates of workloads.
   *
   * @default - none
   */
  readonly caCertificates?: CertificateData[];

  /**
   * Sources of configuration for istiod.
   *
   * @default - the API server of its cluster
   */
  readonly configSources?: ConfigSource[];
}
