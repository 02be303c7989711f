import type { ApiObject } from 'cdk8s';

const RENDERED = new WeakSet<object>();

/** Records that a plane renders the body of an object from the model, so that no user chose its fields individually. */
export function markRendered(object: ApiObject): ApiObject {
  RENDERED.add(object);
  return object;
}

/** Whether a plane renders the body of the object. */
export const isRendered = (object: object): boolean => RENDERED.has(object);
