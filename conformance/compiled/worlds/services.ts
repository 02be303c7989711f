import { APPS, type Draw } from './draw';
import { defined, exportTo, namespace, OUTSIDE, PORTS, PROTOCOLS, fqdn } from './names';

const ports = ({ r }: Draw): { port: number; protocol: string }[] => {
  const used = new Set<number>();
  const out: { port: number; protocol: string }[] = [];
  for (let i = r.between(1, 3); i > 0; i--) {
    const port = r.one(PORTS);
    if (used.has(port)) continue;
    used.add(port);
    out.push({ port, protocol: r.one(PROTOCOLS) });
  }
  return out;
};

export function service(draw: Draw): any {
  const { r } = draw;
  const ns = namespace(r);
  const name = r.one(APPS);
  const to = exportTo(r, ns);
  // whether a hidden Service has endpoints depends on the order of events in the fake registry
  const metadata = to && !to.includes('~') && r.chance(0.6) ? { annotations: { 'networking.istio.io/exportTo': to.join(',') } } : {};
  if (r.chance(draw.emphases.has('aliases') ? 0.35 : 0.03)) {
    const externalName = r.one([fqdn(r.one(APPS), 'a'), fqdn(r.one(APPS), 'b'), fqdn(`${r.one(APPS)}-alias`, r.one(['a', 'b'])), 'ext.example.com']);
    return draw.object('v1', 'Service', `${name}-alias`, ns, { spec: { type: 'ExternalName', externalName, ports: [{ port: 80, name: 'http' }] } }, metadata);
  }
  const selector = r.chance(0.9) ? { app: name, ...(r.chance(0.15) ? { version: 'v1' } : {}) } : undefined;
  return draw.object('v1', 'Service', name, ns, {
    spec: defined({
      selector,
      clusterIP: r.chance(0.12) ? 'None' : `10.96.${ns === 'a' ? 1 : ns === 'b' ? 2 : 3}.${APPS.indexOf(name) + 1}`,
      ports: ports(draw).map(({ port, protocol }, n) => defined({
        port,
        name: protocol ? `${protocol}-${n}` : `p${n}`,
        targetPort: r.chance(0.25) ? r.one<number | string>([8080, 9090, 'http', 'tcp']) : undefined,
        appProtocol: r.chance(0.1) ? r.one(['http', 'tcp', 'kubernetes.io/h2c', 'grpc']) : undefined,
        protocol: r.chance(0.04) ? 'UDP' : undefined,
      })),
    }),
  }, metadata);
}

export function serviceEntry(draw: Draw, i: number): any {
  const { r } = draw;
  const ns = namespace(r);
  const many = draw.emphases.has('entries');
  const there = many && r.chance(0.3) ? ns : r.one(['a', 'b']);
  const hosts = r.some([...OUTSIDE, fqdn(r.one(APPS), there), ...(many ? [fqdn(r.one(APPS), there)] : []), 'cart.global'], 1, 2);
  const wild = hosts.some((h) => h.startsWith('*'));
  const resolution = r.one(wild ? ['NONE', 'STATIC'] : ['NONE', 'STATIC', 'STATIC', 'DNS', 'DNS', 'DNS_ROUND_ROBIN']);
  const drawn = ports(draw);
  // of several endpoints of one host, which one such a cluster resolves isn't settled here
  if (resolution === 'DNS_ROUND_ROBIN') hosts.splice(0, hosts.length, `rr-${i}.example.com`);
  const http = drawn.some(({ protocol }) => /^(http2?|grpc.*|)$/.test(protocol));
  // of several workloads, a cluster that resolves one name takes any
  const selects = resolution !== 'NONE' && resolution !== 'DNS_ROUND_ROBIN' && r.chance(0.2);
  const endpoint = (): any => defined({
    address: resolution === 'STATIC' ? `10.2.0.${r.between(1, 5)}` : r.one(['one.example.com', 'two.example.com', '10.2.0.9']),
    labels: r.maybe(0.6, () => ({ version: r.one(['v1', 'v2']) })),
    ports: r.maybe(0.2, () => ({ [`p${0}`]: 9999 })),
    weight: r.maybe(0.2, () => r.between(1, 5)),
    serviceAccount: r.maybe(many ? 0.8 : 0.3, () => r.one(APPS)),
  });
  const endpoints = !selects && resolution !== 'NONE' && (resolution === 'STATIC' || r.chance(0.5)) ? [endpoint(), ...(r.chance(0.5) && resolution !== 'DNS_ROUND_ROBIN' ? [endpoint()] : [])] : undefined;
  return draw.object('networking.istio.io/v1', 'ServiceEntry', `se-${i}`, ns, {
    spec: defined({
      hosts,
      // hosts that share an address claim the same domain, and istiod takes one at random
      addresses: hosts.length > 1 ? undefined : r.maybe(0.4, () => r.some([`10.97.0.${i + 1}`, `10.97.1.${i + 1}`, `10.98.${i}.0/24`, `10.97.2.${i + 1}/32`], 1, http ? 1 : 2)),
      location: r.one(['MESH_EXTERNAL', many ? 'MESH_INTERNAL' : 'MESH_EXTERNAL', 'MESH_INTERNAL', undefined]),
      resolution,
      ports: drawn.map(({ port, protocol }, n) => defined({
        number: port,
        name: `p${n}`,
        protocol: protocol ? protocol.toUpperCase() : 'TCP',
        // of two ports of a selecting ServiceEntry with one target, istiod takes any first
        targetPort: selects && n > 0 ? undefined : r.maybe(0.15, () => 8443),
      })),
      endpoints,
      workloadSelector: selects ? { labels: { app: r.one([...APPS, 'vm', 'vm']) } } : undefined,
      exportTo: exportTo(r, ns),
      subjectAltNames: r.maybe(0.15, () => ['spiffe://cluster.local/ns/x/sa/y']),
    }),
    // of ServiceEntries of one age for one host in one namespace, istiod takes any first
  }, { creationTimestamp: `2026-01-0${r.between(1, 3)}T00:00:0${i}Z` });
}

export function workloadEntry(draw: Draw, i: number): any {
  const { r } = draw;
  return draw.object('networking.istio.io/v1', 'WorkloadEntry', `we-${i}`, namespace(r), {
    spec: defined({
      address: `10.3.0.${i + 1}`,
      // Services that select WorkloadEntries get them by events, in the fake registry not always in time
      labels: { app: 'vm', version: r.one(['v1', 'v2']) },
      ports: r.maybe(0.3, () => ({ p0: 7777 })),
      serviceAccount: r.maybe(0.5, () => 'vm'),
      weight: r.maybe(0.2, () => 3),
    }),
  });
}
