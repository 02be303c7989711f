import type { HelmCharts } from '../helm-charts';
import type { CompatibilityVersion, InstallPlatform, InstallProfile, ResourceScope } from './enums';

/** What every part of an install can be told. */
export interface InstallProps {
  /**
   * The namespace that it is installed to.
   *
   * @default istio-system
   */
  readonly namespace?: string;

  /**
   * The objects are there already, from an earlier install: what istiod has changed in them since is left alone.
   *
   * @default false
   */
  readonly upgrade?: boolean;

  /**
   * Settings that belong together; the other props win over them.
   *
   * @default - none
   */
  readonly profile?: InstallProfile;

  /**
   * The distribution of Kubernetes.
   *
   * @default - one that needs nothing special
   */
  readonly platform?: InstallPlatform;

  /**
   * Keeps the behaviour of an older minor.
   *
   * @default - that of the release
   */
  readonly compatibilityVersion?: CompatibilityVersion;

  /**
   * Which part is installed. A gateway has no part that belongs to the cluster.
   *
   * @default ResourceScope.ALL
   */
  readonly resourceScope?: ResourceScope;

  /**
   * Values of the official helm chart, by its names; they win over the props. For what has no prop, and for a values file that is at hand.
   *
   * @default - none
   */
  readonly values?: { [key: string]: any };

  /**
   * The official helm charts, to be rendered by helm.
   *
   * @default - none: the objects are rendered here, without helm
   */
  readonly charts?: HelmCharts;
}
