import type { Duration } from 'cdk8s';
import type { StringMatch } from './string-match';

/** What happens to preflight requests of an origin that is not allowed. */
export enum UnmatchedPreflights {
  /** They go to the destination. */
  FORWARD = 'FORWARD',

  /** They go no further. */
  IGNORE = 'IGNORE',
}

/**
 * Cross-origin resource sharing.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#CorsPolicy
 */
export interface CorsPolicy {
  /**
   * The origins that may call.
   *
   * @default - none
   */
  readonly allowOrigins?: StringMatch[];

  /**
   * The methods that may be used, or `*`.
   *
   * @default - none
   */
  readonly allowMethods?: string[];

  /**
   * The request headers that may be used, or `*`.
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
   * How long a browser may remember the answer; at least 1 ms.
   *
   * @default - not set
   */
  readonly maxAge?: Duration;

  /**
   * May the request carry credentials?.
   *
   * @default - not set
   */
  readonly allowCredentials?: boolean;

  /**
   * What happens to preflight requests of other origins.
   *
   * @default - forwarded
   */
  readonly unmatchedPreflights?: UnmatchedPreflights;
}
