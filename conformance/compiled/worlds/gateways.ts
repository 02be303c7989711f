import { APPS, NAMESPACES, type Draw, type DrawnProxy } from './draw';
import { defined, fqdn, namespace, OUTSIDE } from './names';
import { virtualService } from './virtual-services';

const GATEWAYS = ['gw-0', 'gw-1'] as const;
/** Hosts that servers and routes of gateways are likely to share. */
const EDGE = [...OUTSIDE, 'shop.example.com', 'Shop.example.com', 'pay.shop.example.com', '*.shop.example.com', '*'];

function serverHosts({ r }: Draw): string[] {
  if (r.chance(0.08)) return ['*/*'];
  return [...new Set(Array.from({ length: r.one([1, 1, 2, 3]) }, () => {
    const host = r.one(r.chance(0.85) ? EDGE : [fqdn(r.one(APPS), 'a'), '*.a.svc.cluster.local', '*.local']);
    const pick = r.below(10);
    // istiod panics at `*/*` beside other hosts
    return pick < 6 || host === '*' ? host : pick < 7 ? `./${host}` : pick < 8 ? `*/${host}` : `${r.one(['a', 'b'])}/${host}`;
  }))];
}

function tls({ r }: Draw, https: boolean): any {
  const mode = r.one(https ? ['SIMPLE', 'SIMPLE', 'SIMPLE', 'MUTUAL', 'OPTIONAL_MUTUAL', 'ISTIO_MUTUAL', 'PASSTHROUGH'] : ['PASSTHROUGH', 'PASSTHROUGH', 'PASSTHROUGH', 'SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL', 'AUTO_PASSTHROUGH']);
  if (mode === 'PASSTHROUGH' || mode === 'AUTO_PASSTHROUGH') return mode === 'PASSTHROUGH' && r.chance(0.2) ? {} : { mode };
  const ends = mode !== 'ISTIO_MUTUAL';
  const files = { serverCertificate: '/etc/certs/cert.pem', privateKey: '/etc/certs/key.pem', ...(mode === 'SIMPLE' ? {} : { caCertificates: '/etc/certs/ca.pem' }) };
  return defined({
    mode,
    ...(ends ? r.one<any>([{ credentialName: 'cert' }, { credentialName: 'cert' }, { credentialNames: ['rsa', 'ecdsa'] }, files, { credentialName: 'cert', caCertCredentialName: 'authorities' }]) : {}),
    subjectAltNames: r.maybe(0.2, () => ['client.example.com', 'spiffe://x/y']),
    ...(ends ? {
      minProtocolVersion: r.maybe(0.3, () => r.one(['TLSV1_2', 'TLSV1_3', 'TLS_AUTO'])),
      maxProtocolVersion: r.maybe(0.2, () => 'TLSV1_3'),
      cipherSuites: r.maybe(0.2, () => ['ECDHE-RSA-AES128-GCM-SHA256', 'AES256-GCM-SHA384']),
    } : {}),
  });
}

function server(draw: Draw, i: number): any {
  const { r } = draw;
  const protocol = r.one(['HTTP', 'HTTP', 'HTTP', 'http', 'HTTPS', 'HTTPS', 'HTTPS', 'HTTP2', 'GRPC', 'GRPC-WEB', 'TLS', 'TLS', 'TCP', 'TCP', 'MONGO']);
  const upper = protocol.toUpperCase();
  const plain = ['HTTP', 'HTTP2', 'GRPC', 'GRPC-WEB'].includes(upper);
  return defined({
    port: { number: r.one(plain ? [80, 80, 80, 8080, 443] : ['HTTPS', 'TLS'].includes(upper) ? [443, 443, 443, 8443, 80] : [9090, 9090, 27017, 443]), protocol, name: `${upper.toLowerCase()}-${i}` },
    hosts: serverHosts(draw),
    bind: r.maybe(0.1, () => r.one(['10.1.1.1', '127.0.0.1', '0.0.0.0'])),
    tls: upper === 'HTTPS' || upper === 'TLS' ? tls(draw, upper === 'HTTPS') : plain && r.chance(0.25) ? { httpsRedirect: r.chance(0.85) } : undefined,
  });
}

function gateway(draw: Draw): any {
  const { r } = draw;
  const selector = r.one<any>([{ istio: 'ingress' }, { istio: 'ingress' }, { istio: 'ingress' }, { app: 'gw' }, { istio: 'ingress', app: 'gw' }, { istio: 'egress' }]);
  return draw.object('networking.istio.io/v1', 'Gateway', r.one(GATEWAYS), namespace(r), {
    spec: { selector, servers: Array.from({ length: r.between(1, 4) }, (_, i) => server(draw, i)) },
  });
}

/** A proxy with the Service in front of it, if any. */
function workload(draw: Draw, ns: string, i: number): { objects: any[]; proxy: DrawnProxy } {
  const { r } = draw;
  const labels: Record<string, string> = { app: 'gw', istio: r.one(['ingress', 'ingress', 'ingress', 'egress']), ...(r.chance(0.5) ? { 'security.istio.io/tlsMode': 'istio' } : {}) };
  const ip = `10.1.1.${i + 1}`;
  const name = `gateway-${i}`;
  const pod = draw.object('v1', 'Pod', name, ns, {
    spec: { serviceAccountName: 'gw', containers: [{ name: 'istio-proxy', image: 'auto', ports: [{ name: 'web', containerPort: 8080, protocol: 'TCP' }] }] },
    status: { podIP: ip, podIPs: [{ ip }], phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
  }, { labels });
  const service = draw.object('v1', 'Service', r.one(['gw', `gw-${i}`]), ns, {
    spec: {
      selector: r.one<any>([{ app: 'gw' }, { app: 'gw' }, { istio: labels.istio }]),
      clusterIP: `10.96.9.${i + 1}`,
      ports: r.some([
        { port: 80, name: 'http2', targetPort: r.one<any>([8080, 8080, 'web', 80]) }, { port: 443, name: 'https', targetPort: r.one([8443, 443]) }, { port: 9090, name: 'tcp', targetPort: 9090 }, { port: 8080, name: 'http-b', targetPort: 8080 },
      ], 1, 4),
    },
  }, r.chance(0.1) ? { labels: { 'experimental.istio.io/disable-gateway-port-translation': 'true' } } : {});
  return { objects: r.chance(0.8) ? [pod, service] : [pod], proxy: { name, type: 'router', namespace: ns, labels, serviceAccount: 'gw', ip } };
}

/** Gateways, the proxies behind them, and VirtualServices for them. */
export function gateways(draw: Draw): { objects: any[]; proxies: DrawnProxy[] } {
  const { r } = draw;
  const workloads = Array.from({ length: r.one([1, 1, 2]) }, (_, i) => workload(draw, r.one(['edge', 'istio-system', ...NAMESPACES]), i));
  const objects = workloads.flatMap((w) => w.objects);
  for (let i = r.between(1, 4); i > 0; i--) objects.push(gateway(draw));
  const names = ['istio-system', 'a', 'b'].flatMap((ns) => GATEWAYS.map((g) => `${ns}/${g}`));
  const own = objects.filter((o) => o.kind === 'Gateway').map((o) => `${o.metadata.namespace}/${o.metadata.name}`);
  for (let i = r.between(1, 5); i > 0; i--) {
    const bound = [...new Set([r.one(own), ...r.some(names, 0, 1), ...(r.chance(0.2) ? ['mesh'] : [])])];
    const hosts = [...new Set(Array.from({ length: r.one([1, 1, 2, 3]) }, () => r.one(bound.includes('mesh') ? EDGE.filter((h) => h !== '*') : EDGE)))];
    objects.push(virtualService(draw, 10 + i, { bound, hosts }));
  }
  return { objects, proxies: workloads.map((w) => w.proxy) };
}
