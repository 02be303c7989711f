import { backendServiceName, type Json } from './names';
import { compact, compactOrNone, seconds } from '../../grammar/json';
import { literal } from '../../grammar/literal';
import type {
  BackendModel, CorsModel, FaultModel, HeaderChangeModel, HttpMatchModel, HttpRuleModel, PathMatchModel, RedirectModel, RetryModel, StringMatchModel,
} from '../../model/route';
import { carriesHttp, portOf, type PortModel } from '../../model/service';

/** The position of a rule. */
export interface Place {
  /** The port at which requests arrive. */
  readonly port: number;
  /** Set if several ports share a route: matches this port's requests. */
  readonly authority?: StringMatchModel;
}

/** The rules of an HTTPRoute, tried in order, for a rule of the model: one, or several if a prefix that matches whole segments is replaced. */
export function httpRules(rule: HttpRuleModel, matches: readonly HttpMatchModel[], backends: readonly BackendModel[], place: Place): Json[] {
  const replaces = rule.redirect?.prefix !== undefined || rule.rewrite?.path !== undefined;
  const plain = matches.length > 0 ? matches : [{}];
  if (!replaces) {
    const patterns = plain.flatMap((m) => segments(m.path).map((path) => routeMatch({ ...m, path }, place)));
    const any = patterns.some((p) => Object.keys(p).length === 0);
    return [compact({ matches: any ? undefined : patterns, action: action(rule, backends, place) })];
  }
  return plain.flatMap((m) => segments(m.path ?? { kind: 'prefix', value: '/' }).map((path) => {
    const to = (value: string | undefined) => (value === undefined ? undefined : replacement(path!, value));
    const here = {
      ...rule,
      redirect: rule.redirect && { ...rule.redirect, prefix: to(rule.redirect.prefix) },
      rewrite: rule.rewrite && { ...rule.rewrite, path: to(rule.rewrite.path) },
    };
    return compact({ matches: [routeMatch({ ...m, path }, place)], action: action(here, backends, place) });
  }));
}

/** The API's prefix compares characters: `/api` would match `/apis`. Whole segments are `/api` itself and paths that start with `/api/`. */
function segments(path: PathMatchModel | undefined): ReadonlyArray<PathMatchModel | undefined> {
  if (!path || path.kind !== 'prefix' || path.value.endsWith('/')) {
    return [path];
  }
  return [{ ...path, kind: 'exact' }, { ...path, value: `${path.value}/` }];
}

/** The replacement of the matched characters, with a trailing slash if these end in one. */
function replacement(path: PathMatchModel, value: string): string {
  const bare = value.replace(/\/$/, '');
  return path.kind !== 'prefix' ? value : path.value.endsWith('/') ? `${bare}/` : bare || '/';
}

function routeMatch(m: HttpMatchModel, place: Place): Json {
  return compact({
    ...pathMatch(m.path),
    ignoreCase: m.path?.ignoreCase || undefined,
    headers: [
      ...(m.method ? [{ header: ':method', exactMatch: m.method }] : []),
      ...[place.authority, m.authority].filter((a): a is StringMatchModel => a !== undefined).map((a) => ({ header: ':authority', ...headerMatch(a) })),
      ...Object.entries(m.headers ?? {}).map(([header, v]) => ({ header, ...headerMatch(v) })),
    ],
    queryParameters: Object.entries(m.query ?? {}).map(([queryParameter, v]) => ({ queryParameter, ...queryMatch(v) })),
  });
}

function pathMatch(p: PathMatchModel | undefined): Json {
  switch (p?.kind) {
    case 'exact':
      return { fullPathMatch: p.value };
    case 'prefix':
      return { prefixMatch: p.value };
    case 'regex':
      return { regexMatch: p.ignoreCase ? `(?i)${p.value}` : p.value };
    default:
      return {};
  }
}

function headerMatch(v: StringMatchModel): Json {
  switch (v.kind) {
    case 'exact':
      return { exactMatch: v.value };
    case 'prefix':
      return { prefixMatch: v.value };
    case 'regex':
      return { regexMatch: v.value };
    case 'present':
      return { presentMatch: true };
    default:
      return { presentMatch: true, invertMatch: true };
  }
}

function queryMatch(v: StringMatchModel): Json {
  return v.kind === 'exact' ? { exactMatch: v.value } : v.kind === 'prefix' ? { regexMatch: `${literal(v.value!)}.*` } : v.kind === 'regex' ? { regexMatch: v.value } : { presentMatch: true };
}

function action(rule: HttpRuleModel, backends: readonly BackendModel[], place: Place): Json {
  return compact({
    destinations: rule.redirect ? undefined : destinations(backends, place.port),
    redirect: rule.redirect && redirect(rule.redirect),
    urlRewrite: rule.rewrite && compactOrNone({ pathPrefixRewrite: rule.rewrite.path, hostRewrite: rule.rewrite.authority }),
    requestMirrorPolicy: rule.mirrors && rule.mirrors.length > 0 ? { destination: { serviceRef: serviceRef(rule.mirrors[0].backend, place.port) } } : undefined,
    ...resilience(rule, HTTP_CONDITIONS),
    requestHeaderModifier: headers(rule.requestHeaders),
    responseHeaderModifier: headers(rule.responseHeaders),
    corsPolicy: rule.cors && cors(rule.cors),
  });
}

/** The default retry conditions: those of all planes, as far as the kind of route supports them. */
export const HTTP_CONDITIONS: readonly string[] = ['connect-failure', 'refused-stream'];

/** Faults, timeouts and retries, also for gRPC routes. */
export function resilience(rule: HttpRuleModel, usual: readonly string[]): Json {
  return {
    faultInjectionPolicy: rule.fault && fault(rule.fault),
    timeout: rule.timeoutMs === undefined ? undefined : seconds(rule.timeoutMs),
    retryPolicy: rule.retries && rule.retries.attempts > 0 ? retry(rule.retries, usual) : undefined,
  };
}

/** The backend services of a rule; weights are set on all of them or on none. */
export function destinations(backends: readonly BackendModel[], near: number | undefined, fits: (p: PortModel) => boolean = carriesHttp): Json[] {
  const weighted = backends.length > 1 && backends.some((b) => b.weight !== undefined);
  return backends.map((b) => compact({ serviceRef: serviceRef(b, near, fits), weight: weighted ? b.weight ?? 1 : undefined }));
}

function serviceRef(b: BackendModel, near: number | undefined, fits: (p: PortModel) => boolean = carriesHttp): Json {
  return { name: backendServiceName(b.service, b.version, portOfBackend(b, near, fits)) };
}

/** The port used for a backend. */
export function portOfBackend(b: BackendModel, near: number | undefined, fits: (p: PortModel) => boolean = carriesHttp): PortModel {
  const number = portOf(b, near, fits);
  return b.service.ports.find((p) => p.port === number) ?? b.service.ports[0];
}

const CODES: { readonly [status: number]: string } = { 301: 'MOVED_PERMANENTLY_DEFAULT', 302: 'FOUND', 303: 'SEE_OTHER', 307: 'TEMPORARY_REDIRECT', 308: 'PERMANENT_REDIRECT' };

function redirect(r: RedirectModel): Json {
  return compact({
    hostRedirect: r.authority,
    pathRedirect: r.path,
    prefixRewrite: r.prefix,
    httpsRedirect: r.scheme === 'https' || undefined,
    portRedirect: r.port,
    responseCode: CODES[r.status ?? 301],
  });
}

/** Fault percentages are whole numbers here: fractions are rounded up, so that a fault never becomes 0. */
function fault(f: FaultModel): Json {
  return compact({
    delay: f.delay && { fixedDelay: seconds(f.delay.durationMs), percentage: Math.ceil(f.delay.percentage) },
    abort: f.abort && compact({ httpStatus: f.abort.httpStatus, percentage: Math.ceil(f.abort.percentage) }),
  });
}

function retry(r: RetryModel, usual: readonly string[]): Json {
  return compact({
    numRetries: r.attempts,
    perTryTimeout: r.perTryTimeoutMs === undefined ? undefined : seconds(r.perTryTimeoutMs),
    retryConditions: (r.on ?? usual).map((c) => (c === '409' ? 'retriable-4xx' : c)),
  });
}

function headers(h: HeaderChangeModel | undefined): Json | undefined {
  return h && compactOrNone({ set: h.set, add: h.add, remove: h.remove });
}

function cors(c: CorsModel): Json {
  const exact = c.origins.filter((o) => o.kind === 'exact');
  const patterns = c.origins.filter((o) => o.kind !== 'exact');
  return compact({
    allowOrigins: exact.map((o) => o.value),
    allowOriginRegexes: patterns.map((o) => (o.kind === 'prefix' ? `${literal(o.value!)}.*` : o.kind === 'regex' ? o.value : '.*')),
    allowMethods: c.methods,
    allowHeaders: c.allowHeaders,
    exposeHeaders: c.exposeHeaders,
    maxAge: c.maxAgeMs === undefined ? undefined : String(Math.round(c.maxAgeMs / 1000)),
    allowCredentials: c.allowCredentials,
  });
}
