import type { Duration } from 'cdk8s';
import type { CorsPolicy } from './cors';
import type { IDestination } from './destination';
import type { Delegate, HttpDirectResponse, HttpMirror, HttpRedirect, HttpRewrite } from './http-actions';
import type { HttpFault } from './http-fault';
import type { HttpHeaders } from './http-headers';
import type { HttpMatch } from './http-match';
import type { HttpRetry } from './http-retry';
import type { Percentage } from './percentage';

/** One destination of a route and its share. */
export interface HttpRouteDestination {
  /** Where the requests go: a `Destination`, a `Subset`, a `ServiceEntry`. */
  readonly destination: IDestination;

  /**
   * The share, relative to the sum of the route's weights; 0 sends nothing.
   *
   * @default - all, of a single destination
   */
  readonly weight?: number;

  /**
   * Changes to headers for this destination alone.
   *
   * @default - none
   */
  readonly headers?: HttpHeaders;
}

/**
 * What happens to the HTTP requests that match: they are forwarded, redirected, answered or handed on. The first route of a
 * VirtualService that matches takes the request.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRoute
 */
export interface HttpRoute {
  /**
   * A name for logs and debugging.
   *
   * @default - none
   */
  readonly name?: string;

  /**
   * The requests that this route takes: any of these matches.
   *
   * @default - every request
   */
  readonly match?: HttpMatch[];

  /**
   * The destinations that requests are forwarded to.
   *
   * @default - none
   */
  readonly route?: HttpRouteDestination[];

  /**
   * Sends the caller elsewhere instead.
   *
   * @default - none
   */
  readonly redirect?: HttpRedirect;

  /**
   * Answers instead.
   *
   * @default - none
   */
  readonly directResponse?: HttpDirectResponse;

  /**
   * Hands the requests to the routes of another VirtualService.
   *
   * @default - none
   */
  readonly delegate?: Delegate;

  /**
   * Changes to the URL; not with a redirect.
   *
   * @default - none
   */
  readonly rewrite?: HttpRewrite;

  /**
   * The time for the whole request with its retries; at least 1 ms.
   *
   * @default - no limit
   */
  readonly timeout?: Duration;

  /**
   * How often and when a request is tried again.
   *
   * @default - the mesh's default
   */
  readonly retries?: HttpRetry;

  /**
   * Faults for tests of resilience.
   *
   * @default - none
   */
  readonly fault?: HttpFault;

  /**
   * A destination that gets copies of requests; `mirrors` takes several.
   *
   * @default - none
   */
  readonly mirror?: IDestination;

  /**
   * How many requests are copied to `mirror`.
   *
   * @default - 100 %
   */
  readonly mirrorPercentage?: Percentage;

  /**
   * Destinations that get copies of requests; not beside `mirror`.
   *
   * @default - none
   */
  readonly mirrors?: HttpMirror[];

  /**
   * Cross-origin resource sharing.
   *
   * @default - none
   */
  readonly corsPolicy?: CorsPolicy;

  /**
   * Changes to headers, whatever the destination.
   *
   * @default - none
   */
  readonly headers?: HttpHeaders;
}
