import type { Duration } from 'cdk8s';
import { anyNonEmpty } from './render/check';
import type { Json } from './render/json';
import { jwtRuleOptions } from './render/jwt-rule';
import { Value } from '../grammar/value';

/** A request header that a token comes in. */
export interface JwtHeader {
  /** The name of the header. */
  readonly name: string;

  /**
   * What stands before the token, such as `Bearer ` with its space.
   *
   * @default - nothing
   */
  readonly prefix?: string;
}

/** A claim of a verified token that is handed on in a header. */
export interface ClaimToHeader {
  /** The claim; `.` goes into nested ones. */
  readonly claim: string;

  /** The header. */
  readonly header: string;
}

/** Where tokens come from, who they are for, and what becomes of them. */
export interface JwtRuleOptions {
  /**
   * The audiences of which a token must name one.
   *
   * @default - any
   */
  readonly audiences?: string[];

  /**
   * The headers that tokens come in.
   *
   * @default - `Authorization: Bearer …`, and the query parameter `access_token`
   */
  readonly fromHeaders?: JwtHeader[];

  /**
   * The query parameters that tokens come in.
   *
   * @default - see `fromHeaders`
   */
  readonly fromParams?: string[];

  /**
   * The cookies that tokens come in.
   *
   * @default - none
   */
  readonly fromCookies?: string[];

  /**
   * The header that hands the token's payload on, in base64.
   *
   * @default - none
   */
  readonly outputPayloadToHeader?: string;

  /**
   * Hand the token itself on.
   *
   * @default false
   */
  readonly forwardOriginalToken?: boolean;

  /**
   * Claims that are handed on in headers.
   *
   * @default - none
   */
  readonly outputClaimToHeaders?: ClaimToHeader[];

  /**
   * The time to fetch the keys, at least 1 ms.
   *
   * @default - 5 s
   */
  readonly timeout?: Duration;

  /**
   * Claims whose values are split at spaces, beside `scope` and `permission`.
   *
   * @default - none
   */
  readonly spaceDelimitedClaims?: string[];
}

/**
 * The tokens (JWT) of one issuer, and how they are verified. A request with an invalid token is refused; one without a token is not: an
 * AuthorizationPolicy does that.
 *
 * @see https://istio.io/latest/docs/reference/config/security/jwt/
 */
export class JwtRule extends Value {
  /** The keys come from a URL of the issuer's. */
  public static remote(issuer: string, jwksUri: string, options: JwtRuleOptions = {}): JwtRule {
    if (!/^https?:\/\/[^/\s]+/.test(jwksUri) || jwksUri.length > 2048) {
      throw new Error(`JwtRule.remote: jwksUri must be an http or https URL of at most 2048 characters, got: '${jwksUri}'`);
    }
    return new JwtRule(issuer, { jwksUri }, options);
  }

  /** The keys are given here, as a JSON Web Key Set. */
  public static inline(issuer: string, jwks: string, options: JwtRuleOptions = {}): JwtRule {
    let keys: unknown;
    try {
      keys = JSON.parse(jwks).keys;
    } catch (error) {
      throw new Error(`JwtRule.inline: jwks must be a JSON Web Key Set, such as {"keys": [ … ]}, got: text that is not JSON (${(error as Error).message})`);
    }
    if (!Array.isArray(keys)) {
      throw new Error(`JwtRule.inline: jwks must be a JSON Web Key Set, such as {"keys": [ … ]}, got: '${jwks}'`);
    }
    return new JwtRule(issuer, { jwks }, options);
  }

  /** The keys are found by OpenID's discovery, at `ISSUER/.well-known/openid-configuration`. */
  public static discovery(issuer: string, options: JwtRuleOptions = {}): JwtRule {
    return new JwtRule(issuer, {}, options);
  }

  private readonly json: Json;

  private constructor(issuer: string, keys: Json, options: JwtRuleOptions) {
    super();
    this.json = { issuer: anyNonEmpty(issuer, 'JwtRule', 'issuer'), ...keys, ...jwtRuleOptions(options, '', 'JwtRule') };
  }

  /** @internal */
  public _render(): Json {
    return this.json;
  }
}
