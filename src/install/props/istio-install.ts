import type { IstioBaseProps } from './base';
import type { IstioCniProps } from './cni';
import type { IstiodProps } from './istiod';
import type { ZtunnelProps } from './ztunnel';
import type { HelmCharts } from '../helm-charts';
import type { UpgradeFrom } from '../upgrade/stage';

/** A whole Istio installation in a cluster. Common settings are set once, and settings of one component that affect others are derived. */
export interface IstioInstallOptions {
  /**
   * The control plane's namespace.
   *
   * @default istio-system
   */
  readonly namespace?: string;

  /**
   * Whether the namespace is created, with a network label.
   *
   * @default true
   */
  readonly createNamespace?: boolean;

  /**
   * Clusters whose istiods serve this remote cluster, written to an annotation of the namespace; `*` for all.
   *
   * @default - none
   */
  readonly controlPlaneClusters?: string[];

  /**
   * Name of the revision.
   *
   * @default - none: a single control plane
   */
  readonly revision?: string;

  /**
   * A tag that points to the revision: a stable name for enrolling namespaces, independent of upgrades.
   *
   * @default - none
   */
  readonly tag?: string;

  /**
   * Whether the installation was applied before: fields that istiod changed at run time (`failurePolicy` of the validating webhooks) are then left alone.
   *
   * @default false
   */
  readonly upgrade?: boolean;

  /**
   * The revision that this one replaces, and the stage of the upgrade. `upgradePlan()` returns the steps.
   *
   * @default - none: not an upgrade
   */
  readonly upgradeFrom?: UpgradeFrom;

  /**
   * Whether ambient mode is installed: the CNI node agent and ztunnel, and the settings of istiod.
   *
   * @default false
   */
  readonly ambient?: boolean;

  /**
   * The control plane.
   *
   * @default - Istio's defaults
   */
  readonly istiod?: IstiodProps;

  /**
   * The cluster-wide objects.
   *
   * @default - CRDs and all other objects
   */
  readonly base?: IstioBaseProps;

  /**
   * Whether the CRDs and other cluster-wide objects are installed; set to false for a second revision.
   *
   * @default true
   */
  readonly installBase?: boolean;

  /**
   * The CNI node agent. Sidecars then have no init container.
   *
   * @default - installed with ambient only
   */
  readonly cni?: IstioCniProps;

  /**
   * ztunnel, the proxy of each node.
   *
   * @default - installed with ambient only
   */
  readonly ztunnel?: ZtunnelProps;

  /**
   * Values of the official Helm charts, such as from an existing file: each component uses its own, and they override the props.
   *
   * @default - none
   */
  readonly helmValues?: { [key: string]: any };
}

/** A whole Istio installation in a cluster. */
export interface IstioInstallProps extends IstioInstallOptions {
  /**
   * The official Helm charts, to be rendered by Helm.
   *
   * @default - none: the objects are rendered without Helm
   */
  readonly charts?: HelmCharts;
}
