import type { ResourceProps } from './resource-props';
import type { TargetRef } from './target-ref';

/** What every policy for workloads can be given. Without a selector and references it holds for its namespace, in the root namespace for the mesh. */
export interface PolicyProps extends ResourceProps {
  /**
   * The labels of the workloads; not beside `targetRefs`.
   *
   * @default - all of the namespace
   */
  readonly selector?: { [label: string]: string };

  /**
   * The gateways, services or waypoints; at most 16.
   *
   * @default - none
   */
  readonly targetRefs?: TargetRef[];
}
