import type { Duration } from 'cdk8s';
import type { IstioImages, IstioLogging } from './common-options';
import type { InstallProps } from './install-props';
import type { IstiodAnnotations, IstiodAutoscaling, IstiodCni, IstiodDisruptionBudget, IstiodImage, IstiodLabels, IstiodRollingUpdate, IstiodScheduling, IstiodServiceOptions, IstiodTaint, IstiodTelemetry, TrustedZtunnel } from './istiod-options';
import type { IstiodCertificates, MultiClusterOptions, ReaderServiceAccount, RemoteIstiod, SidecarInjector, ValidationOptions } from './mesh-options';
import type { GatewayPodOptions, ProxyInitOptions, ProxyOptions, WaypointOptions } from './proxy-options';
import type { MeshConfig } from '../../istio';

/** One revision of the control plane. */
export interface IstiodProps extends InstallProps {
  /**
   * Name of this revision; it becomes part of every object's name, so that two can run side by side.
   *
   * @default - none: the one control plane
   */
  readonly revision?: string;

  /**
   * Tags that lead to this revision: stable names that namespaces and gateways are enrolled by.
   *
   * @default - none
   */
  readonly revisionTags?: string[];

  /**
   * How the number of replicas follows the load.
   *
   * @default - from 1 to 5 replicas, at 80 % of the CPU that is asked for
   */
  readonly autoscaling?: IstiodAutoscaling;

  /**
   * How many replicas there are, without autoscaling.
   *
   * @default 1
   */
  readonly replicas?: number;

  /**
   * How pods are replaced.
   *
   * @default - all new ones at once, a quarter of the old ones away
   */
  readonly rollingUpdate?: IstiodRollingUpdate;

  /**
   * How many replicas stay while nodes are drained. Only made where more than one replica is promised.
   *
   * @default - at least 1
   */
  readonly podDisruptionBudget?: IstiodDisruptionBudget;

  /**
   * Where the images of every part come from.
   *
   * @default - the release that this library knows
   */
  readonly images?: IstioImages;

  /**
   * Another image for istiod alone.
   *
   * @default - that of `images`
   */
  readonly image?: IstiodImage;

  /**
   * Requests and limits, as Kubernetes has them.
   *
   * @default - 500m CPU and 2 GiB of memory requested
   */
  readonly resources?: { [key: string]: any };

  /**
   * Where its pods run.
   *
   * @default - anywhere
   */
  readonly scheduling?: IstiodScheduling;

  /**
   * Labels on top.
   *
   * @default - none
   */
  readonly labels?: IstiodLabels;

  /**
   * Annotations on top.
   *
   * @default - none
   */
  readonly annotations?: IstiodAnnotations;

  /**
   * Environment variables: istiod's feature switches. Text, but for `ENABLE_CLUSTER_TRUST_BUNDLE_API`, which is true or false.
   *
   * @default - none
   */
  readonly env?: { [key: string]: any };

  /**
   * Environment variables with `valueFrom`, as Kubernetes has them.
   *
   * @default - none
   */
  readonly envFrom?: { [key: string]: any }[];

  /**
   * Arguments on top.
   *
   * @default - none
   */
  readonly extraArgs?: string[];

  /**
   * Volumes on top, as Kubernetes has them.
   *
   * @default - none
   */
  readonly volumes?: { [key: string]: any }[];

  /**
   * Mounts on top, as Kubernetes has them.
   *
   * @default - none
   */
  readonly volumeMounts?: { [key: string]: any }[];

  /**
   * Containers that run before istiod, as Kubernetes has them.
   *
   * @default - none
   */
  readonly initContainers?: { [key: string]: any }[];

  /**
   * Seccomp profile of istiod's container, as Kubernetes has it.
   *
   * @default - the runtime's
   */
  readonly seccompProfile?: { [key: string]: any };

  /**
   * Where Kubernetes finds the reason of a crash: `File` or `FallbackToLogsOnError`.
   *
   * @default File
   */
  readonly terminationMessagePolicy?: string;

  /**
   * How istiod is reached in the cluster.
   *
   * @default - on the cluster's usual addresses
   */
  readonly service?: IstiodServiceOptions;

  /**
   * Settings of the whole mesh.
   *
   * @default - those of Istio
   */
  readonly meshConfig?: MeshConfig;

  /**
   * Networks and the gateways between them, as they stand under `networks`.
   *
   * @default - one network
   */
  readonly meshNetworks?: { [key: string]: any };

  /**
   * How many requests of a hundred are traced.
   *
   * @default 1
   */
  readonly traceSampling?: number;

  /**
   * After how long a proxy has to connect anew, which spreads proxies over replicas.
   *
   * @default Duration.minutes(30)
   */
  readonly keepaliveMaxServerConnectionAge?: Duration;

  /**
   * Certificates, PEM, that istiod trusts on top when it fetches keys of token issuers.
   *
   * @default - those of its image
   */
  readonly jwksResolverExtraRootCa?: string;

  /**
   * Whether a node agent sets up redirection.
   *
   * @default - an init container in each pod does
   */
  readonly cni?: IstiodCni;

  /**
   * Whether nodes stay closed until their node agent is ready.
   *
   * @default - no
   */
  readonly taint?: IstiodTaint;

  /**
   * Which ztunnel may ask for others' certificates.
   *
   * @default - `ztunnel` in istiod's namespace
   */
  readonly trustedZtunnel?: TrustedZtunnel;

  /**
   * Where certificates come from.
   *
   * @default - from istiod itself
   */
  readonly certificates?: IstiodCertificates;

  /**
   * Which pods get a proxy, and which template makes it.
   *
   * @default - those that ask for one
   */
  readonly sidecarInjector?: SidecarInjector;

  /**
   * Proxies, wherever they are.
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
   * Pods of gateways that istiod fills in or deploys.
   *
   * @default - Istio's defaults
   */
  readonly gateways?: GatewayPodOptions;

  /**
   * What every Gateway of a class gets on top: class to `service`, `deployment`, `serviceAccount`, `horizontalPodAutoscaler` or `podDisruptionBudget`.
   *
   * @default - nothing
   */
  readonly gatewayClasses?: { [key: string]: any };

  /**
   * This cluster's place among others.
   *
   * @default - it is alone
   */
  readonly multiCluster?: MultiClusterOptions;

  /**
   * An istiod elsewhere that this cluster is served by.
   *
   * @default - istiod runs here
   */
  readonly remote?: RemoteIstiod;

  /**
   * The webhook that refuses wrong configuration.
   *
   * @default - on
   */
  readonly validation?: ValidationOptions;

  /**
   * Metrics by default.
   *
   * @default - Prometheus
   */
  readonly telemetry?: IstiodTelemetry;

  /**
   * What is logged.
   *
   * @default - `default:info`, text
   */
  readonly logging?: IstioLogging;

  /**
   * Whether istiod writes what it finds wrong into the status of objects.
   *
   * @default false
   */
  readonly analysis?: boolean;

  /**
   * Whether rules are written with nftables, not iptables.
   *
   * @default false
   */
  readonly nativeNftables?: boolean;

  /**
   * Whether a NetworkPolicy lets in only what istiod serves.
   *
   * @default false
   */
  readonly networkPolicy?: boolean;

  /**
   * Whether what isn't part of Istio's stable API is refused.
   *
   * @default false
   */
  readonly stableValidationPolicy?: boolean;

  /**
   * Whether istiods of other clusters may read this one, through a remote secret.
   *
   * @default true
   */
  readonly readerRbac?: boolean;

  /**
   * Another account that istiods of other clusters use.
   *
   * @default - `istio-reader-service-account`
   */
  readonly readerServiceAccount?: ReaderServiceAccount;

  /**
   * The namespace that accounts and webhooks are in, where it differs from the one that is installed to.
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
