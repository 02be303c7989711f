import * as fs from 'fs';
import * as path from 'path';

/*
 * Mends the examples that jsii-rosetta translated to Python: a parameter or method whose name is a word of Python's ends in an underscore in the package,
 * which jsii-rosetta does not know.
 */

interface Tablet {
  readonly snippets: { readonly [key: string]: { readonly translations: { readonly python: { source: string } } } };
}

/** The words of Python that are names of parameters or methods of ours. */
const WORD = '(from|and)';
const file = path.join(__dirname, '..', '..', '.jsii.tabl.json');
const tablet = JSON.parse(fs.readFileSync(file, 'utf8')) as Tablet;

for (const { translations: { python } } of Object.values(tablet.snippets)) {
  python.source = python.source.replace(new RegExp(`\\b${WORD}=(?!=)`, 'g'), '$1_=').replace(new RegExp(`\\.${WORD}\\(`, 'g'), '.$1_(');
}
fs.writeFileSync(file, JSON.stringify(tablet));
