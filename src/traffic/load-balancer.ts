import type { Duration } from 'cdk8s';
import { millisOf } from '../grammar/given';
import * as names from '../grammar/names';
import { isPrime } from '../grammar/prime';
import { Value } from '../grammar/value';
import { guarded } from '../guard/guard';
import type { HashModel, LoadBalancerModel, LocalityModel, WarmupModel } from '../model/policy';

/** A cookie with the hash key; the proxy sets it when the client has none. */
export interface CookieOptions {
  /** The cookie's name. */
  readonly name: string;
  /**
   * Path of the cookie.
   *
   * @default - no path
   */
  readonly path?: string;
  /**
   * Lifetime of the cookie; zero makes it a session cookie.
   *
   * @default - session cookie
   */
  readonly ttl?: Duration;
}

/** The hash key of a request: equal keys go to the same endpoint as long as it exists. */
export class HashKey {
  /** The value of a request header. */
  public static header(name: string): HashKey {
    return new HashKey({ by: 'header', name: names.headerName('HashKey.header: name', name) });
  }

  /** A cookie. */
  public static cookie(options: CookieOptions): HashKey {
    if (options.name === '') {
      throw new Error('HashKey.cookie: name must not be empty, got: \'\'');
    }
    return new HashKey({ by: 'cookie', name: options.name, cookiePath: options.path, cookieTtlMs: (options.ttl && millisOf('HashKey.cookie: ttl', options.ttl)) ?? 0 });
  }

  /** The caller's address. */
  public static sourceIp(): HashKey {
    return new HashKey({ by: 'source-ip' });
  }

  /** A query parameter. */
  public static query(name: string): HashKey {
    if (name === '') {
      throw new Error('HashKey.query: name must not be empty, got: \'\'');
    }
    return new HashKey({ by: 'query', name });
  }

  private constructor(private readonly model: HashModel) {}

  /**
   * The same key with a hash ring of at least this size.
   *
   * @param minimumSize size of the ring, at least 1; 1024 is the proxy's default
   */
  public withRing(minimumSize: number): HashKey {
    return new HashKey({ ...this.model, algorithm: 'ring-hash', ringSize: names.integer('HashKey.withRing: minimumSize', minimumSize, 1, 8_388_608) });
  }

  /**
   * The same key with a Maglev table: lookup at a fixed cost.
   *
   * @param tableSize a prime number below 5,000,011; 65537 is the proxy's default
   */
  public withMaglev(tableSize?: number): HashKey {
    if (tableSize !== undefined) {
      names.integer('HashKey.withMaglev: tableSize', tableSize, 2, 5_000_010);
      if (!isPrime(tableSize)) {
        throw new Error(`HashKey.withMaglev: tableSize must be a prime number, got: ${tableSize}`);
      }
    }
    return new HashKey({ ...this.model, algorithm: 'maglev', tableSize });
  }

  /** @internal */
  public _model(): HashModel {
    return this.model;
  }
}
guarded(HashKey, 'HashKey');

/** The weights of localities, for callers in one locality. */
export interface LocalityShare {
  /** Locality of the callers: `region`, `region/zone`, `region/zone/*`. */
  readonly from: string;
  /** Weight of each locality, in percent; they add up to 100. */
  readonly to: { readonly [locality: string]: number };
}

/** Failover of callers in a region without healthy endpoints. */
export interface LocalityFailover {
  /** Region of the callers. */
  readonly from: string;
  /** Region to fail over to. */
  readonly to: string;
}

/**
 * Preference among regions and zones.
 *
 * @see https://istio.io/latest/docs/tasks/traffic-management/locality-load-balancing/
 */
export class Locality extends Value {
  /** Requests go to the nearest locality; when that locality fails, they go to the given region. Needs outlier detection, which detects the failure. */
  public static failover(...failover: LocalityFailover[]): Locality {
    for (const f of failover) {
      if (f.from === f.to || f.from.includes('/') || f.to.includes('/') || !f.from || !f.to || `${f.from}${f.to}`.includes('*')) {
        throw new Error(`Locality.failover: from and to must be two regions (no zones, no '*'), got: '${f.from}' to '${f.to}'`);
      }
    }
    return new Locality({ kind: 'failover', failover });
  }

  /** Requests are distributed over localities by weight. */
  public static distribute(...shares: LocalityShare[]): Locality {
    if (shares.length === 0) {
      throw new Error('Locality.distribute: the list of shares is empty; add at least one');
    }
    for (const s of shares) {
      const sum = Object.values(s.to).reduce((a, b) => a + names.integer(`Locality.distribute: a share of callers in '${s.from}'`, b, 1, 100), 0);
      if (sum !== 100) {
        throw new Error(`Locality.distribute: the shares of callers in '${s.from}' must add up to 100, got: ${sum}`);
      }
    }
    return new Locality({ kind: 'distribute', distribute: shares });
  }

  /**
   * Endpoints that share more of these labels with the caller are preferred, in the order of the labels.
   *
   * @param labels such as `topology.istio.io/network` or `topology.kubernetes.io/zone`
   */
  public static priority(...labels: string[]): Locality {
    if (labels.length === 0) {
      throw new Error('Locality.priority: the list of labels is empty; add at least one');
    }
    return new Locality({ kind: 'priority', priority: labels });
  }

  private constructor(private readonly model: LocalityModel) {
    super();
  }

  /** @internal */
  public _model(): LocalityModel {
    return this.model;
  }
}
guarded(Locality, 'Locality');

/** Slow start: the share of a new endpoint grows gradually. */
export interface Warmup {
  /** Time until a new endpoint gets its full share. */
  readonly duration: Duration;
  /**
   * Initial share, in percent of the full one, 0 to 100.
   *
   * @default 10
   */
  readonly minimumPercent?: number;
  /**
   * Shape of the growth, above 0; 1 is linear, higher values start faster.
   *
   * @default 1
   */
  readonly aggression?: number;
}

/** Options of every load balancer. */
export interface LoadBalancerOptions {
  /**
   * Preference among localities.
   *
   * @default - the mesh's setting: the nearest locality first, with outlier detection
   */
  readonly locality?: Locality;
  /**
   * Slow start of new endpoints; for round robin and least request.
   *
   * @default - none: new endpoints get their full share at once
   */
  readonly warmup?: Warmup;
}

/**
 * How requests are balanced over the endpoints of a service.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#LoadBalancerSettings
 */
export class LoadBalancer extends Value {
  /** Round robin. */
  public static roundRobin(options: LoadBalancerOptions = {}): LoadBalancer {
    return LoadBalancer.make('round-robin', options);
  }

  /** Random. */
  public static random(options: LoadBalancerOptions = {}): LoadBalancer {
    return LoadBalancer.make('random', options);
  }

  /** Least request: the less busy of two random endpoints. Istio's default. */
  public static leastRequest(options: LoadBalancerOptions = {}): LoadBalancer {
    return LoadBalancer.make('least-request', options);
  }

  /** The client's original destination, without load balancing. */
  public static passthrough(): LoadBalancer {
    return LoadBalancer.make('passthrough', {});
  }

  /** Consistent hashing by a key: sticky sessions. */
  public static consistentHash(key: HashKey, options: LoadBalancerOptions = {}): LoadBalancer {
    return LoadBalancer.make('consistent-hash', options, key);
  }

  private static make(kind: LoadBalancerModel['kind'], options: LoadBalancerOptions, key?: HashKey): LoadBalancer {
    if (options.warmup && kind !== 'round-robin' && kind !== 'least-request') {
      throw new Error(`LoadBalancer: warmup has no effect with ${kind.replace('-', ' ')}; remove it, or use roundRobin or leastRequest`);
    }
    return new LoadBalancer({ kind, hash: key?._model(), locality: options.locality?._model(), warmup: warmupModel(options.warmup) });
  }

  private constructor(private readonly model: LoadBalancerModel) {
    super();
  }

  /** @internal */
  public _model(): LoadBalancerModel {
    return this.model;
  }
}
guarded(LoadBalancer, 'LoadBalancer');

function warmupModel(warmup: Warmup | undefined): WarmupModel | undefined {
  if (!warmup) {
    return undefined;
  }
  if (warmup.minimumPercent !== undefined) {
    names.percentage('LoadBalancer: the minimumPercent of warmup', warmup.minimumPercent);
  }
  if (warmup.aggression !== undefined && !(warmup.aggression > 0)) {
    throw new Error(`LoadBalancer: the aggression of warmup must be above 0, got: ${warmup.aggression}`);
  }
  return {
    durationMs: names.millis('LoadBalancer: the duration of warmup', millisOf('LoadBalancer: the duration of warmup', warmup.duration)),
    minimumPercent: warmup.minimumPercent,
    aggression: warmup.aggression,
  };
}
