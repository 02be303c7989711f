import { backendRef, duration, share } from './values';
import { compact, compactOrNone, slug } from '../../grammar/json';
import { literal } from '../../grammar/literal';
import type { BackendModel, CorsModel, HeaderChangeModel, HttpMatchModel, HttpRuleModel, PathMatchModel, RetryModel, StringMatchModel } from '../../model/route';

type Json = { [k: string]: any };

/** Where a route is: its namespace, and the port of the called service. */
export interface Place {
  readonly namespace: string;
  /** Port at which requests arrive: the default port of a backend with several ports. */
  readonly port: number;
}

/** A rule reduced to its matches and backends. */
export interface PlainRule {
  readonly rule: HttpRuleModel;
  readonly matches: readonly HttpMatchModel[];
  readonly backends: readonly BackendModel[];
}

/**
 * The rules of an HTTPRoute. A match without a path is the prefix `/` in Gateway API, and Istio tries prefixes before regular expressions: if there are any,
 * matches without a path become the expression `.*`, so that they don't hide a more specific one.
 *
 * A match without a path is a prefix `/` to Gateway API, and Istio tries prefixes before expressions: beside an expression everything
 * without a path is written as the expression `.*`, or it would hide the more specific one.
 */
export function httpRules(rules: readonly PlainRule[], place: Place): Json[] {
  const regex = rules.some((r) => r.matches.some((m) => m.path && (m.path.kind === 'regex' || m.path.ignoreCase)));
  const names = new Set<string>();
  return rules.flatMap((r) => perPath(r).map((one) => {
    const { rule, matches, backends } = one;
    return compact({
      name: rule.name === undefined ? undefined : unique(names, slug(rule.name.toLowerCase())),
      matches: matches.length > 0 ? matches.map((m) => httpMatch(m, regex)) : regex ? [httpMatch({}, true)] : undefined,
      filters: filters(rule, matches, place),
      backendRefs: rule.redirect ? undefined : backends.map((b) => compact({
        ...backendRef(b, place.namespace, undefined, place.port),
        filters: headerFilters(b.requestHeaders, b.responseHeaders),
      })),
      timeouts: compactOrNone({
        request: rule.timeoutMs === undefined ? undefined : duration(rule.timeoutMs),
        backendRequest: rule.retries?.perTryTimeoutMs === undefined ? undefined : duration(rule.retries.perTryTimeoutMs),
      }),
      retry: rule.retries && retry(rule.retries),
    });
  }));
}

/** Rules that replace a prefix may have one match only. */
function perPath(r: PlainRule): readonly PlainRule[] {
  const replaces = r.rule.redirect?.prefix !== undefined || r.rule.rewrite?.path !== undefined;
  return replaces && r.matches.length > 1 ? r.matches.map((m) => ({ ...r, matches: [m] })) : [r];
}

function unique(names: Set<string>, base: string): string {
  let name = base;
  for (let i = 2; names.has(name); i++) {
    name = `${base}-${i}`;
  }
  names.add(name);
  return name;
}

function httpMatch(m: HttpMatchModel, regex: boolean): Json {
  return compact({
    path: m.path && (m.path.kind !== 'prefix' || m.path.value !== '/' || !regex) ? pathMatch(m.path) : regex ? { type: 'RegularExpression', value: '.*' } : undefined,
    method: m.method,
    headers: headerMatches(m),
    queryParams: Object.entries(m.query ?? {}).map(([name, v]) => ({ name, ...valueMatch(v) })),
  });
}

/** The header matches of a request pattern. */
export function headerMatches(m: HttpMatchModel): Json[] {
  return Object.entries(m.headers ?? {}).map(([name, v]) => ({ name, ...valueMatch(v) }));
}

const PATH = { exact: 'Exact', prefix: 'PathPrefix', regex: 'RegularExpression' } as const;

function pathMatch(p: PathMatchModel): Json {
  if (!p.ignoreCase) {
    return { type: PATH[p.kind], value: p.value };
  }
  const rest = p.kind === 'prefix' ? '(/.*)?' : '';
  return { type: 'RegularExpression', value: `(?i)${p.kind === 'regex' ? p.value : literal(p.kind === 'prefix' ? p.value.replace(/\/$/, '') : p.value)}${rest}` };
}

function valueMatch(v: StringMatchModel): Json {
  switch (v.kind) {
    case 'exact':
      return { value: v.value };
    case 'prefix':
      return { type: 'RegularExpression', value: `${literal(v.value!)}.*` };
    case 'regex':
      return { type: 'RegularExpression', value: v.value };
    default:
      return { type: 'RegularExpression', value: '.*' };
  }
}

function filters(rule: HttpRuleModel, matches: readonly HttpMatchModel[], place: Place): Json[] {
  const result: Json[] = [...headerFilters(rule.requestHeaders, rule.responseHeaders)];
  if (rule.redirect) {
    const r = rule.redirect;
    result.push({
      type: 'RequestRedirect',
      requestRedirect: compact({
        scheme: r.scheme,
        hostname: r.authority,
        port: r.port,
        path: r.path !== undefined ? fullPath(r.path) : r.prefix !== undefined ? { type: 'ReplacePrefixMatch', replacePrefixMatch: r.prefix } : undefined,
        statusCode: r.status ?? 301,
      }),
    });
  }
  if (rule.rewrite) {
    const { path, authority } = rule.rewrite;
    const prefix = matches.every((m) => m.path === undefined || m.path.kind === 'prefix');
    result.push({
      type: 'URLRewrite',
      urlRewrite: compact({ hostname: authority, path: path === undefined ? undefined : prefix ? { type: 'ReplacePrefixMatch', replacePrefixMatch: path } : fullPath(path) }),
    });
  }
  for (const m of rule.mirrors ?? []) {
    const { weight: _weight, ...ref } = backendRef(m.backend, place.namespace, undefined, place.port);
    result.push({ type: 'RequestMirror', requestMirror: { backendRef: ref, ...share(m.percentage) } });
  }
  if (rule.cors) {
    result.push({ type: 'CORS', cors: cors(rule.cors) });
  }
  return result;
}

function fullPath(path: string): Json {
  return { type: 'ReplaceFullPath', replaceFullPath: path };
}

/** Filters that change headers. */
export function headerFilters(request: HeaderChangeModel | undefined, response: HeaderChangeModel | undefined): Json[] {
  const result: Json[] = [];
  if (request) {
    result.push({ type: 'RequestHeaderModifier', requestHeaderModifier: headers(request) });
  }
  if (response) {
    result.push({ type: 'ResponseHeaderModifier', responseHeaderModifier: headers(response) });
  }
  return result;
}

function headers(h: HeaderChangeModel): Json {
  const list = (map: { readonly [name: string]: string } | undefined) => Object.entries(map ?? {}).map(([name, value]) => ({ name, value }));
  return compact({ set: list(h.set), add: list(h.add), remove: h.remove });
}

const CODES: { readonly [condition: string]: readonly number[] } = { '5xx': [500, 502, 503, 504], 'gateway-error': [502, 503, 504] };

function retry(r: RetryModel): Json {
  const codes = new Set((r.on ?? []).flatMap((c) => CODES[c] ?? (/^\d+$/.test(c) ? [Number(c)] : [])));
  return compact({ attempts: r.attempts, codes: [...codes].sort((a, b) => a - b), backoff: r.backoffMs === undefined ? undefined : duration(r.backoffMs) });
}

function cors(c: CorsModel): Json {
  return compact({
    allowOrigins: c.origins.map((o) => o.value),
    allowMethods: c.methods,
    allowHeaders: c.allowHeaders,
    exposeHeaders: c.exposeHeaders,
    maxAge: c.maxAgeMs === undefined ? undefined : Math.round(c.maxAgeMs / 1000),
    allowCredentials: c.allowCredentials,
  });
}
