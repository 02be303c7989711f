import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import { gzipSync } from 'zlib';
import { celModules } from './cel';
import { importCrds } from './crd';
import { importKubernetes } from './kubernetes';
import { L1_SETS, writeL1 } from './l1';
import { goModule } from './module';
import { KUBERNETES_SOURCE, SOURCES } from './sources';
import { CrdSet, KUBERNETES } from '../../src/crd/sets';
import { StoredCrds } from '../../src/crd/stored';

const root = path.join(__dirname, '..', '..');
const assets = path.join(root, 'assets', 'crds');
const imports = path.join(root, 'imports');
for (const folder of [assets, imports]) {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
}

const outputs: Record<string, string> = {};
const record = (file: string) => {
  outputs[path.relative(root, file)] = `sha256:${createHash('sha256').update(fs.readFileSync(file)).digest('hex')}`;
};

function writeAsset(name: string, content: object): void {
  const file = path.join(assets, `${name}.json.gz`);
  const bytes = gzipSync(JSON.stringify(content), { level: 9 });
  bytes[9] = 255; // the operating system that compressed: unknown, so that every machine writes the same bytes (the time is 0 already)
  fs.writeFileSync(file, bytes);
  record(file);
  console.log(`${path.relative(root, file)}: ${bytes.length} bytes`);
}

function writeTypes(set: (typeof L1_SETS)[number], stored: StoredCrds, untyped: readonly string[]): void {
  for (const name of writeL1(set, stored, untyped, imports)) {
    const file = path.join(imports, name);
    record(file);
    console.log(`${path.relative(root, file)}: ${fs.statSync(file).size} bytes`);
  }
}

const all: { readonly set: CrdSet; readonly stored: StoredCrds }[] = [];
for (const source of SOURCES) {
  const stored = importCrds(source);
  all.push({ set: source.set, stored });
  writeAsset(source.set, stored);
  if (L1_SETS.includes(source.set)) writeTypes(source.set, stored, source.untyped ?? []);
}
writeAsset(KUBERNETES, importKubernetes());

const [common, rare] = celModules(all);
for (const [name, text] of [['cel', common], ['cel-rare', rare]]) {
  const file = path.join(imports, `${name}.ts`);
  fs.writeFileSync(file, text);
  record(file);
  console.log(`${path.relative(root, file)}: ${fs.statSync(file).size} bytes`);
}

const lock = {
  sources: [...SOURCES, { set: KUBERNETES, ...KUBERNETES_SOURCE }].flatMap(({ set, module, version, path: from }) => (
    module && version ? [{ set, module, version, sum: goModule(module, version).sum, path: from }] : [])),
  outputs,
};
fs.writeFileSync(path.join(assets, 'lock.json'), `${JSON.stringify(lock, undefined, 2)}\n`);
