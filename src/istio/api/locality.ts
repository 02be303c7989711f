import { Value } from '../../grammar/value';
import { guarded } from '../../guard/guard';
import { anyNonEmpty, bool, text, uint32 } from '../write/check';
import { type At, filled, type Json, list, map, path, refuse, struct } from '../write/json';

/** The distribution of requests from one locality. */
export interface LocalityDistribution {
  /** The locality of the callers: `region/zone/subzone`, `*` for any part. */
  readonly from: string;

  /** The localities and their weights in percent, which add up to 100. */
  readonly to: { [key: string]: number };
}

/** Failover of a region without healthy endpoints. */
export interface LocalityFailover {
  /** The region of the callers. */
  readonly from: string;

  /** The region to fail over to. */
  readonly to: string;
}

/**
 * Locality load balancing. Failover needs outlier detection: without it, no endpoint becomes unhealthy.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#LocalityLoadBalancerSetting
 */
export class LocalityLoadBalancing extends Value {
  /** Prefer endpoints of the caller's own locality, then the nearest ones. */
  public static enabled(): LocalityLoadBalancing {
    return new LocalityLoadBalancing({ enabled: true });
  }

  /** Ignore localities. */
  public static disabled(): LocalityLoadBalancing {
    return new LocalityLoadBalancing({ enabled: false });
  }

  /** Fixed weights for localities. */
  public static distribute(distributions: LocalityDistribution[]): LocalityLoadBalancing {
    return new LocalityLoadBalancing({ enabled: true, distribute: list(distributions, '', 'distribute', localityDistribution) });
  }

  /**
   * Fail over from the callers' region to another; labels can rank endpoints further, except those of region, zone and subzone.
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
   * Prefer endpoints that share labels with the caller, the first labels having priority: `topology.kubernetes.io/region`, or `version=v1` for a value.
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
guarded(LocalityLoadBalancing, 'istio.LocalityLoadBalancing');

/**
 * Keeps requests in the caller's zone as far as its share of endpoints allows. Only for sidecars that know
 * their own cluster (`ISTIO_META_ENABLE_SELF_DISCOVERY`).
 */
export interface ZoneAwareLoadBalancing {
  /**
   * Whether zone-aware load balancing is enabled.
   *
   * @default - enabled
   */
  readonly enabled?: boolean;

  /**
   * The failover regions.
   *
   * @default - any
   */
  readonly failover?: LocalityFailover[];

  /**
   * Labels that rank endpoints for failover, except those of region, zone and subzone.
   *
   * @default - none
   */
  readonly failoverPriority?: string[];

  /**
   * Minimum number of endpoints in the region; with fewer, zones are not taken into account.
   *
   * @default 6
   */
  readonly minClusterSize?: number;
}

const localityDistribution = struct<LocalityDistribution>((p, at) => {
  const shares = Object.values(p.to);
  if (shares.some((s) => s <= 0 || s > 100) || shares.reduce((a, b) => a + b, 0) !== 100) {
    refuse(at, `the weights of 'to' must be from 1 to 100 and add up to 100, got: ${JSON.stringify(p.to)}`);
  }
  return {
    from: text(p.from, at, 'from'),
    to: map(p.to, at, 'to', uint32),
  };
});

const localityFailover = struct<LocalityFailover>((p, at) => {
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

const zoneAwareLoadBalancing = struct<ZoneAwareLoadBalancing>((p, at) => {
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
function noTopology(labels: readonly string[] | undefined, what: At): void {
  const own = labels?.find((l) => /^(topology\.kubernetes\.io\/(region|zone)|topology\.istio\.io\/subzone)$/.test(l));
  if (own !== undefined) {
    throw new Error(`${what} must not name '${own}', as regions, zones and subzones are always included; remove it`);
  }
}

export default zoneAwareLoadBalancing;
