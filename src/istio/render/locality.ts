import type { LocalityDistribution, LocalityFailover, ZoneAwareLoadBalancing } from '../locality';
import { bool, text, uint32 } from './check';
import type { At } from './json';
import { filled, map, path, refuse, struct } from './json';

export const localityDistribution = struct<LocalityDistribution>((p, at) => {
  const shares = Object.values(p.to);
  if (shares.some((s) => s <= 0 || s > 100) || shares.reduce((a, b) => a + b, 0) !== 100) {
    refuse(at, `the weights of 'to' must be from 1 to 100 and add up to 100, got: ${JSON.stringify(p.to)}`);
  }
  return {
    from: text(p.from, at, 'from'),
    to: map(p.to, at, 'to', uint32),
  };
});

export const localityFailover = struct<LocalityFailover>((p, at) => {
  for (const region of [p.from, p.to]) {
    if (/[/*]/.test(region)) {
      refuse(at, `from and to must be regions, without zones and wildcards, got: '${region}'`);
    }
  }
  if (p.from === p.to) {
    refuse(at, `a region can't fail over to itself, got: '${p.from}'; use a different region in 'to'`);
  }
  return {
    from: text(p.from, at, 'from'),
    to: text(p.to, at, 'to'),
  };
});

export const zoneAwareLoadBalancing = struct<ZoneAwareLoadBalancing>((p, at) => {
  noTopology(p.failoverPriority, path(at, 'failoverPriority'));
  if (p.minClusterSize === 0) {
    refuse(at, 'minClusterSize must be at least 1, got: 0');
  }
  return {
    enabled: bool(p.enabled, at, 'enabled'),
    failover: filled(p.failover, at, 'failover', localityFailover),
    failoverPriority: filled(p.failoverPriority, at, 'failoverPriority', text),
    minClusterSize: uint32(p.minClusterSize, at, 'minClusterSize'),
  };
});

/** Refuses the labels of region, zone and subzone, which are handled already. */
export function noTopology(labels: readonly string[] | undefined, what: At): void {
  const own = labels?.find((l) => /^(topology\.kubernetes\.io\/(region|zone)|topology\.istio\.io\/subzone)$/.test(l));
  if (own !== undefined) {
    throw new Error(`${what} must not name '${own}', as regions, zones and subzones are always included; remove it`);
  }
}
