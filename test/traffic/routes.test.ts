import { Duration } from 'cdk8s';
import {
  Backend, Fault, GrpcMatch, HashKey, HttpMatch, HttpMethod, IngressGateway, Listener, LoadBalancer, Locality, MeshService, PathMatch, RetryOn, ServicePort, StringMatch, UpstreamTls,
  type ConnectionPool, type HttpRule, type TrafficPolicy,
} from '../../src';
import { aMesh, find, has } from '../fixture';

function reviews(ports = [ServicePort.http(9080)]) {
  const { chart } = aMesh();
  const service = new MeshService(chart, 'reviews', { ports });
  const [v1, v2, v3] = ['v1', 'v2', 'v3'].map((v) => service.addVersion(v));
  const http = () => find(chart, 'VirtualService', 'reviews').spec.http as any[];
  return { chart, service, v1, v2, v3, http };
}

/** The subset that each route leads to. */
const subsets = (http: any[]) => http.map((r) => r.route?.[0].destination.subset ?? '-');

describe('the rules of a service', () => {
  test('are not repeated at a gateway that already has a route with the same match', () => {
    const { chart, service, v1, v2 } = reviews();
    service.split(v1.weight(1));
    service.addRule({ matches: [HttpMatch.prefix('/beta')], to: [v2] });
    new IngressGateway(chart, 'edge').addListener(Listener.http({ hosts: ['a.example.com'] })).addRule({ matches: [HttpMatch.prefix('/beta')], to: [service] });
    expect(find(chart, 'VirtualService', 'edge-a-example-com').spec.http).toHaveLength(1);
  });

  test('are not written as a VirtualService if there are none', () => {
    const { chart } = reviews();
    expect(has(chart, 'VirtualService', 'reviews')).toBe(false);
    expect(find(chart, 'DestinationRule', 'reviews').spec.host).toBe('reviews.shop.svc.cluster.local');
  });

  test('are in one VirtualService for the full host, with the split last', () => {
    const { service, v1, v3, http } = reviews();
    service.split(v1.weight(90), v3.weight(10));
    service.addRule({ matches: [HttpMatch.header('End-User', 'jason')], to: [v3] });
    expect(http()).toEqual([
      { match: [{ headers: { 'end-user': { exact: 'jason' } } }], route: [{ destination: { host: 'reviews.shop.svc.cluster.local', port: { number: 9080 }, subset: 'v3' } }] },
      {
        route: [
          { destination: { host: 'reviews.shop.svc.cluster.local', port: { number: 9080 }, subset: 'v1' }, weight: 90 },
          { destination: { host: 'reviews.shop.svc.cluster.local', port: { number: 9080 }, subset: 'v3' }, weight: 10 },
        ],
      },
    ]);
  });

  test('are tried in the order of Gateway API, whatever the order of declaration', () => {
    const { service, v1, v2, v3, http } = reviews();
    service.addRule({ to: [v1] });
    service.addRule({ matches: [HttpMatch.prefix('/a')], to: [v2] });
    service.addRule({ matches: [HttpMatch.method(HttpMethod.GET)], to: [v3] });
    service.addRule({ matches: [HttpMatch.prefix('/a/longer')], to: [v1] });
    service.addRule({ matches: [HttpMatch.exact('/a')], to: [v3] });
    expect(http().map((r) => JSON.stringify(r.match?.[0] ?? 'all'))).toEqual([
      '{"uri":{"exact":"/a"}}', '{"uri":{"exact":"/a/longer"}}', '{"uri":{"exact":"/a"}}', '{"method":{"exact":"GET"}}', '"all"',
    ]);
    expect(subsets(http())).toEqual(['v3', 'v1', 'v2', 'v3', 'v1']);
  });

  test('are sorted by priority first', () => {
    const { service, v1, v2, http } = reviews();
    service.addRule({ matches: [HttpMatch.exact('/a')], to: [v1] });
    service.addRule({ matches: [HttpMatch.method(HttpMethod.GET)], to: [v2], priority: 10 });
    expect(subsets(http())).toEqual(['v2', 'v1', '-']);
  });

  test('are written at several positions if their matches differ in precedence', () => {
    const { service, v1, v2, http } = reviews();
    service.addRule({ matches: [HttpMatch.exact('/a'), HttpMatch.method(HttpMethod.PUT)], to: [v1] });
    service.addRule({ matches: [HttpMatch.prefix('/a')], to: [v2] });
    expect(subsets(http())).toEqual(['v1', 'v2', 'v1', '-']);
  });

  test('have a port for each destination if the service has several ports', () => {
    const { service, v1, http } = reviews([ServicePort.http(80), ServicePort.grpc(81), ServicePort.tcp(82)]);
    service.addRule({ matches: [HttpMatch.exact('/a')], to: [v1] });
    service.addRule({ matches: [HttpMatch.port(81)], to: [v1] });
    expect(http().map((r) => [r.match[0].port, r.match[0].uri?.exact, r.route[0].destination.port.number])).toEqual([
      [80, '/a', 80], [81, '/a', 81], [81, undefined, 81], [80, undefined, 80],
    ]);
  });

  test('match a prefix by whole segments', () => {
    const { service, v1, http } = reviews();
    service.addRule({ matches: [HttpMatch.prefix('/api')], to: [v1] });
    expect(http()[0].match).toEqual([{ uri: { exact: '/api' } }, { uri: { prefix: '/api/' } }]);
  });

  test.each([
    ['/api', '/v2', { '/api': '/v2', '/api/': '/v2/', '/api/x': '/v2/x' }],
    ['/api', '/', { '/api': '/', '/api/x': '/x' }],
    ['/a.b', '/c', { '/a.b/x': '/c/x', '/aXb/x': '/aXb/x' }],
  ])('rewrite the prefix %s to %s without a doubled slash', (prefix, path, cases) => {
    const { service, v1, http } = reviews();
    service.addRule({ matches: [HttpMatch.prefix(prefix)], to: [v1], rewrite: { path } });
    const { match, rewrite } = http()[0].rewrite.uriRegexRewrite;
    for (const [from, to] of Object.entries(cases)) {
      expect(from.replace(new RegExp(match), rewrite.replace('\\1', '$1')).replace('$1', '')).toBe(to);
    }
  });

  test('redirect a prefix by whole segments', () => {
    const { service, http } = reviews();
    service.addRule({ matches: [HttpMatch.prefix('/old')], redirect: { prefix: '/new', status: 308 } });
    expect(http().slice(0, 2)).toEqual([
      { match: [{ uri: { exact: '/old' } }], redirect: { uri: '/new', redirectCode: 308 } },
      { match: [{ uri: { prefix: '/old/' } }], redirect: { prefixRewrite: '/new/', redirectCode: 308 } },
    ]);
  });

  test('support all actions on a request', () => {
    const { service, v1, v2, http } = reviews();
    service.addRule({
      name: 'all',
      matches: [HttpMatch.conditions({
        path: PathMatch.regex('/x[0-9]+'),
        query: { q: StringMatch.present() },
        headers: { 'X-A': StringMatch.prefix('a'), 'X-B': StringMatch.absent() },
        authority: StringMatch.exact('shop'),
        scheme: StringMatch.exact('https'),
        sourceNamespace: 'web',
        sourceLabels: { app: 'front' },
      })],
      to: [Backend.to(v1, { requestHeaders: { add: { 'X-One': '1' } } })],
      rewrite: { authority: 'other' },
      mirrors: [{ to: v2, percentage: 12.5 }],
      fault: Fault.delay(Duration.millis(1500), 10).and(Fault.abortGrpc('UNAVAILABLE', 0.5)),
      retries: { attempts: 3, perTryTimeout: Duration.millis(250), on: [RetryOn.status(503), RetryOn.RESET], backoff: Duration.millis(10), otherLocalities: true, avoidPreviousHosts: false },
      timeout: Duration.seconds(2),
      requestHeaders: { set: { 'X-Set': 'y' }, remove: ['X-Gone'] },
      responseHeaders: { add: { 'X-Add': 'z' } },
      cors: {
        allowOrigins: [StringMatch.exact('https://a.example')],
        allowMethods: [HttpMethod.GET],
        allowHeaders: ['X-Auth'],
        exposeHeaders: ['X-Seen'],
        maxAge: Duration.hours(1),
        allowCredentials: true,
        forwardUnmatchedPreflights: false,
      },
    });
    expect(http()[0]).toEqual({
      name: 'all',
      match: [{
        uri: { regex: '/x[0-9]+' },
        queryParams: { q: { regex: '.*' } },
        headers: { 'x-a': { prefix: 'a' } },
        withoutHeaders: { 'x-b': {} },
        authority: { exact: 'shop' },
        scheme: { exact: 'https' },
        sourceNamespace: 'web',
        sourceLabels: { app: 'front' },
      }],
      route: [{ destination: { host: 'reviews.shop.svc.cluster.local', port: { number: 9080 }, subset: 'v1' }, headers: { request: { add: { 'x-one': '1' } } } }],
      rewrite: { authority: 'other' },
      mirrors: [{ destination: { host: 'reviews.shop.svc.cluster.local', port: { number: 9080 }, subset: 'v2' }, percentage: { value: 12.5 } }],
      fault: { delay: { fixedDelay: '1.5s', percentage: { value: 10 } }, abort: { grpcStatus: 'UNAVAILABLE', percentage: { value: 0.5 } } },
      retries: { attempts: 3, perTryTimeout: '0.25s', retryOn: '503,reset', backoff: '0.01s', retryRemoteLocalities: true, retryIgnorePreviousHosts: false },
      timeout: '2s',
      headers: { request: { set: { 'x-set': 'y' }, remove: ['x-gone'] }, response: { add: { 'x-add': 'z' } } },
      corsPolicy: {
        allowOrigins: [{ exact: 'https://a.example' }],
        allowMethods: ['GET'],
        allowHeaders: ['x-auth'],
        exposeHeaders: ['x-seen'],
        maxAge: '3600s',
        allowCredentials: true,
        unmatchedPreflights: 'IGNORE',
      },
    });
  });

  test('for gRPC are written as rules for its paths', () => {
    const { service, v1, http } = reviews([ServicePort.grpc(7070)]);
    service.addGrpcRule({ matches: [GrpcMatch.service('a.B'), GrpcMatch.method('a.B', 'C').withMetadata('k', StringMatch.exact('v'))], to: [v1] });
    expect(http()[0].match).toEqual([{ uri: { exact: '/a.B/C' }, headers: { k: { exact: 'v' } } }, { uri: { prefix: '/a.B/' } }]);
  });

  test('for TLS and TCP', () => {
    const { chart } = aMesh();
    const db = new MeshService(chart, 'db', { ports: [ServicePort.tcp(5432), ServicePort.tls(5433)] });
    const [blue, green] = ['blue', 'green'].map((v) => db.addVersion(v));
    db.addTcpRule({ port: 5432, sourceLabels: { app: 'batch' }, to: [green] });
    db.addTlsRule({ sniHosts: ['db.example.com'], to: [blue.weight(1), green.weight(2)] });
    const host = 'db.shop.svc.cluster.local';
    expect(find(chart, 'VirtualService', 'db').spec).toEqual({
      hosts: [host, 'db.example.com', 'db.shop.svc', 'db.shop', 'db'],
      tls: [{
        match: [{ sniHosts: ['db.example.com'], port: 5433 }],
        route: [{ destination: { host, port: { number: 5433 }, subset: 'blue' }, weight: 1 }, { destination: { host, port: { number: 5433 }, subset: 'green' }, weight: 2 }],
      }, {
        // one TLS rule would cut off all other server names, the service's own too
        match: [{ sniHosts: [host, 'db.shop.svc', 'db.shop', 'db'], port: 5433 }],
        route: [{ destination: { host, port: { number: 5433 } } }],
      }],
      tcp: [{ match: [{ port: 5432, sourceLabels: { app: 'batch' } }], route: [{ destination: { host, port: { number: 5432 }, subset: 'green' } }] }],
    });
  });
});

describe('the policy of a service', () => {
  test('is repeated in ports and versions, where Istio would replace it', () => {
    const { chart, service, v1 } = reviews([ServicePort.http(80), ServicePort.grpc(81)]);
    service.policy({ loadBalancer: LoadBalancer.random(), connectionPool: { maxConnections: 7 } });
    service.policy({ loadBalancer: LoadBalancer.roundRobin() }, 81);
    v1.policy({ outlierDetection: { consecutive5xxErrors: 3 } });
    const { trafficPolicy, subsets: versions } = find(chart, 'DestinationRule', 'reviews').spec;
    const connectionPool = { tcp: { maxConnections: 7 } };
    expect(trafficPolicy).toEqual({
      loadBalancer: { simple: 'RANDOM' },
      connectionPool,
      portLevelSettings: [{ port: { number: 81 }, loadBalancer: { simple: 'ROUND_ROBIN' }, connectionPool }],
    });
    expect(versions[0].trafficPolicy).toEqual({
      loadBalancer: { simple: 'RANDOM' },
      connectionPool,
      outlierDetection: { consecutive5xxErrors: 3 },
      portLevelSettings: [{ port: { number: 81 }, loadBalancer: { simple: 'ROUND_ROBIN' }, connectionPool, outlierDetection: { consecutive5xxErrors: 3 } }],
    });
  });

  const balancers: Array<[string, LoadBalancer, object]> = [
    ['least request with warm-up', LoadBalancer.leastRequest({ warmup: { duration: Duration.seconds(60), minimumPercent: 5, aggression: 2 } }), { simple: 'LEAST_REQUEST', warmup: { duration: '60s', minimumPercent: 5, aggression: 2 } }],
    ['passthrough', LoadBalancer.passthrough(), { simple: 'PASSTHROUGH' }],
    ['a hash of a header', LoadBalancer.consistentHash(HashKey.header('X-User').withRing(64)), { consistentHash: { httpHeaderName: 'x-user', ringHash: { minimumRingSize: 64 } } }],
    ['a hash of a cookie', LoadBalancer.consistentHash(HashKey.cookie({ name: 'u', path: '/', ttl: Duration.minutes(1) })), { consistentHash: { httpCookie: { name: 'u', path: '/', ttl: '60s' } } }],
    ['a Maglev table of the usual size', LoadBalancer.consistentHash(HashKey.sourceIp().withMaglev()), { consistentHash: { useSourceIp: true, maglev: { tableSize: 65537 } } }],
    ['a hash of the address', LoadBalancer.consistentHash(HashKey.sourceIp().withMaglev(65537)), { consistentHash: { useSourceIp: true, maglev: { tableSize: 65537 } } }],
    ['a hash of a parameter', LoadBalancer.consistentHash(HashKey.query('u')), { consistentHash: { httpQueryParameterName: 'u' } }],
    ['failover', LoadBalancer.roundRobin({ locality: Locality.failover({ from: 'us', to: 'eu' }) }), { simple: 'ROUND_ROBIN', localityLbSetting: { enabled: true, failover: [{ from: 'us', to: 'eu' }] } }],
    ['distribution', LoadBalancer.roundRobin({ locality: Locality.distribute({ from: 'us/*', to: { 'us/*': 80, 'eu/*': 20 } }) }), { simple: 'ROUND_ROBIN', localityLbSetting: { enabled: true, distribute: [{ from: 'us/*', to: { 'us/*': 80, 'eu/*': 20 } }] } }],
    ['priority', LoadBalancer.roundRobin({ locality: Locality.priority('topology.istio.io/network') }), { simple: 'ROUND_ROBIN', localityLbSetting: { enabled: true, failoverPriority: ['topology.istio.io/network'] } }],
  ];
  test.each(balancers)('balances by %s', (_name, loadBalancer, expected) => {
    const { chart, service } = reviews();
    service.policy({ loadBalancer });
    expect(find(chart, 'DestinationRule', 'reviews').spec.trafficPolicy.loadBalancer).toEqual(expected);
  });

  test('contains every setting of a connection pool', () => {
    const { chart, service } = reviews();
    const pool: ConnectionPool = {
      maxConnections: 1,
      connectTimeout: Duration.millis(100),
      maxConnectionDuration: Duration.hours(1),
      tcpIdleTimeout: Duration.minutes(5),
      keepalive: { time: Duration.seconds(60), interval: Duration.seconds(10), probes: 3 },
      maxPendingRequests: 2,
      maxRequests: 3,
      maxRequestsPerConnection: 4,
      maxConcurrentStreams: 5,
      maxRetries: 6,
      idleTimeout: Duration.seconds(30),
    };
    service.policy({ connectionPool: pool, tls: UpstreamTls.simple({ sni: 'x.example', caFile: '/ca.pem', subjectAltNames: ['x.example'] }) });
    const { connectionPool, tls } = find(chart, 'DestinationRule', 'reviews').spec.trafficPolicy;
    expect(connectionPool).toEqual({
      tcp: { maxConnections: 1, connectTimeout: '0.1s', maxConnectionDuration: '3600s', idleTimeout: '300s', tcpKeepalive: { time: '60s', interval: '10s', probes: 3 } },
      http: { http1MaxPendingRequests: 2, http2MaxRequests: 3, maxRequestsPerConnection: 4, maxConcurrentStreams: 5, maxRetries: 6, idleTimeout: '30s' },
    });
    expect(tls).toEqual({ mode: 'SIMPLE', sni: 'x.example', caCertificates: '/ca.pem', subjectAltNames: ['x.example'] });
  });
});

describe('a mistake is an error of the call that contains it', () => {
  const rule = (r: (v: ReturnType<typeof reviews>) => HttpRule) => (v: ReturnType<typeof reviews>) => v.service.addRule(r(v));
  const policy = (p: TrafficPolicy) => (v: ReturnType<typeof reviews>) => v.service.policy(p);
  test.each<[string, (v: ReturnType<typeof reviews>) => unknown, RegExp]>([
    ['a path without a slash', () => HttpMatch.exact('a'), /must start with '\/', got: 'a'/],
    ['a glob in a prefix', () => HttpMatch.prefix('/api/*'), /HttpMatch\.prefix: path must not contain '\*', which would be matched literally, got: '\/api\/\*'; use '\/api'/],
    ['an expression that RE2 lacks', () => PathMatch.regex('/(?!x)'), /neither look-around nor back-references/],
    ['two paths in one match', () => HttpMatch.exact('/a').and(HttpMatch.prefix('/b')), /both patterns have a condition on the path/],
    ['backends without shares', rule(({ v1, v2 }) => ({ to: [v1, v2] })), /each needs a weight; use v1\.weight\(…\)/],
    ['shares of nothing', ({ service, v1, v2 }) => service.split(v1.weight(0), v2.weight(0)), /the weights add up to 0/],
    ['a share below zero', ({ v1 }) => v1.weight(-1), /weight: the weight of version 'v1' must be a whole number from 0 to 1000000, got: -1/],
    ['a version twice', ({ service, v1 }) => service.split(v1.weight(1), v1.weight(2)), /version 'v1' of service 'reviews' is listed twice/],
    ['two splits', ({ service, v1 }) => { service.split(v1); service.split(v1); }, /was already set/],
    ['a backend and a redirect', rule(({ v1 }) => ({ to: [v1], redirect: { path: '/x' } })), /a rule of service 'shop\/reviews': only one of 'to', 'redirect' and 'directResponse' can be set, got: to, redirect; keep one of them/],
    ['a fault on a redirect', rule(() => ({ redirect: { path: '/x' }, fault: Fault.abort(500) })), /have no effect; remove them/],
    ['a redirect to itself', rule(() => ({ redirect: {} })), /a rule of service 'shop\/reviews': a redirect changes nothing, so it would loop; set path, prefix, authority, scheme or port/],
    ['a prefix redirect of an exact path', rule(() => ({ matches: [HttpMatch.exact('/x')], redirect: { prefix: '/y' } })), /a rule of service 'shop\/reviews': a redirect by prefix replaces the matched prefix, but a match of the rule has no prefix; add a path prefix to each match, or redirect by path/],
    ['retries that are off', rule(() => ({ retries: { attempts: 0, perTryTimeout: Duration.seconds(1) } })), /attempts is 0, which turns retries off/],
    ['a percentage', () => Fault.abort(500, 101), /0\.0001 to 100, got: 101/],
    ['a gRPC status', () => Fault.abortGrpc('14'), /Fault\.abortGrpc: status must be one of CANCELLED, UNKNOWN, INVALID_ARGUMENT, DEADLINE_EXCEEDED, NOT_FOUND, ALREADY_EXISTS,/],
    ['a port that is not there', rule(({ v1 }) => ({ matches: [HttpMatch.port(81)], to: [v1] })), /a rule of service 'shop\/reviews': service 'reviews' has no port 81 \(it has 9080 http\); use one of its ports/],
    ['a host by header', rule(({ v1 }) => ({ to: [v1], requestHeaders: { set: { Host: 'x' } } })), /HeaderChanges: 'Host' is the authority of the request; set the authority of a rewrite instead/],
    ['credentials for everybody', rule(({ v1 }) => ({ to: [v1], cors: { allowOrigins: [StringMatch.exact('*')], allowCredentials: true } })), /list the origins/],
    ['an empty policy', policy({}), /service 'shop\/reviews': the traffic policy sets nothing; set loadBalancer, connectionPool, outlierDetection, tls or proxyProtocol/],
    ['failures that are not counted', policy({ outlierDetection: { consecutiveLocalOriginFailures: 3 } }), /no effect without splitExternalLocalOriginErrors/],
    ['warm-up of a random balancer', () => LoadBalancer.random({ warmup: { duration: Duration.seconds(1) } }), /LoadBalancer: warmup has no effect with random; remove it, or use roundRobin or leastRequest/],
    ['a table that istiod refuses', () => HashKey.sourceIp().withMaglev(5_000_011), /5000010/],
    ['a table that is not prime', () => HashKey.sourceIp().withMaglev(65536), /prime number, got: 65536/],
    ['shares of localities', () => Locality.distribute({ from: 'a', to: { a: 50 } }), /must add up to 100, got: 50/],
    ['failover to a zone', () => Locality.failover({ from: 'us', to: 'eu/a' }), /no zones/],
    ['mutual TLS without a certificate', () => UpstreamTls.mutual({}), /UpstreamTls\.mutual: either secret, or both certificateFile and keyFile must be set, got: neither/],
  ])('%s', (_name, mistake, error) => {
    expect(() => mistake(reviews())).toThrow(error);
  });

  test('requests on a TCP port', () => {
    const { chart } = aMesh();
    const redis = new MeshService(chart, 'redis', { ports: [ServicePort.redis(6379)] });
    expect(() => redis.addRule({ directResponse: { status: 200 } })).toThrow(/a rule of service 'shop\/redis': it applies to HTTP or gRPC ports, but 'redis' has 6379 redis/);
  });
});
