import type { Duration } from 'cdk8s';

/** How a proxy outside Kubernetes joins the mesh. */
export interface MachineBootstrapProps {
  /**
   * Address at which VMs reach istiod: that of a gateway in front of it. It goes into their `hosts`.
   *
   * @default - none: the name of istiod resolves already
   */
  readonly istiodAddress?: string;
  /**
   * Name of the cluster whose control plane serves them.
   *
   * @default - that of the install: Kubernetes
   */
  readonly clusterName?: string;
  /**
   * Whether istiod creates a WorkloadEntry for each VM that connects. Otherwise you write them.
   *
   * @default true
   */
  readonly autoRegister?: boolean;
  /**
   * Whether the proxy answers DNS requests of the VM, so that service names resolve there.
   *
   * @default true
   */
  readonly captureDns?: boolean;
  /**
   * Address of the VM that the files are for, as the mesh reaches it.
   *
   * @default - detected on the VM
   */
  readonly internalIp?: string;
  /**
   * External address of the VM that the files are for, when it is behind network address translation.
   *
   * @default - detected on the VM
   */
  readonly externalIp?: string;
  /**
   * Lifetime of the token with which the proxy gets its certificate; whole seconds, at least 10 minutes.
   *
   * @default Duration.hours(1)
   */
  readonly tokenLifetime?: Duration;
}
