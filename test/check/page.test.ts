import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checksPage } from '../../tools/checks/page';

test('docs/checks.md is what the table of checks says (npx projen docs:checks writes it)', () => {
  expect(readFileSync(join(__dirname, '../../docs/checks.md'), 'utf8')).toBe(checksPage());
});
