import { ApiObject, ApiObjectMetadataDefinition, App, ImplicitTokenResolver, Lazy, LazyResolver, NumberStringUnionResolver } from 'cdk8s';

/**
 * The document of an object: the result of its `toJson()`, in one pass over its properties instead of cdk8s' six. This fast path is for objects built of
 * maps, lists, scalars, `Lazy` and tokens. Objects with an overridden `toJson()`, JSON patches, a resolver or other values use their `toJson()`, and so do
 * errors: cdk8s writes their messages.
 */

/** An internal signal that `toJson()` must render the object, which also reports its errors. */
const UNUSUAL = new Error('left to toJson()');

/** Private fields of cdk8s; if a version has different ones, `toJson()` renders the object. */
interface Inside {
  readonly patches?: unknown[];
  readonly props?: object;
}

interface MetadataInside {
  readonly _additionalAttributes?: object;
  readonly name?: unknown;
  readonly namespace?: unknown;
  readonly annotations?: unknown;
  readonly finalizers?: unknown;
  readonly ownerReferences?: unknown;
  readonly labels?: unknown;
}
const METADATA_FIELDS = ['name', 'namespace', 'annotations', 'finalizers', 'ownerReferences', 'labels'];

/** Renders the objects of one app. */
export class Renderer {
  private readonly short: boolean;

  constructor(app: App) {
    const [first, second, third, ...others] = app.resolvers;
    this.short = first?.constructor === LazyResolver && second?.constructor === ImplicitTokenResolver
      && third?.constructor === NumberStringUnionResolver && others.length === 0 && !process.env.CDK8S_DISABLE_SORT;
  }

  public render(object: ApiObject): unknown {
    const inside = object as unknown as Inside;
    if (this.short && object.toJson === ApiObject.prototype.toJson && inside.patches?.length === 0 && isPlain(inside.props)) {
      try {
        return document(inside.props, metadata(object.metadata));
      } catch {
        // toJson() below succeeds, or throws the same with the construct's path
      }
    }
    return object.toJson();
  }
}

/** Whether cdk8s copies every part of this object's document, so that it writes no aliases. */
export function rendersCopies(object: ApiObject): boolean {
  return object.toJson === ApiObject.prototype.toJson;
}

/** Fields of an object in their output order; others follow by name. */
function document(props: Record<string, unknown>, meta: unknown): unknown {
  const rest = plainMap(props, false, 'metadata')!;
  const result: Record<string, unknown> = {};
  if (rest.apiVersion !== undefined) {
    result.apiVersion = rest.apiVersion;
  }
  if (rest.kind !== undefined) {
    result.kind = rest.kind;
  }
  if (meta !== undefined) {
    result.metadata = meta;
  }
  for (const key of Object.keys(rest)) {
    if (key !== 'apiVersion' && key !== 'kind') {
      result[key] = rest[key];
    }
  }
  return result;
}

function metadata(definition: ApiObjectMetadataDefinition): unknown {
  const inside = definition as unknown as MetadataInside;
  if (definition.toJson !== ApiObjectMetadataDefinition.prototype.toJson || !isPlain(inside._additionalAttributes)) {
    throw UNUSUAL;
  }
  for (const field of METADATA_FIELDS) {
    if (!(field in inside)) {
      throw UNUSUAL;
    }
  }
  const { name, namespace, annotations, finalizers, ownerReferences, labels } = inside;
  return plainMap(Object.assign({}, inside._additionalAttributes, { annotations, finalizers, labels, name, namespace, ownerReferences }), true);
}

/** A value with lazy parts resolved, keys sorted and nulls removed; `prune` also removes empty values. */
function plain(value: unknown, prune: boolean): unknown {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    case 'undefined':
      return undefined;
    case 'object':
      break;
    default:
      throw UNUSUAL;
  }
  if (value === null) {
    return undefined;
  }
  if (Array.isArray(value)) {
    if (value.constructor !== Array) {
      throw UNUSUAL;
    }
    return prune && value.length === 0 ? undefined : plainList(value, prune);
  }
  if (value instanceof Lazy) {
    return plain(value.produce(), prune);
  }
  if (typeof (value as { resolve?: unknown }).resolve === 'function') {
    return plain((value as { resolve(): unknown }).resolve(), prune);
  }
  if (!isPlain(value)) {
    throw UNUSUAL;
  }
  return plainMap(value, prune);
}

/** The list itself if all of it is already plain. */
function plainList(values: readonly unknown[], prune: boolean): readonly unknown[] {
  const result = values.map((v) => plain(v, prune));
  return result.every((v, i) => v === values[i]) ? values : result;
}

/** The map itself if all of it is already plain and sorted, as are most parts of a manifest: no copy is needed. */
function plainMap(value: Record<string, unknown>, prune: boolean, except?: string): Record<string, unknown> | undefined {
  const keys = Object.keys(value);
  let result = Object.getPrototypeOf(value) === Object.prototype ? undefined : {} as Record<string, unknown>;
  let last = '';
  let ordered = true;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (key === except) {
      result ??= firstOf(value, keys, i);
      continue;
    }
    if (key === '__proto__') {
      throw UNUSUAL;
    }
    const v = plain(value[key], prune);
    const follows = last <= key;
    if (!result && (!follows || v === undefined || v !== value[key])) {
      result = firstOf(value, keys, i);
    }
    if (v !== undefined) {
      if (result) {
        result[key] = v;
      }
      ordered &&= follows;
      last = key;
    }
  }
  if (!result) {
    return prune && keys.length === 0 ? undefined : value;
  }
  if (prune && Object.keys(result).length === 0) {
    return undefined;
  }
  return ordered ? result : inOrder(result);
}

/** A map of the first entries of another. */
function firstOf(value: Record<string, unknown>, keys: readonly string[], count: number): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (let i = 0; i < count; i++) {
    result[keys[i]] = value[keys[i]];
  }
  return result;
}

function inOrder(value: Record<string, unknown>): Record<string, unknown> {
  const sorted: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) {
    sorted[key] = value[key];
  }
  return sorted;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && value.constructor === Object;
}
