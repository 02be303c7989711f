import type { HttpRequest } from '../../../compiled/evaluate/seen';
import type { HeaderMatch, PathMatch, QueryParameterMatch, Route, StringMatch } from '../../../compiled/form';

/** A request without the parts determined by the connection. */
export type Sample = Pick<HttpRequest, 'method' | 'path' | 'headers'>;

/** Headers in which a load balancer reports how a request arrived: their value in a client's next request is unknown. */
const HOPS = /^x-forwarded-|^forwarded$|^cf-visitor$|^cloudfront-/i;

/**
 * Requests that a route may match. The evaluation decides whether it does: an earlier route may match first, and an expression may need another
 * text.
 */
export function samplesOf({ match, action }: Route): readonly Sample[] {
  const headers = valuesOf((match.headers ?? []).filter((h) => !h.invertMatch));
  const query = valuesOf(match.queryParameters ?? []);
  if (!headers || !query || match.headers?.some((h) => HOPS.test(h.name))) return [];
  const method = headers.get(':method')?.[0] ?? 'GET';
  for (const name of [...headers.keys()]) if (name.startsWith(':')) headers.delete(name);
  const suffix = [...query].map(([name, [value]]) => `${name}=${value}`).join('&');
  const target = action.kind === 'redirect' ? action.pathRedirect : undefined;
  const paths = new Set([...pathsOf(match.path), ...target === undefined ? [] : [target.split('?')[0]], '/']);
  return [...paths].filter((p) => p.startsWith('/')).map((path) => ({ method, headers, path: suffix ? `${path}?${suffix}` : path }));
}

function pathsOf({ kind, value }: PathMatch): readonly string[] {
  switch (kind) {
    case 'exact': return [value];
    case 'prefix': case 'pathSeparatedPrefix': return [value, `${value.replace(/\/$/, '')}/any`];
    default: return ['/any'];
  }
}

/** A value for each condition; undefined if an expression decides. */
function valuesOf(conditions: readonly (HeaderMatch | QueryParameterMatch)[]): Map<string, string[]> | undefined {
  const out = new Map<string, string[]>();
  for (const condition of conditions) {
    if (condition.presentMatch === false) continue;
    const value = valueOf(condition.match);
    if (value === undefined) return undefined;
    out.set(condition.name, [value]);
  }
  return out;
}

const valueOf = (match: StringMatch | undefined): string | undefined => (!match ? 'any' : match.kind === 'regex' ? undefined : match.value);
