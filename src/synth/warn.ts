/** Prints a line to standard error. */
export function warn(line: string): void {
  process.stderr.write(`cdk8s-mesh: ${line}\n`);
}
