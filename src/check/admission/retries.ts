import { STATUS_CODES } from 'http';
import { checkDuration } from './durations';
import { Place } from './place';
import { isSet, number, object, text } from './values';
import { show } from '../problem';

/** Conditions of Envoy's router, for HTTP and for gRPC. */
const CONDITIONS = new Set(['5xx', 'gateway-error', 'reset', 'reset-before-request', 'connect-failure', 'retriable-4xx', 'refused-stream',
  'retriable-status-codes', 'retriable-headers', 'envoy-ratelimited', 'http3-post-connect-failure',
  'cancelled', 'deadline-exceeded', 'internal', 'resource-exhausted', 'unavailable']);

/** Statuses that Go has a name for; Node knows one more. */
const isStatus = (condition: string) => /^[-+]?\d+$/.test(condition) && STATUS_CODES[Number(condition)] !== undefined && Number(condition) !== 509;

/** How often and when a request is tried again. */
export function checkRetries(retries: unknown, place: Place): void {
  const given = object(retries);
  if (!given) return;
  const attempts = number(given.attempts);
  if (attempts < 0) place.at('attempts').error('MESH106', `attempts must not be negative, got ${attempts}`, 'use 0 to switch retries off');
  if (attempts === 0 && (isSet(given.perTryTimeout) || text(given.retryOn) || isSet(given.retryRemoteLocalities))) {
    place.error('MESH105', 'attempts is 0, which switches retries off, yet other settings of retries are given', 'set attempts, or remove the other settings');
  }
  checkDuration(given.perTryTimeout, place.at('perTryTimeout'));
  checkDuration(given.backoff, place.at('backoff'));
  if (!text(given.retryOn)) return;
  for (const condition of text(given.retryOn).split(',')) {
    if (!CONDITIONS.has(condition) && !isStatus(condition)) {
      place.at('retryOn').error('MESH106', `${show(condition)} is no condition for a retry`, `separate by commas, without spaces: ${[...CONDITIONS].slice(0, 6).join(', ')}, … or a status`);
    }
  }
}
