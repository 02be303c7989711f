import type { Kind, SpecInput } from '../../istio/api/kinds';
import { KINDS, specOf } from '../../istio/api/kinds';
import type { Slot } from '../plane';

/** The metadata of an object; the id of its slot defaults to its kind. */
export interface Place {
  readonly id?: string;
  readonly name: string;
  readonly namespace: string;
}

/** An object of Istio's API, written and validated like the constructs in `src/istio`. */
export function istioSlot<K extends Kind>(kind: K, place: Place, spec: () => SpecInput<K>): Slot {
  return {
    id: place.id ?? kind,
    apiVersion: KINDS[kind].apiVersion,
    kind,
    name: place.name,
    namespace: place.namespace,
    render: () => ({ spec: specOf(kind, spec(), 'spec') }),
  };
}
