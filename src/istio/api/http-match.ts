import gatewayName, { type IGatewayRef } from './gateway-ref';
import type { StringMatch } from './string-match';
import { bool, dnsLabel, headerName, labels, port, text } from '../write/check';
import { filled, map, refuse, selection, value } from '../write/json';

/**
 * The conditions of an HTTP request for a route; all conditions that are set must match.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest
 */
export interface HttpMatch {
  /**
   * A name for the match, appended to the route's name in access logs.
   *
   * @default - none
   */
  readonly name?: string;

  /**
   * The path of the URL; a regular expression is matched against path and query.
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
   * The HTTP authority, including the port.
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
   * Headers that must not match.
   *
   * @default - any
   */
  readonly withoutHeaders?: { [key: string]: StringMatch };

  /**
   * Query parameters by name; Istio does not support prefix matches here.
   *
   * @default - any
   */
  readonly queryParams?: { [key: string]: StringMatch };

  /**
   * Match the path case-insensitively; has no effect on regular expressions.
   *
   * @default false
   */
  readonly ignoreUriCase?: boolean;

  /**
   * The port of the service or gateway that received the request.
   *
   * @default - any
   */
  readonly port?: number;

  /**
   * Labels of the calling workload; not for requests through gateways.
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
   * The gateways that this match applies to, instead of those of the VirtualService.
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

const httpMatch = selection<HttpMatch>((p, at) => {
  for (const key of [...Object.keys(p.headers ?? {}), ...Object.keys(p.withoutHeaders ?? {})]) {
    if (!/^(@request\.auth\.claims[.[]|:(method|scheme|authority|path|status)$)/.test(key)) {
      headerName(key, at, 'a header');
    }
  }
  if (p.uri && 'prefix' in p.uri._render() && p.uri._render().prefix === '') {
    refuse(at, "uri must not have an empty prefix; omit it, or use '/'");
  }
  return {
    name: text(p.name, at, 'name'),
    uri: value(p.uri, at, 'uri'),
    scheme: value(p.scheme, at, 'scheme'),
    method: value(p.method, at, 'method'),
    authority: value(p.authority, at, 'authority'),
    headers: map(p.headers, at, 'headers', value),
    withoutHeaders: map(p.withoutHeaders, at, 'withoutHeaders', value),
    queryParams: map(p.queryParams, at, 'queryParams', value),
    ignoreUriCase: bool(p.ignoreUriCase, at, 'ignoreUriCase'),
    port: port(p.port, at, 'port'),
    sourceLabels: labels(p.sourceLabels, at, 'sourceLabels'),
    sourceNamespace: dnsLabel(p.sourceNamespace, at, 'sourceNamespace'),
    gateways: filled(p.gateways, at, 'gateways', gatewayName),
    statPrefix: text(p.statPrefix, at, 'statPrefix'),
  };
});

export default httpMatch;
