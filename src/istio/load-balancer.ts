import type { Duration } from 'cdk8s';
import type { ConsistentHash } from './consistent-hash';
import type { LocalityLoadBalancing, ZoneAwareLoadBalancing } from './locality';
import type { Json } from './render/json';
import { loadBalancerOptions } from './render/load-balancer';
import { Value } from '../grammar/value';

/** A new endpoint gets its share little by little. */
export interface Warmup {
  /** How long that takes, at least 1 ms. */
  readonly duration: Duration;

  /**
   * The share at the start, in percent.
   *
   * @default 10
   */
  readonly minimumPercent?: number;

  /**
   * The shape of the growth: 1 is linear, more is faster at first.
   *
   * @default 1
   */
  readonly aggression?: number;
}

/** What goes with every way to choose an endpoint. */
export interface LoadBalancerOptions {
  /**
   * How requests are spread over localities; field `localityLbSetting`.
   *
   * @default - the mesh's setting
   */
  readonly locality?: LocalityLoadBalancing;

  /**
   * Zone-aware spreading; field `zoneAwareLbSetting`; not beside `locality`.
   *
   * @default - the mesh's setting
   */
  readonly zoneAware?: ZoneAwareLoadBalancing;

  /**
   * The slow start of new endpoints, for round robin and least request.
   *
   * @default - none
   */
  readonly warmup?: Warmup;
}

/**
 * How an endpoint is chosen for a request.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#LoadBalancerSettings
 */
export class LoadBalancer extends Value {
  /** Of two endpoints by chance, the one with fewer requests. Istio's own choice. */
  public static leastRequest(options: LoadBalancerOptions = {}): LoadBalancer {
    return LoadBalancer.simple('LEAST_REQUEST', options);
  }

  /** One after the other. */
  public static roundRobin(options: LoadBalancerOptions = {}): LoadBalancer {
    return LoadBalancer.simple('ROUND_ROBIN', options);
  }

  /** By chance. */
  public static random(options: LoadBalancerOptions = {}): LoadBalancer {
    return LoadBalancer.simple('RANDOM', options);
  }

  /** The address that the caller asked for, whatever it is. */
  public static passthrough(options: LoadBalancerOptions = {}): LoadBalancer {
    return LoadBalancer.simple('PASSTHROUGH', options);
  }

  /** By a hash of something in the request: soft session affinity. */
  public static consistentHash(hash: ConsistentHash, options: LoadBalancerOptions = {}): LoadBalancer {
    if (options.warmup) {
      throw new Error('LoadBalancer.consistentHash: warmup has no effect on consistent hashing; remove it, or use roundRobin or leastRequest');
    }
    return new LoadBalancer({ consistentHash: hash._render(), ...loadBalancerOptions(options, '', 'loadBalancer') });
  }

  /** The mesh's way to choose, with other options. */
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
