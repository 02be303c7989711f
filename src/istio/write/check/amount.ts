import type { Duration, Size } from 'cdk8s';
import type { At } from '../json';
import { fail, whole } from './fail';
import { int32, INT32_MAX } from './number';

function millis(value: Duration, at: At, field: string): number {
  if (typeof value !== 'object' || typeof value.toMilliseconds !== 'function') {
    fail(at, field, 'a Duration', value);
  }
  return value.toMilliseconds({ integral: false });
}

/** A sum of durations is seldom exact to the last bit. */
const ROUNDING = 1e-6;

/** Seconds with up to three decimals, the form that every parser of these APIs accepts; istiod rejects more. */
function written(ms: number, at: At, field: string): string {
  if (Math.abs(ms - Math.round(ms)) > ROUNDING * Math.max(1, ms)) {
    fail(at, field, 'in whole milliseconds', `${ms} ms`);
  }
  return `${Math.round(ms) / 1000}s`;
}

/** A duration of at least 1 ms. */
export function duration(value: Duration | undefined, at: At, field: string): string | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  const ms = millis(value, at, field);
  if (!(ms >= 1)) {
    fail(at, field, 'at least 1 ms', `${ms} ms`);
  }
  return written(ms, at, field);
}

/** A duration, exported under a name that does not shadow parameters. */
export const inDuration = duration;

/** A duration; zero disables. */
export function durationOrZero(value: Duration | undefined, at: At, field: string): string | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  const ms = millis(value, at, field);
  if (ms !== 0 && !(ms >= 1)) {
    fail(at, field, 'zero, or at least 1 ms', `${ms} ms`);
  }
  return written(ms, at, field);
}

/** A duration as a whole number of seconds. */
export function seconds(value: Duration | undefined, at: At, field: string): number | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  const ms = millis(value, at, field);
  if (!Number.isInteger(ms / 1000)) {
    fail(at, field, 'whole seconds', `${ms} ms`);
  }
  return ms / 1000;
}

/** A duration of whole seconds, at least one. */
export function durationInSeconds(value: Duration | undefined, at: At, field: string): string | undefined {
  const found = seconds(value, at, field);
  if (found !== undefined && found < 1) {
    fail(at, field, 'at least 1 s', `${found} s`);
  }
  return found === undefined ? undefined : `${found}s`;
}

/** A size in bytes. */
export function size(value: Size | undefined, at: At, field: string): number | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  return int32(value.toKibibytes({ rounding: 2 }) * 1024, at, field);
}

/** The HTTP/2 flow-control window in bytes. */
export function windowSize(value: Size | undefined, at: At, field: string): number | undefined {
  return whole(size(value, at, field), at, field, 65535, INT32_MAX);
}
