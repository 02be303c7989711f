import { ApiObject, App, Chart } from 'cdk8s';
import * as fc from 'fast-check';
import {
  ControlPlane, EgressGateway, ExternalService, GatewayApiChannel, GatewayWorkload, Identity, IngressGateway, Backend, Listener, Mesh, MeshService, ServicePort, Source, Traffic, TrafficApi,
} from '../../src';
import { connects } from '../network';

/** Apps with requests, connections and TLS at several gateways of the same proxies, in front of generated and adopted services, with Istio's API and Gateway
 * API, with NetworkPolicies: each is randomly generated, rendered, and checked against its declarations.
 */

/** Similar names, on purpose: `a-b` + `c` and `a` + `b-c`. */
const NAMES = ['api', 'api-shop', 'shop', 'a', 'a-b', 'b-c', 'c'];
export const HOSTS = ['api-shop.example.com', 'api.shop.example.com', 'any.example.com', 'shop.example.com', 'a-b.c.example.com', 'a.b-c.example.com'];

const listener = fc.record({ protocol: fc.constantFrom('http' as const, 'tls' as const, 'tcp' as const), service: fc.nat(5), gateway: fc.nat(2) });

export const edges = fc.record({
  api: fc.constantFrom('istio' as const, 'gateway-api' as const),
  namespaces: fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 2, maxLength: 2 }),
  services: fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 }),
  adopted: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
  split: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
  rule: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
  weight: fc.integer({ min: 1, max: 99 }),
  gateways: fc.integer({ min: 1, max: 3 }),
  listeners: fc.array(listener, { minLength: 1, maxLength: 6 }),
  calls: fc.array(fc.tuple(fc.nat(5), fc.nat(5), fc.constantFrom(80, 9000, 8443)), { maxLength: 4 }),
  outside: fc.uniqueArray(fc.constantFrom(...HOSTS), { minLength: 1, maxLength: 3 }),
  via: fc.boolean(),
});
export type Edges = typeof edges extends fc.Arbitrary<infer T> ? T : never;

/** Port of the pods for each port of a Service. */
const POD_PORT: { readonly [port: number]: number } = { 80: 8080, 9000: 9000, 8443: 8443 };
const PROXIES = { namespace: 'out', labels: { istio: 'egress', app: 'istio-egress' } };

/** The services of an app, in the order in which its draws count them. */
export const servicesOf = (e: Edges) => e.namespaces.flatMap((namespace) => e.services.map((name) => ({ namespace, name })))
  .map((s, i) => ({ ...s, adopted: e.adopted[i], split: e.split[i], rule: e.rule[i] }));

/** A Service and pods that another tool wrote, with a port of the pods that is known by its name. */
function foreign(chart: Chart, name: string): ApiObject {
  const labels = { app: name };
  const container = { name: 'c', image: 'c:1', ports: [{ name: 'web', containerPort: 8080 }] };
  for (const version of ['v1', 'v2']) {
    new ApiObject(chart, `${name}.${version}`, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: `${name}-${version}` },
      spec: { selector: { matchLabels: { ...labels, version } }, template: { metadata: { labels: { ...labels, version } }, spec: { containers: [container] } } },
    } as any);
  }
  const ports = [{ name: 'http', port: 80, targetPort: 'web' }, { name: 'tcp-db', port: 9000 }, { name: 'tls', port: 8443 }];
  return new ApiObject(chart, `${name}.service`, { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { selector: labels, ports } } as any);
}

function service(chart: Chart, s: ReturnType<typeof servicesOf>[number], weight: number): MeshService {
  const pods = s.adopted ? {} : { image: 'a:1', runAsUser: 1000 };
  const made = s.adopted ? MeshService.fromApiObject(chart, s.name, foreign(chart, s.name), Identity.fromServiceAccount({ namespace: s.namespace, serviceAccount: 'default' }))
    : new MeshService(chart, s.name, { ports: [ServicePort.http(80, { targetPort: 8080 }), ServicePort.tcp(9000), ServicePort.tls(8443)] });
  const [v1, v2] = ['v1', 'v2'].map((v) => made.addVersion(v, pods));
  if (s.split) made.split(v1.weight(weight), v2.weight(100 - weight));
  if (s.rule) made.addTcpRule({ port: 9000, to: [v2] });
  return made;
}

const LISTEN = {
  http: (name: string, host: string) => Listener.http({ name, hosts: [host] }),
  tls: (name: string, host: string) => Listener.tlsPassthrough({ name, hosts: [host] }),
  tcp: (name: string, _host: string, port: number) => Listener.tcp({ name, port }),
};
const PORT = { http: 80, tls: 8443, tcp: 9000 } as const;

/** The calls that were drawn, without those of a service to itself. */
export const callsOf = (e: Edges) => {
  const all = servicesOf(e);
  return e.calls.map(([from, to, port]) => ({ from: from % all.length, to: to % all.length, port })).filter((c) => c.from !== c.to);
};

/** Renders an app. Without the checks, which have tests of their own and would take most of the time. */
export function render(e: Edges): any[] {
  const app = new App();
  const controlPlane = e.api === 'istio' ? ControlPlane.existing() : ControlPlane.existing({ trafficApi: TrafficApi.GATEWAY_API, gatewayApiChannel: GatewayApiChannel.EXPERIMENTAL });
  const mesh = new Mesh(app, 'mesh', { controlPlane, networkPolicies: true });
  const charts = new Map(e.namespaces.map((namespace) => {
    const chart = new Chart(app, namespace, { namespace });
    mesh.enroll(chart);
    return [namespace, chart];
  }));
  const made = servicesOf(e).map((s) => service(charts.get(s.namespace)!, s, e.weight));
  const home = charts.get(e.namespaces[0])!;
  const gateways = Array.from({ length: e.gateways }, (_, i) => {
    const { namespace, id } = gatewayOf(e, i);
    const gateway = new IngressGateway(charts.get(namespace)!, id);
    gateway.deny({ from: [Source.ipBlocks(`10.${i}.0.0/16`)] });
    return gateway;
  });
  e.listeners.forEach((l, i) => gateways[l.gateway % e.gateways].addListener(LISTEN[l.protocol](`l-${i}`, HOSTS[i], 9100 + i)).route(Backend.to(made[l.service % made.length], { port: PORT[l.protocol] })));
  callsOf(e).forEach((c) => made[c.from].calls(made[c.to], { ports: [c.port] }));
  const out = e.via ? new EgressGateway(home, 'out', { workload: GatewayWorkload.existing({ ...PROXIES, serviceName: 'istio-egress' }) }) : undefined;
  made[0].calls(ExternalService.fromAttributes(home, 'outside', { namespace: 'platform', hosts: e.outside, ports: [ServicePort.tls(443)], via: out }));
  return app.node.findAll().filter((c): c is ApiObject => ApiObject.isApiObject(c)).map((o) => o.toJson());
}

type Shares = ReadonlyArray<readonly [version: string, port: number, percent: number]>;

/** How the requests or connections to a port of a service are shared. */
function declared(s: ReturnType<typeof servicesOf>[number], port: number, weight: number): Shares {
  if (s.rule && port === 9000) return [['v2', port, 100]];
  return s.split ? [['v1', port, weight], ['v2', port, 100 - weight]] : [['', port, 100]];
}

const text = (host: string, shares: Shares) => `${host} ${JSON.stringify(shares)}`;

/** Where routes of Istio's API lead what arrives at a listener. */
function istioRoutes(objects: readonly any[], gateway: string, protocol: keyof typeof PORT, host: string, port: number): readonly string[] {
  return objects.filter((o) => o.kind === 'VirtualService' && o.spec.gateways?.includes(gateway)).flatMap((o) => {
    const rules: any[] = protocol === 'http' ? (o.spec.hosts.includes(host) ? o.spec.http ?? [] : []) : o.spec[protocol] ?? [];
    return rules.filter((r) => (protocol === 'tls' ? r.match[0].sniHosts.includes(host) : protocol === 'http' ? !r.match?.[0].port || r.match[0].port === 80 : r.match[0].port === port))
      .map((r) => text(r.route[0].destination.host, r.route.map((d: any) => [d.destination.subset ?? '', d.destination.port.number, d.weight ?? 100])));
  });
}

/** Where a gateway is: gateways of several namespaces have one id, and all use the same proxies. */
function gatewayOf({ namespaces, gateways }: Edges, index: number): { readonly namespace: string; readonly id: string } {
  const i = index % gateways;
  return { namespace: namespaces[i % namespaces.length], id: `edge-${Math.floor(i / namespaces.length)}` };
}

const ROUTE = { http: 'HTTPRoute', tls: 'TLSRoute', tcp: 'TCPRoute' } as const;

/** Where routes of Gateway API lead it, in the words of the other API. */
function gatewayRoutes(objects: readonly any[], gateway: string, protocol: keyof typeof PORT, name: string, host: string, of: string): readonly string[] {
  const routes = objects.filter((o) => o.kind === ROUTE[protocol] && o.spec.parentRefs.some((p: any) => p.name === gateway && (p.sectionName === undefined || p.sectionName === name)))
    .filter((o) => protocol === 'tcp' || o.spec.hostnames?.includes(host));
  return routes.flatMap((o) => o.spec.rules.map((r: any) => {
    const namespace = r.backendRefs[0].namespace ?? o.metadata.namespace;
    const version = (b: any) => (b.name === of ? '' : b.name.startsWith(`${of}-`) ? b.name.slice(of.length + 1) : b.name);
    return text(`${of}.${namespace}.svc.cluster.local`, r.backendRefs.map((b: any) => [version(b), b.port, b.weight ?? 100]));
  }));
}

/** Everything that differs from the declarations, one sentence each. */
export function faults(e: Edges, objects: readonly any[]): string[] {
  const ids = objects.map((o) => `${o.kind} ${o.metadata.namespace ?? ''}/${o.metadata.name}`);
  return [
    ...ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => `${id} is written twice`),
    ...edgeFaults(e, objects), ...networkFaults(e, objects), ...(e.api === 'istio' ? callFaults(e, objects) : []), ...outsideFaults(e, objects),
  ];
}

function edgeFaults(e: Edges, objects: readonly any[]): string[] {
  const all = servicesOf(e);
  return e.listeners.flatMap((l, i) => {
    const to = all[l.service % all.length];
    const { namespace, id } = gatewayOf(e, l.gateway);
    const gateway = `${namespace}/${id}`;
    const want = text(`${to.name}.${to.namespace}.svc.cluster.local`, declared(to, PORT[l.protocol], e.weight));
    const got = e.api === 'istio' ? istioRoutes(objects, gateway, l.protocol, HOSTS[i], 9100 + i) : gatewayRoutes(objects, `${namespace.replaceAll('-', '--')}-${id}`, l.protocol, `l-${i}`, HOSTS[i], to.name);
    return got.length === 1 && got[0] === want ? [] : [`${l.protocol} ${HOSTS[i]} at ${gateway} is led to ${got.join(' and ') || 'nothing'}, not ${want}`];
  });
}

/** Whether pods connect exactly as declared. */
function networkFaults(e: Edges, objects: readonly any[]): string[] {
  const all = servicesOf(e);
  const calls = callsOf(e);
  const pod = (s: { name: string; namespace: string }) => ({ namespace: s.namespace, labels: { app: s.name, version: 'v1' } });
  return all.flatMap((from, i) => all.flatMap((to, j) => (i === j ? [] : Object.entries(POD_PORT).flatMap(([port, own]) => {
    // the proxies of adopted pods see their namespace, and so may its pods; the other side still lets in declared callers alone
    const want = calls.some((c) => c.from === i && c.to === j && c.port === Number(port));
    return connects(objects, pod(from), pod(to), own) === want ? [] : [`pods of ${from.namespace}/${from.name} ${want ? 'do not reach' : 'reach'} port ${port} of ${to.namespace}/${to.name}`];
  }))));
}

function callFaults(e: Edges, objects: readonly any[]): string[] {
  const all = servicesOf(e);
  const traffic = Traffic.ofManifests([...objects]);
  return callsOf(e).flatMap(({ from, to, port }) => {
    const host = `${all[to].name}.${all[to].namespace}.svc.cluster.local`;
    // the short name, which clients of TLS send as the server name
    const url = port === 80 ? `http://${host}/x` : port === 8443 ? `tls://${all[to].name}.${all[to].namespace}:${port}` : `tcp://${host}:${port}`;
    const got = traffic.ask({ from: `${all[from].namespace}/${all[from].name}${all[from].adopted ? '-v1' : ''}`, url }).outcomes;
    const shares = text(got[0]?.host ?? '', got.map((o) => [o.subset ?? '', port, Math.round(o.share * 100)]));
    const want = text(host, declared(all[to], port, e.weight));
    return shares === want ? [] : [`${url} goes to ${shares}, not ${want}`];
  });
}

/** Whether the proxies of the caller know the hosts of another owner, and the gateway by which these leave. */
function outsideFaults(e: Edges, objects: readonly any[]): string[] {
  const [caller] = servicesOf(e);
  const sidecar = objects.find((o) => o.kind === 'Sidecar' && o.metadata.namespace === caller.namespace && o.metadata.name === caller.name);
  const known: readonly string[] = sidecar?.spec.egress[0].hosts ?? [];
  const wanted = [...e.outside.map((h) => `platform/${h}`), ...e.via ? ['out/istio-egress.out.svc.cluster.local'] : []];
  const network = connects(objects, { namespace: caller.namespace, labels: { app: caller.name } }, e.via ? PROXIES : { address: '203.0.113.7' }, 443);
  return [...wanted.filter((h) => !known.includes(h)).map((h) => `${h} is out of reach`), ...network ? [] : ['the network does not let the caller out']];
}
