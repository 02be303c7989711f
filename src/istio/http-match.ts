import type { IGatewayRef } from './gateway-ref';
import type { StringMatch } from './string-match';

/**
 * What a request must be like for a route to take it: all of the given conditions at once.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest
 */
export interface HttpMatch {
  /**
   * A name for the match, joined to the route's name in access logs.
   *
   * @default - none
   */
  readonly name?: string;

  /**
   * The path of the URL; with its query in the case of a regular expression.
   *
   * @default - any path
   */
  readonly uri?: StringMatch;

  /**
   * The scheme of the URL: `http` or `https`.
   *
   * @default - any
   */
  readonly scheme?: StringMatch;

  /**
   * The HTTP method.
   *
   * @default - any
   */
  readonly method?: StringMatch;

  /**
   * The authority of HTTP, with its port.
   *
   * @default - any
   */
  readonly authority?: StringMatch;

  /**
   * Headers by lower-case name; a claim of a verified token by `@request.auth.claims.NAME`.
   *
   * @default - any
   */
  readonly headers?: { [key: string]: StringMatch };

  /**
   * Headers that a request must not have with such a value.
   *
   * @default - any
   */
  readonly withoutHeaders?: { [key: string]: StringMatch };

  /**
   * Query parameters by name; prefixes are not supported by Istio here.
   *
   * @default - any
   */
  readonly queryParams?: { [key: string]: StringMatch };

  /**
   * Compare the path without case; has no effect on regular expressions.
   *
   * @default false
   */
  readonly ignoreUriCase?: boolean;

  /**
   * The port of the service or gateway that the request came in on.
   *
   * @default - any
   */
  readonly port?: number;

  /**
   * Labels that the calling workload must have; not for requests through gateways.
   *
   * @default - any caller
   */
  readonly sourceLabels?: { [label: string]: string };

  /**
   * The namespace of the calling workload.
   *
   * @default - any namespace
   */
  readonly sourceNamespace?: string;

  /**
   * The gateways that this match is for, instead of the VirtualService's.
   *
   * @default - the VirtualService's
   */
  readonly gateways?: IGatewayRef[];

  /**
   * The prefix of Envoy's statistics of this route: `vhost.NAME.route.PREFIX`.
   *
   * @default - no statistics of the route
   */
  readonly statPrefix?: string;
}
