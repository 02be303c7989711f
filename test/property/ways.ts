import { App, Chart, Testing } from 'cdk8s';
import * as fc from 'fast-check';
import { ExternalService, HttpMatch, Mesh, MeshService, ServicePort, Traffic, TrafficOutcomeKind, type TrafficAnswer, type TrafficRequest, type ServiceVersion } from '../../src';

/** An app as data: randomly generated, and used to compute the expectations without the library's code. */
export interface Drawn {
  /** whether only declared calls have a way */
  readonly scoped: boolean;
  readonly services: readonly DrawnService[];
  readonly external: readonly { readonly namespace: string; readonly id: string; readonly hosts: readonly string[]; readonly ports: readonly DrawnPort[]; readonly slow: boolean }[];
  /** caller and callee, by their index among the services */
  readonly calls: readonly (readonly [number, number])[];
  /** caller and external service */
  readonly out: readonly (readonly [number, number])[];
}
export interface DrawnService {
  readonly namespace: string;
  readonly id: string;
  readonly ports: readonly DrawnPort[];
  /** weights of the split; none: no versions, or no split of them */
  readonly weights: readonly number[];
  readonly rules: readonly { readonly kind: 'header' | 'prefix'; readonly to: number }[];
}
export interface DrawnPort { readonly kind: 'http' | 'grpc' | 'http2' | 'tcp'; readonly number: number }

/** Names that are alike in the ways in which names meet: one is the beginning of another, a hyphen stands where another ends. */
const NAMES = ['a', 'a-b', 'a-b-c', 'b', 'b-c', 'api', 'api-v1', 'v1', 'shop', 'shop-api'];
const NAMESPACES = ['shop', 'shop-a', 'a', 'api-shop'];
const HOSTS = ['pay.example', 'api.pay.example', 'api-pay.example', 'a.example', 'a.pay.example', 'pay.example.com', 'www.a.example'];

const seesRequests = (p: DrawnPort): boolean => p.kind !== 'tcp';

const ports: fc.Arbitrary<readonly DrawnPort[]> = fc.uniqueArray(fc.record({ kind: fc.constantFrom('http', 'http', 'grpc', 'http2', 'tcp'), number: fc.constantFrom(80, 8080, 9000, 5432, 6379) }), { minLength: 1, maxLength: 3, selector: (p) => p.number }) as fc.Arbitrary<DrawnPort[]>;

const service: fc.Arbitrary<DrawnService> = fc.record({
  namespace: fc.constantFrom(...NAMESPACES),
  id: fc.constantFrom(...NAMES),
  ports,
  weights: fc.oneof(fc.constant([]), fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 3 }).filter((w) => w.some((n) => n > 0))),
  rules: fc.array(fc.record({ kind: fc.constantFrom('header' as const, 'prefix' as const), to: fc.nat(5) }), { maxLength: 3 }),
});

export const drawn: fc.Arbitrary<Drawn> = fc.record({
  scoped: fc.boolean(),
  services: fc.uniqueArray(service, { minLength: 2, maxLength: 7, selector: (s) => `${s.namespace}/${s.id}` }).map(withoutTwins),
  external: fc.array(fc.record({ namespace: fc.constantFrom(...NAMESPACES), id: fc.constantFrom('pay', 'pay-api', 'api-pay'), hosts: fc.uniqueArray(fc.constantFrom(...HOSTS), { minLength: 1, maxLength: 3 }), ports, slow: fc.boolean() }), { maxLength: 3 })
    .map(apart),
  calls: fc.array(fc.tuple(fc.nat(6), fc.nat(6)), { maxLength: 10 }),
  out: fc.array(fc.tuple(fc.nat(6), fc.nat(2)), { maxLength: 5 }),
}).map((d) => ({
  ...d,
  calls: pairs(d.calls, d.services.length, d.services.length).filter(([from, to]) => from !== to),
  out: pairs(d.out, d.services.length, d.external.length),
}));

/** A host belongs to one external service; so does an id in a namespace. */
function apart<T extends { readonly namespace: string; readonly id: string; readonly hosts: readonly string[]; readonly ports: readonly DrawnPort[] }>(list: readonly T[]): T[] {
  const taken = new Set<string>();
  return list.filter(({ namespace, id }) => !taken.has(`${namespace}/${id}`) && taken.add(`${namespace}/${id}`))
    .map((e) => ({ ...e, hosts: e.hosts.filter((h) => !taken.has(h) && taken.add(h)) })).filter((e) => e.hosts.length > 0)
    // connections without a name can't be told apart by host: several hosts on such a port are refused
    .map((e) => ({ ...e, ports: e.hosts.length > 1 ? e.ports.filter(seesRequests) : e.ports })).filter((e) => e.ports.length > 0);
}

/** A service that is named as a version of another makes a Deployment of the same name, which synth refuses. */
function withoutTwins(list: readonly DrawnService[]): DrawnService[] {
  const versions = new Set(list.flatMap((s) => s.weights.map((_, i) => `${s.namespace}/${s.id}-v${i}`)));
  return list.filter((s) => s.weights.length > 0 || !versions.has(`${s.namespace}/${s.id}`));
}

function pairs(list: readonly (readonly [number, number])[], n: number, m: number): (readonly [number, number])[] {
  if (m === 0) return [];
  return [...new Map(list.map(([a, b]) => [`${a % n} ${b % m}`, [a % n, b % m] as const])).values()];
}

const MAKE = { http: (n: number) => ServicePort.http(n), http2: (n: number) => ServicePort.http2(n), grpc: (n: number) => ServicePort.grpc(n), tcp: (n: number) => ServicePort.tcp(n) };
const makePorts = (list: readonly DrawnPort[]) => list.map((p) => MAKE[p.kind](p.number));
/** The app that the data describe, a chart for each namespace. */
export function build(d: Drawn): App {
  const app = new App();
  const mesh = new Mesh(app, 'mesh', { denyByDefault: d.scoped });
  const charts = new Map<string, Chart>();
  const chartOf = (namespace: string): Chart => {
    let chart = charts.get(namespace);
    if (!chart) {
      charts.set(namespace, chart = new Chart(app, namespace, { namespace }));
      mesh.enroll(chart);
    }
    return chart;
  };
  const services = d.services.map((s) => {
    const pods = { image: 'img:1', runAsUser: 1000 };
    const made = new MeshService(chartOf(s.namespace), s.id, { ports: makePorts(s.ports), ...(s.weights.length ? {} : pods) });
    const versions = s.weights.map((_, i) => made.addVersion(`v${i}`, pods));
    if (versions.length) made.split(...versions.map((v, i) => v.weight(s.weights[i])));
    if (s.ports.some(seesRequests)) s.rules.forEach((r, i) => made.addRule({ name: `rule-${i}`, matches: [r.kind === 'header' ? HttpMatch.header('x-rule', `r${i}`) : HttpMatch.prefix(`/r${i}`)], to: [target(made, versions, r.to)] }));
    return made;
  });
  const external = d.external.map((e) => {
    const made = new ExternalService(chartOf(e.namespace), `ext-${e.id}`, { hosts: [...e.hosts], ports: makePorts(e.ports) });
    if (e.slow && e.ports.some(seesRequests)) made.addRule({ matches: [HttpMatch.prefix('/slow')], requestHeaders: { set: { 'x-slow': 'yes' } } });
    return made;
  });
  for (const [from, to] of d.calls) services[from].calls(services[to]);
  for (const [from, to] of d.out) services[from].calls(external[to]);
  return app;
}

const target = (s: MeshService, versions: readonly ServiceVersion[], to: number) => (versions.length ? versions[to % versions.length] : s);

/** A request, and the share of it that must reach each destination: `host port subset`. */
export interface Way {
  readonly request: TrafficRequest;
  /** undefined: nothing of `host` may be reached */
  readonly shares?: Readonly<Record<string, number>>;
  readonly host: string;
}

const fullName = (s: DrawnService): string => `${s.id}.${s.namespace}.svc.cluster.local`;

/** Every way that the data declare, and in a scoped app every one that they don't. */
export function* waysOf(d: Drawn): Iterable<Way> {
  const callers = d.services.map((s) => `${s.namespace}/Service/${s.id}`);
  for (const [i, from] of callers.entries()) {
    for (const [j, s] of d.services.entries()) {
      if (i === j) continue;
      const declared = d.calls.some(([a, b]) => a === i && b === j);
      for (const p of s.ports) yield* toService(from, s, p, declared, d);
    }
    for (const [j, e] of d.external.entries()) {
      const declared = d.out.some(([a, b]) => a === i && b === j);
      for (const host of e.hosts) for (const p of e.ports) yield* toExternal(from, host, p, declared, d);
    }
  }
}

function* toService(from: string, s: DrawnService, p: DrawnPort, declared: boolean, d: Drawn): Iterable<Way> {
  const host = fullName(s);
  const url = (path: string) => (seesRequests(p) ? `http://${s.id}.${s.namespace}:${p.number}${path}` : `tcp://${s.id}.${s.namespace}:${p.number}`);
  if (!declared) {
    if (d.scoped) yield { request: { from, url: url('/') }, host };
    return;
  }
  const total = s.weights.reduce((a, b) => a + b, 0);
  const split = s.weights.length ? Object.fromEntries(s.weights.map((w, i) => [`${host} ${p.number} v${i}`, w / total] as const).filter(([, w]) => w > 0)) : { [`${host} ${p.number} `]: 1 };
  yield { request: { from, url: url('/') }, shares: split, host };
  if (!seesRequests(p)) return;
  for (const [i, r] of s.rules.entries()) {
    const shares = { [`${host} ${p.number} ${s.weights.length ? `v${r.to % s.weights.length}` : ''}`]: 1 };
    yield { request: { from, url: url(r.kind === 'prefix' ? `/r${i}/x` : '/x'), headers: r.kind === 'header' ? { 'x-rule': `r${i}` } : {} }, shares, host };
  }
  yield { request: { from, url: url('/other'), headers: { 'x-rule': 'none' } }, shares: split, host };
}

function* toExternal(from: string, host: string, p: DrawnPort, declared: boolean, d: Drawn): Iterable<Way> {
  const url = (path: string) => (seesRequests(p) ? `http://${host}:${p.number}${path}` : `tcp://${host}:${p.number}`);
  // connections without a name can't be told apart by host where several hosts share the port
  const owners = d.external.flatMap((e) => e.ports.some((q) => q.number === p.number) ? e.hosts : []);
  if (!seesRequests(p) && owners.length > 1) return;
  if (!seesRequests(p) || d.external.some((e) => e.ports.some((q) => q.number === p.number && !seesRequests(q)))) return;
  if (!declared) {
    if (d.scoped) yield { request: { from, url: url('/') }, host };
    return;
  }
  for (const path of ['/', '/slow']) yield { request: { from, url: url(path) }, shares: { [`${host} ${p.number} `]: 1 }, host };
}

/** What differs from the declarations, one sentence each. */
export function misled(d: Drawn, traffic: Traffic): string[] {
  const out: string[] = [];
  for (const way of waysOf(d)) {
    const answer = traffic.ask(way.request);
    const got = reached(answer);
    const text = `${way.request.from} to ${way.request.url} ${JSON.stringify(way.request.headers ?? {})}`;
    if (!way.shares) {
      const leaked = Object.keys(got).filter((k) => k.startsWith(`${way.host} `));
      if (leaked.length > 0) out.push(`${text}: not declared, and reaches ${leaked.join(', ')}`);
    } else if (!same(got, way.shares)) {
      out.push(`${text}: must reach ${JSON.stringify(way.shares)}, reaches ${JSON.stringify(got)} (${answer.outcomes.map((o) => o.text).join('; ')})`);
    }
  }
  return out;
}

function reached({ outcomes }: TrafficAnswer): Record<string, number> {
  const out: Record<string, number> = {};
  for (const o of outcomes) if (o.kind === TrafficOutcomeKind.ROUTED && o.share > 0) out[`${o.host} ${o.port} ${o.subset ?? ''}`] = (out[`${o.host} ${o.port} ${o.subset ?? ''}`] ?? 0) + o.share;
  return out;
}

function same(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): boolean {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((k) => Math.abs((a[k] ?? 0) - (b[k] ?? 0)) < 1e-4);
}

/** All objects of an app, for tests that change some of them. */
export const objectsOf = (app: App): any[] => app.charts.flatMap((c) => Testing.synth(c));
