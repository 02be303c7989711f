import type { Duration } from 'cdk8s';

/** Policy Controller in every cluster of a fleet: Google's build of Gatekeeper, which rejects objects that violate a constraint. */
export interface PolicyControllerProps {
  /**
   * Version to install: `1.20.0`.
   *
   * @default - Google's default
   */
  readonly version?: string;
  /**
   * Whether to install Google's constraint template library, including the templates for meshes.
   *
   * @default true
   */
  readonly templateLibrary?: boolean;
  /**
   * Whether constraints may refer to objects other than the one under review, for example across namespaces or services.
   *
   * @default false
   */
  readonly referentialRules?: boolean;
  /**
   * Whether mutation templates may change objects.
   *
   * @default false
   */
  readonly mutation?: boolean;
  /**
   * Whether to log denials.
   *
   * @default false
   */
  readonly logDenies?: boolean;
  /**
   * Time between two audits of existing objects, in whole seconds; zero turns them off.
   *
   * @default - 60 seconds, Policy Controller's default
   */
  readonly auditInterval?: Duration;
  /**
   * Exempt namespaces.
   *
   * @default - only system namespaces
   */
  readonly exemptNamespaces?: string[];
}

/** The feature settings of each cluster. */
export function policyController(props: PolicyControllerProps): { readonly [field: string]: unknown } {
  const { version, templateLibrary = true, referentialRules, mutation, logDenies, auditInterval, exemptNamespaces = [] } = props;
  const given = Object.entries({
    referentialRulesEnabled: referentialRules,
    mutationEnabled: mutation,
    logDeniesEnabled: logDenies,
    auditIntervalSeconds: auditInterval?.toSeconds(),
    exemptableNamespaces: exemptNamespaces.length > 0 ? [...exemptNamespaces] : undefined,
  }).filter(([, value]) => value !== undefined);
  return {
    ...version === undefined ? {} : { version },
    policyControllerHubConfig: {
      installSpec: 'INSTALL_SPEC_ENABLED',
      policyContent: { templateLibrary: { installation: templateLibrary ? 'ALL' : 'NOT_INSTALLED' } },
      ...Object.fromEntries(given),
    },
  };
}
