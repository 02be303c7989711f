import type { Random } from './random';
import type * as form from '../../../src/compiled/form';

/*
 * Forms whose parts meet: few names, so that domains overlap, paths are each other's prefixes, and routes hide those behind them.
 */

/** What one listener of the lab serves. */
export interface DrawnForm {
  readonly manager: form.HttpConnectionManager;
  readonly routes: form.RouteConfiguration;
}

/** Clusters that every proxy of the lab knows; routes lead to others as well. */
export const KNOWN = ['outbound|80||a', 'outbound|80|v1|a', 'outbound|80|v2|a', 'outbound|90||b', 'PassthroughCluster'];
const CLUSTERS = [...KNOWN, ...KNOWN, 'outbound|80|v3|a', 'outbound|91||b'];

export const DOMAINS = [
  'a.example', 'b.a.example', 'c.b.a.example', 'a.example.', 'a', 'a.ns', 'a.ns.svc', 'a.ns.svc.cluster.local', 'ab', '10.0.0.1', '[::1]', '*.example', '*.a.example', '*.b.a.example', '*-a.example',
  '*a.example', '*.svc.cluster.local', 'a.*', 'a.ns.*', 'ab*', '*', 'a.example:80', 'a:8080',
];
export const PATHS = ['/', '/a', '/ab', '/a/b', '/a/', '/A', '/a.b', '/b', '/a/b/c', '/aa', '/a%2Fb', '/a%20b', '/a-b/1', '/a;x=1', '/a/b/'];
export const EXPRESSIONS = [
  '/a|/ab', 'a|b', '.*', '/.*', '/a.*', '/[^/]+', '(?i)/A', '/a/[a-z]+', '/\\d+', '/(a|b)+', '/a(/.*)?', '^/a$', '/a\\b.*', '(?s).*', '\\Q/a.b\\E', '/[[:alpha:]]+', '/\\pL+', '/a?', '.+', '/a.b', '/a\\.b', '/(?:a|b)/.*',
  '/a{2}', '/[a-b/]*', '/(?P<x>a)', '', '/a+?b*', '/\\S+', '/[^b]*', '\\A/a\\z',
];
export const VALUES = ['v', 'V', 'vv', 'v,w', 'w', 'x', 'xv', ' v', '1', 'a.example'];
const VALUE_EXPRESSIONS = ['v', 'v?', 'v{2}', 'v|w', '(v|w)+', '.*', '.+', '(?i)v', '[vw],?[vw]?', '^v', 'v$', '\\w+', '[^v]*', 'v,w', '\\d+'];
export const HEADERS = ['x-a', 'x-b', 'x-c', 'user-agent', 'cookie'];
const METHODS = ['GET', 'POST', 'PUT', 'OPTIONS', 'get'];
export const PARAMETERS = ['q', 'r', 'Q', 'q%20'];

export function drawForm(random: Random): DrawnForm {
  const filters = [...(random.chance(0.5) ? ['envoy.filters.http.fault'] : []), ...(random.chance(0.7) ? ['envoy.filters.http.cors'] : [])];
  return {
    manager: {
      kind: 'http',
      httpFilters: [...(random.chance(0.2) ? filters.reverse() : filters), 'envoy.filters.http.router'],
      normalizePath: random.chance(0.8),
      mergeSlashes: random.chance(0.3),
      pathWithEscapedSlashesAction: random.pick(['KEEP_UNCHANGED', 'KEEP_UNCHANGED', 'KEEP_UNCHANGED', 'REJECT_REQUEST', 'UNESCAPE_AND_FORWARD', 'UNESCAPE_AND_REDIRECT']),
      useRemoteAddress: random.chance(0.4),
      xffNumTrustedHops: random.maybe(0.35, () => 1),
      stripAnyHostPort: random.chance(0.1),
    },
    routes: drawRoutes(random),
  };
}

function drawRoutes(random: Random): form.RouteConfiguration {
  const taken = new Set<string>();
  const virtualHosts: form.VirtualHost[] = [];
  for (let n = 1 + random.below(5); n > 0; n--) {
    const domains = random.some(DOMAINS, 1, 4).filter((d) => !taken.has(d));
    domains.forEach((d) => taken.add(d));
    if (domains.length > 0) virtualHosts.push(drawHost(random, `host-${virtualHosts.length}`, domains));
  }
  return {
    name: 'lab',
    ignorePortInHostMatching: random.chance(0.7),
    virtualHosts,
    requestHeaders: random.maybe(0.1, () => drawMutations(random)),
  };
}

function drawHost(random: Random, name: string, domains: readonly string[]): form.VirtualHost {
  return {
    name,
    domains,
    requireTls: random.maybe(0.06, () => 'ALL' as const),
    routes: [...random.list(0, 6, () => drawRoute(random)), ...(random.chance(0.7) ? [drawRoute(random, { path: { kind: 'prefix', value: '/' } })] : [])],
    requestHeaders: random.maybe(0.15, () => drawMutations(random)),
    cors: random.maybe(0.3, () => drawCors(random)),
  };
}

function drawRoute(random: Random, match = drawMatch(random)): form.Route {
  const fault = random.maybe(0.12, (): form.Fault => ({
    abort: {
      ...(random.chance(0.7) ? { httpStatus: random.pick([500, 418, 200]) } : { grpcStatus: random.pick([0, 1, 5, 7, 14, 16]) }),
      percentage: { numerator: random.pick([0, 100, 50, 100]), denominator: random.pick([100, 100, 10000] as const) },
    },
  }));
  return {
    name: random.maybe(0.9, () => random.pick(['one', 'two', 'three', 'default'])),
    match,
    action: drawAction(random, match),
    config: random.maybe(0.8, () => `/apis/networking.istio.io/v1/namespaces/${random.pick(['ns', 'other'])}/virtual-service/${random.pick(['a', 'b', 'c'])}`),
    requestHeaders: random.maybe(0.25, () => drawMutations(random)),
    fault,
    cors: random.maybe(0.25, () => drawCors(random)),
  };
}

function drawMatch(random: Random): form.RouteMatch {
  return {
    path: drawPath(random),
    headers: random.maybe(0.35, () => random.list(1, 2, () => drawHeader(random))),
    queryParameters: random.maybe(0.3, () => random.list(1, 2, () => drawParameter(random))),
    grpc: random.maybe(0.04, () => true),
    runtimeFraction: random.maybe(0.04, () => ({ numerator: random.pick([0, 50, 100]), denominator: random.pick([100, 10000] as const) })),
  };
}

function drawParameter(random: Random): form.QueryParameterMatch {
  return { name: random.pick(PARAMETERS), ...(random.chance(0.7) ? { match: drawText(random) } : { presentMatch: random.chance(0.7) }) };
}

const TEMPLATES = ['/a/*', '/a/**', '/{x}/b', '/{x=*}/{y=**}', '/a/{x=b/*}', '/**/b', '/a/*.b', '/a/{x}.b'];

function drawPath(random: Random): form.PathMatch {
  const ignoreCase = random.maybe(0.2, () => true);
  switch (random.pick(['exact', 'prefix', 'prefix', 'prefix', 'separated', 'separated', 'regex', 'regex', 'template', 'template'])) {
    case 'exact': return { kind: 'exact', value: random.pick(PATHS), ignoreCase };
    case 'separated': return { kind: 'pathSeparatedPrefix', value: random.pick(PATHS.filter((p) => !/\/$|[?#]/.test(p))), ignoreCase };
    case 'regex': return { kind: 'regex', value: random.pick(EXPRESSIONS.filter((e) => e !== '')) };
    case 'template': return { kind: 'template', value: random.pick(TEMPLATES) };
    default: return { kind: 'prefix', value: random.pick(PATHS), ignoreCase };
  }
}

function drawText(random: Random): form.StringMatch {
  const kind = random.pick(['exact', 'prefix', 'suffix', 'contains', 'regex'] as const);
  if (kind === 'regex') return { kind, value: random.pick(VALUE_EXPRESSIONS) };
  return { kind, value: random.pick(kind === 'exact' ? [...VALUES, ''] : VALUES), ignoreCase: random.maybe(0.3, () => true) };
}

function drawHeader(random: Random): form.HeaderMatch {
  const flags = { invertMatch: random.maybe(0.35, () => true), treatMissingHeaderAsEmpty: random.maybe(0.35, () => true) };
  if (random.chance(0.3)) {
    const pseudo = random.pick([':method', ':authority', ':scheme', ':path', 'x-forwarded-proto', 'host']);
    const value = random.pick(pseudo === ':method' ? METHODS : pseudo === ':authority' || pseudo === 'host' ? ['a.example', 'a', 'A.example', 'a.example:80'] : pseudo === ':path' ? PATHS : ['http', 'https']);
    return { name: pseudo, match: { kind: random.pick(['exact', 'prefix', 'contains']), value, ignoreCase: random.maybe(0.2, () => true) }, ...flags };
  }
  const name = random.pick([...HEADERS, 'x-request-id', 'x-envoy-retry-on', 'upgrade']);
  if (name === 'x-request-id' || random.chance(0.25)) return { name, presentMatch: random.chance(0.7), ...flags };
  return { name, match: drawText(random), ...flags };
}

function drawMutations(random: Random): form.HeaderMutations {
  return {
    add: random.list(0, 3, () => ({
      name: random.pick(['x-a', 'x-b', 'x-c', 'X-C']),
      value: random.pick(['one', 'two', '%REQ(x-a)%', '%REQ(x-b?x-c)%', '%REQ(:path)%-%REQ(:authority)%', '%REQ(x-a):2%', '100%%', '%REQ(:method)%']),
      append: random.pick(['APPEND_IF_EXISTS_OR_ADD', 'ADD_IF_ABSENT', 'OVERWRITE_IF_EXISTS_OR_ADD', 'OVERWRITE_IF_EXISTS'] as const),
    })),
    remove: random.maybe(0.4, () => [random.pick(['x-a', 'x-b', 'X-C'])]),
  };
}

function drawCors(random: Random): form.Cors {
  return {
    allowOriginStringMatch: random.list(0, 2, () => ({ kind: random.pick(['exact', 'prefix', 'suffix'] as const), value: random.pick(['http://a.example', 'http://', '*', 'example']) })),
    allowMethods: random.maybe(0.5, () => 'GET,POST'),
    forwardNotMatchingPreflights: random.maybe(0.4, () => random.chance(0.5)),
    filterEnabled: random.maybe(0.2, () => ({ numerator: random.pick([0, 100]), denominator: 100 as const })),
  };
}

const REWRITES: readonly form.RegexRewrite[] = [
  { pattern: '/a', substitution: '/z' }, { pattern: 'a*', substitution: 'x' }, { pattern: '(/[^/]*)(/.*)?', substitution: '\\2\\1' }, { pattern: '/(.)', substitution: '[\\1]' }, { pattern: '^/a(/|$)(.*)', substitution: '/\\2' },
  { pattern: 'b', substitution: '\\0\\\\' }, { pattern: '$', substitution: '/end' }, { pattern: '(a)|(b)', substitution: '<\\1\\2>' },
];
const TEMPLATE_REWRITES: Readonly<Record<string, string>> = { '/{x}/b': '/new/{x}', '/{x=*}/{y=**}': '/{y}/{x}', '/a/{x=b/*}': '/{x}/z', '/a/{x}.b': '/{x}' };

function drawAction(random: Random, match: form.RouteMatch): form.RouteAction {
  const kind = random.pick(['forward', 'forward', 'forward', 'forward', 'redirect', 'direct']);
  if (kind === 'direct') return { kind: 'directResponse', status: random.pick([200, 404, 418, 502]), body: random.maybe(0.3, () => 'text') };
  if (kind === 'redirect') return drawRedirect(random, match);
  return drawForward(random, match);
}

function drawRedirect(random: Random, match: form.RouteMatch): form.RedirectAction {
  const rewrite = random.pick(['path', 'prefix', 'regex', 'none']);
  const scheme = random.pick(['https', 'scheme', 'none', 'none']);
  return {
    kind: 'redirect',
    hostRedirect: random.maybe(0.4, () => random.pick(['new.example', 'new.example:81'])),
    portRedirect: random.maybe(0.3, () => random.pick([80, 443, 8080])),
    schemeRedirect: scheme === 'scheme' ? random.pick(['http', 'https']) : undefined,
    httpsRedirect: scheme === 'https' ? true : undefined,
    pathRedirect: rewrite === 'path' ? random.pick(['/new', '/new?own=1', '/']) : undefined,
    prefixRewrite: rewrite === 'prefix' && match.path.kind !== 'template' ? random.pick(['/new', '/', '/new/']) : undefined,
    regexRewrite: rewrite === 'regex' ? random.pick(REWRITES) : undefined,
    stripQuery: random.maybe(0.3, () => true),
    responseCode: random.maybe(0.6, () => random.pick([301, 302, 303, 307, 308])),
  };
}

function drawForward(random: Random, match: form.RouteMatch): form.ForwardAction {
  const rewrite = random.pick(match.path.kind === 'template' ? ['template', 'template', 'regex', 'none'] : ['prefix', 'regex', 'none', 'none']);
  const host = random.pick(['literal', 'header', 'path', 'none', 'none', 'none']);
  const clusters = random.chance(0.65) ? [{ name: random.pick(CLUSTERS) }] : random.list(2, 3, (): form.WeightedCluster => ({
    name: random.pick(CLUSTERS), weight: 1 + random.below(99), requestHeaders: random.maybe(0.3, () => drawMutations(random)), hostRewrite: random.maybe(0.2, () => 'cluster.example'),
  }));
  return {
    kind: 'forward',
    clusters,
    clusterHeader: random.maybe(0.04, () => 'x-a'),
    clusterNotFoundResponseCode: random.maybe(0.1, () => random.pick([500, 404])),
    prefixRewrite: rewrite === 'prefix' && match.path.kind !== 'template' ? random.pick(['/new', '/', '/new/']) : undefined,
    regexRewrite: rewrite === 'regex' ? random.pick(REWRITES) : undefined,
    pathTemplateRewrite: rewrite === 'template' && match.path.kind === 'template' ? TEMPLATE_REWRITES[match.path.value] : undefined,
    hostRewrite: host === 'literal' ? 'new.example' : undefined,
    hostRewriteHeader: host === 'header' ? random.pick(['x-a', 'X-B']) : undefined,
    hostRewritePathRegex: host === 'path' ? { pattern: '^/(.+)/.*$', substitution: '\\1' } : undefined,
    timeout: random.maybe(0.5, () => random.pick([0, 1000, 2500])),
    retryPolicy: random.maybe(0.3, () => ({ retryOn: 'connect-failure,5xx', numRetries: 2 })),
  };
}
