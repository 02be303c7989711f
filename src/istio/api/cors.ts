import type { Duration } from 'cdk8s';
import type { StringMatch } from './string-match';
import { bool, duration, headerName, text } from '../write/check';
import { constant, list, struct, value } from '../write/json';

/** How preflight requests from an origin that is not allowed are handled. */
export enum UnmatchedPreflights {
  /** Forward these requests to the destination. */
  FORWARD = 'FORWARD',

  /** Do not forward these requests. */
  IGNORE = 'IGNORE',
}

/**
 * Cross-origin resource sharing.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#CorsPolicy
 */
export interface CorsPolicy {
  /**
   * The allowed origins.
   *
   * @default - none
   */
  readonly allowOrigins?: StringMatch[];

  /**
   * The allowed methods, or `*`.
   *
   * @default - none
   */
  readonly allowMethods?: string[];

  /**
   * The allowed request headers, or `*`.
   *
   * @default - none
   */
  readonly allowHeaders?: string[];

  /**
   * The response headers that a script may read, or `*`.
   *
   * @default - none
   */
  readonly exposeHeaders?: string[];

  /**
   * How long a browser may cache the preflight response; at least 1 ms.
   *
   * @default - not set
   */
  readonly maxAge?: Duration;

  /**
   * Whether requests may include credentials.
   *
   * @default - not set
   */
  readonly allowCredentials?: boolean;

  /**
   * How preflight requests from other origins are handled.
   *
   * @default - forwarded
   */
  readonly unmatchedPreflights?: UnmatchedPreflights;
}

const corsPolicy = struct<CorsPolicy>((p, at) => {
  for (const name of [...(p.allowHeaders ?? []), ...(p.exposeHeaders ?? [])]) {
    headerName(name, at, 'a header');
  }
  return {
    allowOrigins: list(p.allowOrigins, at, 'allowOrigins', value),
    allowMethods: list(p.allowMethods, at, 'allowMethods', text),
    allowHeaders: list(p.allowHeaders, at, 'allowHeaders', text),
    exposeHeaders: list(p.exposeHeaders, at, 'exposeHeaders', text),
    maxAge: duration(p.maxAge, at, 'maxAge'),
    allowCredentials: bool(p.allowCredentials, at, 'allowCredentials'),
    unmatchedPreflights: constant(p.unmatchedPreflights, at, 'unmatchedPreflights'),
  };
});

export default corsPolicy;
