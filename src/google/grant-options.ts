/** When a role holds. */
export interface GrantCondition {
  /** What it is for, in a few words. */
  readonly title: string;
  /** A CEL expression of IAM. */
  readonly expression: string;
  /**
   * More words.
   *
   * @default - none
   */
  readonly description?: string;
}

/** The object by which a role is given. */
export enum GrantForm {
  /** One member, one role: `IAMPolicyMember`. */
  MEMBER = 'MEMBER',
  /** All members of a resource that this app knows of, in one object: `IAMPartialPolicy`. Members from elsewhere stay. */
  PARTIAL_POLICY = 'PARTIAL_POLICY',
}

/** How a role is given. */
export interface GrantOptions {
  /**
   * When it holds.
   *
   * @default - always
   */
  readonly condition?: GrantCondition;
  /**
   * Whether it holds for workloads of this cluster alone. Without it a role is that of the identity, which is the same in all clusters.
   *
   * @default false
   */
  readonly thisClusterOnly?: boolean;
  /**
   * The object by which it is given.
   *
   * @default GrantForm.MEMBER
   */
  readonly form?: GrantForm;
  /**
   * E-mail address of a Google service account that stands in for the workload, for services that know no workload identities: the
   * older way, with an annotation of the Kubernetes service account.
   *
   * @default - the workload itself is given the role
   */
  readonly googleServiceAccount?: string;
}
