/**
 * A value that a factory makes. Its public member makes it a type of its own in Go, where any value satisfies a type without members.
 *
 * @internal
 */
export abstract class Value {
  /** The name of its class, for messages. */
  public toString(): string {
    return this.constructor.name;
  }
}
