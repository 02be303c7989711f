import { Size } from 'cdk8s';

/** CPU and memory of a container. */
export interface ContainerResources {
  /**
   * CPU request, as a Kubernetes quantity: `100m` is a tenth of a core.
   *
   * @default - no request
   */
  readonly cpuRequest?: string;
  /**
   * CPU limit, as a Kubernetes quantity.
   *
   * @default - no limit
   */
  readonly cpuLimit?: string;
  /**
   * Memory request.
   *
   * @default - no request
   */
  readonly memoryRequest?: Size;
  /**
   * Memory limit.
   *
   * @default - no limit
   */
  readonly memoryLimit?: Size;
}
