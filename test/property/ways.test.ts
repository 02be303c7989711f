import * as fc from 'fast-check';
import { build, drawn, misled, objectsOf, type Drawn } from './ways';
import { Traffic } from '../../src';

/** The conformance run asks with fresh seeds. */
const RUNS = 1000;

test('every declared call, split and rule reaches its declared destination, and undeclared calls reach none', () => {
  fc.assert(fc.property(drawn, (d) => {
    expect(misled(d, Traffic.of(build(d)))).toEqual([]);
  }), { numRuns: RUNS, seed: 1 });
}, 600000);

/** Changes the objects of an app like a bug of the library would; false if there is nothing to change. */
type Fault = (objects: any[]) => boolean;
const each = (objects: any[], kind: string, change: (o: any) => boolean): boolean => objects.filter((o) => o.kind === kind).some(change);
const drop = (objects: any[], test: (o: any) => boolean): boolean => {
  const at = objects.findIndex(test);
  return at >= 0 && objects.splice(at, 1).length > 0;
};

/** Real ones of earlier versions among them. */
const FAULTS: Readonly<Record<string, Fault>> = {
  'a VirtualService is replaced by one of the same name': (all) => drop(all, (o) => o.kind === 'VirtualService'),
  'a DestinationRule is replaced by one of the same name': (all) => drop(all, (o) => o.kind === 'DestinationRule' && o.spec.subsets),
  'all hosts of an external service are sent to the first one': (all) => each(all, 'VirtualService', ({ spec }) => {
    const external = all.find((o) => o.kind === 'ServiceEntry' && o.spec.hosts.length > 1 && spec.hosts.every((h: string) => o.spec.hosts.includes(h)));
    if (!external) return false;
    spec.hosts = external.spec.hosts;
    spec.http = [{ route: [{ destination: { host: external.spec.hosts[0] } }] }];
    return true;
  }),
  'splits of TCP are dropped': (all) => each(all, 'VirtualService', ({ spec }) => spec.tcp !== undefined && delete spec.tcp),
  'a split stands before the rules': (all) => each(all, 'VirtualService', ({ spec }) => spec.http?.length > 1 && spec.http.reverse().length > 0),
  'a caller has no way to what it calls': (all) => each(all, 'Sidecar', ({ spec }) => {
    const hosts: string[] | undefined = spec.egress?.find((e: any) => e.hosts.length > 0)?.hosts;
    const at = hosts?.findIndex((h) => !h.endsWith('/*') && !h.startsWith('istio-system')) ?? -1;
    return at >= 0 && hosts!.splice(at, 1).length > 0;
  }),
  'a Sidecar lets everything through': (all) => each(all, 'Sidecar', ({ spec }) => spec.workloadSelector !== undefined && (spec.egress = [{ hosts: ['*/*'] }]).length > 0),
  'weights are exchanged': (all) => each(all, 'VirtualService', ({ spec }) => {
    const route = spec.http?.find((h: any) => !h.match && h.route?.length > 1 && h.route[0].weight !== h.route[1].weight)?.route;
    if (!route) return false;
    [route[0].weight, route[1].weight] = [route[1].weight, route[0].weight];
    return true;
  }),
  'a rule leads to another version': (all) => each(all, 'VirtualService', ({ spec }) => {
    const destination = spec.http?.find((h: any) => h.match && h.route?.[0].destination.subset)?.route[0].destination;
    if (!destination) return false;
    destination.subset = destination.subset === 'v0' ? 'v1' : 'v0';
    return true;
  }),
  'a match is lost': (all) => each(all, 'VirtualService', ({ spec }) => spec.http?.length > 1 && spec.http[0].match && delete spec.http[0].match && spec.http[0].route?.[0].destination.subset !== undefined),
  'a subset has the labels of another': (all) => each(all, 'DestinationRule', ({ spec }) => {
    if (!(spec.subsets?.length > 1)) return false;
    spec.subsets[1].labels = { ...spec.subsets[1].labels, version: 'v9' };
    return true;
  }),
  'a port of a Service is lost': (all) => each(all, 'Service', ({ spec }) => spec.ports.length > 1 && spec.ports.pop() !== undefined),
};

/** Apps in which most of what a fault may change is asked for. */
const apps: readonly (readonly [Drawn, string])[] = fc.sample(drawn, { numRuns: 60, seed: 7 }).filter((d) => d.scoped && d.calls.length > 1)
  .map((d) => [d, JSON.stringify(objectsOf(build(d)))] as const);

test.each(Object.entries(FAULTS))('a fault is found: %s', (_name, fault) => {
  const applied = apps.map(([d, text]) => [d, JSON.parse(text) as any[]] as const).filter(([, objects]) => fault(objects)).slice(0, 12);
  expect(applied.length).toBeGreaterThan(2);
  // what is not asked for in an app can't be found there
  expect(applied.filter(([d, objects]) => misled(d, Traffic.ofManifests(objects)).length > 0).length).toBeGreaterThan(0);
});
