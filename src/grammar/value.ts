/**
 * A value created by a factory. Its public member makes it a distinct type in Go, where any value satisfies an empty interface.
 *
 * @internal
 */
export abstract class Value {
  /** The name of its class, for messages. */
  public toString(): string {
    return this.constructor.name;
  }
}
