import { ApiObject, App, Chart, Duration } from 'cdk8s';
import * as fc from 'fast-check';
import {
  AdoptionStage, EgressGateway, ExternalService, IngressGateway, Listener, ListenerProtocol, Mesh, MeshService, type ServiceVersion, ServicePort, Source, Traffic,
} from '../../src';

/* Estates of several apps: each is randomly generated, rendered, put into one cluster, and checked by the results of requests, or by the routes of its edges. */

/** Similar names, on purpose: `a-b` + `c` and `a` + `b-c`. */
const NAMES = ['api', 'api-shop', 'shop', 'shop-api', 'a', 'a-b', 'b-c', 'c'];
export const HOSTS = ['api-shop.example.com', 'api.shop.example.com', 'any.example.com', 'shop.example.com', 'shop-example.com', 'a-b.c.example.com', 'a.b-c.example.com'];

export const estates = fc.record({
  namespaces: fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 2, maxLength: 3 }),
  services: fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 }),
  weight: fc.integer({ min: 1, max: 99 }),
  split: fc.boolean(),
  client: fc.constantFrom('nothing', 'rule', 'policy', 'both'),
  stage: fc.constantFrom(...Object.values(AdoptionStage)),
  outside: fc.uniqueArray(fc.constantFrom(...HOSTS), { minLength: 1, maxLength: 3 }),
  via: fc.boolean(),
  edge: fc.uniqueArray(fc.constantFrom(...HOSTS), { minLength: 2, maxLength: 4 }),
  gateways: fc.integer({ min: 1, max: 2 }),
});
export type Estate = typeof estates extends fc.Arbitrary<infer T> ? T : never;

/** Without the checks, which have tests of their own and would take most of the time. */
const objectsOf = (app: App): any[] => app.node.findAll().filter((c): c is ApiObject => ApiObject.isApiObject(c)).map((o) => o.toJson());
const pods = { image: 'a:1', runAsUser: 1000 };
const ports = () => [ServicePort.http(80), ServicePort.tcp(9000)];

/** The Service of the egress gateway's proxies, which somebody installed. */
const EGRESS = {
  apiVersion: 'v1', kind: 'Service', metadata: { name: 'istio-egress', namespace: 'istio-egress' }, spec: { selector: { istio: 'egress' }, ports: [80, 443].map((port) => ({ name: `http-${port}`, port })) },
};

/** Renders an estate: the owner's app has all namespaces but the last, which is a team's. */
export function render(e: Estate): any[] {
  const owner = new App();
  const mesh = new Mesh(owner, 'mesh', { stage: e.stage });
  const home = e.namespaces.slice(0, -1).map((namespace) => {
    const chart = new Chart(owner, namespace, { namespace });
    mesh.enroll(chart);
    const services = e.services.map((id) => {
      const s = new MeshService(chart, id, { ports: ports() });
      const [v1, v2] = ['v1', 'v2'].map((v): ServiceVersion => s.addVersion(v, pods));
      if (e.split) s.split(v1.weight(e.weight), v2.weight(100 - e.weight));
      s.allow({ from: [Source.namespace(e.namespaces.at(-1)!)] });
      return s;
    });
    return { chart, services };
  });
  const gateways = Array.from({ length: e.gateways }, (_, i) => new IngressGateway(home[0].chart, `edge-${i}`));
  e.edge.forEach((host, i) => gateways[i % e.gateways].addListener(Listener.http({ hosts: [host], name: `l-${i}` })).route(home[0].services[i % e.services.length]));

  const team = new App();
  const imported = Mesh.fromAttributes(team, 'mesh', { stage: e.stage });
  const namespace = e.namespaces.at(-1)!;
  const chart = new Chart(team, namespace, { namespace });
  imported.enroll(chart);
  const caller = new MeshService(chart, 'caller', { ports: ports(), ...pods });
  e.namespaces.slice(0, -1).forEach((theirs) => e.services.forEach((name) => {
    const s = MeshService.fromAttributes(chart, `${theirs}.${name}`, { serviceName: name, namespace: theirs, ports: ports(), selector: { app: name } });
    caller.calls(s);
    if (e.client === 'rule' || e.client === 'both') s.addRule({ timeout: Duration.seconds(3) });
    if (e.client === 'policy' || e.client === 'both') s.policy({ connectionPool: { maxConnections: 9 } });
  }));
  caller.calls(new ExternalService(chart, 'outside', { hosts: e.outside, ports: [ServicePort.http(80)], via: e.via ? new EgressGateway(chart, 'out') : undefined }));
  IngressGateway.fromAttributes(chart, 'edge', { gatewayName: 'edge-0', namespace: e.namespaces[0], listeners: [{ protocol: ListenerProtocol.HTTP, hosts: ['team.example.com'] }] }).listener('http-80').route(caller);
  return [...objectsOf(owner), ...objectsOf(team), EGRESS];
}

/** Everything that differs from the declarations, one sentence each. */
export function faults(e: Estate, objects: any[]): string[] {
  const found: string[] = [];
  const ids = objects.map((o) => `${o.kind} ${o.metadata.namespace ?? ''}/${o.metadata.name}`);
  found.push(...ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => `${id} is written twice`));
  const traffic = Traffic.ofManifests(objects);
  const from = `${e.namespaces.at(-1)}/caller`;
  for (const namespace of e.namespaces.slice(0, -1)) {
    for (const name of e.services) {
      const host = `${name}.${namespace}.svc.cluster.local`;
      const { outcomes } = traffic.ask({ from, url: `http://${host}/x` });
      const own = e.client === 'nothing' && e.split ? [['v1', e.weight / 100], ['v2', 1 - e.weight / 100]] : [[undefined, 1]];
      const timeout = e.client === 'rule' || e.client === 'both' ? 3000 : undefined;
      if (outcomes.some((o) => o.kind !== 'routed' || o.host !== host || o.timeout?.toMilliseconds() !== timeout)) found.push(`http://${host} goes to ${outcomes.map((o) => `${o.kind} ${o.host} ${o.timeout?.toMilliseconds()}`)}`);
      const shares = outcomes.map((o) => [o.subset, Math.round(o.share * 100)]);
      if (JSON.stringify(shares) !== JSON.stringify(own.map(([v, w]) => [v, Math.round(Number(w) * 100)]))) found.push(`http://${host} is shared as ${JSON.stringify(shares)}`);
      const tcp = traffic.ask({ from, url: `tcp://${host}:9000` }).outcomes;
      if (tcp.some((o) => o.host !== host || (o.kind !== 'routed' && o.kind !== 'noEndpoint'))) found.push(`tcp://${host} goes to ${tcp.map((o) => `${o.kind} ${o.host}`)}`);
    }
  }
  for (const host of e.outside) {
    const { outcome } = traffic.ask({ from, url: `http://${host}/x` });
    // with a gateway, the first place that the request comes to
    const way = outcome.hops?.[0] ?? outcome;
    const subset = objects.flatMap((o) => (o.kind === 'DestinationRule' && o.spec.host === way.host ? o.spec.subsets ?? [] : [])).find((s: any) => s.name === way.subset);
    const right = e.via ? way.host?.startsWith('istio-egress.') && subset?.trafficPolicy.portLevelSettings[0].tls.sni === host : outcome.host === host;
    if (!right) found.push(`http://${host} leaves by ${way.host} as ${subset?.trafficPolicy.portLevelSettings[0].tls.sni}`);
  }
  e.edge.forEach((host, i) => {
    const gateway = `${e.namespaces[0]}/edge-${i % e.gateways}`;
    const routes = objects.filter((o) => o.kind === 'VirtualService' && o.spec.hosts?.includes(host) && o.spec.gateways?.includes(gateway));
    const want = `${e.services[i % e.services.length]}.${e.namespaces[0]}.svc.cluster.local`;
    const got = routes.flatMap((o) => o.spec.http.flatMap((h: any) => h.route.map((r: any) => r.destination.host)));
    if (routes.length !== 1 || got.length === 0 || got.some((h) => h !== want)) found.push(`${host} at ${gateway} has ${routes.length} routes, to ${got}`);
  });
  return found;
}
