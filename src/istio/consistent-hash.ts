import type { Duration } from 'cdk8s';
import { anyNonEmpty, headerName } from './render/check';
import { hashCookie, maglevOptions, ringHashOptions } from './render/consistent-hash';
import type { Json } from './render/json';
import { Value } from '../grammar/value';

/** Ketama's ring. */
export interface RingHashOptions {
  /**
   * The least number of virtual nodes.
   *
   * @default 1024
   */
  readonly minimumRingSize?: number;
}

/** Maglev's table. */
export interface MaglevOptions {
  /**
   * The size of the table, a prime number below 5000011.
   *
   * @default 65537
   */
  readonly tableSize?: number;
}

/** The algorithm of consistent hashing. */
export class HashAlgorithm extends Value {
  /** A ring of virtual nodes. */
  public static ringHash(options: RingHashOptions = {}): HashAlgorithm {
    return new HashAlgorithm({ ringHash: ringHashOptions(options, '', 'HashAlgorithm.ringHash') });
  }

  /** Maglev: faster to look up, and less stable when endpoints change. */
  public static maglev(options: MaglevOptions = {}): HashAlgorithm {
    return new HashAlgorithm({ maglev: maglevOptions(options, '', 'HashAlgorithm.maglev') });
  }

  private constructor(private readonly json: Json) {
    super();
  }

  /** @internal */
  public _render(): Json {
    return this.json;
  }
}

/** An attribute of a cookie. */
export interface CookieAttribute {
  /** Its name, such as `SameSite`. */
  readonly name: string;

  /**
   * Its value.
   *
   * @default - none
   */
  readonly value?: string;
}

/** The cookie that requests are hashed by; the proxy makes one for a caller that has none. */
export interface HashCookie {
  /** Its name. */
  readonly name: string;

  /**
   * Its path.
   *
   * @default - not set
   */
  readonly path?: string;

  /**
   * How long it lives; zero for the browser's session.
   *
   * @default - it is not made, only read
   */
  readonly ttl?: Duration;

  /**
   * Further attributes.
   *
   * @default - none
   */
  readonly attributes?: CookieAttribute[];
}

/** What requests are hashed by, so that those with one value go to one endpoint. */
export class ConsistentHash extends Value {
  /** The value of a request header. */
  public static byHeader(name: string, algorithm?: HashAlgorithm): ConsistentHash {
    return new ConsistentHash({ httpHeaderName: headerName(name, 'ConsistentHash.byHeader', 'name'), ...algorithm?._render() });
  }

  /** A cookie. */
  public static byCookie(cookie: HashCookie, algorithm?: HashAlgorithm): ConsistentHash {
    return new ConsistentHash({ httpCookie: hashCookie(cookie, 'ConsistentHash.byCookie', 'cookie'), ...algorithm?._render() });
  }

  /** The value of a query parameter. */
  public static byQueryParameter(name: string, algorithm?: HashAlgorithm): ConsistentHash {
    return new ConsistentHash({ httpQueryParameterName: anyNonEmpty(name, 'ConsistentHash.byQueryParameter', 'name'), ...algorithm?._render() });
  }

  /** The IP address that the request comes from. */
  public static bySourceIp(algorithm?: HashAlgorithm): ConsistentHash {
    return new ConsistentHash({ useSourceIp: true, ...algorithm?._render() });
  }

  private constructor(private readonly json: Json) {
    super();
  }

  /** @internal */
  public _render(): Json {
    return this.json;
  }
}
