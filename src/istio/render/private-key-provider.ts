import type { Duration } from 'cdk8s';
import { inDuration } from './check';
import type { Json } from './json';

/** The common settings of both kinds of hardware. */
export function keyProvider(pollDelay: Duration, fallback?: boolean): Json {
  const json: Json = { pollDelay: inDuration(pollDelay, 'PrivateKeyProvider', 'pollDelay') };
  if (fallback !== undefined) {
    json.fallback = fallback;
  }
  return json;
}
