import * as fc from 'fast-check';
import { service } from './fixture';
import type { TrafficPolicyModel } from '../../../src/model/policy';
import type { HttpRuleModel } from '../../../src/model/route';
import type { AccessRuleModel } from '../../../src/model/security';

export const some = <T>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(shape, { requiredKeys: [] }) as fc.Arbitrary<any>;
const text = fc.constantFrom('a', 'b.c', '100%', 'x-y');
const token = fc.constantFrom('x-a', 'x-b', 'end-user');
export const ms = fc.integer({ min: 2, max: 20 }).map((n) => n * 1000 + 500); // no default of any plane
const count = fc.integer({ min: 2, max: 99 });
const percentage = fc.constantFrom(0.5, 7, 100);
export const matching = fc.oneof(
  fc.record({ kind: fc.constantFrom('exact', 'prefix'), value: text }), fc.constant({ kind: 'regex', value: 'a+' }), fc.constant({ kind: 'present' }), fc.constant({ kind: 'absent' }),
);
const pathMatch = fc.oneof(
  fc.record({ kind: fc.constantFrom('exact', 'prefix'), value: fc.constantFrom('/api', '/a/b') }),
  fc.constant({ kind: 'prefix', value: '/api', ignoreCase: true }),
  fc.constant({ kind: 'regex', value: '/[a-z]+' }),
);
const match = some({
  path: pathMatch,
  method: fc.constantFrom('GET', 'POST'),
  headers: fc.dictionary(token, matching, { minKeys: 1, maxKeys: 2 }),
  query: fc.dictionary(fc.constantFrom('q', 'page'), matching.filter((m) => m.kind !== 'absent'), { minKeys: 1, maxKeys: 1 }),
  authority: fc.constant({ kind: 'exact', value: 'a.example.com' }),
  sourceNamespace: fc.constant('front'),
  sourceLabels: fc.constant({ app: 'x' }),
}).filter((m) => Object.keys(m).length > 0);
const headers = some({ set: fc.constant({ 'x-set': '1' }), add: fc.constant({ 'x-add': '2' }), remove: fc.constant(['x-gone']) }).filter((h) => Object.keys(h).length > 0);
const common = {
  matches: fc.array(match, { minLength: 1, maxLength: 2 }),
  requestHeaders: headers,
  responseHeaders: headers,
};
const cors = some({
  methods: fc.constant(['GET']), allowHeaders: fc.constant(['x-a']), exposeHeaders: fc.constant(['x-b']), maxAgeMs: ms, allowCredentials: fc.constant(true), unmatchedPreflights: fc.constant('forward'),
}).map((c) => ({ ...c, origins: [{ kind: 'exact', value: 'https://a.example.com' }] }));
const retries = some({
  perTryTimeoutMs: ms, backoffMs: ms, on: fc.constantFrom(['5xx'], ['gateway-error', '409'], ['reset'], ['connect-failure']), otherLocalities: fc.constant(true), avoidPreviousHosts: fc.constant(false),
}).chain((r) => count.map((attempts) => ({ ...r, attempts })));
const fault = some({
  delay: fc.record({ durationMs: ms, percentage }),
  abort: fc.oneof(fc.record({ httpStatus: fc.constant(503), percentage }), fc.record({ grpcStatus: fc.constant('UNAVAILABLE'), percentage })),
}).filter((f) => f.delay || f.abort);
const other = service('other');
const routed = some({ ...common, timeoutMs: ms, retries, fault, cors, rewrite: some({ path: fc.constant('/new'), authority: fc.constant('b.example.com') }).filter((r) => r.path || r.authority) })
  .chain((r) => fc.option(percentage, { nil: undefined }).map((p) => ({ ...r, mirrors: p === undefined ? undefined : [{ backend: { service: other }, percentage: p }] })));
const redirected = some({ ...common, redirect: some({ path: fc.constant('/x'), authority: fc.constant('c.example.com'), scheme: fc.constantFrom('https', 'http'), port: fc.constant(8443), status: fc.constantFrom(302, 308) }) })
  .filter((r) => r.redirect && Object.keys(r.redirect).some((k) => k !== 'status'));
const answered = some({ ...common, directResponse: fc.constant({ status: 418, body: 'tea' }) }).filter((r) => r.directResponse);
export const rule = fc.oneof(routed, redirected, answered).map((r): HttpRuleModel => ({ path: 'a rule', priority: 0, backends: [], matches: [], ...r }));

const hash = fc.oneof(
  fc.record({ by: fc.constant('header'), name: fc.constant('x-user') }),
  fc.constant({ by: 'cookie', name: 'sid', cookiePath: '/p', cookieTtlMs: 60_000 }),
  fc.constant({ by: 'query', name: 'u', algorithm: 'ring-hash', ringSize: 2048 }),
  fc.constant({ by: 'source-ip', algorithm: 'maglev', tableSize: 251 }),
  fc.constant({ by: 'source-ip', algorithm: 'maglev' }),
);
export const policy: fc.Arbitrary<TrafficPolicyModel> = some({
  loadBalancer: fc.oneof(
    fc.record({ kind: fc.constantFrom('round-robin', 'random') }),
    fc.constant({ kind: 'round-robin', warmup: { durationMs: 60_000, minimumPercent: 20, aggression: 2 } }),
    fc.record({ kind: fc.constant('consistent-hash'), hash }),
    fc.constant({ kind: 'random', locality: { kind: 'failover', failover: [{ from: 'a', to: 'b' }] } }),
  ),
  connectionPool: some({
    maxConnections: count,
    connectTimeoutMs: ms,
    maxConnectionDurationMs: ms,
    maxPendingRequests: count,
    maxRequests: count,
    maxRequestsPerConnection: count,
    maxConcurrentStreams: count,
    maxRetries: count,
    idleTimeoutMs: ms,
    http2: fc.constantFrom('upgrade', 'as-client'),
    keepalive: fc.constant({ timeMs: 9000, intervalMs: 3000, probes: 4 }),
  })
    // streams are a matter of HTTP/2 alone
    .map(({ maxConcurrentStreams, ...p }) => (p.http2 && maxConcurrentStreams ? { ...p, maxConcurrentStreams } : p))
    .filter((p) => Object.keys(p).length > 0),
  outlierDetection: some({
    consecutive5xxErrors: count,
    consecutiveGatewayErrors: count,
    consecutiveLocalOriginFailures: count,
    splitExternalLocalOriginErrors: fc.constant(true),
    intervalMs: ms,
    baseEjectionTimeMs: ms,
    maxEjectionPercent: count,
    minHealthPercent: count,
  })
    // failures of local origin count apart only where they are split off
    .map(({ consecutiveLocalOriginFailures, ...p }) => (p.splitExternalLocalOriginErrors ? { ...p, consecutiveLocalOriginFailures } : p))
    .filter((p) => Object.keys(p).length > 0),
  tls: fc.oneof(
    fc.constant({ kind: 'simple', sni: 's.example.com', caFile: '/ca.pem', subjectAltNames: ['t.example.com'] }),
    fc.constant({ kind: 'mutual', certFile: '/c.pem', keyFile: '/k.pem', caFile: '/ca.pem' }),
    fc.constant({ kind: 'disable' }),
  ),
  proxyProtocol: fc.constantFrom('v1', 'v2'),
}).filter((p) => Object.keys(p).length > 0);

export const access = fc.record({
  action: fc.constantFrom('allow', 'deny', 'custom'),
  source: some({
    principals: fc.constant(['cluster.local/ns/a/sa/b']),
    namespaces: fc.constant(['a']),
    notNamespaces: fc.constant(['b']),
    ipBlocks: fc.constant(['10.0.0.0/8']),
    remoteIpBlocks: fc.constant(['1.2.3.4']),
    requestPrincipals: fc.constant(['issuer/*']),
  }).filter((s) => Object.keys(s).length > 0),
}).map(({ action, source }): AccessRuleModel => ({ path: 'access', action: action as AccessRuleModel['action'], ...(action === 'custom' ? { provider: 'asker' } : {}), sources: [source], when: [] }));
