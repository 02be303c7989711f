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

/** Which Ingress objects the mesh serves. */
export enum IngressControllerMode {
  /** None. */
  OFF = 'OFF',

  /** Those of its class, and those without any. */
  DEFAULT = 'DEFAULT',

  /** Those of its class. */
  STRICT = 'STRICT',
}

/** The form of access logs. */
export enum AccessLogEncoding {
  /** Lines of text. */
  TEXT = 'TEXT',

  /** Objects of JSON. */
  JSON = 'JSON',
}

/** The extension providers that hold where no Telemetry names others. */
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
  /** Its address: `k8s://`, `fs:///path` or `xds://host:port`. */
  readonly address: string;

  /**
   * How it is spoken to; field `tlsSettings`.
   *
   * @default - in plain text
   */
  readonly tls?: ClientTls;

  /**
   * Does it give services too? Field `subscribedResources: [SERVICE_REGISTRY]`.
   *
   * @default false
   */
  readonly serviceRegistry?: boolean;
}

/**
 * The settings of a mesh: what istiod reads from its ConfigMap, under `mesh`.
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
   * Trust domains whose identities count as the mesh's own.
   *
   * @default - none
   */
  readonly trustDomainAliases?: string[];

  /**
   * The namespace whose objects hold for the whole mesh.
   *
   * @default - istiod's
   */
  readonly rootNamespace?: string;

  /**
   * Services that proxies work with.
   *
   * @default - Istio's own
   */
  readonly extensionProviders?: ExtensionProvider[];

  /**
   * The providers that hold where no Telemetry names others.
   *
   * @default - none
   */
  readonly defaultProviders?: DefaultProviders;

  /**
   * What happens to traffic to unknown destinations.
   *
   * @default - it goes on
   */
  readonly outboundTrafficPolicy?: MeshOutboundTrafficPolicy;

  /**
   * Where traffic to a workload goes in its pod; field `inboundTrafficPolicy.mode`.
   *
   * @default InboundTrafficMode.PASSTHROUGH
   */
  readonly inboundTrafficPolicy?: InboundTrafficMode;

  /**
   * Choose mutual TLS for each destination that can speak it.
   *
   * @default true
   */
  readonly enableAutoMtls?: boolean;

  /**
   * The mutual TLS between workloads; field `meshMTLS`; takes no curves.
   *
   * @default - TLS 1.2 at least
   */
  readonly meshMtls?: MeshTls;

  /**
   * The TLS of everything else; its lowest version has no effect.
   *
   * @default - Envoy's
   */
  readonly tlsDefaults?: MeshTls;

  /**
   * The namespaces that istiod looks at: any of these.
   *
   * @default - all
   */
  readonly discoverySelectors?: LabelSelector[];

  /**
   * What is done to paths before policies and routes see them; field `pathNormalization.normalization`.
   *
   * @default - as BASE
   */
  readonly pathNormalization?: PathNormalization;

  /**
   * The retries of routes that say nothing.
   *
   * @default - 2, on failures that are safe to repeat
   */
  readonly defaultHttpRetryPolicy?: HttpRetry;

  /**
   * What holds for every host that no DestinationRule says otherwise of.
   *
   * @default - none
   */
  readonly defaultTrafficPolicy?: DefaultTrafficPolicy;

  /**
   * Who can see services that don't say.
   *
   * @default - everybody
   */
  readonly defaultServiceExportTo?: ExportTo[];

  /**
   * Who can see VirtualService objects that don't say.
   *
   * @default - everybody
   */
  readonly defaultVirtualServiceExportTo?: ExportTo[];

  /**
   * Who can see DestinationRule objects that don't say.
   *
   * @default - everybody
   */
  readonly defaultDestinationRuleExportTo?: ExportTo[];

  /**
   * Who can see ServiceEntry objects.
   *
   * @default - everybody
   */
  readonly serviceEntryVisibility?: ServiceEntryVisibility;

  /**
   * Settings of services.
   *
   * @default - none
   */
  readonly serviceSettings?: ServiceSettings[];

  /**
   * From where services can be reached, in ambient mode over several clusters.
   *
   * @default - from their own cluster
   */
  readonly serviceScopeConfigs?: ServiceScopeConfig[];

  /**
   * How requests are spread over localities; field `localityLbSetting`.
   *
   * @default - the caller's own first
   */
  readonly localityLb?: LocalityLoadBalancing;

  /**
   * Zone-aware spreading, before `localityLb`; field `zoneAwareLbSetting`.
   *
   * @default - off
   */
  readonly zoneAwareLb?: ZoneAwareLoadBalancing;

  /**
   * Make trace spans.
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
   * The form of access logs.
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
   * Don't log connections that no listener takes.
   *
   * @default false
   */
  readonly disableEnvoyListenerLog?: boolean;

  /**
   * Serve the metrics of application and proxy together.
   *
   * @default true
   */
  readonly enablePrometheusMerge?: boolean;

  /**
   * The names of statistics of traffic to workloads, with `%SERVICE%` and the like.
   *
   * @default - `inbound…`
   */
  readonly inboundClusterStatName?: string;

  /**
   * The names of statistics of traffic from workloads, with `%SERVICE%` and the like.
   *
   * @default - `outbound…`
   */
  readonly outboundClusterStatName?: string;

  /**
   * The time to make a connection, from 1 ms to 30 s.
   *
   * @default - 10 s
   */
  readonly connectTimeout?: Duration;

  /**
   * How long a tunnel of ambient mode may rest.
   *
   * @default - 1 h
   */
  readonly hboneIdleTimeout?: Duration;

  /**
   * How long to wait for the first bytes when the protocol is found out; zero for as long as it takes, which is safest.
   *
   * @default - zero
   */
  readonly protocolDetectionTimeout?: Duration;

  /**
   * How often DNS names are looked up, at least 1 ms.
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
   * Are HTTP/1.1 connections made HTTP/2? Not DEFAULT.
   *
   * @default H2UpgradePolicy.DO_NOT_UPGRADE
   */
  readonly h2UpgradePolicy?: H2UpgradePolicy;

  /**
   * The port of proxies for traffic from workloads.
   *
   * @default 15001
   */
  readonly proxyListenPort?: number;

  /**
   * The port of proxies for traffic to workloads.
   *
   * @default 15006
   */
  readonly proxyInboundListenPort?: number;

  /**
   * A port of proxies that takes requests as an HTTP proxy.
   *
   * @default - none
   */
  readonly proxyHttpPort?: number;

  /**
   * Which Ingress objects the mesh serves.
   *
   * @default IngressControllerMode.STRICT
   */
  readonly ingressControllerMode?: IngressControllerMode;

  /**
   * The class of those Ingress objects.
   *
   * @default istio
   */
  readonly ingressClass?: string;

  /**
   * The service of the gateway that serves them.
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
   * An authority outside that signs the workloads' certificates.
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
