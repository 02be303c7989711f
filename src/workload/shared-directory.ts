import type { Size } from 'cdk8s';

/** A directory that a sidecar shares with the other containers of its pod. */
export interface SharedDirectory {
  /** Mount path in the sidecar; absolute. */
  readonly path: string;
  /**
   * Mount path in the other containers; absolute.
   *
   * @default - the same path
   */
  readonly pathOfOthers?: string;
  /**
   * Names of the containers that mount the directory.
   *
   * @default - all but init containers, native sidecars among them
   */
  readonly containers?: string[];
  /**
   * Whether the sidecar mounts the directory read-only.
   *
   * @default false
   */
  readonly readOnly?: boolean;
  /**
   * Whether the other containers mount the directory read-only.
   *
   * @default false
   */
  readonly readOnlyForOthers?: boolean;
  /**
   * Whether the directory is kept in memory, which counts against the containers' memory limits. Use it for secrets and sockets.
   *
   * @default false
   */
  readonly inMemory?: boolean;
  /**
   * Size limit of the directory.
   *
   * @default - no limit
   */
  readonly sizeLimit?: Size;
  /**
   * Name of an existing volume of the pod.
   *
   * @default - an emptyDir volume
   */
  readonly volume?: string;
}
