import { Size } from 'cdk8s';

/** Processor and memory of a container. */
export interface ContainerResources {
  /**
   * Processor that is reserved, in Kubernetes' form: `100m` is a tenth of a core.
   *
   * @default - none is reserved
   */
  readonly cpuRequest?: string;
  /**
   * Processor at most, in Kubernetes' form.
   *
   * @default - no limit
   */
  readonly cpuLimit?: string;
  /**
   * Memory that is reserved.
   *
   * @default - none is reserved
   */
  readonly memoryRequest?: Size;
  /**
   * Memory at most.
   *
   * @default - no limit
   */
  readonly memoryLimit?: Size;
}
