import { fullMatch } from '../../../src/compiled/evaluate/regex';

test('an expression is matched as a whole', () => {
  expect(fullMatch('/a|/b')('/b')).toBe(true);
  expect(fullMatch('/a|/b')('/bc')).toBe(false);
  expect(fullMatch('a.*')('a\n')).toBe(false);
});

// JavaScript's engine takes more than a minute for 400 characters
test('no expression takes more than linear time', () => {
  const test = fullMatch('.*a.*a.*a.*a.*b');
  expect(test('a'.repeat(20_000))).toBe(false);
  expect(test(`${'a'.repeat(20_000)}b`)).toBe(true);
}, 5_000);
