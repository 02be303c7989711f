import type { ResourceProps } from './resource-props';
import type { TargetRef } from './target-ref';

/** Properties of all policies for workloads. Without a selector and references, a policy applies to its namespace; in the root namespace, to the mesh. */
export interface PolicyProps extends ResourceProps {
  /**
   * The labels of the workloads; can't be combined with `targetRefs`.
   *
   * @default - all workloads of the namespace
   */
  readonly selector?: { [label: string]: string };

  /**
   * The gateways, services or waypoints; at most 16.
   *
   * @default - none
   */
  readonly targetRefs?: TargetRef[];
}
