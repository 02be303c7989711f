import type { Duration } from 'cdk8s';
import { Value } from '../../grammar/value';
import { guarded } from '../../guard/guard';
import { anyNonEmpty, anyText, bool, duration, headerName, text } from '../write/check';
import { filled, type Json, list, refuse, struct } from '../write/json';

/** A request header that contains a token. */
export interface JwtHeader {
  /** The name of the header. */
  readonly name: string;

  /**
   * The prefix before the token, such as `Bearer ` with its space.
   *
   * @default - none
   */
  readonly prefix?: string;
}

/** A claim of a verified token that is copied to a header. */
export interface ClaimToHeader {
  /** The claim; `.` selects nested claims. */
  readonly claim: string;

  /** The header. */
  readonly header: string;
}

/** Options of a JWT rule: token locations, audiences and forwarding. */
export interface JwtRuleOptions {
  /**
   * The accepted audiences; a token must have one of them.
   *
   * @default - any
   */
  readonly audiences?: string[];

  /**
   * The headers that tokens are read from.
   *
   * @default - `Authorization: Bearer …`, and the query parameter `access_token`
   */
  readonly fromHeaders?: JwtHeader[];

  /**
   * The query parameters that tokens are read from.
   *
   * @default - see `fromHeaders`
   */
  readonly fromParams?: string[];

  /**
   * The cookies that tokens are read from.
   *
   * @default - none
   */
  readonly fromCookies?: string[];

  /**
   * The header that the verified payload is forwarded in, as base64.
   *
   * @default - none
   */
  readonly outputPayloadToHeader?: string;

  /**
   * Forward the original token.
   *
   * @default false
   */
  readonly forwardOriginalToken?: boolean;

  /**
   * Claims that are copied to headers.
   *
   * @default - none
   */
  readonly outputClaimToHeaders?: ClaimToHeader[];

  /**
   * Timeout for fetching the keys; at least 1 ms.
   *
   * @default - 5 s
   */
  readonly timeout?: Duration;

  /**
   * Claims whose values are split at spaces, in addition to `scope` and `permission`.
   *
   * @default - none
   */
  readonly spaceDelimitedClaims?: string[];
}

/**
 * The tokens (JWT) of one issuer, and how they are verified. A request with an invalid token is rejected. A request without a token is accepted; to reject such requests, add an
 * AuthorizationPolicy.
 *
 * @see https://istio.io/latest/docs/reference/config/security/jwt/
 */
export class JwtRule extends Value {
  /** With keys from a URL of the issuer. */
  public static remote(issuer: string, jwksUri: string, options: JwtRuleOptions = {}): JwtRule {
    if (!/^https?:\/\/[^/\s]+/.test(jwksUri) || jwksUri.length > 2048) {
      throw new Error(`JwtRule.remote: jwksUri must be an http or https URL of at most 2048 characters, got: '${jwksUri}'`);
    }
    return new JwtRule(issuer, { jwksUri }, options);
  }

  /** With keys that are given inline, as a JSON Web Key Set. */
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

  /** With keys that are found by OpenID Connect discovery, at `ISSUER/.well-known/openid-configuration`. */
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
guarded(JwtRule, 'istio.JwtRule');

const jwtHeader = struct<JwtHeader>((p, at) => ({
  name: headerName(p.name, at, 'name'),
  prefix: anyText(p.prefix, at, 'prefix'),
}));

const claimToHeader = struct<ClaimToHeader>((p, at) => {
  if (!/^[-_A-Za-z0-9]+$/.test(p.header)) {
    refuse(at, `header must consist of letters, digits, '-' and '_', got: '${p.header}'`);
  }
  return {
    claim: text(p.claim, at, 'claim'),
    header: text(p.header, at, 'header'),
  };
});

const jwtRuleOptions = struct<JwtRuleOptions>((p, at) => ({
  audiences: filled(p.audiences, at, 'audiences', text),
  fromHeaders: filled(p.fromHeaders, at, 'fromHeaders', jwtHeader),
  fromParams: filled(p.fromParams, at, 'fromParams', text),
  fromCookies: filled(p.fromCookies, at, 'fromCookies', text),
  outputPayloadToHeader: headerName(p.outputPayloadToHeader, at, 'outputPayloadToHeader'),
  forwardOriginalToken: bool(p.forwardOriginalToken, at, 'forwardOriginalToken'),
  outputClaimToHeaders: list(p.outputClaimToHeaders, at, 'outputClaimToHeaders', claimToHeader),
  timeout: duration(p.timeout, at, 'timeout'),
  spaceDelimitedClaims: list(p.spaceDelimitedClaims, at, 'spaceDelimitedClaims', text),
}));
