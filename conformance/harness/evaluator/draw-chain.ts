import type { Random } from './random';

/* Meshes with two proxies in a row: a sidecar or an ingress gateway sends some of its requests to an egress gateway, and both rewrite them. */

export const HOSTS = ['a.example', 'b.example', 'c.example'];
const PATHS = ['/', '/a', '/a/b', '/ab', '/b', '/b/c'];
const HEADERS = ['x-a', 'x-b', 'x-c'];
const VALUES = ['1', '2', 'one'];
/** The proxies at which a request may begin. */
const CALLERS = ['shop/web', 'edge/ingress'];
const SERVICES = ['api', 'cart'];

/** The mesh with the number: its egress gateway is named after it. */
export const egressOf = (i: number): string => `egress-${i}`;

export function drawMesh(random: Random, i: number): any[] {
  const egress = `${egressOf(i)}.mesh.svc.cluster.local`;
  const services = SERVICES.map((name) => `${name}.shop.svc.cluster.local`);
  return [
    ...workload('web', 'shop'), ...SERVICES.flatMap((name) => workload(name, 'shop')), ...workload('ingress', 'edge', GATEWAY), ...workload(egressOf(i), 'mesh', GATEWAY),
    gateway('in', 'edge', { app: 'ingress' }), gateway('out', 'mesh', { app: egressOf(i) }),
    // the gateways speak plain HTTP with each other
    { apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule', metadata: { name: 'egress', namespace: 'mesh' }, spec: { host: egress, trafficPolicy: { tls: { mode: 'DISABLE' } } } },
    ...HOSTS.map((host) => virtualService(random, `first-${host[0]}`, 'edge', [host], ['mesh', 'edge/in'], [egress, egress, egress, ...services])),
    ...HOSTS.map((host) => virtualService(random, `second-${host[0]}`, 'mesh', [host], ['mesh/out'], services)),
    virtualService(random, 'second-api', 'mesh', [services[0]], ['mesh/out'], services),
  ];
}

const GATEWAY = { 'inject.istio.io/templates': 'gateway' };
const workload = (name: string, namespace: string, annotations: Readonly<Record<string, string>> = {}): any[] => [
  { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec: { selector: { app: name }, ports: [{ name: 'http', port: 80 }] } },
  { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace }, spec: { selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name }, annotations }, spec: { containers: [{ name: 'main', image: 'main' }] } } } },
];

const gateway = (name: string, namespace: string, selector: Record<string, string>): any => ({
  apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: { name, namespace }, spec: { selector, servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }] },
});

function virtualService(random: Random, name: string, namespace: string, hosts: string[], gateways: string[], destinations: readonly string[]): any {
  return { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name, namespace }, spec: { hosts, gateways, http: random.list(1, 4, () => route(random, destinations)) } };
}

function route(random: Random, destinations: readonly string[]): any {
  const match = random.maybe(0.8, () => random.list(1, 2, () => ({
    ...random.maybe(0.8, () => ({ uri: { [random.pick(['prefix', 'prefix', 'exact'])]: random.pick(PATHS) } })),
    ...random.maybe(0.3, () => ({ headers: { [random.pick(HEADERS)]: { exact: random.pick(VALUES) } } })),
  })).filter((m) => Object.keys(m).length > 0));
  return { ...(match?.length && { match }), ...action(random, destinations) };
}

function action(random: Random, destinations: readonly string[]): any {
  if (random.chance(0.08)) return { redirect: { uri: random.pick(PATHS), ...random.maybe(0.5, () => ({ authority: random.pick(HOSTS) })) } };
  if (random.chance(0.08)) return { directResponse: { status: random.pick([200, 403, 418]) } };
  const hosts = [...new Set(random.list(1, 2, () => random.pick(destinations)))];
  return {
    ...random.maybe(0.6, () => ({ rewrite: rewrite(random) })),
    ...random.maybe(0.4, () => ({ headers: { request: changes(random) } })),
    route: hosts.map((host) => ({
      destination: { host, port: { number: 80 } }, ...(hosts.length > 1 && { weight: 50 }), ...random.maybe(0.2, () => ({ headers: { request: changes(random) } })),
    })),
  };
}

const rewrite = (random: Random): any => random.pick([
  { uri: random.pick(PATHS) }, { authority: random.pick([...HOSTS, 'api.shop.svc.cluster.local']) }, { uri: random.pick(PATHS), authority: random.pick(HOSTS) },
]);
const changes = (random: Random): any => random.pick([
  { set: { [random.pick(HEADERS)]: random.pick(VALUES) } }, { add: { [random.pick(HEADERS)]: random.pick(VALUES) } }, { remove: [random.pick(HEADERS)] },
]);

export interface ChainRequest { readonly from: string; readonly host: string; readonly path: string; readonly headers: ReadonlyMap<string, readonly string[]> }

export function drawChainRequest(random: Random): ChainRequest {
  return {
    from: random.pick(CALLERS),
    host: random.chance(0.95) ? random.pick(HOSTS) : 'z.example',
    path: random.pick(PATHS) + random.pick(['', '', '/c', 'x', '?q=1']),
    headers: new Map(random.some(HEADERS, 0, 2).map((name) => [name, [random.pick(VALUES)]])),
  };
}
