import * as fc from 'fast-check';
import { type Clusters, clusters, faults, render } from './clusters';

const numRuns = Number(process.env.CLUSTERS ?? 30); // each is two clusters, with their Istio where it is one's own

test('two-cluster estates lose and misroute nothing in either cluster', () => {
  fc.assert(fc.property(clusters, (c) => {
    expect(faults(c, render(c))).toEqual([]);
  }), { numRuns, seed: 20261130 });
}, 300_000);

describe('an injected fault is found', () => {
  const sample: Clusters = {
    plane: 'traffic-director',
    networks: ['one', 'two'],
    namespaces: ['a', 'a-b'],
    weight: 90,
    alone: true,
    calls: Array.from({ length: 12 }, (_, i) => i !== 1),
    services: [{ name: 'api', exported: true, split: true }, { name: 'api-shop', exported: false, split: false }, { name: 'c', exported: true, split: false }],
  };
  const inWest = (change: (objects: any[]) => any[]) => ([east, west]: readonly (readonly any[])[]) => [east, change([...west])];
  const drop = (kind: string, name: string) => (objects: any[]) => objects.filter((o) => o.kind !== kind || o.metadata.name !== name);

  test.each<[string, (rendered: readonly (readonly any[])[]) => readonly (readonly any[])[], RegExp]>([
    ['the host of all clusters leads nowhere in one of them', inWest(drop('VirtualService', 'api-clusterset')), /in west, the call of api\.a\.svc\.clusterset\.local ends as/],
    ['the split is lost in one cluster', inWest(drop('VirtualService', 'api')), /in west, the call of api\.a\.svc\.cluster\.local .* shared as \[\["",100\]\]/],
    ['the caller is let in to one cluster alone', inWest(drop('AuthorizationPolicy', 'api-allow')), /in west, the policy of api\.a\S+ does not let the caller in/],
    ['an undeclared service is in reach in one cluster', inWest((objects) => objects.map((o) => (o.kind === 'Sidecar' && o.metadata.name === 'caller' ? { ...o, spec: { ...o.spec, egress: [{ hosts: ['*/*'] }] } } : o))), /in west, no call of api-shop\.a\.svc\.cluster\.local ends as routed/],
    ['an imported service is out of reach', inWest((objects) => objects.map((o) => (o.kind === 'Sidecar' && o.metadata.name === 'caller'
      ? { ...o, spec: { ...o.spec, egress: o.spec.egress.map((e: any) => ({ ...e, hosts: e.hosts.filter((h: string) => !h.endsWith('/c.a.svc.clusterset.local')) })) } } : o))), /in west, the imported a\/c, which is called, is in reach by \["cluster\.local"\]/],
    ['an object is written twice', inWest((objects) => [...objects, objects[0]]), /in west, .* is written twice/],
  ])('%s', (_name, fault, message) => {
    const rendered = render(sample);
    expect(faults(sample, rendered)).toEqual([]);
    expect(faults(sample, fault(rendered)).join('\n')).toMatch(message);
  });
});
