import { parseManifests } from '../../src/check/files/yaml';

/** The objects of a file, and the reported problems. */
function read(text: string, name = 'a.yaml') {
  const said: string[] = [];
  const manifests = parseManifests(name, text, undefined, (e) => said.push(e.message));
  return { objects: manifests.map((m) => m.object), lines: manifests.map((m) => m.origin.line), said };
}
const A = { kind: 'A' };
const B = { kind: 'B' };

test.each<[string, string, unknown[]]>([
  ['documents', 'kind: A\n---\nkind: B\n', [A, B]],
  ['a comment on the marker, and nothing between two of them', '--- # c\nkind: A\n---# c\n\n# c\n---\nkind: B', [A, B]],
  ['a byte order mark at the start of each', '\uFEFFkind: A\n---\n\uFEFFkind: B\n', [A, B]],
  ['JSON, one after the other', '{"kind":"A"}{"kind":"B"}\n{"kind":"A"}', [A, B, A]],
  ['JSON, then YAML', '{"kind":"A"}\n---\nkind: B\n', [A, B]],
  ['flow style that is not JSON', '{kind: A}\n---\n{kind: B}\n', [A, B]],
  ['the last line without its end, in a block', 'kind: A\na: |\n  b', [{ kind: 'A', a: 'b\n' }]],
  ['lines that end in CR and LF', 'kind: A\r\n---\r\nkind: B\r\n', [A, B]],
  ['a typed list lends its kind', 'apiVersion: v1\nkind: PodList\nitems: [{a: 1}, {kind: X}, {kind: PodList, apiVersion: v1, items: [{kind: Z}]}]\n', [{ a: 1, apiVersion: 'v1', kind: 'Pod' }, { kind: 'X' }, { kind: 'Z' }]],
  ['a list of any kind', 'apiVersion: x/v1\nkind: Release\nitems: [{kind: A}, {kind: B}]\n', [A, B]],
  ['a list of nothing', 'apiVersion: v1\nkind: List\nitems: null\n---\nkind: A\n', [A]],
])('%s', (_, text, wanted) => {
  expect(read(text)).toMatchObject({ objects: wanted, said: [] });
  expect(read(text, 'a.json').objects).toEqual(wanted);
});

test.each<[string, string, RegExp]>([
  ['content on the line of a marker', 'kind: A\n--- kind: B\n', /^a\.yaml:2: 'kind: B' is on the line of '---'/],
  ['a longer line of dashes', 'kind: A\n----\nkind: B\n', /^a\.yaml:2: '-' is on the line/],
  ['what follows dots', 'kind: A\n...\nkind: B\n', /^a\.yaml:3: .*what follows '\.\.\.' is not applied/],
  ['a marker after a lone CR', 'kind: A\r---\rkind: B\n', /not applied/],
  ['a key twice in JSON', '{"kind":"A","spec":{"a":1,"\\u0061":2}}', /^a\.yaml:1: the key "a" occurs twice/],
  ['a key twice in the second object', '{"kind":"A"}\n{"kind":"A","kind":"B"}', /^a\.yaml:2: the key "kind" occurs twice/],
  ['deep JSON', `{"kind":"A","a":${'['.repeat(12000)}${']'.repeat(12000)}}`, /nested too deeply/],
  ['half of a character', '{"kind":"A","a":"\\ud83d"}', /half of a surrogate pair/],
  ['a number that is too large', '{"kind":"A","a":1e999}', /larger than any/],
  ['items that are no list', 'kind: A\nitems: {a: b}\n', /items must be a list, got a mapping/],
  ['many objects of JSON, then YAML', '{"kind":"A"}\n{"kind":"B"}\n---\nkind: A\n', /^a\.yaml:3: broken JSON/],
])('%s is unusable', (_, text, why) => {
  expect(read(text).said).toEqual([expect.stringMatching(why)]);
});

test('an object in a list has the position of its item', () => {
  expect(read('# c\nkind: XList\napiVersion: v1\nitems:\n- a: 1\n- a: 2\n').lines).toEqual([5, 6]);
  expect(read('--- # c\n# d\nkind: A\n').lines).toEqual([3]);
  expect(read('{"kind":"A"}\n\n  {"kind":"B"}').lines).toEqual([1, 3]);
});

test('millions of comment lines before a document that is not an object do not delay the check', () => {
  expect(read(`${'# c\n'.repeat(300_000)}12\n`).said).toEqual([expect.stringMatching(/^a\.yaml:300001: a document must be a mapping/)]);
});
