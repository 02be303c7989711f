import { ApiObject, Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Unit } from '../model/unit';
import type { Plane, Slot } from '../plane/plane';
import { overrideMethod } from '../synth/override';
import { markRendered } from '../synth/prebuilt';

/**
 * Makes the Kubernetes objects of one construct: each the first time it is needed, its body rendered at synth from the final state.
 * The only place of the library that makes objects for what a plane renders.
 */
export class Emitter {
  private readonly made = new Map<string, ApiObject>();

  /** What was made at another API server, where others may ask for it too. */
  private readonly shared = new Set<string>();

  /** What was last said of an object, by a plane that always names all of them. */
  private readonly latest = new Map<string, Slot>();

  private lost?: string[];

  public constructor(private readonly scope: Construct, private readonly plane: Plane, public readonly unit: Unit) {
    if (plane.losses) {
      scope.node.addValidation({ validate: () => this.losses() });
    }
  }

  /** Makes what is needed now and not there yet. */
  public sync(): void {
    this.lost = undefined;
    const slots = this.plane.slots(this.unit, this.made);
    refuseTwins(this.unit, slots);
    for (const slot of slots) {
      if (this.plane.complete) {
        this.latest.set(slot.id, slot);
      }
      if (slot.elsewhere) {
        this.shared.add(slot.id);
        this.made.set(slot.id, this.plane.elsewhere!.put(slot, pathOf(this.unit)));
      } else if (!this.made.has(slot.id)) {
        const now = this.plane.complete ? { ...slot, render: () => this.latest.get(slot.id)!.render() } : slot;
        this.made.set(slot.id, markRendered(emit(this.scope, now)));
      }
    }
    if (this.plane.complete && this.made.size > slots.length) {
      this.takeBack(new Set(slots.map((s) => s.id)));
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

  /** Asked once for each chart of the app, and computed again only after a change. */
  private losses(): string[] {
    if (this.plane.complete && (this.unit.gateway || this.unit.listenerSet)) {
      // what a gateway needs depends on the rules of the services that it leads to, which do not tell it when they change
      this.sync();
    }
    return this.lost ??= [...this.plane.losses!(this.unit)];
  }

  /** A route may change its kind as rules come in. */
  private takeBack(wanted: ReadonlySet<string>): void {
    for (const id of [...this.made.keys()].filter((known) => !wanted.has(known))) {
      if (this.shared.delete(id)) {
        this.plane.elsewhere!.takeBack(id, pathOf(this.unit));
      } else {
        this.scope.node.tryRemoveChild(id);
      }
      this.made.delete(id);
    }
  }
}

/** Objects of one construct that would replace each other are a mistake of a plane, or of names that meet. */
function refuseTwins(unit: Unit, slots: readonly Slot[]): void {
  const taken = new Set<string>();
  for (const { id, kind, name } of slots) {
    if (taken.has(id)) {
      throw new Error(`'${pathOf(unit)}' needs two objects of kind ${kind} for which there is one name, '${name}'; give its parts (versions, listeners, hosts) names that differ more`);
    }
    taken.add(id);
  }
}

function pathOf({ service, gateway, listenerSet, waypoint, namespace, mesh }: Unit): string {
  return (service ?? gateway ?? listenerSet ?? waypoint ?? namespace ?? mesh)!.path;
}

/** Emits one object. */
export function emit(scope: Construct, slot: Slot): ApiObject {
  let body: { readonly [field: string]: unknown } | undefined;
  const metadata: Record<string, unknown> = { name: slot.name };
  if (slot.namespace !== undefined) {
    metadata.namespace = slot.namespace;
  }
  if (slot.labels || slot.lateLabels) {
    metadata.labels = { ...slot.labels, ...late(slot.lateLabels) };
  }
  if (slot.annotations || slot.lateAnnotations) {
    metadata.annotations = { ...slot.annotations, ...late(slot.lateAnnotations) };
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

function late(annotations: Slot['lateAnnotations'] | Slot['lateLabels']): Record<string, unknown> {
  return Object.fromEntries(Object.entries(annotations ?? {}).map(([name, produce]) => [name, Lazy.any({ produce })]));
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
export function dropNamespace(object: ApiObject): void {
  overrideMethod(object.metadata, 'toJson', (toJson) => () => {
    const { namespace: _namespace, ...rest } = toJson();
    return rest;
  });
}
