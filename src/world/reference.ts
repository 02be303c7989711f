/** The Kubernetes object that a finding is about. */
export interface ObjectReference {
  /** API group and version, as in the manifest. */
  readonly apiVersion: string;
  /** Kind, as in the manifest. */
  readonly kind: string;
  /**
   * Namespace.
   * @default - cluster-scoped, or not in the manifest
   */
  readonly namespace?: string;
  /** Name of the object. */
  readonly name: string;
}
