import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { Emitter } from './emit';

/**
 * A construct with objects that a plane renders.
 *
 * @internal
 */
export abstract class Emitted extends Construct {
  /** @internal */
  protected abstract readonly _emitter: Emitter;

  /** Objects created for it so far, to patch or inspect. */
  public get objects(): ApiObject[] {
    return [...this._emitter.objects];
  }

  /**
   * The first of its objects of a kind, to patch or inspect.
   *
   * @param kind such as `DestinationRule`
   * @returns undefined while no such object is needed
   */
  public findObject(kind: string): ApiObject | undefined {
    return this._emitter.objects.find((o) => o.kind === kind);
  }
}
