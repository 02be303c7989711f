import type { HelmCharts } from '../helm-charts';
import type { CompatibilityVersion, InstallPlatform, InstallProfile, ResourceScope } from './enums';

/** Properties of all components of an installation. */
export interface InstallProps {
  /**
   * Namespace in which the component is installed.
   *
   * @default istio-system
   */
  readonly namespace?: string;

  /**
   * Whether the objects already exist from an earlier installation: fields that istiod changed at run time are then left alone.
   *
   * @default false
   */
  readonly upgrade?: boolean;

  /**
   * Predefined settings; other props override them.
   *
   * @default - none
   */
  readonly profile?: InstallProfile;

  /**
   * The Kubernetes distribution.
   *
   * @default - no special settings
   */
  readonly platform?: InstallPlatform;

  /**
   * Preserves the behaviour of an older minor version.
   *
   * @default - the value of the release
   */
  readonly compatibilityVersion?: CompatibilityVersion;

  /**
   * Which objects are installed. A gateway has no cluster-scoped objects.
   *
   * @default ResourceScope.ALL
   */
  readonly resourceScope?: ResourceScope;

  /**
   * Values of the official Helm chart, which override the props; for settings without a prop, or for an existing values file.
   *
   * @default - none
   */
  readonly values?: { [key: string]: any };

  /**
   * The official Helm charts, to be rendered by Helm.
   *
   * @default - none: the objects are rendered without Helm
   */
  readonly charts?: HelmCharts;
}
