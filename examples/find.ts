import * as fs from 'fs';
import { createRequire } from 'module';
import * as path from 'path';
import type { App } from 'cdk8s';

/** An example: a folder whose `main.ts` exports a function, named after the folder, that builds an app. */
export interface Example {
  readonly name: string;
  build(props?: { outdir?: string }): App;
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
      const build = fs.existsSync(main) ? load(main)[wanted] : undefined;
      if (typeof build !== 'function') {
        throw new Error(`example '${name}' has no main.ts that exports a function '${wanted}'; add it, or move the folder elsewhere`);
      }
      return { name, build };
    });
}
