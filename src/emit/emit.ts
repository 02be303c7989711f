import { ApiObject, Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Target } from './target';
import type { Unit } from '../model/unit';
import type { Slot } from '../plane/plane';
import { overrideMethod } from '../synth/override';
import { markRendered } from '../synth/prebuilt';

/**
 * Makes the Kubernetes objects of one construct, each when it is first needed; its body is rendered at synth from the final state.
 * The only place of the library that makes objects for what a plane renders.
 */
export class Emitter {
  private readonly made = new Map<string, ApiObject>();

  /** Ids of objects at another API server, where other units may ask for them too. */
  private readonly shared = new Set<string>();

  /** The slots by id, each as it was last decided: objects hold none themselves, so that those of earlier decisions can go. */
  private readonly slots = new Map<string, Slot>();

  private lost?: readonly string[];

  public constructor(private readonly scope: Construct, private readonly target: Target, public readonly unit: Unit) {
    scope.node.addValidation({ validate: () => [...this.losses()] });
  }

  /** Makes the objects that are needed now, and takes back those that are not needed any more. */
  public sync(): void {
    this.lost = undefined;
    const wanted = slotsById(this.unit, this.target.plane.objects(this.unit));
    for (const [id, slot] of wanted) {
      this.slots.set(id, slot);
      if (slot.elsewhere) {
        this.shared.add(id);
        this.made.set(id, this.target.elsewhere!.put(slot, pathOf(this.unit)));
      } else if (!this.made.has(id)) {
        this.made.set(id, markRendered(emit(this.scope, { ...slot, render: () => this.slots.get(id)!.render() })));
      }
    }
    if (this.made.size > wanted.size) {
      this.takeBack(wanted);
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

  /** Validation asks once for each chart of the app; the answer changes with the unit only. */
  private losses(): readonly string[] {
    if (this.unit.gateway ?? this.unit.listenerSet) {
      // what a gateway needs depends on the rules of the services that it leads to, which do not tell it when they change
      this.sync();
    }
    return this.lost ??= this.target.plane.losses(this.unit);
  }

  /** A route may change its kind as rules come in. */
  private takeBack(wanted: ReadonlyMap<string, Slot>): void {
    for (const id of [...this.made.keys()].filter((known) => !wanted.has(known))) {
      if (this.shared.delete(id)) {
        this.target.elsewhere!.takeBack(id, pathOf(this.unit));
      } else {
        this.scope.node.tryRemoveChild(id);
      }
      this.made.delete(id);
    }
  }
}

/** Objects of one construct that would replace each other are a mistake of a plane, or of names that meet. */
function slotsById(unit: Unit, slots: readonly Slot[]): Map<string, Slot> {
  const result = new Map<string, Slot>();
  for (const slot of slots) {
    if (result.has(slot.id)) {
      throw new Error(`'${pathOf(unit)}' needs two objects of kind ${slot.kind} for which there is one name, '${slot.name}'; give its parts (versions, listeners, hosts) names that differ more`);
    }
    result.set(slot.id, slot);
  }
  return result;
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
