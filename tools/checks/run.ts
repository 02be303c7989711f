// Writes docs/checks.md from the table of checks.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checksPage } from './page';

writeFileSync(join(__dirname, '..', '..', 'docs', 'checks.md'), checksPage());
