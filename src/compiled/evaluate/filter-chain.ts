import { BlockList, isIP } from 'node:net';
import type { FilterChain, FilterChainMatch, Listener, ListenerFilter } from '../form';
import { lowerCase } from './host';

/** A connection as a listener receives it. */
export interface Connection {
  /** the client's original destination, before interception; '' if only the port is known */
  readonly address: string;
  readonly port: number;
  readonly tls: boolean;
  /** the server name that a TLS client sends, if any */
  readonly serverName?: string;
  /** the client's ALPN protocols, or its protocol in plaintext (`http/1.1`, `h2c`) */
  readonly protocols: readonly string[];
  /** false: the client has no certificate to present; undefined: unknown */
  readonly certificate?: boolean;
  /** the client's address, if known */
  readonly source?: string;
}

/** Chains that remain after comparing a field, and those that were excluded. */
export interface Sieved {
  readonly chain?: FilterChain;
  /** whether it is the default chain, for connections that no other chain matches */
  readonly byDefault: boolean;
  /** the fields that excluded chains, in order */
  readonly decidedBy: readonly string[];
}

/**
 * The filter chain for a connection. Envoy compares one field after the other and keeps the chains with the most specific matching value; it never
 * goes back to a less specific value if a later field matches none of them.
 */
export function chainOf(listener: Listener, connection: Connection, address = () => connection.address): Sieved {
  const { port, tls, protocols } = connection;
  let known = remembered.get(listener);
  if (!known) remembered.set(listener, known = { byAddress: listener.filterChains.some((c) => comparesAddresses(c.match)), sieved: new Map() });
  if (known.byAddress || tls) return sieve(listener, { ...connection, address: address() });
  let byProtocols = known.sieved.get(port);
  if (!byProtocols) known.sieved.set(port, byProtocols = new Map());
  const key = protocols.join();
  let sieved = byProtocols.get(key);
  if (!sieved) byProtocols.set(key, sieved = sieve(listener, connection));
  return sieved;
}

/** Cached: listeners whose chains don't differ by address select the same chain for all plaintext connections to a port. */
const remembered = new WeakMap<Listener, { readonly byAddress: boolean; readonly sieved: Map<number, Map<string, Sieved>> }>();
const comparesAddresses = ({ prefixRanges, sourcePrefixRanges, directSourcePrefixRanges }: FilterChainMatch): boolean =>
  [prefixRanges, sourcePrefixRanges, directSourcePrefixRanges].some((ranges) => ranges?.length);

function sieve(listener: Listener, connection: Connection): Sieved {
  const decidedBy: string[] = [];
  const inspection = inspected(listener, connection);
  let left = listener.filterChains;
  for (const [field, fits] of FIELDS) {
    const ranks = left.map(({ match }) => fits(match, inspection));
    const best = Math.max(-1, ...ranks);
    const kept = left.filter((_, i) => best >= 0 && ranks[i] === best);
    if (kept.length < left.length) decidedBy.push(field);
    left = kept;
  }
  return left.length > 0 ? { chain: left[0], byDefault: false, decidedBy } : { chain: listener.defaultFilterChain, byDefault: true, decidedBy };
}

/** The connection as the listener filters present it to the filter chains: without an inspector, TLS is not recognized. */
function inspected(listener: Listener, c: Connection): Connection {
  const within = (ports: ListenerFilter['disabledPorts'] = []) => ports.some(([from, to]) => c.port >= from && c.port < to);
  const on = (name: string) => listener.listenerFilters?.some((f) => f.name === name && !within(f.disabledPorts) && (!f.enabledPorts || within(f.enabledPorts))) ?? false;
  if (c.tls) return on('envoy.filters.listener.tls_inspector') ? c : { ...c, tls: false, serverName: undefined, protocols: [] };
  return on('envoy.filters.listener.http_inspector') ? c : { ...c, protocols: [] };
}

/** How specific a chain's matching value is; 0: the chain sets none; -1: it doesn't match. */
type Fit = (match: FilterChainMatch, c: Connection) => number;

const FIELDS: readonly (readonly [string, Fit])[] = [
  ['destination port', (m, c) => (m.destinationPort === undefined ? 0 : m.destinationPort === c.port ? 1 : -1)],
  ['destination address', (m, c) => longestPrefix(m.prefixRanges, c.address)],
  ['server name', (m, c) => serverName(m.serverNames, c.serverName)],
  ['transport', (m, c) => (!m.transportProtocol ? 0 : m.transportProtocol === (c.tls ? 'tls' : 'raw_buffer') ? 1 : -1)],
  ['application protocol', (m, c) => applicationProtocol(m.applicationProtocols, c.protocols)],
  ['direct source address', (m, c) => longestPrefix(m.directSourcePrefixRanges, c.source ?? '')],
  ['source address', (m, c) => longestPrefix(m.sourcePrefixRanges, c.source ?? '')],
];

/** An exact name, or else the longest `*.` name. */
function serverName(names: readonly string[] = [], asked = ''): number {
  if (names.length === 0) return 0;
  const host = lowerCase(asked);
  return Math.max(...names.map((name) => {
    if (!name.startsWith('*')) return name === host && host !== '' ? Infinity : -1;
    const rest = name.slice(1);
    return host.length > rest.length && host.endsWith(rest) ? rest.length : -1;
  }));
}

/** The first of the client's protocols that a chain lists. */
function applicationProtocol(protocols: readonly string[] = [], offered: readonly string[]): number {
  if (protocols.length === 0) return 0;
  const first = offered.findIndex((p) => protocols.includes(p));
  return first < 0 ? -1 : offered.length - first;
}

function longestPrefix(ranges: readonly string[] = [], address: string): number {
  if (ranges.length === 0) return 0;
  return Math.max(...ranges.map((range) => (inRange(range, address) ? Number(range.split('/')[1] ?? (isIP(range) === 6 ? 128 : 32)) + 1 : -1)));
}

const blocks = new Map<string, BlockList>();

/** Whether an address is in a CIDR block. */
export function inRange(range: string, address: string): boolean {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (!isIP(address)) return false;
  let block = blocks.get(range);
  if (!block) {
    const [network, bits] = range.split('/');
    block = new BlockList();
    const of = isIP(network) === 6 ? 'ipv6' : 'ipv4';
    if (isIP(network)) block.addSubnet(network, bits === undefined ? (of === 'ipv6' ? 128 : 32) : Number(bits), of);
    blocks.set(range, block);
  }
  return block.check(address, family);
}
