import { type At, path } from '../json';

/** Throws the error for a field: the expected and the actual value. */
export function fail(at: At, field: string, rule: string, got: unknown): never {
  throw new Error(`${path(at, field)} must be ${rule}, got: ${typeof got === 'string' ? `'${got}'` : String(got)}`);
}

/** An integer within a range. */
export function whole(value: number | undefined, at: At, field: string, min: number, max: number): number | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (!Number.isInteger(value) || value < min || value > max) {
    fail(at, field, `a whole number from ${min} to ${max}`, value);
  }
  return value;
}

/** A string that satisfies a predicate. */
export function matching(value: string | undefined, at: At, field: string, ok: (text: string) => boolean, rule: string): string | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (typeof value !== 'string' || !ok(value)) {
    fail(at, field, rule, value);
  }
  return value;
}
