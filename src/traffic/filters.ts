import * as names from '../grammar/names';
import type { DirectResponseModel, RedirectModel, RewriteModel } from '../model/route';

/**
 * Rewrites of a request's path and host before it is forwarded.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#httpurlrewritefilter
 */
export interface HttpRewrite {
  /**
   * Path that replaces the matched prefix, or the whole path if the match is exact.
   *
   * @default - the path is kept
   */
  readonly path?: string;
  /**
   * RE2 expression to find in the path; replaced by `pathReplacement`.
   *
   * @default - the path is kept
   */
  readonly pathExpression?: string;
  /**
   * Replacement of `pathExpression`; `\1` is its first group.
   *
   * @default - required with `pathExpression`
   */
  readonly pathReplacement?: string;
  /**
   * New host of the request.
   *
   * @default - the host is kept
   */
  readonly authority?: string;
}

/** An HTTP redirect. */
export interface HttpRedirect {
  /**
   * The whole path to go to.
   *
   * @default - the path of the request
   */
  readonly path?: string;
  /**
   * Replacement of the matched prefix; the rest of the path is kept.
   *
   * @default - the path of the request
   */
  readonly prefix?: string;
  /**
   * Host to go to.
   *
   * @default - the host of the request
   */
  readonly authority?: string;
  /**
   * `http` or `https`.
   *
   * @default - the scheme of the request
   */
  readonly scheme?: string;
  /**
   * Port to go to.
   *
   * @default - the port of the request, or the scheme's default port if the scheme changes
   */
  readonly port?: number;
  /**
   * Status of the answer: 301, 302, 303, 307 or 308.
   *
   * @default 301
   */
  readonly status?: number;
}

/** A response from the proxy itself. */
export interface DirectResponse {
  /** Status, from 200 to 599. */
  readonly status: number;
  /**
   * Body, as text.
   *
   * @default - no body
   */
  readonly body?: string;
}

/** @internal */
export function rewriteModel(what: string, rewrite: HttpRewrite | undefined): RewriteModel | undefined {
  if (!rewrite) {
    return undefined;
  }
  const { path, pathExpression, pathReplacement, authority } = rewrite;
  if ((pathExpression === undefined) !== (pathReplacement === undefined)) {
    throw new Error(`${what}: a rewrite by regular expression needs two fields, and ${pathExpression === undefined ? 'pathExpression' : 'pathReplacement'} is not set; set both`);
  }
  if (path !== undefined && pathExpression !== undefined) {
    throw new Error(`${what}: a rewrite has both path and pathExpression; remove one`);
  }
  if (path === undefined && pathExpression === undefined && authority === undefined) {
    throw new Error(`${what}: a rewrite changes nothing; set path, pathExpression or authority`);
  }
  return {
    path: path === undefined ? undefined : names.path(`${what}: the rewritten path`, path),
    pathRegex: pathExpression === undefined ? undefined : { match: names.regex(`${what}: pathExpression`, pathExpression), rewrite: pathReplacement! },
    authority,
  };
}

/** @internal */
export function redirectModel(what: string, redirect: HttpRedirect | undefined): RedirectModel | undefined {
  if (!redirect) {
    return undefined;
  }
  const { path, prefix, authority, scheme, port, status } = redirect;
  if (path !== undefined && prefix !== undefined) {
    throw new Error(`${what}: a redirect has both path and prefix; remove one`);
  }
  if ([path, prefix, authority, scheme, port].every((v) => v === undefined)) {
    throw new Error(`${what}: a redirect changes nothing, so it would loop; set path, prefix, authority, scheme or port`);
  }
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') {
    throw new Error(`${what}: a redirect's scheme must be http or https, got: '${scheme}'`);
  }
  if (status !== undefined && ![301, 302, 303, 307, 308].includes(status)) {
    throw new Error(`${what}: a redirect's status must be 301, 302, 303, 307 or 308, got: ${status}`);
  }
  return {
    path: path === undefined ? undefined : names.path(`${what}: the redirect's path`, path),
    prefix: prefix === undefined ? undefined : names.pathPrefix(`${what}: the redirect's prefix`, prefix),
    authority,
    scheme,
    port: port === undefined ? undefined : names.port(`${what}: the redirect's port`, port),
    status,
  };
}

/** @internal */
export function directResponseModel(what: string, response: DirectResponse | undefined): DirectResponseModel | undefined {
  if (!response) {
    return undefined;
  }
  names.integer(`${what}: the status of a direct response`, response.status, 200, 599);
  if ((response.body?.length ?? 0) > 1024 * 1024) {
    throw new Error(`${what}: the body of a direct response must have at most 1 MiB, got: ${response.body!.length} characters`);
  }
  return { status: response.status, body: response.body };
}
