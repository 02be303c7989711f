import { Place } from './place';
import { show } from './problem';
import { isSet } from './values';
import { MILLISECOND, parseDuration } from '../grammar/duration';

/** Nanoseconds of a duration; undefined if it is missing or unreadable (the schema reports that). */
export function durationOf(value: unknown): number | undefined {
  return typeof value === 'string' ? parseDuration(value) : undefined;
}

/** If the schema accepts any text, the control plane can't read an invalid duration. */
export function checkReadable(value: unknown, place: Place): void {
  if (typeof value === 'string' && parseDuration(value) === undefined) place.error('MESH106', `${show(value)} is not a duration`, 'use a duration such as 1h30m, 10s or 250ms');
}

/** Durations are in milliseconds. Most schemas require at least one; where they don't, it is checked here. */
export function checkDuration(value: unknown, place: Place, isGuarded = true): void {
  const nanoseconds = durationOf(value);
  if (nanoseconds === undefined) {
    if (isSet(value) && !isGuarded) place.error('MESH106', `${show(value)} is not a duration`, 'use a duration such as 1h30m, 10s or 250ms');
    return;
  }
  if (nanoseconds < MILLISECOND) {
    if (!isGuarded) place.error('MESH106', `the duration ${show(value)} is below 1ms`, 'use at least 1ms');
  } else if (nanoseconds % MILLISECOND !== 0) {
    place.error('MESH106', `the duration ${show(value)} has fractions of a millisecond`, 'round it to milliseconds');
  }
}
