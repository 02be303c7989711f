import { APPS, type Draw } from './draw';
import { defined, fqdn, namespace, OUTSIDE } from './names';

function egressHost({ r }: Draw): string {
  const ns = r.one(['*', '*', '.', 'a', 'b', 'istio-system']);
  const name = r.one(['*', '*', '*', fqdn(r.one(APPS), 'a'), fqdn(r.one(APPS), 'b'), '*.b.svc.cluster.local', r.one(OUTSIDE)]);
  return `${ns}/${name}`;
}

export function sidecar(draw: Draw, i: number): any {
  const { r } = draw;
  const ns = namespace(r);
  const selector = ns !== 'istio-system' && r.chance(0.4) ? { labels: { app: r.one(APPS) } } : undefined;
  const narrow = draw.emphases.has('scopes') && r.chance(0.4);
  const hosts = (): string[] => {
    if (narrow) return [...new Set(Array.from({ length: r.between(1, 2) }, () => `${r.one(['.', 'a', 'b'])}/${fqdn(r.one(APPS), r.one(['a', 'b']))}`))];
    const list = [...new Set(Array.from({ length: r.between(1, 3) }, () => egressHost(draw)))];
    return r.chance(draw.emphases.has('scopes') ? 0.4 : 0.15) ? [...list, `~${r.one(['', 'a', 'b'])}/${r.one([fqdn('cart', 'a'), '*.example.com'])}`] : list;
  };
  const ports = r.chance(0.35) ? r.some([80, 8080, 9090, 443], 1, 2) : [];
  const egress = r.maybe(0.9, () => [
    ...ports.map((number) => defined({
      port: { number, protocol: r.one(['HTTP', 'HTTP', 'TCP', 'HTTP2']), name: `e${number}` },
      bind: r.maybe(0.2, () => '127.0.0.5'),
      captureMode: r.maybe(0.2, () => r.one(['NONE', 'DEFAULT'])),
      hosts: hosts(),
    })),
    ...(ports.length === 0 || r.chance(0.7) ? [{ hosts: hosts() }] : []),
  ]);
  const ingress = r.maybe(0.25, () => r.some([8080, 9090, 7000], 1, 2).map((number) => defined({
    port: { number, protocol: r.one(['HTTP', 'TCP', 'GRPC', 'HTTPS']), name: `i${number}` },
    defaultEndpoint: r.one(['127.0.0.1:8080', 'unix:///var/run/app.sock', '0.0.0.0:9000', undefined]),
    captureMode: r.maybe(0.1, () => 'NONE'),
    connectionPool: r.maybe(0.2, () => ({ http: { http1MaxPendingRequests: 9 } })),
  })));
  return draw.object('networking.istio.io/v1', 'Sidecar', `sc-${i}`, ns, {
    spec: defined({
      workloadSelector: selector ?? (ingress ? { labels: { app: r.one(APPS) } } : undefined),
      egress: egress ?? [{ hosts: ['*/*'] }],
      ingress,
      outboundTrafficPolicy: r.maybe(0.3, () => r.one<any>([{ mode: 'REGISTRY_ONLY' }, { mode: 'ALLOW_ANY' }, { mode: 'ALLOW_ANY', egressProxy: { host: 'egress.a.svc.cluster.local', port: { number: 8443 } } }])),
      inboundConnectionPool: r.maybe(0.1, () => ({ tcp: { maxConnections: 77 } })),
    }),
  });
}
