import * as fs from 'fs';
import * as path from 'path';
import { CHECKS } from '../../src/check/registry';
import { registered } from '../../tools/checks/registry';

test('the registry of rules equals the output of its generator', () => {
  const file = path.join(__dirname, '..', '..', 'src', 'check', 'rules', 'index.ts');
  expect(fs.readFileSync(file, 'utf8')).toBe(registered());
});

test('rules are sorted by code, and codes are unique', () => {
  const codes = CHECKS.map((check) => check.code);
  expect(codes).toEqual([...new Set(codes)].sort());
});
