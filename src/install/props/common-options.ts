import type { ImagePullPolicy, ImageVariant } from './enums';

/** Where the images of Istio come from. */
export interface IstioImages {
  /**
   * Registry and path.
   *
   * @default - that of the release
   */
  readonly hub?: string;

  /**
   * Tag: the release.
   *
   * @default - the release that this library knows
   */
  readonly tag?: string;

  /**
   * What is in the image beside the program.
   *
   * @default ImageVariant.DEFAULT
   */
  readonly variant?: ImageVariant;

  /**
   * When images are fetched.
   *
   * @default - Kubernetes' default
   */
  readonly pullPolicy?: ImagePullPolicy;

  /**
   * Names of secrets, in the same namespace, to fetch images with.
   *
   * @default - none
   */
  readonly pullSecrets?: string[];
}

/** What is logged. */
export interface IstioLogging {
  /**
   * Levels by scope, such as `default:info,ads:debug`.
   *
   * @default default:info
   */
  readonly level?: string;

  /**
   * Whether lines are JSON.
   *
   * @default false
   */
  readonly asJson?: boolean;
}

/** A quota of pods of the highest priority. */
export interface QuotaOptions {
  /**
   * Whether there is one.
   *
   * @default false
   */
  readonly enabled?: boolean;

  /**
   * How many pods.
   *
   * @default 5000
   */
  readonly pods?: number;
}
