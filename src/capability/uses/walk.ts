import type { MeshFeature } from '../feature';
import type { Use } from '../index';

/** The features that a field uses, by its value. Structural fields use none by themselves. */
type Ask<T, K extends keyof T> = (value: NonNullable<T[K]>, owner: T) => Asked;

/** Features, or uses of features with a path of their own. */
export type Asked = MeshFeature | readonly (MeshFeature | Use)[] | undefined;

/**
 * The features that each field of a model uses: one entry for every field, so that a new field does not compile until its meaning to the planes is
 * defined here.
 */
export type Fields<T> = { readonly [K in keyof Required<T>]: Ask<T, K> };

/** The field is a name, a link or part of another field's meaning. */
export const nothing = () => undefined;

/** The features in use, without their locations. */
export const features = (given: readonly Use[]): MeshFeature[] => given.map((u) => u.feature);

/** The features that the fields use. */
export function uses<T extends object>(fields: Fields<T>, value: T | undefined, path: string): Use[] {
  const result: Use[] = [];
  if (value === undefined) {
    return result;
  }
  for (const name of Object.keys(fields) as Array<keyof T>) {
    const given = value[name];
    if (given === undefined || given === null) {
      continue;
    }
    const asked = (fields[name] as Ask<T, keyof T>)(given as NonNullable<T[keyof T]>, value);
    for (const one of asked === undefined ? [] : typeof asked === 'string' ? [asked] : asked) {
      result.push(typeof one === 'string' ? { feature: one, path } : one);
    }
  }
  return result;
}

/** The feature, if a condition holds. */
export function when(condition: boolean, feature: MeshFeature): readonly MeshFeature[] {
  return condition ? [feature] : [];
}
