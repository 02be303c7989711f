/** A place in a file, counted from 1. */
export interface Spot {
  readonly line: number;
  readonly column: number;
}

/** Where a manifest came from. All members may be missing: a manifest made in memory has no place. */
export interface Origin {
  readonly constructPath?: string;
  readonly file?: string;
  /** first line of the object in the file, counted from 1 */
  readonly line?: number;
  /** the cluster that the manifest is for, when several are checked together */
  readonly cluster?: string;
  /** a plane wrote it from the model: what the model's API says of a value holds, not what a hand-written one would mean */
  readonly rendered?: boolean;
  /** the turn in which it is applied, among the objects of all clusters, where the app says so */
  readonly phase?: number;
  /** finds the place of a JSON pointer; called for findings only, so it may be slow */
  readonly locate?: (pointer: string) => Spot | undefined;
}

/** A file that is no manifest, but what a tool makes manifests of. */
export interface Piece {
  /** what it is, in a few words */
  readonly what: string;
  readonly tool?: string;
  /** the command that shows what a cluster gets; empty when there is none */
  readonly command: string;
}

/** Any Kubernetes object from any source. Nothing is known of its shape yet. */
export interface Manifest {
  readonly object: unknown;
  readonly origin: Origin;
  /** the file is no manifest, and this stands for all of it */
  readonly piece?: Piece;
}
