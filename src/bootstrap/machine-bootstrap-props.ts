import type { Duration } from 'cdk8s';

/** How a proxy outside Kubernetes joins the mesh. */
export interface MachineBootstrapProps {
  /**
   * Address at which VMs reach istiod: that of a gateway in front of it, written to their `hosts` file. @default - none: istiod's name already resolves
   */
  readonly istiodAddress?: string;
  /**
   * Name of the cluster whose control plane serves them.
   *
   * @default - the cluster name of the installation: Kubernetes
   */
  readonly clusterName?: string;
  /**
   * Whether istiod creates a WorkloadEntry for each VM that connects. Otherwise, write the WorkloadEntries yourself.
   *
   * @default true
   */
  readonly autoRegister?: boolean;
  /**
   * Whether the proxy answers DNS requests of the VM, so that service names resolve on the VM.
   *
   * @default true
   */
  readonly captureDns?: boolean;
  /**
   * Address of this VM that the mesh can reach.
   *
   * @default - detected on the VM
   */
  readonly internalIp?: string;
  /**
   * External address of this VM, if it is behind NAT.
   *
   * @default - detected on the VM
   */
  readonly externalIp?: string;
  /**
   * Lifetime of the token with which the proxy requests its certificate; in whole seconds, at least 10 minutes.
   *
   * @default Duration.hours(1)
   */
  readonly tokenLifetime?: Duration;
}
