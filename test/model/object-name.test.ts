import { ApiObject, App, Chart, Duration } from 'cdk8s';
import * as fc from 'fast-check';
import { Certificate, ControlPlane, EgressGateway, ExternalService, GatewayWorkload, HttpMatch, IngressGateway, Listener, Mesh, MeshService, ServicePort, Source, TrafficApi } from '../../src';
import { besideDefault, joined, joinedLabel, numbered, qualified } from '../../src/model/object-name';

/** Names that look alike when they are joined. */
const label = fc.array(fc.constantFrom('a', 'b', 'v1', 'any'), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('-'));
const host = fc.tuple(fc.boolean(), fc.array(fc.constantFrom('a', 'b', 'a-b', 'any', 'v1', 'api-shop', 'api', 'shop'), { minLength: 1, maxLength: 3 })).map(([any, labels]) => [...(any ? ['*'] : []), ...labels, 'com'].join('.'));

const RUNS = Number(process.env.PROPERTY_RUNS ?? 500);

test('different lists of parts have different names', () => {
  const seen = new Map<string, string>();
  fc.assert(fc.property(fc.array(label, { minLength: 1, maxLength: 2 }), fc.oneof(host, label, fc.constant('*')), (before, last) => {
    const parts = [...before, last];
    const name = qualified(...parts);
    expect(name).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
    // with as many parts: what has more is of another kind of object, or says in its word what it is
    const key = `${parts.length} ${last.includes('.') || last === '*' ? 'host' : 'label'} ${name}`;
    const other = seen.get(key);
    expect({ name, parts: other ?? JSON.stringify(parts) }).toEqual({ name, parts: JSON.stringify(parts) });
    seen.set(key, JSON.stringify(parts));
  }), { numRuns: 10_000, seed: 6 });
  expect(seen.size).toBeGreaterThan(3000);
});

test.each([
  [['edge', 'shop.example.com'], 'edge-shop-example-com'],
  [['public-edge', 'shop.example.com'], 'public--edge-shop-example-com'],
  [['edge', 'my-shop.example.com'], 'edge-my--shop-example-com'],
  [['edge', '*.example.com'], 'edge-any-example-com'],
  [['edge', '*'], 'edge-any'],
  [['shop', 'front-end'], 'shop-front-end'],
])('%j is %s', (parts, name) => {
  expect(qualified(...parts)).toBe(name);
});

test('a name that is too long ends in a hash of all parts', () => {
  const long = (last: string) => qualified('g'.repeat(60), `${'h'.repeat(40)}.${last}`);
  expect(long('com')).toHaveLength(63);
  expect(long('com')).not.toBe(long('org'));
  expect(joined('s'.repeat(63), 'require-token')).toBe(`${'s'.repeat(63)}-require-token`);
  expect(joinedLabel('s'.repeat(62), 'v1')).toMatch(/^s{54}-[0-9a-f]{8}$/);
  expect(joinedLabel('s'.repeat(62), 'v1')).not.toBe(joinedLabel('s'.repeat(62), 'v2'));
});

test('a provider with any name has a unique object name', () => {
  const made = ['x.y', 'x-y', 'X_y', 'x_y', 'X-Y', '_'].map((p) => joined('a-authorize', p));
  expect(new Set(made).size).toBe(made.length);
  made.forEach((name) => expect(name).toMatch(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/));
});

test('the second of several objects has a unique name', () => {
  expect([numbered('edge-http-80', 0), numbered('edge-http-80', 1)]).toEqual(['edge-http-80', 'edge-http-80--2']);
  expect([besideDefault('default'), besideDefault('web')]).toEqual(['default-service', 'web']);
});

type Step = (w: { chart: Chart; services: MeshService[] }) => void;
const service: fc.Arbitrary<Step> = fc.record({ id: label, versions: fc.uniqueArray(label, { maxLength: 2 }), rule: fc.boolean(), access: fc.boolean() }).map((r) => (w) => {
  const s = new MeshService(w.chart, r.id, { ports: [ServicePort.http(80)], image: r.versions.length > 0 ? undefined : 'x:1' });
  r.versions.forEach((v) => s.addVersion(v, { image: 'x:1' }));
  r.rule && s.addRule({ matches: [HttpMatch.prefix('/x')], timeout: Duration.seconds(1) });
  r.access && s.deny({ from: [Source.namespace('x')] });
  w.services.push(s);
});
const gateway: fc.Arbitrary<Step> = fc.record({ id: label, hosts: fc.uniqueArray(host, { minLength: 1, maxLength: 3 }), secure: fc.boolean() }).map((r) => (w) => {
  // gateways on proxies of their own, whatever their names
  const g = new IngressGateway(w.chart, `g-${r.id}`, { gatewayName: r.id, workload: GatewayWorkload.existing({ namespace: 'edge', labels: { gateway: r.id } }) });
  for (const h of r.hosts) {
    const listener = g.addListener(r.secure ? Listener.https({ hosts: [h], certificate: Certificate.issued({ issuer: 'le' }) }) : Listener.http({ hosts: [h] }));
    w.services[0] && listener.route(w.services[0]);
  }
});
const external: fc.Arbitrary<Step> = fc.record({ id: label, via: fc.boolean() }).map((r) => (w) => {
  const via = r.via ? new EgressGateway(w.chart, `out-${r.id}`) : undefined;
  const e = new ExternalService(w.chart, `${r.id}-out`, { hosts: [`${r.id}.example.org`], ports: [ServicePort.tls(443)], via });
  w.services[0]?.calls(e);
});

test.each([['Istio\'s API', undefined], ['Gateway API', () => ControlPlane.existing({ trafficApi: TrafficApi.GATEWAY_API })]])('no two objects of a model have the same name, on %s', (_name, controlPlane) => {
  jest.spyOn(process.stderr, 'write').mockImplementation(() => true);
  const twice = (chart: Chart[]) => {
    const all = chart.flatMap((c) => c.node.findAll()).filter(ApiObject.isApiObject).map((o) => ({ name: `${o.apiGroup} ${o.kind} ${o.metadata.namespace}/${o.metadata.name}`, o }));
    const first = new Map<string, ApiObject>();
    return all.filter(({ name, o }) => {
      const before = first.get(name);
      if (!before) first.set(name, o);
      // two that are equal are one
      return before && JSON.stringify(before.toJson()) !== JSON.stringify(o.toJson());
    }).map(({ name }) => name);
  };
  let [met, refused] = [0, 0];
  const models = fc.tuple(fc.array(service, { minLength: 1, maxLength: 3 }), fc.array(fc.oneof(gateway, external, service), { maxLength: 4 }), fc.array(fc.oneof(service, gateway), { maxLength: 2 }));
  fc.assert(fc.property(models, ([first, more, elsewhere]) => {
    const app = new App();
    const mesh = new Mesh(app, 'mesh', { controlPlane: controlPlane?.() });
    const charts = ['a', 'a-b'].map((namespace) => new Chart(app, namespace, { namespace }));
    charts.forEach((c) => mesh.enroll(c));
    const world = { chart: charts[0], services: [] as MeshService[] };
    const apply = (step: Step, chart: Chart) => {
      try {
        step({ ...world, chart });
      } catch (e) {
        // names that meet within one app may be refused where they are given
        expect((e as Error).message).toMatch(/already|must not be/i);
      }
    };
    [...first, ...more].forEach((step) => apply(step, charts[0]));
    elsewhere.forEach((step) => apply(step, charts[1]));
    const same = twice(charts);
    if (same.length === 0) return;
    met++;
    let said = '';
    try {
      app.synth();
    } catch (e) {
      said = (e as Error).message;
      refused++;
    }
    // what users named themselves, and nothing else: both constructs are named
    expect(same.filter((n) => /VirtualService a[^/]*\/.*-com|Certificate|ReferenceGrant/.test(n))).toEqual([]);
    expect({ same, said }).toMatchObject({ said: expect.stringMatching(/MESH002|as service '.*' is;/) });
  }), { numRuns: RUNS, seed: 20261130 });
  expect(refused).toBe(met);
  expect(met).toBeGreaterThan(0);
}, 600_000);
