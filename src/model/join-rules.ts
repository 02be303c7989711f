import { type JoinedMatch, joinMatches } from './join-matches';
import { replaced } from './join-paths';
import type { PlacedRule } from './order';
import type { HttpMatchModel, HttpRuleModel, RedirectModel, RewriteModel } from './route';

/**
 * Combines an edge rule with a rule of its destination service: the requests that match both, with the settings of both. There are several rules where
 * a rewrite or a redirect depends on the path that matched, and none when no request fits both.
 *
 * @param port the port of the service that the edge leads to
 */
export function joinRules(outer: PlacedRule, inner: PlacedRule, port: number | undefined): readonly HttpRuleModel[] {
  const usable = atEdge(inner.matches, port);
  if (usable.length === 0 && inner.matches.length > 0) return [];
  const joined = orAll(outer.matches).flatMap((o) => orAll(usable).flatMap((i) => joinMatches(outer.rule, o, i)));
  const groups = new Map<string, { rule: HttpRuleModel; matches: HttpMatchModel[] }>();
  for (const one of joined) {
    const rule = layOver(outer.rule, inner.rule, one);
    const key = JSON.stringify([rule.rewrite, rule.redirect]);
    const group = groups.get(key) ?? { rule, matches: [] };
    groups.set(key, group);
    group.matches.push(one.match);
  }
  return [...groups.values()].map(({ rule, matches }) => ({ ...rule, matches: matches.some((m) => Object.values(m).every((v) => v === undefined)) ? [] : matches }));
}

/** Labels and namespaces of callers are unknown at the edge: such a match only applies to callers in the mesh. */
function atEdge(matches: readonly HttpMatchModel[], port: number | undefined): readonly HttpMatchModel[] {
  return matches.filter((m) => !m.sourceLabels && !m.sourceNamespace && (m.port === undefined || port === undefined || m.port === port)).map(({ port: _port, ...m }) => m);
}

const orAll = (matches: readonly HttpMatchModel[]): readonly HttpMatchModel[] => (matches.length > 0 ? matches : [{}]);

/** The inner rule's settings, overridden by the outer rule's. */
function layOver(outer: HttpRuleModel, inner: HttpRuleModel, joined: JoinedMatch): HttpRuleModel {
  const redirect = outer.redirect ?? (inner.redirect && redirectOf(outer, inner.redirect, joined));
  const directResponse = outer.directResponse ?? inner.directResponse;
  return {
    path: outer.path,
    name: [outer.name, inner.name].filter(Boolean).join('-') || undefined,
    priority: 0,
    matches: [],
    backends: [],
    redirect,
    directResponse,
    rewrite: redirect || directResponse ? undefined : rewriteOf(outer, inner, joined),
    mirrors: outer.mirrors ?? inner.mirrors,
    fault: outer.fault ?? inner.fault,
    retries: outer.retries ?? inner.retries,
    timeoutMs: outer.timeoutMs ?? inner.timeoutMs,
    requestHeaders: outer.requestHeaders ?? inner.requestHeaders,
    responseHeaders: outer.responseHeaders ?? inner.responseHeaders,
    cors: outer.cors ?? inner.cors,
  };
}

/** The path after the rewrites at the edge and then by the service. */
function rewriteOf(outer: HttpRuleModel, inner: HttpRuleModel, { inner: match, arrives }: JoinedMatch): RewriteModel | undefined {
  const [first, then] = [outer.rewrite, inner.rewrite];
  if (!first && then?.path === undefined) return then;
  if ((first?.pathRegex && (then?.path ?? then?.pathRegex)) || (first?.path !== undefined && then?.pathRegex)) {
    throw new Error(`${outer.path}: this rule and a rule of the service that it routes to both rewrite the path, one of them by regular expression, but a proxy rewrites a path only once; remove one of the rewrites`);
  }
  const changes = first?.path ?? then?.path;
  const path = changes === undefined || arrives === undefined ? changes : then?.path === undefined ? arrives : replaced(match.path, then.path, arrives);
  return { path, pathRegex: first?.pathRegex ?? then?.pathRegex, authority: first?.authority ?? then?.authority };
}

/** A redirect of the service, for a path that the edge has narrowed or rewritten. */
function redirectOf(outer: HttpRuleModel, redirect: RedirectModel, { match, inner, arrives }: JoinedMatch): RedirectModel {
  if (arrives === undefined || redirect.path !== undefined) return redirect;
  const to = redirect.prefix === undefined ? (outer.rewrite?.path === undefined ? undefined : arrives) : replaced(inner.path, redirect.prefix, arrives);
  return to === undefined ? redirect : { ...redirect, prefix: match.path?.kind === 'exact' ? undefined : to, path: match.path?.kind === 'exact' ? to : undefined };
}
