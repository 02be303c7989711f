import type { LoadBalancerOptions, Warmup } from '../load-balancer';
import { duration, nonNegative, percent } from './check';
import { atMostOne, refuse, struct, value } from './json';
import { zoneAwareLoadBalancing } from './locality';

export const warmup = struct<Warmup>((p, at) => {
  if (p.aggression === 0) {
    refuse(at, 'aggression must be above 0, got: 0');
  }
  return {
    duration: duration(p.duration, at, 'duration'),
    minimumPercent: percent(p.minimumPercent, at, 'minimumPercent'),
    aggression: nonNegative(p.aggression, at, 'aggression'),
  };
});

export const loadBalancerOptions = struct<LoadBalancerOptions>((p, at) => {
  atMostOne(p, at, 'locality', 'zoneAware');
  return {
    localityLbSetting: value(p.locality, at, 'locality'),
    zoneAwareLbSetting: zoneAwareLoadBalancing(p.zoneAware, at, 'zoneAware'),
    warmup: warmup(p.warmup, at, 'warmup'),
  };
});
