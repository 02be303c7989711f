import * as fs from 'fs';
import * as path from 'path';

/*
 * Finishes `.jsii`, from which the packages and the documentation of other languages are written: links of the README lead to the repository, as the
 * pages that they name are not in those packages, and a constructor with one signature more for the library itself is not marked as internal.
 */

interface Documented { readonly docs?: { readonly custom?: { internal?: string } } }
interface Assembly {
  readonly repository: { readonly url: string };
  readonly readme: { markdown: string };
  readonly types: { readonly [name: string]: { readonly initializer?: Documented } };
}

const file = path.join(__dirname, '..', '..', '.jsii');
const assembly = JSON.parse(fs.readFileSync(file, 'utf8')) as Assembly;
const page = `${assembly.repository.url.replace(/\.git$/, '')}/blob/main/`;

assembly.readme.markdown = assembly.readme.markdown.replace(/\]\((?![a-z]+:|#|\/)([^)\s]+)\)/g, `](${page}$1)`);
for (const { initializer } of Object.values(assembly.types)) {
  delete initializer?.docs?.custom?.internal;
}
fs.writeFileSync(file, JSON.stringify(assembly, undefined, 2));
