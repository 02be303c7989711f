import type { Condition } from './condition';

/** The caller. All fields that are set must match, each with one of its values. A value can begin or end with `*`, or be `*`. */
export interface Source {
  /**
   * Identities of workloads: `TRUST_DOMAIN/ns/NAMESPACE/sa/ACCOUNT`; needs mutual TLS.
   *
   * @default - any
   */
  readonly principals?: string[];

  /**
   * Identities to exclude.
   *
   * @default - none
   */
  readonly notPrincipals?: string[];

  /**
   * Principals of tokens: `ISSUER/SUBJECT`; needs a RequestAuthentication.
   *
   * @default - any
   */
  readonly requestPrincipals?: string[];

  /**
   * Principals of tokens to exclude.
   *
   * @default - none
   */
  readonly notRequestPrincipals?: string[];

  /**
   * Namespaces of workloads; needs mutual TLS.
   *
   * @default - any
   */
  readonly namespaces?: string[];

  /**
   * Namespaces to exclude.
   *
   * @default - none
   */
  readonly notNamespaces?: string[];

  /**
   * Service accounts, `ACCOUNT` or `NAMESPACE/ACCOUNT`, without wildcards; can't be combined with principals or namespaces.
   *
   * @default - any
   */
  readonly serviceAccounts?: string[];

  /**
   * Service accounts to exclude.
   *
   * @default - none
   */
  readonly notServiceAccounts?: string[];

  /**
   * Trust domains of workloads; needs mutual TLS.
   *
   * @default - any
   */
  readonly trustDomains?: string[];

  /**
   * Trust domains to exclude.
   *
   * @default - none
   */
  readonly notTrustDomains?: string[];

  /**
   * Source IP addresses or CIDR ranges of the connection.
   *
   * @default - any
   */
  readonly ipBlocks?: string[];

  /**
   * Source IP addresses or CIDR ranges to exclude.
   *
   * @default - none
   */
  readonly notIpBlocks?: string[];

  /**
   * IP addresses or CIDR ranges of the original client, from `X-Forwarded-For` or the PROXY protocol.
   *
   * @default - any
   */
  readonly remoteIpBlocks?: string[];

  /**
   * IP addresses or CIDR ranges of the original client to exclude.
   *
   * @default - none
   */
  readonly notRemoteIpBlocks?: string[];
}

/**
 * The operation. All fields that are set must match, each with one of its values. A value can begin or end with `*`, or be `*`
 * alone. All fields except ports apply to HTTP: on a TCP port, an ALLOW rule with one of them never matches.
 */
export interface Operation {
  /**
   * HTTP hosts (authorities), compared case-insensitively.
   *
   * @default - any
   */
  readonly hosts?: string[];

  /**
   * Hosts to exclude.
   *
   * @default - none
   */
  readonly notHosts?: string[];

  /**
   * Ports of the workload.
   *
   * @default - any
   */
  readonly ports?: number[];

  /**
   * Ports to exclude.
   *
   * @default - none
   */
  readonly notPorts?: number[];

  /**
   * HTTP methods; always POST for gRPC.
   *
   * @default - any
   */
  readonly methods?: string[];

  /**
   * Methods to exclude.
   *
   * @default - none
   */
  readonly notMethods?: string[];

  /**
   * Paths; `/package.Service/Method` for gRPC. `{*}` matches one segment, `{**}` the rest.
   *
   * @default - any
   */
  readonly paths?: string[];

  /**
   * Paths to exclude.
   *
   * @default - none
   */
  readonly notPaths?: string[];
}

/** The requests that a policy matches: any of the sources, any of the operations and all conditions. An empty rule matches every request. */
export interface AuthorizationRule {
  /**
   * The callers: a request must come from one of these.
   *
   * @default - any caller
   */
  readonly from?: Source[];

  /**
   * The operations: a request must be one of these.
   *
   * @default - any operation
   */
  readonly to?: Operation[];

  /**
   * Conditions, all of which must hold.
   *
   * @default - none
   */
  readonly when?: Condition[];
}
