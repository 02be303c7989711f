import type { ValidationFailurePolicy } from './enums';
import type { InstallProps } from './install-props';
import type { ReaderServiceAccount } from './mesh-options';

/** What a cluster has once, whatever revisions run in it. */
export interface IstioBaseProps extends InstallProps {
  /**
   * Which revision objects belong to that name none; empty: none.
   *
   * @default default
   */
  readonly defaultRevision?: string;

  /**
   * CRDs that somebody else installs, by full name.
   *
   * @default - none
   */
  readonly excludedCrds?: string[];

  /**
   * URL of the validating webhook.
   *
   * @default - the Service
   */
  readonly validationUrl?: string;

  /**
   * Certificates, base64, that the API server trusts there.
   *
   * @default - what istiod fills in
   */
  readonly validationCaBundle?: string;

  /**
   * What happens while the webhook doesn't answer.
   *
   * @default - configuration passes until istiod is ready, then not
   */
  readonly validationFailurePolicy?: ValidationFailurePolicy;

  /**
   * Whether what isn't part of Istio's stable API is refused, for objects that name no revision.
   *
   * @default false
   */
  readonly stableValidationPolicy?: boolean;

  /**
   * Names of secrets to fetch images with.
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
   * Whether there is an account for istiods of other clusters.
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
}
