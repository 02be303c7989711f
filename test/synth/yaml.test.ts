import { createRequire } from 'module';
import { Yaml } from 'cdk8s';
import * as fc from 'fast-check';
import * as jsYaml from 'js-yaml';
import { sharesParts, writeDocument } from '../../src/synth/yaml';

jest.setTimeout(60_000); // a busy machine

// the `yaml` package that cdk8s brings along
const yaml: { parse(text: string, options: { version: string; merge?: boolean }): unknown } = createRequire(require.resolve('cdk8s'))('yaml');

/** Strings that some YAML parser reads as something else. */
const TRICKY = [
  'y', 'Y', 'no', 'No', 'on', 'OFF', 'True', 'FALSE', 'null', 'Null', '~', '', ' ', '-', '?', ':', '---', '...', '%YAML', '- a', '? a', 'a: b', 'a:', 'a #b',
  '#', '&a', '*a', '!t', '!!str', '|', '>', '@', '`', '{', '[]', ',', "it's", '"quoted"', 'it\'s "both"', 'a\tb', ' a', 'a ', '\ta', 'a\t',
  '0', '-1', '+1', '00', '007', '08', '0o17', '-0o17', '0x1F', '0b11', '1_000', '1.', '.5', '.', '..', '-.', '1e3', '1e+3', 'e5', 'E-1', '.e1', '.inf', '-.Inf', '.NaN',
  '12:30', '1:2:3', '190:20:30.15', '2001-12-14', '2001-12-14t21:59:43.10-05:00', '2001-1-1 1:1:1 +5', '<<', '=', '1.2.3', '10.0.0.0/8', '10s', '100Mi', '1e1000',
  'a\n', '\n', '\n\n', 'a\nb', 'a\nb\n', 'a\nb\n\n', '\na', ' a\nb', 'a\n b', 'a\n\tb', 'a \nb', 'a\n \nb', 'a\n  ', 'a\n---\nb', '%a\nb', '#a\nb', 'a\r\nb\r\n', 'a\rb',
  'a\u0085b', 'a\u2028b', 'a\u2029b', '\ufeffa', 'a\ufeffb', '\u00a0', '\u0000', '\u007f', '\u0080', '\u001b[0m', '\ufffe', 'ünï', '🙂', 'x'.repeat(300),
  'http://a.b/c?d=e#f', 'registry:5000/image:v1@sha256:abc', '*.example.com', '/path', '^/v[0-9]+(/.*)?$', 'a=b,c!=d', 'constructor', 'toString', '__proto__x',
];
const text = fc.oneof(
  fc.constantFrom(...TRICKY),
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom(...'\n\n \t-:#?.,[]{}\'"|>&*!%@`~=<0123456789eExob_+TZynof/\r\u0085\u2028\ufeff\u0007'.split('')) }),
);
const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })).map((n) => n + 0); // no -0: JSON has none either
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    text, text, text, number, fc.boolean(), fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));
const document = fc.dictionary(text, value, { maxKeys: 4, noNullPrototype: true });

/** What cdk8s writes in a way that a Kubernetes YAML parser misreads. */
const MISREAD = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|^<<$|^=$|^[^\n]*\t[^\n]*$|^[\n ]*\t|^.{61,}$/s;
/** Digits that Kubernetes' parser reads as a number after removing every `_`. */
const DIGITS = /^[-+.0-9][-+.0-9a-fA-FxXoObB_]*$/;
function misread(x: unknown): boolean {
  if (typeof x === 'number') return /^[^.]*e/.test(String(x));
  return typeof x === 'string' ? MISREAD.test(x) || DIGITS.test(x) : typeof x === 'object' && x !== null && Object.entries(x).some((entry) => entry.some(misread));
}

test('writes the same bytes as cdk8s', () => {
  fc.assert(fc.property(document.filter((d) => !misread(d)), (d) => {
    expect(writeDocument(d)).toBe(Yaml.stringify(d));
  }), { numRuns: 3000 });
});

test('is read back unchanged by YAML 1.1 and 1.2 parsers', () => {
  fc.assert(fc.property(document, (d) => {
    const written = writeDocument(d);
    expect(yaml.parse(written, { version: '1.1' })).toEqual(d);
    expect(yaml.parse(written, { version: '1.2' })).toEqual(d);
    expect(yaml.parse(written, { version: '1.2', merge: true })).toEqual(d);
    expect(jsYaml.load(written)).toEqual(d);
  }), { numRuns: 3000 });
});

test.each([
  ['0o17', '"0o17"'], // Go reads a bare 0o17 as 15
  ['0O17', '"0O17"'],
  ['0X1F', '"0X1F"'],
  ['0B11', '"0B11"'],
  ['1e1_0', '"1e1_0"'],
  ['2e_7', '"2e_7"'],
  ['-_80', '"-_80"'],
  ['1E3_', '"1E3_"'],
  ['0b+1', '"0b+1"'],
  ['a\tb', '"a\\tb"'], // refused by PyYAML when bare
  ['<<', '"<<"'],
  ['=', '"="'],
  ['a\u2028b', '"a\\u2028b"'], // a line end in YAML 1.1
  ['\ufeffa', '"\\ufeffa"'],
  ['a\u007fb', '"a\\u007fb"'], // refused by Go's reader when bare
])('%j is quoted where cdk8s does not quote it', (bare, written) => {
  expect(writeDocument({ a: bare })).toBe(`a: ${written}\n`);
  expect(writeDocument({ [bare]: [bare] })).toBe(`${written}:\n  - ${written}\n`);
});

test('a script that starts with tabs is not a block, as Kubernetes would read the tab as indentation', () => {
  for (const script of ['\n\t\tfunction envoy_on_request(h)\n\t\tend\n', '\tx\n', '  \n\tx', '\n \n\t\n']) {
    expect(writeDocument({ a: { b: script } })).toBe(`a:\n  b: ${JSON.stringify(script)}\n`);
  }
  expect(writeDocument({ a: 'x\n\ty\n' })).toBe('a: |\n  x\n  \ty\n');
});

test('half of a surrogate pair is refused, in values and in keys, and a full pair is written', () => {
  for (const bad of ['a\ud800b', '\udc00', 'a\u2028\ud800', 'a\n\ud800']) {
    expect(() => writeDocument({ a: [bad] })).toThrow(`a string must be well-formed Unicode, got: ${JSON.stringify(bad)} with a lone surrogate`);
    expect(() => writeDocument({ [bad]: 1 })).toThrow('a string must be well-formed Unicode');
  }
  expect(writeDocument({ a: '\ud83d\ude00' })).toBe('a: \ud83d\ude00\n');
});

test('long keys, and keys with the name of an Object.prototype member', () => {
  const long = 'k'.repeat(2000);
  const d = { [long]: { a: 1 }, ['x\n'.repeat(500)]: [1], ['\u0007'.repeat(300)]: '0X1F' };
  expect(jsYaml.load(writeDocument(d))).toEqual(d);
  expect(yaml.parse(writeDocument(d), { version: '1.2' })).toEqual(d);
  expect(writeDocument(JSON.parse('{"__proto__":"0X1F","a":1e21,"b":1e-7}'))).toBe('__proto__: "0X1F"\na: 1.0e+21\nb: 1.0e-7\n');
});

test('leaves values that are not JSON to cdk8s', () => {
  expect(writeDocument({ a: undefined, b: [undefined, NaN, -Infinity] })).toBe(Yaml.stringify({ a: undefined, b: [undefined, NaN, -Infinity] }));
  expect(writeDocument({ a: new Date(0) })).toBe(Yaml.stringify({ a: new Date(0) }));
  expect(writeDocument({ ['k'.repeat(2000)]: 1 })).toBe(Yaml.stringify({ ['k'.repeat(2000)]: 1 }));
  expect(() => writeDocument({ a: () => 1 })).toThrow(/Tag not resolved/);
  for (const odd of [null, 'text', 1, ['list'], []]) {
    expect(writeDocument(odd)).toBe(Yaml.stringify(odd));
  }
});

test.each([{}, { ['k'.repeat(2000)]: 1 }])('a value that occurs twice is written twice, never as an alias', (more) => {
  const part = { x: [1] };
  const written = writeDocument({ a: part, b: [part, part], ...more });
  expect(written).not.toMatch(/[&*]/);
  expect(written).toBe(Yaml.stringify({ a: { x: [1] }, b: [{ x: [1] }, { x: [1] }], ...more }));
});

test('a value that occurs twice is detected', () => {
  const part = { x: 1 };
  expect(sharesParts({ a: part, b: [part] })).toBe(true);
  expect(sharesParts({ a: { x: 1 }, b: [{ x: 1 }] })).toBe(false);
});
