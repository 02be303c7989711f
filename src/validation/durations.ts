import { Place } from './place';
import { show } from './problem';
import { isSet } from './values';
import { MILLISECOND, parseDuration } from '../grammar/duration';

/** Nanoseconds of a duration; undefined when there is none, or none that can be read (the schema says so). */
export function durationOf(value: unknown): number | undefined {
  return typeof value === 'string' ? parseDuration(value) : undefined;
}

/** Where the schema takes any text, the control plane can't read what is no duration. */
export function checkReadable(value: unknown, place: Place): void {
  if (typeof value === 'string' && parseDuration(value) === undefined) place.error('MESH106', `${show(value)} is not a duration`, 'use a duration such as 1h30m, 10s or 250ms');
}

/** Durations are kept in milliseconds. That they are at least one is said by most schemas; where not, it is checked here. */
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
