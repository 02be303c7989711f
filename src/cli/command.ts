/** The output streams of a command. */
export interface Io {
  /** whether the output supports colours */
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
