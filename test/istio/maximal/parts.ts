import { Duration } from 'cdk8s';
import { istio } from '../../../src';

const s = Duration.seconds;

export const CONNECTION_POOL: istio.ConnectionPool = {
  tcp: {
    maxConnections: 100,
    connectTimeout: Duration.millis(250),
    tcpKeepalive: { probes: 3, time: s(7200), interval: s(75) },
    maxConnectionDuration: Duration.minutes(10),
    idleTimeout: s(0),
  },
  http: {
    http1MaxPendingRequests: 10,
    http2MaxRequests: 20,
    maxRequestsPerConnection: 0,
    maxRetries: 3,
    idleTimeout: s(30),
    h2UpgradePolicy: istio.H2UpgradePolicy.DEFAULT,
    useClientProtocol: true,
    maxConcurrentStreams: 50,
    http2KeepAlive: { interval: s(30), timeout: s(5) },
  },
};

export const OUTLIER_DETECTION: istio.OutlierDetection = {
  consecutive5xxErrors: 5,
  consecutiveGatewayErrors: 3,
  splitExternalLocalOriginErrors: true,
  consecutiveLocalOriginFailures: 4,
  interval: s(10),
  baseEjectionTime: s(30),
  maxEjectionPercent: 50,
  minHealthPercent: 20,
  outlierDetectionHttpErrorCodes: [429, 503],
};

const VERIFICATION: istio.ServerVerification = { subjectAltNames: ['a.example.com'], sni: 'a.example.com', insecureSkipVerify: false };
const FILES = { clientCertificate: '/etc/certs/cert.pem', privateKey: '/etc/certs/key.pem' };

export const CLIENT_TLS: istio.ClientTls[] = [
  istio.ClientTls.disable(),
  istio.ClientTls.simple({ ...VERIFICATION, caCertificates: '/etc/certs/ca.pem', caCrl: '/etc/certs/crl.pem' }),
  istio.ClientTls.simpleFromSecret('roots', VERIFICATION),
  istio.ClientTls.mutual(istio.ClientCertificate.files(FILES), VERIFICATION),
  istio.ClientTls.mutual(istio.ClientCertificate.secret('client-cert'), VERIFICATION),
  istio.ClientTls.istioMutual({ sni: 'a.example.com' }),
];

const RING = istio.HashAlgorithm.ringHash({ minimumRingSize: 2048 });
const MAGLEV = istio.HashAlgorithm.maglev({ tableSize: 65537 });
const WARMUP: istio.Warmup = { duration: s(60), minimumPercent: 20, aggression: 1.5 };
const FAILOVER = [{ from: 'us-east', to: 'us-west' }];

export const LOAD_BALANCERS: istio.LoadBalancer[] = [
  istio.LoadBalancer.leastRequest({ warmup: WARMUP, locality: istio.LocalityLoadBalancing.enabled() }),
  istio.LoadBalancer.roundRobin({ locality: istio.LocalityLoadBalancing.disabled() }),
  istio.LoadBalancer.random({ locality: istio.LocalityLoadBalancing.distribute([{ from: 'us-east/*', to: { 'us-east/a/*': 80, 'us-east/b/*': 20 } }]) }),
  istio.LoadBalancer.passthrough({ locality: istio.LocalityLoadBalancing.failover(FAILOVER, ['version=v1']) }),
  istio.LoadBalancer.withOptions({ locality: istio.LocalityLoadBalancing.failoverPriority(['topology.istio.io/network', 'version=v1']) }),
  istio.LoadBalancer.roundRobin({ zoneAware: { enabled: true, failover: FAILOVER, minClusterSize: 6 } }),
  istio.LoadBalancer.roundRobin({ zoneAware: { failoverPriority: ['topology.istio.io/network'] } }),
  istio.LoadBalancer.consistentHash(istio.ConsistentHash.byHeader('x-user', RING)),
  istio.LoadBalancer.consistentHash(
    istio.ConsistentHash.byCookie({ name: 'user', path: '/', ttl: s(0), attributes: [{ name: 'SameSite', value: 'Lax' }] }, MAGLEV)),
  istio.LoadBalancer.consistentHash(istio.ConsistentHash.byQueryParameter('user')),
  istio.LoadBalancer.consistentHash(istio.ConsistentHash.bySourceIp()),
];

/** As many traffic policies as are needed to use all fields. */
export const TRAFFIC_POLICIES: istio.TrafficPolicy[] = LOAD_BALANCERS.map((loadBalancer, i) => {
  const policy = { loadBalancer, connectionPool: CONNECTION_POOL, outlierDetection: OUTLIER_DETECTION, tls: CLIENT_TLS[i % CLIENT_TLS.length] };
  return {
    ...policy,
    portLevelSettings: [{ ...policy, port: 8080 }],
    ...(i % 2 ? { proxyProtocol: { version: istio.ProxyProtocolVersion.V2 } } : { tunnel: { targetHost: 'example.com', targetPort: 443, protocol: istio.TunnelProtocol.POST } }),
    retryBudget: { percent: 25, minRetryConcurrency: 5, budgetInterval: s(10) },
  };
});

const SERVER_OPTIONS: istio.ServerTlsOptions = {
  minProtocolVersion: istio.TlsVersion.TLS_V1_2,
  maxProtocolVersion: istio.TlsVersion.TLS_V1_3,
  cipherSuites: ['ECDHE-ECDSA-AES256-GCM-SHA384'],
};
const CLIENTS: istio.ClientVerification = {
  ...SERVER_OPTIONS,
  subjectAltNames: ['client.example.com'],
  verifyCertificateSpki: ['47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='],
  verifyCertificateHash: ['e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  insecureSkipVerify: false,
};
const CERTIFICATE = { serverCertificate: '/etc/certs/cert.pem', privateKey: '/etc/certs/key.pem' };

export const SERVER_TLS: istio.ServerTls[] = [
  istio.ServerTls.simple(istio.ServerCertificate.secret('cert'), SERVER_OPTIONS),
  istio.ServerTls.simple(istio.ServerCertificate.secrets('cert-rsa', 'cert-ecdsa'), SERVER_OPTIONS),
  istio.ServerTls.mutual(istio.ServerCertificate.files(CERTIFICATE), { ...CLIENTS, caCertificates: '/etc/certs/ca.pem', caCrl: '/etc/certs/crl.pem' }),
  istio.ServerTls.mutual(istio.ServerCertificate.filePairs({ ...CERTIFICATE, caCertificates: '/etc/certs/ca.pem' }, CERTIFICATE), { ...CLIENTS, caCertificates: '/etc/certs/ca.pem' }),
  istio.ServerTls.optionalMutual(istio.ServerCertificate.secret('cert'), { caCertCredentialName: 'client-roots' }),
  istio.ServerTls.istioMutual(),
  istio.ServerTls.passthrough(),
  istio.ServerTls.autoPassthrough(),
];

const { subjectAltNames: _names, ...SIDECAR_CLIENTS } = CLIENTS;
const CA = { caCertificates: '/etc/certs/ca.pem' };

/** What a sidecar's ingress can have of it. */
export const SIDECAR_TLS: istio.ServerTls[] = [
  istio.ServerTls.simple(istio.ServerCertificate.files(CERTIFICATE), SERVER_OPTIONS),
  istio.ServerTls.mutual(istio.ServerCertificate.files(CERTIFICATE), { ...SIDECAR_CLIENTS, ...CA, caCrl: '/etc/certs/crl.pem' }),
];

export const TARGET_REFS: istio.TargetRef[] = [
  istio.TargetRef.gateway('waypoint'),
  istio.TargetRef.service('reviews'),
  istio.TargetRef.serviceEntry('stripe'),
];
export const SELECTOR = { app: 'reviews' };
export const EXPORT_TO = [istio.ExportTo.sameNamespace(), istio.ExportTo.namespace('prod')];
