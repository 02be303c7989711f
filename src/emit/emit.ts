import { ApiObject, Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Target } from './target';
import type { Unit } from '../model/unit';
import type { Slot } from '../plane/plane';
import { overrideMethod } from '../synth/override';
import { markRendered } from '../synth/prebuilt';

/** An object of a construct, with the slot of the latest decision. */
interface Entry {
  slot: Slot;
  /** The number of the last decision that needed the object. */
  decision: number;
  object: ApiObject | undefined;
  /** Whether the object is at another API server, where other units may need it too. */
  shared: boolean;
}

/**
 * Creates the Kubernetes objects of one construct, each when it is first needed; the body is rendered at synth from the final state. This is the only place
 * in the library that creates objects for a plane.
 */
export class Emitter {
  private readonly entries = new Map<string, Entry>();

  private decisions = 0;

  private lost?: readonly string[];

  public constructor(private readonly scope: Construct, private readonly target: Target, public readonly unit: Unit) {
    scope.node.addValidation({ validate: () => [...this.losses()] });
  }

  /** Creates the objects that are needed now, and removes those that are no longer needed. */
  public sync(): void {
    this.lost = undefined;
    const slots = this.target.plane.objects(this.unit);
    this.decisions++;
    for (const slot of slots) {
      this.decide(slot);
    }
    if (this.entries.size > slots.length) {
      this.takeBack();
    }
  }

  private decide(slot: Slot): void {
    const known = this.entries.get(slot.id);
    if (known?.decision === this.decisions) {
      throw new Error(`'${pathOf(this.unit)}' needs two ${slot.kind} objects that would both be named '${slot.name}'; rename its parts (versions, listeners, hosts) so that their names differ more`);
    }
    const entry: Entry = known ?? { slot, decision: 0, object: undefined, shared: false };
    entry.slot = slot;
    entry.decision = this.decisions;
    if (slot.elsewhere) {
      entry.shared = true;
      entry.object = this.target.elsewhere!.emit(slot, pathOf(this.unit));
    } else {
      // the object reads its latest slot, so that slots of earlier decisions can be freed
      entry.object ??= markRendered(emit(this.scope, slot, () => entry.slot.render()));
    }
    if (!known) this.entries.set(slot.id, entry);
  }

  /** The objects created so far. */
  public get objects(): readonly ApiObject[] {
    return [...this.entries.values()].map(({ object }) => object!);
  }

  /** Finds an object by its slot, if it exists. */
  public find(id: string): ApiObject | undefined {
    return this.entries.get(id)?.object;
  }

  /** Cached: validation runs once for each chart of the app, and the result only changes with the unit. */
  private losses(): readonly string[] {
    if (this.unit.gateway ?? this.unit.listenerSet) {
      // the objects of a gateway depend on the rules of the services behind it, whose changes do not notify it
      this.sync();
    }
    return this.lost ??= this.target.plane.losses(this.unit);
  }

  /** The kind of a route may change as rules are added. */
  private takeBack(): void {
    for (const [id, { decision, shared }] of this.entries) {
      if (decision === this.decisions) continue;
      if (shared) {
        this.target.elsewhere!.takeBack(id, pathOf(this.unit));
      } else {
        this.scope.node.tryRemoveChild(id);
      }
      this.entries.delete(id);
    }
  }
}

function pathOf({ service, gateway, listenerSet, waypoint, namespace, mesh }: Unit): string {
  return (service ?? gateway ?? listenerSet ?? waypoint ?? namespace ?? mesh)!.path;
}

/**
 * Emits one object.
 * @param render its body, if different from the slot's
 */
export function emit(scope: Construct, slot: Slot, render: Slot['render'] = slot.render): ApiObject {
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
        // reading the first field renders the whole object; the other fields reuse the result
        if (field === fields[0] || body === undefined) {
          body = render();
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

/** Top-level fields of the kinds that have fields other than `spec`. */
const FIELDS: { readonly [kind: string]: readonly string[] } = {
  Namespace: [],
  ServiceAccount: ['automountServiceAccountToken'],
  ConfigMap: ['data'],
  Role: ['rules'],
  ClusterRole: ['rules'],
  MutatingWebhookConfiguration: ['webhooks'],
  RoleBinding: ['roleRef', 'subjects'],
  ClusterRoleBinding: ['roleRef', 'subjects'],
};

/** A chart adds its namespace to every object in it; a cluster-scoped object must not get it. */
export function dropNamespace(object: ApiObject): void {
  overrideMethod(object.metadata, 'toJson', (toJson) => () => {
    const { namespace: _namespace, ...rest } = toJson();
    return rest;
  });
}
