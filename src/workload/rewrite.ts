import type { ApiObject } from 'cdk8s';
import { overrideMethod } from '../synth/override';

type Json = Record<string, any>;
/** A change of an object, with its other inputs. */
type Rewrite = (json: Json, around: any) => Json;

/** The changes to an object at synth, after its owner's patches. */
interface Rewrites {
  readonly own: () => Json;
  /** The settings of the object's pods. */
  readonly settings: Rewrite[];
  /** The result of all changes. */
  last?: Rewrite;
  around: () => unknown;
  known?: { readonly from: string; readonly to: string };
}

const REWRITES = Symbol.for('cdk8s-mesh.rewrites');

/**
 * Changes an object at synth: the change sees everything that its owner adds until then, in any order. A change that can't be made is a finding of
 * `App.synth`, with the object's path.
 */
export function rewriteOnSynth(object: ApiObject, change: (json: Json) => Json): void {
  rewritesOf(object).settings.push(change);
}

/** Changes an object at synth after all other changes, and only once. `around` is what else in the app it depends on. */
export function rewriteLast(object: ApiObject, around: () => unknown, change: Rewrite): void {
  const rewrites = rewritesOf(object);
  if (rewrites.last) throw new Error(`'${object.node.path}' is already injected; remove it from the second call`);
  rewrites.last = change;
  rewrites.around = around;
}

/** An object as its owner created it, without the changes made here. */
export function ownJson(object: ApiObject): Json {
  return ((object as any)[REWRITES] as Rewrites | undefined)?.own() ?? object.toJson();
}

/** Whether an object has a last change. */
export function isRewrittenLast(object: ApiObject): boolean {
  return ((object as any)[REWRITES] as Rewrites | undefined)?.last !== undefined;
}

function rewritesOf(object: ApiObject): Rewrites {
  const before = (object as any)[REWRITES] as Rewrites | undefined;
  if (before) return before;
  const rewrites: Rewrites = { own: () => original(), settings: [], around: () => undefined };
  Object.defineProperty(object, REWRITES, { value: rewrites });
  const original = overrideMethod(object, 'toJson', (toJson) => () => {
    const own = toJson();
    try {
      return rewritten(rewrites, own);
    } catch (e) {
      throw new Error(`'${object.node.path}': ${(e as Error).message}`);
    }
  });
  object.node.addValidation({ validate: () => findings(rewrites) });
  return rewrites;
}

function rewritten(rewrites: Rewrites, own: Json): Json {
  const around = rewrites.around();
  const from = JSON.stringify([own, around]);
  if (rewrites.known?.from !== from) {
    const changed = [...rewrites.settings, ...rewrites.last ? [rewrites.last] : []].reduce((json, change) => change(json, around), own);
    rewrites.known = { from, to: JSON.stringify(sorted(changed)) };
  }
  return JSON.parse(rewrites.known!.to);
}

function findings(rewrites: Rewrites): string[] {
  let own: Json;
  try {
    own = rewrites.own();
  } catch {
    return []; // the object itself can't be written, and reports so
  }
  try {
    rewritten(rewrites, own);
    return [];
  } catch (e) {
    return [(e as Error).message];
  }
}

/** As cdk8s writes objects: keys in alphabetical order, without undefined values. */
function sorted(value: any): any {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.keys(value).sort().filter((key) => value[key] !== undefined).map((key) => [key, sorted(value[key])]));
}
