import * as fc from 'fast-check';
import type { MeshFeature } from '../../src/model/feature';
import type { MeshModel, NamespaceModel } from '../../src/model/mesh';
import type { TrafficPolicyModel } from '../../src/model/policy';
import type { HttpRuleModel } from '../../src/model/route';
import type { AccessRuleModel } from '../../src/model/security';
import type { PortModel, ServiceModel } from '../../src/model/service';
import { capability } from '../../src/plane/capability';
import type { PlaneName } from '../../src/plane/capability/cell';
import { GatewayApiPlane } from '../../src/plane/gateway-api';
import { IstioPlane } from '../../src/plane/istio';
import { NOTHING_MADE, type Plane } from '../../src/plane/plane';
import { ServiceRoutingPlane } from '../../src/plane/service-routing';
import { StaticPlane } from '../../src/plane/static';
import { unitUses } from '../../src/plane/uses/unit';

const mesh: MeshModel = {
  path: 'mesh', rootNamespace: 'istio-system', trustDomain: 'cluster.local', clusterDomain: 'cluster.local', mtls: 'strict', denyByDefault: true, outbound: 'registry-only', scopeSidecars: true,
};
const namespaceModel: NamespaceModel = {
  path: 'shop/mesh', mesh, name: 'shop', create: true, labels: {}, annotations: {}, inject: true, denyByDefault: true, outbound: 'registry-only', scopeSidecars: true,
};

type Growing = { -readonly [K in keyof ServiceModel]: ServiceModel[K] };

function service(name: string, ports: readonly PortModel[] = [{ name: 'http', port: 80, protocol: 'http', targetPort: 8080 }]): Growing {
  return {
    path: `shop/${name}`,
    mesh,
    namespaceModel,
    name,
    namespace: 'shop',
    hosts: [`${name}.shop.svc.cluster.local`],
    kind: 'kubernetes',
    owned: true,
    ports,
    selector: { app: name },
    headless: false,
    annotations: {},
    identity: { trustDomain: 'cluster.local', namespace: 'shop', serviceAccount: name },
    ownsIdentity: true,
    versions: [],
    workload: { image: `${name}:1`, env: {}, containerPorts: [] },
    endpointGroups: [],
    namesPods: true,
    proxyless: false,
    split: [],
    httpRules: [],
    tlsRules: [],
    tcpRules: [],
    portPolicies: new Map(),
    portMtls: new Map(),
    calls: [],
    callers: [],
    routedFrom: new Set(),
    access: [],
    jwt: [],
  };
}

const routing = new ServiceRoutingPlane(new Set());
routing.settle({
  mesh: 'shop',
  project: { id: 'shop-prod', number: '1' },
  network: 'projects/shop-prod/global/networks/default',
  cluster: { project: { id: 'shop-prod' }, zones: ['europe-west1-b'] },
  interceptionPort: 15001,
  namespace: 'service-routing',
  createNamespace: true,
  shortNames: true,
  maxRatePerEndpoint: 100,
  firewall: true,
  grants: true,
  clientAccounts: [],
  apis: true,
}, { put: () => undefined, takeBack: () => undefined });

const PLANES: ReadonlyArray<readonly [PlaneName, Plane]> = [
  ['istio', new IstioPlane()],
  ['gateway-api', new GatewayApiPlane(true, new Set())],
  ['service-routing', routing],
  ['static', new StaticPlane({ image: 'envoy:1' }, new Set())],
];

/** Everything that a plane writes for a service and for one that calls it. */
function written(plane: Plane, change: (s: Growing) => void): string {
  const callee = service('reviews');
  change(callee);
  const caller = service('productpage');
  const call = { caller, identity: caller.identity, target: callee, methods: [], paths: [], ports: [], hosts: [] };
  caller.calls = [call];
  callee.callers = [call];
  return JSON.stringify([callee, caller].map((s) => plane.slots({ service: s }, NOTHING_MADE).map((slot) => [slot.kind, slot.name, slot.render()])));
}

/** Without a field a value may be none that a plane takes, which is no silent loss. */
function writtenOrRefused(plane: Plane, change: (s: Growing) => void): string {
  try {
    return written(plane, change);
  } catch (e) {
    return (e as Error).message;
  }
}

function asked(change: (s: Growing) => void): string[] {
  const s = service('reviews');
  change(s);
  return unitUses({ service: s }).map((u) => u.feature);
}

/** What a plane tells of a service. */
function sentences(plane: Plane, change: (s: Growing) => void): readonly string[] {
  const s = service('reviews');
  change(s);
  return plane.losses?.({ service: s }) ?? [];
}

/** Parts of a value without which it would be no value of its type. */
const REQUIRED = new Set([
  'kind', 'value', 'by', 'name', 'durationMs', 'percentage', 'attempts', 'match', 'rewrite', 'origins', 'backend', 'backends', 'service', 'path#', 'priority', 'action', 'sources', 'operation', 'when',
  'httpStatus', 'grpcStatus', 'hosts', 'matches', 'algorithm',
]);

/** Each way to leave one field out. */
function without(value: any, at: string = ''): Array<{ field: string; rest: any }> {
  if (value === null || typeof value !== 'object') {
    return [];
  }
  if (Array.isArray(value)) {
    return value.flatMap((v, i) => without(v, `${at}/${i}`).map(({ field, rest }) => ({ field, rest: value.map((old, j) => (i === j ? rest : old)) })));
  }
  return Object.keys(value).flatMap((key) => {
    if (key === 'service') {
      return [];
    }
    const field = `${at}/${key}`;
    const { [key]: inner, ...rest } = value;
    const required = REQUIRED.has(key) || (key === 'path' && typeof inner === 'string' && at === '') || (key === 'status' && at.endsWith('directResponse'));
    const deeper = without(inner, field).map((d) => ({ field: d.field, rest: { ...value, [key]: d.rest } }));
    return required || inner === undefined ? deeper : [{ field, rest }, ...deeper];
  });
}

/** Fails with the fields that a plane neither writes nor tells of. */
function account<T>(value: T, put: (s: Growing, v: T) => void): void {
  const refused = new Set<string>();
  for (const { field, rest } of without(value)) {
    const features = asked((s) => put(s, value));
    asked((s) => put(s, rest)).forEach((f) => features.splice(features.indexOf(f), features.includes(f) ? 1 : 0));
    for (const [name, plane] of PLANES) {
      const levels = features.map((f) => capability(f as MeshFeature, name).level);
      if (levels.includes('none')) {
        refused.add(`${name}${field}`);
      }
      if ((value as { action?: string }).action === 'deny' && sentences(plane, (s) => put(s, value)).some((l) => l.startsWith('access: '))) {
        continue; // refused with all that it says
      }
      // what is refused as a whole is refused with its parts
      const told = levels.some((l) => l !== 'full') || field.split('/').some((_, i, parts) => refused.has(`${name}${parts.slice(0, i).join('/')}`))
        || sentences(plane, (s) => put(s, value)).some((l) => !sentences(plane, (s) => put(s, rest)).includes(l));
      if (!told && written(plane, (s) => put(s, value)) === writtenOrRefused(plane, (s) => put(s, rest))) {
        throw new Error(`${name} loses ${field} of ${JSON.stringify(value)}`);
      }
    }
  }
}

const some = <T>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(shape, { requiredKeys: [] }) as fc.Arbitrary<any>;
const text = fc.constantFrom('a', 'b.c', '100%', 'x-y');
const token = fc.constantFrom('x-a', 'x-b', 'end-user');
const ms = fc.integer({ min: 2, max: 20 }).map((n) => n * 1000 + 500); // no default of any plane
const count = fc.integer({ min: 2, max: 99 });
const percentage = fc.constantFrom(0.5, 7, 100);
const matching = fc.oneof(
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
const rule = fc.oneof(routed, redirected, answered).map((r): HttpRuleModel => ({ path: 'a rule', priority: 0, backends: [], matches: [], ...r }));

const hash = fc.oneof(
  fc.record({ by: fc.constant('header'), name: fc.constant('x-user') }),
  fc.constant({ by: 'cookie', name: 'sid', cookiePath: '/p', cookieTtlMs: 60_000 }),
  fc.constant({ by: 'query', name: 'u', algorithm: 'ring-hash', ringSize: 2048 }),
  fc.constant({ by: 'source-ip', algorithm: 'maglev', tableSize: 251 }),
  fc.constant({ by: 'source-ip', algorithm: 'maglev' }),
);
const policy: fc.Arbitrary<TrafficPolicyModel> = some({
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

const access = fc.record({
  action: fc.constantFrom('allow', 'deny'),
  source: some({
    principals: fc.constant(['cluster.local/ns/a/sa/b']),
    namespaces: fc.constant(['a']),
    notNamespaces: fc.constant(['b']),
    ipBlocks: fc.constant(['10.0.0.0/8']),
    remoteIpBlocks: fc.constant(['1.2.3.4']),
    requestPrincipals: fc.constant(['issuer/*']),
  }).filter((s) => Object.keys(s).length > 0),
}).map(({ action, source }): AccessRuleModel => ({ path: 'access', action: action as 'allow' | 'deny', sources: [source], when: [] }));

const runs = { numRuns: 40, seed: 8 };

test('every field of a rule is written, or told of', () => {
  fc.assert(fc.property(rule, (r) => account(r, (s, v) => { s.httpRules = [v]; })), runs);
});

test('every field of a traffic policy is written, or told of', () => {
  fc.assert(fc.property(policy, (p) => account(p, (s, v) => { s.policy = v; })), runs);
});

test('every field of a policy of one port is written, or told of', () => {
  fc.assert(fc.property(policy.filter((p) => p.proxyProtocol === undefined), (p) => account(p, (s, v) => { s.portPolicies = new Map([[80, v]]); })), runs);
});

test('every field of an access rule is written, or told of', () => {
  fc.assert(fc.property(access, (a) => account(a, (s, v) => { s.access = [v]; })), runs);
});
