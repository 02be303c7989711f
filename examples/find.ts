import * as fs from 'fs';
import { createRequire } from 'module';
import * as path from 'path';
import type { App } from 'cdk8s';

/** An example: a folder whose `main.ts` exports a function, named after the folder, that builds an app. */
export interface Example {
  readonly name: string;
  build(props?: { outdir?: string }): App;
  /** What it has beside objects of Kubernetes, for other tools: texts, by the name of their file. */
  beside?(): { readonly [file: string]: string };
}

const load = createRequire(__filename);

/** The examples in this folder, by name. */
export function findExamples(): Example[] {
  return fs.readdirSync(__dirname, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .map((name) => {
      const main = path.join(__dirname, name, 'main.ts');
      const wanted = name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
      const found = fs.existsSync(main) ? load(main) : {};
      const build = found[wanted];
      if (typeof build !== 'function') {
        throw new Error(`example '${name}' has no main.ts that exports a function '${wanted}'; add it, or move the folder elsewhere`);
      }
      return { name, build, beside: found.beside };
    });
}
