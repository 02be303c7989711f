import { path } from '../json';
import type { At } from '../json';

/** The mistake of a field: what it must be, and what it is. */
export function fail(at: At, field: string, rule: string, got: unknown): never {
  throw new Error(`${path(at, field)} must be ${rule}, got: ${typeof got === 'string' ? `'${got}'` : String(got)}`);
}

/** A whole number between two. */
export function whole(value: number | undefined, at: At, field: string, min: number, max: number): number | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (!Number.isInteger(value) || value < min || value > max) {
    fail(at, field, `a whole number from ${min} to ${max}`, value);
  }
  return value;
}

/** A text that a rule holds for. */
export function matching(value: string | undefined, at: At, field: string, ok: (text: string) => boolean, rule: string): string | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (typeof value !== 'string' || !ok(value)) {
    fail(at, field, rule, value);
  }
  return value;
}
