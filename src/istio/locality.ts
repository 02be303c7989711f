import { anyNonEmpty } from './render/check';
import type { Json } from './render/json';
import { list } from './render/json';
import { localityDistribution, localityFailover, noTopology } from './render/locality';
import { Value } from '../grammar/value';

/** Where the requests of a locality go. */
export interface LocalityDistribution {
  /** The locality of the callers: `region/zone/subzone`, `*` for any part. */
  readonly from: string;

  /** The localities and their shares in percent, 100 together. */
  readonly to: { [key: string]: number };
}

/** Where the requests of a region go when it has no healthy endpoint. */
export interface LocalityFailover {
  /** The region of the callers. */
  readonly from: string;

  /** The region that takes over. */
  readonly to: string;
}

/**
 * How requests are spread over localities. Failover works with outlier detection alone: without, no endpoint is ever unhealthy.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#LocalityLoadBalancerSetting
 */
export class LocalityLoadBalancing extends Value {
  /** Endpoints of the caller's own locality first, the others as they are near. */
  public static enabled(): LocalityLoadBalancing {
    return new LocalityLoadBalancing({ enabled: true });
  }

  /** Localities don't count. */
  public static disabled(): LocalityLoadBalancing {
    return new LocalityLoadBalancing({ enabled: false });
  }

  /** Fixed shares. */
  public static distribute(distributions: LocalityDistribution[]): LocalityLoadBalancing {
    return new LocalityLoadBalancing({ enabled: true, distribute: list(distributions, '', 'distribute', localityDistribution) });
  }

  /**
   * The callers' own region, and another that takes over; labels may order the endpoints further, but not those of region, zone and subzone.
   */
  public static failover(failovers: LocalityFailover[], failoverPriority?: string[]): LocalityLoadBalancing {
    noTopology(failoverPriority, 'LocalityLoadBalancing.failover: failoverPriority');
    const json: Json = { enabled: true, failover: list(failovers, '', 'failover', localityFailover) };
    if (failoverPriority !== undefined) {
      json.failoverPriority = list(failoverPriority, '', 'failoverPriority', anyNonEmpty);
    }
    return new LocalityLoadBalancing(json);
  }

  /**
   * Endpoints that share labels with the caller, the first labels counting most: `topology.kubernetes.io/region`, or `version=v1` for a value.
   */
  public static failoverPriority(labels: string[]): LocalityLoadBalancing {
    return new LocalityLoadBalancing({ enabled: true, failoverPriority: list(labels, '', 'failoverPriority', anyNonEmpty) });
  }

  private constructor(private readonly json: Json) {
    super();
  }

  /** @internal */
  public _render(): Json {
    return this.json;
  }
}

/**
 * Spreads requests so that they stay in the caller's zone as far as its share of endpoints allows. Only for sidecars that know
 * their own cluster (`ISTIO_META_ENABLE_SELF_DISCOVERY`).
 */
export interface ZoneAwareLoadBalancing {
  /**
   * Is it on?.
   *
   * @default - on
   */
  readonly enabled?: boolean;

  /**
   * The regions that take over.
   *
   * @default - any
   */
  readonly failover?: LocalityFailover[];

  /**
   * Labels that order the endpoints of a failover, but not those of region, zone and subzone.
   *
   * @default - none
   */
  readonly failoverPriority?: string[];

  /**
   * The fewest endpoints in the region for it to work.
   *
   * @default 6
   */
  readonly minClusterSize?: number;
}
