import { pointer } from './check';
import { isObject } from '../../grammar/json';

/** A value in an object, with its path. */
export interface At {
  readonly pointer: string;
  readonly value: unknown;
}

/** All existing values at a path like `spec.ports[*].name`; values of an unexpected type are skipped. */
export function at(object: unknown, path: string): readonly At[] {
  let found: { parts: (string | number)[]; value: unknown }[] = [{ parts: [], value: object }];
  for (const step of path.split('.')) {
    const list = step.endsWith('[*]');
    const name = list ? step.slice(0, -3) : step;
    found = found.flatMap(({ parts, value }) => {
      const next = isObject(value) ? value[name] : undefined;
      if (next === undefined || next === null) return [];
      if (!list) return [{ parts: [...parts, name], value: next }];
      return Array.isArray(next) ? next.map((v, i) => ({ parts: [...parts, name, i], value: v })) : [];
    });
  }
  return found.map(({ parts, value }) => ({ pointer: pointer(...parts), value }));
}

/** The first string at a path, if any. */
export function text(object: unknown, path: string): string | undefined {
  const value = at(object, path)[0]?.value;
  return typeof value === 'string' ? value : undefined;
}
