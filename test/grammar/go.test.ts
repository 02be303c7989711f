import { celSyntaxError } from '../../src/grammar/cel-syntax';
import { parseDuration } from '../../src/grammar/duration';
import { cidrError, isMapped } from '../../src/grammar/ip';
import { compilePattern, regExpError } from '../../src/grammar/regexp';
import { parseUrl } from '../../src/grammar/url';
import { formatError } from '../../src/validation/http-headers';

test.each([
  ['1h30m', 5400e9], ['1.5s', 1.5e9], ['-2ms', -2e6], ['+1us', 1e3], ['0', 0], ['.5s', 0.5e9], ['1h1h', 7200e9],
  ['', undefined], ['1', undefined], ['s', undefined], ['1 s', undefined], ['1d', undefined], ['.s', undefined],
])('the duration %j', (text, nanoseconds) => {
  expect(parseDuration(text)).toBe(nanoseconds);
});

test.each([
  ['', 'plain', '100%%', '%HOSTNAME%', '%REQ(:path)%', '%DYNAMIC_METADATA(["a", "b"])%', '%START_TIME(%Y/%m)%', 'a %X% b'].map((value) => [value, true] as const),
  ['%', 'a%', '%%%', '%HOST', '%REQ(a', '%REQ(a)', '%X(["a" "b"])%', '%X([a])%', 'a\u0000b', '%REQ(a)x%'].map((value) => [value, false] as const),
].flat())('the header value %j is readable: %s', (value, isGood) => {
  expect(formatError(value) === undefined).toBe(isGood);
});

test.each([
  ['response.code >= 400 && !has(request.headers)', true], ['true', true], ['a ? b : c ? d : e', true], ['[1, 2,]', true], ["{'a': 1u, b: -2.5e3}", true],
  ['a.b.c(d)[0].e', true], ["r'\\d' + \"\"\"x\n\"\"\"", true], ['x.map(y, y > 0) in z', true], ['M{a: 1}.a', true], ['// only words\na', true],
  ['', false], ['a ==', false], ['(a', false], ['a b', false], ["'a", false], ['a.', false], ['f(a,)', false], ['a = b', false], ['for', false], ['a ? b', false], ['#', false], ["has(a['b'])", false], ['has((a.b))', true], ['has(a)', false], ['has(a, b)', true], ['a.all(1, b)', false], ['a.all(x)', true],
])('the CEL expression %j is valid: %s', (text, isGood) => {
  expect(celSyntaxError(text) === undefined).toBe(isGood);
});

test('a deeply nested expression is refused without recursion', () => {
  expect(celSyntaxError('('.repeat(100000))).toBe('it is nested too deeply');
  expect(celSyntaxError(`${'!'.repeat(100000)}a`)).toBeUndefined();
});

test.each([
  ['https://a.b/c?d#e', { scheme: 'https', host: 'a.b', path: '/c' }], ['HTTP://u:p@a:80', { scheme: 'http', host: 'a:80', path: '' }],
  ['a/b', { scheme: '', host: '', path: 'a/b' }], ['mailto:a', { scheme: 'mailto', host: '', path: '' }], ['http://[::1]:80/x', { scheme: 'http', host: '[::1]:80', path: '/x' }],
  ['http://a"b<c>/d', { scheme: 'http', host: 'a"b<c>', path: '/d' }], ['http://a{b', undefined], ['http://u%zz@a', undefined], ['http://u%20v@a', { scheme: 'http', host: 'a', path: '' }],
  ['http://a:b', undefined], [':a', undefined], ['a:b/c', { scheme: 'a', host: '', path: '' }], ['http://a b', undefined], ['/%zz', undefined], ['http://a\n', undefined],
])('the URL %j', (text, parts) => {
  expect(parseUrl(text)).toEqual(parts);
});

test('a request target is an absolute URL or an absolute path', () => {
  expect(parseUrl('a/b', true)).toBeUndefined();
  expect(parseUrl('', true)).toBeUndefined();
  expect(parseUrl('/a', true)).toBeDefined();
  expect(parseUrl('http://a#b', true)).toBeUndefined();
});

test.each([['a(?=b)', false], ['(a)\\1', false], ['a++', false], ['(?i)a', true], ['\\Qa+\\E', true], ['[[:alpha:]]+', true], ['.*', true], ['[', false], ['(?P<n>a)', true]])(
  'RE2 accepts %j: %s', (source, isGood) => {
    expect(regExpError(source) === undefined).toBe(isGood);
  });

test('patterns have the same meaning as in Go', () => {
  expect(compilePattern('^(?i)ab$').test('AB')).toBe(true);
  expect(compilePattern('^[[:digit:]]+$').test('12')).toBe(true);
  expect(compilePattern('^\\s$').test('\u00a0')).toBe(false); // white space of ASCII only
});

test('CIDR ranges', () => {
  expect([cidrError('10.0.0.0/8'), cidrError('::/0')]).toEqual([undefined, undefined]);
  for (const wrong of ['10.0.0.0', '10.0.0.0/33', '10.0.0.0/08', 'a/8', '::/129', '10.0.0.0/8/8']) expect(cidrError(wrong)).toBeDefined();
  expect(isMapped('::ffff:1.2.3.4')).toBe(true);
  expect(isMapped('::1')).toBe(false);
});
