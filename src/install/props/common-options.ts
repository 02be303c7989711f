import type { ImagePullPolicy, ImageVariant } from './enums';

/** The images of Istio. */
export interface IstioImages {
  /**
   * Registry and path.
   *
   * @default - the value of the release
   */
  readonly hub?: string;

  /**
   * Tag: the release.
   *
   * @default - the release that this library supports
   */
  readonly tag?: string;

  /**
   * The image variant.
   *
   * @default ImageVariant.DEFAULT
   */
  readonly variant?: ImageVariant;

  /**
   * The image pull policy.
   *
   * @default - Kubernetes' default
   */
  readonly pullPolicy?: ImagePullPolicy;

  /**
   * Names of image pull secrets in the same namespace.
   *
   * @default - none
   */
  readonly pullSecrets?: string[];
}

/** Logging settings. */
export interface IstioLogging {
  /**
   * Log levels by scope, such as `default:info,ads:debug`.
   *
   * @default default:info
   */
  readonly level?: string;

  /**
   * Whether logs are written as JSON.
   *
   * @default false
   */
  readonly asJson?: boolean;
}

/** A ResourceQuota for pods of the highest priority. */
export interface QuotaOptions {
  /**
   * Whether the ResourceQuota is created.
   *
   * @default false
   */
  readonly enabled?: boolean;

  /**
   * The number of pods.
   *
   * @default 5000
   */
  readonly pods?: number;
}
