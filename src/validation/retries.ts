import { checkDuration } from './durations';
import { Place } from './place';
import { show } from './problem';
import { isSet, number, object, text } from './values';

/** Conditions of Envoy's router, for HTTP and for gRPC. */
const CONDITIONS = new Set(['5xx', 'gateway-error', 'reset', 'reset-before-request', 'connect-failure', 'retriable-4xx', 'refused-stream',
  'retriable-status-codes', 'retriable-headers', 'envoy-ratelimited', 'http3-post-connect-failure',
  'cancelled', 'deadline-exceeded', 'internal', 'resource-exhausted', 'unavailable']);

/** Statuses with a name in Go. */
const STATUS = new Set([
  100, 101, 102, 103, 200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303, 304, 305, 307, 308, 400, 401, 402,
  403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 423, 424, 425, 426, 428, 429, 431,
  451, 500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511,
]);

const isStatus = (condition: string) => /^[-+]?\d+$/.test(condition) && STATUS.has(Number(condition));

/** How often and when a request is retried. */
export function checkRetries(retries: unknown, place: Place): void {
  const given = object(retries);
  if (!given) return;
  const attempts = number(given.attempts);
  if (attempts < 0) place.at('attempts').error('MESH106', `attempts must not be negative, got ${attempts}`, 'use 0 to disable retries');
  if (attempts === 0 && (isSet(given.perTryTimeout) || text(given.retryOn) || isSet(given.retryRemoteLocalities))) {
    place.error('MESH105', 'attempts is 0, which disables retries, but other retry settings are set', 'set attempts, or remove the other settings');
  }
  checkDuration(given.perTryTimeout, place.at('perTryTimeout'));
  checkDuration(given.backoff, place.at('backoff'));
  if (!text(given.retryOn)) return;
  for (const condition of text(given.retryOn).split(',')) {
    if (!CONDITIONS.has(condition) && !isStatus(condition)) {
      place.at('retryOn').error('MESH106', `${show(condition)} is not a retry condition`, `separate conditions by commas, without spaces: ${[...CONDITIONS].slice(0, 6).join(', ')}, … or a status`);
    }
  }
}
