import * as fs from 'fs';
import * as path from 'path';
import { generated } from './guide/page';

/* Updates the guides with the objects that their apps synthesize, and the command line's output; an argument selects one guide. */

const DOCS = path.join(__dirname, '..', '..', 'docs');

/** The pages with apps to run. */
export const GUIDES: readonly string[] = [
  'quick-start.md',
  ...fs.readdirSync(path.join(DOCS, 'guides')).filter((file) => file.endsWith('.md')).sort().map((file) => `guides/${file}`),
];

async function main(names: readonly string[]): Promise<void> {
  for (const page of GUIDES.filter((file) => names.length === 0 || names.some((name) => file.includes(name)))) {
    const file = path.join(DOCS, page);
    const text = fs.readFileSync(file, 'utf8');
    fs.writeFileSync(file, await generated(text).catch((e: Error) => { throw new Error(`docs/${page}: ${e.message}`, { cause: e }); }));
  }
}

if (require.main === module) void main(process.argv.slice(2));
