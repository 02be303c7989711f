import type { IstioBaseProps } from './base';
import type { IstioCniProps } from './cni';
import type { IstiodProps } from './istiod';
import type { ZtunnelProps } from './ztunnel';
import type { HelmCharts } from '../helm-charts';
import type { UpgradeFrom } from '../upgrade/stage';

/** A whole Istio in a cluster. What all parts have in common is said once, and what follows from one part for another is derived. */
export interface IstioInstallOptions {
  /**
   * The control plane's namespace.
   *
   * @default istio-system
   */
  readonly namespace?: string;

  /**
   * Whether the namespace is made, labelled with its network.
   *
   * @default true
   */
  readonly createNamespace?: boolean;

  /**
   * Clusters whose istiods serve this one, which has none of its own; written on the namespace, where they look for it. `*` is all of them.
   *
   * @default - none
   */
  readonly controlPlaneClusters?: string[];

  /**
   * Name of the revision.
   *
   * @default - none: the one control plane
   */
  readonly revision?: string;

  /**
   * A tag that leads to the revision: a name for namespaces to be enrolled by that stays when another revision takes over.
   *
   * @default - none
   */
  readonly tag?: string;

  /**
   * Whether it has been applied before: what istiod has changed since (`failurePolicy` of the validating webhooks) is then left to it.
   *
   * @default false
   */
  readonly upgrade?: boolean;

  /**
   * The revision that this one replaces, and how far that has come. `upgradePlan()` tells the steps.
   *
   * @default - none: this is no upgrade
   */
  readonly upgradeFrom?: UpgradeFrom;

  /**
   * Whether pods may join without a sidecar: node agent and ztunnel are installed, and istiod is told.
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
   * What the cluster has once.
   *
   * @default - CRDs and all
   */
  readonly base?: IstioBaseProps;

  /**
   * Whether the CRDs and what else a cluster has once are installed: not with a second revision.
   *
   * @default true
   */
  readonly installBase?: boolean;

  /**
   * The node agent. Sidecars then have no init container.
   *
   * @default - none, but with ambient
   */
  readonly cni?: IstioCniProps;

  /**
   * The proxy of each node.
   *
   * @default - none, but with ambient
   */
  readonly ztunnel?: ZtunnelProps;

  /**
   * A values file that was written for the official helm charts: each part takes its own from it, and it wins over the props.
   *
   * @default - none
   */
  readonly helmValues?: { [key: string]: any };
}

/** A whole Istio in a cluster. */
export interface IstioInstallProps extends IstioInstallOptions {
  /**
   * The official helm charts, to be rendered by helm.
   *
   * @default - none: the objects are rendered here, without helm
   */
  readonly charts?: HelmCharts;
}
