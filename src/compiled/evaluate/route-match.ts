import type { HeaderMatch, MetadataMatch, PathMatch, QueryParameterMatch, RouteMatch } from '../form';
import { lowerCase } from './host';
import { Memo } from './memo';
import { fullMatch } from './regex';
import { headerOf, queryParameterOf, valuesOf, type Seen } from './seen';
import { stringMatchText, stringTest } from './string-match';
import { templateTest } from './template';

/** undefined: unknown */
type Verdict = boolean | undefined;
/** One of the conditions of a match. */
export interface Condition {
  test(seen: Seen): Verdict;
  /** human-readable reason why it doesn't hold, or is unknown */
  why(seen: Seen): string;
}

/** The conditions of a match in Envoy's order, the path last. Throws if an expression doesn't compile. */
export function conditionsOf({ path, grpc, headers, queryParameters, dynamicMetadata }: RouteMatch): readonly Condition[] {
  return conditionLists.of(JSON.stringify({ path, grpc, headers, queryParameters, dynamicMetadata }));
}

/** Equal matches share their conditions: most routes match a few paths, and frequently used data stays in the CPU cache. */
const conditionLists = new Memo((match) => buildConditions(JSON.parse(match) as RouteMatch));

function buildConditions(match: RouteMatch): readonly Condition[] {
  return [
    ...(match.grpc ? [grpcCondition] : []),
    ...(match.headers ?? []).map(headerCondition),
    ...(match.queryParameters ?? []).map(queryCondition),
    ...(match.dynamicMetadata ?? []).map(metadataCondition),
    pathCondition(match.path),
  ];
}

const grpcCondition: Condition = {
  test: (seen) => /^application\/grpc(?:\+|$)/.test(headerOf(seen, 'content-type') ?? ''),
  why: () => 'it is not a gRPC request',
};

function headerCondition(m: HeaderMatch): Condition {
  const name = m.name.toLowerCase(); // as Envoy reads it
  const holds = m.rangeMatch ? rangeTest(m.rangeMatch) : m.match && stringTest(m.match);
  const test = (seen: Seen): Verdict => {
    if (holds && seen.drawn?.has(name)) return undefined;
    const values = valuesOf(seen, name) ?? (m.treatMissingHeaderAsEmpty ? [''] : undefined);
    const invert = m.invertMatch ?? false;
    if (!holds) return (values !== undefined) === (m.presentMatch ?? true) !== invert;
    return values !== undefined && values.some(holds) !== invert;
  };
  return { test, why: (seen) => (seen.drawn?.has(name) ? `the proxy generates the value of header ${m.name} at random` : headerWhy(m, headerOf(seen, name))) };
}

/** Integers only, as in Envoy. */
function rangeTest({ start, end }: NonNullable<HeaderMatch['rangeMatch']>): (value: string) => boolean {
  return (value) => /^[+-]?\d+$/.test(value) && Number(value) >= start && Number(value) < end;
}

const PSEUDO: Readonly<Record<string, string>> = { ':method': 'the method', ':authority': 'the host', ':scheme': 'the scheme', ':path': 'the path' };

function headerWhy(m: HeaderMatch, value: string | undefined): string {
  const subject = PSEUDO[m.name] ?? `the header ${m.name}`;
  if (value === undefined) return `${subject} is missing`;
  const wanted = m.rangeMatch ? `is an integer from ${m.rangeMatch.start} to below ${m.rangeMatch.end}` : m.match && stringMatchText(m.match);
  if (wanted === undefined) return `${subject} is present`;
  return `${subject} is ${JSON.stringify(value)}; the route ${m.invertMatch ? 'excludes any value that' : 'requires one that'} ${wanted}`;
}

function queryCondition(m: QueryParameterMatch): Condition {
  const holds = m.match && stringTest(m.match);
  return {
    test: (seen) => {
      const value = queryParameterOf(seen.path, m.name);
      return holds ? value !== undefined && holds(value) : (value !== undefined) === (m.presentMatch ?? true);
    },
    why: (seen) => {
      const value = queryParameterOf(seen.path, m.name);
      if (value === undefined) return `the query parameter ${m.name} is missing`;
      return m.match ? `the query parameter ${m.name} is ${JSON.stringify(value)}; the route requires one that ${stringMatchText(m.match)}` : `the query parameter ${m.name} is present`;
    },
  };
}

/** Claims of a token, which Istio's JWT filter writes as dynamic metadata. */
function metadataCondition(m: MetadataMatch): Condition {
  const holds = m.match && stringTest(m.match);
  const test = (seen: Seen): Verdict => {
    if (!seen.claims) return seen.headers.has('authorization') ? undefined : m.invert ?? false;
    const value = m.path.slice(1).reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], seen.claims);
    const values = Array.isArray(value) && m.orInList ? value : [value];
    const found = holds ? values.some((v) => typeof v === 'string' && holds(v)) : value !== undefined;
    return found !== (m.invert ?? false);
  };
  return { test, why: (seen) => (test(seen) === undefined ? 'the route matches claims of a token, which the request does not include' : `the claim ${m.path.slice(1).join('.')} of the token ${m.match ? `${m.invert ? 'is excluded, because it' : 'is not one that'} ${stringMatchText(m.match)}` : m.invert ? 'is present' : 'is missing'}`) };
}

const PATH_WORDS: Readonly<Record<PathMatch['kind'], string>> = {
  exact: 'is', prefix: 'begins with', pathSeparatedPrefix: 'is or is below', regex: 'matches', template: 'has the form', connect: 'connects',
};

/** The path condition of a route in words: `begins with "/a"`. */
export function pathMatchText({ kind, value, ignoreCase }: PathMatch): string {
  if (kind === 'connect') return 'CONNECT requests';
  return `${PATH_WORDS[kind]} ${JSON.stringify(value)}${ignoreCase ? ', ignoring case' : ''}`;
}

function pathCondition(m: PathMatch): Condition {
  const holds = pathTest(m);
  if (m.kind === 'connect') return { test: (seen) => seen.method === 'CONNECT', why: (seen) => `the method is ${seen.method}; the route requires CONNECT` };
  return { test: (seen) => holds(seen.justPath), why: (seen) => `the path is ${JSON.stringify(seen.justPath)}; the route requires one that ${pathMatchText(m)}` };
}

function pathTest({ kind, value, ignoreCase }: PathMatch): (path: string) => boolean {
  switch (kind) {
    case 'regex': return fullMatch(value);
    case 'template': return templateTest(value);
    case 'connect': return () => false;
  }
  const wanted = ignoreCase ? lowerCase(value) : value;
  const of = ignoreCase ? lowerCase : (path: string) => path;
  switch (kind) {
    case 'exact': return (path) => of(path) === wanted;
    case 'prefix': return (path) => of(path).startsWith(wanted);
    case 'pathSeparatedPrefix': return (path) => of(path).startsWith(wanted) && (path.length === wanted.length || path[wanted.length] === '/');
  }
}
