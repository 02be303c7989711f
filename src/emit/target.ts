import type { ApiObject } from 'cdk8s';
import type { Plane, Slot } from '../plane/plane';

/** An API server other than the cluster's own. Objects that several units need are shared there. */
export interface Elsewhere {
  /**
   * Asks for an object on behalf of a unit; asking again replaces what the unit asked for before.
   *
   * @returns the construct of the object
   */
  emit(slot: Slot, by: string): ApiObject;
  /** The unit does not ask for it any more. */
  takeBack(id: string, by: string): void;
}

/** Where the objects of a mesh come from, and where they go. */
export interface Target {
  readonly plane: Plane;
  /** Where slots go that are not the cluster's own. */
  readonly elsewhere?: Elsewhere;
}
