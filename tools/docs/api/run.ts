import * as fs from 'fs';
import * as path from 'path';
import { publicTypes, Type } from './assembly';
import { chaptersOf, inReadingOrder } from './chapters';
import { Chapter, Page, pageText } from './page';

/** Generates the reference: the neutral constructs in API.md, Istio's kinds and the installation in separate pages.
 */

const types = publicTypes();

/** Constructs in one chapter, values in another. */
function constructsAndValues(namespace: string): readonly Chapter[] {
  const isConstruct = (t: Type) => t.kind === 'class' && t.initializer !== undefined && t.base !== undefined;
  const [constructs, values] = [isConstruct, (t: Type) => !isConstruct(t)].map((is) => types.filter((t) => t.namespace === namespace && is(t)));
  return [{ title: 'Constructs', types: inReadingOrder(constructs) }, { title: 'Values', types: inReadingOrder(values) }];
}

const PAGES: Readonly<Record<string, Page>> = {
  'API.md': {
    title: 'API reference',
    introduction: 'The neutral constructs, in the order in which one learns them. [Istio\'s kinds](docs/api/istio.md) and the [installation of Istio](docs/api/install.md) have pages of their own.',
    chapters: chaptersOf(types.filter((t) => t.namespace === undefined)),
  },
  'docs/api/istio.md': {
    title: 'API reference: `istio`',
    introduction: 'One typed construct for each of Istio\'s kinds, with every field: `import { istio } from \'cdk8s-mesh\'`. [How to use them](../istio.md); [the neutral constructs](../../API.md).',
    chapters: constructsAndValues('istio'),
  },
  'docs/api/install.md': {
    title: 'API reference: `install`',
    introduction: 'Istio itself, from typed constructs: `import { install } from \'cdk8s-mesh\'`. [How to use them](../install.md); [the neutral constructs](../../API.md).',
    chapters: constructsAndValues('install'),
  },
};

for (const [file, page] of Object.entries(PAGES)) fs.writeFileSync(path.join(__dirname, '..', '..', '..', file), pageText(page));
