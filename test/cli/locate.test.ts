import { Locator } from '../../src/check/files/locate';

const TEXT = `# comment
apiVersion: v1
metadata:
  annotations:
    "a/b": |
      spec: no
      - not this
  name: x
spec:
  hosts: [a, b]
  http:
  - match:
    - uri:
        prefix: /a

    route:
      - destination:
          host: one
      -
        destination:
          host: two
  - route:
    - weight: 3
      destination: { host: three }
`;
const at = (text: string, pointer: string) => {
  const spot = new Locator(text).locate(pointer);
  return spot && [spot.line, spot.column];
};

test.each([
  ['/spec/http/0/match/0/uri/prefix', 13, 8],
  ['/metadata/annotations/a~1b', 4, 4],
  ['/metadata/name', 7, 2],
  ['/spec/http/0/route/0/destination/host', 17, 10],
  ['/spec/http/0/route/1/destination/host', 20, 10],
  ['/spec/http/1', 21, 4],
  ['/spec/http/1/route/0/weight', 22, 6],
  ['/spec/http/1/route/0/destination/host', 23, 21],
  ['/spec/hosts/1', 9, 13],
  ['/spec/nothing', 8, 0], // the deepest place that is known
  ['', 1, 0],
])('%s is on line %i, column %i', (pointer, line, column) => expect(at(TEXT, pointer)).toEqual([line, column]));

const JSON_TEXT = JSON.stringify({ kind: 'List', items: [{ a: 'x: {', b: ['\\"', { c: 1 }] }, { 'd/e': { f: null, g: [[1, 2], 3] } }] }, null, 2);
test.each([
  ['/items/0/b/1/c', '"c": 1'],
  ['/items/1/d~1e/g/0/1', '2'],
  ['/items/1/d~1e/g/1', '3'],
  ['/items/1/d~1e/f', '"f": null'],
])('%s is found in JSON, on its own line', (pointer, text) => {
  const [line, column] = at(JSON_TEXT, pointer)!;
  expect(JSON_TEXT.split('\n')[line].slice(column).replace(/,$/, '')).toBe(text);
});

test('values on one line of JSON are distinguished by columns', () => {
  const text = '{"a":[{"b":1},{"b":2}]}';
  expect([at(text, '/a/0/b'), at(text, '/a/1/b')]).toEqual([[0, 7], [0, 15]]);
});

test.each([
  ['a: {b: &x {c: 1}, d: !t {e: 2}}', '/a/d/e', [0, 25]],
  ['a: &x\n  b: 1\n', '/a/b', [1, 2]],
  ['a: {\n  # note, }\n  b: "}", \'c\': [1,\n  2]}', '/a/c/1', [3, 2]],
  ['- {a: b:c, d: http://x}\n- e: 1', '/0/d', [0, 11]],
  ['- - a\n  - b\n- - c', '/0/1', [1, 4]],
  ['a:\n- b\n- c: 1\n  d: 2\ne: 3', '/a/1/d', [3, 2]],
  ['a: {b, c: 1, }', '/a/c', [0, 7]],
  ['a: {b: [}', '/a/b/0', [0, 4]],
])('%j: %s', (text, pointer, expected) => expect(at(text, pointer)).toEqual(expected));

test('every element of a long list is located without scanning the list again', () => {
  const text = JSON.stringify({ items: Array.from({ length: 20_000 }, (_, i) => ({ i, spec: { a: 'x'.repeat(50) } })) }, null, 1);
  const locator = new Locator(text);
  const lines = text.split('\n');
  for (let i = 0; i < 20_000; i++) expect(lines[locator.locate(`/items/${i}/i`)!.line]).toBe(`   "i": ${i},`);
});
