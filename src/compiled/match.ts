import { order } from './age';
import type { HeaderMatch, MetadataMatch, PathMatch, QueryParameterMatch, RouteMatch, StringMatch } from './form';
import type { HttpMatchSpec, StringMatchSpec } from './resources';

const CLAIMS = '@request.auth.claims';
const JWT_FILTER = 'envoy.filters.http.jwt_authn';

export const ANY_PATH: PathMatch = { kind: 'prefix', value: '/' };

/** A match of an HTTP route in Envoy's form. `segments`: path prefixes match whole segments (Gateway API). */
export function routeMatch(spec: HttpMatchSpec | undefined, segments: boolean): RouteMatch {
  if (!spec) return { path: ANY_PATH };
  const headers: HeaderMatch[] = [];
  const metadata: MetadataMatch[] = [];
  for (const [name, match] of Object.entries(spec.headers ?? {})) {
    const claims = claimPath(name);
    if (claims) metadata.push(claimMatch(claims, match));
    else headers.push(headerMatch(name, match));
  }
  for (const [name, match] of Object.entries(spec.withoutHeaders ?? {})) {
    const claims = claimPath(name);
    if (claims) metadata.push({ ...claimMatch(claims, match), invert: true });
    else headers.push({ ...headerMatch(name, match), invertMatch: true, ...(isPresence(match) ? {} : { treatMissingHeaderAsEmpty: true }) });
  }
  headers.sort((a, b) => order(a.name, b.name));
  if (spec.method) headers.push(headerMatch(':method', spec.method));
  if (spec.authority) headers.push(headerMatch(':authority', spec.authority));
  if (spec.scheme) headers.push(headerMatch(':scheme', spec.scheme));
  const queryParameters = Object.entries(spec.queryParams ?? {}).map(([name, match]) => queryMatch(name, match)).sort((a, b) => order(a.name, b.name));
  return {
    path: pathMatch(spec, segments),
    ...(headers.length ? { headers } : {}),
    ...(queryParameters.length ? { queryParameters } : {}),
    ...(metadata.length ? { dynamicMetadata: metadata } : {}),
  };
}

function pathMatch({ uri, ignoreUriCase }: HttpMatchSpec, segments: boolean): PathMatch {
  const ignoreCase = ignoreUriCase ? { ignoreCase: true } : {};
  if (uri?.exact !== undefined) return { kind: 'exact', value: uri.exact, ...ignoreCase };
  if (uri?.prefix !== undefined) {
    if (segments && uri.prefix !== '/') return { kind: 'pathSeparatedPrefix', value: uri.prefix.replace(/\/$/, ''), ...ignoreCase };
    return { kind: 'prefix', value: uri.prefix, ...ignoreCase };
  }
  return uri?.regex !== undefined ? { kind: 'regex', value: uri.regex, ...ignoreCase } : { ...ANY_PATH, ...ignoreCase };
}

/** Nothing to compare with, or `*` as a regular expression: the header only has to be present. */
const isPresence = (match: StringMatchSpec | null | undefined): boolean => !match || (match.exact === undefined && match.prefix === undefined && (match.regex === undefined || match.regex === '*'));

export function stringMatch(match: StringMatchSpec): StringMatch | undefined {
  if (match.exact !== undefined) return { kind: 'exact', value: match.exact };
  if (match.prefix !== undefined) return { kind: 'prefix', value: match.prefix };
  return match.regex === undefined ? undefined : { kind: 'regex', value: match.regex };
}

function headerMatch(name: string, match: StringMatchSpec): HeaderMatch {
  return isPresence(match) ? { name, presentMatch: true } : { name, match: stringMatch(match)! };
}
function queryMatch(name: string, match: StringMatchSpec): QueryParameterMatch {
  return isPresence(match) ? { name, presentMatch: true } : { name, match: stringMatch(match)! };
}

/** The path of claims in a header name of the form `@request.auth.claims.a.b` or `@request.auth.claims[a][b]`. */
function claimPath(name: string): readonly string[] | undefined {
  if (!name.toLowerCase().startsWith(CLAIMS)) return undefined;
  const rest = name.slice(CLAIMS.length);
  if (rest.startsWith('.') && rest.length > 1) return rest.slice(1).split('.');
  return rest.startsWith('[') && rest.endsWith(']') && rest.length > 2 ? rest.slice(1, -1).split('][') : undefined;
}
function claimMatch(claims: readonly string[], match: StringMatchSpec): MetadataMatch {
  const value = stringMatch(match);
  return { filter: JWT_FILTER, path: ['payload', ...claims], ...(value ? { match: value } : {}), orInList: true };
}

/** Whether a route matches every request: nothing after it is reached. */
export const isCatchAll = ({ path, headers, queryParameters, dynamicMetadata }: RouteMatch): boolean =>
  (((path.kind === 'prefix' || path.kind === 'pathSeparatedPrefix') && path.value === '/') || (path.kind === 'regex' && path.value === '.*'))
  && !headers?.length && !queryParameters?.length && !dynamicMetadata?.length;
