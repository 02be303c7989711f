import { chainOf, type Connection } from '../../../src/compiled/evaluate/filter-chain';
import type { FilterChain, FilterChainMatch, Listener } from '../../../src/compiled/form';

const chain = (name: string, match: FilterChainMatch): FilterChain => ({ name, match, filter: { kind: 'tcp', clusters: [{ name }] } });
const inspectors = [{ name: 'envoy.filters.listener.tls_inspector' }, { name: 'envoy.filters.listener.http_inspector', disabledPorts: [[9000, 9001]] as const }];
const listener = (...filterChains: FilterChain[]): Listener => ({
  name: 'l', address: '0.0.0.0', port: 443, trafficDirection: 'OUTBOUND', filterChains, defaultFilterChain: chain('default', {}), listenerFilters: inspectors,
});
const connection = (c: Partial<Connection>): Connection => ({ address: '10.0.0.1', port: 443, tls: false, protocols: [], ...c });
const taken = (l: Listener, c: Partial<Connection>) => chainOf(l, connection(c)).chain?.name;

describe('the filter chain of a connection', () => {
  const names = listener(chain('exact', { serverNames: ['a.example'] }), chain('suffix', { serverNames: ['*.example'] }), chain('longer', { serverNames: ['*.b.example'] }), chain('any', { transportProtocol: 'raw_buffer' }));

  it('has the most specific server name', () => {
    expect(taken(names, { tls: true, serverName: 'A.example' })).toBe('exact');
    expect(taken(names, { tls: true, serverName: 'x.b.example' })).toBe('longer');
    expect(taken(names, { tls: true, serverName: 'b.example' })).toBe('suffix');
    expect(taken(names, { tls: true, serverName: 'example' })).toBe('default');
    expect(taken(names, {})).toBe('any');
  });

  it('does not fall back to a less specific value if a later field does not match', () => {
    const l = listener(chain('narrow', { prefixRanges: ['10.0.0.1/32'], transportProtocol: 'tls' }), chain('wide', { prefixRanges: ['10.0.0.0/8'] }), chain('none', {}));
    expect(taken(l, {})).toBe('default');
    expect(taken(l, { address: '10.0.0.2' })).toBe('wide');
    expect(taken(l, { address: '11.0.0.1' })).toBe('none');
    expect(chainOf(l, connection({ tls: true })).decidedBy).toEqual(['destination address']);
  });

  it('is selected by the port first', () => {
    const l = listener(chain('port', { destinationPort: 443, serverNames: ['a.example'] }), chain('name', { serverNames: ['b.example'] }));
    expect(taken(l, { tls: true, serverName: 'b.example' })).toBe('default');
    expect(taken(l, { tls: true, serverName: 'b.example', port: 444 })).toBe('name');
  });

  it('prefers the client\'s first protocol, and detects plain HTTP if there is an inspector', () => {
    const l = listener(chain('h2', { applicationProtocols: ['h2', 'h2c'] }), chain('http', { applicationProtocols: ['http/1.1'] }), chain('tcp', {}));
    expect(taken(l, { tls: true, protocols: ['http/1.1', 'h2'] })).toBe('http');
    expect(taken(l, { tls: true, protocols: ['h2', 'http/1.1'] })).toBe('h2');
    expect(taken(l, { protocols: ['h2c'] })).toBe('h2');
    expect(taken(l, { protocols: ['http/1.1'], port: 9000 })).toBe('tcp');
    expect(taken({ ...l, listenerFilters: [] }, { tls: true, serverName: 'a', protocols: ['h2'] })).toBe('tcp');
  });

  it('is selected by TLS only on the ports for which the inspector is enabled, if it is limited to some', () => {
    const l = listener(chain('tls', { destinationPort: 9000, transportProtocol: 'tls' }), chain('plain', { transportProtocol: 'raw_buffer' }));
    const some = { ...l, listenerFilters: [{ name: 'envoy.filters.listener.tls_inspector', enabledPorts: [[9000, 9001], [9002, 9003]] as const }] };
    expect(taken(some, { tls: true, port: 9000 })).toBe('tls');
    expect(taken(some, { tls: true, port: 9001 })).toBe('plain');
    expect(taken(some, { tls: true, port: 9002 })).toBe('default');
    expect(taken(l, { tls: true, port: 9001 })).toBe('default');
  });
});
