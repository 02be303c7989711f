import type { Duration } from 'cdk8s';
import type { CorsPolicy } from './cors';
import type { IDestination } from './destination';
import type { Delegate, HttpDirectResponse, HttpMirror, HttpRedirect, HttpRewrite } from './http-actions';
import type { HttpFault } from './http-fault';
import type { HttpHeaders } from './http-headers';
import type { HttpMatch } from './http-match';
import type { HttpRetry } from './http-retry';
import type { Percentage } from './percentage';

/** A destination of a route with its weight. */
export interface HttpRouteDestination {
  /** The destination: a `Destination`, a `Subset` or a `ServiceEntry`. */
  readonly destination: IDestination;

  /**
   * The weight, relative to the sum of the route's weights; 0 sends no requests.
   *
   * @default - all requests, for a single destination
   */
  readonly weight?: number;

  /**
   * Header changes for this destination only.
   *
   * @default - none
   */
  readonly headers?: HttpHeaders;
}

/**
 * An HTTP route: forwards, redirects, answers or delegates the requests that match. The first route of a
 * VirtualService that matches is used.
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
   * The requests to match: those that meet any of these conditions.
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
   * Redirects the client instead.
   *
   * @default - none
   */
  readonly redirect?: HttpRedirect;

  /**
   * Returns a fixed response instead.
   *
   * @default - none
   */
  readonly directResponse?: HttpDirectResponse;

  /**
   * Delegates to the routes of another VirtualService.
   *
   * @default - none
   */
  readonly delegate?: Delegate;

  /**
   * Changes to the URL; can't be combined with a redirect.
   *
   * @default - none
   */
  readonly rewrite?: HttpRewrite;

  /**
   * The timeout of the whole request, including retries; at least 1 ms.
   *
   * @default - no limit
   */
  readonly timeout?: Duration;

  /**
   * When and how often a request is retried.
   *
   * @default - the mesh's default
   */
  readonly retries?: HttpRetry;

  /**
   * Faults to inject.
   *
   * @default - none
   */
  readonly fault?: HttpFault;

  /**
   * A destination of mirrored requests; use `mirrors` for several.
   *
   * @default - none
   */
  readonly mirror?: IDestination;

  /**
   * The percentage of requests that are sent to `mirror`.
   *
   * @default - 100 %
   */
  readonly mirrorPercentage?: Percentage;

  /**
   * Destinations of mirrored requests; can't be combined with `mirror`.
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
   * Header changes for all destinations.
   *
   * @default - none
   */
  readonly headers?: HttpHeaders;
}
