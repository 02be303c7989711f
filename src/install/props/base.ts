import type { ValidationFailurePolicy } from './enums';
import type { InstallProps } from './install-props';
import type { ReaderServiceAccount } from './mesh-options';

/** Properties of `IstioBase`. */
export interface IstioBaseProps extends InstallProps {
  /**
   * The revision that validates objects without a revision; empty for none.
   *
   * @default default
   */
  readonly defaultRevision?: string;

  /**
   * CRDs that are installed elsewhere, by full name.
   *
   * @default - none
   */
  readonly excludedCrds?: string[];

  /**
   * URL of the validating webhook.
   *
   * @default - the Service of istiod
   */
  readonly validationUrl?: string;

  /**
   * The CA bundle, in base64, that the API server verifies the webhook with.
   *
   * @default - set by istiod at run time
   */
  readonly validationCaBundle?: string;

  /**
   * How configuration is handled while the webhook doesn't answer.
   *
   * @default - accepted until istiod is ready, then refused
   */
  readonly validationFailurePolicy?: ValidationFailurePolicy;

  /**
   * Whether features outside Istio's stable API are refused, for objects without a revision.
   *
   * @default false
   */
  readonly stableValidationPolicy?: boolean;

  /**
   * Names of image pull secrets.
   *
   * @default - none
   */
  readonly imagePullSecrets?: string[];

  /**
   * The control plane's namespace.
   *
   * @default istio-system
   */
  readonly istioNamespace?: string;

  /**
   * Whether a service account for the istiods of other clusters is created.
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
}
