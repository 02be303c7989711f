import type { MergedRule } from './destination-rules';
import type { CircuitBreakers, Cluster, OutlierDetection } from './form';
import type { MeshSettings } from './mesh';
import type { ConnectionPoolSpec, LoadBalancerSpec, OutlierSpec, PolicySettings, SubsetSpec, TcpKeepaliveSpec, TrafficPolicySpec } from './resources';
import { milliseconds } from '../world/duration';

export interface Policy extends PolicySettings {
  readonly proxyProtocol?: TrafficPolicySpec['proxyProtocol'];
  readonly retryBudget?: TrafficPolicySpec['retryBudget'];
  /** settings of the port alone: nothing else is inherited */
  readonly ofPort?: boolean;
}

/** The port-level settings of a policy, which inherit nothing; without them, the policy itself. */
function atPort(policy: TrafficPolicySpec | undefined, port: number): Policy | undefined {
  const own = policy?.portLevelSettings?.find((p) => p.port && (p.port.number ?? 0) === port);
  if (!own) return policy;
  return { connectionPool: own.connectionPool, loadBalancer: own.loadBalancer, outlierDetection: own.outlierDetection, tls: own.tls, ofPort: true };
}

/** The policy of a rule for a port; the mesh's defaults apply where it sets nothing. */
export function policyAt(rule: MergedRule | undefined, port: number, mesh: MeshSettings): Policy | undefined {
  const policy = atPort(rule?.trafficPolicy?.spec, port);
  const { defaultConnectionPool: pool, defaultOutlierDetection: outlier } = mesh;
  if ((!pool || policy?.connectionPool) && (!outlier || policy?.outlierDetection)) return policy;
  return { ...policy, connectionPool: policy?.connectionPool ?? pool, outlierDetection: policy?.outlierDetection ?? outlier };
}

/** The policy of a subset: its fields replace those of the rule; settings of its port replace all of them. */
export function subsetPolicy(base: Policy | undefined, subset: SubsetSpec, port: number): Policy | undefined {
  if (!subset.trafficPolicy) return base;
  const own = atPort(subset.trafficPolicy, port);
  if (!base || !own) return own;
  const pick = <K extends keyof PolicySettings>(key: K): PolicySettings[K] => (own[key] !== undefined || own.ofPort ? own[key] : base[key]);
  return {
    connectionPool: pick('connectionPool'),
    outlierDetection: pick('outlierDetection'),
    loadBalancer: pick('loadBalancer'),
    tls: pick('tls'),
    proxyProtocol: own.proxyProtocol ?? base.proxyProtocol,
    retryBudget: own.retryBudget ?? base.retryBudget,
  };
}

const MAX = 4294967295;
const positive = (n: number | undefined): number | undefined => (n && n > 0 ? n : undefined);

/** Limits of a cluster. Unset limits are effectively infinite. */
export function circuitBreakers(pool: ConnectionPoolSpec | undefined, budget: Policy['retryBudget']): CircuitBreakers {
  const percent = typeof budget?.percent === 'number' ? budget.percent : budget?.percent?.value;
  return {
    maxConnections: positive(pool?.tcp?.maxConnections) ?? MAX,
    maxPendingRequests: positive(pool?.http?.http1MaxPendingRequests) ?? MAX,
    maxRequests: positive(pool?.http?.http2MaxRequests) ?? MAX,
    maxRetries: positive(pool?.http?.maxRetries) ?? MAX,
    ...(budget ? { retryBudget: { budgetPercent: percent ?? 20, minRetryConcurrency: positive(budget.minRetryConcurrency) ?? 3 } } : {}),
  };
}

type PoolFields = Pick<Cluster, 'connectTimeout' | 'tcpKeepalive' | 'idleTimeout' | 'maxRequestsPerConnection' | 'maxConnectionDuration'>;
export function poolFields(pool: ConnectionPoolSpec | undefined, mesh: MeshSettings): PoolFields {
  const idle = milliseconds(pool?.http?.idleTimeout) ?? milliseconds(pool?.tcp?.idleTimeout);
  const duration = milliseconds(pool?.tcp?.maxConnectionDuration);
  const requests = positive(pool?.http?.maxRequestsPerConnection);
  const keepalive = keepaliveOf(mesh.tcpKeepalive, pool?.tcp?.tcpKeepalive);
  return {
    connectTimeout: milliseconds(pool?.tcp?.connectTimeout) ?? mesh.connectTimeout,
    ...(keepalive ? { tcpKeepalive: keepalive } : {}),
    ...(idle === undefined ? {} : { idleTimeout: idle }),
    ...(requests ? { maxRequestsPerConnection: requests } : {}),
    ...(duration === undefined ? {} : { maxConnectionDuration: duration }),
  };
}

function keepaliveOf(...specs: readonly (TcpKeepaliveSpec | undefined)[]): Cluster['tcpKeepalive'] {
  let out: NonNullable<Cluster['tcpKeepalive']> | undefined;
  for (const spec of specs) {
    if (!spec) continue;
    const seconds = (text: string | undefined) => {
      const ms = milliseconds(text);
      return ms === undefined ? undefined : Math.trunc(ms / 1000);
    };
    const [probes, time, interval] = [positive(spec.probes), seconds(spec.time), seconds(spec.interval)];
    out = {
      ...out, ...(probes ? { probes } : {}), ...(time === undefined ? {} : { time }), ...(interval === undefined ? {} : { interval }),
    };
  }
  return out;
}

export function outlierDetection(spec: OutlierSpec | undefined): Pick<Cluster, 'outlierDetection' | 'panicThreshold'> {
  if (!spec) return {};
  const enforced = (n: number | undefined) => (n === undefined ? undefined : n > 0 ? 100 : 0);
  const [interval, base] = [milliseconds(spec.interval), milliseconds(spec.baseEjectionTime)];
  const local = spec.consecutiveLocalOriginFailures ?? 0;
  const out: OutlierDetection = {
    enforcingSuccessRate: 0,
    ...(spec.consecutive5xxErrors === undefined ? {} : { consecutive5xx: spec.consecutive5xxErrors, enforcingConsecutive5xx: enforced(spec.consecutive5xxErrors) }),
    ...(spec.consecutiveGatewayErrors === undefined ? {}
      : { consecutiveGatewayFailure: spec.consecutiveGatewayErrors, enforcingConsecutiveGatewayFailure: enforced(spec.consecutiveGatewayErrors) }),
    ...(interval === undefined ? {} : { interval }),
    ...(base === undefined ? {} : { baseEjectionTime: base }),
    ...(positive(spec.maxEjectionPercent) ? { maxEjectionPercent: spec.maxEjectionPercent } : {}),
    ...(spec.splitExternalLocalOriginErrors ? {
      splitExternalLocalOriginErrors: true,
      ...(local > 0 ? { consecutiveLocalOriginFailure: local, enforcingConsecutiveLocalOriginFailure: 100 } : {}),
      enforcingLocalOriginSuccessRate: 0,
    } : {}),
  };
  const healthy = spec.minHealthPercent ?? 0;
  return { outlierDetection: out, ...(healthy >= 0 ? { panicThreshold: healthy } : {}) };
}

type Balancing = Pick<Cluster, 'lbPolicy' | 'ringHash' | 'maglev' | 'slowStart' | 'localityWeighted'> & { readonly passthrough?: boolean };

/** How a cluster selects endpoints. */
export function balancing(lb: LoadBalancerSpec | undefined, outlier: boolean): Balancing {
  const setting = lb?.localityLbSetting?.enabled === false ? undefined : lb?.localityLbSetting;
  const weighted = (outlier && !!(setting?.failover?.length || setting?.failoverPriority?.length)) || !!setting?.distribute?.length;
  const base = weighted ? { localityWeighted: true } : {};
  if (lb?.consistentHash) return { ...base, ...hashing(lb) };
  switch (lb?.simple) {
    case 'RANDOM': return { ...base, lbPolicy: 'RANDOM' };
    case 'ROUND_ROBIN': return { ...base, lbPolicy: 'ROUND_ROBIN', ...slowStart(lb) };
    case 'PASSTHROUGH': return { ...base, lbPolicy: 'CLUSTER_PROVIDED', passthrough: true };
    default: return { ...base, lbPolicy: 'LEAST_REQUEST', ...slowStart(lb) };
  }
}

function hashing(lb: LoadBalancerSpec): Balancing {
  const { maglev, ringHash, minimumRingSize } = lb.consistentHash!;
  const size = (n: number | string | undefined) => Number(n ?? 0);
  if (maglev) return { lbPolicy: 'MAGLEV', ...(size(maglev.tableSize) ? { maglev: { tableSize: size(maglev.tableSize) } } : slowStart(lb)) };
  if (ringHash) return { lbPolicy: 'RING_HASH', ...(size(ringHash.minimumRingSize) ? { ringHash: { minimumRingSize: size(ringHash.minimumRingSize) } } : slowStart(lb)) };
  return { lbPolicy: 'RING_HASH', ringHash: { minimumRingSize: size(minimumRingSize) || 1024 } };
}

function slowStart(lb: LoadBalancerSpec | undefined): Pick<Cluster, 'slowStart'> {
  const window = milliseconds(lb?.warmup?.duration);
  if (lb?.warmup && window !== undefined) return { slowStart: { window, aggression: lb.warmup.aggression ?? 1, minWeightPercent: lb.warmup.minimumPercent ?? 10 } };
  const old = milliseconds(lb?.warmupDurationSecs);
  return old === undefined ? {} : { slowStart: { window: old } };
}
