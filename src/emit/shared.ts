import { ApiObject, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { emit } from './emit';
import type { Elsewhere } from './target';
import { isObject } from '../grammar/json';
import type { Slot } from '../plane/plane';
import { markRendered } from '../synth/prebuilt';

interface Wanted {
  readonly object: ApiObject;
  /** Each unit's version of the object, by the path of its construct. */
  readonly slots: Map<string, Slot>;
}

const SHARED = Symbol.for('cdk8s-mesh.SharedChart');

/**
 * A chart with objects that several constructs need, perhaps of several clusters: each object is created once. If their versions differ, lists of backends
 * are merged, and everything else must be equal.
 */
export class SharedChart extends Chart implements Elsewhere {
  /** The chart with an ID in a scope; created on first use. */
  public static in(scope: Construct, id: string, namespace: string): SharedChart {
    const before = scope.node.tryFindChild(id) as SharedChart | undefined;
    if (before) {
      if (!(SHARED in before) || before.namespace !== namespace) {
        throw new Error(`'${before.node.path}' already exists with a namespace other than '${namespace}'; use one namespace for the whole mesh`);
      }
      return before;
    }
    return new SharedChart(scope, id, { namespace });
  }

  private readonly wanted = new Map<string, Wanted>();

  private constructor(scope: Construct, id: string, props: { readonly namespace: string }) {
    super(scope, id, props);
    Object.defineProperty(this, SHARED, { value: true });
  }

  public emit(slot: Slot, by: string): ApiObject {
    const key = `${slot.kind}-${slot.name}`;
    const before = this.wanted.get(key);
    if (before) {
      this.refuseOthers(slot, by, before);
      before.slots.set(`${by}\n${slot.id}`, slot);
      return before.object;
    }
    const slots = new Map([[`${by}\n${slot.id}`, slot]]);
    const object = markRendered(emit(this, { ...slot, id: key, render: () => render(slots) }));
    this.wanted.set(key, { object, slots });
    return object;
  }

  public takeBack(id: string, by: string): void {
    for (const [key, { object, slots }] of this.wanted) {
      if (slots.delete(`${by}\n${id}`) && slots.size === 0) {
        this.node.tryRemoveChild(object.node.id);
        this.wanted.delete(key);
      }
    }
  }

  private refuseOthers(slot: Slot, by: string, { slots }: Wanted): void {
    for (const [other, ownSlot] of slots) {
      if (ownSlot.owner !== slot.owner) {
        throw new Error(`'${by}' and '${other.split('\n')[0]}' both need a ${slot.kind} named '${slot.name}'; rename one of them`);
      }
    }
  }
}

function render(slots: ReadonlyMap<string, Slot>): { readonly [field: string]: unknown } {
  const [[first, slot], ...others] = [...slots];
  let result: any = slot.render();
  for (const [by, other] of others) {
    result = join(result, other.render(), '', (pointer, a, b) => new Error(
      `${slot.kind} '${slot.name}' is shared by '${first.split('\n')[0]}' and '${by.split('\n')[0]}', which disagree on ${pointer}: ${JSON.stringify(a)} and ${JSON.stringify(b)}; set the same value in both`,
    ));
  }
  return result;
}

/** Lists that are merged. */
const JOINED = new Set(['/spec/backend']);

function join(a: any, b: any, pointer: string, differs: (pointer: string, a: unknown, b: unknown) => Error): any {
  if (JOINED.has(pointer)) {
    const known = new Set((a ?? []).map((v: unknown) => JSON.stringify(v)));
    return [...(a ?? []), ...(b ?? []).filter((v: unknown) => !known.has(JSON.stringify(v)))];
  }
  if (isObject(a) && isObject(b)) {
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
    return Object.fromEntries(keys.map((k) => [k, join(a[k], b[k], `${pointer}/${k}`, differs)]));
  }
  if (JSON.stringify(a) !== JSON.stringify(b)) {
    throw differs(pointer, a, b);
  }
  return a;
}
