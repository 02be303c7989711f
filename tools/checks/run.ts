// Generates the registry of rules from the files in src/check/rules, and the pages about checks from it.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { registered } from './registry';

const root = join(__dirname, '..', '..');
writeFileSync(join(root, 'src', 'check', 'rules', 'index.ts'), registered());
// eslint-disable-next-line @typescript-eslint/no-require-imports -- the pages show what was just registered
const { checksPages } = require('./page') as typeof import('./page');
rmSync(join(root, 'docs', 'checks'), { recursive: true, force: true });
mkdirSync(join(root, 'docs', 'checks'));
for (const [file, text] of checksPages()) writeFileSync(join(root, 'docs', file), text);
