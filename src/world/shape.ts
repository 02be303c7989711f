import { isObject } from '../grammar/json';

/**
 * Shapes: the parts of an object that the checks read, with types. A manifest may contain anything anywhere; a shape accepts an object as it is if every
 * member that the checks read has the right type (the usual case, without a copy), and otherwise makes a copy without the wrong members. So a check never
 * sees a wrong type. The schema layer reports the wrong type itself.
 */
export interface Shape<T> {
  conforms(value: unknown): value is T;
  clean(value: unknown): T | undefined;
}
export type Of<S> = S extends Shape<infer T> ? T : never;

const primitive = <T>(type: string): Shape<T> => ({
  conforms: (v): v is T => typeof v === type,
  clean: (v) => (typeof v === type ? v as T : undefined),
});
export const str = primitive<string>('string');
export const bool = primitive<boolean>('boolean');
export const num: Shape<number> = {
  conforms: (v): v is number => typeof v === 'number' && Number.isFinite(v),
  clean: (v) => (num.conforms(v) ? v : undefined),
};
/** A port by number or name. */
export const intOrString: Shape<number | string> = {
  conforms: (v): v is number | string => str.conforms(v) || num.conforms(v),
  clean: (v) => (intOrString.conforms(v) ? v : undefined),
};
/** Anything but null; the check inspects it itself. */
export const any: Shape<unknown> = { conforms: (v): v is unknown => v !== null && v !== undefined, clean: (v) => v ?? undefined };


export const arr = <T>(item: Shape<T>): Shape<readonly T[]> => ({
  conforms: (v): v is readonly T[] => {
    if (!Array.isArray(v)) return false;
    for (let i = 0; i < v.length; i++) if (!item.conforms(v[i])) return false;
    return true;
  },
  clean: (v) => (Array.isArray(v) ? v.map((x) => item.clean(x) ?? emptyOf(item)).filter((x): x is T => x !== undefined) : undefined),
});
// an element of the wrong type is kept as a placeholder where possible, so that indexes in pointers stay correct
const emptyOf = <T>(item: Shape<T>): T | undefined => item.clean({});

export const map = <T>(value: Shape<T>): Shape<Readonly<Record<string, T>>> => ({
  conforms: (v): v is Readonly<Record<string, T>> => {
    if (!isObject(v)) return false;
    for (const k in v) if (!value.conforms(v[k])) return false;
    return true;
  },
  clean: (v) => {
    if (!isObject(v)) return undefined;
    const out: Record<string, T> = Object.create(null);
    for (const [k, x] of Object.entries(v)) {
      const kept = value.clean(x);
      if (kept !== undefined) out[k] = kept;
    }
    return out;
  },
});

export type Fields<F> = { readonly [K in keyof F]?: Of<F[K]> };
/** An object; every member is optional, and unlisted members are kept. */
export const obj = <F extends Record<string, Shape<any>>>(fields: F): Shape<Fields<F>> => {
  const keys = Object.keys(fields);
  const shapes = keys.map((k) => fields[k]);
  return {
    conforms: (v): v is Fields<F> => {
      if (!isObject(v)) return false;
      for (let i = 0; i < keys.length; i++) {
        const x = v[keys[i]];
        if (x !== undefined && !shapes[i].conforms(x)) return false;
      }
      return true;
    },
    clean: (v) => {
      if (!isObject(v)) return undefined;
      const out: Record<string, unknown> = {};
      for (const [k, x] of Object.entries(v)) {
        if (x === null || x === undefined) continue;
        const shape = Object.hasOwn(fields, k) ? fields[k] : undefined;
        const kept = shape ? shape.clean(x) : x;
        if (kept !== undefined && k !== '__proto__') out[k] = kept;
      }
      return out as Fields<F>;
    },
  };
};
/** For recursive shapes. */
export const lazy = <T>(shape: () => Shape<T>): Shape<T> => ({ conforms: (v): v is T => shape().conforms(v), clean: (v) => shape().clean(v) });
/** The value, copied only if it must be cleaned. */
export const read = <T>(shape: Shape<T>, value: unknown): T => (shape.conforms(value) ? value : shape.clean(value) ?? shape.clean({}) as T);
