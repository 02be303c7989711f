import { features, type Fields, nothing, uses, when } from './walk';
import type {
  ConnectionPoolModel, HashModel, LoadBalancerModel, LocalityModel, OutlierDetectionModel, TrafficPolicyModel, UpstreamTlsModel, WarmupModel,
} from '../../model/policy';
import { MeshFeature } from '../feature';
import type { Use } from '../index';

const BALANCER: { readonly [K in LoadBalancerModel['kind']]: MeshFeature | undefined } = {
  'round-robin': MeshFeature.LB_ROUND_ROBIN,
  'random': MeshFeature.LB_RANDOM,
  'least-request': MeshFeature.LB_LEAST_REQUEST,
  'passthrough': MeshFeature.LB_PASSTHROUGH,
  'consistent-hash': undefined, // by its key
};

const HASH_KEY = { 'header': MeshFeature.HASH_HEADER, 'cookie': MeshFeature.HASH_COOKIE, 'source-ip': MeshFeature.HASH_SOURCE_IP, 'query': MeshFeature.HASH_QUERY };

const HASH: Fields<HashModel> = {
  by: (by) => HASH_KEY[by],
  name: nothing,
  cookiePath: nothing,
  cookieTtlMs: nothing,
  algorithm: (a) => when(a === 'maglev', MeshFeature.HASH_MAGLEV),
  ringSize: () => MeshFeature.HASH_RING_SIZE,
  tableSize: () => MeshFeature.HASH_TABLE_SIZE,
};

const LOCALITY_KIND = { failover: MeshFeature.LOCALITY_FAILOVER, distribute: MeshFeature.LOCALITY_DISTRIBUTE, priority: MeshFeature.LOCALITY_PRIORITY };

const LOCALITY: Fields<LocalityModel> = {
  kind: (kind) => LOCALITY_KIND[kind],
  failover: nothing,
  distribute: nothing,
  priority: nothing,
};

const WARMUP: Fields<WarmupModel> = { durationMs: () => MeshFeature.WARMUP, minimumPercent: nothing, aggression: nothing };

const LOAD_BALANCER: Fields<LoadBalancerModel> = {
  kind: (kind) => BALANCER[kind],
  hash: (h) => features(uses(HASH, h, '')),
  locality: (l) => features(uses(LOCALITY, l, '')),
  warmup: (w) => features(uses(WARMUP, w, '')),
};

const POOL: Fields<ConnectionPoolModel> = {
  maxConnections: () => MeshFeature.POOL_MAX_CONNECTIONS,
  connectTimeoutMs: () => MeshFeature.POOL_CONNECT_TIMEOUT,
  maxConnectionDurationMs: () => MeshFeature.POOL_MAX_CONNECTION_DURATION,
  tcpIdleTimeoutMs: () => MeshFeature.POOL_TCP_IDLE_TIMEOUT,
  keepalive: () => MeshFeature.POOL_KEEPALIVE,
  maxPendingRequests: () => MeshFeature.POOL_MAX_PENDING,
  maxRequests: () => MeshFeature.POOL_MAX_REQUESTS,
  maxRequestsPerConnection: () => MeshFeature.POOL_REQUESTS_PER_CONNECTION,
  maxConcurrentStreams: () => MeshFeature.POOL_MAX_STREAMS,
  maxRetries: () => MeshFeature.POOL_MAX_RETRIES,
  idleTimeoutMs: () => MeshFeature.POOL_IDLE_TIMEOUT,
  http2: () => MeshFeature.POOL_HTTP2,
};

const OUTLIER: Fields<OutlierDetectionModel> = {
  consecutive5xxErrors: () => MeshFeature.OUTLIER_5XX,
  consecutiveGatewayErrors: () => MeshFeature.OUTLIER_GATEWAY,
  consecutiveLocalOriginFailures: () => MeshFeature.OUTLIER_LOCAL_ORIGIN,
  splitExternalLocalOriginErrors: (on) => when(on, MeshFeature.OUTLIER_SPLIT),
  intervalMs: () => MeshFeature.OUTLIER_TIMING,
  baseEjectionTimeMs: () => MeshFeature.OUTLIER_TIMING,
  maxEjectionPercent: () => MeshFeature.OUTLIER_MAX_EJECTION,
  minHealthPercent: () => MeshFeature.OUTLIER_MIN_HEALTH,
};

const TLS_KIND = {
  disable: MeshFeature.UPSTREAM_TLS_DISABLE, mesh: MeshFeature.UPSTREAM_TLS_MESH, simple: MeshFeature.UPSTREAM_TLS_SIMPLE, mutual: MeshFeature.UPSTREAM_TLS_MUTUAL,
};

const TLS: Fields<UpstreamTlsModel> = {
  kind: (kind) => TLS_KIND[kind],
  sni: nothing, // these three are parts of what the kind asks for: every plane that has the kind has them
  caFile: nothing,
  subjectAltNames: nothing,
  credentialName: () => MeshFeature.UPSTREAM_TLS_SECRET,
  caConfigMap: () => MeshFeature.UPSTREAM_TLS_CONFIG_MAP,
  certFile: nothing,
  keyFile: nothing,
  insecureSkipVerify: (on) => when(on, MeshFeature.UPSTREAM_TLS_SKIP_VERIFY),
};

const POLICY: Fields<TrafficPolicyModel> = {
  loadBalancer: (lb) => features(uses(LOAD_BALANCER, lb, '')),
  connectionPool: (p) => features(uses(POOL, p, '')),
  outlierDetection: (o) => features(uses(OUTLIER, o, '')),
  tls: (t) => features(uses(TLS, t, '')),
  proxyProtocol: () => MeshFeature.PROXY_PROTOCOL,
};

/** The features that a traffic policy uses. */
export function policyUses(policy: TrafficPolicyModel | undefined, path: string): Use[] {
  return uses(POLICY, policy, path);
}
