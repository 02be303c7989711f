/** Where a command writes. */
export interface Io {
  /** whether the output shows colours */
  readonly color: boolean;
  out(text: string): void;
  err(text: string): void;
}

/** A subcommand of `cdk8s-mesh`. */
export interface Command {
  readonly name: string;
  /** @returns the exit code */
  run(args: readonly string[], io: Io): number | Promise<number>;
}
