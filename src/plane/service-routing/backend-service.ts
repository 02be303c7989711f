import { backends, hasPods, kindsOf, namedGroups } from './endpoints';
import { backendServiceName, connector, type Json } from './names';
import { ownerOf } from './parts';
import { clientTlsName } from './security';
import { compact, compactOrNone } from '../../grammar/json';
import { mtlsOf } from '../../model/effective';
import { principalOf } from '../../model/mesh';
import { type ConnectionPoolModel, type LoadBalancerModel, type OutlierDetectionModel, overlayPolicy, type TrafficPolicyModel } from '../../model/policy';
import { carriesHttp, type PortModel, type ServiceModel, type VersionModel } from '../../model/service';
import type { ServiceRoutingModel } from '../../model/service-routing';
import { externalPortPolicies } from '../istio/service-entry';
import type { Slot } from '../plane';

/** A day; Google's default timeout is 30 seconds. */
const TIMEOUT_SECONDS = 86_400;

const PROTOCOL = { 'http': 'HTTP', 'http2': 'HTTP2', 'grpc': 'GRPC', 'grpc-web': 'HTTP', 'https': 'TCP', 'tls': 'TCP', 'tcp': 'TCP', 'mongo': 'TCP', 'redis': 'TCP', 'mysql': 'TCP', 'udp': 'UDP' } as const;

/** The backend service for a port of a service or version. */
export function backendServiceSlot(r: ServiceRoutingModel, s: ServiceModel, v: VersionModel | undefined, p: PortModel): Slot {
  const name = backendServiceName(s, v, p);
  return connector(r, 'compute', 'ComputeBackendService', name, () => {
    const policy = overlayPolicy(overlayPolicy(s.policy, v?.policy), externalPortPolicies(s).get(p.port));
    const kinds = kindsOf(s, v);
    const serverless = kinds.has('cloud-run');
    return compact({
      location: 'global',
      loadBalancingScheme: 'INTERNAL_SELF_MANAGED',
      protocol: PROTOCOL[p.protocol],
      portName: namedGroups(s, v).find((g) => g.kind === 'instance-group')?.portName,
      timeoutSec: carriesHttp(p) && !serverless ? TIMEOUT_SECONDS : undefined,
      healthChecks: isProbed(s, v) ? [{ healthCheckRef: { name } }] : undefined,
      backend: backends(r, s, v, p),
      ...(policy.loadBalancer ? balancer(policy.loadBalancer) : {}),
      circuitBreakers: policy.connectionPool && circuitBreakers(policy.connectionPool),
      outlierDetection: policy.outlierDetection && outlier(policy.outlierDetection),
      securitySettings: security(r, s, v, p, policy),
    });
  }, { owner: ownerOf(s), lateAnnotations: r.cluster.autoneg ? { [STATE]: () => (hasPods(s, v) ? 'absent' : undefined) } : undefined });
}

/** With `absent`, Config Connector ignores fields that are not in the spec: the backends, which autoneg attaches. */
const STATE = 'cnrm.cloud.google.com/state-into-spec';

/** Whether Google probes the endpoints: those of other networks it can't. */
export function isProbed(s: ServiceModel, v: VersionModel | undefined): boolean {
  const kinds = kindsOf(s, v);
  return !kinds.has('cloud-run') && !kinds.has('internet');
}

/** Mutual TLS to the pods of a service, which authenticates them. */
function security(r: ServiceRoutingModel, s: ServiceModel, v: VersionModel | undefined, p: PortModel, policy: TrafficPolicyModel): Json | undefined {
  const plain = namedGroups(s, v).some((g) => g.plainText);
  const usesTls = policy.tls ? policy.tls.kind === 'mesh' : mtlsOf(s, p) !== 'disable';
  if (!usesTls || plain || s.kind !== 'kubernetes' || kindsOf(s, v).has('cloud-run')) {
    return undefined;
  }
  return { clientTLSPolicyRef: { name: clientTlsName(r) }, subjectAltNames: s.identity ? [`spiffe://${principalOf(s.identity)}`] : [] };
}

const POLICY = { 'round-robin': 'ROUND_ROBIN', 'random': 'RANDOM', 'least-request': 'LEAST_REQUEST', 'passthrough': 'ORIGINAL_DESTINATION', 'consistent-hash': 'RING_HASH' } as const;

function balancer(lb: LoadBalancerModel): Json {
  const { hash } = lb;
  if (lb.kind !== 'consistent-hash' || !hash) {
    return { localityLbPolicy: POLICY[lb.kind] };
  }
  const ring = compactOrNone({
    httpHeaderName: hash.by === 'header' ? hash.name : undefined,
    httpCookie: hash.by === 'cookie' ? compact({ name: hash.name, path: hash.cookiePath, ttl: hash.cookieTtlMs === undefined ? undefined : duration(hash.cookieTtlMs) }) : undefined,
    minimumRingSize: hash.ringSize,
  });
  return compact({
    localityLbPolicy: hash.algorithm === 'maglev' ? 'MAGLEV' : 'RING_HASH',
    sessionAffinity: { 'header': 'HEADER_FIELD', 'cookie': 'HTTP_COOKIE', 'source-ip': 'CLIENT_IP', 'query': undefined }[hash.by],
    consistentHash: ring,
  });
}

function circuitBreakers(p: ConnectionPoolModel): Json | undefined {
  return compactOrNone({
    maxConnections: p.maxConnections, maxPendingRequests: p.maxPendingRequests, maxRequests: p.maxRequests, maxRequestsPerConnection: p.maxRequestsPerConnection, maxRetries: p.maxRetries,
  });
}

/** Unrequested detectors are disabled: by default Google also ejects after gateway errors and by success rate. */
function outlier(o: OutlierDetectionModel): Json {
  return compact({
    consecutiveErrors: o.consecutive5xxErrors,
    enforcingConsecutiveErrors: o.consecutive5xxErrors ? 100 : 0,
    consecutiveGatewayFailure: o.consecutiveGatewayErrors,
    enforcingConsecutiveGatewayFailure: o.consecutiveGatewayErrors ? 100 : 0,
    enforcingSuccessRate: 0,
    interval: o.intervalMs === undefined ? undefined : duration(o.intervalMs),
    baseEjectionTime: o.baseEjectionTimeMs === undefined ? undefined : duration(o.baseEjectionTimeMs),
    maxEjectionPercent: o.maxEjectionPercent,
  });
}

/** Milliseconds as whole seconds and nanoseconds. */
export function duration(ms: number): Json {
  const nanos = Math.round((ms % 1000) * 1_000_000);
  return { seconds: Math.floor(ms / 1000), ...(nanos > 0 ? { nanos } : {}) };
}
