/**
 * Reading what may be anything: a value of another type counts as absent, since the schema has said already what is wrong with it.
 * As in the control plane's own types, an absent text is empty, an absent number is 0, and an empty list is as good as none.
 */
export type Fields = Record<string, any>;

export function object(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
}

export function list(value: unknown): any[] {
  return Array.isArray(value) ? value : [];
}

/** The elements of a list that are objects, each with its place in the list. */
export function objects(value: unknown): [Fields, number][] {
  return list(value).flatMap((item, i): [Fields, number][] => (object(item) ? [[item, i]] : []));
}

/** The elements of a list that are texts, each with its place in the list. */
export function texts(value: unknown): [string, number][] {
  return list(value).flatMap((item, i): [string, number][] => (typeof item === 'string' ? [[item, i]] : []));
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function number(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

export function entries(value: unknown): [string, any][] {
  const map = object(value);
  return map ? Object.entries(map) : [];
}

/** Whether a field is set at all. */
export function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}
