import { nearNames } from './near-names';
import { manifestsOf } from '../../conformance/compiled/ask';
import { plainOf } from '../../conformance/compiled/ours';
import { Random } from '../../conformance/compiled/random';
import { drawWorld } from '../../conformance/compiled/worlds';
import type { DrawnProxy } from '../../conformance/compiled/worlds/draw';
import { Searched } from '../../src/compiled/evaluate/domains';
import { MeshModel } from '../../src/compiled/model';
import { editOf } from '../../src/compiled/replacing';
import { SidecarProxy } from '../../src/compiled/sidecar-proxy';
import { World } from '../../src/world/world';

const identity = ({ apiVersion, kind, metadata: { name, namespace } }: any) => [apiVersion.split('/')[0], kind, namespace, name].join(' ');

// objects of one drawn world are put into another, one after the other: they share hosts, names and namespaces
test.each([[1, 2], [3, 4]])('changing objects one by one gives the same mesh as compiling it from scratch: world %i with objects of world %i', (seed, other) => {
  const drawn = drawWorld(seed);
  const options = { complete: true, meshConfig: drawn.meshConfig };
  let world = new World(manifestsOf(drawn), options);
  let model = new MeshModel(world);
  const objects = [...drawn.objects];
  const proxies = drawn.proxies.filter((_, i) => i % 5 === 0);
  const kinds = new Map<string, number>();
  for (const object of drawWorld(other).objects) {
    const many = kinds.get(object.kind) ?? 0;
    kinds.set(object.kind, many + 1);
    if (many > 1) continue;
    const at = objects.findIndex((o) => identity(o) === identity(object));
    if (at < 0) objects.push(object); else objects[at] = object;
    world = world.with({ object, origin: {} });
    model = new MeshModel(world, undefined, model);
    const anew = new MeshModel(new World(objects.map((o) => ({ object: o, origin: {} })), options));
    for (const proxy of proxies) expect(plainOf(model, proxy)).toEqual(plainOf(anew, proxy));
  }
  expect(kinds.size).toBeGreaterThanOrEqual(5);
});

/** The virtual hosts that a sidecar finds by name, of each of its routes. */
function foundBy(model: MeshModel, { namespace, labels, serviceAccount, name, ip }: DrawnProxy): unknown[] {
  const proxies = { kind: 'sidecar', namespace, labels, serviceAccount, workloads: [name] } as const;
  const proxy = new SidecarProxy(model, proxies, { addresses: [ip] });
  return proxy.routeConfigurationNames.flatMap((port) => {
    const routes = proxy.routeConfiguration(port)!;
    const search = routes.find && new Searched(routes.find);
    return search ? [...nearNames(routes)].map((host) => [port, host, search.of(host)?.host]) : [];
  });
}

// a field of an object becomes that of another object of its kind, so that most edits are small, and some change the order, the hosts or who sees the object
test.each([[5, 6], [7, 8]])('any sequence of edits gives the same mesh as compiling it from scratch, and earlier meshes are unchanged: world %i with fields of world %i', (seed, other) => {
  const r = new Random(seed);
  const drawn = drawWorld(seed);
  const options = { complete: true, meshConfig: drawn.meshConfig };
  const kinds = ['Service', 'ServiceEntry', 'VirtualService', 'DestinationRule'];
  const givers = drawWorld(other).objects.filter((o) => kinds.includes(o.kind));
  const sidecars = drawn.proxies.filter((p) => p.type === 'sidecar');
  const ask = (model: MeshModel, proxy: DrawnProxy) => JSON.stringify([plainOf(model, proxy), foundBy(model, proxy)]);
  const objects = [...drawn.objects];
  let model = new MeshModel(new World(manifestsOf(drawn), options));
  let [patched, searched] = [0, 0];
  for (let edit = 0; edit < 20; edit++) {
    const giver = r.one(givers);
    const targets = objects.filter((o) => o.kind === giver.kind);
    if (targets.length === 0) continue;
    const target = r.one(targets);
    const field = r.one(Object.keys(giver.spec));
    const changed = { ...target, spec: { ...target.spec, [field]: giver.spec[field] } };
    const proxy = r.one(sidecars);
    const before = { model, answer: ask(model, proxy) };
    model = new MeshModel(model.world.with({ object: changed, origin: {} }), undefined, model);
    objects[objects.indexOf(target)] = changed;
    const anew = new MeshModel(new World(objects.map((object) => ({ object, origin: {} })), options));
    for (const p of [proxy, r.one(sidecars)]) {
      expect([field, target, ask(model, p)]).toEqual([field, target, ask(anew, p)]);
      searched += foundBy(anew, p).length;
    }
    expect(ask(before.model, proxy)).toBe(before.answer);
    expect(model.contests.all).toEqual(anew.contests.all);
    if ([model.services.all, model.virtualServices.all].some((list) => editOf<unknown>(list) !== undefined)) patched++;
  }
  expect(patched).toBeGreaterThan(3);
  expect(searched).toBeGreaterThan(500);
});

test('a change of a ServiceEntry with several addresses replaces every service of it', () => {
  const entry = (number: number) => ({
    apiVersion: 'networking.istio.io/v1',
    kind: 'ServiceEntry',
    metadata: { name: 'db', namespace: 'shop' },
    spec: { hosts: ['db.example.com', 'replica.example.com'], addresses: ['10.9.0.1', '10.9.0.2'], ports: [{ number, name: 'tcp', protocol: 'TCP' }], resolution: 'STATIC' },
  });
  const model = new MeshModel(new World([{ object: entry(5432), origin: {} }]));
  const changed = new MeshModel(model.world.with({ object: entry(3306), origin: {} }), undefined, model);
  const portsOf = (m: MeshModel) => [...m.services.all, ...m.services.visibleTo('web'), ...['db', 'replica'].map((h) => m.services.byNamespace(`${h}.example.com`).get('shop')!)].map((s) => s.ports[0].port);
  expect(portsOf(changed)).toEqual(Array(10).fill(3306));
  expect(portsOf(model)).toEqual(Array(10).fill(5432));
});
