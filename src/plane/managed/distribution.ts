import type { LocalityModel } from '../../model/policy';
import type { ServiceModel } from '../../model/service';
import type { Slot } from '../plane';

/**
 * Traffic Director ignores the locality settings of a DestinationRule: it prefers nearby endpoints by default, and a policy for the Kubernetes Service
 * configures when it goes further.
 */
export function distributed(s: ServiceModel, slots: readonly Slot[]): readonly Slot[] {
  for (const [where, policy] of [...s.versions.map((v) => [`version '${v.name}'`, v.policy] as const), ...[...s.portPolicies].map(([port, p]) => [`port ${port}`, p] as const)]) {
    if (policy?.loadBalancer?.locality) {
      throw new Error(`service '${s.path}': Traffic Director supports locality only for the whole service, not for its ${where}; set it in the service's policy`);
    }
  }
  const locality = s.policy?.loadBalancer?.locality;
  if (!locality) {
    return slots;
  }
  expressible(s, locality);
  return [...slots.map((slot) => (slot.kind === 'DestinationRule' ? withoutLocality(slot) : slot)), {
    id: 'GCPTrafficDistributionPolicy',
    apiVersion: 'networking.gke.io/v1',
    kind: 'GCPTrafficDistributionPolicy',
    name: s.name,
    namespace: s.namespace,
    render: () => ({
      spec: {
        targetRefs: [{ group: '', kind: 'Service', name: s.name }],
        default: { serviceLbAlgorithm: 'WATERFALL_BY_REGION', autoCapacityDrain: { enableAutoCapacityDrain: true } },
      },
    }),
  }];
}

function expressible(s: ServiceModel, locality: LocalityModel): void {
  const what = `service '${s.path}': Traffic Director`;
  if (s.kind !== 'kubernetes') {
    throw new Error(`${what} supports locality for Kubernetes Services only; remove it for external hosts`);
  }
  if (locality.kind === 'distribute') {
    throw new Error(`${what} can't distribute requests among regions by percentage; use Locality.failover(), or split between a service per region`);
  }
  if (locality.kind === 'priority') {
    throw new Error(`${what} ranks endpoints by region and zone, not by labels; use Locality.failover()`);
  }
  if (locality.failover?.length) {
    const named = locality.failover.map((f) => `'${f.from}' to '${f.to}'`).join(', ');
    throw new Error(`${what} always fails over to the nearest healthy region and does not support a choice of regions (${named}); use Locality.failover() without regions`);
  }
}

function withoutLocality(slot: Slot): Slot {
  return {
    ...slot,
    render: () => {
      const { spec, ...rest } = slot.render() as { spec: any };
      const { localityLbSetting: _locality, ...loadBalancer } = spec.trafficPolicy?.loadBalancer ?? {};
      const { loadBalancer: _before, ...policy } = spec.trafficPolicy ?? {};
      const kept = { ...policy, ...(Object.keys(loadBalancer).length > 0 ? { loadBalancer } : {}) };
      const { trafficPolicy: _policy, ...others } = spec;
      return { ...rest, spec: { ...others, ...(Object.keys(kept).length > 0 ? { trafficPolicy: kept } : {}) } };
    },
  };
}
