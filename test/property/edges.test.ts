import * as fc from 'fast-check';
import { type Edges, edges, faults, HOSTS, render } from './edges';

const numRuns = Number(process.env.EDGES ?? 200);

test('gateways for requests, connections and TLS lose and misroute nothing, whoever owns the service and for every API', () => {
  fc.assert(fc.property(edges, (e) => {
    expect(faults(e, render(e))).toEqual([]);
  }), { numRuns, seed: 20261130 });
}, 300_000);

describe('an injected fault is found', () => {
  const all = (value: boolean) => Array.from({ length: 6 }, () => value);
  const sample: Edges = {
    api: 'istio',
    namespaces: ['a', 'a-b'],
    services: ['api', 'api-shop'],
    adopted: [false, true, true, false, false, false],
    split: all(true),
    rule: [false, false, true, false, false, false],
    weight: 90,
    gateways: 2,
    listeners: [{ protocol: 'tcp', service: 0, gateway: 0 }, { protocol: 'tls', service: 1, gateway: 0 }, { protocol: 'tls', service: 2, gateway: 1 }, { protocol: 'http', service: 3, gateway: 1 }],
    calls: [[0, 1, 80], [1, 2, 9000], [3, 0, 80]],
    outside: HOSTS.slice(0, 2),
    via: true,
  };
  const change = (kind: string, which: (o: any) => boolean, to: (spec: any) => any) => (objects: any[]) => {
    expect(objects.some((o) => o.kind === kind && which(o))).toBe(true);
    return objects.map((o) => (o.kind === kind && which(o) ? { ...o, spec: to(structuredClone(o.spec)) } : o));
  };
  const atEdge = (gateway: string, part: string) => (o: any) => o.spec.gateways?.includes(gateway) && o.spec[part] !== undefined;
  const first = (routes: any[]) => routes.map((r) => ({ ...r, route: r.route.slice(0, 1).map((d: any) => ({ ...d, weight: undefined })) }));

  test.each<[string, Partial<Edges>, (objects: any[]) => any[], RegExp]>([
    ['the split of connections is dropped at an edge', {}, change('VirtualService', atEdge('a/edge-0', 'tcp'), (s) => ({ ...s, tcp: first(s.tcp) })), /tcp api-shop\.example\.com at a\/edge-0 is led to .*\["v1",9000,100\]/],
    ['the split of TLS is dropped at an edge', {}, change('VirtualService', atEdge('a/edge-0', 'tls'), (s) => ({ ...s, tls: first(s.tls) })), /tls api\.shop\.example\.com at a\/edge-0 is led to/],
    ['a host moves to another gateway of the same proxies', {}, change('VirtualService', atEdge('a-b/edge-0', 'tls'), (s) => ({ ...s, gateways: ['a/edge-0'] })), /tls any\.example\.com at a-b\/edge-0 is led to nothing/],
    ['a route of connections vanishes on Gateway API', { api: 'gateway-api' }, (objects) => objects.filter((o) => o.kind !== 'TCPRoute'), /tcp api-shop\.example\.com at a\/edge-0 is led to nothing/],
    ['a route leads to another version on Gateway API', { api: 'gateway-api' }, change('TLSRoute', (o) => o.spec.hostnames?.includes(HOSTS[1]), (s) => ({ ...s, rules: s.rules.map((r: any) => ({ ...r, backendRefs: r.backendRefs.slice(0, 1) })) })), /tls api\.shop\.example\.com at a\/edge-0/],
    ['a rule of an adopted service for connections is lost', {}, change('VirtualService', (o) => o.metadata.namespace === 'a-b' && o.metadata.name === 'api', (s) => ({ ...s, tcp: undefined })), /tcp:\/\/api\.a-b\.svc\.cluster\.local:9000 goes to/],
    ['a NetworkPolicy names the port of the Service, not of the pods', {}, change('NetworkPolicy', (o) => o.metadata.namespace === 'a' && o.metadata.name === 'api-shop', (s) => ({ ...s, ingress: s.ingress.map((r: any) => ({ ...r, ports: [{ port: 80, protocol: 'TCP' }] })) })), /pods of a\/api do not reach port 80 of a\/api-shop/],
    ['a NetworkPolicy lets a whole namespace in', {}, change('NetworkPolicy', (o) => o.metadata.namespace === 'a' && o.metadata.name === 'api-shop', (s) => ({ ...s, ingress: [{}] })), /pods of a\/api reach port 9000 of a\/api-shop|pods of \S+ reach port \d+ of a\/api-shop/],
    ['a host of another owner is out of reach', {}, change('Sidecar', (o) => o.metadata.namespace === 'a' && o.metadata.name === 'api', (s) => ({ ...s, egress: [{ hosts: s.egress[0].hosts.filter((h: string) => !h.startsWith('platform/')) }] })), /platform\/api-shop\.example\.com is out of reach/],
    ['an object is written twice', {}, (objects) => [...objects, objects[0]], /is written twice/],
  ])('%s', (_name, more, fault, message) => {
    const e = { ...sample, ...more };
    const objects = render(e);
    expect(faults(e, objects)).toEqual([]);
    expect(faults(e, fault(objects)).join('\n')).toMatch(message);
  });
});
