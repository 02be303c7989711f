import type { MeshFeature } from '../capability/feature';
import type { Cell } from '../capability/table/cell';
import type { GatewayModel } from '../model/gateway';
import type { ServiceModel } from '../model/service';
import type { Unit } from '../model/unit';

/** Changes a pod template. */
export type PodChange = (pod: any) => any;

/** A Kubernetes object that a plane needs for a unit. Its metadata is known now, the rest at synth. */
export interface Slot {
  /** Stable within the unit: used as the construct's ID. */
  readonly id: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Undefined for objects without a namespace. */
  readonly namespace?: string;
  readonly labels?: { readonly [name: string]: string };
  /** Labels whose values, if any, are only known in the final state. */
  readonly lateLabels?: { readonly [name: string]: () => string | undefined };
  readonly annotations?: { readonly [name: string]: string };
  /** Annotations whose values, if any, are only known in the final state. */
  readonly lateAnnotations?: { readonly [name: string]: () => string | undefined };
  /** Whether the object belongs to the API server that runs Config Connector, where several units may need the same object. */
  readonly elsewhere?: boolean;
  /** Owner of the object, if several units need it: other owners can't use the name. */
  readonly owner?: string;
  /** Everything but apiVersion, kind and metadata, from the final state; a pure function. */
  render(): { readonly [field: string]: unknown };
}

/** Renders the model for one family of control planes. A plane has no state: its results depend only on its options and the unit. */
export interface Plane {
  /** The name of its capability table. */
  readonly name: string;
  /** Every object that the unit currently needs. This only decides which objects there are; bodies are rendered later. */
  objects(unit: Unit): readonly Slot[];
  /** A sentence for each use of the unit that the plane does not support, or supports with an unacknowledged difference. */
  losses(unit: Unit): readonly string[];
  /** The name of a gateway's object, if it is not that of its construct. */
  gatewayName?(gateway: GatewayModel): string;
  /** The labels and annotations that pods of a service need if they are created elsewhere. */
  adoptedPod?(service: ServiceModel): PodChange | undefined;
  /** The plane's support of a feature, if it differs from the table of its API. */
  cell?(feature: MeshFeature): Cell | undefined;
}
