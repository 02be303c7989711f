/** A position in a file, counted from 1. */
export interface Spot {
  readonly line: number;
  readonly column: number;
}

/** The origin of a manifest. All members may be missing: a manifest created in memory has no position. */
export interface Origin {
  readonly constructPath?: string;
  readonly file?: string;
  /** first line of the object in the file, counted from 1 */
  readonly line?: number;
  /** the cluster of the manifest, if several are checked together */
  readonly cluster?: string;
  /** a plane generated it from the model: the meaning of values is that of the model's API, not that of handwritten manifests */
  readonly rendered?: boolean;
  /** the phase in which it is applied, across all clusters, if the app sets one */
  readonly phase?: number;
  /** finds the position of a JSON pointer; only called for findings, so it may be slow */
  readonly locate?: (pointer: string) => Spot | undefined;
}

/** A file that is not a manifest, but input of a tool that generates manifests. */
export interface Piece {
  /** a short description */
  readonly what: string;
  readonly tool?: string;
  /** the command that shows the generated manifests; empty if there is none */
  readonly command: string;
}

/** Any Kubernetes object from any source, of unknown shape. */
export interface Manifest {
  readonly object: unknown;
  readonly origin: Origin;
  /** the file is not a manifest, and this object represents all of it */
  readonly piece?: Piece;
}
