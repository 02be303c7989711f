import type { Size } from 'cdk8s';

/** A directory that a sidecar shares with the other containers of its pod. */
export interface SharedDirectory {
  /** Where the sidecar has it; an absolute path. */
  readonly path: string;
  /**
   * Where the others have it; an absolute path.
   *
   * @default - the same path
   */
  readonly pathOfOthers?: string;
  /**
   * Names of the containers that share it.
   *
   * @default - all but init containers, native sidecars among them
   */
  readonly containers?: string[];
  /**
   * Whether the sidecar only reads.
   *
   * @default false
   */
  readonly readOnly?: boolean;
  /**
   * Whether the others only read.
   *
   * @default false
   */
  readonly readOnlyForOthers?: boolean;
  /**
   * Whether it is kept in memory, which counts against the limits of the containers. For secrets, and sockets.
   *
   * @default false
   */
  readonly inMemory?: boolean;
  /**
   * How much it may hold.
   *
   * @default - no limit
   */
  readonly sizeLimit?: Size;
  /**
   * Name of a volume that the pod has already.
   *
   * @default - an empty directory of the pod's own
   */
  readonly volume?: string;
}
