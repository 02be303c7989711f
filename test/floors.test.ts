import * as fs from 'fs';
import * as path from 'path';
import { FILES, FLOORS, leaving, SRC } from '../tools/docs/rooms';

const floorOf = new Map(FLOORS.flatMap((rooms, floor) => rooms.map((room) => [room, floor] as const)));

/** References that don't lead to a lower layer, in all files except index.ts. */
function climbs(files: readonly string[], read: (file: string) => string): string[] {
  return files.flatMap((file) => leaving(file, read(file)).flatMap(({ reference, from, to }) =>
    ((floorOf.get(to) ?? Infinity) < floorOf.get(from)! ? [] : [`${path.relative(SRC, file)} -> ${reference}`])));
}

test('every folder of src/ has a layer, and every folder of the list exists', () => {
  const rooms = fs.readdirSync(SRC, { withFileTypes: true }).filter((e) => e.isDirectory()).map((e) => e.name).sort();
  expect([...floorOf.keys()].filter((room) => room !== 'compiled' || rooms.includes(room)).sort()).toEqual(rooms);
});

test('folders import only from lower layers: values, types and lazy loads', () => {
  expect(climbs(FILES, (file) => fs.readFileSync(file, 'utf8'))).toEqual([]);
});

test.each([
  ['import { Mesh } from \'../mesh/mesh\';'],
  ['import type { Mesh } from \'../mesh/mesh\';'],
  ['export { Mesh } from \'../mesh\';'],
  ['export const load = () => require(\'../mesh/mesh\') as typeof import(\'../mesh/mesh\');'],
  ['export type M = import(\'../mesh/mesh\').Mesh;'],
])('an import from the model into a higher layer is found: %s', (text) => {
  expect(climbs([path.join(SRC, 'model', 'x.ts')], () => text)).not.toEqual([]);
});
