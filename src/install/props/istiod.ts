import type { Duration } from 'cdk8s';
import type { IstioImages, IstioLogging } from './common-options';
import type { InstallProps } from './install-props';
import type { IstiodAnnotations, IstiodAutoscaling, IstiodCni, IstiodDisruptionBudget, IstiodImage, IstiodLabels, IstiodRollingUpdate, IstiodScheduling, IstiodServiceOptions, IstiodTaint, IstiodTelemetry, TrustedZtunnel } from './istiod-options';
import type { IstiodCertificates, MultiClusterOptions, ReaderServiceAccount, RemoteIstiod, SidecarInjector, ValidationOptions } from './mesh-options';
import type { GatewayPodOptions, ProxyInitOptions, ProxyOptions, WaypointOptions } from './proxy-options';
import type { MeshConfig } from '../../istio';

/** Properties of `Istiod`. */
export interface IstiodProps extends InstallProps {
  /**
   * Name of this revision. It is part of all object names, so that several revisions can run side by side.
   *
   * @default - none: a single control plane
   */
  readonly revision?: string;

  /**
   * Tags that point to this revision: stable names for enrolling namespaces and gateways.
   *
   * @default - none
   */
  readonly revisionTags?: string[];

  /**
   * Autoscaling settings.
   *
   * @default - from 1 to 5 replicas, at 80 % of the requested CPU
   */
  readonly autoscaling?: IstiodAutoscaling;

  /**
   * The number of replicas, without autoscaling.
   *
   * @default 1
   */
  readonly replicas?: number;

  /**
   * Rolling update settings.
   *
   * @default - maxSurge 100%, maxUnavailable 25%
   */
  readonly rollingUpdate?: IstiodRollingUpdate;

  /**
   * Disruption budget. Created only if there is always more than one replica.
   *
   * @default - at least 1
   */
  readonly podDisruptionBudget?: IstiodDisruptionBudget;

  /**
   * The images of all components.
   *
   * @default - the release that this library supports
   */
  readonly images?: IstioImages;

  /**
   * A different image for istiod.
   *
   * @default - see `images`
   */
  readonly image?: IstiodImage;

  /**
   * Resource requests and limits, in Kubernetes format.
   *
   * @default - 500m CPU and 2 GiB of memory requested
   */
  readonly resources?: { [key: string]: any };

  /**
   * Scheduling of istiod's pods.
   *
   * @default - no constraints
   */
  readonly scheduling?: IstiodScheduling;

  /**
   * Additional labels.
   *
   * @default - none
   */
  readonly labels?: IstiodLabels;

  /**
   * Additional annotations.
   *
   * @default - none
   */
  readonly annotations?: IstiodAnnotations;

  /**
   * Environment variables, including istiod's feature flags. Values are strings, except for `ENABLE_CLUSTER_TRUST_BUNDLE_API`, a boolean.
   *
   * @default - none
   */
  readonly env?: { [key: string]: any };

  /**
   * Environment variables with `valueFrom`, in Kubernetes format.
   *
   * @default - none
   */
  readonly envFrom?: { [key: string]: any }[];

  /**
   * Additional arguments.
   *
   * @default - none
   */
  readonly extraArgs?: string[];

  /**
   * Additional volumes, in Kubernetes format.
   *
   * @default - none
   */
  readonly volumes?: { [key: string]: any }[];

  /**
   * Additional volume mounts, in Kubernetes format.
   *
   * @default - none
   */
  readonly volumeMounts?: { [key: string]: any }[];

  /**
   * Init containers, in Kubernetes format.
   *
   * @default - none
   */
  readonly initContainers?: { [key: string]: any }[];

  /**
   * Seccomp profile of istiod's container, in Kubernetes format.
   *
   * @default - the runtime default
   */
  readonly seccompProfile?: { [key: string]: any };

  /**
   * Source of the termination message: `File` or `FallbackToLogsOnError`.
   *
   * @default File
   */
  readonly terminationMessagePolicy?: string;

  /**
   * The Service of istiod.
   *
   * @default - the cluster's default IP family
   */
  readonly service?: IstiodServiceOptions;

  /**
   * The mesh configuration.
   *
   * @default - Istio's defaults
   */
  readonly meshConfig?: MeshConfig;

  /**
   * Networks and their gateways, as under `networks`.
   *
   * @default - one network
   */
  readonly meshNetworks?: { [key: string]: any };

  /**
   * The percentage of requests that are traced.
   *
   * @default 1
   */
  readonly traceSampling?: number;

  /**
   * Maximum age of a proxy's connection, which rebalances proxies over replicas.
   *
   * @default Duration.minutes(30)
   */
  readonly keepaliveMaxServerConnectionAge?: Duration;

  /**
   * Additional CA certificates, as PEM, for fetching the keys of token issuers.
   *
   * @default - the files of its image
   */
  readonly jwksResolverExtraRootCa?: string;

  /**
   * Whether the CNI node agent sets up redirection.
   *
   * @default - an init container in each pod does
   */
  readonly cni?: IstiodCni;

  /**
   * Whether pods are kept off nodes until their CNI node agent is ready.
   *
   * @default - no
   */
  readonly taint?: IstiodTaint;

  /**
   * The ztunnel that may request certificates for other identities.
   *
   * @default - `ztunnel` in istiod's namespace
   */
  readonly trustedZtunnel?: TrustedZtunnel;

  /**
   * The source of certificates.
   *
   * @default - istiod
   */
  readonly certificates?: IstiodCertificates;

  /**
   * Which pods are injected, and with which templates.
   *
   * @default - pods that are labelled, on themselves or their namespace
   */
  readonly sidecarInjector?: SidecarInjector;

  /**
   * Settings of all proxies.
   *
   * @default - Istio's defaults
   */
  readonly proxy?: ProxyOptions;

  /**
   * The init container that sets up redirection.
   *
   * @default - Istio's defaults
   */
  readonly proxyInit?: ProxyInitOptions;

  /**
   * Waypoints.
   *
   * @default - Istio's defaults
   */
  readonly waypoint?: WaypointOptions;

  /**
   * Pods of gateways that istiod injects or deploys.
   *
   * @default - Istio's defaults
   */
  readonly gateways?: GatewayPodOptions;

  /**
   * Additional settings of all Gateways of a class, by class:  `service`, `deployment`, `serviceAccount`, `horizontalPodAutoscaler` or `podDisruptionBudget`.
   *
   * @default - none
   */
  readonly gatewayClasses?: { [key: string]: any };

  /**
   * Multi-cluster settings.
   *
   * @default - a single cluster
   */
  readonly multiCluster?: MultiClusterOptions;

  /**
   * The remote istiod that serves this cluster.
   *
   * @default - istiod runs here
   */
  readonly remote?: RemoteIstiod;

  /**
   * The validating webhook.
   *
   * @default - enabled
   */
  readonly validation?: ValidationOptions;

  /**
   * Default metrics.
   *
   * @default - Prometheus
   */
  readonly telemetry?: IstiodTelemetry;

  /**
   * Logging settings.
   *
   * @default - `default:info`, text
   */
  readonly logging?: IstioLogging;

  /**
   * Whether istiod writes analysis results to the status of objects.
   *
   * @default false
   */
  readonly analysis?: boolean;

  /**
   * Whether nftables is used instead of iptables.
   *
   * @default false
   */
  readonly nativeNftables?: boolean;

  /**
   * Whether a NetworkPolicy restricts inbound traffic to istiod's ports.
   *
   * @default false
   */
  readonly networkPolicy?: boolean;

  /**
   * Whether features outside Istio's stable API are refused.
   *
   * @default false
   */
  readonly stableValidationPolicy?: boolean;

  /**
   * Whether the istiods of other clusters get access to this one, through a remote secret.
   *
   * @default true
   */
  readonly readerRbac?: boolean;

  /**
   * A different service account for the istiods of other clusters.
   *
   * @default - `istio-reader-service-account`
   */
  readonly readerServiceAccount?: ReaderServiceAccount;

  /**
   * The namespace of service accounts and webhooks, if it differs from the installation namespace.
   *
   * @default istio-system
   */
  readonly istioNamespace?: string;

  /**
   * Whether the injection templates are installed.
   *
   * @default true
   */
  readonly injectorConfigMap?: boolean;
}
