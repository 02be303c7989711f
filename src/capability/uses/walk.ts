import type { MeshFeature } from '../feature';
import type { Use } from '../index';

/** What a field asks for, by its value. Structural fields ask for nothing by themselves. */
type Ask<T, K extends keyof T> = (value: NonNullable<T[K]>, owner: T) => Asked;

/** Features, or uses of features where a part has a path of its own. */
export type Asked = MeshFeature | readonly (MeshFeature | Use)[] | undefined;

/**
 * What each field of a model asks for: one entry for every field that there is, so that a field that is added to the model does not
 * compile until it is said here what it means to the planes.
 */
export type Fields<T> = { readonly [K in keyof Required<T>]: Ask<T, K> };

/** The field is a name, a link or a part of another's meaning. */
export const nothing = () => undefined;

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
    const features = (fields[name] as Ask<T, keyof T>)(given as NonNullable<T[keyof T]>, value);
    for (const one of features === undefined ? [] : typeof features === 'string' ? [features] : features) {
      result.push(typeof one === 'string' ? { feature: one, path } : one);
    }
  }
  return result;
}

/** The feature, if something holds. */
export function when(condition: boolean, feature: MeshFeature): readonly MeshFeature[] {
  return condition ? [feature] : [];
}
