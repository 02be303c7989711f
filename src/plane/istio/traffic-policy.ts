import { overlayPolicy, type ConnectionPoolModel, type LoadBalancerModel, type OutlierDetectionModel, type TrafficPolicyModel, type UpstreamTlsModel } from '../../model/policy';
import { compact, compactOrNone, seconds } from '../json';

type Json = { [k: string]: any };

/** The trafficPolicy of a DestinationRule; its ports repeat what they don't override, as Istio replaces rather than merges. */
export function trafficPolicy(policy: TrafficPolicyModel | undefined, ports: ReadonlyMap<number, TrafficPolicyModel> = new Map()): Json | undefined {
  return compactOrNone({
    ...settings(policy ?? {}),
    portLevelSettings: [...ports].sort(([a], [b]) => a - b).map(([port, p]) => ({ port: { number: port }, ...portSettings(overlayPolicy(policy, p)) })),
  });
}

function settings(p: TrafficPolicyModel): Json {
  return compact({ ...portSettings(p), proxyProtocol: p.proxyProtocol && { version: p.proxyProtocol.toUpperCase() } });
}

function portSettings(p: TrafficPolicyModel): Json {
  return compact({
    loadBalancer: p.loadBalancer && loadBalancer(p.loadBalancer),
    connectionPool: p.connectionPool && connectionPool(p.connectionPool),
    outlierDetection: p.outlierDetection && outlierDetection(p.outlierDetection),
    tls: p.tls && clientTls(p.tls),
  });
}

const SIMPLE = { 'round-robin': 'ROUND_ROBIN', 'random': 'RANDOM', 'least-request': 'LEAST_REQUEST', 'passthrough': 'PASSTHROUGH', 'consistent-hash': undefined } as const;

function loadBalancer(lb: LoadBalancerModel): Json {
  return compact({
    simple: SIMPLE[lb.kind],
    consistentHash: lb.hash && compact({
      httpHeaderName: lb.hash.by === 'header' ? lb.hash.name : undefined,
      httpQueryParameterName: lb.hash.by === 'query' ? lb.hash.name : undefined,
      useSourceIp: lb.hash.by === 'source-ip' ? true : undefined,
      httpCookie: lb.hash.by === 'cookie' ? compact({ name: lb.hash.name, path: lb.hash.cookiePath, ttl: seconds(lb.hash.cookieTtlMs ?? 0) }) : undefined,
      ringHash: lb.hash.algorithm === 'ring-hash' ? { minimumRingSize: lb.hash.ringSize } : undefined,
      maglev: lb.hash.algorithm === 'maglev' ? { tableSize: lb.hash.tableSize ?? 65537 } : undefined, // istiod refuses a table without a size
    }),
    localityLbSetting: lb.locality && compact({
      enabled: true,
      failover: lb.locality.failover?.map((f) => ({ from: f.from, to: f.to })),
      distribute: lb.locality.distribute?.map((d) => ({ from: d.from, to: d.to })),
      failoverPriority: lb.locality.priority,
    }),
    warmup: lb.warmup && compact({ duration: seconds(lb.warmup.durationMs), minimumPercent: lb.warmup.minimumPercent, aggression: lb.warmup.aggression }),
  });
}

function connectionPool(p: ConnectionPoolModel): Json {
  return compact({
    tcp: compactOrNone({
      maxConnections: p.maxConnections,
      connectTimeout: p.connectTimeoutMs === undefined ? undefined : seconds(p.connectTimeoutMs),
      maxConnectionDuration: p.maxConnectionDurationMs === undefined ? undefined : seconds(p.maxConnectionDurationMs),
      idleTimeout: p.tcpIdleTimeoutMs === undefined ? undefined : seconds(p.tcpIdleTimeoutMs),
      tcpKeepalive: p.keepalive && compact({
        time: p.keepalive.timeMs === undefined ? undefined : seconds(p.keepalive.timeMs),
        interval: p.keepalive.intervalMs === undefined ? undefined : seconds(p.keepalive.intervalMs),
        probes: p.keepalive.probes,
      }),
    }),
    http: compactOrNone({
      http1MaxPendingRequests: p.maxPendingRequests,
      http2MaxRequests: p.maxRequests,
      maxRequestsPerConnection: p.maxRequestsPerConnection,
      maxConcurrentStreams: p.maxConcurrentStreams,
      maxRetries: p.maxRetries,
      idleTimeout: p.idleTimeoutMs === undefined ? undefined : seconds(p.idleTimeoutMs),
      h2UpgradePolicy: p.http2 === 'upgrade' ? 'UPGRADE' : p.http2 === 'never' ? 'DO_NOT_UPGRADE' : undefined,
      useClientProtocol: p.http2 === 'as-client' ? true : undefined,
    }),
  });
}

function outlierDetection(o: OutlierDetectionModel): Json {
  return compact({
    consecutive5xxErrors: o.consecutive5xxErrors,
    consecutiveGatewayErrors: o.consecutiveGatewayErrors,
    consecutiveLocalOriginFailures: o.consecutiveLocalOriginFailures,
    splitExternalLocalOriginErrors: o.splitExternalLocalOriginErrors,
    interval: o.intervalMs === undefined ? undefined : seconds(o.intervalMs),
    baseEjectionTime: o.baseEjectionTimeMs === undefined ? undefined : seconds(o.baseEjectionTimeMs),
    maxEjectionPercent: o.maxEjectionPercent,
    minHealthPercent: o.minHealthPercent,
  });
}

const TLS_MODE = { disable: 'DISABLE', mesh: 'ISTIO_MUTUAL', simple: 'SIMPLE', mutual: 'MUTUAL' } as const;

/** The TLS settings of a client. */
export function clientTls(t: UpstreamTlsModel): Json {
  return compact({
    mode: TLS_MODE[t.kind],
    credentialName: t.credentialName,
    clientCertificate: t.certFile,
    privateKey: t.keyFile,
    caCertificates: t.caFile,
    sni: t.sni,
    subjectAltNames: t.subjectAltNames,
    insecureSkipVerify: t.insecureSkipVerify,
  });
}
