/** Condition of a grant. */
export interface GrantCondition {
  /** A short title. */
  readonly title: string;
  /** A CEL expression of IAM. */
  readonly expression: string;
  /**
   * A longer description.
   *
   * @default - none
   */
  readonly description?: string;
}

/** Kind of object that grants a role. */
export enum GrantForm {
  /** One member, one role: `IAMPolicyMember`. */
  MEMBER = 'MEMBER',
  /** All members that this app knows for a resource, in one object: `IAMPartialPolicy`. Other members are kept. */
  PARTIAL_POLICY = 'PARTIAL_POLICY',
}

/** Options of a grant. */
export interface GrantOptions {
  /**
   * Condition.
   *
   * @default - always
   */
  readonly condition?: GrantCondition;
  /**
   * Whether only workloads of this cluster get the role. Otherwise the identity gets it, in all clusters.
   *
   * @default false
   */
  readonly thisClusterOnly?: boolean;
  /**
   * Kind of object that grants the role.
   *
   * @default GrantForm.MEMBER
   */
  readonly form?: GrantForm;
  /**
   * E-mail address of a Google service account that the workload impersonates, for services without support for workload identities: the older way,
   * through an annotation of the Kubernetes service account.
   *
   * @default - the role is granted to the workload itself
   */
  readonly googleServiceAccount?: string;
}
