import { ApiObject, App, Chart } from 'cdk8s';
import * as fc from 'fast-check';
import {
  Backend, CertificateAuthority, ControlPlane, GatewayWorkload, GoogleProject, HttpMatch, IngressGateway, Listener, Mesh, MeshService, ServicePort, StringMatch, Traffic, type ServiceVersion, type TrafficRequest,
} from '../../src';

/** An app on Google's service routing as data: randomly generated, and used to compute the expectations without the library's code. */
export interface Routed {
  readonly services: readonly RoutedService[];
  /** hosts of a gateway, and the service behind each, by its index */
  readonly edge: readonly (readonly [host: string, service: number])[];
}
interface RoutedService {
  readonly namespace: string;
  readonly id: string;
  readonly ports: readonly RoutedPort[];
  /** weights of the split; none: no versions */
  readonly weights: readonly number[];
  readonly rules: readonly { readonly kind: 'header' | 'prefix' | 'method'; readonly to: number }[];
}
interface RoutedPort { readonly kind: 'http' | 'grpc' | 'tcp'; readonly number: number }

/** Names that are alike: one is the beginning of another, a hyphen stands where another ends. */
const NAMES = ['a', 'a-b', 'a-b-c', 'b', 'b-c', 'api', 'shop', 'shop-api'];
const NAMESPACES = ['shop', 'shop-a', 'a'];
const HOSTS = ['shop.example.com', 'a.shop.example.com', 'ashop.example.com', '*.any.example.com'];

const service: fc.Arbitrary<RoutedService> = fc.record({
  namespace: fc.constantFrom(...NAMESPACES),
  id: fc.constantFrom(...NAMES),
  ports: fc.uniqueArray(fc.record({ kind: fc.constantFrom('http' as const, 'http' as const, 'grpc' as const, 'tcp' as const), number: fc.constantFrom(80, 8080, 9000, 5432) }), { minLength: 1, maxLength: 3, selector: (p) => p.number }),
  weights: fc.oneof(fc.constant([]), fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 3 }).filter((w) => w.some((n) => n > 0))),
  rules: fc.array(fc.record({ kind: fc.constantFrom('header' as const, 'prefix' as const, 'method' as const), to: fc.nat(5) }), { maxLength: 3 }),
});

export const routed: fc.Arbitrary<Routed> = fc.record({
  services: fc.uniqueArray(service, { minLength: 2, maxLength: 6, selector: (s) => `${s.namespace}-${s.id}` }).map(withoutRivals).filter((list) => list.length > 1),
  edge: fc.uniqueArray(fc.tuple(fc.constantFrom(...HOSTS), fc.nat(5)), { maxLength: 3, selector: ([host]) => host }),
});

/** Connections have no name, so that two TCP services on one port are refused. */
function withoutRivals(list: readonly RoutedService[]): RoutedService[] {
  const taken = new Set<number>();
  const busy = new Set(list.flatMap((s) => s.ports.filter((p) => p.kind !== 'tcp').map((p) => p.number)));
  return list.map((s) => ({ ...s, ports: s.ports.filter((p) => p.kind !== 'tcp' || (!busy.has(p.number) && !taken.has(p.number) && taken.add(p.number))) })).filter((s) => s.ports.length > 0);
}

const MAKE = { http: (n: number) => ServicePort.http(n), grpc: (n: number) => ServicePort.grpc(n), tcp: (n: number) => ServicePort.tcp(n) };
const seesRequests = (p: RoutedPort): boolean => p.kind !== 'tcp';
const MATCH = { header: (i: number) => HttpMatch.header('x-rule', `r${i}`), prefix: (i: number) => HttpMatch.prefix(`/r${i}`), method: (i: number) => HttpMatch.exact('/pkg.Shop/Call').withHeader('x-call', StringMatch.exact(`r${i}`)) };

/** The objects of the app that the data describe. */
export function render(d: Routed): any[] {
  const app = new App();
  const project = GoogleProject.fromIds('shop-prod', '482913370156');
  const mesh = new Mesh(app, 'mesh', { controlPlane: ControlPlane.serviceRouting({ project, zones: ['europe-west1-b', 'europe-west1-c'], shortNames: false, certificateAuthority: CertificateAuthority.elsewhere() }) });
  const charts = new Map<string, Chart>();
  const chartOf = (namespace: string): Chart => {
    const known = charts.get(namespace);
    if (known) return known;
    const chart = new Chart(app, namespace, { namespace });
    mesh.enroll(chart);
    charts.set(namespace, chart);
    return chart;
  };
  const services = d.services.map((s) => {
    const pods = { image: 'img:1', runAsUser: 1000 };
    const made = new MeshService(chartOf(s.namespace), s.id, { ports: s.ports.map((p) => MAKE[p.kind](p.number)), ...(s.weights.length ? {} : pods) });
    const versions = s.weights.map((_, i) => made.addVersion(`v${i}`, pods));
    if (versions.length) made.split(...versions.map((v, i) => v.weight(s.weights[i])));
    if (s.ports.some(seesRequests)) s.rules.forEach((r, i) => made.addRule({ name: `rule-${i}`, matches: [MATCH[r.kind](i)], to: [target(made, versions, r.to)] }));
    return made;
  });
  if (d.edge.length > 0) {
    const edge = new IngressGateway(chartOf(d.services[0].namespace), 'edge', { workload: GatewayWorkload.trafficDirector() });
    d.edge.forEach(([host, to], i) => {
      const port = d.services[to % services.length].ports.find(seesRequests);
      if (port) edge.addListener(Listener.http({ name: `l-${i}`, hosts: [host] })).route(Backend.to(services[to % services.length], { port: port.number }));
    });
  }
  return app.node.findAll().filter((c): c is ApiObject => ApiObject.isApiObject(c)).map((o) => o.toJson());
}

const target = (s: MeshService, versions: readonly ServiceVersion[], to: number) => (versions.length ? versions[to % versions.length] : s);

/** A request, and the share of it that each destination gets: `host port`; none: it has no route. */
interface Way { readonly request: TrafficRequest; readonly shares: Readonly<Record<string, number>> }

function destination(s: RoutedService, port: number, version?: number): string {
  return `${s.id}${version === undefined ? '' : `-v${version}`}.${s.namespace}.svc.cluster.local ${port}`;
}

function split(s: RoutedService, port: number): Readonly<Record<string, number>> {
  const total = s.weights.reduce((sum, w) => sum + w, 0);
  if (s.weights.length === 0) return { [destination(s, port)]: 1 };
  return Object.fromEntries(s.weights.flatMap((w, i) => (w > 0 ? [[destination(s, port, i), w / total]] : [])));
}

const UNUSED_PORT = 7777;

/** Every request that the declarations give an answer for. */
export function waysOf(d: Routed): readonly Way[] {
  const from = `${d.services[0].namespace}/${d.services[0].id}${d.services[0].weights.length ? '-v0' : ''}`;
  const ways = d.services.flatMap((s) => s.ports.flatMap((p) => waysTo(s, p, from)));
  const entries = d.edge.flatMap(([host, to]): Way[] => {
    const s = d.services[to % d.services.length];
    const port = s.ports.find(seesRequests);
    return port ? [{ request: { from: `${d.services[0].namespace}/edge`, url: `http://${host.replace('*', 'x')}/` }, shares: split(s, port.number) }] : [];
  });
  const [{ id, namespace }] = d.services;
  const unknown = ['nowhere', `${id}.elsewhere`, `${id}x.${namespace}`, id].map((host): Way => ({ request: { from, url: `http://${host}:${UNUSED_PORT}/` }, shares: {} }));
  return [...ways, ...entries, ...(d.services.some((s) => s.ports.some(seesRequests)) ? unknown : [])];
}

function waysTo(s: RoutedService, { kind, number }: RoutedPort, from: string): readonly Way[] {
  const host = `${s.id}.${s.namespace}`;
  if (kind === 'tcp') return [{ request: { from, url: `tcp://${host}:${number}` }, shares: split(s, number) }];
  const at = (path: string, headers?: Record<string, string>, name = host) => ({ from, method: 'POST', url: `http://${name}:${number}${path}`, headers });
  const rules = s.rules.flatMap((r, i): Way[] => {
    const shares = { [destination(s, number, s.weights.length ? r.to % s.weights.length : undefined)]: 1 };
    if (r.kind === 'header') return [{ request: at('/x', { 'x-rule': `r${i}` }), shares }];
    if (r.kind === 'method') return [{ request: at('/pkg.Shop/Call', { 'x-call': `r${i}` }), shares }];
    return [{ request: at(`/r${i}/deep`), shares }, { request: at(`/r${i}`), shares }, { request: at(`/r${i}x`), shares: split(s, number) }];
  });
  return [...rules, { request: at('/x'), shares: split(s, number) }, { request: at('/x', {}, `${host}.svc.cluster.local`), shares: split(s, number) }, { request: at('/pkg.Shop/Call', { 'x-call': 'no' }), shares: split(s, number) }];
}

/** The requests that the objects don't route as declared, one sentence each. */
export function faults(d: Routed, objects: readonly any[]): string[] {
  const traffic = Traffic.ofManifests([...objects]);
  return waysOf(d).flatMap(({ request, shares }) => {
    const found: Record<string, number> = {};
    for (const o of traffic.ask(request).outcomes) {
      const key = o.kind === 'routed' && o.workloads?.length ? `${o.host} ${o.port}` : o.kind;
      found[key] = (found[key] ?? 0) + o.share;
    }
    const wanted = Object.keys(shares).length === 0 ? { noRoute: 1 } : shares;
    const differs = [...new Set([...Object.keys(found), ...Object.keys(wanted)])].some((key) => Math.abs((found[key] ?? 0) - ((wanted as Record<string, number>)[key] ?? 0)) > 1e-9);
    return differs ? [`${JSON.stringify(request)}: ${JSON.stringify(found)}, declared: ${JSON.stringify(wanted)}`] : [];
  });
}
