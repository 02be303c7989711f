/**
 * How the tool that applies the objects of the management cluster learns their order. Config Connector waits for references by itself, so `kubectl
 * apply` needs none.
 */
export enum ApplyOrder {
  /** No annotations. */
  NONE = 'NONE',
  /** Waves of Argo CD: `argocd.argoproj.io/sync-wave`. */
  ARGO_CD = 'ARGO_CD',
  /** Dependencies of Config Sync: `config.kubernetes.io/depends-on`. */
  CONFIG_SYNC = 'CONFIG_SYNC',
}
