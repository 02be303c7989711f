import type { At, Json } from '../json';
import { fail, whole } from './fail';

/** The largest 32-bit signed integer. */
export const INT32_MAX = 2147483647;
const UINT32_MAX = 4294967295;

/** An integer of 0 or more. */
export function int32(value: number | undefined, at: At, field: string): number | undefined {
  return whole(value, at, field, 0, INT32_MAX);
}

/** An integer, possibly negative. */
export function signedInt32(value: number | undefined, at: At, field: string): number | undefined {
  return whole(value, at, field, -INT32_MAX - 1, INT32_MAX);
}

/** An unsigned 32-bit integer. */
export function uint32(value: number | undefined, at: At, field: string): number | undefined {
  return whole(value, at, field, 0, UINT32_MAX);
}

/** An integer of 1 or more. */
export function positive(value: number | undefined, at: At, field: string): number | undefined {
  return whole(value, at, field, 1, INT32_MAX);
}

/** A number of 0 or more. */
export function nonNegative(value: number | undefined, at: At, field: string): number | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (!(value >= 0) || !Number.isFinite(value)) {
    fail(at, field, 'a number of 0 or more', value);
  }
  return value;
}

/** A percentage, fractions allowed. */
export function percent(value: number | undefined, at: At, field: string): number | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (!(value >= 0 && value <= 100)) {
    fail(at, field, 'a percentage from 0 to 100', value);
  }
  return value;
}

/** A percentage, exported under a name that does not shadow the factories' parameter. */
export const inPercent = percent;

/** An integer percentage. */
export function wholePercent(value: number | undefined, at: At, field: string): number | undefined {
  return whole(value, at, field, 0, 100);
}

/** A port number. */
export function port(value: number | undefined, at: At, field: string): number | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (!Number.isInteger(value) || value < 1 || value > 65535) {
    fail(at, field, 'a port from 1 to 65535', value);
  }
  return value;
}

/** A port, exported under a name that does not shadow the factories' parameter. */
export const inPort = port;

/** A port number written as a reference: `{ number }`. */
export function portReference(value: number | undefined, at: At, field: string): Json | undefined {
  const number = port(value, at, field);
  return number === undefined ? undefined : { number };
}

/** An HTTP status code. */
export function httpStatus(value: number | undefined, at: At, field: string): number | undefined {
  return whole(value, at, field, 200, 599);
}

/** Any HTTP status code. */
export function anyStatus(value: number | undefined, at: At, field: string): number | undefined {
  return whole(value, at, field, 100, 599);
}

/** A boolean. */
export function bool(value: boolean | undefined, at: At, field: string): boolean | undefined {
  if (value !== undefined && value !== null && typeof value !== 'boolean') {
    fail(at, field, 'true or false', value);
  }
  return value ?? undefined;
}
