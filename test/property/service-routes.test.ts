import * as fc from 'fast-check';
import { faults, render, routed, type Routed } from './service-routes';

const RUNS = 40;

test('on service routing, every declared split, rule and listener leads to its declared destination, and other hosts have no route', () => {
  fc.assert(fc.property(routed, (d) => {
    expect(faults(d, render(d))).toEqual([]);
  }), { numRuns: RUNS, seed: 1 });
}, 600000);

/** Changes the objects of an app like a bug of the library would; false if there is nothing to change. */
type Fault = (objects: any[]) => boolean;
const each = (objects: any[], kind: string, change: (o: any) => boolean): boolean => objects.filter((o) => o.kind === kind).some(change);
const HTTP = 'NetworkServicesHTTPRoute';
const drop = (kind: string): Fault => (all) => {
  const at = all.findIndex((o) => o.kind === kind && o.spec.rules.some((r: any) => !r.action.originalDestination));
  return at >= 0 && all.splice(at, 1).length > 0;
};

const FAULTS: Readonly<Record<string, Fault>> = {
  'an HTTPRoute is replaced by one of the same name': drop(HTTP),
  'a GRPCRoute is replaced by one of the same name': drop('NetworkServicesGRPCRoute'),
  'a TCPRoute is replaced by one of the same name': drop('NetworkServicesTCPRoute'),
  'a split stands before the rules': (all) => each(all, HTTP, ({ spec }) => spec.rules.length > 1 && spec.rules.reverse().length > 0),
  'the weights of a split are dropped': (all) => each(all, HTTP, ({ spec }) => {
    const rule = spec.rules.find((r: any) => r.action.destinations?.length > 1 && new Set(r.action.destinations.map((t: any) => t.weight)).size > 1);
    rule?.action.destinations.forEach((t: any) => delete t.weight);
    return rule !== undefined;
  }),
  'a prefix matches characters': (all) => each(all, HTTP, ({ spec }) => {
    const match = spec.rules.flatMap((r: any) => r.matches ?? []).find((m: any) => m.prefixMatch?.length > 1);
    if (match) match.prefixMatch = match.prefixMatch.replace(/\/$/, '');
    return match !== undefined;
  }),
  'ports of one host share their rules': (all) => each(all, HTTP, ({ spec }) => {
    const matches = spec.rules.flatMap((r: any) => r.matches ?? []).filter((m: any) => m.headers?.some((h: any) => h.header === ':authority'));
    matches.forEach((m: any) => { m.headers = m.headers.filter((h: any) => h.header !== ':authority'); });
    return matches.length > 0;
  }),
  'a hostname is that of another namespace': (all) => each(all, HTTP, ({ spec }) => spec.meshes !== undefined && (spec.hostnames = spec.hostnames.map((h: string) => h.replace('.', '.x-'))).length > 0),
  'a Service names its endpoint group differently': (all) => each(all, 'Service', ({ metadata }) => {
    const neg = metadata.annotations?.['cloud.google.com/neg'];
    if (neg) metadata.annotations['cloud.google.com/neg'] = neg.replace(/"name":"/g, '"name":"x');
    return neg !== undefined;
  }),
  'a gateway has the scope of another': (all) => each(all, 'NetworkServicesGateway', ({ spec }) => (spec.scope = `${spec.scope}-x`).length > 0),
  'a route is attached to no mesh of its clients': (all) => each(all, HTTP, ({ spec }) => spec.meshes !== undefined && (spec.meshes = [{ name: 'other' }]).length > 0),
};

let rendered: { readonly drawn: Routed; readonly text: string }[] | undefined;
const apps = () => rendered ??= fc.sample(routed, { seed: 2, numRuns: 24 }).map((drawn) => ({ drawn, text: JSON.stringify(render(drawn)) }));

describe('faults', () => {
  it.each(Object.entries(FAULTS))('are found: %s', (_, fault) => {
    const changed = apps().flatMap(({ drawn, text }) => {
      const objects = JSON.parse(text) as any[];
      return fault(objects) ? [faults(drawn, objects).length] : [];
    });
    expect(changed.length).toBeGreaterThan(2);
    expect(changed.filter((n) => n > 0).length).toBeGreaterThan(3);
  });
});
