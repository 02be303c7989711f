import { APPS, type Draw } from './draw';
import { defined, exportTo, fqdn, host, namespace, seconds, SUBSETS } from './names';

const loadBalancer = ({ r }: Draw): any => {
  const pick = r.below(10);
  if (pick < 4) {
    return defined({
      simple: r.one(['ROUND_ROBIN', 'LEAST_REQUEST', 'RANDOM', 'PASSTHROUGH', 'UNSPECIFIED', 'LEAST_CONN']),
      warmup: r.maybe(0.2, () => ({ duration: '30s', aggression: 2 })),
    });
  }
  if (pick < 8) {
    return {
      consistentHash: defined({
        ...r.one([{ httpHeaderName: 'x-user' }, { httpCookie: { name: 'c', ttl: '10s', path: '/' } }, { useSourceIp: true }, { httpQueryParameterName: 'q' }]),
        ...r.one<any>([{}, { ringHash: { minimumRingSize: 64 } }, { maglev: { tableSize: 101 } }, { maglev: {} }, { minimumRingSize: 2048 }]),
      }),
    };
  }
  return { localityLbSetting: r.one<any>([{ enabled: true }, { enabled: false }, { failover: [{ from: 'x', to: 'y' }] }, { distribute: [{ from: 'x/*', to: { 'y/*': 100 } }] }]) };
};
const connectionPool = ({ r }: Draw): any => defined({
  tcp: r.maybe(0.6, () => defined({
    maxConnections: r.maybe(0.5, () => 100),
    connectTimeout: r.maybe(0.4, () => seconds(r)),
    maxConnectionDuration: r.maybe(0.3, () => '60s'),
    idleTimeout: r.maybe(0.3, () => '90s'),
    tcpKeepalive: r.maybe(0.3, () => ({ probes: 4, interval: '5s' })),
  })),
  http: r.maybe(0.7, () => defined({
    http1MaxPendingRequests: r.maybe(0.5, () => 10),
    http2MaxRequests: r.maybe(0.4, () => 200),
    maxRequestsPerConnection: r.maybe(0.4, () => 1),
    maxRetries: r.maybe(0.4, () => 5),
    idleTimeout: r.maybe(0.3, () => '15s'),
    h2UpgradePolicy: r.maybe(0.4, () => r.one(['UPGRADE', 'DO_NOT_UPGRADE', 'DEFAULT'])),
    useClientProtocol: r.maybe(0.15, () => true),
  })),
});
const outlierDetection = ({ r }: Draw): any => defined({
  consecutive5xxErrors: r.maybe(0.6, () => r.one([0, 5])),
  consecutiveGatewayErrors: r.maybe(0.4, () => r.one([0, 3])),
  interval: r.maybe(0.5, () => '10s'),
  baseEjectionTime: r.maybe(0.5, () => '30s'),
  maxEjectionPercent: r.maybe(0.5, () => 100),
  minHealthPercent: r.maybe(0.3, () => r.one([0, 40])),
  splitExternalLocalOriginErrors: r.maybe(0.3, () => true),
  consecutiveLocalOriginFailures: r.maybe(0.3, () => r.one([0, 2])),
});
const tls = ({ r }: Draw): any => {
  const mode = r.one(['DISABLE', 'ISTIO_MUTUAL', 'SIMPLE', 'SIMPLE', 'MUTUAL']);
  return defined({
    mode,
    sni: r.maybe(0.3, () => 'sni.example.com'),
    subjectAltNames: r.maybe(0.2, () => ['a.example.com']),
    ...(mode === 'MUTUAL' ? { clientCertificate: '/etc/certs/cert.pem', privateKey: '/etc/certs/key.pem', caCertificates: '/etc/certs/ca.pem' } : {}),
    ...(mode === 'SIMPLE' ? r.one<any>([{}, { caCertificates: '/etc/certs/ca.pem' }, { credentialName: 'cred' }, { insecureSkipVerify: true }]) : {}),
  });
};
const settings = (draw: Draw): any => defined({
  loadBalancer: draw.r.maybe(draw.emphases.has('rules') ? 0.7 : 0.45, () => loadBalancer(draw)),
  connectionPool: draw.r.maybe(0.35, () => connectionPool(draw)),
  outlierDetection: draw.r.maybe(0.3, () => outlierDetection(draw)),
  tls: draw.r.maybe(0.3, () => tls(draw)),
});
const policy = (draw: Draw): any => {
  const { r } = draw;
  return defined({
    ...settings(draw),
    portLevelSettings: r.maybe(draw.emphases.has('rules') ? 0.55 : 0.3, () => r.some([80, 8080, 9090, 443], 1, 2).map((number) => ({ port: { number }, ...settings(draw) }))),
    proxyProtocol: r.maybe(0.05, () => ({ version: r.one(['V1', 'V2']) })),
    retryBudget: r.maybe(0.08, () => defined({ percent: { value: 30 }, minRetryConcurrency: r.maybe(0.5, () => 7) })),
  });
};
/** Some of the API's demands: a policy isn't empty, and passthrough goes with no hash. */
const nonEmpty = (x: any): any => (Object.keys(x).length ? x : { loadBalancer: { simple: 'RANDOM' } });

export function destinationRule(draw: Draw, i: number): any {
  const { r } = draw;
  const many = draw.emphases.has('rules');
  const selective = r.chance(many ? 0.25 : 0.12);
  const ns = namespace(r);
  return draw.object('networking.istio.io/v1', 'DestinationRule', `dr-${i}`, ns, {
    spec: defined({
      // rules of one host and namespace are merged
      host: many && r.chance(0.6) ? r.one(['cart', fqdn('cart', 'a'), '*.a.svc.cluster.local', '*.b.svc.cluster.local']) : host(r),
      exportTo: selective || (many && r.chance(0.4)) ? undefined : exportTo(r, ns)?.filter((e) => e !== '~'),
      workloadSelector: selective ? { matchLabels: { app: r.one(APPS) } } : undefined,
      trafficPolicy: r.maybe(0.7, () => nonEmpty(policy(draw))),
      subsets: r.maybe(0.6, () => r.some(SUBSETS, 1, 3).map((name) => defined({
        name, labels: name === 'canary' ? { version: 'v2', track: 'canary' } : { version: name }, trafficPolicy: r.maybe(many ? 0.7 : 0.4, () => nonEmpty(policy(draw))),
      }))),
    }),
  });
}
