import type { ApiObject } from 'cdk8s';

const RENDERED = new WeakSet<object>();

/** Remembers that a plane writes the body of an object from the model, so that no user chose its fields one by one. */
export function markRendered(object: ApiObject): ApiObject {
  RENDERED.add(object);
  return object;
}

/** Whether a plane writes the body of the object. */
export const isRendered = (object: object): boolean => RENDERED.has(object);
