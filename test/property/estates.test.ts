import * as fc from 'fast-check';
import { type Estate, estates, faults, HOSTS, render } from './estates';
import { AdoptionStage } from '../../src';

const numRuns = Number(process.env.ESTATES ?? 500); // each is two apps

test('estates of several apps lose and misroute nothing', () => {
  fc.assert(fc.property(estates, (e) => {
    expect(faults(e, render(e))).toEqual([]);
  }), { numRuns, seed: 20261130 });
}, 300_000);

describe('an injected fault is found', () => {
  const drop = (objects: any[], which: (o: any) => boolean) => objects.filter((o) => !which(o));
  const sample: Estate = {
    namespaces: ['a', 'a-b', 'shop'], services: ['api', 'api-shop'], weight: 90, split: true, client: 'nothing', stage: AdoptionStage.CLOSED, outside: HOSTS.slice(0, 2), via: true, edge: HOSTS.slice(0, 3), gateways: 2,
  };
  test.each<[string, Partial<Estate>, (objects: any[]) => any[], RegExp]>([
    ['routes of one host vanish', {}, (all) => drop(all, (o) => o.kind === 'VirtualService' && o.spec.hosts?.includes(HOSTS[1]) && !!o.spec.gateways && !o.spec.gateways.includes('mesh')), /api\.shop\.example\.com at a\/edge-1 has 0 routes/],
    ['one host has two routes', {}, (all) => [...all, { ...all.find((o) => o.kind === 'VirtualService' && o.spec.hosts?.includes(HOSTS[0]) && o.spec.gateways?.includes('a/edge-0')), metadata: { name: 'x', namespace: 'a' } }], /has 2 routes/],
    ['a split is lost', {}, (all) => drop(all, (o) => o.kind === 'VirtualService' && o.metadata.namespace === 'a' && o.metadata.name === 'api'), /is shared as \[\[null,100\]\]/],
    ['a client\'s rule is seen by nobody', { client: 'rule' }, (all) => drop(all, (o) => o.kind === 'VirtualService' && o.metadata.name === 'a-api'), /goes to routed .* undefined/],
    ['subsets are lost', {}, (all) => drop(all, (o) => o.kind === 'DestinationRule' && o.metadata.name === 'api'), /goes to noCluster/],
    ['all hosts leave as the first one', {}, (all) => all.map((o) => (o.kind === 'DestinationRule' && o.metadata.name === 'outside-egress'
      ? { ...o, spec: { ...o.spec, subsets: o.spec.subsets.map((s: any) => ({ ...s, trafficPolicy: o.spec.subsets[0].trafficPolicy })) } } : o)), /api\.shop\.example\.com leaves by istio-egress\S+ as api-shop\.example\.com/],
    ['a callee is out of reach', {}, (all) => all.map((o) => (o.kind === 'Sidecar' && o.metadata.name === 'caller' ? { ...o, spec: { ...o.spec, egress: [{ hosts: ['istio-system/*'] }] } } : o)), /goes to blackHoled|goes to noRoute/],
    ['an object is written twice', {}, (all) => [...all, all[0]], /is written twice/],
  ])('%s', (_name, more, fault, message) => {
    const e = { ...sample, ...more };
    const objects = render(e);
    expect(faults(e, objects)).toEqual([]);
    expect(faults(e, fault(objects)).join('\n')).toMatch(message);
  });
});
