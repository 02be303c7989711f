/**
 * How the objects of the management cluster declare their order to the tool that applies them. Config Connector waits for references itself, so `kubectl
 * apply` needs no order.
 */
export enum ApplyOrder {
  /** No annotations. */
  NONE = 'NONE',
  /** Argo CD sync waves: `argocd.argoproj.io/sync-wave`. */
  ARGO_CD = 'ARGO_CD',
  /** Config Sync dependencies: `config.kubernetes.io/depends-on`. */
  CONFIG_SYNC = 'CONFIG_SYNC',
}
