import type { ServiceModel } from '../model/service';
import type { Unit } from '../model/unit';

/** Changes a pod template. */
export type PodChange = (pod: any) => any;

/** One Kubernetes object that a plane wants for a unit. Its head is known now, the rest when everything has been said. */
export interface Slot {
  /** Stable within the unit: it becomes the construct's id. */
  readonly id: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Undefined for objects without a namespace. */
  readonly namespace?: string;
  readonly labels?: { readonly [name: string]: string };
  /** Labels whose values, if any, are known from the final state only. */
  readonly lateLabels?: { readonly [name: string]: () => string | undefined };
  readonly annotations?: { readonly [name: string]: string };
  /** Annotations whose values, if any, are known from the final state only. */
  readonly lateAnnotations?: { readonly [name: string]: () => string | undefined };
  /** It goes to the API server that runs Config Connector, where several units may ask for the same. */
  readonly elsewhere?: boolean;
  /** Whose it is, where several units ask for it: others must not have the name. */
  readonly owner?: string;
  /** Everything but apiVersion, kind and metadata, from the final state; a pure function. */
  render(): { readonly [field: string]: unknown };
}

/** The slots, by id, whose objects are there already. */
export interface Made {
  has(id: string): boolean;
}

/** An API server beside the cluster's own. What several units ask for is one object there. */
export interface Elsewhere {
  /**
   * Asks for an object on behalf of a unit; asking again says it anew.
   *
   * @returns the construct of the object
   */
  put(slot: Slot, by: string): any;
  /** The unit does not ask for it any more. */
  takeBack(id: string, by: string): void;
}

/** Nothing is there yet. */
export const NOTHING_MADE: Made = { has: () => false };

/** Renders the model for one family of control planes: pure functions from the model to objects. */
export interface Plane {
  readonly name: string;
  /** Set where `slots` always names every object: one that it does not name any more is taken back. */
  readonly complete?: boolean;
  /** Where slots go that are not the cluster's own. */
  readonly elsewhere?: Elsewhere;
  /**
   * The objects that a unit needs as it stands, without those that were made before (it may name some of these again).
   * Called after each change, so it only decides, and renders nothing.
   */
  slots(unit: Unit, made: Made): readonly Slot[];
  /** Pods of a service that are made elsewhere were adopted: what its pods must carry is given to these too. */
  adopted?(service: ServiceModel, change: (pod: PodChange) => void): void;
  /** What the unit asks for that this plane can't say, or says with a difference that nobody accepted: a sentence each. */
  losses?(unit: Unit): readonly string[];
}
