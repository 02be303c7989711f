import type { Duration } from 'cdk8s';

/** Policy Controller in every cluster of a fleet: Google's build of Gatekeeper, which refuses objects that break a rule. */
export interface PolicyControllerProps {
  /**
   * Version that is installed: `1.20.0`.
   *
   * @default - Google's default
   */
  readonly version?: string;
  /**
   * Whether Google's library of templates is installed, those of its rules about meshes among them.
   *
   * @default true
   */
  readonly templateLibrary?: boolean;
  /**
   * Whether rules may refer to other objects than the one under review, as rules across namespaces or services do.
   *
   * @default false
   */
  readonly referentialRules?: boolean;
  /**
   * Whether templates may change objects.
   *
   * @default false
   */
  readonly mutation?: boolean;
  /**
   * Whether denials are logged.
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
   * @default - none but those of the system
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
