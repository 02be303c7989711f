import { compact, compactOrNone } from '../../../grammar/json';
import { overlayPolicy, type LoadBalancerModel } from '../../../model/policy';
import type { ServiceModel } from '../../../model/service';
import type { Slot } from '../../plane';
import { versionService } from '../values';

const ALGORITHM = { 'round-robin': 'ROUND_ROBIN', 'random': 'RANDOM', 'least-request': 'LEAST_REQUEST', 'passthrough': 'ORIGINAL_DESTINATION', 'consistent-hash': undefined } as const;

/** Load balancing over endpoints and regions, and session affinity, for a service and each of its versions. */
export function distributionSlots(s: ServiceModel): readonly Slot[] {
  const services = [{ name: s.name, policy: s.policy }, ...s.versions.map((v) => ({ name: versionService(s.name, v.name), policy: overlayPolicy(s.policy, v.policy) }))];
  return services.flatMap(({ name, policy }): readonly Slot[] => {
    const lb = policy?.loadBalancer;
    const head = { apiVersion: 'networking.gke.io/v1', name, namespace: s.namespace };
    const target = { group: '', kind: 'Service', name };
    const spread = lb && compactOrNone({ localityLbAlgorithm: ALGORITHM[lb.kind], serviceLbAlgorithm: lb.locality?.kind === 'failover' ? 'WATERFALL_BY_REGION' : undefined });
    return [
      ...(spread ? [{ ...head, id: `GCPTrafficDistributionPolicy-${name}`, kind: 'GCPTrafficDistributionPolicy', render: () => ({ spec: { targetRefs: [target], default: spread } }) }] : []),
      ...(cookie(lb) ? [{
        ...head,
        id: `GCPSessionAffinityPolicy-${name}`,
        kind: 'GCPSessionAffinityPolicy',
        render: () => ({ spec: compact({ targetRef: target, statefulGeneratedCookie: { cookieTtlSeconds: seconds(lb!) } }) }),
      }] : []),
    ];
  });
}

/** Values outside the policies' range. */
export function distributionLosses(s: ServiceModel): readonly string[] {
  const all = [s.policy, ...s.versions.map((v) => v.policy)].map((p) => p?.loadBalancer);
  return all.some((lb) => cookie(lb) && !(seconds(lb!) >= 1 && seconds(lb!) <= 86_400))
    ? [`${s.path}: the cookie lifetime of a GCPSessionAffinityPolicy must be from 1 second to 1 day; change it`] : [];
}

function cookie(lb: LoadBalancerModel | undefined): boolean {
  return lb?.hash?.by === 'cookie';
}

function seconds(lb: LoadBalancerModel): number {
  return Math.ceil((lb.hash?.cookieTtlMs ?? 0) / 1000);
}
