import type { ForwardAction, PathMatch, RedirectAction, Route } from '../form';
import { withoutQuery } from './path';
import { compiled, replaceAll } from './regex';
import { headerOf, type Seen } from './seen';
import { rewriteByTemplate, templateExpression } from './template';

/** The part of a path that a prefix rewrite replaces: the matched prefix, or for a regular expression the whole path. */
function matchedLength({ kind, value }: PathMatch, path: string): number {
  return kind === 'regex' || kind === 'connect' ? withoutQuery(path).length : value.length;
}

function replacePath(path: string, replace: (justPath: string) => string): string {
  const just = withoutQuery(path);
  return replace(just) + path.slice(just.length);
}

/** Throws if an expression in a route's action doesn't compile: the proxy rejects such routes before any request arrives. */
export function checkExpressions({ match, action }: Route): void {
  if (action.kind === 'directResponse') return;
  if (action.regexRewrite) compiled(action.regexRewrite.pattern);
  if (action.kind === 'redirect') return;
  if (action.hostRewritePathRegex) compiled(action.hostRewritePathRegex.pattern);
  if (action.pathTemplateRewrite) compiled(templateExpression(match.path.value));
}

/** The path with its query, as the service sees it. */
export function rewritePath(match: PathMatch, action: ForwardAction, path: string): string {
  if (action.prefixRewrite) return action.prefixRewrite + path.slice(matchedLength(match, path));
  const { regexRewrite, pathTemplateRewrite } = action;
  if (regexRewrite) return replacePath(path, (p) => replaceAll(regexRewrite.pattern, regexRewrite.substitution, p));
  if (pathTemplateRewrite) return replacePath(path, (p) => rewriteByTemplate(match.value, pathTemplateRewrite, p));
  return path;
}

/** The Host header as the service sees it; '' if the action does not change it. */
export function rewriteHost(action: ForwardAction, seen: Seen): string {
  if (action.hostRewrite) return action.hostRewrite;
  if (action.hostRewriteHeader) return seen.headers.get(action.hostRewriteHeader.toLowerCase())?.[0] ?? '';
  const { hostRewritePathRegex: regex } = action;
  return regex ? replaceAll(regex.pattern, regex.substitution, seen.justPath) : '';
}

/** The location of a redirect. */
export function redirectLocation(route: Route, action: RedirectAction, seen: Seen): string {
  const scheme = action.schemeRedirect || (action.httpsRedirect ? 'https' : seen.scheme);
  const port = action.portRedirect ? `:${action.portRedirect}` : '';
  const host = action.hostRedirect || redirectHost(seen, scheme, port);
  const path = redirectPath(route, action, seen.path);
  return `${scheme}://${host}${port}${path.startsWith('/') ? '' : '/'}${path}`;
}

const DEFAULT_PORT: Readonly<Record<string, string>> = { http: ':80', https: ':443' };

/** The host of the request, without a port that the redirect replaces or that is the default of the original scheme. */
function redirectHost(seen: Seen, scheme: string, port: string): string {
  const { authority, forwardedProto: before } = seen;
  const bracket = authority.lastIndexOf(']:');
  const at = !authority.startsWith('[') ? authority.lastIndexOf(':') : bracket < 0 ? -1 : bracket + 1;
  if (at < 0) return authority;
  const leaves = scheme !== before && authority.slice(at) === DEFAULT_PORT[before.toLowerCase()];
  return port || leaves ? authority.slice(0, at) : authority;
}

function redirectPath({ match }: Route, action: RedirectAction, path: string): string {
  const query = path.slice(withoutQuery(path).length);
  if (action.pathRedirect) {
    const own = action.pathRedirect.includes('?');
    return own || action.stripQuery ? action.pathRedirect : action.pathRedirect + query;
  }
  const { regexRewrite, prefixRewrite } = action;
  let changed = path;
  if (regexRewrite) changed = replacePath(path, (p) => replaceAll(regexRewrite.pattern, regexRewrite.substitution, p));
  else if (prefixRewrite) changed = prefixRewrite + path.slice(matchedLength(match.path, path));
  return action.stripQuery ? withoutQuery(changed) : changed;
}

/** Method of CORS preflights. */
export const PREFLIGHT = 'OPTIONS';

/** Whether a request is a CORS preflight. */
export function isPreflight(seen: Seen): boolean {
  return seen.method === PREFLIGHT && headerOf(seen, 'origin') !== undefined && headerOf(seen, 'access-control-request-method') !== undefined;
}
