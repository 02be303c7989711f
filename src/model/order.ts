import type { HttpMatchModel, HttpRuleModel } from './route';

/** A rule with those of its matches that have one position in the order. */
export interface PlacedRule {
  readonly rule: HttpRuleModel;
  /** None: every request. */
  readonly matches: readonly HttpMatchModel[];
}

/**
 * The rules of one service in the order in which a proxy must try them. Higher priority first. Then, as in Gateway API, the more specific match: exact path,
 * longest prefix, path regex, method, most headers, most query parameters, then other conditions. Equal rules keep the order of declaration. A rule whose
 * matches differ in rank has several positions.
 *
 * Higher priority first. Then, as in Gateway API, the more specific match: exact path, longest prefix, regular expression of a path,
 * method, most headers, most query parameters, then other conditions. What is still equal keeps the order of declaration. A rule
 * whose matches differ in rank stands at several places.
 */
export function inOrder(rules: readonly HttpRuleModel[]): readonly PlacedRule[] {
  const placed = rules.flatMap((rule) => (rule.matches.length === 0 ? [undefined] : rule.matches).map((match) => ({ rule, match, rank: rank(match) })));
  placed.sort((a, b) => b.rule.priority - a.rule.priority || compare(b.rank, a.rank)); // stable sort
  const result: Array<{ rule: HttpRuleModel; matches: HttpMatchModel[] }> = [];
  for (const { rule, match } of placed) {
    const last = result[result.length - 1];
    if (last?.rule === rule && match && last.matches.length > 0) {
      last.matches.push(match);
    } else {
      result.push({ rule, matches: match ? [match] : [] });
    }
  }
  return result;
}

function rank(match: HttpMatchModel | undefined): readonly number[] {
  if (!match) {
    return [-1];
  }
  const path = match.path;
  return [
    path?.kind === 'exact' ? 3 : path?.kind === 'prefix' && path.value !== '/' ? 2 : path?.kind === 'regex' ? 1 : 0,
    path && path.value !== '/' ? path.value.length : 0,
    match.method ? 1 : 0,
    Object.keys(match.headers ?? {}).length,
    Object.keys(match.query ?? {}).length,
    (match.authority ? 1 : 0) + (match.scheme ? 1 : 0) + (match.port ? 1 : 0) + (match.sourceNamespace ? 1 : 0) + Object.keys(match.sourceLabels ?? {}).length,
  ];
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) {
      return difference;
    }
  }
  return 0;
}
