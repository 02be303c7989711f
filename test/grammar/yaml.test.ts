import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { dump } from 'js-yaml';
import { readPlain, UNKNOWN } from '../../src/grammar/plain-yaml';
import { readWhole, readYaml } from '../../src/grammar/yaml';

// RUNS=100000 for the long run
const numRuns = Number(process.env.RUNS ?? 2000);
const ROOT = join(__dirname, '../..');

/** The result of parsing a text: the exact value with the order of its keys, or the error. */
function outcome(read: (text: string) => unknown, text: string): string {
  try {
    return inspect(read(text), { depth: null, maxArrayLength: null, maxStringLength: null });
  } catch (e) {
    return (e as Error).message;
  }
}
// as texts: Jest takes objects with a key `constructor` for different ones
const same = (text: string) => expect({ text, of: outcome(readYaml, text) }).toEqual({ text, of: outcome(readWhole, text) });
const isPlain = (text: string): boolean => readPlain(text, String) !== UNKNOWN;

const WORDS = ['name', 'a', 'b', 'on', 'no', 'y', 'null', '~', 'True', 'Falsy', 'constructor', '__proto__', 'toString', '<<', '=', 'x/y.z', 'a:b', 'a b', 'a#b', "it's", 'a"b', 'é', '漢', '😀', '$x', '(x)', '@x', '`x', '%x', '|', '>', '>-', '&a', '*a', '!x', '?x', '? x', '-x', '--', '-', '---', '...', '.', ',', '{', '}', '[', ']', '{}', '[]', '{a}', '[a, b]', '[a,"b" , 1]', '[a, ]', '[ ]', '[[a]]', '["a: b"]', '[a: b]', '[::]', '::', '"a"', '"a: b # c"', '"a\\n"', "'a'", "'it''s'", '"a', "'a", '#', '# c', 'a # c', '"a"#c', '"a" # c', '"a" b', '\\', '0', '1', '-1', '+1', '007', '0o17', '0x1F', '1_000', '1.5', '.5', '1e3', '-.inf', '.nan', '1.2.3', '10.0.0.0/8', '2020-01-01', '12345678901234567890', '100m', 'http://x/y', '\u00a0x', '\u2028', '\u0085', '\t', 'x\ty', '\r'];
const word = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...WORDS) }, { weight: 1, arbitrary: fc.string({ maxLength: 5, unit: 'binary' }) });
const gap = fc.constantFrom('', ' ', ' ', ' ', '  ', '\t');
const key = fc.constantFrom(...'abcdeghijklmpqrsuvwxz');
const value = fc.constantFrom('', 'x', 'x y', '1', '"q"', "'q'", '[]', 'x # c');
const line = fc.oneof(
  { weight: 12, arbitrary: fc.tuple(key, fc.constant(': '), value).map((parts) => parts.join('')) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('- '), fc.oneof(value, fc.tuple(key, fc.constant(': '), value).map((parts) => parts.join('')))).map((parts) => parts.join('')) },
  { weight: 2, arbitrary: fc.tuple(key, fc.constant(': '), word).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.tuple(word, fc.constantFrom(':', ': ', ':  ', ' :', ' : '), fc.option(word, { nil: '' }), gap).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom('- ', '-  ', '-', '- - '), fc.option(word, { nil: '' }), fc.constantFrom('', ': ', ':'), fc.option(word, { nil: '' })).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.oneof(word, fc.constantFrom('', '# c', '---', '...', '%YAML 1.1')) },
);
const lines = fc.array(fc.tuple(fc.constantFrom(0, 0, 0, 0, 1, 2, 2, 2, 4), line), { maxLength: 7 });
const text = fc.tuple(lines, fc.constantFrom('\n', '\n', '\n', '\n', '\n', '\r\n'), fc.constantFrom('', '\n', '\n\n', ' '))
  .map(([parts, end, last]) => parts.map(([indent, content]) => ' '.repeat(indent) + content).join(end) + last);

test('arbitrary lines are parsed as the full parser parses them, or rejected with its message', () => {
  let plain = 0;
  fc.assert(fc.property(text, (t) => {
    same(t);
    plain += Number(isPlain(t));
  }), { numRuns });
  expect(plain).toBeGreaterThan(numRuns / 10); // else the other reader did it all
});

const json = fc.jsonValue({ maxDepth: 5, stringUnit: fc.constantFrom(...'aon1.-:#~ "\'[]{}\\\né') });
test('all serialized values are parsed back', () => {
  fc.assert(fc.property(fc.dictionary(fc.constantFrom('kind', 'spec', 'a b', '1', 'on', ''), json), (object) => {
    const written = dump(object, { noRefs: true, lineWidth: -1 });
    same(written);
  }), { numRuns: numRuns / 4 });
});

const files = (folder: string): string[] => readdirSync(folder, { withFileTypes: true }).flatMap((e) => {
  const path = join(folder, e.name);
  return e.isDirectory() ? files(path) : /\.ya?ml$/.test(e.name) ? [path] : [];
});
const documents = files(join(ROOT, 'test')).flatMap((file) => readFileSync(file, 'utf8').split(/^---$/m));

test('manifests of the tests are parsed like by the full parser, mostly without it', () => {
  documents.forEach(same);
  expect(documents.filter(isPlain).length).toBeGreaterThan(documents.length * 0.8);
});

test('manifests with a mistake are parsed, or refused, like by the full parser', () => {
  const short = documents.filter((d) => d.length < 3000);
  const cut = fc.record({ at: fc.nat(3000), drop: fc.nat(3), put: fc.oneof(word, fc.constantFrom(' ', '  ', '\n', '\n  ', ': ', ':', '- ', ' #', '', '"', "'")) });
  fc.assert(fc.property(fc.nat(short.length - 1), fc.array(cut, { minLength: 1, maxLength: 3 }), (n, cuts) => {
    same(cuts.reduce((t, { at, drop, put }) => t.slice(0, at % t.length) + put + t.slice(at % t.length + drop), short[n]));
  }), { numRuns });
});

test.each([
  ['a: 1\nb:\n  - c: d\n    e:\n    - f\n  - [x, "y"]\n', { a: 1, b: [{ c: 'd', e: ['f'] }, ['x', 'y']] }],
  ['# c\n\na:   x y # c\nb: \'q\'  # c\n\n# c\nc: {}\nd: []\ne:\n', { a: 'x y', b: 'q', c: {}, d: [], e: null }],
  ['- on\n- 0644\n- 1e3\n- -5\n- a:b\n- yes!', [true, 420, 1000, -5, 'a:b', 'yes!']],
])('parsed without the full parser: %j', (written, wanted) => {
  expect(isPlain(written)).toBe(true);
  expect(readYaml(written)).toEqual(wanted);
});

test.each(['', '# c\n', 'a\n', 'a: |\n  b\n', 'a: b\n  c\n', 'a: &x b\n', 'a: 1\na: 2\n', 'on: x\n', '"a": b\n', 'a:\tb\n', 'a: {b: c}\n', '? a\n', 'a: b\n---\n', ' a: 1\nb: 2\n', '__proto__: x\n'])(
  'left to the full parser: %j', (written) => expect(readPlain(written, (t) => t === 'on' || t)).toBe(UNKNOWN),
);

test('endless nesting does not hang the parser', () => {
  same(Array.from({ length: 200 }, (_, i) => `${' '.repeat(i)}a:\n`).join(''));
  same(Array.from({ length: 45 }, (_, i) => `${' '.repeat(i)}a:\n`).join(''));
});

test.each<[string, unknown]>([
  // numbers of Go, and what is none
  ['[0X1F, 0O17, 0B11, 1e1_0, 2e_7, -_80, 1E3_, 0b+1, +.5, -.5, 1_0.5, 08, 017]', [31, 15, 3, 1e10, 2e7, -80, 1000, 1, 0.5, -0.5, 10.5, 8, 15]],
  ['[._5, 1.2.3, 0x, 1:30, 2020-01-01, 12e, -0b-1, 1e400]', ['._5', '1.2.3', '0x', '1:30', '2020-01-01', '12e', '-0b-1', '1e400']],
  ['a: !!binary aGk=\nb: !x 1\nc: !!str on\nd: !!float 1\n', { a: 'hi', b: '1', c: 'on', d: 1 }],
  ['[a: b, 2001:db8::]', [{ a: 'b' }, '2001:db8::']],
  ['a: 1\n<<: {a: 2, b: 3}\nb: 4\n', { a: 2, b: 4 }], // in the order in which they are written
  ['a: &x {b: 1}\nc: *x\nd: [*x]\n', { a: { b: 1 }, c: { b: 1 }, d: [{ b: 1 }] }],
  ['a: "x\u2028y"\n', { a: 'x\u2028y' }],
])('parsed like in Kubernetes: %j', (written, wanted) => expect(readYaml(written)).toEqual(wanted));

test.each([
  ['[::]', /a value is not allowed here|',' or ']'/], ['a: "\\/"', /'\\\/' is not an escape/], ['~: a', /a key is null/], ['a: .inf', /JSON does not have/], ['1.5: a', /as a key may be read in several ways/],
  ['a: 1\n...\nb: 2\n', /what follows '\.\.\.' is not applied/], ['{a: 1}\nb: 2\n', /what follows the end of the value is not applied|': ' is not allowed/], ['# who\u2028a: 1\n', /U\+2028 is a line break to Kubernetes/], ['a: b\u0085\n', /U\+0085 is a line break/],
  ['a: &a [*a]\n', /contains itself/], ['a: |\n\tb\n', /begins with a tab/], ['%YAML 1.2\n---\na: 1\n', /Kubernetes does not read YAML 1\.2/], ['a: \u0007', /U\+0007 is not allowed/], ['a: *b\n', /no anchor &b/],
  [`a: &a [x, x]\n${Array.from({ length: 12 }, (_, i) => `b${i}: &b${i} [${'*'.concat(i ? `b${i - 1}` : 'a').concat(',').repeat(10)}]\n`).join('')}`, /excessive aliasing/],
])('refused like in Kubernetes, or with its reason: %j', (written, why) => expect(() => readYaml(written)).toThrow(why));
