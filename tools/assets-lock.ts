/*
 * Writes assets/lock.json: where each stored file comes from, with version and checksums. `tools/import` has its own lock for the CRDs; this one covers all.
 * Run it with `npx tsx --tsconfig test/tsconfig.json tools/assets-lock.ts` after an import, or when a bundled library changes.
 */
import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import { gunzipSync } from 'zlib';

const root = path.join(__dirname, '..');
/** Made from this repository alone, and written anew with it. */
const OWN = ['assets/lock.json', 'assets/shapes.json.gz', 'assets/traffic-tests.schema.json'];

interface Source { readonly module: string; readonly version: string; readonly sum: string; readonly path?: string }
interface Entry { readonly sha256: string; readonly source: Source | 'declared in tools/import' }
interface Library { readonly version: string; readonly license?: string; readonly integrity: string }

const json = (file: string): any => JSON.parse(fs.readFileSync(path.join(root, file), 'utf8'));
const sha256 = (file: string): string => createHash('sha256').update(fs.readFileSync(path.join(root, file))).digest('hex');

const files = (folder: string): string[] => fs.readdirSync(path.join(root, folder), { withFileTypes: true })
  .flatMap((e) => (e.isDirectory() ? files(`${folder}/${e.name}`) : [`${folder}/${e.name}`])).sort();

const crds: readonly (Source & { readonly set: string })[] = json('assets/crds/lock.json').sources;

function sourceOf(file: string): Entry['source'] {
  if (!file.startsWith('assets/crds/')) return JSON.parse(gunzipSync(fs.readFileSync(path.join(root, file))).toString('utf8')).source as Source;
  const found = crds.find(({ set }) => `assets/crds/${set}.json.gz` === file);
  return found ? { module: found.module, version: found.version, sum: found.sum, path: found.path } : 'declared in tools/import';
}

/** The libraries that the package brings with it, and what they need. */
function libraries(): Record<string, Library> {
  const { packages } = json('package-lock.json');
  const found: Record<string, Library> = {};
  const add = (name: string): void => {
    const { version, license, integrity, dependencies = {} } = packages[`node_modules/${name}`];
    found[name] = { version, license, integrity };
    for (const other of Object.keys(dependencies)) if (!found[other]) add(other);
  };
  json('package.json').bundledDependencies.forEach(add);
  return found;
}

/** The lock as it must be for the files of this tree. */
export function assetsLock(): object {
  const stored = files('assets').filter((file) => !OWN.includes(file) && !file.endsWith('/lock.json'));
  const istio = crds.find(({ set }) => set === 'istio')!;
  return {
    assets: Object.fromEntries(stored.map((file): [string, Entry] => [file, { sha256: sha256(file), source: sourceOf(file) }])),
    // written in TypeScript, and compared with the charts and templates of this version by the conformance run
    charts: { folders: ['src/injection', 'src/install/chart'], source: { module: istio.module, version: istio.version, sum: istio.sum, path: 'manifests' } },
    libraries: libraries(),
  };
}

if (require.main === module) fs.writeFileSync(path.join(root, 'assets', 'lock.json'), `${JSON.stringify(assetsLock(), undefined, 2)}\n`);
