/** A path of fields, through lists to any of their elements: `http.retries.retryOn`. Keys of maps are no fields. */
export type Field<T> = T extends readonly (infer E)[] ? Field<E>
  : T extends object ? (string extends keyof T ? never : { [F in keyof T & string]: F | `${F}.${Field<NonNullable<T[F]>>}` }[keyof T & string])
    : never;

/** Whether a value that fits its shape has something at a path. */
export function sets(value: unknown, path: readonly string[], from = 0): boolean {
  let at = value;
  for (let i = from; i < path.length; i++) {
    if (Array.isArray(at)) {
      for (const element of at) if (sets(element, path, i)) return true;
      return false;
    }
    at = (at as Record<string, unknown>)[path[i]];
    if (at === undefined) return false;
  }
  return true;
}
