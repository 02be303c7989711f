// Writes the registry of rules from the files of src/check/rules, and docs/checks.md from it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { registered } from './registry';

writeFileSync(join(__dirname, '..', '..', 'src', 'check', 'rules', 'index.ts'), registered());
// eslint-disable-next-line @typescript-eslint/no-require-imports -- the page shows what was just registered
const { checksPage } = require('./page') as typeof import('./page');
writeFileSync(join(__dirname, '..', '..', 'docs', 'checks.md'), checksPage());
