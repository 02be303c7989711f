import type { GrpcMatchSpec, HttpMatchSpec, ValueMatchSpec } from './specs';
import { defined } from '../../grammar/plain';
import type { HeaderMatch, PathMatch, QueryParameterMatch, RouteMatch, StringMatch } from '../form';

/** Any request: routes without a match, and matches without a path. */
const ANY_PATH: PathMatch = { kind: 'prefix', value: '/' };

/** A match of an HTTPRoute. Prefixes compare characters. */
export function httpMatch({ headers, queryParameters, ...path }: HttpMatchSpec): RouteMatch {
  return defined<RouteMatch>({
    path: pathMatch(path),
    headers: headers?.map(({ header = '', ...value }) => headerMatch(header, value)),
    queryParameters: queryParameters?.map(({ queryParameter = '', ...value }) => queryMatch(queryParameter, value)),
  }) as RouteMatch;
}

function pathMatch({ fullPathMatch, prefixMatch, regexMatch, ignoreCase }: HttpMatchSpec): PathMatch {
  if (regexMatch !== undefined) return { kind: 'regex', value: regexMatch };
  const path: PathMatch = fullPathMatch !== undefined ? { kind: 'exact', value: fullPathMatch } : prefixMatch !== undefined ? { kind: 'prefix', value: prefixMatch } : ANY_PATH;
  return ignoreCase ? { ...path, ignoreCase } : path;
}

function headerMatch(header: string, { rangeMatch, invertMatch, ...value }: ValueMatchSpec): HeaderMatch {
  const match = textMatch(value);
  return defined<HeaderMatch>({
    name: header.toLowerCase(),
    match,
    rangeMatch: rangeMatch && { start: rangeMatch.start ?? 0, end: rangeMatch.end ?? 0 },
    presentMatch: match || rangeMatch ? undefined : true,
    invertMatch: invertMatch || undefined,
  }) as HeaderMatch;
}

function queryMatch(name: string, value: ValueMatchSpec): QueryParameterMatch {
  const match = textMatch(value);
  return { name, ...(match ? { match } : { presentMatch: true }) };
}

function textMatch({ exactMatch, prefixMatch, suffixMatch, regexMatch }: ValueMatchSpec): StringMatch | undefined {
  if (exactMatch !== undefined) return { kind: 'exact', value: exactMatch };
  if (prefixMatch !== undefined) return { kind: 'prefix', value: prefixMatch };
  if (suffixMatch !== undefined) return { kind: 'suffix', value: suffixMatch };
  return regexMatch === undefined ? undefined : { kind: 'regex', value: regexMatch };
}

/** A match of a GRPCRoute: a method is the path `/SERVICE/METHOD`, and metadata are headers. */
export function grpcMatch({ method, headers }: GrpcMatchSpec): RouteMatch {
  return defined<RouteMatch>({
    path: method ? methodPath(method) : ANY_PATH,
    headers: headers?.map(({ type, key = '', value = '' }): HeaderMatch => ({ name: key.toLowerCase(), match: { kind: type === 'REGULAR_EXPRESSION' ? 'regex' : 'exact', value } })),
  }) as RouteMatch;
}

function methodPath({ type, grpcService = '', grpcMethod = '', caseSensitive }: NonNullable<GrpcMatchSpec['method']>): PathMatch {
  if (type === 'REGULAR_EXPRESSION') return { kind: 'regex', value: `/(?:${grpcService})/(?:${grpcMethod})` };
  return { kind: 'exact', value: `/${grpcService}/${grpcMethod}`, ...(caseSensitive === false ? { ignoreCase: true } : {}) };
}
