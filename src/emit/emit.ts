import { ApiObject, Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Plane, Slot, Unit } from '../plane/plane';

/**
 * Makes the Kubernetes objects of one construct: each the first time it is needed, its body rendered at synth from the final state.
 * The only place of the library that makes objects for what a plane renders.
 */
export class Emitter {
  private readonly made = new Map<string, ApiObject>();

  public constructor(private readonly scope: Construct, private readonly plane: Plane, private readonly unit: Unit) {}

  /** Makes what is needed now and not there yet. */
  public sync(): void {
    for (const slot of this.plane.slots(this.unit, this.made)) {
      if (!this.made.has(slot.id)) {
        this.made.set(slot.id, emit(this.scope, slot));
      }
    }
  }

  /** The objects made so far. */
  public get objects(): readonly ApiObject[] {
    return [...this.made.values()];
  }

  /** An object by its slot, once it is there. */
  public find(id: string): ApiObject | undefined {
    return this.made.get(id);
  }
}

/** Emits one object. */
export function emit(scope: Construct, slot: Slot): ApiObject {
  let body: { readonly [field: string]: unknown } | undefined;
  const metadata: Record<string, unknown> = { name: slot.name };
  if (slot.namespace !== undefined) {
    metadata.namespace = slot.namespace;
  }
  if (slot.labels) {
    metadata.labels = slot.labels;
  }
  if (slot.annotations) {
    metadata.annotations = slot.annotations;
  }
  const props: Record<string, unknown> = { apiVersion: slot.apiVersion, kind: slot.kind, metadata };
  const fields = FIELDS[slot.kind] ?? ['spec'];
  for (const field of fields) {
    props[field] = Lazy.any({
      produce: () => {
        // the first field of an object renders all of it, the others read the same rendering
        if (field === fields[0] || body === undefined) {
          body = slot.render();
        }
        return body[field];
      },
    });
  }
  const object = new ApiObject(scope, slot.id, props as any);
  if (slot.namespace === undefined) {
    dropNamespace(object);
  }
  return object;
}

/** Top-level fields of the kinds that have others than `spec`. */
const FIELDS: { readonly [kind: string]: readonly string[] } = {
  Namespace: [],
  ServiceAccount: ['automountServiceAccountToken'],
  ConfigMap: ['data'],
  Role: ['rules'],
  ClusterRole: ['rules'],
  RoleBinding: ['roleRef', 'subjects'],
  ClusterRoleBinding: ['roleRef', 'subjects'],
};

/** A chart lends its namespace to every object in it; an object that has none must not take it. */
function dropNamespace(object: ApiObject): void {
  const metadata = object.metadata;
  const toJson = metadata.toJson.bind(metadata);
  metadata.toJson = () => {
    const { namespace: _namespace, ...rest } = toJson();
    return rest;
  };
}
