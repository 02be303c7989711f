import { inOrder } from './order';
import type { BackendModel, HttpMatchModel, HttpRuleModel, PathMatchModel } from './route';
import { byClusterSet, carriesHttp, portOf, type ServiceModel } from './service';
import { waypointOf } from './waypoint';

/**
 * The rules of a gateway with those of the services that they lead to laid into them, so that a canary, a header route or a timeout
 * of a service holds for requests from the edge too: a proxy looks at the rules of one place only.
 */
export function composeAtEdge(rules: readonly HttpRuleModel[], listenerPort: number): readonly HttpRuleModel[] {
  const atPort = (b: BackendModel) => ({ ...b, port: portOf(b, listenerPort, carriesHttp) });
  const result: HttpRuleModel[] = [];
  const taken = new Set<string>();
  for (const { rule, matches } of inOrder(rules)) {
    const only = rule.backends.length === 1 && !rule.backends[0].version ? rule.backends[0].service : undefined;
    if (!only || only.kind !== 'kubernetes' || !hasRules(only)) {
      result.push({ ...rule, matches, priority: 0, backends: throughSplits(rule.backends.map(atPort)) });
      continue;
    }
    for (const inner of inOrder(withDefault(only))) {
      const joined = intersect(rule, matches, inner.matches);
      // a service's rule for everything else may leave nothing but what its rules before took
      const both = joined?.filter((m) => !taken.has(key(m)));
      if (both && (both.length > 0 || joined!.length === 0)) {
        both.forEach((m) => taken.add(key(m)));
        result.push({ ...lay(rule, inner.rule), matches: both, backends: backendsOf(atPort(rule.backends[0]), inner.rule, only) });
      }
    }
  }
  return result;
}

/** Equal for matches of the same requests, whatever the order in which they were said. */
function key(match: HttpMatchModel): string {
  return JSON.stringify(match, (_k, v) => (v && typeof v === 'object' && !Array.isArray(v) ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))) : v));
}

function hasRules(service: ServiceModel): boolean {
  return !waypointOf(service)?.ingress && (service.httpRules.length > 0 || service.split.length > 0);
}

/** The rules of a service, closed by the rule for everything else. */
export function withDefault(service: ServiceModel): readonly HttpRuleModel[] {
  if (service.httpRules.some((r) => r.matches.length === 0)) {
    return service.httpRules;
  }
  return [...service.httpRules, { path: service.path, matches: [], backends: [], priority: Number.MIN_SAFE_INTEGER }];
}

/** Where a rule without backends of its own leads: the split of its service, or the service as a whole. */
export function backendsOrSplit(rule: HttpRuleModel, service: ServiceModel): readonly BackendModel[] {
  if (rule.redirect || rule.directResponse) {
    return [];
  }
  if (rule.backends.length > 0) {
    return rule.backends;
  }
  return service.split.length > 0 ? service.split : [{ service }];
}

/** Backends of an inner rule, at the port by which the outer one reaches the service. */
function backendsOf(outer: BackendModel, inner: HttpRuleModel, service: ServiceModel): readonly BackendModel[] {
  const backends = backendsOrSplit(inner, service);
  return (outer.clusterSet ? byClusterSet(service, backends) : backends).map((b) => ({ ...b, port: portOf(b, outer.port, carriesHttp) }));
}

/**
 * Backends that are services with a split become the parts of it; their shares are multiplied, in whole numbers.
 *
 * @param splitOf the parts of a backend; none: it stays as it is
 */
export function throughSplits(backends: readonly BackendModel[], splitOf: (b: BackendModel) => readonly BackendModel[] = splitOfRequests): readonly BackendModel[] {
  const splits = backends.map(splitOf);
  if (splits.every((split) => split.length === 0)) {
    return backends;
  }
  const sums = splits.map((split) => (split.length === 0 ? 1 : split.reduce((sum, b) => sum + (b.weight ?? 1), 0)));
  const common = sums.reduce((a, b) => (a / divisor(a, b)) * b, 1);
  const parts = backends.flatMap((b, i) => {
    const scale = (b.weight ?? 1) * (common / sums[i]);
    return splits[i].length === 0 ? [{ ...b, weight: scale }] : splits[i].map((s) => ({ ...s, port: s.port ?? b.port, weight: scale * (s.weight ?? 1) }));
  });
  const shared = parts.reduce((d, b) => divisor(d, b.weight), 0);
  return parts.map((b) => ({ ...b, weight: parts.length === 1 ? undefined : b.weight / (shared || 1) }));
}

function splitOfRequests(b: BackendModel): readonly BackendModel[] {
  return b.version || b.service.kind !== 'kubernetes' || waypointOf(b.service)?.ingress ? [] : b.clusterSet ? byClusterSet(b.service, b.service.split) : b.service.split;
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}

/** The outer rule's settings over the inner rule's. */
function lay(outer: HttpRuleModel, inner: HttpRuleModel): HttpRuleModel {
  const name = [outer.name, inner.name].filter(Boolean).join('-') || undefined;
  return {
    path: outer.path,
    name,
    priority: 0,
    matches: [],
    backends: [],
    redirect: outer.redirect ?? inner.redirect,
    directResponse: outer.directResponse ?? inner.directResponse,
    rewrite: outer.rewrite ?? inner.rewrite,
    mirrors: outer.mirrors ?? inner.mirrors,
    fault: outer.fault ?? inner.fault,
    retries: outer.retries ?? inner.retries,
    timeoutMs: outer.timeoutMs ?? inner.timeoutMs,
    requestHeaders: outer.requestHeaders ?? inner.requestHeaders,
    responseHeaders: outer.responseHeaders ?? inner.responseHeaders,
    cors: outer.cors ?? inner.cors,
  };
}

/** The matches that both sides allow; undefined when nothing can match both. */
function intersect(rule: HttpRuleModel, outer: readonly HttpMatchModel[], inner: readonly HttpMatchModel[]): readonly HttpMatchModel[] | undefined {
  if (inner.length === 0) {
    return outer;
  }
  // callers' labels and namespaces mean nothing at the edge: such a match is the mesh's own
  const usable = inner.filter((m) => !m.sourceLabels && !m.sourceNamespace).map(({ port: _port, ...m }) => m);
  if (usable.length === 0) {
    return undefined;
  }
  if (outer.length === 0) {
    return usable;
  }
  const both = outer.flatMap((o) => usable.map((i) => join(rule, o, i)).filter((m): m is HttpMatchModel => m !== undefined));
  return both.length > 0 ? both : undefined;
}

function join(rule: HttpRuleModel, a: HttpMatchModel, b: HttpMatchModel): HttpMatchModel | undefined {
  if (rule.rewrite?.path !== undefined && b.path) {
    throw new Error(`${rule.path}: the rewrite to '${rule.rewrite.path}' comes before the path rules of the service it leads to, and a proxy can apply only one of them; `
      + 'move the rewrite into the service\'s rules, or route to its versions');
  }
  const path = a.path && b.path ? joinPaths(rule, a.path, b.path) : a.path ?? b.path;
  if (path === null || conflicting(a.method, b.method)) {
    return undefined;
  }
  return { ...b, ...a, path, method: a.method ?? b.method, headers: merged(a.headers, b.headers), query: merged(a.query, b.query), claims: merged(a.claims, b.claims) };
}

function conflicting(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b;
}

function merged<T>(a: { readonly [k: string]: T } | undefined, b: { readonly [k: string]: T } | undefined): { readonly [k: string]: T } | undefined {
  return a || b ? { ...b, ...a } : undefined;
}

function joinPaths(rule: HttpRuleModel, a: PathMatchModel, b: PathMatchModel): PathMatchModel | null {
  if (a.kind === 'regex' || b.kind === 'regex') {
    if (a.kind === 'prefix' && a.value === '/') {
      return b;
    }
    if (b.kind === 'prefix' && b.value === '/') {
      return a;
    }
    throw new Error(`${rule.path}: the path '${a.value}' of this rule and the path '${b.value}' of the service it leads to can't be joined, as one is a regular expression; `
      + 'use exact paths or prefixes in one of them');
  }
  if (a.kind === 'exact' && b.kind === 'exact') {
    return a.value === b.value ? a : null;
  }
  if (a.kind === 'exact') {
    return under(a.value, b.value) ? a : null;
  }
  if (b.kind === 'exact') {
    return under(b.value, a.value) ? b : null;
  }
  return under(a.value, b.value) ? a : under(b.value, a.value) ? b : null;
}

/** Whether a path lies under a prefix, by whole segments. */
export function under(path: string, prefix: string): boolean {
  const bare = prefix.replace(/\/$/, '');
  return path === bare || path.startsWith(`${bare}/`) || path === prefix;
}
