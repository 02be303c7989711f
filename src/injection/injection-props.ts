import type { SidecarSettings } from './sidecar-settings';

/** How the proxy is added to a workload at synth time. */
export interface InjectionProps {
  /**
   * Settings that differ from the mesh's.
   *
   * @default - nothing
   */
  readonly sidecar?: SidecarSettings;
  /**
   * User that the proxy runs as. OpenShift assigns user ids to namespaces: use the last one of the range of the pods' namespace.
   *
   * @default 1337
   */
  readonly proxyUser?: number;
  /**
   * Group that the proxy runs as.
   *
   * @default 1337
   */
  readonly proxyGroup?: number;
}
