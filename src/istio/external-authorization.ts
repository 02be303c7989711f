import type { Duration } from 'cdk8s';

/** The part of a request's body that an authorizer gets. */
export interface AuthorizationRequestBody {
  /** The most bytes; a longer body is refused with 413, unless a part of it is allowed. */
  readonly maxRequestBytes: number;

  /**
   * Send the first bytes of a longer body.
   *
   * @default false
   */
  readonly allowPartialMessage?: boolean;

  /**
   * Send the body as raw bytes rather than as UTF-8; for gRPC alone.
   *
   * @default false
   */
  readonly packAsBytes?: boolean;
}

/** What external authorizers of both protocols can be given. */
export interface ExternalAuthorizationOptions {
  /**
   * The time for an answer, at least 1 ms.
   *
   * @default - 600 s
   */
  readonly timeout?: Duration;

  /**
   * Let requests through when the authorizer can't be asked.
   *
   * @default false
   */
  readonly failOpen?: boolean;

  /**
   * Choose the route anew after the authorizer has changed headers.
   *
   * @default false
   */
  readonly clearRouteCache?: boolean;

  /**
   * The status that callers get when the authorizer can't be asked.
   *
   * @default 403
   */
  readonly statusOnError?: number;

  /**
   * The part of the body that it gets.
   *
   * @default - none
   */
  readonly includeRequestBodyInCheck?: AuthorizationRequestBody;
}

/** An external authorizer that is asked over HTTP. */
export interface HttpExternalAuthorizationOptions extends ExternalAuthorizationOptions {
  /**
   * What is put before the path of the request.
   *
   * @default - nothing
   */
  readonly pathPrefix?: string;

  /**
   * Request headers that it gets, `*` at an end allowed, beside Host, Method, Path and Content-Length.
   *
   * @default - none
   */
  readonly includeRequestHeadersInCheck?: string[];

  /**
   * Fixed headers that it gets.
   *
   * @default - none
   */
  readonly includeAdditionalHeadersInCheck?: { [key: string]: string };

  /**
   * Headers of its answer that go to the destination when it allows, `*` at an end allowed.
   *
   * @default - none
   */
  readonly headersToUpstreamOnAllow?: string[];

  /**
   * Headers of its answer that go to the caller when it denies, `*` at an end allowed.
   *
   * @default - all but a few
   */
  readonly headersToDownstreamOnDeny?: string[];

  /**
   * Headers of its answer that go to the caller when it allows, `*` at an end allowed.
   *
   * @default - none
   */
  readonly headersToDownstreamOnAllow?: string[];
}
