import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { GoPart } from './catalogue';

/**
 * A folder in which `go test -c` makes a program of a module's own test files, with a package of ours in the place of one that they import.
 * The files are read from the module, and the folder is removed after the build.
 */
export function testsFolder(part: GoPart, source: string, wrapper: string, folder: string): string {
  const { files, instead } = part.tests!;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of ['go.mod', 'go.sum']) { writeFileSync(join(folder, file), readFileSync(join(wrapper, file))); }
  cpSync(join(wrapper, part.main), join(folder, part.main), { recursive: true });
  const module = /^module (\S+)/m.exec(readFileSync(join(wrapper, 'go.mod'), 'utf8'))![1];
  const ours = `${module}/${basename(part.main)}`;
  for (const file of files) {
    const text = readFileSync(join(source, file), 'utf8');
    if (!text.includes(`"${instead}"`)) { throw new Error(`${file} of ${part.from} does not import ${instead}: this release differs, see conformance/parts/catalogue.ts`); }
    writeFileSync(join(folder, basename(file)), text.replace(`"${instead}"`, `"${ours}"`));
  }
  return folder;
}
