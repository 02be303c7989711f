import type { SidecarSettings } from './sidecar-settings';

/** How the proxy is added to a workload at synth time. */
export interface InjectionProps {
  /**
   * Settings that differ from the mesh's.
   *
   * @default - none
   */
  readonly sidecar?: SidecarSettings;
  /**
   * User ID of the proxy. OpenShift assigns user IDs to namespaces: use the last ID in the range of the pods' namespace.
   *
   * @default 1337
   */
  readonly proxyUser?: number;
  /**
   * Group ID of the proxy.
   *
   * @default 1337
   */
  readonly proxyGroup?: number;
}
