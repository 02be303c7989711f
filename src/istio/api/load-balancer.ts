import type { Duration } from 'cdk8s';
import type { ConsistentHash } from './consistent-hash';
import zoneAwareLoadBalancing, { type LocalityLoadBalancing, type ZoneAwareLoadBalancing } from './locality';
import { Value } from '../../grammar/value';
import { guarded } from '../../guard/guard';
import { duration, nonNegative, percent } from '../write/check';
import { atMostOne, type Json, refuse, struct, value } from '../write/json';

/** Slow start: gradually increases the traffic of a new endpoint. */
export interface Warmup {
  /** The duration of the warm-up; at least 1 ms. */
  readonly duration: Duration;

  /**
   * The initial percentage of traffic.
   *
   * @default 10
   */
  readonly minimumPercent?: number;

  /**
   * The shape of the increase: 1 is linear; with higher values, traffic increases faster at first.
   *
   * @default 1
   */
  readonly aggression?: number;
}

/** Options of every load-balancing algorithm. */
export interface LoadBalancerOptions {
  /**
   * Locality load balancing; field `localityLbSetting`.
   *
   * @default - the mesh's setting
   */
  readonly locality?: LocalityLoadBalancing;

  /**
   * Zone-aware load balancing; field `zoneAwareLbSetting`; can't be combined with `locality`.
   *
   * @default - the mesh's setting
   */
  readonly zoneAware?: ZoneAwareLoadBalancing;

  /**
   * Slow start of new endpoints, for round robin and least request.
   *
   * @default - none
   */
  readonly warmup?: Warmup;
}

/**
 * The load-balancing algorithm.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#LoadBalancerSettings
 */
export class LoadBalancer extends Value {
  /** Least request: the endpoint with fewer active requests out of two random ones. Istio's default. */
  public static leastRequest(options: LoadBalancerOptions = {}): LoadBalancer {
    return LoadBalancer.simple('LEAST_REQUEST', options);
  }

  /** Round robin. */
  public static roundRobin(options: LoadBalancerOptions = {}): LoadBalancer {
    return LoadBalancer.simple('ROUND_ROBIN', options);
  }

  /** Random. */
  public static random(options: LoadBalancerOptions = {}): LoadBalancer {
    return LoadBalancer.simple('RANDOM', options);
  }

  /** Passthrough: the original destination address of the caller, without load balancing. */
  public static passthrough(options: LoadBalancerOptions = {}): LoadBalancer {
    return LoadBalancer.simple('PASSTHROUGH', options);
  }

  /** Consistent hashing of a request property: soft session affinity. */
  public static consistentHash(hash: ConsistentHash, options: LoadBalancerOptions = {}): LoadBalancer {
    if (options.warmup) {
      throw new Error('LoadBalancer.consistentHash: warmup has no effect on consistent hashing; remove it, or use roundRobin or leastRequest');
    }
    return new LoadBalancer({ consistentHash: hash._render(), ...loadBalancerOptions(options, '', 'loadBalancer') });
  }

  /** The default algorithm of the mesh, with other options. */
  public static withOptions(options: LoadBalancerOptions): LoadBalancer {
    return new LoadBalancer(loadBalancerOptions(options, '', 'loadBalancer')!);
  }

  private static simple(simple: string, options: LoadBalancerOptions): LoadBalancer {
    if (options.warmup && (simple === 'RANDOM' || simple === 'PASSTHROUGH')) {
      throw new Error(`LoadBalancer.${simple.toLowerCase()}: warmup has no effect on ${simple}; remove it, or use roundRobin or leastRequest`);
    }
    return new LoadBalancer({ simple, ...loadBalancerOptions(options, '', 'loadBalancer') });
  }

  private constructor(private readonly json: Json) {
    super();
  }

  /** @internal */
  public _render(): Json {
    return this.json;
  }
}
guarded(LoadBalancer, 'istio.LoadBalancer');

const warmup = struct<Warmup>((p, at) => {
  if (p.aggression === 0) {
    refuse(at, 'aggression must be above 0, got: 0');
  }
  return {
    duration: duration(p.duration, at, 'duration'),
    minimumPercent: percent(p.minimumPercent, at, 'minimumPercent'),
    aggression: nonNegative(p.aggression, at, 'aggression'),
  };
});

const loadBalancerOptions = struct<LoadBalancerOptions>((p, at) => {
  atMostOne(p, at, 'locality', 'zoneAware');
  return {
    localityLbSetting: value(p.locality, at, 'locality'),
    zoneAwareLbSetting: zoneAwareLoadBalancing(p.zoneAware, at, 'zoneAware'),
    warmup: warmup(p.warmup, at, 'warmup'),
  };
});
