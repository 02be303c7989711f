import { Chart, Duration } from 'cdk8s';
import * as fc from 'fast-check';
import {
  Certificate, ClientAuth, EgressGateway, ExternalService, Fault, HashKey, HttpMatch, HttpMethod, Http2Upgrade, IngressGateway, Listener, LoadBalancer, Locality, Mesh, MeshService, MutualTls,
  OutboundTraffic, PathMatch, RetryOn, ServicePort, Source, StringMatch, TlsVersion, UpstreamTls, type HttpRule, type TrafficPolicy,
} from '../../src';

/** A step of building a random model: any list of them, in any order, is a valid app. */
export type Step = (world: World) => void;

/** The result of the steps. */
export interface World {
  readonly chart: Chart;
  readonly services: MeshService[];
  readonly external: ExternalService[];
  readonly gateways: IngressGateway[];
  count: number;
}

const name = (w: World, prefix: string) => `${prefix}-${w.count++}`;
const pick = <T>(list: readonly T[], n: number): T | undefined => (list.length > 0 ? list[n % list.length] : undefined);
/** An empty list of matches is refused: left out, it means every request. */
const some = <T>(list: T[]): T[] | undefined => (list.length > 0 ? list : undefined);
const ms = (max: number) => fc.integer({ min: 1, max }).map((n) => Duration.millis(n));
const maybe = <T>(a: fc.Arbitrary<T>) => fc.option(a, { nil: undefined });
const token = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}[a-z0-9]$/);
const text = fc.string({ minLength: 1, maxLength: 20 }).filter((s) => !s.includes('%'));
const path = fc.array(fc.stringMatching(/^[a-zA-Z0-9._~-]{1,8}$/), { minLength: 1, maxLength: 3 }).map((p) => `/${p.join('/')}`);

const port: fc.Arbitrary<(n: number) => ServicePort> = fc.constantFrom(
  (n: number) => ServicePort.http(n), (n: number) => ServicePort.grpc(n, { targetPort: n + 1 }), (n: number) => ServicePort.http2(n), (n: number) => ServicePort.tcp(n),
  (n: number) => ServicePort.tls(n), (n: number) => ServicePort.mongo(n), (n: number) => ServicePort.http(n, { name: `public-${n}` }),
);

const stringMatch = fc.oneof(
  text.map((s) => StringMatch.exact(s)), text.map((s) => StringMatch.prefix(s)), fc.constantFrom('a+', '[0-9]{2}', '(?i)x|y').map((s) => StringMatch.regex(s)),
  fc.constant(StringMatch.present()), fc.constant(StringMatch.absent()),
);
const valueMatch = fc.oneof(text.map((s) => StringMatch.exact(s)), text.map((s) => StringMatch.prefix(s)));

export const httpMatch = fc.record({
  path: maybe(fc.oneof(path.map((p) => PathMatch.exact(p)), path.map((p) => PathMatch.prefix(p)), path.map((p) => PathMatch.prefix(p).ignoringCase()), fc.constant(PathMatch.regex('/v[0-9]+/.*')))),
  method: maybe(fc.constantFrom(...Object.values(HttpMethod))),
  headers: maybe(fc.dictionary(token, stringMatch, { maxKeys: 2 })),
  query: maybe(fc.dictionary(token, valueMatch, { maxKeys: 2 })),
  authority: maybe(valueMatch),
  scheme: maybe(fc.constantFrom('http', 'https').map((s) => StringMatch.exact(s))),
}).map((m) => HttpMatch.conditions(m));

const headerChanges = fc.record({ set: maybe(fc.dictionary(token, token, { maxKeys: 2 })), add: maybe(fc.dictionary(token, token, { maxKeys: 2 })), remove: maybe(fc.array(token, { maxLength: 2 })) });
const percentage = fc.oneof(fc.integer({ min: 0, max: 100 }), fc.constantFrom(0.01, 12.5, 99.9));

const fault = fc.oneof(
  fc.tuple(ms(9000), percentage).map(([d, p]) => Fault.delay(d, p)),
  fc.tuple(fc.integer({ min: 200, max: 599 }), percentage).map(([s, p]) => Fault.abort(s, p)),
  fc.tuple(ms(9000), percentage).map(([d, p]) => Fault.delay(d, p).and(Fault.abortGrpc('UNAVAILABLE', p))),
);

const retries = fc.record({
  attempts: fc.integer({ min: 1, max: 9 }),
  perTryTimeout: maybe(ms(5000)),
  on: maybe(fc.subarray([RetryOn.RESET, RetryOn.SERVER_ERROR, RetryOn.status(503), RetryOn.GRPC_UNAVAILABLE], { minLength: 1 })),
  backoff: maybe(ms(500)),
  otherLocalities: maybe(fc.boolean()),
  avoidPreviousHosts: maybe(fc.boolean()),
});

const cors = fc.record({
  allowOrigins: fc.array(valueMatch, { minLength: 1, maxLength: 2 }),
  allowMethods: maybe(fc.subarray(Object.values(HttpMethod), { minLength: 1 })),
  allowHeaders: maybe(fc.array(token, { minLength: 1, maxLength: 2 })),
  exposeHeaders: maybe(fc.array(token, { minLength: 1, maxLength: 2 })),
  maxAge: maybe(fc.integer({ min: 1, max: 9999 }).map((n) => Duration.seconds(n))),
  allowCredentials: maybe(fc.boolean()),
});

/** What becomes of a request, beside where it goes. */
const treatment = fc.record({
  fault: maybe(fault),
  retries: maybe(retries),
  timeout: maybe(ms(60000)),
  requestHeaders: maybe(headerChanges),
  responseHeaders: maybe(headerChanges),
  cors: maybe(cors),
  rewrite: maybe(fc.oneof(path.map((p) => ({ path: p })), fc.constant({ authority: 'other.example.com' }), path.map((p) => ({ pathExpression: '^/a/(.*)$', pathReplacement: `${p}/\\1` })))),
});

const loadBalancer = fc.oneof(
  fc.constantFrom(LoadBalancer.roundRobin(), LoadBalancer.random(), LoadBalancer.leastRequest(), LoadBalancer.passthrough(), LoadBalancer.consistentHash(HashKey.header('X-User')),
    LoadBalancer.consistentHash(HashKey.cookie({ name: 'u', ttl: Duration.seconds(9) }).withRing(128)), LoadBalancer.consistentHash(HashKey.sourceIp().withMaglev(1009)), LoadBalancer.consistentHash(HashKey.query('q')),
    LoadBalancer.roundRobin({ locality: Locality.failover({ from: 'us', to: 'eu' }) }), LoadBalancer.roundRobin({ locality: Locality.distribute({ from: 'us/*', to: { 'us/*': 70, 'eu/*': 30 } }) })),
  ms(60000).map((duration) => LoadBalancer.leastRequest({ warmup: { duration, minimumPercent: 5, aggression: 1.5 } })),
);
const count = fc.integer({ min: 1, max: 100000 });
const connectionPool = fc.record({
  maxConnections: count,
  connectTimeout: maybe(ms(9000)),
  maxPendingRequests: maybe(count),
  maxRequests: maybe(count),
  maxRequestsPerConnection: maybe(count),
  maxConcurrentStreams: maybe(count),
  maxRetries: maybe(count),
  idleTimeout: maybe(ms(90000)),
  tcpIdleTimeout: maybe(ms(90000)),
  maxConnectionDuration: maybe(ms(90000)),
  http2: maybe(fc.constantFrom(...Object.values(Http2Upgrade))),
  keepalive: maybe(fc.record({ time: ms(9000), interval: ms(9000), probes: fc.integer({ min: 1, max: 9 }) })),
});
const outlierDetection = fc.record({
  consecutive5xxErrors: fc.integer({ min: 0, max: 99 }),
  consecutiveGatewayErrors: maybe(fc.integer({ min: 0, max: 99 })),
  interval: maybe(ms(90000)),
  baseEjectionTime: maybe(ms(90000)),
  maxEjectionPercent: maybe(fc.integer({ min: 0, max: 100 })),
  minHealthPercent: maybe(fc.integer({ min: 0, max: 100 })),
});
const tls = fc.constantFrom(UpstreamTls.disable(), UpstreamTls.mesh(), UpstreamTls.simple({ sni: 'x.example', caFile: '/ca.pem', subjectAltNames: ['x.example'] }), UpstreamTls.mutual({ certificateFile: '/c', keyFile: '/k', caFile: '/ca' }));

/** At least one thing that is said towards a service. */
export const trafficPolicy: fc.Arbitrary<TrafficPolicy> = fc.record({ loadBalancer: maybe(loadBalancer), connectionPool, outlierDetection: maybe(outlierDetection), tls: maybe(tls) });

const service: fc.Arbitrary<Step> = fc.record({ ports: fc.uniqueArray(port, { minLength: 1, maxLength: 3 }), headless: maybe(fc.boolean()), image: maybe(fc.constant('img:1')), mtls: maybe(fc.constantFrom(...Object.values(MutualTls))) })
  .map(({ ports, ...props }) => (w) => {
    w.services.push(new MeshService(w.chart, name(w, 'svc'), { ...props, ports: ports.map((make, i) => make(8000 + 10 * i)) }));
  });

const n = fc.nat(1000);
const seesRequests = (s: MeshService) => s._callee().ports.some((p) => ['http', 'http2', 'grpc'].includes(p.protocol));

const versions: fc.Arbitrary<Step> = fc.record({ n, weights: fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 4 }), split: fc.boolean(), policy: maybe(trafficPolicy) }).map(({ n: i, weights, split, policy }) => (w) => {
  const s = pick(w.services, i);
  if (s && s.versions.length === 0 && !s._callee().workload) {
    const added = weights.map((_, k) => s.addVersion(`v${k}`, k === 0 ? { policy } : {}));
    split && s._callee().ports.some((p) => !['tls', 'https'].includes(p.protocol)) && s.split(...added.map((v, k) => v.weight(weights[k])));
  }
});

const rule: fc.Arbitrary<Step> = fc.record({ n, m: n, matches: fc.array(httpMatch, { maxLength: 3 }), treatment, mirror: maybe(percentage), priority: fc.integer({ min: -2, max: 2 }) }).map((r) => (w) => {
  const s = pick(w.services, r.n);
  const other = pick(w.services, r.m)!;
  // a rule for every request that leads elsewhere leaves nothing for a split: refused, with a test of its own
  const dead = r.matches.length === 0 && s !== undefined && s._callee().split.length > 0;
  if (s && !dead && seesRequests(s) && other._callee().ports.length === 1 && seesRequests(other)) {
    const to = s.versions.length > 0 ? [s.versions[r.m % s.versions.length]] : [other];
    s.addRule({ ...r.treatment, matches: some(r.matches), priority: r.priority, to: to as HttpRule['to'], mirrors: r.mirror === undefined ? undefined : [{ to: other, percentage: r.mirror }] });
  }
});

const answer: fc.Arbitrary<Step> = fc.record({ n, prefix: path, target: path, status: fc.constantFrom(301, 302, 303, 307, 308), direct: fc.boolean() }).map((r) => (w) => {
  const s = pick(w.services, r.n);
  if (s && seesRequests(s)) {
    s.addRule(r.direct ? { matches: [HttpMatch.exact(r.prefix)], directResponse: { status: 200, body: 'ok' } } : { matches: [HttpMatch.prefix(r.prefix)], redirect: { prefix: r.target, status: r.status } });
  }
});

const policy: fc.Arbitrary<Step> = fc.record({ n, policy: trafficPolicy, onPort: fc.boolean() }).map((r) => (w) => {
  const state = pick(w.services, r.n)?._callee();
  const at = r.onPort ? state?.ports[0].port : undefined;
  if (state && (at === undefined ? !state.policy : !state.portPolicies.has(at))) {
    pick(w.services, r.n)!.policy(r.policy, at);
  }
});

const call: fc.Arbitrary<Step> = fc.record({ n, m: n, paths: maybe(fc.array(path, { minLength: 1, maxLength: 2 })), methods: maybe(fc.subarray(Object.values(HttpMethod), { minLength: 1 })), outside: fc.boolean() }).map((r) => (w) => {
  const [a, b] = [pick(w.services, r.n), pick(w.services, r.m)];
  if (r.outside) {
    const e = pick(w.external, r.m);
    a && e && a.calls(e);
  } else if (a && b && a !== b) {
    a.calls(b, seesRequests(b) ? { paths: r.paths, methods: r.methods } : {});
  }
});

const access: fc.Arbitrary<Step> = fc.record({ n, kind: fc.nat(3), path }).map((r) => (w) => {
  const s = pick(w.services, r.n);
  const ports = s?._callee().ports.filter((p) => ['http', 'http2', 'grpc'].includes(p.protocol)).map((p) => p.port);
  if (s && ports && ports.length > 0) {
    [
      () => s.allow({ from: [Source.namespace('ops').and(Source.ipBlocks('10.0.0.0/8'))], ports }),
      () => s.deny({ from: [Source.noIdentity()], paths: [r.path], ports }),
      () => s.authorizeWith('opa', { exceptPaths: ['/healthz'], ports }),
      () => s.requireJwt({ issuer: 'https://id.example', jwksUri: 'https://id.example/k', claims: { group: ['a'] }, exemptPaths: [r.path] }),
    ][r.kind]();
  }
});

const outside: fc.Arbitrary<Step> = fc.record({ kind: fc.nat(3), policy: maybe(trafficPolicy) }).map((r) => (w) => {
  const id = name(w, 'ext');
  const hosts = [`${id}.example.com`];
  w.external.push([
    () => new ExternalService(w.chart, id, { hosts, ports: [ServicePort.tls(443)], policy: r.policy }),
    () => new ExternalService(w.chart, id, { hosts, ports: [ServicePort.http(80)], originateTls: true }),
    () => new ExternalService(w.chart, id, { hosts, ports: [ServicePort.tls(443)], via: new EgressGateway(w.chart, `${id}-out`) }),
    () => new ExternalService(w.chart, id, { hosts, ports: [ServicePort.tcp(5432)], endpoints: [{ address: '10.1.2.3', locality: 'eu/a', weight: 2 }], addresses: ['10.9.0.0/16'] }),
  ][r.kind]());
});

const edge: fc.Arbitrary<Step> = fc.record({ n, kind: fc.nat(3), rule: treatment, matches: fc.array(path.map((p) => HttpMatch.prefix(p)), { maxLength: 2 }) }).map((r) => (w) => {
  const gateway = new IngressGateway(w.chart, name(w, 'edge'));
  w.gateways.push(gateway);
  const hosts = [`${gateway.node.id}.example.com`];
  const listener = gateway.addListener([
    Listener.http({ hosts }),
    Listener.https({ hosts, certificate: Certificate.fromSecret('cert') }),
    Listener.https({ hosts, certificate: Certificate.issued({ issuer: 'le', renewBefore: Duration.days(9) }), clientAuth: ClientAuth.REQUIRED, minVersion: TlsVersion.V1_3 }),
    Listener.http({ hosts: ['*'], port: 8080 }),
  ][r.kind]);
  const s = pick(w.services, r.n);
  if (s && s._callee().ports.filter((p) => ['http', 'http2', 'grpc'].includes(p.protocol)).length === 1) {
    // the paths of two places may not be joined behind a rewrite: an error that has its own test
    listener.addRule({ ...r.rule, rewrite: undefined, matches: s._callee().httpRules.some((x) => x.matches.some((m) => m.path?.kind === 'regex')) ? undefined : some(r.matches), to: [s] });
  }
});

/** Steps of any kind; services first, so that there is something to speak of. */
export const steps: fc.Arbitrary<Step[]> = fc.tuple(
  fc.array(service, { minLength: 1, maxLength: 4 }), fc.array(outside, { maxLength: 2 }), fc.array(versions, { maxLength: 3 }),
  fc.array(fc.oneof(rule, answer, policy, call, access), { maxLength: 10 }), fc.array(edge, { maxLength: 2 }),
).map((parts) => parts.flat());

export const meshProps = fc.record({
  mtls: maybe(fc.constantFrom(...Object.values(MutualTls))), denyByDefault: maybe(fc.boolean()), outbound: maybe(fc.constantFrom(...Object.values(OutboundTraffic))), scopeSidecars: maybe(fc.boolean()),
});

/** Builds a model into a chart of a mesh. */
export function build(mesh: Mesh, chart: Chart, all: readonly Step[]): World {
  mesh.enroll(chart);
  const world: World = { chart, services: [], external: [], gateways: [], count: 0 };
  all.forEach((step) => step(world));
  return world;
}
