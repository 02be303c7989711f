import type { Condition } from './condition';
import { cidr, port, text } from '../write/check';
import { type At, given, type Json, list, refuse, selection, value } from '../write/json';

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

const source = selection<Source>((p, at) => {
  if (p.serviceAccounts || p.notServiceAccounts) {
    const others = given(p, 'principals', 'notPrincipals', 'namespaces', 'notNamespaces');
    if (others.length > 0) {
      refuse(at, `serviceAccounts can't be combined with ${others.join(', ')}; remove one of them, or move them to separate sources`);
    }
  }
  someValues(p, at);
  return {
    principals: list(p.principals, at, 'principals', text),
    notPrincipals: list(p.notPrincipals, at, 'notPrincipals', text),
    requestPrincipals: list(p.requestPrincipals, at, 'requestPrincipals', text),
    notRequestPrincipals: list(p.notRequestPrincipals, at, 'notRequestPrincipals', text),
    namespaces: list(p.namespaces, at, 'namespaces', text),
    notNamespaces: list(p.notNamespaces, at, 'notNamespaces', text),
    serviceAccounts: list(p.serviceAccounts, at, 'serviceAccounts', text),
    notServiceAccounts: list(p.notServiceAccounts, at, 'notServiceAccounts', text),
    trustDomains: list(p.trustDomains, at, 'trustDomains', text),
    notTrustDomains: list(p.notTrustDomains, at, 'notTrustDomains', text),
    ipBlocks: list(p.ipBlocks, at, 'ipBlocks', cidr),
    notIpBlocks: list(p.notIpBlocks, at, 'notIpBlocks', cidr),
    remoteIpBlocks: list(p.remoteIpBlocks, at, 'remoteIpBlocks', cidr),
    notRemoteIpBlocks: list(p.notRemoteIpBlocks, at, 'notRemoteIpBlocks', cidr),
  };
});

const operation = selection<Operation>((p, at) => {
  for (const item of [...(p.paths ?? []), ...(p.notPaths ?? [])]) {
    if (/\?/.test(item)) {
      refuse(at, `a path must not contain a query, which is not matched, got: '${item}'`);
    }
  }
  someValues(p, at);
  return {
    hosts: list(p.hosts, at, 'hosts', text),
    notHosts: list(p.notHosts, at, 'notHosts', text),
    ports: list(p.ports, at, 'ports', portText),
    notPorts: list(p.notPorts, at, 'notPorts', portText),
    methods: list(p.methods, at, 'methods', text),
    notMethods: list(p.notMethods, at, 'notMethods', text),
    paths: list(p.paths, at, 'paths', text),
    notPaths: list(p.notPaths, at, 'notPaths', text),
  };
});

const authorizationRule = selection<AuthorizationRule>((p, at) => {
  for (const field of ['from', 'to', 'when'] as const) {
    if (p[field]?.length === 0) {
      refuse(at, `${field} must not be empty; omit it to match everything`);
    }
  }
  return {
    when: list(p.when, at, 'when', value),
    from: list(p.from, at, 'from', source)?.map((item) => ({ source: item })),
    to: list(p.to, at, 'to', operation)?.map((item) => ({ operation: item })),
  };
});

/** Refuses empty lists: they look harmless but match everything. */
function someValues(p: object, at: At): void {
  for (const field of Object.keys(p)) {
    const values: unknown = (p as Json)[field];
    if (Array.isArray(values) && values.length === 0) {
      refuse(at, `${field} must not be empty; omit it to match any`);
    }
  }
}

/** A port, given as a string or a number, as a string. */
function portText(portNumber: number | undefined, at: At, field: string): string | undefined {
  const number = port(portNumber, at, field);
  return number === undefined ? undefined : String(number);
}

export default { authorizationRule, someValues };
