import type { ListenerModel } from '../gateway';
import { ALWAYS, type Conjunction, covers, NO_OPERATION } from './conjunction';

/** Whether a proxy sees requests on this listener, and not only connections. */
export function seesRequests(l: ListenerModel): boolean {
  return l.protocol === 'http' || l.protocol === 'https' || l.protocol === 'http2' || l.protocol === 'grpc';
}

/**
 * The requests and connections that arrive at some listeners, and at no other of the same proxies, as alternatives.
 *
 * A proxy ignores the port in a client's Host header, and a pattern can have an asterisk only at one end. For a wildcard host on plain HTTP, a DENY rule
 * therefore can't list every spelling; it covers all hosts except those of the other listeners instead. On HTTPS, the server name of the connection decides,
 * as it selects the listener.
 *
 * @param what the owner of the rule, for errors
 * @param mine the listeners
 * @param others other listeners of the same proxies
 * @param refuses whether the rule denies, so that matching too little would allow requests
 */
export function scopes(what: string, mine: readonly ListenerModel[], others: readonly ListenerModel[], refuses: boolean): readonly Conjunction[] {
  const all = mine.flatMap((l) => (seesRequests(l) ? requestScopes(what, l, others, refuses) : l.protocol === 'udp' ? [] : [connectionScope(l, others, refuses)]));
  return joined(all);
}

/** Spellings of a host in a request: with and without a port. */
export function spellings(host: string, ports: readonly number[]): readonly string[] {
  if (host === '*' || host.includes(':') || host.endsWith('*')) return [host];
  return host.startsWith('*') ? [host, ...ports.map((p) => `${host}:${p}`)] : [host, `${host}:*`];
}

function requestScopes(what: string, l: ListenerModel, others: readonly ListenerModel[], refuses: boolean): readonly Conjunction[] {
  const sharing = others.filter((o) => o.port === l.port && seesRequests(o));
  const apart = apartByPort(l, others);
  const wide = l.hosts.some((h) => h.startsWith('*'));
  const foreignHosts = !wide ? [] : sharing.flatMap((o) => o.hosts).filter((host) => !l.hosts.includes(host) && l.hosts.some((h) => covers(h, host)));
  const scope = (hosts: readonly string[], notHosts: readonly string[], when: Conjunction['when'] = []): Conjunction => ({
    ...ALWAYS,
    when,
    operation: operationOf({
      hosts: hosts.flatMap((h) => spellings(h, [l.port])),
      notHosts: notHosts.flatMap((h) => spellings(h, [l.port])),
      ports: refuses ? [] : [l.port],
      notPorts: refuses ? apart : [],
    }),
  });
  if (l.hosts.includes('*')) {
    return [scope([], foreignHosts)];
  }
  const wildcards = l.hosts.filter((h) => h.startsWith('*.'));
  if (!refuses || wildcards.length === 0) {
    return [scope(l.hosts, foreignHosts)];
  }
  if (l.protocol === 'https') {
    const exact = l.hosts.filter((h) => !wildcards.includes(h));
    return [...(exact.length > 0 ? [scope(exact, [])] : []), scope([], [], [{ key: 'connection.sni', values: wildcards, notValues: foreignHosts.length > 0 ? foreignHosts : undefined }])];
  }
  const wider = sharing.find((o) => o.hosts.some((h) => h.startsWith('*') && wildcards.some((w) => w !== h && covers(h, w))));
  if (wider) {
    throw new Error(`${what}: host '${wildcards[0]}' of listener '${l.path}' can't be distinguished from '${wider.hosts.join(', ')}' of listener '${wider.path}' on port ${l.port}, `
      + 'as the Host header of a plain HTTP request can include any port, which no pattern covers; list the hosts one by one, or serve them over HTTPS');
  }
  return [scope([], [...new Set(sharing.flatMap((o) => o.hosts).filter((h) => !l.hosts.includes(h)))])];
}

/** A connection is identified by its port, and for TLS by its server name. */
function connectionScope(l: ListenerModel, others: readonly ListenerModel[], refuses: boolean): Conjunction {
  const sharing = others.filter((o) => o.port === l.port);
  const byName = !l.hosts.includes('*') && (l.protocol === 'tls-passthrough' || l.protocol === 'tls-terminate');
  const foreignHosts = sharing.flatMap((o) => o.hosts).filter((host) => !l.hosts.includes(host) && l.hosts.some((h) => covers(h, host)));
  const not = foreignHosts.length > 0 ? foreignHosts : undefined;
  const when = byName ? [{ key: 'connection.sni', values: [...l.hosts], notValues: not }] : not ? [{ key: 'connection.sni', notValues: not }] : [];
  return { ...ALWAYS, when, operation: operationOf({ hosts: [], notHosts: [], ports: byName && refuses ? [] : [l.port], notPorts: byName && refuses ? apartByPort(l, others) : [] }) };
}

/** Other ports for connections, or for requests to the same hosts, all of which a DENY rule would match. */
function apartByPort(l: ListenerModel, others: readonly ListenerModel[]): readonly number[] {
  const meet = (o: ListenerModel) => !seesRequests(o) || o.hosts.some((h) => l.hosts.some((own) => covers(h, own) || covers(own, h)));
  return [...new Set(others.filter((o) => o.port !== l.port && o.protocol !== 'udp' && meet(o)).map((o) => o.port))];
}

function operationOf(o: { readonly hosts: readonly string[]; readonly notHosts: readonly string[]; readonly ports: readonly number[]; readonly notPorts: readonly number[] }): Conjunction['operation'] {
  return { ...NO_OPERATION, hosts: o.hosts, ports: o.ports, notHosts: o.notHosts.length > 0 ? o.notHosts : undefined, notPorts: o.notPorts.length > 0 ? o.notPorts : undefined };
}

/** Merges scopes that differ only in their hosts, or only in their ports. */
function joined(all: readonly Conjunction[]): readonly Conjunction[] {
  return joinedBy('ports', joinedBy('hosts', all));
}

function joinedBy(name: 'hosts' | 'ports', all: readonly Conjunction[]): readonly Conjunction[] {
  const groups = new Map<string, Conjunction>();
  for (const one of all) {
    const key = JSON.stringify([one.when, { ...one.operation, [name]: one.operation[name].length > 0 }]);
    const before = groups.get(key);
    groups.set(key, !before ? one : { ...one, operation: { ...one.operation, [name]: [...new Set<string | number>([...before.operation[name], ...one.operation[name]])] } });
  }
  return [...groups.values()];
}
