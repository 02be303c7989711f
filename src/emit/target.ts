import type { ApiObject } from 'cdk8s';
import type { Plane, Slot } from '../plane/plane';

/** An API server other than the cluster's own. Objects that several units need are shared there. */
export interface Elsewhere {
  /**
   * Requests an object for a unit; a second call replaces the unit's previous request.
   *
   * @returns the construct of the object
   */
  emit(slot: Slot, by: string): ApiObject;
  /** The unit no longer needs the object. */
  takeBack(id: string, by: string): void;
}

/** Where the objects of a mesh are created and written. */
export interface Target {
  readonly plane: Plane;
  /** The target of slots that do not belong to this cluster. */
  readonly elsewhere?: Elsewhere;
}
