import type { Duration } from 'cdk8s';
import type { HttpMethod } from './http-method';
import type { StringMatch } from './string-match';
import * as names from '../grammar/names';
import type { CorsModel } from '../model/route';

/**
 * Cross-origin resource sharing: which web pages of other origins may call.
 *
 * @see https://developer.mozilla.org/docs/Web/HTTP/CORS
 */
export interface CorsPolicy {
  /** Allowed origins. */
  readonly allowOrigins: StringMatch[];
  /**
   * Allowed methods.
   *
   * @default - the simple methods: GET, HEAD, POST
   */
  readonly allowMethods?: HttpMethod[];
  /**
   * Allowed request headers.
   *
   * @default - the simple headers
   */
  readonly allowHeaders?: string[];
  /**
   * Response headers that web pages may read.
   *
   * @default - the simple headers
   */
  readonly exposeHeaders?: string[];
  /**
   * How long a browser may cache the answer; whole seconds.
   *
   * @default - the browser's own, 5 seconds
   */
  readonly maxAge?: Duration;
  /**
   * Whether credentials, such as cookies, may be sent.
   *
   * @default false
   */
  readonly allowCredentials?: boolean;
  /**
   * Whether preflight requests of other origins are forwarded to the service, which then decides.
   *
   * @default true
   */
  readonly forwardUnmatchedPreflights?: boolean;
}

/** @internal */
export function corsModel(what: string, cors: CorsPolicy | undefined): CorsModel | undefined {
  if (!cors) {
    return undefined;
  }
  if (cors.allowOrigins.length === 0) {
    throw new Error(`${what}: the CORS policy has no origins; add at least one to allowOrigins`);
  }
  const origins = cors.allowOrigins.map((o) => o._model());
  if (origins.some((o) => o.kind === 'present' || o.kind === 'absent')) {
    throw new Error(`${what}: an origin of the CORS policy can't be matched by present or absent; use StringMatch.exact, prefix or regex`);
  }
  if (cors.allowCredentials && origins.some((o) => o.value === '*')) {
    throw new Error(`${what}: credentials with the origin '*' would let any website send requests with its visitors' credentials; list the origins`);
  }
  const maxAgeMs = cors.maxAge?.toMilliseconds();
  if (maxAgeMs !== undefined && (maxAgeMs % 1000 !== 0 || maxAgeMs < 0)) {
    throw new Error(`${what}: the maxAge of the CORS policy must be in whole seconds, got: ${maxAgeMs} ms`);
  }
  return {
    origins,
    methods: cors.allowMethods,
    allowHeaders: cors.allowHeaders?.map((h) => names.headerName(`${what}: an allowed header`, h)),
    exposeHeaders: cors.exposeHeaders?.map((h) => names.headerName(`${what}: an exposed header`, h)),
    maxAgeMs,
    allowCredentials: cors.allowCredentials,
    unmatchedPreflights: cors.forwardUnmatchedPreflights === undefined ? undefined : cors.forwardUnmatchedPreflights ? 'forward' : 'ignore',
  };
}
