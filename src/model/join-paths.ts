import type { HttpRuleModel, PathMatchModel } from './route';

/** A path before the edge, and as it arrives at the rules of the service behind it. */
export interface JoinedPath {
  readonly path: PathMatchModel;
  /** The matched part of the path on arrival; undefined if the path is a regular expression. */
  readonly arrives?: string;
}

const ROOT: PathMatchModel = { kind: 'prefix', value: '/' };

/**
 * The paths that match both an edge rule, before its rewrite, and a rule of the service behind it; empty if there are none.
 * @param rule the edge rule
 * @throws when one is a regular expression and the other differs, as no match can express both
 */
export function joinPaths(rule: HttpRuleModel, outer: PathMatchModel | undefined, inner: PathMatchModel | undefined): readonly JoinedPath[] {
  const [a, b] = [outer ?? ROOT, inner ?? ROOT];
  const to = rule.rewrite?.path;
  if (rule.rewrite?.pathRegex && !isRoot(b)) throw new Error(`${rule.path}: the rewrite by '${rule.rewrite.pathRegex.match}' is applied before the path rules of the service that it routes to, and its result is not known at synthesis; rewrite a prefix, or route to the service's versions`);
  if (a.kind === 'regex' || b.kind === 'regex') return joinExpressions(rule, a, b, to);
  const start = bare(a.value);
  const end = bare(to ?? a.value);
  const arrival = a.kind === 'exact' ? to ?? a.value : end || '/';
  if (b.kind === 'exact' ? a.kind === 'exact' && arrival === b.value : under(arrival, b.value)) return [{ path: a, arrives: to ?? a.value }];
  if (a.kind === 'exact' || !under(b.value, end || '/')) return [];
  const rest = b.value.slice(end.length);
  const narrowed = (value: string): JoinedPath => ({ path: { ...b, value: value || '/' }, arrives: b.value });
  return [...(to !== undefined && b.kind === 'exact' && end === '' && rest === '/' && start !== '' ? [narrowed(start)] : []), narrowed(`${start}${rest}`)];
}

function joinExpressions(rule: HttpRuleModel, a: PathMatchModel, b: PathMatchModel, to: string | undefined): readonly JoinedPath[] {
  if (isRoot(b)) return [{ path: a }];
  if (isRoot(a) && to === undefined) return [{ path: b }];
  throw new Error(`${rule.path}: the path '${a.value}' of this rule${to === undefined ? '' : `, rewritten to '${to}',`} and the path '${b.value}' of the service it routes to can't be combined, as one is a regular expression; `
    + 'use exact paths or prefixes in one of them');
}

/** The rewritten path of a rule, for the part of the path that an edge leads to it. */
export function replaced(matched: PathMatchModel | undefined, by: string, arrives: string): string {
  return matched?.kind === 'exact' || arrives === matched?.value ? by : `${bare(by)}${arrives.slice(bare(matched?.value ?? '/').length)}` || '/';
}

/** Whether a path is a prefix or below it; whole segments are compared. */
export function under(path: string, prefix: string): boolean {
  return path === bare(prefix) || path.startsWith(`${bare(prefix)}/`) || path === prefix;
}

const isRoot = (path: PathMatchModel): boolean => path.kind === 'prefix' && path.value === '/';
const bare = (path: string): string => path.replace(/\/$/, '');
