import type { Duration } from 'cdk8s';

/** How a proxy outside Kubernetes gets into the mesh. */
export interface MachineBootstrapProps {
  /**
   * Address at which machines reach istiod: of a gateway that leads to it. It goes into their `hosts`.
   *
   * @default - none: the name of istiod leads to it already
   */
  readonly istiodAddress?: string;
  /**
   * Name of the cluster whose control plane serves them.
   *
   * @default - that of the install: Kubernetes
   */
  readonly clusterName?: string;
  /**
   * Whether istiod makes a WorkloadEntry for each machine that connects. Else they are written by hand.
   *
   * @default true
   */
  readonly autoRegister?: boolean;
  /**
   * Whether the proxy answers the machine's DNS requests, so that names of services mean something there.
   *
   * @default true
   */
  readonly captureDns?: boolean;
  /**
   * Address of the one machine that the files are for, as the mesh reaches it.
   *
   * @default - found by the machine itself
   */
  readonly internalIp?: string;
  /**
   * Address of the one machine that the files are for, where that is not one of its own: it is behind address translation.
   *
   * @default - found by the machine itself
   */
  readonly externalIp?: string;
  /**
   * How long a token is good for until the proxy has its certificate; whole seconds, and 10 minutes at least.
   *
   * @default Duration.hours(1)
   */
  readonly tokenLifetime?: Duration;
}
