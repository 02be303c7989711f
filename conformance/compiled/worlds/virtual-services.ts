import { APPS, type Draw } from './draw';
import { defined, exportTo, fqdn, host, namespace, seconds, SUBSETS } from './names';

const stringMatch = ({ r }: Draw, values: readonly string[]): any => {
  const pick = r.below(6);
  if (pick < 3) return { exact: r.one(values) };
  return pick < 5 ? { prefix: r.one(values) } : { regex: r.one(['.*', 'v[0-9]+', '*', `${r.one(values)}.*`]) };
};
const PATHS = ['/', '/a', '/a/b', '/api', '/api/', '/x'];
const uri = (draw: Draw): any => {
  const pick = draw.r.below(7);
  if (pick < 4) return { prefix: draw.r.one(PATHS) };
  return pick < 6 ? { exact: draw.r.one(PATHS) } : { regex: draw.r.one(['.*', '/v[0-9]/.*', '/api.*']) };
};

function httpMatch(draw: Draw, gateways: readonly string[], claims: boolean): any {
  const { r } = draw;
  const map = (names: readonly string[], values: readonly string[]): any => Object.fromEntries(r.some(names, 1, 2).map((n) => [n, r.chance(0.1) ? {} : stringMatch(draw, values)]));
  return defined({
    name: r.maybe(0.2, () => r.one(['m1', 'm2'])),
    uri: r.maybe(0.7, () => uri(draw)),
    ignoreUriCase: r.maybe(0.1, () => true),
    method: r.maybe(0.15, () => ({ exact: r.one(['GET', 'POST']) })),
    scheme: r.maybe(0.05, () => ({ exact: 'http' })),
    authority: r.maybe(0.08, () => stringMatch(draw, ['cart', 'web.a'])),
    headers: r.maybe(0.25, () => map(claims ? ['end-user', '@request.auth.claims.group', '@request.auth.claims[a][b]'] : ['end-user', 'x-version'], ['jason', 'v1'])),
    withoutHeaders: r.maybe(0.12, () => map(['x-internal', 'end-user'], ['yes', 'v1'])),
    queryParams: r.maybe(0.1, () => map(['q', 'debug'], ['1', 'on'])),
    port: r.maybe(0.15, () => r.one([80, 8080, 443])),
    sourceLabels: r.maybe(0.15, () => ({ app: r.one(APPS), ...(r.chance(0.3) ? { version: 'v1' } : {}) })),
    sourceNamespace: r.maybe(draw.emphases.has('scopes') ? 0.35 : 0.12, () => r.one(['a', 'b'])),
    gateways: r.maybe(0.12, () => (claims ? r.some(gateways, 1, 1) : r.some([...gateways, 'mesh'], 1, 2))),
  });
}

const destination = ({ r, emphases }: Draw): any => defined({
  host: emphases.has('aliases') && r.chance(0.25) ? `${r.one(APPS)}-alias` : emphases.has('rules') && r.chance(0.3) ? fqdn('cart', 'a') : host(r, false),
  subset: r.maybe(0.4, () => r.one(SUBSETS)),
  port: r.maybe(0.4, () => ({ number: r.one([80, 8080, 9090, 443]) })),
});
const operations = ({ r }: Draw): any => defined({
  set: r.maybe(0.5, () => ({ 'x-b': 'set', ...(r.chance(0.3) ? { [r.one([':authority', 'Host', 'host'])]: 'other.example.com' } : {}) })),
  add: r.maybe(0.5, () => ({ 'x-a': 'added', 'x-0': '%REQ(x)%' })),
  remove: r.maybe(0.3, () => ['x-old']),
});
const headers = (draw: Draw): any => defined({ request: draw.r.maybe(0.7, () => operations(draw)), response: draw.r.maybe(0.5, () => defined({ ...operations(draw), set: { 'x-r': '1' } })) });

/** Percentages that add up as the API demands, some of them 0. */
function destinations(draw: Draw): any[] {
  const { r } = draw;
  const n = r.one([1, 1, 1, 2, 3]);
  if (n === 1) return [defined({ destination: destination(draw), weight: r.maybe(0.2, () => 100), headers: r.maybe(0.2, () => headers(draw)) })];
  const weights = r.one([[50, 50, 0], [10, 90, 0], [0, 100, 0], [20, 30, 50], [1, 2, 3]]);
  return Array.from({ length: n }, (_, i) => defined({ destination: destination(draw), weight: i < weights.length ? weights[i] : 1, headers: r.maybe(0.25, () => headers(draw)) }))
    .filter((d, i, all) => d.weight !== undefined && (i < all.length));
}

/** What a route does beside forwarding; a route that leads to a delegate hands it down. */
const settings = (draw: Draw): any => {
  const { r } = draw;
  return defined({
    timeout: r.maybe(0.25, () => seconds(r)),
    retries: r.maybe(0.25, () => defined({
      attempts: r.between(0, 3),
      perTryTimeout: r.maybe(0.5, () => seconds(r)),
      retryOn: r.maybe(0.5, () => r.one(['5xx', 'gateway-error,503', '503', 'connect-failure,reset', '404, 429'])),
      retryRemoteLocalities: r.maybe(0.2, () => true),
      retryIgnorePreviousHosts: r.maybe(0.3, () => r.chance(0.5)),
      backoff: r.maybe(0.2, () => seconds(r)),
    })),
    rewrite: r.maybe(0.2, () => r.one([{ uri: '/new' }, { authority: 'rewritten' }, { uri: '/', authority: 'both' }, { uriRegexRewrite: { match: '/a/(.*)', rewrite: '/b/\\1' } }])),
    fault: r.maybe(0.12, () => defined({
      delay: r.maybe(0.6, () => defined({ fixedDelay: seconds(r), percentage: r.maybe(0.7, () => ({ value: r.one([0.1, 50, 100]) })) })),
      abort: r.maybe(0.6, () => defined({ ...(r.chance(0.7) ? { httpStatus: 500 } : { grpcStatus: 'UNAVAILABLE' }), percentage: r.maybe(0.7, () => ({ value: 12.5 })) })),
    })),
    mirror: r.maybe(0.12, () => destination(draw)),
    mirrorPercentage: r.maybe(0.08, () => ({ value: r.one([0, 0.5, 100]) })),
    corsPolicy: r.maybe(0.1, () => defined({
      allowOrigins: [{ exact: 'https://a.example' }, { prefix: 'https://b' }],
      allowMethods: r.maybe(0.7, () => ['GET', 'POST']),
      allowHeaders: r.maybe(0.5, () => ['x-a']),
      exposeHeaders: r.maybe(0.3, () => ['x-b', 'x-c']),
      maxAge: r.maybe(0.5, () => '1h'),
      allowCredentials: r.maybe(0.5, () => r.chance(0.5)),
      unmatchedPreflights: r.maybe(0.3, () => r.one(['FORWARD', 'IGNORE'])),
    })),
    headers: r.maybe(0.2, () => headers(draw)),
  });
};

/** Matches of a route that leads to a delegate, and of the delegate's own: some narrow the others, some contradict them. */
const narrowed = ({ r }: Draw): any[] => Array.from({ length: r.one([1, 1, 2]) }, () => defined({
  uri: r.one<any>([{ prefix: '/' }, { prefix: '/a' }, { prefix: '/a' }, { prefix: '/a/b' }, { exact: '/a/b' }, { prefix: '/api' }]),
  ignoreUriCase: r.maybe(0.25, () => true),
  headers: r.maybe(0.35, () => ({ [r.one(['end-user', 'x-version'])]: { exact: r.one(['jason', 'v1']) } })),
  sourceNamespace: r.maybe(0.1, () => r.one(['a', 'b'])),
}));

function leading(draw: Draw, base: any): any {
  const { r } = draw;
  const simple = r.chance(0.7) ? { match: r.maybe(0.7, () => narrowed(draw)) } : {};
  const rewrite = r.chance(0.3) ? { rewrite: { authority: 'rewritten' } } : {};
  return defined({ ...base, ...simple, ...settings(draw), ...rewrite, delegate: defined({ name: `delegate-${r.one([0, 0, 1, 1, 2, 9])}`, namespace: r.maybe(0.6, () => r.one(['a', 'b'])) }) });
}

function httpRoute(draw: Draw, gateways: readonly string[], claims: boolean, delegated = false): any {
  const { r } = draw;
  const many = draw.emphases.has('delegates');
  const match = delegated && r.chance(0.6) ? narrowed(draw) : r.maybe(0.65, () => Array.from({ length: r.between(1, 2) }, () => httpMatch(draw, gateways, claims)));
  const matches = match?.some((m) => Object.keys(m).length === 0) ? undefined : match;
  const base = defined({ name: r.maybe(0.4, () => r.one(['r1', 'r2'])), match: matches });
  const pick = r.below(14);
  if (pick === 0) {
    return {
      ...base,
      redirect: defined({
        uri: r.maybe(0.6, () => '/new'),
        authority: r.maybe(0.6, () => 'new.example.com'),
        scheme: r.maybe(0.3, () => 'https'),
        redirectCode: r.maybe(0.5, () => r.one([301, 302, 303, 307, 308])),
        ...(r.chance(0.3) ? { port: r.one([80, 443, 8443]) } : r.chance(0.3) ? { derivePort: r.one(['FROM_REQUEST_PORT', 'FROM_PROTOCOL_DEFAULT']) } : {}),
      }),
      ...(r.chance(0.2) ? { headers: headers(draw) } : {}),
    };
  }
  if (pick === 1) return { ...base, directResponse: defined({ status: r.one([200, 404, 503]), body: r.maybe(0.6, () => ({ string: 'hello' })) }) };
  if (!delegated && (pick === 2 || (many && pick < 7))) return leading(draw, base);
  // a delegate may set the authority that its root rewrites: of one route the webhook refuses both
  const authority = delegated && r.chance(0.2) ? { rewrite: undefined, headers: { request: { set: { Host: 'set.example.com' } } } } : {};
  return defined({ ...base, route: destinations(draw), ...settings(draw), ...authority });
}

const l4 = ({ r }: Draw, gateways: readonly string[]): any => defined({
  port: r.maybe(0.5, () => r.one([443, 9090, 3306, 8080])),
  sourceLabels: r.maybe(0.2, () => ({ app: r.one(APPS) })),
  sourceNamespace: r.maybe(0.15, () => r.one(['a', 'b'])),
  gateways: r.maybe(0.15, () => r.some([...gateways, 'mesh'], 1, 2)),
  destinationSubnets: r.maybe(0.2, () => r.some(['10.1.0.0/16', '10.2.0.7', '10.98.0.0/24'], 1, 2)),
});
const l4Route = (draw: Draw): any[] =>
  (draw.r.chance(0.7) ? [{ destination: destination(draw) }] : [30, 70].map((weight) => ({ destination: destination(draw), weight })));

export function virtualService(draw: Draw, i: number, given: { readonly bound?: string[]; readonly hosts?: string[] } = {}): any {
  const { r } = draw;
  const ns = namespace(r);
  const gateways = ['istio-system/gw-0', 'gw-1', './gw-0', 'a/gw-1'];
  const bound = given.bound ?? (r.chance(0.4) ? r.some([...gateways, 'mesh'], 1, 2) : undefined);
  const hosts = given.hosts ?? [...new Map(Array.from({ length: r.one([1, 1, 1, 2, 3]) }, () => host(r)).map((h) => [h.includes('.') ? h : fqdn(h, ns), h])).values()];
  const others = bound?.filter((g) => g !== 'mesh') ?? [];
  const sni = hosts.filter((h) => h.includes('.'));
  const withTls = sni.length > 0 && r.chance(0.25);
  const withTcp = r.chance(0.25);
  const withHttp = (!withTls && !withTcp) || r.chance(0.6);
  return draw.object('networking.istio.io/v1', 'VirtualService', `vs-${i}`, ns, {
    spec: defined({
      hosts,
      gateways: bound,
      exportTo: exportTo(r, ns),
      http: withHttp ? Array.from({ length: r.between(1, 3) }, () => httpRoute(draw, others, !!bound && !bound.includes('mesh'))) : undefined,
      tls: withTls ? Array.from({ length: r.between(1, 2) }, () => ({ match: [{ ...l4(draw, others), sniHosts: r.some(sni, 1, 2) }], route: l4Route(draw) })) : undefined,
      tcp: withTcp ? Array.from({ length: r.between(1, 2) }, () => defined({ match: r.maybe(0.6, () => [l4(draw, others)]), route: l4Route(draw) })) : undefined,
    }),
  });
}

/** A VirtualService without hosts, that others lead to. */
export function delegate(draw: Draw, i: number): any {
  const { r } = draw;
  const ns = r.one(['a', 'b']);
  return draw.object('networking.istio.io/v1', 'VirtualService', `delegate-${i}`, ns, {
    spec: defined({ exportTo: exportTo(r, ns), http: Array.from({ length: r.between(1, 2) }, () => httpRoute(draw, [], false, true)) }),
  });
}
