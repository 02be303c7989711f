import type { HttpRetry } from '../http-retry';
import { bool, duration, int32 } from './check';
import { filled, given, refuse, struct, value } from './json';

export const httpRetry = struct<HttpRetry>((p, at) => {
  if (p.attempts === 0 && given(p, 'perTryTimeout', 'retryOn', 'retryRemoteLocalities', 'retryIgnorePreviousHosts', 'backoff').length > 0) {
    refuse(at, 'attempts is 0, which turns retries off, so the other fields have no effect; remove them, or set attempts above 0');
  }
  return {
    attempts: int32(p.attempts, at, 'attempts'),
    perTryTimeout: duration(p.perTryTimeout, at, 'perTryTimeout'),
    retryRemoteLocalities: bool(p.retryRemoteLocalities, at, 'retryRemoteLocalities'),
    retryIgnorePreviousHosts: bool(p.retryIgnorePreviousHosts, at, 'retryIgnorePreviousHosts'),
    backoff: duration(p.backoff, at, 'backoff'),
    retryOn: p.retryOn && (filled(p.retryOn, at, 'retryOn', value) as string[]).join(','),
  };
});
