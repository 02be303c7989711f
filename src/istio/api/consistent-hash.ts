import type { Duration } from 'cdk8s';
import { isPrime } from '../../grammar/prime';
import { Value } from '../../grammar/value';
import { guarded } from '../../guard/guard';
import { anyNonEmpty, anyText, durationOrZero, headerName, text, uint32 } from '../write/check';
import { type Json, list, refuse, struct } from '../write/json';

/** Options of the Ketama hash ring. */
export interface RingHashOptions {
  /**
   * Minimum number of virtual nodes.
   *
   * @default 1024
   */
  readonly minimumRingSize?: number;
}

/** Options of Maglev hashing. */
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

  /** Maglev: faster lookups than a ring, but less stable when endpoints change. */
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
guarded(HashAlgorithm, 'istio.HashAlgorithm');

/** An attribute of a cookie. */
export interface CookieAttribute {
  /** Name of the attribute, such as `SameSite`. */
  readonly name: string;

  /**
   * Value of the attribute.
   *
   * @default - none
   */
  readonly value?: string;
}

/** The cookie to hash; the proxy generates one for clients without it. */
export interface HashCookie {
  /** Name of the cookie. */
  readonly name: string;

  /**
   * Path of the cookie.
   *
   * @default - not set
   */
  readonly path?: string;

  /**
   * Lifetime of the cookie; zero makes it a session cookie.
   *
   * @default - the cookie is not generated, only read
   */
  readonly ttl?: Duration;

  /**
   * Further attributes.
   *
   * @default - none
   */
  readonly attributes?: CookieAttribute[];
}

/** The hash key of consistent hashing: requests with the same value go to the same endpoint. */
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

  /** The source IP address of the request. */
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
guarded(ConsistentHash, 'istio.ConsistentHash');

const ringHashOptions = struct<RingHashOptions>((p, at) => ({
  minimumRingSize: uint32(p.minimumRingSize, at, 'minimumRingSize'),
}));

const maglevOptions = struct<MaglevOptions>((p, at) => {
  if (p.tableSize !== undefined && (p.tableSize >= 5000011 || (p.tableSize !== 1 && !isPrime(p.tableSize)))) {
    refuse(at, `tableSize must be a prime number below 5000011, got: ${p.tableSize}`);
  }
  return {
    tableSize: uint32(p.tableSize ?? 65537, at, 'tableSize'),
  };
});

const cookieAttribute = struct<CookieAttribute>((p, at) => ({
  name: text(p.name, at, 'name'),
  value: anyText(p.value, at, 'value'),
}));

const hashCookie = struct<HashCookie>((p, at) => {
  const repeated = (p.attributes ?? []).find((a, i, all) => all.findIndex((b) => b.name === a.name) !== i);
  if (repeated !== undefined) {
    refuse(at, `attributes has '${repeated.name}' twice; remove one`);
  }
  return {
    name: text(p.name, at, 'name'),
    path: text(p.path, at, 'path'),
    ttl: durationOrZero(p.ttl, at, 'ttl'),
    attributes: list(p.attributes, at, 'attributes', cookieAttribute),
  };
});
