import type { AuthorizationRule, Operation, Source } from '../authorization-rule';
import { cidr, port, text } from './check';
import type { At, Json } from './json';
import { given, list, refuse, selection, value } from './json';

export const source = selection<Source>((p, at) => {
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

export const operation = selection<Operation>((p, at) => {
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

export const authorizationRule = selection<AuthorizationRule>((p, at) => {
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
export function someValues(p: object, at: At): void {
  for (const field of Object.keys(p)) {
    const values: unknown = (p as Json)[field];
    if (Array.isArray(values) && values.length === 0) {
      refuse(at, `${field} must not be empty; omit it to match any`);
    }
  }
}

/** A port, given as a string or a number, as a string. */
export function portText(portNumber: number | undefined, at: At, field: string): string | undefined {
  const number = port(portNumber, at, field);
  return number === undefined ? undefined : String(number);
}
