import type { HttpRoute, HttpRouteDestination } from '../http-route';
import { duration, int32, text } from './check';
import { corsPolicy } from './cors';
import { destination } from './destination';
import { httpDirectResponse, httpMirror, httpRedirect, httpRewrite } from './http-actions';
import { httpFault } from './http-fault';
import { httpHeaders } from './http-headers';
import { httpMatch } from './http-match';
import { httpRetry } from './http-retry';
import type { At } from './json';
import { atMostOne, exactlyOne, filled, list, path, refuse, struct, value } from './json';

export const httpRouteDestination = struct<HttpRouteDestination>((p, at) => ({
  destination: destination(p.destination, at, 'destination'),
  weight: int32(p.weight, at, 'weight'),
  headers: httpHeaders(p.headers, at, 'headers'),
}));

export const httpRoute = struct<HttpRoute>((p, at) => {
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
    redirect: httpRedirect(p.redirect, at, 'redirect'),
    directResponse: httpDirectResponse(p.directResponse, at, 'directResponse'),
    delegate: value(p.delegate, at, 'delegate'),
    rewrite: httpRewrite(p.rewrite, at, 'rewrite'),
    timeout: duration(p.timeout, at, 'timeout'),
    retries: httpRetry(p.retries, at, 'retries'),
    fault: httpFault(p.fault, at, 'fault'),
    mirror: destination(p.mirror, at, 'mirror'),
    mirrorPercentage: value(p.mirrorPercentage, at, 'mirrorPercentage'),
    mirrors: list(p.mirrors, at, 'mirrors', httpMirror),
    corsPolicy: corsPolicy(p.corsPolicy, at, 'corsPolicy'),
    headers: httpHeaders(p.headers, at, 'headers'),
  };
});

/** Refuses weights that Istio rejects. The checks warn about weights that Istio accepts, but that most people do not intend. */
export function weights(routes: readonly { readonly weight?: number }[], at: At): void {
  if (routes.length === 0) {
    refuse(at, 'the route has no destination; add at least one');
  }
  if (routes.length > 1 && routes.every((r) => !r.weight)) {
    refuse(at, 'the weights add up to 0, so no destination would receive requests; set one above 0');
  }
}
