import type { Duration } from 'cdk8s';
import corsPolicy, { type CorsPolicy } from './cors';
import destinationOf, { type IDestination } from './destination';
import httpActionsWriters, { type Delegate, type HttpDirectResponse, type HttpMirror, type HttpRedirect, type HttpRewrite } from './http-actions';
import httpFault, { type HttpFault } from './http-fault';
import httpHeaders, { type HttpHeaders } from './http-headers';
import httpMatch, { type HttpMatch } from './http-match';
import httpRetry, { type HttpRetry } from './http-retry';
import type { Percentage } from './percentage';
import { duration, int32, text } from '../write/check';
import { type At, atMostOne, exactlyOne, filled, list, path, refuse, struct, value } from '../write/json';

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

const httpRouteDestination = struct<HttpRouteDestination>((p, at) => ({
  destination: destinationOf(p.destination, at, 'destination'),
  weight: int32(p.weight, at, 'weight'),
  headers: httpHeaders(p.headers, at, 'headers'),
}));

const httpRoute = struct<HttpRoute>((p, at) => {
  atMostOne(p, at, 'mirror', 'mirrors');
  atMostOne(p, at, 'route', 'redirect', 'directResponse');
  if (p.delegate === undefined) {
    exactlyOne(p, at, 'route', 'redirect', 'directResponse', 'delegate');
  }
  if (p.redirect && p.rewrite) {
    refuse(at, 'a redirect and a rewrite exclude each other; set the new URL in the redirect');
  }
  if (p.route) {
    weights(p.route, path(at, 'route'));
  }
  return {
    name: text(p.name, at, 'name'),
    match: filled(p.match, at, 'match', httpMatch),
    route: list(p.route, at, 'route', httpRouteDestination),
    redirect: httpActionsWriters.httpRedirect(p.redirect, at, 'redirect'),
    directResponse: httpActionsWriters.httpDirectResponse(p.directResponse, at, 'directResponse'),
    delegate: value(p.delegate, at, 'delegate'),
    rewrite: httpActionsWriters.httpRewrite(p.rewrite, at, 'rewrite'),
    timeout: duration(p.timeout, at, 'timeout'),
    retries: httpRetry(p.retries, at, 'retries'),
    fault: httpFault(p.fault, at, 'fault'),
    mirror: destinationOf(p.mirror, at, 'mirror'),
    mirrorPercentage: value(p.mirrorPercentage, at, 'mirrorPercentage'),
    mirrors: list(p.mirrors, at, 'mirrors', httpActionsWriters.httpMirror),
    corsPolicy: corsPolicy(p.corsPolicy, at, 'corsPolicy'),
    headers: httpHeaders(p.headers, at, 'headers'),
  };
});

/** Refuses weights that Istio rejects. The checks warn about weights that Istio accepts, but that most people do not intend. */
function weights(routes: readonly { readonly weight?: number }[], at: At): void {
  if (routes.length === 0) {
    refuse(at, 'the route has no destination; add at least one');
  }
  if (routes.length > 1 && routes.every((r) => !r.weight)) {
    refuse(at, 'the weights add up to 0, so no destination would receive requests; set one above 0');
  }
}

export default { httpRoute, weights };
