import type { MeshFeature } from '../capability/feature';
import type { Cell } from '../capability/table/cell';
import type { GatewayModel } from '../model/gateway';
import type { ServiceModel } from '../model/service';
import type { Unit } from '../model/unit';

/** Changes a pod template. */
export type PodChange = (pod: any) => any;

/** One Kubernetes object that a plane wants for a unit. Its metadata is known now, the rest at synthesis. */
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

/** Renders the model for one family of control planes. A plane has no state: what it returns follows from its options and the unit alone. */
export interface Plane {
  /** The name of its table of capabilities. */
  readonly name: string;
  /** Every object that the unit needs as it stands. This only decides which; bodies are rendered later. */
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
