import { ifSet, nonEmpty, time, upper } from './values';
import { ClientCertificate, ClientTls } from '../../istio/api/client-tls';
import type { ConnectionPool } from '../../istio/api/connection-pool';
import { ConsistentHash, HashAlgorithm } from '../../istio/api/consistent-hash';
import { LoadBalancer } from '../../istio/api/load-balancer';
import { LocalityLoadBalancing } from '../../istio/api/locality';
import type { OutlierDetection } from '../../istio/api/outlier-detection';
import type { PortTrafficPolicy, TrafficPolicy } from '../../istio/api/traffic-policy';
import type { Input } from '../../istio/write/json';
import { overlayPolicy, type ConnectionPoolModel, type HashModel, type LoadBalancerModel, type LocalityModel, type OutlierDetectionModel, type TrafficPolicyModel, type UpstreamTlsModel } from '../../model/policy';

/** The trafficPolicy of a DestinationRule; its ports repeat inherited settings, as Istio replaces rather than merges. */
export function trafficPolicy(policy: TrafficPolicyModel | undefined, ports: ReadonlyMap<number, TrafficPolicyModel> = new Map()): Input<TrafficPolicy> | undefined {
  return policy || ports.size > 0 ? ifSet({
    ...settings(policy ?? {}),
    proxyProtocol: policy?.proxyProtocol && { version: upper(policy.proxyProtocol) },
    portLevelSettings: ports.size > 0 ? nonEmpty(portPolicies(policy, ports)) : undefined,
  }) : undefined;
}

function portPolicies(policy: TrafficPolicyModel | undefined, ports: ReadonlyMap<number, TrafficPolicyModel>): Array<Input<PortTrafficPolicy>> {
  return [...ports].sort(([a], [b]) => a - b).flatMap(([port, p]) => {
    const own = ifSet(settings(overlayPolicy(policy, p)));
    return own ? [{ port, ...own }] : [];
  });
}

function settings(p: TrafficPolicyModel): Omit<Input<PortTrafficPolicy>, 'port'> {
  return {
    loadBalancer: p.loadBalancer && loadBalancer(p.loadBalancer),
    connectionPool: p.connectionPool && connectionPool(p.connectionPool),
    outlierDetection: p.outlierDetection && ifSet(outlierDetection(p.outlierDetection)),
    tls: p.tls && clientTls(p.tls),
  };
}

function loadBalancer(lb: LoadBalancerModel): LoadBalancer {
  const options = {
    locality: lb.locality && locality(lb.locality),
    warmup: lb.warmup && { duration: time(lb.warmup.durationMs)!, minimumPercent: lb.warmup.minimumPercent, aggression: lb.warmup.aggression },
  };
  switch (lb.kind) {
    case 'round-robin': return LoadBalancer.roundRobin(options);
    case 'random': return LoadBalancer.random(options);
    case 'least-request': return LoadBalancer.leastRequest(options);
    case 'passthrough': return LoadBalancer.passthrough(options);
    case 'consistent-hash': return LoadBalancer.consistentHash(consistentHash(lb.hash!), options);
  }
}

function consistentHash(hash: HashModel): ConsistentHash {
  const algorithm = hash.algorithm && (hash.algorithm === 'maglev' ? HashAlgorithm.maglev({ tableSize: hash.tableSize ?? 65537 }) /* istiod rejects a table without a size */ : HashAlgorithm.ringHash({ minimumRingSize: hash.ringSize }));
  switch (hash.by) {
    case 'header': return ConsistentHash.byHeader(hash.name!, algorithm);
    case 'query': return ConsistentHash.byQueryParameter(hash.name!, algorithm);
    case 'source-ip': return ConsistentHash.bySourceIp(algorithm);
    case 'cookie': return ConsistentHash.byCookie({ name: hash.name!, path: hash.cookiePath, ttl: time(hash.cookieTtlMs ?? 0) }, algorithm);
  }
}

function locality(l: LocalityModel): LocalityLoadBalancing {
  if (l.kind === 'distribute') {
    return LocalityLoadBalancing.distribute([...l.distribute!]);
  }
  if (l.kind === 'priority') {
    return LocalityLoadBalancing.failoverPriority([...l.priority!]);
  }
  return l.failover?.length ? LocalityLoadBalancing.failover([...l.failover]) : LocalityLoadBalancing.enabled();
}

function connectionPool(p: ConnectionPoolModel): Input<ConnectionPool> | undefined {
  return ifSet({
    tcp: ifSet({
      maxConnections: p.maxConnections,
      connectTimeout: time(p.connectTimeoutMs),
      maxConnectionDuration: time(p.maxConnectionDurationMs),
      idleTimeout: time(p.tcpIdleTimeoutMs),
      tcpKeepalive: p.keepalive && { time: time(p.keepalive.timeMs), interval: time(p.keepalive.intervalMs), probes: p.keepalive.probes },
    }),
    http: ifSet({
      http1MaxPendingRequests: p.maxPendingRequests,
      http2MaxRequests: p.maxRequests,
      maxRequestsPerConnection: p.maxRequestsPerConnection,
      maxConcurrentStreams: p.maxConcurrentStreams,
      maxRetries: p.maxRetries,
      idleTimeout: time(p.idleTimeoutMs),
      h2UpgradePolicy: p.http2 === 'upgrade' ? 'UPGRADE' as const : p.http2 === 'never' ? 'DO_NOT_UPGRADE' as const : undefined,
      useClientProtocol: p.http2 === 'as-client' ? true : undefined,
    }),
  });
}

function outlierDetection(o: OutlierDetectionModel): Input<OutlierDetection> {
  return {
    consecutive5xxErrors: o.consecutive5xxErrors,
    consecutiveGatewayErrors: o.consecutiveGatewayErrors,
    consecutiveLocalOriginFailures: o.consecutiveLocalOriginFailures,
    splitExternalLocalOriginErrors: o.splitExternalLocalOriginErrors,
    interval: time(o.intervalMs),
    baseEjectionTime: time(o.baseEjectionTimeMs),
    maxEjectionPercent: o.maxEjectionPercent,
    minHealthPercent: o.minHealthPercent,
  };
}

/** The TLS settings of a client. */
function clientTls(t: UpstreamTlsModel): ClientTls {
  const verification = { caCertificates: t.caFile, sni: t.sni, subjectAltNames: nonEmpty([...t.subjectAltNames ?? []]), insecureSkipVerify: t.insecureSkipVerify };
  switch (t.kind) {
    case 'disable': return ClientTls.disable();
    case 'mesh': return ClientTls.istioMutual(verification);
    case 'simple': return t.credentialName === undefined ? ClientTls.simple(verification) : ClientTls.simpleFromSecret(t.credentialName, verification);
    case 'mutual': return ClientTls.mutual(t.credentialName === undefined
      ? ClientCertificate.files({ clientCertificate: t.certFile!, privateKey: t.keyFile! })
      : ClientCertificate.secret(t.credentialName), verification);
  }
}
