import { manifestsOf } from '../../conformance/compiled/ask';
import { plainOf } from '../../conformance/compiled/ours';
import { drawWorld } from '../../conformance/compiled/worlds';
import { MeshModel } from '../../src/compiled/model';
import { World } from '../../src/world/world';

const identity = ({ apiVersion, kind, metadata: { name, namespace } }: any) => [apiVersion.split('/')[0], kind, namespace, name].join(' ');

// objects of one drawn world are put into another, one after the other: they share hosts, names and namespaces
test.each([[1, 2], [3, 4]])('a mesh in which objects change one by one equals one that is compiled from scratch: world %i with objects of world %i', (seed, other) => {
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
