import { type JoinedPath, joinPaths } from './join-paths';
import type { HttpMatchModel, HttpRuleModel, StringMatchModel } from './route';

/** A match of an edge rule that is compatible with a match of the service behind it. */
export interface JoinedMatch {
  readonly match: HttpMatchModel;
  readonly inner: HttpMatchModel;
  /** The matched part of the path, as the service's rules see it. */
  readonly arrives?: string;
}

/**
 * The requests that match both an edge rule and a rule of the service behind it; empty if there are none.
 * @param rule the edge rule
 * @throws when no match expresses both
 */
export function joinMatches(rule: HttpRuleModel, outer: HttpMatchModel, inner: HttpMatchModel): readonly JoinedMatch[] {
  const parts = {
    headers: joinConditions(rule, 'header', outer.headers, inner.headers),
    query: joinConditions(rule, 'query parameter', outer.query, inner.query),
    claims: joinConditions(rule, 'claim', outer.claims, inner.claims),
    authority: joinCondition(rule, 'the authority', outer.authority, inner.authority),
    scheme: joinCondition(rule, 'the scheme', outer.scheme, inner.scheme),
  };
  if (Object.values(parts).includes(null) || (outer.method !== undefined && inner.method !== undefined && outer.method !== inner.method)) return [];
  const both = { ...inner, ...outer, ...(parts as { [K in keyof typeof parts]: NonNullable<(typeof parts)[K]> | undefined }), method: outer.method ?? inner.method };
  return joinPaths(rule, outer.path, inner.path).map(({ path, arrives }: JoinedPath) => {
    const matched = outer.path ?? inner.path ?? rule.rewrite?.path;
    return { match: matched === undefined ? both : { ...both, path }, inner, arrives };
  });
}

type Conditions = { readonly [name: string]: StringMatchModel };

/** Conditions on values by name that hold if both do; null when they contradict each other. */
function joinConditions(rule: HttpRuleModel, kind: string, a: Conditions | undefined, b: Conditions | undefined): Conditions | null | undefined {
  if (!a || !b) return a ?? b;
  const result: { [name: string]: StringMatchModel } = {};
  for (const name of Object.keys({ ...b, ...a })) {
    const both = joinCondition(rule, `${kind} '${name}'`, a[name], b[name]);
    if (!both) return null;
    result[name] = both;
  }
  return result;
}

/** A condition that holds if both do; null when they contradict each other. */
function joinCondition(rule: HttpRuleModel, what: string, a: StringMatchModel | undefined, b: StringMatchModel | undefined): StringMatchModel | null | undefined {
  if (!a || !b || (a.kind === b.kind && a.value === b.value)) return a ?? b;
  if (a.kind === 'absent' || b.kind === 'absent') return null;
  if (a.kind === 'present' || b.kind === 'present') return a.kind === 'present' ? b : a;
  if (a.kind === 'regex' || b.kind === 'regex') {
    throw new Error(`${rule.path}: this rule and a rule of the service that it routes to both match ${what}, by '${a.value}' and '${b.value}', which can't be combined into one match; use exact values in one of them`);
  }
  const [wide, narrow] = a.kind === 'prefix' && (b.kind === 'exact' || b.value!.length > a.value!.length) ? [a, b] : [b, a];
  return wide.kind === 'prefix' && narrow.value!.startsWith(wide.value!) ? narrow : null;
}
