/**
 * Restrictions of the container made from an image, by the levels of Kubernetes' Pod Security Standards.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export enum PodSecurity {
  /**
   * Admitted to namespaces with the level `restricted`: no root user, no privilege escalation, no capabilities, and the seccomp profile of the container
   * runtime. Pods with an injected proxy are admitted there where the mesh uses istio-cni.
   */
  RESTRICTED = 'restricted',
  /** For images that run as root: no privilege escalation, and the seccomp profile of the container runtime. */
  BASELINE = 'baseline',
  /** No restrictions are set. */
  UNSET = 'unset',
}
