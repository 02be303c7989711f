import type { Duration } from 'cdk8s';
import { absolutePath, anyStatus, anyText, bool, duration, text, uint32 } from '../write/check';
import { filled, list, map, struct } from '../write/json';

/** The part of the request body that is sent to an authorizer. */
export interface AuthorizationRequestBody {
  /** Maximum size in bytes; a longer body is rejected with 413, unless `allowPartialMessage` is set. */
  readonly maxRequestBytes: number;

  /**
   * Send the first `maxRequestBytes` bytes of a longer body.
   *
   * @default false
   */
  readonly allowPartialMessage?: boolean;

  /**
   * Send the body as raw bytes instead of UTF-8; gRPC only.
   *
   * @default false
   */
  readonly packAsBytes?: boolean;
}

/** Options of external authorizers, for both protocols. */
export interface ExternalAuthorizationOptions {
  /**
   * Timeout of a request; at least 1 ms.
   *
   * @default - 600 s
   */
  readonly timeout?: Duration;

  /**
   * Allow requests if the authorizer can't be reached.
   *
   * @default false
   */
  readonly failOpen?: boolean;

  /**
   * Recompute the route after the authorizer changed headers.
   *
   * @default false
   */
  readonly clearRouteCache?: boolean;

  /**
   * The status of responses if the authorizer can't be reached.
   *
   * @default 403
   */
  readonly statusOnError?: number;

  /**
   * The part of the body that is sent to the authorizer.
   *
   * @default - none
   */
  readonly includeRequestBodyInCheck?: AuthorizationRequestBody;
}

/** An external authorizer over HTTP. */
export interface HttpExternalAuthorizationOptions extends ExternalAuthorizationOptions {
  /**
   * A prefix for the path of the authorization request.
   *
   * @default - none
   */
  readonly pathPrefix?: string;

  /**
   * Request headers that are sent to the authorizer, in addition to Host, Method, Path and Content-Length; a name can begin or end with `*`.
   *
   * @default - none
   */
  readonly includeRequestHeadersInCheck?: string[];

  /**
   * Fixed headers that are sent to the authorizer.
   *
   * @default - none
   */
  readonly includeAdditionalHeadersInCheck?: { [key: string]: string };

  /**
   * Headers of the authorizer's response that are sent upstream if it allows the request; a name can begin or end with `*`.
   *
   * @default - none
   */
  readonly headersToUpstreamOnAllow?: string[];

  /**
   * Headers of the authorizer's response that are sent downstream if it denies the request; a name can begin or end with `*`.
   *
   * @default - all but a few
   */
  readonly headersToDownstreamOnDeny?: string[];

  /**
   * Headers of the authorizer's response that are sent downstream if it allows the request; a name can begin or end with `*`.
   *
   * @default - none
   */
  readonly headersToDownstreamOnAllow?: string[];
}

const authorizationRequestBody = struct<AuthorizationRequestBody>((p, at) => ({
  maxRequestBytes: uint32(p.maxRequestBytes, at, 'maxRequestBytes'),
  allowPartialMessage: bool(p.allowPartialMessage, at, 'allowPartialMessage'),
  packAsBytes: bool(p.packAsBytes, at, 'packAsBytes'),
}));

const externalAuthorizationOptions = struct<ExternalAuthorizationOptions>((p, at) => ({
  timeout: duration(p.timeout, at, 'timeout'),
  failOpen: bool(p.failOpen, at, 'failOpen'),
  clearRouteCache: bool(p.clearRouteCache, at, 'clearRouteCache'),
  includeRequestBodyInCheck: authorizationRequestBody(p.includeRequestBodyInCheck, at, 'includeRequestBodyInCheck'),
  statusOnError: p.statusOnError === undefined ? undefined : String(anyStatus(p.statusOnError, at, 'statusOnError')),
}));

const httpExternalAuthorizationOptions = struct<HttpExternalAuthorizationOptions>((p, at) => ({
  ...externalAuthorizationOptions(p, at, ''),
  pathPrefix: absolutePath(p.pathPrefix, at, 'pathPrefix'),
  includeRequestHeadersInCheck: list(p.includeRequestHeadersInCheck, at, 'includeRequestHeadersInCheck', text),
  includeAdditionalHeadersInCheck: map(p.includeAdditionalHeadersInCheck, at, 'includeAdditionalHeadersInCheck', anyText),
  headersToUpstreamOnAllow: list(p.headersToUpstreamOnAllow, at, 'headersToUpstreamOnAllow', text),
  headersToDownstreamOnDeny: filled(p.headersToDownstreamOnDeny, at, 'headersToDownstreamOnDeny', text),
  headersToDownstreamOnAllow: list(p.headersToDownstreamOnAllow, at, 'headersToDownstreamOnAllow', text),
}));

export default { externalAuthorizationOptions, httpExternalAuthorizationOptions };
