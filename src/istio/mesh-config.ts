import type { Duration } from 'cdk8s';
import type { ClientTls } from './client-tls';
import type { ConnectionPool, H2UpgradePolicy, TcpKeepalive } from './connection-pool';
import type { ExtensionProvider } from './extension-provider';
import type { HttpRetry } from './http-retry';
import type { LabelSelector } from './label-selector';
import type { LocalityLoadBalancing, ZoneAwareLoadBalancing } from './locality';
import type { MeshNetworks } from './mesh-networks';
import type { MeshProxyConfig } from './mesh-proxy-config';
import type { OutlierDetection } from './outlier-detection';
import type { IExtensionProvider } from './provider';
import { anyNonEmpty } from './render/check';
import type { Json } from './render/json';
import { certificateScope, meshConfig } from './render/mesh-config';
import { meshNetworks } from './render/mesh-networks';
import { meshProxyConfig } from './render/mesh-proxy-config';
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

/** What happens to traffic to destinations that the mesh does not know. */
export enum MeshOutboundTrafficMode {
  /** It is refused; a help against mistakes, no firewall. */
  REGISTRY_ONLY = 'REGISTRY_ONLY',

  /** It goes on. */
  ALLOW_ANY = 'ALLOW_ANY',

  /** It goes on to the host that it names, resolved by the proxy. */
  ALLOW_ANY_DYNAMIC_DNS = 'ALLOW_ANY_DYNAMIC_DNS',
}

/** What happens to traffic to destinations that the mesh does not know. */
export interface MeshOutboundTrafficPolicy {
  /** Refuse it or let it go on. */
  readonly mode: MeshOutboundTrafficMode;

  /**
   * How proxies speak TLS to such destinations, with ALLOW_ANY_DYNAMIC_DNS.
   *
   * @default - as the application does
   */
  readonly tls?: ClientTls;
}

/** Where traffic to a workload goes in its pod. */
export enum InboundTrafficMode {
  /** To the pod's address. */
  PASSTHROUGH = 'PASSTHROUGH',

  /** To localhost. */
  LOCALHOST = 'LOCALHOST',
}

/** Certificates that are trusted as roots. */
export class CertificateData {
  /** A certificate as PEM. */
  public static pem(pem: string, scope: CertificateScope = {}): CertificateData {
    return new CertificateData({ pem: anyNonEmpty(pem, '', 'a certificate'), ...certificateScope(scope, '', 'a certificate') });
  }

  /** The bundle of a SPIFFE endpoint, by its URL. */
  public static spiffeBundle(url: string, scope: CertificateScope = {}): CertificateData {
    if (!url.startsWith('https://')) {
      throw new Error(`the URL of a SPIFFE bundle must begin with 'https://', got: '${url}'`);
    }
    return new CertificateData({ spiffeBundleUrl: url, ...certificateScope(scope, '', 'a certificate') });
  }

  private constructor(private readonly json: Json) {}

  /** @internal */
  public _render(): Json {
    return this.json;
  }
}

/** What a root certificate is for. */
export interface CertificateScope {
  /**
   * The Kubernetes signers that it belongs to.
   *
   * @default - all
   */
  readonly certSigners?: string[];

  /**
   * The trust domains that it belongs to.
   *
   * @default - the mesh's and its aliases; all where `certSigners` is not set
   */
  readonly trustDomains?: string[];
}

/** Settings of services. */
export interface ServiceSettings {
  /** The services, by host names; wildcards allowed. */
  readonly hosts: string[];

  /** Do requests stay in the caller's cluster? Field `settings.clusterLocal`. */
  readonly clusterLocal: boolean;
}

/** From where a service can be reached, in ambient mode over several clusters. */
export enum ServiceScope {
  /** From its own cluster. */
  LOCAL = 'LOCAL',

  /** From all clusters. */
  GLOBAL = 'GLOBAL',
}

/** From where services can be reached, in ambient mode over several clusters. */
export interface ServiceScopeConfig {
  /**
   * The namespaces of the services.
   *
   * @default - all
   */
  readonly namespaceSelector?: LabelSelector;

  /**
   * The services.
   *
   * @default - all
   */
  readonly servicesSelector?: LabelSelector;

  /** From where they can be reached. */
  readonly scope: ServiceScope;
}

/** An authority outside that signs the workloads' certificates, asked by Istio's API over gRPC. */
export interface CertificateAuthority {
  /** Its address, `host:port`. */
  readonly address: string;

  /**
   * How it is spoken to; field `tlsSettings`.
   *
   * @default - mutual TLS
   */
  readonly tls?: ClientTls;

  /**
   * The time for an answer, at least 1 ms.
   *
   * @default - 10 s
   */
  readonly requestTimeout?: Duration;

  /**
   * Is it istiod that asks, rather than the agents?.
   *
   * @default true
   */
  readonly istiodSide?: boolean;
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

/** What is done to paths before policies and routes see them. */
export enum PathNormalization {
  /** As BASE. */
  DEFAULT = 'DEFAULT',

  /** Nothing. */
  NONE = 'NONE',

  /** `.` and `..` are resolved, backslashes made slashes. */
  BASE = 'BASE',

  /** BASE, and slashes in a row made one. */
  MERGE_SLASHES = 'MERGE_SLASHES',

  /** MERGE_SLASHES, and escaped slashes unescaped before. */
  DECODE_AND_MERGE_SLASHES = 'DECODE_AND_MERGE_SLASHES',
}

/** The TLS of proxies. */
export interface MeshTls {
  /**
   * The lowest version.
   *
   * @default - TLS 1.2
   */
  readonly minProtocolVersion?: MeshTlsVersion;

  /**
   * The curves, such as `P-256` and `X25519`.
   *
   * @default - Envoy's
   */
  readonly ecdhCurves?: string[];

  /**
   * The ciphers of TLS 1.2, by OpenSSL's names.
   *
   * @default - Envoy's
   */
  readonly cipherSuites?: string[];
}

/** The versions of TLS in a mesh. */
export enum MeshTlsVersion {
  /** Istio's choice: TLS 1.2 at least. */
  TLS_AUTO = 'TLS_AUTO',

  /** TLS 1.2. */
  TLS_V1_2 = 'TLSV1_2',

  /** TLS 1.3. */
  TLS_V1_3 = 'TLSV1_3',
}

/** What holds for every host that no DestinationRule says otherwise of. */
export interface DefaultTrafficPolicy {
  /**
   * Limits of connections and requests.
   *
   * @default - none but the defaults
   */
  readonly connectionPool?: ConnectionPool;

  /**
   * When an endpoint that fails is left out.
   *
   * @default - never
   */
  readonly outlierDetection?: OutlierDetection;
}

/** Who can see ServiceEntry objects. */
export enum ServiceEntryVisibilityLevel {
  /** Nobody. */
  NONE = 'NONE',

  /** Their own namespace. */
  NAMESPACE = 'NAMESPACE',

  /** Everybody. */
  PUBLIC = 'PUBLIC',
}

/** Who can see the ServiceEntry objects of some namespaces. */
export interface ServiceEntryVisibilityPolicy {
  /** Who can see them. */
  readonly visibility: ServiceEntryVisibilityLevel;

  /**
   * The namespaces: any of these; field `matchingRules[].namespaceSelector`.
   *
   * @default - none
   */
  readonly namespaceSelectors?: LabelSelector[];
}

/** Who can see ServiceEntry objects, whatever their `exportTo` says. */
export interface ServiceEntryVisibility {
  /**
   * Who can see those that no policy is about.
   *
   * @default - everybody
   */
  readonly defaultVisibility?: ServiceEntryVisibilityLevel;

  /**
   * Does it hold for sidecars too, not for ambient mode alone?.
   *
   * @default false
   */
  readonly applyToSidecars?: boolean;

  /**
   * Policies of namespaces, the first that matches wins.
   *
   * @default - none
   */
  readonly policies?: ServiceEntryVisibilityPolicy[];
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

/** Settings as the plain data that Istio reads. */
export class PlainJson {
  /** The mesh's settings, as they stand under `mesh` in istiod's ConfigMap. */
  public static meshConfig(config: MeshConfig): any {
    return meshConfig(config, '', '');
  }

  /** The mesh's networks, as they stand under `meshNetworks` in istiod's ConfigMap. */
  public static meshNetworks(networks: MeshNetworks): any {
    return meshNetworks(networks, '', '');
  }

  /** Settings of proxies, as they stand in `defaultConfig` and, written as text, in the annotation `proxy.istio.io/config`. */
  public static proxyConfig(config: MeshProxyConfig): any {
    return meshProxyConfig(config, '', '');
  }

  private constructor() {}
}
