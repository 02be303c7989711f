import type {
  BackendModel, CorsModel, FaultModel, HeaderChangeModel, HttpMatchModel, HttpRuleModel, MirrorModel, PathMatchModel, RetryModel, RewriteModel, StringMatchModel,
} from '../../model/route';
import type { ServiceModel } from '../../model/service';
import { compact, compactOrNone, seconds } from '../json';

type Json = { [k: string]: any };

/** The http routes of a rule: one, or two where a redirect replaces a prefix by whole segments. */
export function httpRoutes(rule: HttpRuleModel, matches: readonly HttpMatchModel[], backends: readonly BackendModel[], extra: HttpMatchModel = {}): Json[] {
  const prefix = rule.redirect?.prefix;
  if (prefix === undefined) {
    return [httpRoute(rule, matches, backends, extra)];
  }
  const bare = prefix.replace(/\/$/, '');
  const at = (path: (p: PathMatchModel) => PathMatchModel) => matches.map((m) => ({ ...m, path: path(m.path!) }));
  return [
    httpRoute({ ...rule, redirect: { ...rule.redirect, prefix: undefined, path: bare || '/' } }, at((p) => ({ ...p, kind: 'exact', value: p.value.replace(/\/$/, '') || '/' })), [], extra),
    httpRoute({ ...rule, redirect: { ...rule.redirect, prefix: `${bare}/` } }, at((p) => ({ ...p, value: `${p.value.replace(/\/$/, '')}/` })), [], extra),
  ];
}

function httpRoute(rule: HttpRuleModel, matches: readonly HttpMatchModel[], backends: readonly BackendModel[], extra: HttpMatchModel = {}): Json {
  const patterns = matches.length === 0 && Object.keys(extra).length > 0 ? [extra] : matches.map((m) => ({ ...m, ...extra }));
  return compact({
    name: rule.name,
    match: patterns.flatMap(httpMatch),
    redirect: rule.redirect && redirect(rule),
    directResponse: rule.directResponse && compact({ status: rule.directResponse.status, body: rule.directResponse.body === undefined ? undefined : { string: rule.directResponse.body } }),
    route: backends.map((b) => compact({
      destination: destination(b),
      weight: b.weight,
      headers: headers(b.requestHeaders, b.responseHeaders),
    })),
    rewrite: rule.rewrite && rewrite(rule.rewrite, matches),
    mirrors: rule.mirrors?.map(mirror),
    fault: rule.fault && fault(rule.fault),
    retries: rule.retries && retries(rule.retries),
    timeout: rule.timeoutMs === undefined ? undefined : seconds(rule.timeoutMs),
    headers: headers(rule.requestHeaders, rule.responseHeaders),
    corsPolicy: rule.cors && cors(rule.cors),
  });
}

/** The host, subset and port of a backend. */
export function destination(b: BackendModel, port: number | undefined = b.port ?? solePort(b.service)): Json {
  return compact({ host: b.service.hosts[0], subset: b.version?.name, port: port === undefined ? undefined : { number: port } });
}

function solePort(service: ServiceModel): number | undefined {
  return service.ports.length === 1 ? service.ports[0].port : undefined;
}

/** A pattern of ours is one of Istio's, or two where a prefix by whole segments needs an exact path beside it. */
function httpMatch(m: HttpMatchModel): Json[] {
  const { headers: given = {}, query = {} } = m;
  const positive = Object.entries(given).filter(([, v]) => v.kind !== 'absent');
  const negative = Object.entries(given).filter(([, v]) => v.kind === 'absent');
  const rest = {
    method: m.method && { exact: m.method },
    headers: Object.fromEntries(positive.map(([k, v]) => [k, stringMatch(v)])),
    withoutHeaders: Object.fromEntries(negative.map(([k]) => [k, {}])),
    queryParams: Object.fromEntries(Object.entries(query).map(([k, v]) => [k, v.kind === 'present' ? { regex: '.*' } : stringMatch(v)])),
    authority: m.authority && stringMatch(m.authority),
    scheme: m.scheme && stringMatch(m.scheme),
    port: m.port,
    sourceNamespace: m.sourceNamespace,
    sourceLabels: m.sourceLabels,
    ignoreUriCase: m.path?.ignoreCase,
  };
  return uris(m.path).map((uri) => compact({ uri, ...rest }));
}

/** Istio's prefix is one of characters: `/api` would take `/apis`. Whole segments are `/api` itself and what begins with `/api/`. */
function uris(path: PathMatchModel | undefined): Array<Json | undefined> {
  if (!path) {
    return [undefined];
  }
  if (path.kind !== 'prefix' || path.value.endsWith('/')) {
    return [{ [path.kind]: path.value }];
  }
  return [{ exact: path.value }, { prefix: `${path.value}/` }];
}

function stringMatch(m: StringMatchModel): Json {
  return m.kind === 'present' || m.kind === 'absent' ? {} : { [m.kind]: m.value };
}

function redirect(rule: HttpRuleModel): Json {
  const r = rule.redirect!;
  return compact({
    uri: r.path,
    prefixRewrite: r.prefix,
    authority: r.authority,
    scheme: r.scheme,
    port: r.port,
    redirectCode: r.status,
  });
}

/**
 * Istio puts the new path in place of the characters that matched. For a prefix by whole segments these end before the slash or behind it,
 * so the path is replaced by an expression that handles both.
 */
function rewrite(r: RewriteModel, matches: readonly HttpMatchModel[]): Json {
  const prefix = matches.map((m) => m.path).find((p) => p?.kind === 'prefix' && p.value !== '/')?.value.replace(/\/$/, '');
  if (r.path === undefined || prefix === undefined) {
    return compact({ uri: r.path, authority: r.authority, uriRegexRewrite: r.pathRegex && { match: r.pathRegex.match, rewrite: r.pathRegex.rewrite } });
  }
  const bare = r.path.replace(/\/$/, '');
  const literal = prefix.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const uriRegexRewrite = bare === ''
    ? { match: `^${literal}/?(.*)$`, rewrite: '/\\1' }
    : { match: `^${literal}(/.*)?$`, rewrite: `${bare.replace(/\\/g, '\\\\')}\\1` };
  return compact({ authority: r.authority, uriRegexRewrite });
}

function mirror(m: MirrorModel): Json {
  return { destination: destination(m.backend), percentage: { value: m.percentage } };
}

function fault(f: FaultModel): Json {
  return compact({
    delay: f.delay && { fixedDelay: seconds(f.delay.durationMs), percentage: { value: f.delay.percentage } },
    abort: f.abort && compact({ httpStatus: f.abort.httpStatus, grpcStatus: f.abort.grpcStatus, percentage: { value: f.abort.percentage } }),
  });
}

function retries(r: RetryModel): Json {
  return compact({
    attempts: r.attempts,
    perTryTimeout: r.perTryTimeoutMs === undefined ? undefined : seconds(r.perTryTimeoutMs),
    retryOn: r.on?.length ? r.on.join(',') : undefined,
    backoff: r.backoffMs === undefined ? undefined : seconds(r.backoffMs),
    retryRemoteLocalities: r.otherLocalities,
    retryIgnorePreviousHosts: r.avoidPreviousHosts,
  });
}

function headers(request: HeaderChangeModel | undefined, response: HeaderChangeModel | undefined): Json | undefined {
  return compactOrNone({ request: request && compact({ ...request }), response: response && compact({ ...response }) });
}

function cors(c: CorsModel): Json {
  return compact({
    allowOrigins: c.origins.map(stringMatch),
    allowMethods: c.methods,
    allowHeaders: c.allowHeaders,
    exposeHeaders: c.exposeHeaders,
    maxAge: c.maxAgeMs === undefined ? undefined : seconds(c.maxAgeMs),
    allowCredentials: c.allowCredentials,
    unmatchedPreflights: c.unmatchedPreflights?.toUpperCase(),
  });
}
