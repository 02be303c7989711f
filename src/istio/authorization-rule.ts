import type { Condition } from './condition';

/** Who calls: all that is given must hold, of each list one value. Values may have `*` at the start or the end, or be `*` alone. */
export interface Source {
  /**
   * Identities of workloads: `TRUST_DOMAIN/ns/NAMESPACE/sa/ACCOUNT`; needs mutual TLS.
   *
   * @default - any
   */
  readonly principals?: string[];

  /**
   * Identities that it must not be.
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
   * Principals of tokens that it must not be.
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
   * Namespaces that it must not be.
   *
   * @default - none
   */
  readonly notNamespaces?: string[];

  /**
   * Service accounts, `ACCOUNT` or `NAMESPACE/ACCOUNT`, no wildcards; not beside principals and namespaces.
   *
   * @default - any
   */
  readonly serviceAccounts?: string[];

  /**
   * Service accounts that it must not be.
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
   * Trust domains that it must not be.
   *
   * @default - none
   */
  readonly notTrustDomains?: string[];

  /**
   * Addresses or blocks that the connection comes from.
   *
   * @default - any
   */
  readonly ipBlocks?: string[];

  /**
   * Addresses or blocks that it must not come from.
   *
   * @default - none
   */
  readonly notIpBlocks?: string[];

  /**
   * Addresses or blocks of the original client, after `X-Forwarded-For` or the PROXY protocol.
   *
   * @default - any
   */
  readonly remoteIpBlocks?: string[];

  /**
   * Addresses or blocks that the original client must not have.
   *
   * @default - none
   */
  readonly notRemoteIpBlocks?: string[];
}

/**
 * What is asked for: all that is given must hold, of each list one value. Values may have `*` at the start or the end, or be `*`
 * alone. All but ports are of HTTP: on a TCP port, an ALLOW rule with them never holds.
 */
export interface Operation {
  /**
   * Authorities of HTTP, compared without case.
   *
   * @default - any
   */
  readonly hosts?: string[];

  /**
   * Authorities that it must not be.
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
   * Ports that it must not be.
   *
   * @default - none
   */
  readonly notPorts?: number[];

  /**
   * Methods of HTTP; for gRPC always POST.
   *
   * @default - any
   */
  readonly methods?: string[];

  /**
   * Methods that it must not be.
   *
   * @default - none
   */
  readonly notMethods?: string[];

  /**
   * Paths; for gRPC `/package.Service/Method`; `{*}` stands for one segment, `{**}` for the rest.
   *
   * @default - any
   */
  readonly paths?: string[];

  /**
   * Paths that it must not be.
   *
   * @default - none
   */
  readonly notPaths?: string[];
}

/** Which requests a policy is about: some source, some operation and all conditions. A rule with nothing in it holds for every request. */
export interface AuthorizationRule {
  /**
   * Who calls: any of these.
   *
   * @default - anybody
   */
  readonly from?: Source[];

  /**
   * What is asked for: any of these.
   *
   * @default - anything
   */
  readonly to?: Operation[];

  /**
   * Conditions: all of these.
   *
   * @default - none
   */
  readonly when?: Condition[];
}
