/** A path of fields, through lists to any of their elements: `http.retries.retryOn`. Map keys are not fields. */
export type Field<T> = T extends readonly (infer E)[] ? Field<E>
  : T extends object ? (string extends keyof T ? never : { [F in keyof T & string]: F | `${F}.${Field<NonNullable<T[F]>>}` }[keyof T & string])
    : never;

/** Visits the objects at a path in a value with this shape. */
export function visitAt(value: unknown, path: readonly string[], from: number, visit: (object: Readonly<Record<string, unknown>>) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) for (const element of value) visitAt(element, path, from, visit);
  else if (from === path.length) visit(value as Record<string, unknown>);
  else visitAt((value as Record<string, unknown>)[path[from]], path, from + 1, visit);
}
