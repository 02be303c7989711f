import type { Duration } from 'cdk8s';
import { accessPath } from './access-path';
import { millisOf } from '../grammar/given';
import * as names from '../grammar/names';
import type { JwtModel } from '../model/security';

/** A header that may carry the token. */
export interface JwtHeader {
  /** The header's name. */
  readonly name: string;
  /**
   * Prefix of the token.
   *
   * @default - none
   */
  readonly prefix?: string;
}

/** A claim to copy to a header. */
export interface ClaimToHeader {
  /** The claim; a dot selects a nested claim. */
  readonly claim: string;
  /** The header's name. */
  readonly header: string;
}

/**
 * A required token (JWT).
 *
 * @see https://istio.io/latest/docs/reference/config/security/jwt/
 */
export interface JwtRequirement {
  /** Issuer of the token: its claim `iss`. */
  readonly issuer: string;
  /**
   * URL of the issuer's keys, which the control plane fetches. Plain http is only for Services of the cluster.
   *
   * @default - the issuer's OpenID discovery, unless `jwks` is given
   */
  readonly jwksUri?: string;
  /**
   * The issuer's public keys, as a JSON Web Key Set.
   *
   * @default - fetched
   */
  readonly jwks?: string;
  /**
   * Allowed audiences: the token must have one of these audiences.
   *
   * @default - any
   */
  readonly audiences?: string[];
  /**
   * Headers that may carry the token.
   *
   * @default - `Authorization: Bearer TOKEN`
   */
  readonly fromHeaders?: JwtHeader[];
  /**
   * Query parameters that may carry the token.
   *
   * @default - `access_token`
   */
  readonly fromParams?: string[];
  /**
   * Cookies that may carry the token.
   *
   * @default - none
   */
  readonly fromCookies?: string[];
  /**
   * Whether the token is forwarded to the service.
   *
   * @default false
   */
  readonly forwardOriginalToken?: boolean;
  /**
   * Claims to copy to headers of the request.
   *
   * @default - none
   */
  readonly claimsToHeaders?: ClaimToHeader[];
  /**
   * Header to which the token's payload is written, in base64.
   *
   * @default - none
   */
  readonly payloadToHeader?: string;
  /**
   * Timeout for fetching the keys.
   *
   * @default 5 seconds
   */
  readonly timeout?: Duration;
  /**
   * Whether requests without a token are refused. An invalid token is always refused.
   *
   * @default true
   */
  readonly required?: boolean;
  /**
   * Paths that need no token.
   *
   * @default - none
   */
  readonly exemptPaths?: string[];
  /**
   * Claims, each with its allowed values.
   *
   * @default - any
   */
  readonly claims?: { readonly [claim: string]: string[] };
}

/** @internal */
export function jwtModel(what: string, jwt: JwtRequirement): JwtModel {
  if (jwt.issuer === '') {
    throw new Error(`${what}: issuer must be the 'iss' claim of the tokens, got: ''`);
  }
  if (jwt.jwksUri !== undefined && jwt.jwks !== undefined) {
    throw new Error(`${what}: jwksUri and jwks are both set, but the keys have only one source; remove one`);
  }
  if (jwt.jwksUri !== undefined && !/^https?:\/\/[^/\s]+/.test(jwt.jwksUri)) {
    throw new Error(`${what}: jwksUri must be an http or https URL, got: '${jwt.jwksUri}'`);
  }
  checkTransport(what, jwt);
  if (jwt.jwks !== undefined) {
    checkKeys(what, jwt.jwks);
  }
  names.filled(what, jwt, { audiences: 'any audience', fromHeaders: 'the usual places', fromParams: 'the usual places', fromCookies: 'the usual places', claims: 'any claims' });
  for (const claim of Object.keys(jwt.claims ?? {})) {
    names.filled(`${what}: claims`, jwt.claims!, { [claim]: 'any value' });
  }
  const required = jwt.required ?? true;
  if (!required && (jwt.claims || jwt.exemptPaths)) {
    throw new Error(`${what}: claims and exemptPaths have no effect if tokens are optional; set required: true, or remove them`);
  }
  return {
    issuer: jwt.issuer,
    jwksUri: jwt.jwksUri,
    jwks: jwt.jwks,
    audiences: jwt.audiences ?? [],
    fromHeaders: (jwt.fromHeaders ?? []).map((h) => ({ name: names.headerName(`${what}: a header with the token`, h.name), prefix: h.prefix })),
    fromParams: jwt.fromParams ?? [],
    fromCookies: jwt.fromCookies ?? [],
    forward: jwt.forwardOriginalToken ?? false,
    claimsToHeaders: (jwt.claimsToHeaders ?? []).map((c) => ({ claim: c.claim, header: names.headerName(`${what}: a header for a claim`, c.header) })),
    outputPayloadToHeader: jwt.payloadToHeader === undefined ? undefined : names.headerName(`${what}: a header for the payload`, jwt.payloadToHeader),
    timeoutMs: jwt.timeout && names.millis(`${what}: the timeout`, millisOf(`${what}: the timeout`, jwt.timeout)),
    required,
    exemptPaths: (jwt.exemptPaths ?? []).map((p) => accessPath(what, p)),
    claims: jwt.claims ?? {},
  };
}

/** Checks that keys from outside the cluster come over https: those of `jwksUri`, or those that the issuer's discovery leads to. */
function checkTransport(what: string, { issuer, jwksUri, jwks }: JwtRequirement): void {
  const url = jwksUri ?? (jwks === undefined ? issuer : '');
  const authority = /^http:\/\/([^/?#\s]*)/i.exec(url)?.[1];
  if (authority === undefined) return;
  if (authority.includes('@')) throw new Error(`${what}: ${jwksUri === undefined ? 'issuer' : 'jwksUri'} must not contain a user and password, got: '${url}'; remove them`);
  if (inCluster(authority.replace(/:\d*$/, ''))) return;
  throw new Error(jwksUri === undefined
    ? `${what}: issuer must be an https URL, or its keys, found by discovery outside the cluster, could be replaced by an attacker on the network, got: '${url}'; set jwksUri to an https URL, or the keys as jwks`
    : `${what}: jwksUri must be an https URL if it is outside the cluster, as an attacker on the network could replace the keys, got: '${url}'; use https, or set the keys as jwks`);
}

/** Host names of Services: a single label, or a name that ends in `svc` or the cluster's domain. */
function inCluster(host: string): boolean {
  return /^[a-z0-9-]+$/i.test(host) || /^[a-z0-9-]+\.[a-z0-9-]+\.svc(\.|$)/i.test(host);
}

function checkKeys(what: string, jwks: string): void {
  let keys: any;
  try {
    keys = JSON.parse(jwks)?.keys;
  } catch (e) {
    throw new Error(`${what}: jwks must be a JSON Web Key Set, such as {"keys": [ … ]}, got: text that is not JSON (${(e as Error).message})`);
  }
  if (!Array.isArray(keys) || keys.length === 0) {
    throw new Error(`${what}: jwks must be a JSON Web Key Set with at least one key, such as {"keys": [ … ]}, got: '${jwks}'`);
  }
  if (keys.some((k) => k && typeof k === 'object' && 'd' in k)) {
    throw new Error(`${what}: jwks contains a private key; use the public keys only`);
  }
}
