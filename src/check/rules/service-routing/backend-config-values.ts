import { textOf } from '../../../grammar/json';
import type { Check } from '../../engine/check';
import { at } from '../../engine/path';
import { Severity } from '../../finding';

type Accepts = (value: unknown) => boolean;
const oneOf = (...names: string[]): readonly [Accepts, string] => [(value) => names.includes(textOf(value)), `one of ${names.join(', ')}`];
const between = (min: number, max: number): readonly [Accepts, string] => [(value) => typeof value === 'number' && value >= min && value <= max, `from ${min} to ${max}`];

/** The values that GKE accepts, by their place. */
const VALUES: readonly (readonly [path: string, accepts: Accepts, words: string])[] = [
  ['spec.healthCheck.type', ...oneOf('HTTP', 'HTTPS', 'HTTP2')],
  ['spec.healthCheck.port', ...between(1, 65535)],
  ['spec.sessionAffinity.affinityType', ...oneOf('NONE', 'CLIENT_IP', 'GENERATED_COOKIE')],
  ['spec.sessionAffinity.affinityCookieTtlSec', ...between(0, 1_209_600)],
  ['spec.connectionDraining.drainingTimeoutSec', ...between(0, 3600)],
  ['spec.logging.sampleRate', ...between(0, 1)],
];

export const backendConfigValues: Check = {
  code: 'MESH895',
  title: 'BackendConfig value that GKE does not accept',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'The definition of BackendConfig accepts any text or number, but GKE and Compute Engine do not: a health check is `HTTP`, `HTTPS` or `HTTP2` (a gRPC check needs a Gateway and a HealthCheckPolicy), session affinity is `NONE`, `CLIENT_IP` or `GENERATED_COOKIE`, draining lasts up to an hour. GKE does not update the load balancer for any other value.',
  run(world, report) {
    for (const config of world.ofKind('cloud.google.com', 'BackendConfig')) {
      for (const [path, accepts, words] of VALUES) {
        for (const { pointer, value } of at(config.object, path)) {
          if (!accepts(value)) report(config, { pointer, message: `${path.split('.').pop()} must be ${words}, got '${textOf(value)}': GKE does not update the load balancer`, fix: `set it to ${words}` });
        }
      }
    }
  },
};
